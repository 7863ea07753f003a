"""Real processes for the end-to-end tests: starts, watches and ends them.

A test derives from Case and gets programs by system: HERE is the one under
test, OTHER the second one, where a run has it. The environment tells where they
are:

  CT_BIN_DIR, CT_EXE_SUFFIX, CT_EMULATOR
      folder of crosstalk and crosstalkd, ".exe" for Windows programs, and what
      runs those (ci/wine)
  CT_OTHER_BIN_DIR, CT_OTHER_EXE_SUFFIX, CT_OTHER_EMULATOR
      the same of the second system; CT_OTHER_BIN_DIR=none: this run has only
      one, and tests that need two say that they are skipped
  CT_E2E_SCALE
      factor on all deadlines, for slow builds (sanitizers); default 1
  CT_E2E_KEEP
      when set, what the programs wrote is kept, and where is printed

A missing program is an error, never a reason to skip.

Programs write into files, never into pipes: Wine's helpers keep what they
inherit open, and who waits for the end of such a pipe waits for them. Every
wait is for a condition, with a deadline. Ports are the kernel's choice.
"""
import contextlib
import fcntl
import os
import pty
import re
import resource
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import termios
import time
import unittest
from pathlib import Path

PEERS = Path(__file__).resolve().parent.parent / "peers"
SCALE = float(os.environ.get("CT_E2E_SCALE", "1"))
POLL = 0.005  # seconds between two looks at a condition
DOORS = ("native", "classic", "length", "line")


class System:
    """One set of our programs: where they are and how they are run."""

    def __init__(self, prefix):
        self.prefix = prefix
        self.dir = os.environ.get(prefix + "BIN_DIR", "")
        self.suffix = os.environ.get(prefix + "EXE_SUFFIX", "")
        self.emulator = os.environ.get(prefix + "EMULATOR", "")

    @property
    def absent(self):
        return self.dir == "none"

    @property
    def windows(self):
        return self.suffix == ".exe"

    def __str__(self):
        return "windows" if self.windows else "linux"

    def server_env(self):
        """Chat servers have a wineserver of their own, if they have any."""
        if not self.windows:
            return {}
        return {"CT_WINE_SERVER": os.environ["CT_WINE_SERVER"] + "-d"}

    def free(self, port, env):
        """Waits until a server can listen at a port where one was killed. Wine
        leaves its listener open now and then: until its server ends."""
        if self.windows:
            with contextlib.suppress(AssertionError):
                wait_until(lambda: is_free(port), "the port", 2)
                return
            subprocess.run(self.emulator.split() + ["--stop"], check=True,
                           env=dict(os.environ, **env))
        wait_until(lambda: is_free(port), "port %d" % port)

    def command(self, name):
        """The words that start the program `name`; AssertionError if there is
        no such program."""
        if not self.dir:
            raise AssertionError(self.prefix + "BIN_DIR is not set")
        path = Path(self.dir, name + self.suffix).resolve()
        if not path.is_file():
            raise AssertionError("%s: no such program" % path)
        return self.emulator.split() + [str(path)]


HERE = System("CT_")
OTHER = System("CT_OTHER_")


def deadline(seconds):
    return time.monotonic() + seconds * SCALE


def wait_until(condition, what, seconds=20):
    """Looks until condition() is true, returns that; AssertionError after
    `seconds`. `what` (a string, or a function that makes one) says for what we
    waited."""
    end = deadline(seconds)
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > end:
            what = what() if callable(what) else what
            raise AssertionError("waited %g s for %s" % (seconds * SCALE, what))
        time.sleep(POLL)


