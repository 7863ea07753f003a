"""The lesson's three systems between real processes: each side played by the
Python peer, by our program on one system, and by our program on the other.

Python against Python is in test_peers.py. Each cell of the matrix is a class of
tests, made at the end of this file; each is named by who serves and who
connects.
"""
import socket
import unittest

from harness import HERE, OTHER, Case, Wire, need_other

ASK_CLIENT = "请输入你要发送的内容: "
ASK_SERVER = "请输入发送给客户端的信息"
ASK_LENGTH = "请输入数据:"
ANSWER = "8月1日，安理会轮值主"


class Python:
    """The lesson's own programs."""

    def serve(self, case, system):
        return case.peer(system + "_server", "127.0.0.1", 0)

    def connect(self, case, system, port):
        return case.peer(system + "_client", "127.0.0.1", port)

    def __str__(self):
        return "python"


class Ours:
    """`crosstalk lesson` of one system."""

    def __init__(self, system):
        self.system = system

    def serve(self, case, system):
        return case.crosstalk("lesson", system, "serve", "--port", 0, "--bind",
                              "127.0.0.1", system=self.system)

    def connect(self, case, system, port):
        return case.crosstalk("lesson", system, "connect",
                              "127.0.0.1:%d" % port, system=self.system)

    def __str__(self):
        return str(self.system)


class Matrix:
    """What each pair of programs has to do; `server` and `client` are set in
    the classes made from this."""

    def both(self, system):
        server = self.server.serve(self, system)
        client = self.client.connect(self, system, self.listening(server))
        return server, client

    def test_chat_talks_turn_by_turn(self):
        server, client = self.both("chat")
        for question, answer in (("你好，世界", "你好"), ("東京 abc", "魚運過"),
                                 ("a", "b"), ("“再见”—…", "１２３")):
            self.assertEqual(client.expect(ASK_CLIENT), "")
            client.enter(question)
            self.assertEqual(server.expect(question + "\n" + ASK_SERVER), "")
            server.enter(answer)
            self.assertEqual(client.expect(answer + "\n"), "")
        client.expect(ASK_CLIENT)
        client.enter("")
        self.assertEqual(client.wait(), 0)
        self.assertTrue(server.alive())

    def test_chat_serves_the_next_client(self):
        server, first = self.both("chat")
        port = self.listening(server)
        first.expect(ASK_CLIENT)
        second = self.client.connect(self, "chat", port)
        second.expect(ASK_CLIENT)
        second.enter("我是第二个")
        first.enter("我是第一个")
        self.assertEqual(server.expect(ASK_SERVER), "我是第一个\n")
        server.enter("好")
        first.expect("好\n" + ASK_CLIENT)
        first.end_input()
        self.assertEqual(first.wait(), 0)
        self.assertEqual(server.expect(ASK_SERVER), "我是第二个\n")
        server.enter("也好")
        second.expect("也好\n" + ASK_CLIENT)

    def test_sticky_words_stick(self):
        server, client = self.both("sticky")
        self.assertEqual((client.wait(), server.wait()), (0, 0))
        self.assertEqual(client.out(), "")
        first, second = server.out().splitlines()
        self.assertEqual(first, "====> he")
        # One piece, or the first word's rest when the second is still on its
        # way: nothing in TCP says which.
        self.assertIn(second, ("====> llokniom", "====> llo"))

    def test_length_comes_first_and_then_the_text(self):
        server, client = self.both("length")
        for line in ("你好", "再来一次", "x" * 1000):
            self.assertEqual(client.expect(ASK_LENGTH), "")
            client.enter(line)
            self.assertEqual(server.expect(line + "\n"), "")
            self.assertEqual(client.expect("29\n" + ANSWER + "\n"), "")
        client.expect(ASK_LENGTH)
        client.enter("   ")
        client.expect(ASK_LENGTH)
        client.enter("quit")
        self.assertEqual(client.wait(), 0)
        self.assertTrue(server.alive())

    def test_length_serves_the_next_client(self):
        server, first = self.both("length")
        first.expect(ASK_LENGTH)
        first.enter("一")
        first.expect(ANSWER + "\n" + ASK_LENGTH)
        second = self.client.connect(self, "length", self.listening(server))
        second.enter("二")
        first.enter("quit")
        self.assertEqual(first.wait(), 0)
        second.expect("29\n" + ANSWER + "\n")


def make_matrix():
    """One class of tests a cell."""
    cells = [("python", "here"), ("here", "python"), ("here", "here"),
             ("here", "other"), ("other", "here")]
    players = {"python": Python(), "here": Ours(HERE), "other": Ours(OTHER)}
    for server, client in cells:
        name = "Server_%s_client_%s" % (server, client)
        cell = type(name, (Matrix, Case), {
            "server": players[server], "client": players[client],
            "__module__": __name__})
        yield name, need_other(cell) if "other" in (server, client) else cell


globals().update(make_matrix())


