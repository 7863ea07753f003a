"""What a history file is good for after a restart: letters, places, searches,
backups, retention; and that either system opens what the other wrote.
"""
import threading

import harness
from harness import Case, need_other, wait_until
from native import DIRECT, Guest, LATEST, SAY, new_identity

FREE = ("--say-rate", "0", "--native-replay", "0")


class Kept(Case):
    def setUp(self):
        super().setUp()
        self.db = self.folder / "history.db"

    def run_server(self, *args, system=harness.HERE):
        self.server = self.serve("--db", self.db, *FREE, *args, system=system)
        self.port = self.server.port("native")

    def restart(self, *args, system=harness.HERE):
        self.server.kill()
        self.run_server(*args, system=system)

    def guest(self, name="", identity=None):
        guest = Guest(self.port, name, identity)
        self.addCleanup(guest.close)
        return guest

    def known(self, name, who, *rooms):
        """Somebody who was here once, and is away now."""
        guest = self.guest(name, who)
        for room in rooms:
            guest.join(room)
        guest.stored()
        guest.ask("BYE")
        guest.expect("GOODBYE")


class Letters(Kept):
    def letters(self, guest):
        """All that came until now."""
        guest.settle()
        return iter(lambda: guest.take("MESSAGE", what=DIRECT), None)

    def test_they_wait_and_come_once(self):
        self.run_server()
        who = new_identity()
        self.known("韩梅梅", who)
        writer = self.guest("李雷")
        for text in ("一", "二", "三"):
            self.assertEqual("韩梅梅", writer.tell("韩梅梅", text).room)
        self.restart()
        reader = self.guest("韩梅梅", who)
        first = [reader.expect("MESSAGE", what=DIRECT) for _ in range(3)]
        self.assertEqual(["一", "二", "三"], [m.text for m in first])
        self.assertEqual({"李雷"}, {m.sender for m in first})
        reader.close()
        # Not taken yet: they come again, the same ones.
        reader = self.guest("韩梅梅", who)
        again = [reader.expect("MESSAGE", what=DIRECT) for _ in range(3)]
        self.assertEqual([m.number for m in first],
                         [m.number for m in again])
        reader.ask("TAKEN", again[1].number)
        reader.say("lobby", "TAKEN is stored before this")
        self.restart()
        reader = self.guest("韩梅梅", who)
        self.assertEqual("三", reader.expect("MESSAGE", what=DIRECT).text)
        reader.ask("TAKEN", again[2].number)
        reader.say("lobby", "and before this")
        self.restart()
        reader = self.guest("韩梅梅", who)
        self.guest("李雷").tell("韩梅梅", "四")
        # They come in order: had one of the first come, it came before.
        self.assertEqual("四", reader.expect("MESSAGE", what=DIRECT).text)
        self.assertEqual([], list(self.letters(reader)))

    def test_one_sent_twice_comes_once(self):
        self.run_server()
        who, me = new_identity(), new_identity()
        self.known("韩梅梅", who)
        writer = self.guest("李雷", me)
        writer.tell("韩梅梅", "只有一次")
        number = writer.own
        self.restart()
        writer = self.guest("李雷", me)
        writer.ask("DIRECT", number, "韩梅梅", "只有一次")
        writer.expect("ACK", own=number)
        reader = self.guest("韩梅梅", who)
        writer.tell("韩梅梅", "最后")
        texts = []
        while "最后" not in texts:
            texts.append(reader.expect("MESSAGE", what=DIRECT).text)
        self.assertEqual(["只有一次", "最后"], texts)

    def test_a_flood_of_them_locks_nobody_out(self):
        self.run_server()
        who = new_identity()
        self.known("韩梅梅", who)
        writer = self.guest("李雷")
        for at in range(70):
            writer.tell("韩梅梅", "%d %s" % (at, "字" * 9000))
        reader = self.guest("韩梅梅", who)
        for at in range(70):
            letter = reader.expect("MESSAGE", what=DIRECT)
            self.assertEqual(str(at), letter.text.split()[0])
            reader.ask("TAKEN", letter.number)

    def test_who_writes_one_and_leaves_is_read(self):
        self.run_server()
        who = new_identity()
        self.known("韩梅梅", who)
        for at in range(5):
            wire = self.wire(self.server, "line")
            wire.send("/msg 韩梅梅 %d\n/quit\n" % at)
            wire.until_end()
            wire.close()
        reader = self.guest("韩梅梅", who)
        for at in range(5):
            self.assertEqual(
                str(at), reader.expect("MESSAGE", what=DIRECT).text)

    def test_not_too_many_wait_for_one_person(self):
        self.run_server("--letters", "3")
        who = new_identity()
        self.known("韩梅梅", who)
        writer = self.guest("李雷")
        for at in range(3):
            writer.tell("韩梅梅", str(at))
        writer.own += 1
        writer.ask("DIRECT", writer.own, "韩梅梅", "太多")
        error = writer.expect("ERROR", own=writer.own)
        self.assertEqual("too-many-letters", error.token)
        self.assertIn("3", error.english)
        reader = self.guest("韩梅梅", who)
        for at in range(3):
            letter = reader.expect("MESSAGE", what=DIRECT)
        reader.ask("TAKEN", letter.number)
        reader.stored()
        writer.tell("韩梅梅", "现在可以")
        self.assertEqual("现在可以",
                         reader.expect("MESSAGE", what=DIRECT).text)

    def test_who_was_seen_before_a_crash_is_known(self):
        self.run_server()
        who = new_identity()
        self.guest("韩梅梅", who).stored()
        self.restart()
        self.guest("李雷").tell("韩梅梅", "在吗")
        reader = self.guest("韩梅梅", who)
        self.assertEqual("在吗", reader.expect("MESSAGE", what=DIRECT).text)