def open_terminal(windows):
    """Both ends of a terminal of 24 lines by 80, which knows of UTF-8; ours
    does not block. Wine makes a console of it, and finds as it was typed what
    was typed before it did."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("4H", 24, 80, 0, 0))
    os.set_blocking(ours, False)
    modes = termios.tcgetattr(theirs)
    modes[0] |= getattr(termios, "IUTF8", 0o40000)
    if windows:
        modes[0] &= ~termios.ICRNL
        modes[3] &= ~(termios.ICANON | termios.ECHO | termios.ISIG)
    termios.tcsetattr(theirs, termios.TCSANOW, modes)
    return ours, theirs


def is_free(port):
    """Can a server listen there? Of one that was killed under Wine the listeners
    are closed a little later."""
    with socket.socket() as sock:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            sock.bind(("0.0.0.0", port))
            sock.listen(1)
        except OSError:
            return False
    return True


def is_unlocked(path):
    """Holds nobody a lock on it? Those go as late as the listeners."""
    with contextlib.suppress(FileNotFoundError), open(path, "rb+") as file:
        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
    return True


class Process:
    """A running program with a pipe at its keyboard and files for what it says;
    or, with `terminal`, with a terminal: "keyboard" for what is typed only,
    "all" for what is said as well."""

    def __init__(self, words, folder, env=None, limits=(), terminal=None):
        self.name = Path(words[-1] if len(words) == 1 else words[0]).name
        self.words = words
        self.windows = any(word.endswith(".exe") for word in words)
        self.taken, self.killed = 0, False
        self.out_path = Path(folder, "out")
        self.err_path = Path(folder, "err")
        full = dict(os.environ, PYTHONUTF8="1", PYTHONIOENCODING="utf-8",
                    PYTHONUNBUFFERED="1", LC_ALL="C.UTF-8")
        full.update(env or {})
        self.terminal, self.ours = terminal, None
        theirs = subprocess.PIPE
        if terminal:
            self.ours, theirs = open_terminal(self.windows)

        def prepare():
            for limit in limits:
                resource.setrlimit(*limit)
            if terminal:
                fcntl.ioctl(0, termios.TIOCSCTTY, 0)

        with open(self.out_path, "wb") as out, open(self.err_path, "wb") as err:
            self.popen = subprocess.Popen(
                words, stdin=theirs, stdout=theirs if terminal == "all"
                else out, stderr=err, env=full, start_new_session=True,
                preexec_fn=prepare)
        if terminal:
            os.close(theirs)

    # What it says.

    def look(self):
        """Takes what the terminal shows: what the program says, if that goes
        there, and what is typed."""
        while self.ours is not None:
            try:
                data = os.read(self.ours, 65536)
            except (BlockingIOError, OSError):
                return
            if self.terminal == "all":
                with open(self.out_path, "ab") as out:
                    out.write(data)

    def out_bytes(self):
        self.look()
        return self.out_path.read_bytes()

    def out(self):
        return self.out_bytes().decode("utf-8", "replace")

    def err(self):
        return self.err_path.read_bytes().decode("utf-8", "replace")

    def describe(self):
        return "%s (exit %s)\n--- out\n%s\n--- err\n%s" % (
            " ".join(self.words), self.popen.poll(), self.out(), self.err())

    def expect(self, text, seconds=20):
        """Waits until `text` is in what it said after the last expected text,
        and returns what stood before it."""

        def found():
            said = self.out()[self.taken:]
            if text in said:
                return (said.split(text, 1)[0],)
            if self.popen.poll() is not None and text not in \
                    self.out()[self.taken:]:
                raise AssertionError("%r is not in what is left of %s"
                                     % (text, self.describe()))
            return None

        before, = wait_until(
            found, lambda: "%r from %s" % (text, self.describe()), seconds)
        self.taken += len(before) + len(text)
        return before

    def expect_err(self, pattern, seconds=20):
        """Waits until its standard error matches, and returns the match."""

        def found():
            ended = self.popen.poll() is not None
            match = re.search(pattern, self.err(), re.M)
            if ended and not match:
                raise AssertionError("no %r in %s" % (pattern, self.describe()))
            return match

        return wait_until(
            found, lambda: "%r from %s" % (pattern, self.describe()), seconds)

    # What is typed.

    def type(self, text):
        data = text if isinstance(text, bytes) else text.encode("utf-8")
        if self.ours is not None:
            os.write(self.ours, data)
            return
        self.popen.stdin.write(data)
        self.popen.stdin.flush()

    def enter(self, line):
        self.type(line + ("\n" if self.ours is None else "\r"))

    def resize(self, columns):
        """Its terminal has so many columns from here on."""
        fcntl.ioctl(self.ours, termios.TIOCSWINSZ,
                    struct.pack("4H", 24, columns, 0, 0))

    def end_input(self):
        with contextlib.suppress(BrokenPipeError):
            if self.ours is None:
                self.popen.stdin.close()
            else:
                os.close(self.ours)
                self.ours = None

    # Its end.

    def interrupt(self):
        """Asks it to stop as a person does: Ctrl-C (which Wine makes of
        SIGINT)."""
        self.popen.send_signal(signal.SIGINT)

    def terminate(self):
        """Asks it to stop as a system does; Windows has only Ctrl-C."""
        self.popen.send_signal(
            signal.SIGINT if self.windows else signal.SIGTERM)

    def wait(self, seconds=20):
        """Its exit code."""
        wait_until(lambda: self.popen.poll() is not None,
                   lambda: "the end of " + self.describe(), seconds)
        return self.popen.returncode

    def alive(self):
        return self.popen.poll() is None

    def kill(self):
        """Ends it and what it started; once, for then its number is free."""
        if self.killed:
            return
        self.killed = True
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.popen.pid, signal.SIGKILL)
        self.popen.wait()
        self.end_input()

    def cpu_seconds(self):
        """Processor time that it has used, user and system."""
        stat = Path("/proc/%d/stat" % self.popen.pid).read_text()
        user, system = stat.rsplit(")", 1)[1].split()[11:13]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


class Server(Process):
    """crosstalkd: its doors by name, and its log."""

    def log(self, event=None):
        """Its log as a list of dicts, one a line; only one event's."""
        lines = []
        for line in (self.out() + "\n" + self.err()).splitlines():
            pairs = re.findall(r'(\w+)=("(?:[^"\\]|\\.)*"|\S*)', line)
            fields = {key: value.strip('"') for key, value in pairs}
            if "event" in fields and event in (None, fields["event"]):
                lines.append(fields)
        return lines

    def ready(self, seconds=30):
        def is_ready():
            if self.popen.poll() is not None:
                raise AssertionError("it ended: " + self.describe())
            return self.log("ready")

        wait_until(is_ready, lambda: "ready from " + self.describe(), seconds)
        return self

    def port(self, door):
        """The port of that door's IPv4 listener."""
        for fields in self.log("door"):
            if fields.get("dialect") == door and ":" not in fields["addr"]:
                return int(fields["port"])
        raise AssertionError("no door %s: %s" % (door, self.describe()))


