"""Once, in order, never lost: real servers and clients whose connections are
cut at bytes that chance chooses, and which are killed and come back."""
import json
import random

from harness import Case, wait_until
from native import Guest
from relay import Relay

OK, LINK = 0, 1
ROOM = "相声"
PATIENT = ("--patience", "120", "--lang", "en")


class Durable(Case):
    def begin(self, *args):
        """A server that can be killed and started with the same `args`; a
        relay leads to it, at the same port all the time."""
        self.args = ("--say-rate", "0") + args
        self.server = self.serve(*self.args)
        self.door = Relay(self.server.port("native"))
        self.addCleanup(self.door.close)
        self.port = self.door.port

    def kill(self):
        """Wine may keep open what a process had that was killed: its
        connections end all the same."""
        self.server.kill()
        self.door.reset_all()

    def wait_told(self):
        """All that the server has said until now is with the clients."""
        guest = Guest(self.server.port("native"))
        guest.settle()
        guest.close()
        self.door.pass_on()

    def again(self):
        """The same server once more."""
        self.server = self.serve(*self.args)
        self.door.target = self.server.port("native")

    def at(self, port=None):
        return "127.0.0.1:%d" % (port or self.port)

    def tail(self, *args, port=None, nick="尾巴"):
        """Reads along in the room, and is there."""
        tail = self.crosstalk("tail", "--server", self.at(port), "--room",
                              ROOM, "--nick", nick, "--json", *PATIENT, *args)
        return tail

    def sender(self, port=None, nick="小明"):
        return self.crosstalk("send", "--server", self.at(port), "--room",
                              ROOM, "--nick", nick, *PATIENT)

    def relay(self, seed, most, cuts):
        relay = Relay(self.port, seed, most, cuts)
        self.addCleanup(relay.close)
        return relay

    @staticmethod
    def rows(tail):
        """The messages that a tail has shown, those that are whole."""
        text = tail.out()
        return [json.loads(line)
                for line in text[:text.rfind("\n") + 1].splitlines()]

    def texts(self, tail, nick=None):
        return [row["text"] for row in self.rows(tail)
                if nick in (None, row["from"])]

    def wait_shown(self, tail, text, seconds=60):
        wait_until(lambda: text in tail.out(),
                   lambda: "%r from %s" % (text, tail.describe()), seconds)

    def anchor(self):
        """Somebody at the line door, so that the room lasts."""
        wire = self.wire(self.server, "line")
        wire.line("/nick 常客")
        wire.expect("常客")
        wire.line("/join " + ROOM)
        wire.expect("you are in " + ROOM)
        return wire

    def check(self, sender, tail, texts, seconds=90):
        """All is said and acknowledged, and all of it was shown once."""
        sender.end_input()
        self.assertEqual(sender.wait(seconds), OK, sender.describe())
        self.wait_shown(tail, '"%s"' % texts[-1])
        self.assertEqual(self.texts(tail), texts, tail.err())
        numbers = [row["seq"] for row in self.rows(tail)]
        self.assertEqual(numbers, sorted(set(numbers)))


def lines(first, end):
    return ["%d %s" % (i, "话" * (1 + i % 50)) for i in range(first, end)]


class Cut(Durable):
    """Connections are reset after so many bytes as chance says; the server
    lives."""

    def run_cut(self, seed, most, cuts):
        self.begin()
        self.anchor()
        relays = [self.relay(10 * seed + i, most, cuts) for i in range(2)]
        sender = self.sender(relays[0].port)
        sender.type("0 开头\n")
        tail = self.tail("--since", "0", port=relays[1].port)
        self.wait_shown(tail, "0 开头")
        for relay in relays:
            relay.cut_now()
        texts = ["0 开头"] + lines(1, 150)
        sender.type("\n".join(texts[1:]) + "\n")
        self.check(sender, tail, texts)
        self.assertGreaterEqual(sum(relay.done for relay in relays), cuts)

    def test_every_few_frames(self):
        self.run_cut(1, 700, 12)

    def test_within_a_page_of_history(self):
        self.run_cut(2, 6000, 8)

    def test_both_speak_in_talk(self):
        self.begin()
        self.anchor()
        names = ("甲", "乙")
        relays = [self.relay(30 + i, 3000, 6) for i in range(2)]
        people = [self.crosstalk(self.at(relay.port), "--room", ROOM, "--nick",
                                 name, *PATIENT)
                  for relay, name in zip(relays, names)]
        for person in people:
            person.expect("you are in " + ROOM)
        tail = self.tail("--since", "0")
        for relay in relays:
            relay.cut_now()
        texts = lines(0, 80)
        for person in people:
            person.type("\n".join(texts) + "\n/who\n")
        for name in names:
            wait_until(lambda: self.texts(tail, name)[-1:] == texts[-1:],
                       tail.describe, 90)
            self.assertEqual(self.texts(tail, name), texts)
        for person, other in zip(people, reversed(names)):
            last = "%s: %s\n" % (other, texts[-1])
            wait_until(lambda: last in person.out(), person.describe, 60)
            person.end_input()
            self.assertEqual(person.wait(60), OK, person.describe())
            heard = [line.split(other + ": ", 1)[1]
                     for line in person.out().splitlines()
                     if other + ": " in line]
            self.assertEqual(heard, texts, person.describe())


