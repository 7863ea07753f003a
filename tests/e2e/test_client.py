"""crosstalk as scripts and people use it: send, tail and talk over pipes, and a
person at a terminal (tmux), on Linux and, through CT_EMULATOR, on Windows."""
import contextlib
import json
import os
import re
import shlex
import shutil
import signal
import socket
import struct
import subprocess
import threading
import unittest
from pathlib import Path

from harness import HERE, SCALE, Case, wait_until

OK, LINK, USAGE, REFUSED, INPUT, OUTPUT = range(6)


def string(text):
    data = text.encode("utf-8")
    return struct.pack(">H", len(data)) + data


def frame(kind, fields):
    return struct.pack(">IB", 1 + len(fields), kind) + fields


WELCOME = frame(0x81, struct.pack(">HQ", 1, 0) + string("我") +
                string("lobby") + struct.pack(">Q", 7))


def requests(sock):
    """The frames that come, as (type, fields), until the connection ends."""
    got = b""
    while True:
        while len(got) >= 4:
            end = 4 + struct.unpack(">I", got[:4])[0]
            if len(got) < end:
                break
            yield got[4], got[5:end]
            got = got[end:]
        data = sock.recv(65536)
        if not data:
            return
        got += data


def never_acknowledge(sock):
    """Answers pings, and closes at the first thing that is said."""
    for kind, fields in requests(sock):
        if kind == 0x0a:
            sock.sendall(frame(0x8b, fields))
        if kind == 0x05:
            return


def message(text, seq=1, who="坏人"):
    return frame(0x82, struct.pack(">BBQQQ", 1, 0, seq, seq - 1, 1) +
                 string("lobby") + string(who) + text.encode("utf-8"))


class ClientCase(Case):
    def at(self, server):
        return "127.0.0.1:%d" % server.port("native")

    def listener(self, server, room=None):
        """Somebody at the line door who reads along."""
        wire = self.wire(server, "line")
        wire.line("/nick 听众")
        wire.expect("听众")
        if room:
            wire.line("/join " + room)
            wire.expect("you are in %s" % room)
        return wire

    def run_client(self, *args, stdin=None, code=OK):
        """Runs it to its end; gives what it said on both outputs."""
        client = self.crosstalk(*args)
        if stdin is not None:
            client.type(stdin)
        client.end_input()
        self.assertEqual(client.wait(), code, client.describe())
        return client.out_bytes().decode("utf-8"), client.err()

    def fake_server(self, answer):
        """A server of the native dialect that does what `answer(sock)` does
        after the welcome; gives its address."""
        listener = socket.create_server(("127.0.0.1", 0))
        self.addCleanup(listener.close)

        def serve():
            with contextlib.suppress(OSError):
                sock, _ = listener.accept()
                with sock:
                    sock.settimeout(20 * SCALE)
                    sock.recv(65536)
                    sock.sendall(WELCOME)
                    answer(sock)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        self.addCleanup(thread.join, 20 * SCALE)
        return "127.0.0.1:%d" % listener.getsockname()[1]