class Wire:
    """A raw connection, in the bytes of one charset, with deadlines."""

    def __init__(self, port, charset="utf-8", sock=None):
        """A new connection to a port of this machine, or `sock`."""
        self.charset = charset
        self.sock = sock or socket.create_connection(
            ("127.0.0.1", port), 20 * SCALE)
        self.got = b""
        self.ended = False

    def send(self, data):
        self.sock.sendall(self.encode(data))

    def encode(self, data):
        return data if isinstance(data, bytes) else data.encode(self.charset)

    def line(self, text):
        self.send(text + "\n")

    def read(self, seconds=20):
        """Waits for the next bytes and returns them; b"" at the end."""
        self.sock.settimeout(max(seconds, 0.001) * SCALE)
        try:
            data = self.sock.recv(65536)
        except ConnectionError:
            data = b""
        except socket.timeout:
            raise AssertionError("waited %g s; there is %r" % (
                seconds * SCALE, self.got.decode(self.charset, "replace")))
        self.got += data
        self.ended = not data
        return data

    def expect(self, text, seconds=20):
        """Reads until `text` came, takes it and what stood before it, and
        returns the latter as text."""
        want = self.encode(text)
        end = deadline(seconds)
        while want not in self.got:
            if self.ended:
                raise AssertionError("the end came before %r: %r" % (
                    text, self.got.decode(self.charset, "replace")))
            self.read((end - time.monotonic()) / SCALE)
        before, self.got = self.got.split(want, 1)
        return before.decode(self.charset, "backslashreplace")

    def until_end(self, seconds=20):
        """Everything that is still to come, until the other side closes."""
        end = deadline(seconds)
        while not self.ended:
            self.read((end - time.monotonic()) / SCALE)
        rest, self.got = self.got, b""
        return rest

    def shutdown_send(self):
        self.sock.shutdown(socket.SHUT_WR)

    def reset(self):
        """Closes with a reset instead of an end of stream."""
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER,
                             b"\1\0\0\0\0\0\0\0")
        self.sock.close()

    def close(self):
        self.sock.close()


