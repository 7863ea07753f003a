"""crosstalkd among peers that misbehave, out of descriptors, and at its end."""
import resource
import socket
import unittest

from harness import DOORS, HERE, Case, Wire, wait_until

LOCAL = ("--bind", "127.0.0.1", "--line-lang", "en", "--turn-wait", 300)
GREETING = "* you are in lobby"
TLS = bytes.fromhex("16030102000100 01fc0303") + bytes(range(256)) * 2
HTTP = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"

WAIT = 1500  # ms until a turn is answered although nobody spoke


def seconds_of_an_idle_wait(server, asking):
    """Processor time that a server uses while a person at the classic door
    waits for an answer and nobody speaks. The interval ends with the answer
    that says so, WAIT later: a server that spins uses all of it."""
    for _ in range(10):
        before = server.cpu_seconds()
        asking.send("有人吗")
        if "还没有人说话" in asking.read().decode("gbk"):
            return server.cpu_seconds() - before
    raise AssertionError("it never was quiet: " + server.describe())


class Misbehaving(Case):
    def greeted(self, server, charset="utf-8"):
        wire = self.wire(server, "line", charset)
        wire.expect(GREETING)
        wire.expect("\n")
        return wire

    def test_another_protocol_gets_one_clear_line_and_the_end(self):
        server = self.serve(*LOCAL)
        for door in DOORS:
            for name, hello in (("TLS", TLS), ("HTTP", HTTP)):
                with self.subTest(door=door, protocol=name):
                    wire = self.wire(server, door)
                    wire.send(hello)
                    said = wire.until_end()
                    self.assertEqual(said.count(b"wrong-door"), 1, said)
                    self.assertIn(name.encode(), said)
        self.greeted(server)

    def test_idle_and_half_closed_peers_cost_no_processor_time(self):
        server = self.serve(*LOCAL, "--turn-wait", WAIT, "--close-wait", 60000)
        unfinished = self.greeted(server)
        unfinished.send("没有换行")
        for door in DOORS:
            silent = self.wire(server, door)
            half = self.wire(server, door)
            half.send(b"\0\0" if door == "native" else "一半")
            half.shutdown_send()
            silent.shutdown_send()
        gone = self.greeted(server)
        gone.send("/who\n" * 50)
        gone.reset()
        asking = self.wire(server, "classic", "gbk")
        self.assertLess(seconds_of_an_idle_wait(server, asking), WAIT / 4000)

    def test_a_slow_reader_is_cut_off_and_nobody_else_is(self):
        server = self.serve(*LOCAL, "--say-rate", 0, "--queue-bytes", 65536)
        raw = socket.socket()
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        raw.connect(("127.0.0.1", server.port("line")))
        slow = Wire(None, sock=raw)
        self.addCleanup(slow.close)
        slow.expect(GREETING)
        reader, speaker = self.greeted(server), self.greeted(server)
        for i in range(4000):
            text = "%d%s" % (i, "慢" * 4000)
            speaker.line(text)
            reader.expect(": " + text)
            if any(f.get("reason") == "slow-reader"
                   for f in server.log("close")):
                break
        else:
            self.fail("nobody was cut off: " + server.describe())
        speaker.line("还在吗")
        reader.expect(": 还在吗")
        self.assertEqual(len(server.log("close")), 1)

    def test_a_line_over_the_limit_is_refused_and_the_next_is_heard(self):
        server = self.serve(*LOCAL, "--line-bytes", 1000)
        speaker, reader = self.greeted(server), self.greeted(server)
        speaker.send("长" * 1000 + "\n短\n")
        speaker.expect("! ")
        reader.expect(": 短")
        self.assertNotIn("长".encode(), reader.got)


@unittest.skipIf(HERE.windows, "Windows has no limit of descriptors to lower")
class NoDescriptors(Case):
    def test_a_full_table_sheds_and_recovers(self):
        limit = (resource.RLIMIT_NOFILE, (48, 48))
        server = self.serve(*LOCAL, "--turn-wait", WAIT, limits=[limit])
        first = self.wire(server, "line")
        first.expect(GREETING)
        asking = self.wire(server, "classic", "gbk")
        asking.send("我先来的")
        asking.read()
        crowd = [self.wire(server, "line") for _ in range(80)]
        shed = [wire for wire in crowd if self.is_shed(wire)]
        self.assertGreater(len(shed), 0)
        self.assertLess(len(shed), 80)
        first.line("还能说话")
        told = next(wire for wire in crowd if wire not in shed)
        told.expect(": 还能说话")
        self.assertLess(seconds_of_an_idle_wait(server, asking), WAIT / 4000)
        for wire in crowd:
            wire.close()
        wait_until(lambda: not self.is_shed(self.wire(server, "line")),
                   "a place to be free again")

    @staticmethod
    def is_shed(wire):
        """Was it closed, and not greeted?"""
        while not wire.ended and GREETING.encode() not in wire.got:
            wire.read()
        return wire.ended


class Ends(Case):
    def test_a_request_to_stop(self):
        server = self.serve(*LOCAL)
        native = self.crosstalk("127.0.0.1:%d" % server.port("native"),
                                "--lang", "en", "--no-reconnect")
        native.expect(GREETING)
        line = self.wire(server, "line")
        line.expect(GREETING)
        classic = self.wire(server, "classic", "gbk")
        classic.send("你好")
        classic.read()
        length = self.wire(server, "length")
        length.send("你好")
        length.read()
        server.terminate()
        self.assertEqual(server.wait(), 0)
        self.assertLessEqual(int(server.log("bye")[0]["ms"]), 2000)
        self.assertIn(b"shutting-down", line.until_end())
        self.assertIn(b"shutting-down", classic.until_end())
        length.until_end()
        native.expect("shutting-down")
        self.assertEqual(native.wait(), 1)

    def test_nobody_is_there(self):
        server = self.serve(*LOCAL)
        server.interrupt()
        self.assertEqual(server.wait(), 0)

    def test_a_second_server_on_the_same_port(self):
        first = self.serve(*LOCAL)
        for door in DOORS:
            with self.subTest(door=door):
                words = HERE.command("crosstalkd") + [
                    "--history", "off", "--bind", "127.0.0.1", "--lang", "en"]
                for other in DOORS:
                    port = first.port(door) if other == door else 0
                    words += ["--%s-port" % other, str(port)]
                second = self.start(words)
                self.assertEqual(second.wait(), 2)
                self.assertEqual(len(second.err().splitlines()), 1,
                                 second.describe())
                self.assertIn(str(first.port(door)), second.err())
        wire = self.wire(first, "line")
        wire.expect(GREETING)


if __name__ == "__main__":
    unittest.main()
