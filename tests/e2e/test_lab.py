"""crosstalk lab on real sockets: what each scene claims is true of its runs."""
import json
import re
import shutil
import socket
import struct
import subprocess
import unittest
from html.parser import HTMLParser
from pathlib import Path

from harness import HERE, OTHER, Case, need_other

OK, LINK, USAGE = range(3)
ROOT = Path(__file__).resolve().parent.parent.parent
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
        """The longest with Nagle is longer than the shortest without, however
        busy this machine is."""
        runs = self.runs("nagle", "--gap", "0", "--runs", "3")

        def times(setup, nodelay):
            mine = [r for r in runs if r["setup"] == setup]
            self.assertEqual([r["nodelay"] for r in mine], [nodelay] * 3)
            return [r["events"][-1]["at_us"] for r in mine]
        self.assertGreater(max(times(2, False)), 2 * min(times(3, True)))

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


class Teaching(Lab):
    """What TEACHING.md answers to the mistakes that students make."""

    PAGES = [ROOT / "apps" / "lab" / ("TEACHING%s.md" % x)
             for x in ("", ".zh-CN")]

    def row(self, command):
        for page in self.PAGES:
            self.assertIn("`%s`" % command, page.read_text(encoding="utf-8"))
        [row] = self.counts(*command.split())
        return row

    def test_a_pause_is_no_cure(self):
        self.assertGreater(
            self.row("sticky --gap 50 --delay 200")["glued"], 0)
        self.assertEqual(self.row("sticky --reads 1024 --gap 20 --delay 200")
                         ["glued"], 1)
        # Nearly always; a machine in a hurry may glue them all the same.
        self.assertIn(self.row("sticky --reads 1024 --gap 20")["units"],
                      (1, 2))

    def test_a_bigger_buffer_is_no_cure(self):
        self.row("sticky --reads 1024")
        [row] = self.counts("sticky", "--reads", "1024", "--runs", str(RUNS))
        self.assertGreater(row["runs-glued"], RUNS / 2)

    def test_nodelay_is_no_cure(self):
        row = self.row("sticky --nodelay on --runs 200")
        self.assertGreater(row["runs-glued"], 100)

    def test_one_send_is_not_one_read(self):
        row = self.row("split --sizes 3000000 --reads 65536")
        self.assertGreaterEqual(row["units"], 46)
        self.assertEqual(row["whole"], 0)


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
                self.assertIn({"en": "Why:", "zh": "为什么："}[lang],
                              tool.out())

    def test_help_lists_exactly_the_scenes(self):
        text = self.lab("--help")
        listed = re.findall(r"^  ([a-z]+) +\S", text, re.M)
        self.assertEqual(listed[:len(SCENES)], SCENES)


class Page(HTMLParser):
    """Tags that close in order; addresses that a browser would fetch."""

    VOID = {"meta"}
    FETCH = {"src", "href", "srcset", "data", "action", "poster"}

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.open, self.wrong, self.fetched, self.words = [], [], [], []
        self.svgs = 0
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.fetched += [a for a in attrs if a[0] in self.FETCH]
        self.svgs += tag == "svg"
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.fetched += [a for a in attrs if a[0] in self.FETCH]

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.wrong.append(tag)

    def handle_data(self, data):
        self.words.append(data)


class Report(Lab):
    def page(self, *args):
        path = self.folder / "page.html"
        self.lab(*args, "--quiet", "--report", path)
        text = path.read_text(encoding="utf-8")
        path.unlink()
        return text, Page(text)

    def test_well_formed_and_alone(self):
        for scene in SCENES:
            with self.subTest(scene=scene):
                text, page = self.page(scene, "--runs", "3", "--gap", "0")
                self.assertEqual((page.open, page.wrong), ([], []))
                self.assertEqual(page.fetched, [])
                self.assertNotRegex(text, r"url\(|@import|https?:|<script")
                self.assertIn("prefers-color-scheme:dark", text)
                self.assertGreater(page.svgs, 0)
                words = "".join(page.words)
                self.assertIn("为什么", words)
                self.assertIn("Why", words)

    def test_what_was_said_is_no_markup(self):
        text, page = self.page("sticky", "--messages", "<b>&x,</svg>\"'")
        self.assertEqual((page.open, page.wrong), ([], []))
        self.assertNotIn("<b>&x", text)
        self.assertIn(">&x</svg>", "".join(page.words))

    def test_it_cannot_be_written(self):
        self.lab("sticky", "--quiet", "--report",
                 self.folder / "no" / "folder.html",
                 code=6)


