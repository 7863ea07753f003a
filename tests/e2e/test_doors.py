"""crosstalkd's doors, each with the peer that it was made for, and what must
not get lost on the way."""
import unittest

from harness import Case, wait_until

ASK_CLIENT = "请输入你要发送的内容: "
ASK_LENGTH = "请输入数据:"
QUICK = ("--bind", "127.0.0.1", "--turn-wait", 300)


class Room(Case):
    """A server, and somebody at the line door who hears everything."""

    def setUp(self):
        super().setUp()
        self.server = self.serve(*QUICK)
        self.wang = self.line_person("王芳")

    def line_person(self, name, charset="utf-8"):
        wire = self.wire(self.server, "line", charset)
        wire.send(b"/charset " + charset.encode() + b"\n/lang en\n")
        wire.line("/nick " + name)
        wire.expect("* you are now %s\n" % name)
        return wire


class Classic(Room):
    def person(self):
        client = self.peer("chat_client", "127.0.0.1",
                           self.server.port("classic"))
        client.expect(ASK_CLIENT)
        return client

    def turn(self, client, text):
        """Says something, and returns what the answer was."""
        client.enter(text)
        return client.expect("\n" + ASK_CLIENT)

    def test_what_is_said_is_heard_on_both_sides(self):
        client = self.person()
        self.turn(client, "你好，我用 GBK")
        self.wang.expect(": 你好，我用 GBK\n")
        self.wang.line("欢迎，東運魚！")
        heard = ""
        while "王芳: 欢迎，東運魚！" not in heard:
            heard += self.turn(client, "嗯")
        client.enter("")
        self.assertEqual(client.wait(), 0)

    def test_nobody_is_locked_out_when_nobody_speaks(self):
        client = self.person()
        for i in range(4):
            answer = self.turn(client, "有人吗？%d" % i)
            self.assertNotEqual(answer.strip(), "")
            self.wang.expect(": 有人吗？%d\n" % i)

    def test_a_long_answer_comes_in_turns_cut_on_a_character(self):
        client = self.person()
        self.turn(client, "讲")
        self.wang.expect(": 讲\n")
        text = "a" + "".join(chr(0x4e00 + i % 200) for i in range(1300))
        text = text.encode("gbk", "ignore").decode("gbk")
        self.wang.line(text)
        heard = self.turn(client, "还有呢")
        while "王芳: " not in heard:
            heard = self.turn(client, "还有呢")
        while len(heard) < len(text):
            self.assertLessEqual(len(heard.encode("gbk")), 1024 * 3)
            heard += self.turn(client, "还有呢")
        self.assertIn("王芳: " + text, heard)

    def test_each_answer_fits_one_read(self):
        wire = self.wire(self.server, "classic", "gbk")
        wire.send("讲")
        self.assertLessEqual(len(wire.read()), 1024)
        self.wang.expect(": 讲\n")
        self.wang.line("长" * 2000)
        heard, turns = "", 0
        while "长" * 2000 not in heard:
            wire.send("还有呢")
            answer = wire.read()
            self.assertLessEqual(len(answer), 1024)
            heard += answer.decode("gbk")
            turns += 1
            self.assertLess(turns, 20)
        self.assertGreaterEqual(turns, 4)

    def test_an_emoji_goes_out_escaped_and_comes_back_itself(self):
        client = self.person()
        self.wang.line("笑 😀 €")
        heard = ""
        while "王芳: 笑 \\u{1F600} \\u{20AC}" not in heard:
            heard += self.turn(client, "嗯")
        self.turn(client, "你说 \\u{1F600}？")
        self.wang.expect(": 你说 😀？\n")

    def test_a_turn_may_come_byte_by_byte(self):
        # A gap that no busy machine makes between two bytes by itself.
        server = self.serve(*QUICK, "--turn-gap", 1500)
        reader = self.wire(server, "line")
        reader.expect("* you are in lobby")
        wire = self.wire(server, "classic", "gbk")
        for byte in "一个字一个字地说".encode("gbk"):
            wire.send(bytes([byte]))
        reader.expect(": 一个字一个字地说\r\n")

    def test_bytes_that_mean_nothing_hurt_nobody(self):
        wire = self.wire(self.server, "classic", "gbk")
        wire.send(b"\xff\x80ok\xc4")
        self.wang.expect("ok\ufffd\n")
        wire.read().decode("gbk")

    def test_a_half_closed_client_gets_its_answer(self):
        wire = self.wire(self.server, "classic", "gbk")
        wire.send("最后一句")
        wire.shutdown_send()
        self.wang.expect(": 最后一句\n")
        self.assertNotEqual(wire.until_end(), b"")

    def test_our_own_lesson_client_talks_to_the_door(self):
        client = self.crosstalk("lesson", "chat", "connect", "127.0.0.1:%d" %
                                self.server.port("classic"))
        client.expect(ASK_CLIENT)
        self.turn(client, "我是相声的客户端")
        self.wang.expect(": 我是相声的客户端\n")
        self.wang.line("听见了")
        heard = ""
        while "王芳: 听见了" not in heard:
            heard += self.turn(client, "嗯")


