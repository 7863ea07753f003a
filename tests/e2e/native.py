"""The native dialect as core/PROTOCOL.md has it: frames, and a client that
sends what it is told to and keeps what it hears.
"""
import os
import socket
import struct
import time
from types import SimpleNamespace

from harness import SCALE, deadline

CLIENT = {
    "HELLO": (0x01, "wissss"), "NICK": (0x02, "s"), "JOIN": (0x03, "sw"),
    "PART": (0x04, "s"), "SAY": (0x05, "qst"), "DIRECT": (0x06, "qst"),
    "TOPIC": (0x07, "sbt"), "WHO": (0x08, "s"), "HISTORY": (0x09, "sbqw"),
    "PING": (0x0a, "q"), "BYE": (0x0b, ""), "ROOMS": (0x0c, ""),
    "WHY": (0x0d, "sq"), "TAKEN": (0x0e, "q"), "SEARCH": (0x0f, "qws"),
}
SERVER = {
    0x81: ("WELCOME", "wqssq", "version time name lobby epoch"),
    0x82: ("MESSAGE", "bbqqqsst",
           "what old number previous time room sender text"),
    0x83: ("ACK", "qqqs", "own number time room"),
    0x84: ("ERROR", "wqsss", "code own token english chinese"),
    0x85: ("JOINED", "dst", "people room topic"),
    0x86: ("LEFT", "s", "room"),
    0x87: ("RENAMED", "ss", "old_name new_name"),
    0x88: ("MEMBERS", "st", "room names"),
    0x89: ("ROOM_LIST", "t", "lines"),
    0x8a: ("PAST", "dsq", "count room number"),
    0x8b: ("PONG", "q", "token"),
    0x8c: ("NOTICE", "wst", "sentence english chinese"),
    0x8d: ("GOODBYE", "wsss", "code token english chinese"),
    0x8e: ("TOPIC_IS", "st", "room topic"),
    0x8f: ("TEXT", "t", "text"),
    0x90: ("FOUND", "qqqsst", "row number time room sender text"),
    0x91: ("FOUND_END", "wq", "count older_than"),
}
NUMBERS = {"b": ">B", "w": ">H", "d": ">I", "q": ">Q"}
SAY, DIRECT = 1, 2  # kinds of MESSAGE
LATEST, BEFORE, AFTER = 0, 1, 2  # modes of HISTORY


def encode(name, *values):
    kind, fields = CLIENT[name]
    body = bytes([kind])
    for letter, value in zip(fields, values, strict=True):
        if letter in NUMBERS:
            body += struct.pack(NUMBERS[letter], value)
        elif letter == "i":
            body += value
        else:
            data = value.encode()
            body += (struct.pack(">H", len(data)) if letter == "s" else b"")
            body += data
    return struct.pack(">I", len(body)) + body


def decode(body):
    """A frame's bytes without their length, as an object with `kind` and the
    fields of that kind; None for one that nobody knows."""
    if body[0] not in SERVER:
        return None
    kind, letters, names = SERVER[body[0]]
    frame, at = SimpleNamespace(kind=kind), 1
    for letter, name in zip(letters, names.split(), strict=True):
        if letter in NUMBERS:
            value, = struct.unpack_from(NUMBERS[letter], body, at)
            at += struct.calcsize(NUMBERS[letter])
        else:
            size = len(body) - at
            if letter == "s":
                size, = struct.unpack_from(">H", body, at)
                at += 2
            value = body[at:at + size].decode()
            at += size
        setattr(frame, name, value)
    return frame


def take_frames(got):
    """Takes the whole frames from the bytearray `got`."""
    frames, at = [], 0
    while len(got) - at >= 4:
        size, = struct.unpack_from(">I", got, at)
        if len(got) - at - 4 < size:
            break
        frames.append(decode(bytes(got[at + 4:at + 4 + size])))
        at += 4 + size
    del got[:at]
    return [frame for frame in frames if frame]


