#!/usr/bin/env python3
"""The exercises' programs, as they should be, or with one flaw.

usage: exercise.py server|client classic|length|prefix HOST PORT [FLAW]

A server (port 0: the kernel's choice) answers each message with the same text;
a client says one message, and then answers each message with the same text,
until the connection ends. The port of a server is told on standard error.

FLAW is one of FLAWS below: what beginners do.
"""
import socket
import struct
import sys

QUIET = 1.0  # seconds without a byte that end a message without borders
FLAWS = {
    "one-recv": "takes what one recv returns for one message",
    "decode-each": "decodes what each recv returned, by itself",
    "glue": "sends the digits and the text together",
    "no-wait": "sends the text without waiting for recv_ready",
    "chars": "counts characters, not bytes",
    "little": "writes its length little-endian",
    "no-header": "passes on what it reads as it comes",
    "silent": "never answers",
    "empty": "answers, but with nothing in it",
    "close": "closes instead of answering",
    "newline": "adds a line end",
    "cut": "answers with the first 1024 bytes only",
    "late": "answers with the text of the turn before",
    "not-ready": "says ready where recv_ready is asked for",
    "stays": "does not close at the end of the connection",
    "half": "answers a text of which only a part came",
    "twice": "answers everything twice",
}


class End(Exception):
    """The connection ended between two messages, or inside one."""


class Peer:
    """One connection."""

    def __init__(self, sock, system, side, flaw):
        self.sock, self.system, self.side = sock, system, side
        self.flaw = flaw
        self.charset = "gbk" if system == "classic" else "utf-8"
        self.got = b""
        self.before = None

    # Reading.

    def recv(self):
        """What one read returns; `decode-each` spoils it."""
        data = self.sock.recv(65536)
        if self.flaw == "decode-each":
            text = data.decode(self.charset, "replace")
            data = text.encode(self.charset, "replace")
        return data

    def more(self):
        data = self.recv()
        self.got += data
        return bool(data)

    def turn(self):
        """A message without borders: until it is quiet."""
        if not self.got and not self.more():
            raise End
        try:
            self.sock.settimeout(QUIET)
            while self.flaw != "one-recv" and self.more():
                pass
        except socket.timeout:
            pass
        finally:
            self.sock.settimeout(None)
        data, self.got = self.got, b""
        return data

    def exactly(self, count):
        while len(self.got) < count:
            if self.more():
                continue
            if self.flaw == "half" and self.got:
                break
            raise End
        data, self.got = self.got[:count], self.got[count:]
        return data

    def frame(self):
        order = "<I" if self.flaw == "little" else ">I"
        if self.flaw == "one-recv":
            data = self.sock.recv(65536)
            if not data:
                raise End
            return data[4:4 + struct.unpack(order, data[:4])[0]]
        head = b""
        while len(head) < 4:
            head += self.exactly(4 - len(head))
        # What it reads is right; only what it writes is not.
        count, = struct.unpack(">I", head)
        return self.exactly(count)

    # Writing.

    def spoil(self, data):
        """The answer, with the flaws that all systems share."""
        before, self.before = self.before, data
        if self.flaw == "silent":
            return None
        if self.flaw == "close":
            raise End
        if self.flaw == "empty":
            return b""
        if self.flaw == "newline":
            return data + b"\n"
        if self.flaw == "cut":
            return data[:1024]
        if self.flaw == "late":
            return data if before is None else before
        return data * 2 if self.flaw == "twice" else data

    def size(self, data):
        if self.flaw == "chars":
            return len(data.decode(self.charset))
        return len(data)

    def say_frame(self, data):
        order = "<I" if self.flaw == "little" else ">I"
        self.sock.sendall(struct.pack(order, self.size(data)) + data)

    def say_announced(self, data):
        digits = b"%d" % self.size(data)
        if self.flaw == "glue":
            self.sock.sendall(digits + data)
            return
        self.sock.sendall(digits)
        if self.flaw == "no-wait":
            self.sock.sendall(data)
            return
        while len(self.got) < len(b"recv_ready"):
            if not self.more():
                raise End
            if self.flaw == "one-recv":
                break
        if self.flaw == "one-recv" and self.got != b"recv_ready":
            self.got = b""
            return
        self.got = self.got[len(b"recv_ready"):]
        self.sock.sendall(data)

    # The systems: hear a message, and say one.

    def hear(self):
        if self.system == "prefix":
            return self.frame()
        if self.system == "classic" or self.side == "server":
            return self.turn()
        digits = self.turn()
        self.sock.sendall(
            b"ready" if self.flaw == "not-ready" else b"recv_ready")
        return self.exactly(int(digits))

    def say(self, data):
        if self.system == "prefix":
            self.say_frame(data)
        elif self.system == "length" and self.side == "server":
            self.say_announced(data)
        else:
            self.sock.sendall(data)

    def run(self):
        try:
            if self.side == "client":
                self.say("你好".encode(self.charset))
            while self.flaw == "no-header":
                data = self.sock.recv(65536)
                if not data:
                    return
                self.sock.sendall(data)
            while True:
                heard = self.hear()
                heard.decode(self.charset)
                answer = self.spoil(heard)
                if answer is not None:
                    self.say(answer)
        except End:
            if self.flaw == "stays":
                sys.stdin.read()


def serve(system, host, port, flaw):
    with socket.create_server((host, port), backlog=5) as listener:
        name = listener.getsockname()
        print("listening %s:%d" % name[:2], file=sys.stderr, flush=True)
        while True:
            sock, _ = listener.accept()
            with sock:
                try:
                    Peer(sock, system, "server", flaw).run()
                except (ConnectionError, UnicodeDecodeError) as error:
                    print("this client:", error, file=sys.stderr, flush=True)


def connect(system, host, port, flaw):
    with socket.create_connection((host, port)) as sock:
        Peer(sock, system, "client", flaw).run()


def main(side, system, host, port, flaw=None):
    assert flaw is None or flaw in FLAWS
    run = serve if side == "server" else connect
    try:
        run(system, host, int(port), flaw)
    except ConnectionError as error:
        sys.exit("exercise: %s" % error)


if __name__ == "__main__":
    main(*sys.argv[1:6])