class Send(ClientCase):
    def test_arguments_are_one_message(self):
        server = self.serve()
        wire = self.listener(server)
        said = self.run_client("send", "--server", self.at(server), "--nick",
                               "小明", "--", "你好，", "--世界 😀")
        self.assertEqual(said, ("", ""))
        wire.expect("小明: 你好， --世界 😀\n")

    def test_lines_of_standard_input_in_order(self):
        server = self.serve()
        wire = self.listener(server, "相声")
        lines = ["第 %d 行" % i for i in range(40)]
        said = self.run_client(
            "send", "--server", self.at(server), "--room", "相声", "--nick",
            "小明", stdin="\r\n\n".join(lines))
        self.assertEqual(said, ("", ""))
        for line in lines:
            wire.expect("小明: %s\n" % line)

    def test_standard_input_in_gbk(self):
        server = self.serve()
        wire = self.listener(server)
        self.run_client("send", "--server", self.at(server), "--charset",
                        "gbk", stdin="東方\n\\u{1F600}\n".encode("gbk"))
        wire.expect(": 東方\n")
        wire.expect(": 😀\n")

    def test_input_that_is_not_valid_stops_there(self):
        server = self.serve()
        wire = self.listener(server)
        _, err = self.run_client(
            "send", "--server", self.at(server), "--lang", "en", "--nick", "a",
            stdin=b"good\n\xc4\xe3\nnever\n", code=INPUT)
        self.assertIn("line 2 of the input is not valid utf-8", err)
        self.assertIn("good", wire.expect("a is gone"))

    def test_to_one_person(self):
        server = self.serve()
        wire = self.listener(server)
        at = self.at(server)
        self.run_client("send", "--server", at, "--to", "听众", "悄悄话")
        wire.expect("悄悄话")
        _, err = self.run_client("send", "--server", at, "--to", "没人",
                                 "--lang", "zh", "喂", code=REFUSED)
        self.assertIn("这里没有人叫 没人 [no-such-user]", err)

    def test_refused_by_the_server(self):
        server = self.serve()
        out, err = self.run_client(
            "send", "--server", self.at(server), "--room", "a b", "x",
            code=REFUSED)
        self.assertEqual(out, "")
        self.assertIn("[bad-room]", err)

    def test_nobody_listens(self):
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = taken.getsockname()[1]
        args = ("send", "--server", "127.0.0.1:%d" % port, "x", "--lang")
        self.assertEqual(self.run_client(*args, "zh", code=LINK), (
            "", "crosstalk: 无法连接 127.0.0.1:%d：对方没有在监听\n" % port))
        self.assertEqual(self.run_client(*args, "en", code=LINK), (
            "", "crosstalk: cannot connect to 127.0.0.1:%d: nobody listens "
            "there\n" % port))

    def test_wrong_usage(self):
        for args in (["--server", "h:0", "x"], ["--what"],
                     ["--to", "a", "--room", "b", "x"],
                     ["--charset", "klingon"], [""]):
            out, err = self.run_client("send", *args, code=USAGE)
            self.assertEqual(out, "")
            self.assertEqual(err.count("\n"), 1, err)

    def test_help_documents_the_exit_codes(self):
        for lang, words in (("en", "Exit codes:"), ("zh", "退出码：")):
            out, err = self.run_client("send", "--help", "--lang", lang)
            self.assertIn(words, out)
            for code in range(7):
                self.assertIn("\n  %d  " % code, out)
            self.assertEqual(err, "")

    def test_help_names_every_subcommand(self):
        source = Path(__file__).resolve().parents[2] / "apps/client/main.c"
        names = re.findall(r'{"(\w+)", \w+_main}', source.read_text())
        self.assertIn("lab", names)
        out, _ = self.run_client("--help")
        for name in names:
            if name != "talk":
                self.assertRegex(out, r"crosstalk (\w+\|)*%s\b" % name)

    def test_the_version(self):
        for args in (["--version"], ["send", "--version"]):
            out, _ = self.run_client(*args)
            self.assertRegex(out, r"^crosstalk \d+\.\d+\.\d+\n$")

    def test_the_wrong_door(self):
        server = self.serve()
        _, err = self.run_client(
            "send", "--server", "127.0.0.1:%d" % server.port("line"), "x",
            "--lang", "en", code=LINK)
        self.assertIn("did not answer in Crosstalk's native protocol", err)

    def test_the_server_goes_away(self):
        server = self.serve()
        wire = self.listener(server)
        client = self.crosstalk("send", "--server", self.at(server), "--lang",
                                "en", "--no-reconnect")
        client.type("one\n")
        wire.expect(": one\n")
        server.interrupt()
        self.assertEqual(client.wait(), LINK, client.describe())
        self.assertIn("[shutting-down]", client.err())

    def test_what_is_not_acknowledged_is_told(self):
        at = self.fake_server(never_acknowledge)
        _, err = self.run_client("send", "--server", at, "--lang", "en",
                                 "--no-reconnect", stdin="one\ntwo\n",
                                 code=LINK)
        self.assertIn("line 1 was not acknowledged", err)