class Places(Kept):
    def test_rooms_survive(self):
        self.run_server()
        who, rooms = new_identity(), ["lobby", "技术讨论", "闲聊", "c"]
        guest = self.guest("李雷", who)
        for room in rooms[1:]:
            guest.join(room)
        guest.stored()
        for _ in range(3):
            self.restart()
            guest = self.guest("李雷", who)
            self.assertEqual(rooms[1:], [guest.expect("JOINED").room
                                         for _ in rooms[1:]])
            # A line that is lost at once changes nothing.
            for _ in range(5):
                Guest(self.port, "李雷", who).close()

    def test_topic_and_numbers_survive(self):
        self.run_server()
        guest = self.guest("李雷")
        guest.join("茶")
        guest.ask("TOPIC", "茶", 1, "喝茶")
        last = guest.say("茶", "一").number
        epoch = guest.welcome.epoch
        self.restart()
        guest = self.guest("李雷")
        self.assertEqual(epoch, guest.welcome.epoch)
        guest.ask("JOIN", "茶", 0)
        self.assertEqual("喝茶", guest.expect("JOINED", room="茶").topic)
        self.assertEqual(last, guest.expect("PAST", room="茶").number)
        self.assertGreater(guest.say("茶", "二").number, last)


    def test_a_lost_number_is_not_given_again(self):
        """With less syncs a power cut takes messages that were seen."""
        self.run_server("--sync", "normal")
        last = self.guest("李雷").say("lobby", "一").number
        self.restart()
        guest = self.guest("李雷")
        self.assertGreater(guest.say("lobby", "二").number, last + 1000000)
        self.assertEqual(last, guest.history("lobby")[-1].previous)


class Order(Kept):
    """Messages wait for the disk; what else happens does not overtake them."""

    LINES = ("一", "/nick 小明", "二", "/join 茶馆", "/topic 喝茶", "三",
             "/part", "四", "/quit")
    SEEN = ("* {0} joined lobby", "[lobby] {0}: 一", "* {0} is now 小明",
            "[lobby] 小明: 二", "* 小明 joined 茶馆",
            "* 小明 set the topic of 茶馆: 喝茶", "[茶馆] 小明: 三",
            "* 小明 left 茶馆", "[lobby] 小明: 四", "* 小明 is gone")
    KINDS = [3, SAY, 6, SAY, 3, 7, SAY, 4, SAY, 5]  # of the same

    def test_what_comes_in_one_write_is_seen_in_its_order(self):
        self.run_server()
        line = self.wire(self.server, "line")
        line.send("/nick 听众\n/join 茶馆\n")
        line.expect("you are in 茶馆 (1 here)\n")
        guest = self.guest()
        guest.join("茶馆")
        line.expect("joined 茶馆\n")
        for _ in range(5):
            wire = self.wire(self.server, "line")
            wire.send("\n".join(self.LINES) + "\n")
            wire.until_end()
            wire.close()
            seen = (line.expect("is gone\n") + "is gone").splitlines()
            name = seen[0].split()[1]
            self.assertEqual([text.format(name) for text in self.SEEN], seen)
            heard = [guest.expect("MESSAGE") for _ in self.KINDS]
            self.assertEqual(self.KINDS, [message.what for message in heard])


