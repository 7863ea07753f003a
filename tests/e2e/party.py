"""People who lose nothing, whatever dies: clients of the native door that keep
their identity, their numbers and what was not acknowledged, come back after
every loss, and complain about everything that core/PROTOCOL.md (section 7)
forbids. One loop serves all of them, and a relay that cuts connections.
"""
import contextlib
import selectors
import socket
import struct
import time

from harness import SCALE, deadline
from native import AFTER, SAY, encode, hello, take_frames

PAGE = 50  # messages in one HISTORY
PATIENCE = 2  # seconds of silence before a PING, and after it
RETRY = 0.01  # seconds between two tries to connect
RESET = struct.pack("ii", 1, 0)  # SO_LINGER: close with a reset


def reset(sock):
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
    sock.close()


class Room:
    """What one person knows of a room."""

    def __init__(self):
        self.have = 0  # up to here nothing is missing
        self.shown = []  # numbers, in the order in which they were shown
        self.said = {}  # number: (previous or None, sender, text)
        self.leave()

    def leave(self):
        # "out", "entering" (JOINED came, its PAST did not), "asked" (HISTORY
        # is under way), "live"
        self.state = "out"
        self.early = []  # live ones that came before HISTORY's end

    def show(self, number, previous, sender, text):
        self.have = number
        self.shown.append(number)
        self.said[number] = previous, sender, text