class Tail(ClientCase):
    def tail(self, server, *args):
        """A tail that is in the lobby already."""
        wire = self.listener(server)
        client = self.crosstalk("tail", "--server", self.at(server), "--nick",
                                "尾巴", *args)
        wire.expect("尾巴 ")
        return client

    def say(self, server, *texts):
        self.run_client("send", "--server", self.at(server), "--nick", "小明",
                        stdin="\n".join(texts))

    def test_a_line_each_and_nothing_else(self):
        server = self.serve()
        client = self.tail(server, "--count", "3")
        self.say(server, "一", "二 😀", "三", "四")
        self.assertEqual(client.wait(), OK)
        self.assertEqual(client.out(), "小明: 一\n小明: 二 😀\n小明: 三\n")
        self.assertEqual(client.err(), "")

    def test_each_line_is_there_at_once(self):
        server = self.serve()
        client = self.tail(server)
        for text in ("一", "二"):
            self.say(server, text)
            client.expect("小明: %s\n" % text)
        client.interrupt()
        self.assertEqual(client.wait(), OK, client.describe())

    def test_json(self):
        server = self.serve()
        client = self.tail(server, "--count", "2", "--json")
        self.say(server, '他说："\\u{41}"', "\ttab 😀")
        self.assertEqual(client.wait(), OK)
        first, second = map(json.loads, client.out().splitlines())
        self.assertEqual(list(first), ["seq", "prev", "time", "room", "from",
                                       "text", "kind"])
        self.assertEqual((first["room"], first["from"], first["kind"]),
                         ("lobby", "小明", "say"))
        self.assertEqual(first["text"], '他说："\\u{41}"')
        self.assertEqual(second["text"], "\ttab 😀")
        self.assertEqual(second["prev"], first["seq"])

    def test_history(self):
        server = self.serve()
        self.say(server, "旧一", "旧二", "旧三")
        client = self.tail(server, "--history", "2")
        client.expect("小明: 旧二\n小明: 旧三\n")
        self.say(server, "新")
        client.expect("小明: 新\n")
        self.assertEqual(client.out(), "小明: 旧二\n小明: 旧三\n小明: 新\n")
        fresh = self.crosstalk("tail", "--server", self.at(server), "--count",
                               "1", "--history", "9")
        self.assertEqual(fresh.wait(), OK)
        self.assertEqual(fresh.out(), "小明: 旧一\n")

    def test_another_room(self):
        server = self.serve()
        wire = self.listener(server, "相声")
        client = self.crosstalk("tail", "--server", self.at(server), "--nick",
                                "尾巴", "--room", "#相声", "--count", "1")
        wire.expect("尾巴 joined 相声")
        self.say(server, "大厅里的话")
        wire.line("房间里的话")
        self.assertEqual(client.wait(), OK)
        self.assertEqual(client.out(), "听众: 房间里的话\n")

    def test_gbk(self):
        server = self.serve()
        client = self.tail(server, "--count", "1", "--charset", "gbk")
        self.say(server, "你好 😀")
        self.assertEqual(client.wait(), OK)
        self.assertEqual(client.out_bytes().decode("gbk"),
                         "小明: 你好 \\u{1F600}\n")

    def test_output_that_nobody_reads_ends_it_quietly(self):
        server = self.serve()
        wire = self.listener(server)
        words = HERE.command("crosstalk") + ["tail", "--server",
                                             self.at(server), "--nick", "尾巴"]
        client = self.start(["sh", "-c", '{ "$@"; echo "exit $?" >&2; } | '
                             "head -n 1", "sh"] + words)
        wire.expect("尾巴 ")
        self.say(server, "一")
        client.expect("小明: 一\n")
        said = self.wait_for_exit(server, client)
        self.assertEqual(said, "exit %d\n" % OUTPUT)

    def wait_for_exit(self, server, client):
        """Says more until it has noticed; gives its standard error."""

        def ended():
            self.say(server, "再一")
            return client.err()

        return wait_until(ended, client.describe)

    def test_nothing_from_the_net_acts_on_the_terminal(self):
        evil = "\x1b[2J\x1b]0;x\x07\x9b1m\u202e\r\n你好"

        def answer(sock):
            for kind, fields in requests(sock):
                if kind == 0x0a:
                    sock.sendall(frame(0x8b, fields) + message(evil))

        for args in ([], ["--json"]):
            out, _ = self.run_client("tail", "--count", "1", *args,
                                     "--server", self.fake_server(answer))
            self.assertEqual(out.count("\n"), 1, out)
            self.assertFalse([c for c in out[:-1] if ord(c) < 32 or
                              127 <= ord(c) < 160 or c == "\u202e"], out)
        self.assertEqual(json.loads(out)["text"], evil)

    def test_the_server_goes_away(self):
        server = self.serve()
        client = self.tail(server, "--lang", "zh", "--no-reconnect")
        server.interrupt()
        self.assertEqual(client.wait(), LINK)
        self.assertIn("服务器正在关闭 [shutting-down]", client.err())


