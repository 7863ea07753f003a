"""crosstalk lab on real sockets: what each scene claims is true of its runs."""
import json
import re
import unittest

from harness import HERE, OTHER, Case, need_other

OK, LINK, USAGE = range(3)
RUNS = 200
SCENES = ["sticky", "split", "nagle", "udp", "upload", "gbk", "delimiter",
          "announce", "prefix"]


class Lab(Case):
    def lab(self, *args, code=OK):
        tool = self.crosstalk("lab", *args, "--lang", "en")
        tool.end_input()
        self.assertEqual(tool.wait(60), code, tool.describe())
        return tool.out_bytes().decode("utf-8")

    def counts(self, *args):
        """The counts of each setup, as a list of {name: number}."""
        rows = []
        for line in self.lab(*args, "--quiet").splitlines():
            words = dict(w.split("=") for w in line.split())
            rows.append({k: int(v) for k, v in words.items() if v.isdigit()})
        return rows

    def runs(self, *args):
        return [json.loads(x) for x in self.lab(*args, "--json").splitlines()]


class Scenes(Lab):
    def test_sticky_glues_in_most_runs(self):
        [row] = self.counts("sticky", "--runs", str(RUNS))
        self.assertEqual(row["runs"], RUNS)
        self.assertGreater(row["runs-glued"], RUNS / 2)
        self.assertGreater(row["runs-cut"], RUNS / 2)

    def test_the_cures_never_glue(self):
        for cure in ("delimiter", "announce", "prefix"):
            for reads in ("2,10", "1-16"):
                with self.subTest(cure=cure, reads=reads):
                    [row] = self.counts(cure, "--runs", str(RUNS), "--seed",
                                        "1", "--reads", reads)
                    self.assertEqual(row["runs"], RUNS)
                    self.assertEqual(row["runs-exact"], RUNS)
                    self.assertEqual(row["units"], 2 * RUNS)
                    self.assertEqual(row["glued"] + row["cut"], 0)

    def test_the_cures_are_cut_like_sticky(self):
        """It is the program that is exact; the reads are no better."""
        for cure in ("delimiter", "prefix"):
            [run] = self.runs(cure)
            reads = [e for e in run["events"] if e["kind"] == "read"]
            units = [e for e in run["events"] if e["kind"] == "unit"]
            self.assertEqual(reads[0]["len"], 2)
            self.assertTrue(any(e["fit"] != "exact" for e in reads))
            self.assertEqual([e["text"] for e in units], ["hello", "kniom"])
            self.assertEqual([e["fit"] for e in units], ["exact"] * 2)

    def test_split_needs_several_reads(self):
        for run in self.runs("split", "--runs", "20"):
            reads = [e for e in run["events"] if e["kind"] == "read"]
            self.assertGreaterEqual(len(reads), 3)
            self.assertTrue(all(e["len"] <= 1024 for e in reads))
            self.assertEqual(sum(e["len"] for e in reads), 3000)

    def test_nagle_cuts_what_nodelay_sends_at_once(self):
        rows = self.counts("nagle", "--runs", "5", "--gap", "0")
        self.assertEqual(len(rows), 4)
        self.assertGreater(rows[2]["cut"], rows[3]["cut"])
        self.assertGreater(rows[3]["exact"], rows[2]["exact"])

    def test_nagle_waits_for_a_delayed_acknowledgement(self):
        held, free = self.runs("nagle")[2:4]
        self.assertFalse(held["nodelay"])
        self.assertTrue(free["nodelay"])
        self.assertGreater(held["events"][-1]["at_us"],
                           free["events"][-1]["at_us"])

    def test_udp_keeps_messages_whole_or_truncates_them(self):
        whole, cut = self.counts("udp", "--runs", str(RUNS))
        # A datagram may be lost, but is never glued nor split.
        self.assertGreater(whole["runs-exact"], RUNS * 9 / 10)
        self.assertEqual(whole["glued"] + whole["cut"], 0)
        self.assertEqual(cut["glued"], 0)
        self.assertEqual(cut["units"], cut["cut"])
        reads = [e for e in self.runs("udp")[1]["events"]
                 if e["kind"] == "read"]
        self.assertEqual([(e["text"], e["lost"]) for e in reads],
                         [("he", 3), ("kn", 3)])

    def test_upload_has_no_visible_border(self):
        [row] = self.counts("upload", "--runs", "50")
        self.assertGreater(row["runs-glued"], 25)
        self.assertEqual(row["runs-exact"], 0)
        [row] = self.counts("upload", "--runs", "50", "--cure", "prefix")
        self.assertEqual(row["runs-exact"], 50)

    def test_gbk_is_wrong_alone_and_right_joined(self):
        text = self.lab("gbk")
        [run] = self.runs("gbk")
        raw = b"".join(bytes.fromhex(e["hex"]) for e in run["events"]
                       if e["kind"] == "read")
        self.assertEqual(raw.decode("gbk"), "你好世界")
        self.assertIn("\ufffd", text)
        joined = re.findall(r"^read .* (\S+)$", text.split("as a stream")[1],
                            re.M)
        self.assertEqual("".join(joined), "你好世界")