class Killed(Durable):
    """The server is killed, and comes back."""

    def test_history_on_disk(self):
        self.begin("--db", str(self.folder / "history.db"))
        chance = random.Random(5)
        texts = ["0 开头"] + lines(1, 240)
        sender = self.sender()
        sender.type(texts[0] + "\n")
        tail = self.tail("--since", "0")
        self.wait_shown(tail, texts[0])
        sender.type("\n".join(texts[1:]) + "\n")
        seen = 1
        for _ in range(5):
            seen += chance.randrange(5, 40)
            wait_until(lambda: len(self.rows(tail)) >= seen, tail.describe, 60)
            self.kill()
            self.again()
        self.check(sender, tail, texts)
        late = self.tail("--since", "0", "--count", str(len(texts)),
                         nick="后来")
        self.assertEqual(late.wait(60), OK, late.describe())
        self.assertEqual(self.rows(late), self.rows(tail))
        self.assertNotIn("no longer kept", tail.err() + late.err())

    def test_history_in_memory(self):
        self.begin()
        tail = self.tail("--since", "0")
        sender = self.sender()
        texts = []
        for i in range(3):
            texts.append("%d 之前" % i)
            sender.type(texts[-1] + "\n")
            self.wait_shown(tail, texts[-1])
            self.wait_told()  # or it is said again, to a server without past
            self.kill()
            for process in (tail, sender):
                wait_until(lambda: process.err().count("trying again") == i + 1,
                           process.describe)
            texts.append("%d 停机" % i)
            sender.type(texts[-1] + "\n")
            self.again()
            self.wait_shown(tail, texts[-1])
        sender.end_input()
        self.assertEqual(sender.wait(60), OK, sender.describe())
        self.assertEqual(self.texts(tail), texts, tail.err())
        self.assertEqual(tail.err().count("begun anew, with another"), 3)

    def test_what_is_typed_meanwhile_is_said(self):
        self.begin("--db", str(self.folder / "history.db"))
        person = self.crosstalk(self.at(), "--room", ROOM, "--nick", "甲",
                                *PATIENT)
        person.expect("you are in " + ROOM)
        person.enter("一")
        self.kill()
        person.expect("trying again")
        for line in ("二", "/join 别处", "三", "/topic 今天", "/join " + ROOM,
                     "四"):
            person.enter(line)
        self.again()
        person.expect("connected again")
        person.expect("you are in 别处")
        person.end_input()
        self.assertEqual(person.wait(60), OK, person.describe())
        for room, texts in ((ROOM, ["一", "二", "四"]), ("别处", ["三"])):
            tail = self.crosstalk("tail", "--server", self.at(), "--room",
                                  room, "--since", "0", "--count",
                                  str(len(texts)), "--json")
            self.assertEqual(tail.wait(), OK)
            self.assertEqual(self.texts(tail), texts)

    def test_patience_ends(self):
        self.begin()
        tail = self.tail("--since", "0")
        sender = self.crosstalk("send", "--server", self.at(), "--room", ROOM,
                                "--nick", "小明", "--patience", "1", "--lang",
                                "en")
        sender.type("一\n")
        self.wait_shown(tail, "一")
        self.kill()
        sender.type("二\n")
        self.assertEqual(sender.wait(60), LINK, sender.describe())
        self.assertIn("line 2 was not acknowledged", sender.err())
        self.assertTrue(tail.alive())


class Client(Durable):
    """The client is killed, and goes on."""

    def test_tail_goes_on_since_the_last_one(self):
        self.begin("--db", str(self.folder / "history.db"))
        texts = lines(0, 120)
        sender = self.sender()
        sender.type("\n".join(texts) + "\n")
        sender.end_input()
        rows = []
        for want in (20, 60, 100):
            tail = self.tail("--since", str(rows[-1]["seq"] if rows else 0))
            wait_until(lambda: len(rows) + len(self.rows(tail)) >= want,
                       tail.describe, 60)
            tail.kill()
            rows += self.rows(tail)
        self.assertEqual(sender.wait(60), OK)
        if len(rows) < len(texts):
            tail = self.tail("--since", str(rows[-1]["seq"]))
            self.wait_shown(tail, '"%s"' % texts[-1])
            rows += self.rows(tail)
        self.assertEqual([row["text"] for row in rows], texts)
        for before, after in zip(rows, rows[1:]):
            self.assertEqual(after["prev"], before["seq"])

    def test_letters_wait_and_come_once(self):
        self.begin("--db", str(self.folder / "history.db"))
        env = {"XDG_STATE_HOME": str(self.folder / "state")}

        def person():
            talk = self.crosstalk(self.at(), "--nick", "甲", *PATIENT, env=env)
            talk.expect("you are in lobby")
            return talk

        person().kill()
        letters = ["信 %d" % i for i in range(3)]
        for letter in letters:
            sent = self.crosstalk("send", "--server", self.at(), "--to", "甲",
                                  "--nick", "乙", letter)
            self.assertEqual(sent.wait(), OK, sent.describe())
        talk = person()
        for letter in letters:
            talk.expect("乙 (to you): %s\n" % letter)
        talk.enter("/who")
        talk.expect("in lobby")
        talk.end_input()
        self.assertEqual(talk.wait(), OK)
        self.assertEqual(talk.out().count("to you"), 3)
        talk = person()
        talk.enter("/who")
        talk.expect("in lobby")
        talk.enter("/history 1")
        talk.expect("no old messages")
        self.assertNotIn("to you", talk.out())
