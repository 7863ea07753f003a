"""What a server forgets: rooms and people that are nobody's any more. And what
it does not: what is in use, and the numbers that were given.
"""
import sqlite3
from contextlib import closing

import harness
from harness import Case, wait_until
from native import AFTER, Guest, new_identity

FREE = ("--say-rate", "0", "--native-replay", "0")
REFUSED = 3


class Forget(Case):
    def setUp(self):
        super().setUp()
        self.db = self.folder / "history.db"

    def run_server(self, *args):
        self.server = self.serve("--db", self.db, *FREE, *args)
        self.port = self.server.port("native")

    def stop(self):
        self.server.interrupt()
        self.assertEqual(0, self.server.wait(), self.server.describe())

    def guest(self, name="", identity=None):
        guest = Guest(self.port, name, identity)
        self.addCleanup(guest.close)
        return guest

    def leave(self, guest):
        guest.ask("BYE")
        guest.expect("GOODBYE")
        guest.close()

    def rooms(self, guest):
        """The names of all rooms, sorted."""
        guest.ask("ROOMS")
        lines = guest.expect("ROOM_LIST").lines
        return sorted(line.split("\t")[0] for line in lines.split("\n"))

    def sql(self, statement, file=None):
        with closing(sqlite3.connect(file or self.db)) as db, db:
            return db.execute(statement).fetchall()

    def in_backup(self, statement):
        """The same of a server that is running."""
        copy = self.folder / "copy.db"
        copy.unlink(missing_ok=True)
        backup = self.start(harness.HERE.command("crosstalkd") + [
            "backup", str(copy), "--db", str(self.db)])
        self.assertEqual(0, backup.wait(60), backup.describe())
        return self.sql(statement, copy)


class Rooms(Forget):
    def test_one_without_people_topic_and_messages_goes(self):
        self.run_server()
        guest = self.guest("李雷")
        for room in ("旧", "topic", "both", "young"):
            guest.join(room)
            for text in ("一", "二", "三"):
                last = guest.say(room, text).number
        for room in ("topic", "both"):
            guest.ask("TOPIC", room, 1, "喝茶")
        guest.stored()
        epoch = guest.welcome.epoch
        self.stop()
        self.sql("UPDATE message SET time=0 WHERE room <>"
                 " (SELECT id FROM room WHERE key='young')")
        self.run_server("--keep", "*:1:0", "--lobby", "hall")
        guest = self.guest("韩梅梅")
        wait_until(lambda: self.rooms(guest) == [
            "both", "hall", "topic", "young"], lambda: self.rooms(guest))
        wait_until(lambda: self.in_backup(
            "SELECT count(*) FROM room WHERE key='旧'") == [(0,)], "its end")
        # Made again, it has a past of numbers only.
        guest.ask("JOIN", "旧", 0)
        self.assertGreaterEqual(
            guest.expect("PAST", room="旧").number, last)
        self.assertEqual([], guest.page("旧", AFTER, 0, 10))
        again = guest.say("旧", "新").number
        self.assertGreater(again, last)
        self.assertEqual(["新"], [m.text for m in guest.history("旧")])
        # A room that was there, with nothing said in it, can be spoken in.
        self.assertGreater(guest.say("hall", "x").number, last)
        # Nor is it given again after that.
        self.server.kill()
        self.run_server()
        guest = self.guest("韩梅梅")
        self.assertEqual(epoch, guest.welcome.epoch)
        guest.join("旧")
        self.assertGreater(guest.say("旧", "更新").number, again)
        guest.join("another")
        self.assertGreater(guest.say("another", "x").number, last)
        self.assertGreater(guest.say("lobby", "x").number, last)

    def test_one_that_was_only_joined_goes_at_once(self):
        self.run_server("--rooms", "2")
        for at in range(50):
            guest = self.guest()
            guest.join("room%d" % at)
            guest.ask("PART", "room%d" % at)
            guest.expect("LEFT")
            self.leave(guest)
        self.assertEqual(["lobby"], self.rooms(self.guest()))

    def test_no_more_can_be_made(self):
        self.run_server("--rooms", "3")
        guest = self.guest("李雷")
        for room in ("a", "b"):
            guest.join(room)
            guest.say(room, "x")
            guest.ask("PART", room)
            guest.expect("LEFT", room=room)
        for _ in range(2):
            guest.ask("JOIN", "c", 0)
            error = guest.expect("ERROR")
            self.assertEqual("no-more-rooms", error.token)
            self.assertIn("3", error.english)
            self.assertIn("3", error.chinese)
            guest.rooms = {"lobby"}
            guest.join("a")
            guest.say("a", "goes on")
            self.server.kill()
            self.run_server("--rooms", "3")
            guest = self.guest("韩梅梅")

    def test_the_client_says_so(self):
        self.run_server("--rooms", "1")
        for lang, words in (
                ("en", "no more rooms can be made (at most 1)"),
                ("zh", "不能再开新房间（最多 1 个）")):
            client = self.crosstalk(
                "send", "--server", "127.0.0.1:%d" % self.port, "--room", "x",
                "--lang", lang, "hello")
            self.assertEqual(REFUSED, client.wait(60), client.describe())
            self.assertIn(words, client.err())
            self.assertIn("[no-more-rooms]", client.err())
        wire = self.wire(self.server, "line")
        wire.send("/join x\n")
        wire.expect("(no-more-rooms)")


class People(Forget):
    def test_of_too_many_the_silent_go_first(self):
        self.run_server()
        friend, speaker, writer = (new_identity() for _ in range(3))
        for name, who in (("friend", friend), ("speaker", speaker)):
            guest = self.guest(name, who)
            if name == "speaker":
                guest.join("a")
                own = guest.say("a", "x").own
            guest.stored()
            self.leave(guest)
        guest = self.guest("writer", writer)
        guest.tell("friend", "a letter")
        for at in range(40):
            stranger = self.guest("stranger%d" % at)
            stranger.ask("PING", 1)
            stranger.expect("PONG")
            self.leave(stranger)
        guest.stored()
        self.leave(guest)
        self.stop()
        self.assertGreater(self.sql("SELECT count(*) FROM person")[0][0], 40)
        self.run_server("--people", "6")
        # Three of them, and of the others who came last.
        wait_until(lambda: self.in_backup(
            "SELECT count(*) FROM person") == [(6,)], "six people", 60)
        guest = self.guest("witness")
        guest.own += 1
        guest.ask("DIRECT", guest.own, "stranger3", "who?")
        self.assertEqual("no-such-user",
                         guest.expect("ERROR", own=guest.own).token)
        guest = self.guest("friend", friend)
        self.assertEqual("a letter", guest.expect("MESSAGE", what=2).text)
        # In the room where they were, and what they say again is known.
        guest = self.guest("speaker", speaker)
        guest.expect("PAST", room="a")
        guest.ask("SAY", own, "a", "x")
        guest.expect("ACK", own=own)
        self.assertEqual(["x"], [m.text for m in guest.history("a")])
