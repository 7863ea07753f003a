"""crosstalkd as its operator sees it: options, its log, its end, and what it is
measured with."""
import json
import os
import re
import signal
import socket
import subprocess
import unittest

from harness import DOORS, HERE, SCALE, Case, wait_until

LOOPBACK = ("--bind", "127.0.0.1")


def no_place():
    """Ports of the kernel's choice, and no history in the user's folder."""
    return ["--history", "off"] + [
        w for door in DOORS for w in ("--%s-port" % door, "0")]


class Options(Case):
    def refused(self, *args):
        """Starts it with something wrong in `args`; the one line it says."""
        server = self.start(HERE.command("crosstalkd") + list(map(str, args)))
        self.assertEqual(server.wait(), 2, server.describe())
        self.assertEqual(server.out(), "")
        lines = server.err().splitlines()
        self.assertEqual(len(lines), 1, server.describe())
        return lines[0]

    def config(self, text):
        path = self.folder / "my.conf"
        path.write_text(text, encoding="utf-8")
        return str(path)

    def test_a_wrong_option_in_both_languages(self):
        self.assertEqual(
            self.refused("--lang", "en", "--prot", "1"),
            "crosstalkd: unknown-option: there is no option --prot; see --help")
        self.assertEqual(
            self.refused("--lang", "zh", "--line-port", "65536"),
            "crosstalkd: bad-value: --line-port 应为 0 到 65535 之间的整数")

    def test_nothing_wrong_acts_on_the_terminal(self):
        self.assertEqual(
            self.refused("--lang", "en", "--p\x1b[2J"),
            "crosstalkd: unknown-option: there is no option --p␛[2J; see "
            "--help")

    def test_a_wrong_file_is_told_with_its_line(self):
        path = self.config("name = 相声\n\n[line]\nport = 0\nprot = 1\n")
        self.assertEqual(
            self.refused("--lang", "en", "--config", path),
            "crosstalkd: %s:5: unknown-option: there is no option line-prot; "
            "see --help" % path)
        self.assertRegex(
            self.refused("--lang", "en", "--config", path + ".not"),
            "^crosstalkd: .*my.conf.not: cannot-read: cannot be read: ")

    def test_what_a_file_says_is_done(self):
        path = self.config("bind = 127.0.0.1\nlobby = 大厅\n[line]\nlang = zh\n"
                           "[native]\nport = 1\n")
        server = self.serve("--config", path)
        wire = self.wire(server, "line")
        wire.expect("你在 大厅（1 人）")
        addresses = {door["addr"] for door in server.log("door")}
        self.assertEqual(addresses, {"127.0.0.1"})

    def test_a_charset_and_a_lobby_that_are_none(self):
        self.assertRegex(
            self.refused(*no_place(), "--lang", "en", "--connections",
                         1000000, "--line-charset", "klingon"),
            "^crosstalkd: unknown-charset: line-charset: .*gb18030")
        self.assertRegex(
            self.refused(*no_place(), "--lang", "en", "--lobby", "a b"),
            "^crosstalkd: bad-room: lobby: ")

    def test_what_is_kept_that_is_no_rule(self):
        self.assertEqual(
            self.refused(*no_place(), "--lang", "en", "--history", "on",
                         "--db", self.folder / "a.db", "--keep", "a:1"),
            "crosstalkd: bad-value: keep: a:1 is not ROOM:DAYS:MIB,... such "
            "as *:90:500")

    def test_help_and_version(self):
        for lang, text in (("en", "The line door:"), ("zh", "line 门：")):
            told = self.start(HERE.command("crosstalkd") +
                              ["--help", "--lang", lang])
            self.assertEqual(told.wait(), 0)
            self.assertIn(text, told.out())
            self.assertIn("--queue-bytes N", told.out())
            told = self.start(HERE.command("crosstalkd") +
                              ["backup", "--help", "--lang", lang])
            self.assertEqual(told.wait(), 0)
            self.assertIn("crosstalkd backup ", told.out())
        told = self.start(HERE.command("crosstalkd") + ["--version"])
        self.assertEqual(told.wait(), 0)
        self.assertRegex(told.out(), r"^crosstalkd \d+\.\d+\.\d+\n$")

    def test_the_log_in_a_file(self):
        path = self.folder / "日志.log"
        server = self.start(HERE.command("crosstalkd") + no_place() +
                            ["--log", str(path), *LOOPBACK])
        wait_until(lambda: path.exists() and "event=ready" in path.read_text(),
                   "ready in " + str(path))
        server.terminate()
        self.assertEqual(server.wait(), 0)
        self.assertEqual(server.out(), "")
        for line in path.read_text(encoding="utf-8").splitlines():
            self.assertRegex(line, r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z "
                             r"event=[a-z-]+( [a-z]+=(\S+|\".*\"))*$")


class Stop(Case):
    def stop(self, server, ask):
        ask()
        self.assertEqual(server.wait(), 0, server.describe())
        self.assertLess(int(server.log("bye")[0]["ms"]), 2000)

    def test_people_are_told_and_the_stubborn_do_not_matter(self):
        server = self.serve(*LOOPBACK)
        wires = [self.wire(server, door) for door in DOORS for _ in range(3)]
        reader = self.wire(server, "line")
        reader.expect("you are in lobby")
        wait_until(lambda: len(server.log("open")) == len(wires) + 1,
                   server.describe)
        self.stop(server, server.interrupt)
        self.assertIn(b"the server is shutting down", reader.until_end())
        self.assertEqual(len(server.log("close")), len(wires) + 1)

    def test_the_port_is_free_again(self):
        server = self.serve(*LOOPBACK)
        wire = self.wire(server, "line")
        wire.expect("you are in lobby")
        port = server.port("line")
        self.stop(server, server.terminate)
        again = self.serve(*LOOPBACK, ports={"line": port})
        self.assertEqual(again.port("line"), port)