class Person:
    def __init__(self, party, name, rooms, rng, window=0):
        self.party, self.name, self.rng = party, name, rng
        self.window = window  # messages under way at once
        self.identity = rng.randbytes(15) + b"p"
        self.rooms = {room: Room() for room in rooms}
        self.number = int(time.time() * 1000)
        self.pending, self.acked = {}, {}
        self.epoch, self.sock, self.ready = None, None, False
        self.retry_at = 0.0
        self.keep()

    # What a file would keep: every number before it is used, the rest of it
    # some time later.

    def keep(self):
        self.kept = {name: (room.have, len(room.shown), dict(room.said))
                     for name, room in self.rooms.items()}
        self.kept_acked = dict(self.acked)

    def die_and_resume(self):
        """Killed; what was learned after the last keep() is not known, and
        what was acknowledged after it is sent again."""
        self.lose()
        for name, (have, count, said) in self.kept.items():
            room = self.rooms[name]
            room.have, room.said = have, dict(said)
            del room.shown[count:]
        for number in [n for n in self.acked if n not in self.kept_acked]:
            self.pending[number] = self.party.said[self.name, number]
            self.party.certain.append((self.name, number, self.acked[number]))
            del self.acked[number]
        self.pending = dict(sorted(self.pending.items()))

    # The connection.

    def lose(self):
        if self.sock:
            self.party.forget(self.sock)
            reset(self.sock)
        self.sock, self.ready = None, False
        for room in self.rooms.values():
            room.leave()
        self.retry_at = time.monotonic() + RETRY

    def connect(self):
        sock = socket.socket()
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        sock.setblocking(False)
        sock.connect_ex(("127.0.0.1", self.party.port))
        self.sock, self.got = sock, bytearray()
        self.out = bytearray(hello(self.name, self.identity))
        self.heard_at, self.pinged = time.monotonic(), False
        self.party.watch(sock, self.serve, writing=True)

    def send(self, name, *values):
        self.out += encode(name, *values)

    def flush(self):
        if not self.out:
            return
        try:
            sent = self.sock.send(self.out)
            del self.out[:sent]
        except BlockingIOError:
            pass

    def serve(self, events):
        try:
            if events & selectors.EVENT_READ:
                data = self.sock.recv(65536)
                if not data:
                    raise ConnectionError
                self.got += data
                self.heard_at = time.monotonic()
                for frame in take_frames(self.got):
                    self.hear(frame)
            self.flush()
        except BlockingIOError:
            pass
        except OSError:
            self.lose()
            return
        if self.sock:
            self.party.watch(self.sock, self.serve, bool(self.out))

    def live(self):
        """Called each turn: comes back, and says more."""
        if not self.sock:
            if time.monotonic() >= self.retry_at:
                self.connect()
            return
        if not self.is_there() or not self.ready:
            return
        while len(self.pending) < self.window and not self.party.last_words:
            self.speak()
        try:
            self.flush()
        except OSError:
            self.lose()

    def is_there(self):
        """Asks a server that is silent whether it lives; Wine leaves the
        connections of one that was killed open, now and then."""
        silent = (time.monotonic() - self.heard_at) / SCALE
        if silent > 2 * PATIENCE:
            self.lose()
        elif silent > PATIENCE and not self.pinged:
            self.send("PING", 1)
        self.pinged = silent > PATIENCE
        return self.sock is not None

    def speak(self):
        self.number += 1
        room = self.rng.choice(list(self.rooms))
        text = "%s %d %s" % (self.name, self.number,
                             "话" * self.rng.choice((0, 1, 40, 400)))
        self.pending[self.number] = room, text
        self.party.said[self.name, self.number] = room, text
        self.send("SAY", self.number, room, text)

    # What is heard.

    def hear(self, frame):
        handler = getattr(self, "on_" + frame.kind.lower(), None)
        if handler:
            handler(frame)

    def fault(self, what, *about):
        self.party.faults.append("%s: %s %s" % (self.name, what, about))

    def on_welcome(self, frame):
        if frame.name != self.name:
            self.fault("was called", frame)
        if self.epoch not in (None, frame.epoch):
            self.fault("another epoch", frame)
        self.epoch = frame.epoch
        for name in self.rooms:
            self.send("JOIN", name, 0)
        for number, (room, text) in self.pending.items():
            self.send("SAY", number, room, text)
        self.ready = True

    def on_joined(self, frame):
        """A room that the server knows us to be in already has no PAST."""
        room = self.rooms[frame.room]
        if room.state == "out":
            room.state = "entering"

    def on_past(self, frame):
        room = self.rooms[frame.room]
        if room.state == "asked" and (
                frame.count == 0 or room.have >= frame.number):
            self.caught_up(room, frame)
        else:
            room.state = "asked"
            self.send("HISTORY", frame.room, AFTER, room.have, PAGE)

    def caught_up(self, room, past):
        room.state = "live"
        early, room.early = room.early, []
        for step, frame in early:
            step(room, frame)
        if room.have < past.number:
            self.fault("the past has more", past, room.have)

    def on_message(self, frame):
        room = self.rooms.get(frame.room)
        if frame.what != SAY:
            return
        if frame.number <= room.have:
            self.known(room, frame)
        elif frame.old and room.state == "asked":
            self.new(room, frame)
        elif not frame.old:
            self.in_time(room, self.new, frame)

    def in_time(self, room, step, frame):
        if room.state == "live":
            step(room, frame)
        else:
            room.early.append((step, frame))

    def known(self, room, frame):
        """It came again: then it must be what it was."""
        previous, sender, text = room.said.get(frame.number, (None,) * 3)
        if (sender, text) != (frame.sender, frame.text) or \
                previous not in (None, frame.previous):
            self.fault("late, or another", frame, previous, sender, text)
        else:
            room.said[frame.number] = frame.previous, sender, text

    def new(self, room, frame):
        if frame.number <= room.have:
            self.known(room, frame)
            return
        if frame.previous != room.have:
            self.fault("a hole", room.have, frame)
        room.show(frame.number, frame.previous, frame.sender, frame.text)

    def on_ack(self, frame):
        before = self.acked.get(frame.own)
        if before not in (None, (frame.room, frame.number)):
            self.fault("acknowledged twice", frame, before)
        if frame.own not in self.pending:
            return
        if self.pending.pop(frame.own)[0] != frame.room:
            self.fault("said elsewhere", frame)
        self.acked[frame.own] = frame.room, frame.number
        self.party.acks += 1
        self.in_time(self.rooms[frame.room], self.own, frame)

    def own(self, room, frame):
        text = self.party.said[self.name, frame.own][1]
        if frame.number > room.have:
            room.show(frame.number, None, self.name, text)
        elif room.said.get(frame.number, (0, 0, 0))[2] != text:
            self.fault("another has that number", frame)

    def on_error(self, frame):
        self.fault("refused", frame)

    def on_goodbye(self, frame):
        if frame.token not in ("replaced", "shutting-down"):
            self.fault("was sent away", frame)


