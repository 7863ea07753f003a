"""The Python peers against each other: they are what they claim to be, strict
faults included, so that the other tests can lean on them."""
import socket
import unittest

from harness import Case, Wire


class ChatPeers(Case):
    def test_talk_turn_by_turn(self):
        server = self.peer("chat_server", "127.0.0.1", 0)
        client = self.peer("chat_client", "127.0.0.1", self.listening(server))
        client.expect("请输入你要发送的内容: ")
        client.enter("你好，世界")
        server.expect("你好，世界\n请输入发送给客户端的信息")
        server.enter("再见")
        client.expect("再见\n请输入你要发送的内容: ")
        client.enter("")
        self.assertEqual(client.wait(), 0)

    def test_client_dies_of_half_a_character(self):
        with socket.create_server(("127.0.0.1", 0)) as listener:
            client = self.peer(
                "chat_client", "127.0.0.1", listener.getsockname()[1])
            sock, _ = listener.accept()
            with sock:
                client.enter("在吗")
                self.assertEqual(sock.recv(64), "在吗".encode("gbk"))
                sock.sendall("好".encode("gbk")[:1])
                self.assertEqual(client.wait(), 1)
        self.assertIn("UnicodeDecodeError", client.err())


class StickyPeers(Case):
    def test_words_stick(self):
        server = self.peer("sticky_server", "127.0.0.1", 0)
        client = self.peer("sticky_client", "127.0.0.1", self.listening(server))
        self.assertEqual((client.wait(), server.wait()), (0, 0))
        first, second = server.out().splitlines()
        self.assertEqual(first, "====> he")
        self.assertTrue("====> llokniom".startswith(second), second)
        self.assertTrue(second.startswith("====> llo"), second)


class LengthPeers(Case):
    def test_length_then_text(self):
        server = self.peer("length_server", "127.0.0.1", 0)
        client = self.peer("length_client", "127.0.0.1", self.listening(server))
        for line in ("你好", "再来"):
            client.expect("请输入数据:")
            client.enter(line)
            server.expect(line + "\n")
            client.expect("29\n8月1日，安理会轮值主\n")
        client.expect("请输入数据:")
        client.enter("quit")
        self.assertEqual(client.wait(), 0)

    def test_server_is_strict_about_ready(self):
        server = self.peer("length_server", "127.0.0.1", 0)
        wire = Wire(self.listening(server))
        self.addCleanup(wire.close)
        wire.send("你好")
        wire.expect("29")
        wire.send("recv_ready!")
        wire.shutdown_send()
        self.assertEqual(wire.until_end(), b"")

    def test_client_dies_of_digits_glued_to_the_text(self):
        with socket.create_server(("127.0.0.1", 0)) as listener:
            client = self.peer(
                "length_client", "127.0.0.1", listener.getsockname()[1])
            sock, _ = listener.accept()
            with sock:
                client.enter("你好")
                self.assertEqual(sock.recv(64), "你好".encode())
                sock.sendall("6再见".encode())
                self.assertEqual(client.wait(), 1)
        self.assertIn("ValueError", client.err())


if __name__ == "__main__":
    unittest.main()