class Faults(Case):
    """What breaks the lesson's programs, and not ours."""

    def connect(self, system, port):
        return Ours(HERE).connect(self, system, port)

    def serve(self, system):
        server = Ours(HERE).serve(self, system)
        return server, self.listening(server)

    def accepting(self):
        """A listener of the test's own, to play a peer that misbehaves."""
        listener = socket.create_server(("127.0.0.1", 0))
        self.addCleanup(listener.close)
        return listener, listener.getsockname()[1]

    def wire_to(self, port, charset):
        wire = Wire(port, charset)
        self.addCleanup(wire.close)
        return wire

    def test_an_empty_answer_is_refused_with_a_hint(self):
        server, port = self.serve("chat")
        wire = self.wire_to(port, "gbk")
        wire.send("在吗")
        server.expect("在吗\n" + ASK_SERVER)
        server.enter("")
        server.expect(ASK_SERVER)
        server.expect_err(r"^An empty answer sends no bytes")
        server.enter("在")
        wire.expect("在")

    def test_a_turn_may_come_byte_by_byte(self):
        server, port = self.serve("chat")
        wire = self.wire_to(port, "gbk")
        for byte in "東運魚，你好".encode("gbk"):
            wire.send(bytes([byte]))
        self.assertEqual(server.expect(ASK_SERVER), "東運魚，你好\n")

    def test_a_strict_client_gets_1024_bytes_cut_on_a_character(self):
        server, port = self.serve("chat")
        client = Python().connect(self, "chat", port)
        client.enter("讲")
        server.expect(ASK_SERVER)
        server.enter("a" + "长" * 700)
        self.assertEqual(client.expect("\n" + ASK_CLIENT),
                         ASK_CLIENT + "a" + "长" * 511)
        client.enter("还有吗")
        self.assertEqual(client.expect("\n" + ASK_CLIENT), "长" * 189)
        server.expect_err(r"1024")

    def test_a_strict_client_gets_only_what_gbk_has(self):
        server, port = self.serve("chat")
        client = Python().connect(self, "chat", port)
        client.enter("讲")
        server.expect(ASK_SERVER)
        server.enter("😀€é")
        client.expect("\\u{1F600}\\u{20AC}é\n" + ASK_CLIENT)

    def test_an_escape_comes_back_as_the_character(self):
        server, port = self.serve("chat")
        client = Python().connect(self, "chat", port)
        client.enter("你说 \\u{1F600}？")
        server.expect("你说 😀？\n" + ASK_SERVER)

    def test_a_reset_client_leaves_the_server_ready_for_the_next(self):
        server, port = self.serve("chat")
        wire = self.wire_to(port, "gbk")
        wire.send("走了")
        server.expect("走了\n" + ASK_SERVER)
        wire.reset()
        server.enter("去哪儿")
        again = self.wire_to(port, "gbk")
        again.send("我来了")
        server.expect("我来了\n" + ASK_SERVER)
        server.enter("好")
        again.expect("好")

    def test_a_half_closed_client_gets_its_answer(self):
        server, port = self.serve("chat")
        wire = self.wire_to(port, "gbk")
        wire.send("问")
        wire.shutdown_send()
        server.expect("问\n" + ASK_SERVER)
        server.enter("答")
        self.assertEqual(wire.until_end(), "答".encode("gbk"))

    def test_digits_glued_to_the_text(self):
        listener, port = self.accepting()
        client = self.connect("length", port)
        client.enter("你好")
        wire = self.accept(listener, "utf-8")
        wire.expect("你好")
        wire.send("29" + ANSWER)
        client.expect("29\n" + ANSWER + "\n" + ASK_LENGTH)
        wire.expect("recv_ready")

    def test_ready_in_two_pieces_and_glued_to_the_next_message(self):
        server, port = self.serve("length")
        wire = self.wire_to(port, "utf-8")
        wire.send("一")
        wire.expect("29")
        wire.send("recv")
        wire.send("_readyäöü二")
        wire.expect(ANSWER + "29")
        server.expect("一\näöü二\n")
        wire.send("recv_ready")
        wire.expect(ANSWER)

    def test_a_text_of_many_kilobytes(self):
        text = "粘包" * 3000
        server = self.crosstalk("lesson", "length", "serve", "--port", 0,
                                "--bind", "127.0.0.1", "--text", text)
        port = self.listening(server)
        for connect in (Python().connect, Ours(HERE).connect):
            client = connect(self, "length", port)
            client.enter("来")
            client.expect("%d\n%s\n" % (len(text.encode()), text))
            client.enter("quit")
            self.assertEqual(client.wait(), 0)

    def test_what_is_no_length_is_an_error(self):
        listener, port = self.accepting()
        client = self.connect("length", port)
        client.enter("你好")
        self.accept(listener, "utf-8").send("HTTP/1.0 400 Bad Request\r\n")
        self.assertEqual(client.wait(), 1)
        self.assertIn("announced no length", client.err())