class Pictures(Lab):
    def test_sticky(self):
        text = self.lab("sticky")
        self.assertIn("bytes    h  e  l  l  o  k  n  i  o  m\n", text)
        self.assertIn("cut: a piece of message 1", text)
        self.assertNotIn("\x1b", text)

    def test_every_scene_in_both_languages(self):
        for scene in SCENES:
            for lang in ("en", "zh"):
                tool = self.crosstalk("lab", scene, "--runs", "2", "--gap",
                                      "0", "--lang", lang)
                tool.end_input()
                self.assertEqual(tool.wait(60), OK, tool.describe())
                self.assertIn({"en": "Why:", "zh": "为什么:"}[lang],
                              tool.out())

    def test_help_lists_exactly_the_scenes(self):
        text = self.lab("--help")
        listed = re.findall(r"^  ([a-z]+) +\S", text, re.M)
        self.assertEqual(listed[:len(SCENES)], SCENES)


class Knobs(Lab):
    def test_the_same_seed_is_the_same(self):
        def shape(seed):
            return [[(e["kind"], e["hex"]) for e in run["events"]
                     if e["kind"] in ("send", "read")]
                    for run in self.runs("split", "--sizes", "20x3", "--reads",
                                         "1-9", "--runs", "5", "--seed", seed)]
        self.assertEqual(shape("5"), shape("5"))
        self.assertNotEqual(shape("5"), shape("6"))

    def test_messages_gap_and_delay(self):
        [run] = self.runs("sticky", "--messages", "甲,乙丙", "--charset",
                          "utf-8", "--gap", "30", "--delay", "20", "--reads",
                          "100")
        sends = [e for e in run["events"] if e["kind"] == "send"]
        reads = [e for e in run["events"] if e["kind"] == "read"]
        self.assertEqual([e["text"] for e in sends], ["甲", "乙丙"])
        self.assertGreaterEqual(sends[1]["at_us"] - sends[0]["at_us"], 29000)
        self.assertGreaterEqual(reads[0]["at_us"], 19000)

    def test_small_socket_buffers_lose_nothing(self):
        [row] = self.counts("prefix", "--sizes", "60000x20", "--sndbuf",
                            "4096", "--rcvbuf", "4096", "--reads", "1000")
        self.assertEqual(row["whole"], 20)

    def test_wrong_ones_are_told(self):
        for args in (["nosuch"], ["sticky", "--reads", "0"],
                     ["sticky", "--messages", "a,,b"],
                     ["gbk", "--messages", "😀"],
                     ["sticky", "--sizes", "99999999"],
                     ["udp", "--cure", "prefix"],
                     ["sticky", "extra"], ["sticky", "--runs", "0"],
                     ["sticky", "--listen", "x:y"],
                     ["sticky", "--connect", "host"]):
            with self.subTest(args=args):
                tool = self.crosstalk("lab", *args)
                tool.end_input()
                self.assertEqual(tool.wait(), USAGE, tool.describe())
                self.assertNotEqual(tool.err(), "")

    def test_nobody_listens(self):
        self.lab("sticky", "--connect", "127.0.0.1:1", code=LINK)


class TwoMachines(Lab):
    def pair(self, scene, receiver, sender, *args):
        listens = self.crosstalk("lab", scene, "--listen", "127.0.0.1:0",
                                 "--quiet", *args, system=receiver)
        listens.end_input()
        port = self.listening(listens)
        sends = self.crosstalk("lab", scene, "--connect",
                               "127.0.0.1:%d" % port, "--quiet", *args,
                               system=sender)
        sends.end_input()
        self.assertEqual(sends.wait(60), OK, sends.describe())
        self.assertEqual(listens.wait(60), OK, listens.describe())
        return listens.out()

    def both(self, receiver, sender):
        for scene in ("delimiter", "announce", "prefix"):
            self.assertIn(" runs-exact=20 ", self.pair(
                scene, receiver, sender, "--runs", "20"))
        self.assertIn(" units=2 exact=0 glued=1 cut=2 ", self.pair(
            "sticky", receiver, sender, "--delay", "300"))
        self.assertIn(" units=2 exact=2 ", self.pair(
            "udp", receiver, sender).splitlines()[0])

    def test_one_system(self):
        self.both(HERE, HERE)

    @need_other
    def test_two_systems(self):
        self.both(OTHER, HERE)
        self.both(HERE, OTHER)


if __name__ == "__main__":
    unittest.main()