def new_identity():
    """Of a person, who comes back."""
    return os.urandom(15) + b"p"


def hello(name, identity):
    return encode("HELLO", 1, identity, name, "en", "", "crash test 1.0")


class Guest:
    """One connection, with deadlines. What it waits for it takes out of what
    it has heard; the rest stays."""

    def __init__(self, port, name="", identity=None):
        self.identity = identity if identity is not None else new_identity()
        self.sock = socket.create_connection(("127.0.0.1", port), 20 * SCALE)
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.got, self.heard = bytearray(), []
        self.own = int(time.time() * 1000)
        self.sock.sendall(hello(name, self.identity))
        self.welcome = self.expect("WELCOME")
        self.expect("PAST", room=self.welcome.lobby)
        self.expect("JOINED", room=self.welcome.lobby)
        self.rooms = {self.welcome.lobby}

    def close(self):
        self.sock.close()

    def ask(self, name, *values):
        self.sock.sendall(encode(name, *values))

    def hear(self, seconds):
        self.sock.settimeout(max(seconds, 0.001))
        try:
            data = self.sock.recv(65536)
        except socket.timeout:
            return
        if not data:
            raise AssertionError("the server closed; there is %s" % self.heard[-3:])
        self.got += data
        self.heard += take_frames(self.got)

    def take(self, kind, **fields):
        for at, frame in enumerate(self.heard):
            if frame.kind == kind and all(
                    getattr(frame, key) == fields[key] for key in fields):
                return self.heard.pop(at)
        return None

    def expect(self, kind, seconds=20, **fields):
        end = deadline(seconds)
        while True:
            frame = self.take(kind, **fields)
            if frame:
                return frame
            if time.monotonic() > end:
                raise AssertionError("waited for %s %s; there is %s" % (
                    kind, fields, self.heard[-3:]))
            self.hear(end - time.monotonic())

    def settle(self):
        """All that the server had to say until now is heard."""
        self.own += 1
        self.ask("PING", self.own)
        self.expect("PONG", token=self.own)

    def join(self, room):
        """Goes in, without a replay, or is there already."""
        if room not in self.rooms:
            self.ask("JOIN", room, 0)
            self.expect("JOINED", room=room)
            self.expect("PAST", room=room)
        self.rooms.add(room)
        self.heard = [f for f in self.heard
                      if f.kind != "MESSAGE" or f.room != room]

    def stored(self):
        """Who and where we are is in the history by now: the server has
        looked for us before it looks for somebody else."""
        self.own += 1
        self.ask("DIRECT", self.own, "nobody", "?")
        self.expect("ERROR", own=self.own)
        self.say(self.welcome.lobby, "stored")

    def say(self, room, text):
        """Says it, and gives the ACK."""
        self.own += 1
        self.ask("SAY", self.own, room, text)
        return self.expect("ACK", own=self.own)

    def tell(self, person, text):
        self.own += 1
        self.ask("DIRECT", self.own, person, text)
        return self.expect("ACK", own=self.own)

    def page(self, room, mode, number, count):
        """The messages of one HISTORY; live ones stay in `heard`."""
        self.ask("HISTORY", room, mode, number, count)
        past = self.expect("PAST", room=room)
        return [self.expect("MESSAGE", room=room, old=1)
                for _ in range(past.count)]

    def history(self, room, count=100):
        """All that the server has of a room, page by page."""
        rows, page = [], True
        while page:
            page = self.page(room, AFTER, rows[-1].number if rows else 0,
                             count)
            rows += page
        return rows

    def history_back(self, room, count=100):
        """The same, from its end."""
        rows = page = self.page(room, LATEST, 0, count)
        while page:
            page = self.page(room, BEFORE, rows[0].number, count)
            rows = page + rows
        return rows

    def search(self, text, older_than=0, count=20):
        self.ask("SEARCH", older_than, count, text)
        end = self.expect("FOUND_END")
        return [self.expect("FOUND") for _ in range(end.count)], end