class Pair:
    """A connection through the relay: so many bytes, then it is cut."""

    def __init__(self, relay, client, budget):
        self.relay, self.budget = relay, budget
        server = socket.socket()
        server.setblocking(False)
        server.connect_ex(("127.0.0.1", relay.port))
        client.setblocking(False)
        self.ends = (client, server)
        self.waiting = [b"", b""]  # bytes for the one and the other
        for side in (0, 1):
            self.ends[side].setsockopt(
                socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.watch(side)

    def watch(self, side):
        self.relay.party.watch(
            self.ends[side], lambda events: self.serve(side, events),
            bool(self.waiting[side]))

    def cut(self):
        for end in self.ends:
            self.relay.party.forget(end)
            reset(end)
        self.ends = ()

    def serve(self, side, events):
        try:
            if events & selectors.EVENT_WRITE:
                self.push(side)
            if self.ends and events & selectors.EVENT_READ and not self.waiting[1 - side]:
                self.pull(side)
        except BlockingIOError:
            pass
        except OSError:
            self.cut()

    def push(self, side):
        sent = self.ends[side].send(self.waiting[side])
        self.waiting[side] = self.waiting[side][sent:]
        self.watch(side)

    def pull(self, side):
        data = self.ends[side].recv(min(self.budget, 65536))
        self.budget -= len(data)
        self.waiting[1 - side] = data
        if data:
            with contextlib.suppress(BlockingIOError):
                self.push(1 - side)
        self.watch(1 - side)
        if self.budget == 0:
            self.relay.cuts += 1
        if not data or self.budget == 0:
            self.cut()


class Relay:
    """Listens on its own port, and cuts every connection after a random number
    of bytes, at most `longest` (0: none). What has to be said again and read
    may be more than that: when many have ended without an acknowledgement, the
    next may be longer."""

    def __init__(self, party, port, rng, longest):
        self.party, self.port = party, port
        self.rng, self.longest, self.cuts = rng, longest, 0
        self.acks = self.vain = 0
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.listener.setblocking(False)
        self.own_port = self.listener.getsockname()[1]
        party.watch(self.listener, self.accept)

    def allowance(self):
        if not self.longest:
            return 1 << 40
        self.vain += 1
        if self.party.acks > self.acks:
            self.acks, self.vain = self.party.acks, 0
        return self.rng.randint(1, self.longest * (1 + self.vain // 8))

    def accept(self, _):
        with contextlib.suppress(BlockingIOError):
            Pair(self, self.listener.accept()[0], self.allowance())


class Party:
    """The loop, and what everybody was told together."""

    def __init__(self, port):
        self.port = port
        self.selector = selectors.DefaultSelector()
        self.people, self.faults = [], []
        self.said = {}  # (name, number): (room, text)
        self.certain = []  # (name, number, (room, number in the room))
        self.acks = 0
        self.last_words = False  # nothing new is said

    def close(self):
        for key in list(self.selector.get_map().values()):
            reset(key.fileobj)
        self.selector.close()

    def watch(self, sock, serve, writing=False):
        events = selectors.EVENT_READ
        events |= selectors.EVENT_WRITE if writing else 0
        if sock not in self.selector.get_map():
            self.selector.register(sock, events, serve)
        elif self.selector.get_key(sock).events != events:
            self.selector.modify(sock, events, serve)

    def forget(self, sock):
        if sock in self.selector.get_map():
            self.selector.unregister(sock)

    def turn(self, seconds=RETRY):
        for person in self.people:
            person.live()
        for key, events in self.selector.select(seconds):
            if self.selector.get_map().get(key.fd) is not None and \
                    key.fileobj.fileno() == key.fd:
                key.data(events)
        if self.faults:
            raise AssertionError("\n".join(self.faults[:5]))

    def until(self, condition, what, seconds=20):
        end = deadline(seconds)
        while not condition():
            if time.monotonic() > end:
                raise AssertionError("waited for %s: %s" % (what, "; ".join(
                    "%s: %d under way, %s" % (p.name, len(p.pending), {
                        n: (r.state, r.have) for n, r in p.rooms.items()})
                    for p in self.people)))
            self.turn()

    def settle(self):
        """Everything said is acknowledged, and everybody knows all of it."""
        self.last_words = True

        def settled():
            rooms = {}
            for person in self.people:
                if person.pending or not person.ready:
                    return False
                for name, room in person.rooms.items():
                    if room.state != "live":
                        return False
                    rooms.setdefault(name, set()).add(room.have)
            return all(len(have) == 1 for have in rooms.values())

        self.until(settled, "the end of it all", 60)
