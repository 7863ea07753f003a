"""What was acknowledged survives: servers that are killed, connections that
are cut anywhere, clients that die; and what was kept is there afterwards.

Every random choice comes from a seed that a failure tells; CT_CRASH_SEED
repeats it (as far as processes and their timing repeat).
"""
import os
import random
import time

import harness
from harness import Case, SCALE
from native import Guest
from party import Party, Person, Relay

SEED = int(os.environ.get("CT_CRASH_SEED") or time.time_ns() % 1000000)
WINDOWS = harness.HERE.windows
LIGHT = 50 if SCALE == 1 and not WINDOWS else 8  # kills of a server
ROOMS = ("lobby", "技术讨论")
FREE = ("--say-rate", "0", "--native-replay", "3")


class Storm(Case):
    """A server with a history file, and people who talk all the time."""

    def setUp(self):
        super().setUp()
        self.rng = random.Random("%d %s" % (SEED, self.id()))
        self.db = self.folder / "history.db"
        self.ports = {}
        self.server = None

    def run_server(self):
        """The same file, and the same port as before."""
        self.server = self.serve("--db", self.db, *FREE, ports=self.ports)
        self.ports = {"native": self.server.port("native")}

    def invite(self, speakers, readers, port=None):
        party = Party(port or self.ports["native"])
        self.addCleanup(party.close)
        for at in range(speakers + readers):
            party.people.append(Person(
                party, "人%d" % at, ROOMS, self.rng,
                8 if at < speakers else 0))
        return party

    def check(self, party):
        """Asks as a stranger what is stored, and compares."""
        party.settle()
        stranger = Guest(self.ports["native"])
        self.addCleanup(stranger.close)
        where = {}
        for name in ROOMS:
            stranger.join(name)
            rows = stranger.history(name)
            self.check_room(name, rows, party)
            for row in rows:
                where[name, row.number] = row
        self.check_said(party, where)

    def check_room(self, name, rows, party):
        numbers = [row.number for row in rows]
        before = [row.previous for row in rows]
        self.assertEqual([0] + numbers[:-1], before, SEED)
        self.assertEqual(sorted(set(numbers)), numbers, SEED)
        texts = [row.text for row in rows]
        self.assertEqual(len(set(texts)), len(texts), "doubled, %d" % SEED)
        for person in party.people:
            self.assertEqual(person.rooms[name].shown, numbers,
                             "%s, %d" % (person.name, SEED))
            for row in rows:
                self.assertEqual(
                    person.rooms[name].said[row.number][1:],
                    (row.sender, row.text), SEED)

    def check_said(self, party, where):
        """Each message is there once, with the number that its ACK had."""
        known = list(party.certain)
        for person in party.people:
            known += [(person.name, own, place)
                      for own, place in person.acked.items()]
        self.assertEqual({entry[:2] for entry in known}, set(party.said))
        self.assertEqual(len(where), len(party.said), SEED)
        for name, own, place in known:
            row = where[place]
            self.assertEqual((row.sender, row.room, row.text),
                             (name, *party.said[name, own]), SEED)


class Killed(Storm):
    def kill_under_load(self, party):
        """Some acknowledgements later, and anywhere between two of them."""
        goal = party.acks + self.rng.randint(1, 60)
        party.until(lambda: party.acks >= goal, "%d acks" % goal)
        end = time.monotonic() + self.rng.uniform(0, 0.004)
        while time.monotonic() < end:
            party.turn(0)
        self.server.kill()

    def test_a_server_killed_again_and_again(self):
        self.run_server()
        party = self.invite(4, 2)
        for _ in range(LIGHT):
            self.kill_under_load(party)
            self.run_server()
        self.check(party)
        self.assertGreaterEqual(party.acks, LIGHT)


class Cut(Storm):
    def test_connections_cut_anywhere(self):
        self.run_server()
        party = self.invite(4, 2)
        relay = Relay(party, self.ports["native"], self.rng, 20000)
        party.port = relay.own_port
        party.until(lambda: relay.cuts >= 4 * LIGHT, "cuts", 60)
        relay.longest = 0
        self.check(party)

    def test_clients_killed_and_resumed(self):
        self.run_server()
        party = self.invite(4, 2)
        for _ in range(2 * LIGHT):
            goal = party.acks + self.rng.randint(1, 30)
            party.until(lambda: party.acks >= goal, "acks")
            victim = self.rng.choice(party.people)
            victim.die_and_resume()
            self.rng.choice(party.people).keep()
        self.check(party)

    def test_all_of_it_at_once(self):
        self.run_server()
        party = self.invite(3, 2)
        relay = Relay(party, self.ports["native"], self.rng, 30000)
        party.port = relay.own_port
        for _ in range(max(LIGHT // 5, 3)):
            goal = party.acks + self.rng.randint(1, 60)
            party.until(lambda: party.acks >= goal, "acks")
            self.rng.choice(party.people).die_and_resume()
            self.rng.choice(party.people).keep()
            self.server.kill()
            self.run_server()
        relay.longest = 0
        self.check(party)