class Files(Kept):
    def fill(self, guest, room, count, size):
        guest.join(room)
        for at in range(count):
            guest.own += 1
            guest.ask("SAY", guest.own, room, "%d %s" % (at, "x" * size))
        guest.expect("ACK", own=guest.own)

    def test_search_after_a_restart(self):
        self.run_server()
        guest = self.guest("李雷")
        guest.join("技术讨论")
        guest.say("技术讨论", "昨晚系统升级了吗？")
        guest.say("技术讨论", "没有")
        guest.say("lobby", "升级 was in the lobby")
        self.restart()
        guest = self.guest("韩梅梅")
        found, _ = guest.search("升级")
        self.assertEqual(["升级 was in the lobby"], [f.text for f in found])
        guest.join("技术讨论")
        found, _ = guest.search("升级")
        self.assertEqual(["升级 was in the lobby", "昨晚系统升级了吗？"],
                         [f.text for f in found])
        self.assertEqual("技术讨论", found[1].room)

    def test_big_pages_forward_and_back(self):
        """A page that is more than a queue comes in pieces."""
        self.run_server()
        guest = self.guest("李雷")
        self.fill(guest, "大", 80, 30000)
        guest.join("大")
        forward = [m.number for m in guest.history("大", 80)]
        self.assertEqual(80, len(forward))
        self.assertEqual(
            forward, [m.number for m in guest.history_back("大", 80)])

    def test_retention_shrinks_the_file(self):
        self.run_server()
        self.fill(self.guest("李雷"), "大", 200, 20000)
        self.server.interrupt()
        self.assertEqual(0, self.server.wait())
        before = self.db.stat().st_size
        self.run_server("--keep", "大:0:1")
        wait_until(lambda: self.db.stat().st_size < before / 2,
                   lambda: "less than half of %d: %d" % (
                       before, self.db.stat().st_size), 30)
        guest = self.guest("韩梅梅")
        guest.join("大")
        last = guest.page("大", LATEST, 0, 1)[0]
        self.assertEqual("199", last.text.split()[0])

    def test_a_backup_under_load_is_whole(self):
        self.run_server()
        stop, said = threading.Event(), []

        def talk():
            guest = self.guest("李雷")
            while not stop.is_set():
                said.append(guest.say("lobby", "第 %d 句" % len(said)))

        speaker = threading.Thread(target=talk)
        speaker.start()
        try:
            wait_until(lambda: len(said) > 50, "50 messages")
            before = len(said)
            words = harness.HERE.command("crosstalkd")
            copy = self.folder / "copy.db"
            backup = self.start(words + ["backup", str(copy), "--db",
                                         str(self.db)])
            self.assertEqual(0, backup.wait(), backup.describe())
        finally:
            stop.set()
            speaker.join()
        self.assertGreater(len(said), before)
        self.server.kill()
        self.db = copy
        self.run_server()
        rows = self.guest("韩梅梅").history("lobby")
        self.assertGreaterEqual(len(rows), before)
        self.assertEqual([a.number for a in said[:len(rows)]],
                         [row.number for row in rows])
        self.assertEqual(["第 %d 句" % n for n in range(len(rows))],
                         [row.text for row in rows])


    def copy(self, verb, file):
        words = harness.HERE.command("crosstalkd")
        process = self.start(words + [verb, str(file), "--db", str(self.db),
                                      "--lang", "en"])
        return process.wait(), process.err()

    def test_a_backup_is_put_back_after_a_crash(self):
        self.run_server()
        guest = self.guest("李雷")
        old = [guest.say("lobby", "旧 %d" % n).number for n in range(30)]
        copy = self.folder / "copy.db"
        self.assertEqual((0, ""), self.copy("backup", copy))
        code, error = self.copy("restore", copy)
        self.assertEqual(2, code)
        self.assertRegex(error, "^crosstalkd: in-use: history: another server "
                         "is using .*history.db ")
        self.fill(guest, "lobby", 400, 1000)
        self.server.kill()
        self.assertEqual((0, ""), self.copy("restore", copy))
        self.run_server()
        guest = self.guest("韩梅梅")
        self.assertEqual(old, [m.number for m in guest.history("lobby")])
        self.assertGreater(guest.say("lobby", "新").number, old[-1])

    def test_a_damaged_page_is_told_at_the_start(self):
        self.run_server("--lang", "en")
        self.fill(self.guest("李雷"), "大", 20, 200)
        self.server.interrupt()
        self.assertEqual(0, self.server.wait())
        whole = self.db.read_bytes()
        at = whole.index(b"19 ") // 4096 * 4096
        self.db.write_bytes(whole[:at] + b"\xff" * 4096 + whole[at + 4096:])
        words = harness.HERE.command("crosstalkd")
        server = self.start(words + ["--db", str(self.db), "--lang", "en"])
        self.assertEqual(2, server.wait(), server.describe())
        self.assertRegex(server.err(), "^crosstalkd: corrupt: history: .* is "
                         "damaged, or is not a database\n$")


@need_other
class BothSystems(Kept):
    """One file, written in turn by both; the last one is killed each time."""

    def test_each_reads_what_the_other_wrote(self):
        who, said = new_identity(), []
        turns = [harness.HERE, harness.OTHER, harness.HERE, harness.OTHER]
        for turn, system in enumerate(turns):
            self.run_server(system=system)
            guest = self.guest("李雷", who)
            guest.join("技术讨论")
            rows = guest.history("技术讨论")
            self.assertEqual(said, [(m.number, m.text) for m in rows])
            self.assertEqual(turn, len(guest.search("升级")[0]))
            if said:  # the same number again is no new message
                guest.ask("SAY", number, "技术讨论", said[-1][1])
                self.assertEqual(said[-1][0],
                                 guest.expect("ACK", own=number).number)
            guest.own += 1000
            text = "第 %d 次升级 (%s)" % (turn, system)
            said.append((guest.say("技术讨论", text).number, text))
            number = guest.own
            self.server.kill()
