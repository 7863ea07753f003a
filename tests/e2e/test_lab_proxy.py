"""crosstalk lab proxy: what passes between two programs through the fault door,
whole, and cut as it was told to; then our own programs and the lesson's
through it."""
import contextlib
import hashlib
import json
import random
import socket
import threading
import unittest

from harness import HERE, SCALE, Case, Wire, wait_until

OK, LINK, USAGE = range(3)
TEXT = "8月1日，安理会轮值主".encode("utf-8")


class Door(Case):
    """Tests with a server of their own behind the door."""

    def setUp(self):
        super().setUp()
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=16)
        self.addCleanup(self.listener.close)

    def proxy(self, *args, port=None):
        port = port or self.listener.getsockname()[1]
        return self.crosstalk("lab", "proxy", "--to", "127.0.0.1:%d" % port,
                              "--lang", "en", *args)

    def connect(self, proxy):
        wire = Wire(self.listening(proxy))
        self.addCleanup(wire.close)
        return wire

    def pair(self, *args):
        """A proxy, and both ends of a connection through it."""
        proxy = self.proxy("--json", *args)
        client = self.connect(proxy)
        return proxy, client, self.accept(self.listener)

    def shown(self, proxy, count=1):
        """The JSON of the connections that ended, when there are so many."""
        wait_until(lambda: proxy.out().count("\n") >= count,
                   lambda: "what passed: " + proxy.describe())
        return [json.loads(line) for line in proxy.out().splitlines()]

    def finish(self, client, server):
        client.close()
        server.until_end()
        server.close()


def pieces(way):
    return [bytes.fromhex(piece["hex"]) for piece in way["out"]]


def came(way):
    return b"".join(bytes.fromhex(piece["hex"]) for piece in way["in"])