class Case(unittest.TestCase):
    """A test that starts processes; all of them are gone when it ends."""

    maxDiff = None

    def setUp(self):
        self.folder = Path(tempfile.mkdtemp(prefix="crosstalk-e2e-"))
        self.started = []
        if os.environ.get("CT_E2E_KEEP"):
            print("\n%s: %s" % (self.id(), self.folder), file=sys.stderr)
        else:
            self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.addCleanup(self.kill_all)

    def kill_all(self):
        for process in reversed(self.started):
            process.kill()
        for process in self.started:
            if re.search(r"Sanitizer|runtime error:", process.err()):
                raise AssertionError(process.describe())

    def start(self, words, kind=Process, **how):
        folder = self.folder / str(len(self.started))
        folder.mkdir()
        # Nothing of the user's own is read, or left there.
        env = {"XDG_STATE_HOME": str(self.folder / "state")}
        env.update(how.pop("env", None) or {})
        process = kind(words, folder, env=env, **how)
        self.started.append(process)
        return process

    def peer(self, name, *args):
        """One of tests/peers, by name."""
        words = [sys.executable, str(PEERS / (name + ".py"))]
        return self.start(words + [str(a) for a in args])

    def crosstalk(self, *args, system=HERE, **how):
        words = system.command("crosstalk") + [str(a) for a in args]
        return self.start(words, **how)

    def serve(self, *args, system=HERE, limits=(), ports=None):
        """Starts crosstalkd with all doors on ports of the kernel's choice
        (`ports`: of yours, by door) and waits until it is ready. History is
        kept in memory only, unless `args` say --db."""
        words = system.command("crosstalkd")
        if "--db" not in args:
            words += ["--history", "off"]
        for door in DOORS:
            words += ["--%s-port" % door, str((ports or {}).get(door, 0))]
        words += [str(a) for a in args]
        env = system.server_env()
        for port in (ports or {}).values():
            system.free(port, env)
        if "--db" in args:
            lock = "%s-lock" % args[args.index("--db") + 1]
            wait_until(lambda: is_unlocked(lock), lock)
        return self.start(words, Server, limits=limits, env=env).ready()

    def wire(self, server, door, charset="utf-8"):
        """A raw connection to one of a server's doors."""
        wire = Wire(server.port(door), charset)
        self.addCleanup(wire.close)
        return wire

    def accept(self, listener, charset="utf-8"):
        """The next raw connection to a listener of the test's own."""
        listener.settimeout(20 * SCALE)
        wire = Wire(None, charset, listener.accept()[0])
        self.addCleanup(wire.close)
        return wire

    def listening(self, process):
        """The port that a peer or a lesson program tells on standard error."""
        return int(process.expect_err(r"^listening \S+:(\d+)\s*$").group(1))


def need_other(test):
    """Marks a test that needs programs of two systems."""
    return unittest.skipIf(
        OTHER.absent, "CT_OTHER_BIN_DIR=none: one system in this run")(test)
