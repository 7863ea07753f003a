"""crosstalk lab grade: programs that are right pass every case, the lesson's own
where they are right, and each kind of mistake is told for what it is."""
import json
import select
import socket
import sys
import time
import unittest

from harness import HERE, PEERS, Case, Wire, deadline, wait_until

OK, LINK, USAGE, REFUSED, INPUT = range(5)
SYSTEMS = ("classic", "length", "prefix")
COUNTS = dict(zip(SYSTEMS, (8, 9, 11)))  # of cases
FIVE = "你好，世界"


def program(name):
    """One of our programs as it calls itself."""
    path = HERE.command(name)[-1]
    return "Z:" + path.replace("/", "\\") if HERE.windows else path


def child(*args):
    """What starts tests/child.c, where the programs are ours."""
    return ["--", program("ct_child"), *args]


def started(side, system):
    """What starts a program that is right; a Windows program cannot start one
    in Python here."""
    place = ("{host}", "{port}")
    if not HERE.windows:
        return ["--", sys.executable, PEERS / "exercise.py", side, system,
                *place]
    return child(side, *(place if side == "server" else ()))


class Grade(Case):
    def grade(self, side, system, *args):
        return self.crosstalk("lab", "grade", side, "--system", system,
                              "--lang", "en", *args)

    def exercise(self, side, system, port, *flaw):
        return self.peer("exercise", side, system, "127.0.0.1", port, *flaw)

    def report(self, grader, code):
        self.assertEqual(grader.wait(60), code, grader.describe())
        return json.loads(grader.out())

    def grade_server(self, system, flaw, *args):
        """A grader at work on a server that is started here."""
        port = self.listening(self.exercise("server", system, 0, *flaw))
        return self.grade("server", system, "--port", port, "--json", *args)

    def clients(self, graders, start):
        """Starts a client each time that one of the graders asks for one,
        until all have ended."""
        started = [0] * len(graders)
        ports = [self.listening(grader) for grader in graders]

        def all_ended():
            for i, grader in enumerate(graders):
                asked = grader.err().count("start your client now")
                while started[i] < asked:
                    started[i] += 1
                    start(i, ports[i])
            return not any(grader.alive() for grader in graders)

        wait_until(all_ended, lambda: "the ends of " + "\n".join(
            grader.describe() for grader in graders), 60)

    def why(self, report):
        """The names of the cases that failed, and why."""
        self.assertEqual(report["failed"], len(
            [case for case in report["cases"] if not case["passed"]]))
        return {case["name"]: case["why"] for case in report["cases"]
                if not case["passed"]}


class Right(Grade):
    def test_who_is_right(self):
        """All at once: most of the time, each waits for it to be quiet."""
        by_hand = [self.grade("client", system, "--json")
                   for system in SYSTEMS]
        graders = {(side, system, "started"): self.grade(
            side, system, "--json", *started(side, system))
            for side in ("server", "client")
            for system in (("prefix",) if HERE.windows else SYSTEMS)}
        for system, grader in zip(SYSTEMS, by_hand):
            graders["client", system, "by hand"] = grader
            graders["server", system, "by hand"] = self.grade_server(
                system, ())
        self.clients(by_hand, lambda i, port: self.exercise(
            "client", SYSTEMS[i], port))
        for (side, system, how), grader in graders.items():
            with self.subTest(side=side, system=system, how=how):
                report = self.report(grader, OK)
                self.assertEqual(self.why(report), {})
                self.assertEqual(
                    (report["system"], report["side"], report["passed"]),
                    (system, side, COUNTS[system]))