class Talk(ClientCase):
    """Without a terminal: lines are said or done, one after the other."""

    def test_who_had_our_name_before_us_is_heard(self):
        def answer(sock):
            sock.sendall(message("还没存好就改名了", who="我"))
            for _ in requests(sock):
                pass

        client = self.crosstalk(self.fake_server(answer), "--lang", "en")
        client.expect("我: 还没存好就改名了\n")
        client.interrupt()
        self.assertEqual(client.wait(), OK, client.describe())

    def test_a_server_with_a_name(self):
        server = self.serve("--name", "茶馆")
        client = self.crosstalk(self.at(server), "--lang", "zh")
        client.expect("* 欢迎来到 茶馆\n")
        client.end_input()
        self.assertEqual(client.wait(), OK, client.describe())

    def test_a_script(self):
        server = self.serve()
        wire = self.listener(server, "相声")
        out, err = self.run_client(
            self.at(server), "--nick", "小明", "--lang", "zh",
            stdin="/join 相声\n说学逗唱\n//不是命令\n/nick 大明\n/topic 今天\n"
            "/msg 听众 嘘\n/who\n/rooms\n/lang en\n/history 1\n")
        self.assertEqual(err, "")
        for text in ("[相声] 小明: 说学逗唱", "[相声] 小明: /不是命令", "今天",
                     "嘘"):
            wire.expect(text.replace("[相声] ", ""))
        for line in ("你现在叫 大明", "你进入了 相声，共 2 人",
                     "相声 里有：听众、大明", "相声（2 人） 今天",
                     "[相声] 小明: /不是命令", "end of 1 old messages"):
            self.assertIn(line, out)

    def test_help_to_its_last_line(self):
        server = self.serve()
        out, _ = self.run_client(self.at(server), "--lang", "en",
                                 stdin="/help\n/who\n")
        self.assertIn("\n/quit: leave\n* in lobby: ", out)

    def test_what_a_disk_answers_is_waited_for(self):
        server = self.serve("--ring-messages", 2, "--db",
                            self.folder / "history.db")
        lines = "".join("第%d句 找\n" % i for i in range(1, 6))
        out, err = self.run_client(
            self.at(server), "--nick", "小明", "--lang", "en",
            stdin=lines + "/history 4\n/search 第2句\n/search 没说过\n")
        self.assertEqual(err, "")
        for i in range(2, 6):
            self.assertRegex(out, r"#%d 小明: 第%d句 找\n" % (i, i))
        self.assertRegex(out, r"old messages\n\d\d:\d\d #2 小明: 第2句 找\n"
                         r"\* 1 found; .*\n\* nothing found\n$")

    def test_a_room_from_the_start_and_gbk(self):
        server = self.serve()
        wire = self.listener(server, "相声")
        client = self.crosstalk(self.at(server), "--room", "相声", "--nick",
                                "小明", "--charset", "gbk", "--lang", "zh")
        client.type("東方\n".encode("gbk"))
        wire.expect("小明: 東方\n")
        wire.line("收到 😀")
        wait_until(lambda: "听众: 收到 \\u{1F600}\n".encode("gbk")
                   in client.out_bytes(), client.describe)
        client.end_input()
        self.assertEqual(client.wait(), OK, client.describe())

    def test_refused(self):
        server = self.serve()
        out, _ = self.run_client(self.at(server), "--lang", "zh",
                                 stdin="/nick a b\n你好\n", code=REFUSED)
        self.assertIn("不能作名字", out)
        out, _ = self.run_client(self.at(server), "--lang", "en",
                                 stdin="/dance\n", code=USAGE)
        self.assertIn("! there is no command /dance", out)

    def test_the_server_goes_away(self):
        server = self.serve()
        client = self.crosstalk(self.at(server), "--lang", "zh",
                                "--no-reconnect")
        client.expect("你进入了 lobby")
        server.interrupt()
        self.assertEqual(client.wait(), LINK)
        self.assertIn("服务器正在关闭 [shutting-down]", client.out())

    def test_what_is_not_acknowledged_is_told(self):
        at = self.fake_server(never_acknowledge)
        _, err = self.run_client(at, "--lang", "zh", "--no-reconnect",
                                 stdin="在吗\n再见\n", code=LINK)
        self.assertIn("的连接中断", err)
        self.assertIn("服务器没有确认收到：在吗\n", err)
        self.assertIn("服务器没有确认收到：再见\n", err)

    def test_what_was_not_even_said_is_told(self):
        at = self.fake_server(lambda sock: sock.recv(65536))
        _, err = self.run_client(at, "--lang", "en", "--no-reconnect",
                                 stdin="one\ntwo\n", code=LINK)
        self.assertIn("nothing from line 1 on was said\n", err)

    def test_an_address_that_is_none(self):
        self.run_client("[::1", code=USAGE)
        self.run_client("host", "too-much", code=USAGE)

    def test_interrupted(self):
        server = self.serve()
        client = self.crosstalk(self.at(server), "--lang", "en")
        client.expect("you are in lobby")
        client.interrupt()
        self.assertEqual(client.wait(), OK, client.describe())

    def test_all_addresses_of_a_name(self):
        server = self.serve("--bind", "127.0.0.1")
        out, _ = self.run_client("localhost:%d" % server.port("native"),
                                 "--lang", "en", stdin="")
        self.assertIn("you are in lobby", out)