def packets(raw):
    """(microseconds, protocol, from port, to port, flags, body, addresses) of a
    capture without a link layer; checks lengths and checksums."""
    def whole(data):
        data += b"\0" * (len(data) % 2)
        total = sum(struct.unpack(">%dH" % (len(data) // 2), data))
        while total >> 16:
            total = (total & 0xffff) + (total >> 16)
        return total == 0xffff
    magic, major, minor, _, _, _, link = struct.unpack(">IHHIIII", raw[:24])
    assert (magic, major, minor, link) == (0xa1b2c3d4, 2, 4, 101)
    at, rows = 24, []
    while at < len(raw):
        s, us, size, _ = struct.unpack(">IIII", raw[at:at + 16])
        ip = raw[at + 16:at + 16 + size]
        at += 16 + size
        if ip[0] >> 4 == 6:
            proto, hosts, segment = ip[6], ip[8:40], ip[40:]
            assert struct.unpack(">H", ip[4:6]) == (len(segment),)
            family = socket.AF_INET6
        else:
            proto, hosts, segment = ip[9], ip[12:20], ip[20:]
            assert whole(ip[:20])
            assert struct.unpack(">H", ip[2:4]) == (len(ip),)
            family = socket.AF_INET
        assert whole(hosts + struct.pack(">IHH", len(segment), 0, proto) +
                     segment)
        ports = struct.unpack(">HH", segment[:4])
        flags, skip = (segment[13], 20) if proto == 6 else (None, 8)
        half = len(hosts) // 2
        rows.append((s * 10**6 + us, proto) + ports + (flags, segment[skip:],
                    tuple(socket.inet_ntop(family, h)
                          for h in (hosts[:half], hosts[half:]))))
    return rows


def has_ipv6():
    try:
        with socket.socket(socket.AF_INET6) as s:
            s.bind(("::1", 0))
        return True
    except OSError:
        return False


class Capture(Lab):
    def capture(self, *args):
        path = self.folder / "it.pcap"
        self.lab(*args, "--quiet", "--pcap", path)
        return path

    def test_what_is_in_it(self):
        rows = packets(self.capture("sticky", "--runs", "3").read_bytes())
        self.assertIn(b"Synthesised by crosstalk lab", rows[0][5])
        self.assertEqual([r[0] for r in rows], sorted(r[0] for r in rows))
        bodies = [r[5] for r in rows[1:] if r[5]]
        self.assertEqual(bodies, [b"hello", b"kniom"] * 3)
        self.assertEqual(sum(r[4] == 0x02 for r in rows), 3)
        self.assertEqual(sum(bool(r[4] and r[4] & 1) for r in rows), 3)

    def test_datagrams(self):
        rows = packets(self.capture("udp").read_bytes())
        self.assertEqual([r[5] for r in rows[1:]], [b"hello", b"kniom"] * 2)
        self.assertEqual({r[1] for r in rows}, {17})

    @unittest.skipUnless(shutil.which("tcpdump"), "no tcpdump")
    def test_tcpdump_reads_it(self):
        path = self.capture("announce", "--runs", "2")
        out = subprocess.run(["tcpdump", "-nvvr", str(path)], check=True,
                             capture_output=True, text=True).stdout
        self.assertNotIn("incorrect", out)
        self.assertNotIn("bad", out)
        self.assertIn("Flags [S.]", out)
        self.assertIn("Flags [F.]", out)


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

    def test_they_are_told(self):
        """The question is that of the scene's own messages and reads."""
        self.assertNotIn("This time", self.lab("sticky"))
        self.assertIn("This time: --messages \"a b\" --reads 3 --runs 2\n",
                      self.lab("sticky", "--runs", "2", "--reads", "3",
                               "--messages", "a b"))

    def test_no_title_that_is_not_true(self):
        for args, setups, titles in (
                (["udp"], [0, 1], 2), (["udp", "--reads", "3"], [0], 0),
                (["udp", "--reads", "2"], [1], 1),
                (["nagle", "--nodelay", "on", "--gap", "0"], [1, 3], 2),
                (["nagle", "--nodelay", "off", "--gap", "0"], [0, 2], 2)):
            with self.subTest(args=args):
                self.assertEqual([r["setup"] for r in self.runs(*args)],
                                 setups)
                self.assertEqual(self.lab(*args).count("\n-- "), titles)

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
                # Nobody is asked a question that is not played.
                self.assertEqual(tool.out(), "")

    def fails(self, *args, code=USAGE):
        tool = self.crosstalk("lab", *args, "--lang", "en")
        tool.end_input()
        self.assertEqual(tool.wait(), code, tool.describe())
        return tool.err()

    def test_what_is_wrong_is_named(self):
        for args, words in (
                (["sticky", "--connect", "host"],
                 "host is not HOST:PORT or [IPV6]:PORT"),
                (["sticky", "--listen", "x:y"],
                 "x:y is not [HOST:]PORT or [IPV6]:PORT"),
                (["sticky", "--listen", "1", "--connect", "h:1"],
                 "use either --listen or --connect"),
                (["proxy"], "--to is needed; see --help"),
                (["proxy", "--to", "h"],
                 "h is not HOST:PORT or [IPV6]:PORT"),
                (["grade"], "server|client is needed; see --help"),
                (["grade", "server"], "--system is needed; see --help"),
                (["grade", "server", "--system", "classic"],
                 "--port is needed; see --help")):
            with self.subTest(args=args):
                self.assertEqual(self.fails(*args), "crosstalk: %s\n" % words)

    def test_without_a_scene_they_are_listed(self):
        text = self.fails()
        for scene in SCENES + ["proxy", "grade"]:
            self.assertRegex(text, r"(?m)^  %s +\S" % scene)

    def test_nobody_listens(self):
        self.assertIn("cannot connect to 127.0.0.1:1: ",
                      self.fails("sticky", "--connect", "127.0.0.1:1",
                                 code=LINK))


class TwoMachines(Lab):
    def pair(self, scene, receiver, sender, *args, host="127.0.0.1",
             files=None):
        captures = [["--pcap", f] for f in files] if files else [[], []]
        listens = self.crosstalk("lab", scene, "--listen", host + ":0",
                                 "--quiet", *captures[0], *args,
                                 system=receiver)
        listens.end_input()
        port = self.listening(listens)
        sends = self.crosstalk("lab", scene, "--connect",
                               "%s:%d" % (host, port), "--quiet",
                               *captures[1], *args, system=sender)
        sends.end_input()
        self.assertEqual(sends.wait(60), OK, sends.describe())
        self.assertEqual(listens.wait(60), OK, listens.describe())
        return listens.out()

    def both(self, receiver, sender):
        for scene in ("delimiter", "announce", "prefix"):
            self.assertIn(" runs-exact=20 ", self.pair(
                scene, receiver, sender, "--runs", "20"))
        self.assertIn(" units=2 exact=0 glued=1 cut=2 ", self.pair(
            "sticky", receiver, sender, "--delay", "1000"))
        self.assertIn(" units=2 exact=2 ", self.pair(
            "udp", receiver, sender).splitlines()[0])

    def test_one_system(self):
        self.both(HERE, HERE)

    @unittest.skipUnless(has_ipv6(), "no IPv6")
    def test_ipv6_and_its_capture(self):
        files = [self.folder / "there.pcap", self.folder / "here.pcap"]
        for scene, proto in (("sticky", 6), ("udp", 17)):
            self.pair(scene, HERE, HERE, host="[::1]", files=files)
            # Who sends datagrams may not know its own address.
            for path, ours in zip(files, ("::1", "::1" if proto == 6 else
                                          "::")):
                with self.subTest(scene=scene, path=path.name):
                    rows = packets(path.read_bytes())[1:]
                    self.assertEqual({r[1] for r in rows}, {proto})
                    self.assertEqual(b"".join(r[5] for r in rows)[:10],
                                     b"hellokniom")
                    self.assertEqual({h for r in rows for h in r[6]},
                                     {"::1", ours})
                    self.assertNotIn(0, {p for r in rows for p in r[2:4]})

    @need_other
    def test_two_systems(self):
        self.both(OTHER, HERE)
        self.both(HERE, OTHER)


if __name__ == "__main__":
    unittest.main()