# side, system, flaw, case, why
WRONG = (
    ("server", "classic", "one-recv", "bytes", "closed"),
    ("server", "classic", "decode-each", "bytes", "replaced"),
    ("server", "classic", "silent", "whole", "silent"),
    ("server", "classic", "empty", "whole", "silent"),
    ("server", "classic", "close", "whole", "closed"),
    ("server", "classic", "newline", "whole", "newline"),
    ("server", "classic", "late", "turns", "wrong-turn"),
    ("server", "classic", "twice", "whole", "surplus"),
    ("server", "classic", "stays", "half", "open"),
    ("server", "length", "decode-each", "bytes", "length"),
    ("server", "length", "glue", "whole", "glued"),
    ("server", "length", "no-wait", "whole", "glued"),
    ("server", "length", "chars", "whole", "characters"),
    ("server", "length", "one-recv", "ready", "different"),
    ("server", "length", "cut", "long", "length"),
    ("server", "length", "empty", "whole", "empty"),
    ("server", "prefix", "one-recv", "glued", "silent"),
    ("server", "prefix", "decode-each", "bytes", "replaced"),
    ("server", "prefix", "chars", "whole", "characters"),
    ("server", "prefix", "little", "whole", "little-endian"),
    ("server", "prefix", "no-header", "bytes", "early"),
    ("server", "prefix", "silent", "whole", "silent"),
    ("server", "prefix", "empty", "whole", "empty"),
    ("server", "prefix", "close", "whole", "closed"),
    ("server", "prefix", "newline", "whole", "newline"),
    ("server", "prefix", "cut", "long", "cut-1024"),
    ("server", "prefix", "late", "turns", "wrong-turn"),
    ("server", "prefix", "half", "ended", "surplus"),
    ("client", "length", "not-ready", "whole", "not-ready"),
    ("client", "length", "one-recv", "digits", "early"),
    ("client", "length", "half", "ended", "surplus"),
    ("client", "prefix", "little", "whole", "little-endian"),
    ("client", "classic", "stays", "whole", "open"),
)
TOGETHER = 17  # so many at once

# What is waited for in vain should not take long; what is found only where one
# read finds one piece needs time between the pieces, on a busy machine, too.
WAIT, GAP = ("--wait", 4000), ("--gap", 1200)
PATIENCE = {"silent": WAIT, "stays": WAIT, "empty": WAIT,
            "one-recv": WAIT + GAP, "decode-each": GAP, "no-header": GAP}


class Wrong(Grade):
    """Each case with a server or client that has one flaw."""

    def check(self, wrongs):
        graders = []
        for side, system, flaw, case, _ in wrongs:
            args = ("--case", case, "--json", *PATIENCE.get(flaw, ()))
            graders.append(
                self.grade_server(system, (flaw,), *args)
                if side == "server" else self.grade(side, system, *args))
        clients = [(grader, wrong) for grader, wrong in zip(graders, wrongs)
                   if wrong[0] == "client"]
        self.clients([grader for grader, _ in clients],
                     lambda i, port: self.exercise(
                         "client", clients[i][1][1], port, clients[i][1][2]))
        for grader, wrong in zip(graders, wrongs):
            with self.subTest(wrong):
                report = self.report(grader, INPUT)
                self.assertEqual(self.why(report), {wrong[3]: wrong[4]},
                                 grader.describe())


def add_wrongs():
    for i in range(0, len(WRONG), TOGETHER):
        some = WRONG[i:i + TOGETHER]
        setattr(Wrong, "test_flaws_%02d" % i,
                lambda self, some=some: self.check(some))


add_wrongs()


class Lesson(Grade):
    """The lesson's own programs, at which a person sits: they are right as
    long as one read is one message."""

    def test_the_chat_server(self):
        for case, why in (("whole", None), ("turns", None), ("half", None),
                          ("split", "closed")):
            server = self.peer("chat_server", "127.0.0.1", 0)
            port = self.listening(server)
            # All is typed before it can die.
            server.type("好\n知道了\n再见\n一\n二\n三\n")
            grader = self.grade(
                "server", "classic", "--answer", "any", "--case", case,
                "--json", "--port", port)
            report = self.report(grader, INPUT if why else OK)
            self.assertEqual(self.why(report), {case: why} if why else {})

    def test_the_length_server(self):
        server = self.peer("length_server", "127.0.0.1", 0)
        grader = self.grade("server", "length", "--answer", "any", "--json",
                            "--wait", 4000, "--meet", 200,
                            "--port", self.listening(server))
        failed = self.why(self.report(grader, INPUT))
        # It dies of half a character.
        for case in ("whole", "turns"):
            self.assertNotIn(case, failed)
        for case in ("bytes", "split"):
            self.assertIn(case, failed)

    def test_the_clients(self):
        words = {"classic": ("chat_client", "一", "二", "三", "四"),
                 "length": ("length_client", "一", "二", "三", "四", "quit")}
        runs = [(system, case) for system in words
                for case in ("whole", "turns")]
        graders = [self.grade("client", system, "--answer", "any",
                              "--case", case, "--json")
                   for system, case in runs]

        def start(i, port):
            name, *lines = words[runs[i][0]]
            client = self.peer(name, "127.0.0.1", port)
            # At once: it may end before it has read them all.
            client.type("\n".join(lines) + "\n")
            client.end_input()

        self.clients(graders, start)
        for grader in graders:
            self.assertEqual(self.why(self.report(grader, OK)), {})


