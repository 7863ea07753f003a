"""A TCP relay on loopback that can cut what goes through it: by a reset, after
a number of bytes that a seeded chance chooses, in either direction."""
import contextlib
import random
import selectors
import socket
import threading

RST = b"\1\0\0\0\0\0\0\0"  # struct linger: on, 0 s


def reset(sock):
    with contextlib.suppress(OSError):
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RST)
    sock.close()


class Pair:
    """One connection through the relay."""

    def __init__(self, client, server, allowed):
        self.ends = {client: server, server: client}
        self.allowed = allowed  # bytes until it is cut; None: never

    def cut(self):
        for sock in self.ends:
            reset(sock)


class Relay:
    """Listens at `port` and connects to `target`, a port. From cut_now() on,
    each connection is cut after a random number of bytes below `most`, until
    `cuts` of them were."""

    def __init__(self, target, seed=1, most=0, cuts=0):
        self.target = target
        self.chance = random.Random(seed)
        self.most, self.cuts, self.done = most, cuts, 0
        self.cutting = False
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.selector = selectors.DefaultSelector()
        self.selector.register(self.listener, selectors.EVENT_READ)
        self.ours, self.theirs = socket.socketpair()
        self.selector.register(self.theirs, selectors.EVENT_READ)
        self.pairs = []
        self.moved = threading.Semaphore(0)
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()

    def run(self):
        while True:
            for key, _ in self.selector.select():
                if key.fileobj is self.theirs:
                    if not self.told():
                        return
                    break  # the others may not be readable any more
                if key.fileobj is self.listener:
                    self.accept()
                elif key.fileobj.fileno() >= 0:
                    self.move(key.fileobj, key.data)

    def told(self):
        """What another thread wants; False: to end."""
        order = self.theirs.recv(1)
        if order == b"c":
            self.cutting = True
            for pair in self.pairs:
                pair.allowed = self.allowance()
        elif order == b"r":
            for pair in list(self.pairs):
                self.drop(pair, True)
        elif order == b"m":
            self.move_all()
            self.moved.release()
        return order

    def move_all(self):
        """Moves what has come until now."""
        for key, _ in self.selector.select(0):
            if key.data is not None and key.fileobj.fileno() >= 0:
                self.move(key.fileobj, key.data)

    def accept(self):
        client, _ = self.listener.accept()
        try:
            server = socket.create_connection(("127.0.0.1", self.target), 10)
        except OSError:
            reset(client)
            return
        pair = Pair(client, server, self.allowance())
        self.pairs.append(pair)
        for sock in pair.ends:
            self.selector.register(sock, selectors.EVENT_READ, pair)

    def allowance(self):
        if not self.cutting or self.done >= self.cuts:
            return None
        return self.chance.randrange(1, self.most)

    def cut_now(self):
        """Begins to cut, also what is connected already."""
        self.ours.send(b"c")

    def reset_all(self):
        """Resets all connections that there are."""
        self.ours.send(b"r")

    def pass_on(self):
        """Returns when all that has come until now has been passed on."""
        self.ours.send(b"m")
        if not self.moved.acquire(timeout=20):
            raise AssertionError("the relay does not move")

    def move(self, sock, pair):
        try:
            data = sock.recv(65536)
            if pair.allowed is not None:
                data = data[:pair.allowed]
                pair.allowed -= len(data)
            if data:
                pair.ends[sock].sendall(data)
        except OSError:
            data = b""
        if not data or pair.allowed == 0:
            self.done += pair.allowed == 0
            self.drop(pair, pair.allowed == 0)

    def drop(self, pair, cut):
        for sock in pair.ends:
            with contextlib.suppress(KeyError, ValueError):
                self.selector.unregister(sock)
            if not cut:
                sock.close()
        if cut:
            pair.cut()
        self.pairs.remove(pair)

    def close(self):
        self.ours.close()
        self.thread.join(10)
        for pair in self.pairs:
            pair.cut()
        self.selector.close()
        self.theirs.close()
        self.listener.close()
