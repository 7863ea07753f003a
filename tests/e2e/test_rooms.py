"""People with different programs, systems and charsets in one room: what each
of them says is read by each of the others, unchanged, once."""
import unittest

from harness import HERE, OTHER, Case, need_other

ASK_CLASSIC = "请输入你要发送的内容: "
ASK_LENGTH = "请输入数据:"


class Native:
    """Our client, with a pipe at the keyboard."""

    def __init__(self, case, server, name, system=HERE):
        self.name = name
        self.client = case.crosstalk(
            "127.0.0.1:%d" % server.port("native"), "--nick", name,
            "--lang", "en", system=system)
        self.client.expect("* you are in lobby")

    def say(self, text):
        self.client.enter(text)

    def hear(self, text):
        return self.client.expect(text + "\n")

    def all_heard(self):
        return self.client.out()


class Turns:
    """A peer of the lesson: it hears what was said when it has spoken."""

    def __init__(self, case, server, name):
        self.name = name
        self.client = case.peer(self.peer, "127.0.0.1",
                                server.port(self.door))
        self.client.expect(self.prompt)
        self.say("/nick " + name)
        while name not in self.client.out():
            self.say("/nick " + name)

    def say(self, text):
        self.client.enter(text)
        self.client.expect(self.prompt)

    def hear(self, text):
        for _ in range(20):
            if text in self.all_heard().splitlines():
                return
            self.say("/who")
        raise AssertionError("%r was not said to %s" % (
            text, self.client.describe()))

    def all_heard(self):
        return self.client.out().replace(self.prompt, "")


class Classic(Turns):
    peer, door, prompt = "chat_client", "classic", ASK_CLASSIC


class Length(Turns):
    peer, door, prompt = "length_client", "length", ASK_LENGTH


class Line:
    """A raw connection to the line door."""

    def __init__(self, case, server, name, charset="utf-8"):
        self.name = name
        self.wire = case.wire(server, "line", charset)
        self.wire.send(b"/charset %s\n" % charset.encode())
        self.wire.line("/nick " + name)
        self.wire.expect(name + "\n")
        self.heard = ""

    def say(self, text):
        self.wire.line(text)

    def hear(self, text):
        self.heard += self.wire.expect("[lobby] " + text + "\n")
        self.heard += "[lobby] " + text + "\n"

    def all_heard(self):
        return self.heard


SENTENCES = ("相声是一门语言艺术，讲究说学逗唱。",
             "東京灣、運河與魚：這些字的尾字節是 ASCII。",
             "全角ＡＢＣ１２３，“引号”——还有…省略号",
             "浣犲ソ 和 锟斤拷 也是正经汉字",
             "C:\\路径\\{大括号} |竖线| ~波浪~ @某人",
             "一二三四五，上山打老虎 αβγ Привет")


class Rooms(Case):
    def everyone_reads_everyone(self, people):
        for sentence, speaker in zip(SENTENCES, people):
            speaker.say(sentence)
            for reader in people:
                if reader is not speaker:
                    reader.hear("%s: %s" % (speaker.name, sentence))
        for reader in people:
            for sentence, speaker in zip(SENTENCES, people):
                if reader is not speaker:
                    said = "%s: %s" % (speaker.name, sentence)
                    self.assertEqual(reader.all_heard().count(said), 1, said)

    def serve_room(self, system=HERE):
        return self.serve("--bind", "127.0.0.1", "--turn-wait", 200,
                          system=system)

    def all_doors(self, server):
        return [Native(self, server, "王芳"), Classic(self, server, "老经"),
                Length(self, server, "长度"), Line(self, server, "行者"),
                Line(self, server, "国标", "gbk")]

    def test_a_room_with_all_four_doors(self):
        self.everyone_reads_everyone(self.all_doors(self.serve_room()))

    def test_two_native_clients(self):
        server = self.serve_room()
        self.everyone_reads_everyone(
            [Native(self, server, "甲"), Native(self, server, "乙")])

    def test_two_clients_of_one_person_take_nothing_from_each_other(self):
        server = self.serve("--bind", "127.0.0.1", "--say-rate", 0)
        reader = Line(self, server, "行者")
        clients = [Native(self, server, name) for name in ("甲", "乙")]
        for client in clients:
            texts = ["第%d句" % i for i in range(600)]
            client.say("\n".join(texts))
            for text in texts:
                reader.hear("%s: %s" % (client.name, text))

    @need_other
    def test_two_native_clients_of_two_systems(self):
        for system in (HERE, OTHER):
            with self.subTest(server=str(system)):
                server = self.serve_room(system)
                self.everyone_reads_everyone(
                    [Native(self, server, "甲", HERE),
                     Native(self, server, "乙", OTHER)])

    @need_other
    def test_all_doors_and_both_systems(self):
        server = self.serve_room()
        self.everyone_reads_everyone(
            self.all_doors(server) + [Native(self, server, "远方", OTHER)])

    @need_other
    def test_a_server_of_the_other_system(self):
        server = self.serve_room(OTHER)
        self.everyone_reads_everyone(self.all_doors(server))

    def test_an_emoji_is_an_emoji_again_when_it_is_quoted(self):
        server = self.serve_room()
        native = Native(self, server, "王芳")
        gbk = Line(self, server, "国标", "gbk")
        utf8 = Line(self, server, "行者")
        native.say("笑 😀")
        gbk.hear("王芳: 笑 \\u{1F600}")
        utf8.hear("王芳: 笑 😀")
        gbk.say("他说 \\u{1F600}")
        utf8.hear("国标: 他说 😀")
        native.hear("国标: 他说 😀")


if __name__ == "__main__":
    unittest.main()