class Terminal:
    """crosstalk in tmux, 60 columns wide. The Windows program writes through
    a pipe: Wine's console does not know control sequences."""

    def __init__(self, case, *args):
        self.socket = str(case.folder / "tmux")
        self.exit = case.folder / "exit"
        self.modes = case.folder / "modes"  # of the terminal, afterwards
        case.addCleanup(self.close)
        words = HERE.command("crosstalk") + [str(a) for a in args]
        if HERE.windows:
            words.append("--tty=vt")
        run = "trap : INT; (trap : INT; %s; echo $? >%s)%s; stty -a >%s; " \
            "sleep 1000" % (
                " ".join(map(shlex.quote, words)), shlex.quote(str(self.exit)),
                " | (trap '' INT; cat)" if HERE.windows else "",
                shlex.quote(str(self.modes)))
        self.tmux("-f", "/dev/null", "-u", "new-session", "-d", "-x", "60",
                  "-y", "16", "env LC_ALL=C.UTF-8 COLUMNS=60 LINES=16 sh -c " +
                  shlex.quote(run))

    def tmux(self, *args):
        return subprocess.run(
            ["tmux", "-S", self.socket] + list(args), check=True,
            stdin=subprocess.DEVNULL, capture_output=True, timeout=20 * SCALE
        ).stdout.decode("utf-8")

    def close(self):
        with contextlib.suppress(subprocess.CalledProcessError):
            session = int(self.tmux("display-message", "-p", "#{pane_pid}"))
            self.tmux("kill-server")
            self.end(session)

    @staticmethod
    def end(session):
        """Whoever is left of it: the search for leaks at a program's end may
        spin for ever once its terminal is gone."""
        for entry in os.listdir("/proc"):
            with contextlib.suppress(OSError, ValueError):
                if os.getsid(int(entry)) == session:
                    os.kill(int(entry), signal.SIGKILL)

    def type(self, text):
        self.tmux("send-keys", "-l", text)

    def press(self, *keys):
        # What tmux sends for these two, Wine does not know.
        codes = {"Home": "\x1b[H", "End": "\x1b[F"} if HERE.windows else {}
        for key in keys:
            if key in codes:
                self.type(codes[key])
            else:
                self.tmux("send-keys", key)

    def resize(self, columns):
        self.tmux("resize-window", "-x", str(columns))

    def lines(self):
        """Also those that have scrolled out above: when a line is broken into
        rows tmux moves the first ones there."""
        return [line.rstrip() for line in self.tmux(
            "capture-pane", "-p", "-S", "-").rstrip().split("\n")]

    def cursor(self):
        return int(self.tmux("display-message", "-p", "#{cursor_x}"))

    def shows(self, *last):
        """Waits until these are the last lines of the screen."""
        wait_until(lambda: self.lines()[-len(last):] == list(last),
                   lambda: "%r: %r" % (last, self.lines()))

    def at(self, column):
        """Waits until the cursor is there; it moves after what is shown."""
        wait_until(lambda: self.cursor() == column, lambda: "column %d: %d %r"
                   % (column, self.cursor(), self.lines()))

    def wait(self):
        wait_until(lambda: self.exit.is_file() and self.exit.read_text(),
                   lambda: "the end: %r" % self.lines())
        return int(self.exit.read_text())