class Started(Grade):
    """Programs that the grader starts and ends."""

    def listener(self):
        listener = socket.create_server(("127.0.0.1", 0))
        self.addCleanup(listener.close)
        return listener, listener.getsockname()[1]

    def failed(self, grader):
        """The one case that failed."""
        report = self.report(grader, INPUT)
        self.assertEqual((report["passed"], report["failed"]), (0, 1))
        return report["cases"][0]

    def test_who_dies(self):
        place = ("{host}", "{port}")
        dead = (
            ("client", "whole", ("client", *place, "dies"), ("closed",), 7),
            ("server", "bytes", ("server", *place, "dies"), ("closed",), 7),
            # After the first connection; the second may come before its end.
            ("server", "reset", ("server", *place, "once"),
             ("closed", "died"), 3),
            ("client", "whole", ("exit", 5), ("nobody",), 5),
            ("server", "whole", ("exit", 5), ("nobody",), 5))
        graders = [self.grade(side, "prefix", "--json", "--case", case,
                              *child(*args)) for side, case, args, _, _ in dead]
        for grader, (_, _, args, why, code) in zip(graders, dead):
            with self.subTest(args):
                case = self.failed(grader)
                self.assertIn(case["why"], why)
                self.assertEqual(case["exit"], code)

    def test_nobody_waits_for_the_dead(self):
        for side in ("client", "server"):
            for lang, told in (("en", "by itself, with exit code 5"),
                               ("zh", "自己结束了，退出码 5")):
                grader = self.crosstalk(
                    "lab", "grade", side, "--system", "length", "--case",
                    "whole", "--meet", 3600000, "--lang", lang,
                    *child("exit", 5))
                self.assertEqual(grader.wait(), INPUT)
                self.assertIn(told, grader.out())

    def test_a_server_is_started_again(self):
        grader = self.grade("server", "prefix", "--json",
                            *child("server", "{host}", "{port}", "once"))
        cases = self.report(grader, INPUT)["cases"]
        self.assertEqual(len(cases), COUNTS["prefix"])
        # What a case leaves behind may be noticed in the next one only.
        for one, two in zip(cases, cases[1:]):
            self.assertIn(3, (one.get("exit"), two.get("exit")))

    def test_no_such_program(self):
        for lang, told in (("en", "cannot be started: no such file"),
                           ("zh", "无法启动 没有/程序：没有这个文件")):
            for side in ("client", "server"):
                grader = self.crosstalk(
                    "lab", "grade", side, "--system", "prefix", "--lang",
                    lang, "--", "没有/程序", "{port}")
                self.assertEqual(grader.wait(), USAGE)
                self.assertIn(told, grader.err())
                self.assertEqual(grader.out(), "")

    def test_at_a_port_of_ours(self):
        listener, port = self.listener()
        listener.close()
        grader = self.grade("server", "prefix", "--json", "--port", port,
                            "--case", "whole",
                            *child("server", "127.0.0.1", port))
        self.assertEqual(self.why(self.report(grader, OK)), {})

    def test_what_it_writes_is_no_part_of_the_report(self):
        grader = self.grade("client", "prefix", "--json", "--case", "whole",
                            "--", program("crosstalk"), "lab", "grade",
                            "--help", "--lang", "en")
        self.assertEqual(self.failed(grader)["why"], "nobody")
        self.assertIn("usage: crosstalk lab grade", grader.err())

    def test_a_person_types_into_it(self):
        grader = self.grade("client", "classic", "--json", "--case", "turns",
                            "--answer", "any", "--", program("crosstalk"),
                            "lesson", "chat", "connect", "{host}:{port}")
        grader.type("一\n二\n三\n四\n")
        grader.end_input()
        self.assertEqual(self.why(self.report(grader, OK)), {})

    def expect_gone(self, wire):
        """The end of what it says. Wine sometimes keeps the connection of a
        program that was killed: there it must be quiet."""
        end = deadline(20)
        while not wire.ended:
            self.assertLess(time.monotonic(), end, "it goes on")
            if select.select([wire.sock], [], [], 2)[0]:
                wire.read()
            elif HERE.windows:
                return

    def test_it_ends_with_its_case(self):
        listener, port = self.listener()
        grader = self.grade("client", "prefix", "--meet", 2000,
                            *child("hold", port))
        first, second = self.accept(listener), self.accept(listener)
        self.expect_gone(first)
        self.assertTrue(grader.alive(), grader.describe())
        second.close()

    def test_it_ends_with_the_grader(self):
        for end in ("interrupt", "kill"):
            listener, port = self.listener()
            grader = self.grade("client", "prefix", *child("hold", port))
            wire = self.accept(listener)
            if end == "kill":
                grader.popen.kill()
            else:
                grader.interrupt()
                self.assertEqual(grader.wait(), INPUT)
                self.assertIn("0 of 0 cases passed", grader.out())
            self.expect_gone(wire)

    @unittest.skipIf(HERE.windows, "a console gives Ctrl-C to all at once")
    def test_at_a_terminal(self):
        words = HERE.command("crosstalk") + [
            "lab", "grade", "client", "--system", "classic", "--lang", "en",
            "--answer", "any", "--", sys.executable,
            str(PEERS / "chat_client.py"), "{host}", "{port}"]
        grader = self.start(words, terminal="all")
        for i, line in enumerate(("一", "二", "")):
            grader.expect_err("(?s)(请输入.*){%d}" % (i + 1))
            grader.enter(line)
        grader.expect("pass  whole")
        grader.expect_err("(?s)(请输入.*){4}")
        grader.type(b"\x03")  # which only the program is told
        grader.expect("1 of 1 cases passed")
        self.assertEqual(grader.wait(), INPUT)