@unittest.skipIf(HERE.windows, "what Wine starts keeps pipes open")
class Trouble(Case):
    def pipe_server(self):
        """A server whose log goes into a pipe; (process, log's file, port)."""
        read, write = os.pipe()
        words = HERE.command("crosstalkd") + no_place() + list(LOOPBACK)
        server = subprocess.Popen(words, stdout=write, start_new_session=True)
        os.close(write)
        self.addCleanup(server.wait)
        self.addCleanup(server.kill)
        log = os.fdopen(read, "rb", buffering=0)
        self.addCleanup(log.close)
        text = b""
        while b"event=ready" not in text:
            said = log.read(65536)
            self.assertNotEqual(said, b"", "it ended: %r" % text)
            text += said
        port = re.search(rb"dialect=line .*? port=(\d+)", text).group(1)
        return server, log, int(port)

    def visit(self, port):
        with socket.create_connection(("127.0.0.1", port), 20) as sock:
            self.assertNotEqual(sock.recv(100), b"")

    def end(self, server):
        server.send_signal(signal.SIGTERM)
        self.assertEqual(server.wait(20 * SCALE), 0)

    def test_a_log_that_nobody_reads_any_more(self):
        server, log, port = self.pipe_server()
        log.close()
        for _ in range(20):
            self.visit(port)
        self.end(server)

    def test_a_log_that_is_read_too_slowly(self):
        server, _, port = self.pipe_server()
        for _ in range(1000):
            self.visit(port)
        self.end(server)


class Bench(Case):
    COMMANDS = ("load", "ack", "charset", "store")

    def bench(self, *args, code=0, env=None):
        """Runs it to its end; gives both its outputs."""
        bench = self.start(HERE.command("crosstalk-bench") + list(args),
                           env=env)
        self.assertEqual(bench.wait(), code, bench.describe())
        return bench.out(), bench.err()

    def test_help_in_both_languages(self):
        for lang, exits, about in (("en", "Exit codes:", "show this"),
                                   ("zh", "退出码：", "显示本帮助")):
            out, err = self.bench("--lang", lang, "--help")
            self.assertEqual(err, "")
            for text in self.COMMANDS + (exits, about):
                self.assertIn(text, out)
            for command in self.COMMANDS:
                out, err = self.bench(command, "--help", "--lang", lang)
                self.assertEqual(err, "")
                self.assertTrue(out.startswith("crosstalk-bench " + command))
                for text in (exits, about, "--version"):
                    self.assertIn(text, out)
                self.assertEqual(re.search("[\u4e00-\u9fff]", out) is None,
                                 lang == "en")

    def test_the_version(self):
        for args in [()] + [(command,) for command in self.COMMANDS]:
            out, err = self.bench(*args, "--version")
            self.assertRegex(out, r"^crosstalk-bench \d+\.\d+\.\d+\n$")
            self.assertEqual(err, "")

    def test_wrong_usage_is_one_line(self):
        for args, en, zh in (
                ([], "COMMAND is needed", "需要 COMMAND"),
                (["lod"], "what is lod for", "多余的参数 lod"),
                (["--what"], "no option --what", "没有选项 --what"),
                (["load", "more"], "what is more for", "多余的参数 more"),
                (["load", "--room", "2", "--senders", "3"],
                 "at most --room", "不能大于 --room"),
                (["charset", "more"], "what is more for", "多余的参数 more"),
                (["store", "--sync", "x"], "one of full|normal|off",
                 "应为 full|normal|off 之一"),
                (["store", "--db", str(self.folder)], "", ""),
                (["ack", "--host", "no..such"], "no host", "没有主机"),
                (["load", "--host", "no..such"], "no host",
                 "没有主机")):
            for lang, words in (("en", en), ("zh", zh)):
                out, err = self.bench("--lang=" + lang, *args, code=2)
                self.assertEqual(out, "")
                self.assertEqual(err.count("\n"), 1, err)
                self.assertIn(words, err)
                self.assertTrue(err.startswith("crosstalk-bench"), err)

    @unittest.skipIf(HERE.windows, "there it is a setting of the user's")
    def test_the_language_of_the_system(self):
        chinese = {"LC_ALL": "zh_CN.UTF-8"}
        self.assertIn("用法", self.bench("--help", env=chinese)[0])
        self.assertIn("usage", self.bench("--help", "--lang", "en",
                                          env=chinese)[0])
        self.assertIn("usage", self.bench("--help")[0])

    def test_figures_are_the_same_in_every_language(self):
        told = []
        for lang in ("en", "zh"):
            out, err = self.bench(
                "store", "--lang", lang, "--db", str(self.folder / lang),
                "--sync", "off", "--messages", "100", "--wait", "100")
            self.assertEqual(err, "")
            told.append([list(json.loads(out)), re.sub(r"[\d.]+", "0", out)])
        self.assertEqual(*told)

    def test_load_is_whole_on_both_doors(self):
        server = self.serve(*LOOPBACK, "--say-rate", 0)
        for door in ("native", "line"):
            bench = self.start(HERE.command("crosstalk-bench") + [
                "load", "--door", door, "--port", str(server.port(door)),
                "--room", "8", "--senders", "4", "--messages", "400",
                "--idle", "10"])
            self.assertEqual(bench.wait(60), 0, bench.describe())
            told = json.loads(bench.out())
            self.assertTrue(told["good"])
            self.assertEqual(told["deliveries"], 400 * 7)
            self.assertEqual((told["missing"], told["wrong"]), (0, 0))


if __name__ == "__main__":
    unittest.main()