class Person(ClientCase):
    """Somebody at a terminal."""

    def sit(self, *args):
        self.assertTrue(shutil.which("tmux"), "tmux is missing")
        self.server = self.serve()
        self.other = self.listener(self.server)
        terminal = Terminal(self, self.at(self.server), "--nick", "小明",
                            "--lang", "zh", *args)
        terminal.shows("* 你进入了 lobby，共 2 人", "lobby>")
        return terminal

    def test_typing_chinese(self):
        terminal = self.sit()
        terminal.type("你好，世界😀")
        terminal.shows("lobby> 你好，世界😀")
        terminal.at(7 + 12)
        terminal.press("Enter")
        self.other.expect("小明: 你好，世界😀\n")
        terminal.shows("小明: 你好，世界😀", "lobby>")

    def test_backspace_and_the_middle_of_the_line(self):
        terminal = self.sit()
        terminal.type("你好吗x")
        terminal.press("BSpace", "BSpace")
        terminal.shows("lobby> 你好")
        terminal.at(7 + 4)
        terminal.press("Left")
        terminal.at(9)
        terminal.type("们大家")
        terminal.shows("lobby> 你们大家好")
        terminal.at(15)
        terminal.press("Home", "DC")
        terminal.shows("lobby> 们大家好")
        terminal.press("End", "C-w", "Enter")
        terminal.type("好")
        terminal.press("Enter")
        self.other.expect("小明: 好\n")

    def test_a_line_comes_while_typing(self):
        terminal = self.sit()
        terminal.type("我还在打字")
        terminal.shows("lobby> 我还在打字")
        terminal.press("Left", "Left")
        self.other.line("快点！" * 15)
        terminal.shows("听众: " + "快点！" * 9, "快点！" * 6,
                       "lobby> 我还在打字")
        terminal.at(7 + 6)
        terminal.press("Enter")
        self.other.expect("小明: 我还在打字\n")

    def test_a_terminal_is_utf8_whatever_the_charset(self):
        terminal = self.sit("--charset", "gbk")
        terminal.type("東方😀")
        terminal.press("Enter")
        self.other.expect("小明: 東方😀\n")
        terminal.shows("小明: 東方😀", "lobby>")

    def test_a_line_longer_than_the_terminal(self):
        terminal = self.sit()
        text = "零一二三四五六七八九" * 5
        terminal.type(text)
        terminal.shows("lobby> " + text[-26:])
        terminal.at(59)
        terminal.press("Home")
        terminal.shows("lobby> " + text[:26])
        terminal.press("Enter")
        self.other.expect("小明: %s\n" % text)

    @unittest.skipIf(HERE.windows, "Wine's console keeps its size")
    def test_a_terminal_that_becomes_narrower(self):
        terminal = self.sit()
        text = "零一二三四五六七八九" * 2
        joined = "* 你进入了 lobby，共 2 人"
        terminal.type(text)
        terminal.shows(joined, "lobby> " + text)
        terminal.resize(33)
        terminal.shows(joined, "lobby> " + text[-12:])
        terminal.press("Home")
        terminal.shows(joined, "lobby> " + text[:12])
        terminal.resize(27)
        terminal.shows(joined, "lobby> " + text[:9])
        terminal.at(7)
        self.other.line("在吗")
        terminal.shows(joined, "听众: 在吗", "lobby> " + text[:9])
        terminal.resize(60)
        terminal.shows(joined, "听众: 在吗", "lobby> " + text)
        terminal.press("End")
        terminal.resize(40)
        terminal.shows("听众: 在吗", "lobby> " + text[-16:])
        terminal.press("Enter")
        self.other.expect("小明: %s\n" % text)

    def narrower(self, answer, erased):
        """Types 67 columns at a terminal that has 80, and then 30: it gives
        the answer when it is asked for its cursor, and gets `erased`."""
        server = self.serve()
        client = self.crosstalk(self.at(server), terminal="all",
                                env={"TERM": "xterm"})
        client.expect("lobby> ")
        client.type("x" * 60)
        client.expect("x" * 60)
        client.resize(30)
        client.expect("\x1b[6n")
        client.type(answer)
        between = client.expect(erased + "\rlobby> " + "x" * 22)
        self.assertNotIn("x", between)
        client.type("\x03")
        self.assertEqual(client.wait(), OK, client.describe())

    @unittest.skipIf(HERE.windows, "Wine's console keeps its size")
    def test_a_terminal_that_breaks_lines(self):
        self.narrower("\x1b[7;8R", "\r\x1b[2A\x1b[K\x1b[C\x1b[J\r")

    @unittest.skipIf(HERE.windows, "Wine's console keeps its size")
    def test_a_terminal_that_cuts_lines_off(self):
        self.narrower("\x1b[5;30R", "\r\x1b[K\x1b[C\x1b[J\r")

    @unittest.skipIf(HERE.windows, "Wine's console keeps its size")
    def test_a_terminal_that_does_not_answer(self):
        self.narrower("", "\r\x1b[K\x1b[C\x1b[J\r")

    def test_history_keys(self):
        terminal = self.sit()
        for text in ("第一", "第二"):
            terminal.type(text)
            terminal.press("Enter")
            self.other.expect("小明: %s\n" % text)
        terminal.type("草稿")
        terminal.press("Up")
        terminal.shows("lobby> 第二")
        terminal.press("Up")
        terminal.shows("lobby> 第一")
        terminal.press("Down", "Down")
        terminal.shows("lobby> 草稿")
        terminal.press("Up", "Up", "Enter")
        self.other.expect("小明: 第一\n")

    def test_commands(self):
        terminal = self.sit()
        terminal.type("/join 相声")
        terminal.press("Enter")
        terminal.shows("* 你进入了 相声，共 1 人", "相声>")
        terminal.type("/lang en")
        terminal.press("Enter")
        terminal.shows("* I speak English now", "相声>")
        terminal.type("/part")
        terminal.press("Enter")
        terminal.shows("* you left 相声", "lobby>")

    def leave_with(self, key):
        terminal = self.sit()
        terminal.type("x")
        terminal.shows("lobby> x")
        if key == "C-d":
            terminal.press("C-d")  # on a line that is not empty: no end
            terminal.press("BSpace")
            terminal.shows("lobby>")
        terminal.press(key)
        self.assertEqual(terminal.wait(), OK)
        self.other.expect("小明 is gone")
        modes = wait_until(
            lambda: terminal.modes.exists() and terminal.modes.read_text(),
            terminal.lines).split()
        for mode in ("icanon", "echo", "isig", "icrnl", "opost"):
            self.assertIn(mode, modes)

    def test_control_c(self):
        self.leave_with("C-c")

    def test_control_d(self):
        self.leave_with("C-d")

    def test_the_server_goes_away(self):
        terminal = self.sit("--no-reconnect")
        terminal.type("没发出的话")
        terminal.shows("lobby> 没发出的话")
        self.server.interrupt()
        self.assertEqual(terminal.wait(), LINK)
        self.assertIn("服务器正在关闭 [shutting-down]",
                      "".join(terminal.lines()))