class Person(Grade):
    def test_what_is_told_of_a_failure(self):
        port = self.listening(
            self.exercise("server", "prefix", 0, "little"))
        grader = self.grade("server", "prefix", "--port", port,
                            "--case", "whole")
        self.assertEqual(grader.wait(), INPUT)
        out = grader.out()
        for part in ("FAIL  whole", "the length is little-endian",
                     "[little-endian]", "expected: 00 00 00 0f e4 bd a0",
                     "came: 0f 00 00 00 e4 bd a0", FIVE,
                     "0 of 1 cases passed"):
            self.assertIn(part, out)

    def test_in_chinese(self):
        port = self.listening(self.exercise("server", "prefix", 0))
        grader = self.crosstalk(
            "lab", "grade", "server", "--system", "prefix", port,
            "--case", "split", "--lang", "zh")
        self.assertEqual(grader.wait(), OK)
        self.assertIn("通过  split   断在一个字的中间\n"
                      "1 个情形中通过 1 个", grader.out())

    def test_nobody_there(self):
        for grader in (self.grade("client", "prefix", "--meet", 50, "--case",
                                  "whole"),
                       self.grade("server", "prefix", "--meet", 50, "--port",
                                  1, "--case", "whole")):
            self.assertEqual(grader.wait(), INPUT)
            self.assertIn("[nobody]", grader.out())

    def test_a_request_to_stop(self):
        grader = self.grade("client", "prefix")
        wire = Wire(self.listening(grader))
        self.addCleanup(wire.close)
        grader.expect_err("start your client now")
        grader.interrupt()
        self.assertEqual(grader.wait(), INPUT)
        self.assertIn("0 of 0 cases passed", grader.out())

    def test_wrong_usage(self):
        for args in (("server",), ("server", "--system", "prefix"),
                     ("--system", "prefix", "--port", 1),
                     ("peer", "--system", "prefix", "--port", 1),
                     ("server", "--system", "x", "--port", 1),
                     ("server", "--system", "prefix", "--port", 1, "--case",
                      "x"),
                     ("server", "--system", "prefix", "--port", 1,
                      "--answer", "any"),
                     ("client", "--system", "prefix", "--listen", "x")):
            grader = self.crosstalk("lab", "grade", *args)
            self.assertEqual(grader.wait(), USAGE, grader.describe())
            self.assertNotEqual(grader.err(), "")
        for lang, told in (("en", "big-endian"), ("zh", "大端")):
            grader = self.crosstalk("lab", "grade", "--help", "--lang", lang)
            self.assertEqual(grader.wait(), OK)
            self.assertIn(told, grader.out())


if __name__ == "__main__":
    unittest.main()