class Length(Room):
    def person(self):
        client = self.peer("length_client", "127.0.0.1",
                           self.server.port("length"))
        client.expect(ASK_LENGTH)
        return client

    def turn(self, client, text):
        client.enter(text)
        length, answer = client.expect("\n" + ASK_LENGTH).split("\n", 1)
        self.assertEqual(int(length), len(answer.encode("utf-8")))
        return answer

    def test_what_is_said_is_heard_on_both_sides(self):
        client = self.person()
        self.turn(client, "长度先行")
        self.wang.expect(": 长度先行\n")
        self.wang.line("欢迎 😀")
        heard = ""
        while "王芳: 欢迎 😀" not in heard:
            heard += self.turn(client, "嗯")
        client.enter("quit")
        self.assertEqual(client.wait(), 0)

    def test_nobody_is_locked_out_when_nobody_speaks(self):
        client = self.person()
        for i in range(4):
            self.assertNotEqual(self.turn(client, "有人吗？%d" % i), "")
            self.wang.expect(": 有人吗？%d\n" % i)

    def test_a_long_answer_comes_whole(self):
        client = self.person()
        self.turn(client, "讲")
        self.wang.expect(": 讲\n")
        text = "粘包" * 1500
        self.wang.line(text)
        heard = ""
        while "王芳: " not in heard:
            heard = self.turn(client, "还有呢")
        self.assertIn("王芳: " + text, heard)

    def announced(self, wire):
        """The digits, however they came."""
        if not wire.got:
            wire.read()
        digits, wire.got = wire.got, b""
        self.assertRegex(digits, rb"^\d+$")
        return int(digits)

    def body(self, wire, length):
        while len(wire.got) < length:
            wire.read()
        body, wire.got = wire.got[:length], wire.got[length:]
        return body.decode("utf-8")

    def test_ready_in_pieces_and_glued_to_the_next_message(self):
        wire = self.wire(self.server, "length")
        wire.send("一")
        length = self.announced(wire)
        wire.send("recv_")
        wire.send("ready")
        self.assertNotEqual(self.body(wire, length), "")
        wire.send("二")
        length = self.announced(wire)
        wire.send("recv_ready三")
        self.body(wire, length)
        self.announced(wire)
        for text in ("一", "二", "三"):
            self.wang.expect(": %s\n" % text)

    def test_our_own_lesson_client_talks_to_the_door(self):
        client = self.crosstalk("lesson", "length", "connect", "127.0.0.1:%d" %
                                self.server.port("length"))
        client.expect(ASK_LENGTH)
        self.turn(client, "我是相声的客户端")
        self.wang.expect(": 我是相声的客户端\n")


class Line(Room):
    def test_three_lines_at_once_are_three_messages(self):
        li = self.line_person("李雷")
        li.send("甲\n乙\r\n丙\n")
        for text in ("甲", "乙", "丙"):
            self.wang.expect("[lobby] 李雷: %s\n" % text)
        li.line("完")
        self.assertEqual(self.wang.expect("[lobby] 李雷: 完\n"), "")

    def test_byte_by_byte_in_both_charsets(self):
        li = self.line_person("李雷", "gbk")
        mei = self.line_person("韩梅梅")
        for wire, name, text in ((li, "李雷", "東運魚，一字不差"),
                                 (mei, "韩梅梅", "😀一字不差")):
            for byte in wire.encode(text + "\n"):
                wire.send(bytes([byte]))
            self.wang.expect("[lobby] %s: %s\n" % (name, text))
        li.expect("[lobby] 韩梅梅: \\u{1F600}一字不差\n")
        mei.expect("[lobby] 李雷: 東運魚，一字不差\n")

    def test_what_was_sent_before_a_half_close_is_heard(self):
        li = self.line_person("李雷")
        li.send("说完就走\n/who\n")
        li.shutdown_send()
        self.wang.expect("[lobby] 李雷: 说完就走\n")
        self.assertIn("王芳", li.until_end().decode())
        self.wang.expect("* 李雷 is gone\n")

    def test_who_resets_is_gone(self):
        li = self.line_person("李雷")
        li.line("再见")
        self.wang.expect("[lobby] 李雷: 再见\n")
        li.reset()
        self.wang.expect("* 李雷 is gone\n")
        self.assertTrue(self.server.alive())

    def test_a_flood_is_neither_lost_nor_doubled(self):
        server = self.serve(*QUICK, "--say-rate", 0)
        wires = [self.wire(server, "line") for _ in range(3)]
        for wire in wires:
            wire.expect("* you are in lobby")
        texts = ["第%d条" % i for i in range(500)]
        wires[0].send("\n".join(texts) + "\n")
        for wire in wires[1:]:
            wait_until(lambda w=wire: w.read() and
                       w.got.count(b"\xe6\x9d\xa1\r\n") >= 500, "500 messages")
            lines = [line.split(": ", 1)[1]
                     for line in wire.got.decode().splitlines()
                     if line.endswith("条")]
            self.assertEqual(lines, texts)


if __name__ == "__main__":
    unittest.main()
