"""Runs one file of tests/e2e with the environment that its harness expects, as
a session of its own that is killed whole when it takes too long, and that must
be empty when it ends.

Windows programs get wineservers of their own for each file, because programs
are killed here, and Wine's server does not always survive that (see ci/wine).
What failed while it crashed, and only that, is run once more."""
import argparse
import fcntl
import os
import signal
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def options():
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("test", type=Path)
    p.add_argument("--bin", required=True, help="folder of the programs")
    p.add_argument("--suffix", default="", help='".exe", or nothing')
    p.add_argument("--emulator", default="", help="what runs the programs")
    p.add_argument("--other", default="",
                   help="folder of the Windows programs, if they are built")
    p.add_argument("--scale", default="1", help="factor on all deadlines")
    p.add_argument("--timeout", type=float, default=170, help="seconds")
    return p.parse_args()


def environment(o):
    folders = [str(ROOT / "tests" / "e2e"), str(ROOT / "tests" / "peers")]
    env = dict(os.environ, PYTHONPATH=os.pathsep.join(folders),
               PYTHONDONTWRITEBYTECODE="1", CT_E2E_SCALE=o.scale,
               CT_BIN_DIR=o.bin, CT_EXE_SUFFIX=o.suffix,
               CT_EMULATOR=o.emulator, CT_OTHER_BIN_DIR="none",
               CT_WINE_SERVER="-".join(Path(o.bin).resolve().parts[-2:-1] +
                                       (o.test.stem,)))
    if o.other and Path(o.other, "crosstalk.exe").is_file():
        env.update(CT_OTHER_BIN_DIR=o.other, CT_OTHER_EXE_SUFFIX=".exe",
                   CT_OTHER_EMULATOR=str(ROOT / "ci" / "wine"))
    return env


def wine(env, what):
    """Asks ci/wine something about this file's servers: that of its programs,
    and that of its chat servers."""
    names = [env["CT_WINE_SERVER"] + end for end in ("", "-d")]
    return [subprocess.run([str(ROOT / "ci" / "wine"), what],
                           env=dict(env, CT_WINE_SERVER=name),
                           stdin=subprocess.DEVNULL, capture_output=True,
                           text=True).stdout for name in names]


def take_wine(env):
    """The lock on this file's servers, which another checkout may be using,
    until it is closed."""
    cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    folder = Path(cache, "crosstalk")
    folder.mkdir(parents=True, exist_ok=True)
    lock = open(folder / (env["CT_WINE_SERVER"] + ".lock"), "w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        print("waits for another checkout to end its", env["CT_WINE_SERVER"],
              flush=True)
        fcntl.flock(lock, fcntl.LOCK_EX)
    return lock


def kill(group):
    """Kills what is left of a process group; True when there was something."""
    try:
        os.killpg(group, signal.SIGKILL)
    except ProcessLookupError:
        return False
    return True


def run(o, env):
    """Its exit code, or what else was wrong, as sys.exit takes it."""
    words = [sys.executable, "-m", "unittest", "-v",
             str(o.test.resolve().relative_to(ROOT))]
    child = subprocess.Popen(words, cwd=ROOT, env=env, start_new_session=True)
    try:
        code = child.wait(o.timeout)
    except subprocess.TimeoutExpired:
        kill(child.pid)
        child.wait()
        return "%s: not done after %g s" % (o.test.name, o.timeout)
    if kill(child.pid):
        return "%s: left a process running" % o.test.name
    return code


def main():
    o = options()
    env = environment(o)
    uses_wine = o.emulator or env["CT_OTHER_BIN_DIR"] != "none"
    lock = take_wine(env) if uses_wine else None
    before = wine(env, "--crashes") if uses_wine else 0
    code = run(o, env)
    if code and uses_wine and wine(env, "--crashes") != before:
        print("%s: again, for Wine's server has crashed (%s)" % (
            o.test.name, code), flush=True)
        wine(env, "--stop")
        code = run(o, env)
    if uses_wine:
        wine(env, "--stop")
        lock.close()
    sys.exit(code)


main()