class Faults(Door):
    def send_there(self, faults, *parts):
        """What became of `parts`, sent by the client, which then closes."""
        proxy, client, server = self.pair("--there", faults)
        for part in parts:
            client.send(part)
        client.shutdown_send()
        got = server.until_end()
        self.finish(client, server)
        return got, self.shown(proxy)[0]["there"]

    def test_nothing_is_changed_without_faults(self):
        proxy, client, server = self.pair()
        client.send(TEXT)
        server.expect(TEXT)
        server.send("好")
        client.expect("好")
        client.shutdown_send()
        self.assertEqual(server.until_end(), b"")
        server.send("still")
        client.expect("still")
        server.close()
        self.assertEqual(client.until_end(), b"")
        there, back = (self.shown(proxy)[0][way] for way in ("there", "back"))
        self.assertEqual((came(there), b"".join(pieces(there))), (TEXT, TEXT))
        self.assertEqual(b"".join(pieces(back)), "好still".encode("utf-8"))
        self.assertEqual((there["closed"], back["closed"]), ("end", "end"))

    def test_byte_by_byte(self):
        got, there = self.send_there("dribble=1,gap=2", TEXT)
        self.assertEqual(got, TEXT)
        self.assertEqual(pieces(there), [bytes([b]) for b in TEXT])
        times = [piece["us"] for piece in there["out"]]
        self.assertTrue(all(b - a >= 1000 for a, b in zip(times, times[1:])))

    def test_cut_where_it_was_told(self):
        got, there = self.send_there("cut=2:12", b"hello", b"kniomxyz")
        self.assertEqual(got, b"hellokniomxyz")
        begins = {piece["from"] for piece in there["out"]}
        self.assertLessEqual({0, 2, 12}, begins)

    def test_glued(self):
        proxy, client, server = self.pair("--there", "hold=10")
        for part in ("he", "llo", "kni", "om"):
            client.send(part)
        server.expect("hellokniom")
        self.finish(client, server)
        self.assertEqual(pieces(self.shown(proxy)[0]["there"]), [b"hellokniom"])

    def test_glued_until_it_is_quiet(self):
        proxy, client, server = self.pair("--there", "quiet=300")
        client.send("hello")
        client.send("kniom")
        server.expect("hellokniom")
        self.finish(client, server)
        there = self.shown(proxy)[0]["there"]
        self.assertEqual(pieces(there), [b"hellokniom"])

    def test_delayed(self):
        got, there = self.send_there("delay=200", b"hello")
        self.assertEqual(got, b"hello")
        self.assertGreaterEqual(
            there["out"][0]["us"] - there["in"][0]["us"], 198000)

    def test_half_closed(self):
        proxy, client, server = self.pair("--there", "end=7")
        client.send("hello")
        client.send("kniom")
        self.assertEqual(server.until_end(), b"hellokn")
        server.send("and yet")
        client.expect("and yet")
        client.send("more")
        client.close()
        server.close()
        there = self.shown(proxy)[0]["there"]
        self.assertEqual((there["passed"], there["closed"]), (7, "end"))

    def test_reset(self):
        proxy, client, server = self.pair("--back", "reset=3")
        client.send("hello")
        server.expect("hello")
        server.send("kniom")
        for wire in (client, server):
            self.assertRaises((ConnectionError, BrokenPipeError),
                              self.until_reset, wire)
        back = self.shown(proxy)[0]["back"]
        self.assertEqual((back["passed"], back["closed"]), (3, "reset"))

    def until_reset(self, wire):
        wire.sock.settimeout(20 * SCALE)
        while wire.sock.recv(100):
            pass
        wire.sock.send(b"an end and no reset? this tells")
        while True:
            wire.sock.send(b"x")

    def test_a_reset_passes_through(self):
        proxy, client, server = self.pair()
        client.send("hello")
        server.expect("hello")
        client.reset()
        self.assertRaises((ConnectionError, BrokenPipeError),
                          self.until_reset, server)
        # Wine reads an end of stream where there was a reset.
        self.assertIn(self.shown(proxy)[0]["there"]["closed"],
                      ("reset", "end") if HERE.windows else ("reset",))

    def test_at_random_and_yet_the_same(self):
        runs = []
        for seed in (5, 5, 6):
            proxy, client, server = self.pair(
                "--both", "random=9,gap=0", "--seed", seed)
            client.send(TEXT * 10)
            server.expect(TEXT * 10)
            self.finish(client, server)
            shown = self.shown(proxy)[0]
            self.assertEqual(shown["seed"], seed)
            runs.append([p["from"] for p in shown["there"]["out"]])
        self.assertEqual(runs[0], runs[1])
        self.assertNotEqual(runs[0], runs[2])
        self.assertGreater(len(runs[0]), len(TEXT * 10) // 9)


class Many(Door):
    def test_connections_at_once(self):
        proxy = self.proxy("--json", "--both", "random=5,gap=0",
                           "--connections", 8)
        clients, servers = [], []
        for i in range(8):
            clients.append(self.connect(proxy))
            servers.append(self.accept(self.listener))
        for i, (client, server) in enumerate(zip(clients, servers)):
            client.send("question %d;" % i)
            server.send("answer %d;" % i)
        for i, (client, server) in enumerate(zip(clients, servers)):
            self.assertEqual(server.expect(";"), "question %d" % i)
            self.assertEqual(client.expect(";"), "answer %d" % i)
            self.finish(client, server)
        self.assertEqual(proxy.wait(), OK)
        self.assertEqual(sorted(s["connection"] for s in self.shown(proxy, 8)),
                         list(range(1, 9)))

    def test_a_slow_reader_holds_the_sender_back(self):
        proxy, client, server = self.pair()
        data = random.Random(1).randbytes(1 << 20)
        client.sock.setblocking(False)
        sent, digest = 0, hashlib.sha256()
        quiet = 0
        while quiet < 200:  # nothing was taken that often: it is full
            part = data[sent % len(data):][:65536]
            try:
                n = client.sock.send(part)
            except BlockingIOError:
                quiet += 1
                threading.Event().wait(0.002)
                continue
            quiet = 0
            digest.update(part[:n])
            sent += n
            self.assertLess(sent, 200 << 20)
        client.sock.setblocking(True)
        client.shutdown_send()
        got, server_digest = 0, hashlib.sha256()
        server.sock.settimeout(20 * SCALE)
        while more := server.sock.recv(1 << 20):
            got += len(more)
            server_digest.update(more)
        server.close()
        self.assertEqual((got, server_digest.digest()),
                         (sent, digest.digest()))
        shown = self.shown(proxy)[0]
        self.assertTrue(shown["part"])
        self.assertEqual(shown["there"]["passed"], sent)

    def test_nobody_behind_the_door(self):
        port = self.listener.getsockname()[1]
        self.listener.close()
        proxy = self.proxy("--quiet", port=port)
        for _ in range(2):
            # The reset may come before connect has returned.
            with contextlib.suppress(ConnectionError):
                client = self.connect(proxy)
                self.assertEqual(client.until_end(), b"")
        proxy.expect_err("cannot connect to 127.0.0.1:")
        self.assertTrue(proxy.alive())


class Person(Door):
    def test_a_picture_of_what_passed(self):
        proxy = self.proxy("--there", "cut=7,gap=30", "--connections", 1)
        client = self.connect(proxy)
        server = self.accept(self.listener)
        client.send("hello")
        server.expect("hello")
        client.send("kniom")
        server.expect("kniom")
        self.finish(client, server)
        self.assertEqual(proxy.wait(), OK)
        out = proxy.out()
        for part in ("connection 1", "from the client to the server: "
                     "10 bytes came, 10 passed on, then the end of the stream",
                     "#1 5B", "#2 5B", "from the server to the client: "
                     "0 bytes came"):
            self.assertIn(part, out)
        self.assertNotIn("\x1b", out)

    def test_in_chinese(self):
        proxy = self.proxy("--connections", 1, "--lang", "zh")
        client = self.connect(proxy)
        server = self.accept(self.listener)
        client.send("相声")
        server.expect("相声")
        self.finish(client, server)
        self.assertEqual(proxy.wait(), OK)
        self.assertIn("客户端到服务器：收到 6 字节，转发 6 字节，然后结束",
                      proxy.out())

    def test_a_request_to_stop(self):
        proxy, client, server = self.pair()
        client.send("hello")
        server.expect("hello")
        proxy.interrupt()
        self.assertEqual(proxy.wait(), OK)
        there = self.shown(proxy)[0]["there"]
        self.assertEqual((came(there), there["closed"]), (b"hello", "open"))
        self.assertEqual(server.until_end(), b"")

    def test_wrong_usage(self):
        for args, told in (
                (("--there", "drible=1"), "--there: drible=1: there is no"),
                (("--both", "cut=3:2"), "offsets go up"),
                (("--back", "gap=x"), "--back: gap=x: this is no number"),
                (("--listen", "x"), "x is not"),
                (("--to", "x"), "x is not"),
                (("--frob",), "there is no option")):
            proxy = self.proxy(*args)
            self.assertEqual(proxy.wait(), USAGE, proxy.describe())
            self.assertIn(told, proxy.err())
        port = self.listener.getsockname()[1]
        proxy = self.proxy("--listen", port)
        self.assertEqual(proxy.wait(), USAGE)
        self.assertIn("port is in use", proxy.err())
        for lang, told in (("en", "byte"), ("zh", "字节")):
            proxy = self.crosstalk("lab", "proxy", "--help", "--lang", lang)
            self.assertEqual(proxy.wait(), OK)
            self.assertIn(told, proxy.out())


class Programs(Door):
    """Ours, and the lesson's, with the door between them."""

    def through(self, server, *faults):
        return self.listening(self.proxy(*faults, port=server))

    def lesson(self, *args):
        return self.crosstalk("lesson", *args, "--lang", "en")

    def test_chat_cut_inside_characters(self):
        server = self.lesson("chat", "serve", "--port", 0, "--bind",
                             "127.0.0.1")
        port = self.through(self.listening(server), "--both",
                            "cut=1:3:5:7,gap=1")
        client = self.lesson("chat", "connect", "127.0.0.1:%d" % port)
        client.expect("请输入你要发送的内容: ")
        client.enter("你好，世界")
        server.expect("你好，世界\n请输入发送给客户端的信息")
        server.enter("相声")
        client.expect("相声\n")
        client.end_input()
        self.assertEqual(client.wait(), OK)

    def test_length_cut_inside_characters(self):
        server = self.peer("length_server", "127.0.0.1", 0)
        port = self.through(self.listening(server), "--back",
                            "cut=3:4:6:31,gap=1")
        client = self.lesson("length", "connect", "127.0.0.1:%d" % port)
        client.expect("请输入数据:")
        client.enter("你好")
        client.expect("29\n8月1日，安理会轮值主\n")
        client.enter("quit")
        self.assertEqual(client.wait(), OK)

    def test_a_server_that_is_right_is_right_through_it(self):
        server = self.peer("exercise", "server", "prefix", "127.0.0.1", 0)
        for faults in ("random=300,gap=0", "quiet=20"):
            port = self.through(self.listening(server), "--back", faults,
                                "--quiet")
            grader = self.crosstalk("lab", "grade", "server", "--system",
                                    "prefix", "--port", port)
            self.assertEqual(grader.wait(40), OK, grader.describe())

    def test_the_native_door_by_bytes_and_glued(self):
        server = self.serve()
        for name, faults in (("甲", "dribble=1,gap=0"),
                             ("乙", "random=7,gap=1"), ("丙", "quiet=30"),
                             ("丁", "dribble=3,gap=0,delay=20")):
            at = "127.0.0.1:%d" % self.through(
                server.port("native"), "--both", faults, "--quiet")
            reader = self.wire(server, "line")
            reader.line("/nick 读者")
            reader.expect("读者")
            # Each of its own name: the one before may still be leaving.
            tail = self.crosstalk("tail", "--server", at, "--nick", name,
                                  "--count", 2)
            reader.expect(name + " ")
            send = self.crosstalk("send", "--server", at, "--nick", "小明")
            send.type("8月1日 😀\n二")
            send.end_input()
            self.assertEqual(send.wait(), OK, send.describe())
            self.assertEqual(tail.wait(), OK)
            self.assertEqual(tail.out(), "小明: 8月1日 😀\n小明: 二\n")
            reader.close()


if __name__ == "__main__":
    unittest.main()