class Person(Case):
    """A person at a terminal, on Windows at a console."""

    def talk(self, terminal):
        server = Python().serve(self, "chat")
        client = self.crosstalk(
            "lesson", "chat", "connect", "127.0.0.1:%d" %
            self.listening(server), "--lang", "en", terminal=terminal)
        client.expect(ASK_CLIENT)
        return server, client

    def test_types_chinese_and_corrects_a_letter(self):
        server, client = self.talk("keyboard")
        client.enter("你好，世界x\x7f！")
        self.assertEqual(server.expect(ASK_SERVER), "你好，世界！\n")
        server.enter("東運魚")
        self.assertEqual(client.expect(ASK_CLIENT), "東運魚\n")
        client.enter("")
        self.assertEqual(client.wait(), 0)

    def test_ctrl_c_ends_it(self):
        _, client = self.talk("keyboard")
        client.type("\x03")
        self.assertEqual(client.wait(), 0)

    @unittest.skipIf(HERE.windows, "Wine's console draws for itself")
    def test_what_a_peer_sends_does_nothing_to_the_screen(self):
        server, client = self.talk("all")
        client.enter("在吗")
        server.expect(ASK_SERVER)
        server.enter("\x1b[2J\x07清屏")
        client.expect("\u241b[2J\u2407清屏\r\n" + ASK_CLIENT)
        client.type("\x04")
        self.assertEqual(client.wait(), 0)


class Ends(Case):
    """How the programs end, and what they return then."""

    def lesson(self, *args):
        return self.crosstalk("lesson", *args)

    def free_port(self):
        with socket.create_server(("127.0.0.1", 0)) as listener:
            return listener.getsockname()[1]

    def test_nobody_listens(self):
        client = self.lesson("chat", "connect", "127.0.0.1:%d" %
                             self.free_port())
        self.assertEqual(client.wait(), 1)
        self.assertEqual(len(client.err().splitlines()), 1)
        self.assertEqual(client.out(), "")

    def test_the_port_is_in_use(self):
        server = self.lesson("chat", "serve", "--port", 0, "--bind",
                             "127.0.0.1")
        port = self.listening(server)
        second = self.lesson("length", "serve", "--port", port, "--bind",
                             "127.0.0.1")
        self.assertEqual(second.wait(), 2)
        self.assertEqual(len(second.err().splitlines()), 1)

    def test_wrong_words(self):
        for words in ((), ("chat",), ("chat", "connect"), ("chess", "serve"),
                      ("chat", "serve", "x"), ("chat", "connect", "h:99999"),
                      ("chat", "serve", "--port", "65536"),
                      ("chat", "serve", "--prot", "1"),
                      ("chat", "connect", "h", "--port", "1"),
                      ("sticky", "connect", "h", "--bind", "::1"),
                      ("chat", "serve", "--text", "x")):
            with self.subTest(words=words):
                wrong = self.lesson(*words)
                self.assertEqual(wrong.wait(), 2)
                self.assertNotEqual(wrong.err(), "")
                self.assertEqual(wrong.out(), "")

    def test_a_system_that_is_none(self):
        wrong = self.lesson("chess", "serve", "--lang", "en")
        self.assertEqual(wrong.wait(), 2)
        self.assertEqual(wrong.err(),
                         "crosstalk: what is chess for? see --help\n")

    def test_help_in_both_languages(self):
        for lang, word in (("en", "Exit codes"), ("zh", "退出码")):
            page = self.lesson("--help", "--lang", lang)
            self.assertEqual(page.wait(), 0)
            self.assertIn(word, page.out())

    def test_the_server_leaves(self):
        with socket.create_server(("127.0.0.1", 0)) as listener:
            client = self.lesson("chat", "connect", "127.0.0.1:%d" %
                                 listener.getsockname()[1])
            client.expect(ASK_CLIENT)
            listener.accept()[0].close()
            self.assertEqual(client.wait(), 1)
        self.assertIn("closed the connection", client.err())

    def test_input_that_is_not_utf8(self):
        server = self.lesson("chat", "serve", "--port", 0, "--bind",
                             "127.0.0.1")
        client = self.lesson("chat", "connect", "127.0.0.1:%d" %
                             self.listening(server))
        client.expect(ASK_CLIENT)
        client.type(b"\xc4\xe3\n")
        self.assertEqual(client.wait(), 4)

    def test_a_script_of_lines_without_waiting(self):
        server = self.lesson("length", "serve", "--port", 0, "--bind",
                             "127.0.0.1")
        client = self.lesson("length", "connect", "127.0.0.1:%d" %
                             self.listening(server))
        client.type("一\r\n二\n三")
        client.end_input()
        self.assertEqual(client.wait(), 0)
        self.assertEqual(server.out(), "一\n二\n三\n")
        self.assertEqual(client.out(),
                         (ASK_LENGTH + "29\n" + ANSWER + "\n") * 3 + ASK_LENGTH)

    def test_a_request_to_stop(self):
        server = self.lesson("chat", "serve", "--port", 0, "--bind",
                             "127.0.0.1")
        self.listening(server)
        server.interrupt()
        self.assertEqual(server.wait(), 0)


if __name__ == "__main__":
    unittest.main()
