"""crosstalk export: what comes out is what went in, in every format."""
import csv
import io
import json
from datetime import datetime, timezone

from harness import Case
from relay import Relay

OK, LINK, USAGE, REFUSED = 0, 1, 2, 3
TEXTS = ["你好", 'a "b", c', "\t制表 \\u{41}", "😀", "=1+1"] + [
    "%d" % i for i in range(60)]


class Export(Case):
    def setUp(self):
        super().setUp()
        self.server = self.serve("--db", str(self.folder / "h.db"),
                                 "--say-rate", "0")
        self.port = self.server.port("native")
        self.run_one("send", "--nick", "小明", stdin="\n".join(TEXTS))

    def run_one(self, verb, *args, stdin="", code=OK, port=None):
        client = self.crosstalk(verb, "--server", "127.0.0.1:%d" % (
            port or self.port), "--room", "相声", "--lang", "en", *args)
        client.type(stdin)
        client.end_input()
        self.assertEqual(client.wait(60), code, client.describe())
        self.error = client.err()
        return client.out_bytes()

    def rows(self, *args, **how):
        out = self.run_one("export", "--format", "json", *args, **how)
        return [json.loads(line) for line in out.decode().splitlines()]

    def texts(self, *args, **how):
        return [row["text"] for row in self.rows(*args, **how)]

    def test_json(self):
        rows = self.rows()
        self.assertEqual([row["text"] for row in rows], TEXTS)
        for before, after in zip(rows, rows[1:]):
            self.assertEqual(after["prev"], before["seq"])
        out = self.run_one("export", "--format", "json", "--charset", "gbk")
        self.assertEqual(
            [json.loads(line) for line in out.decode("ascii").splitlines()],
            rows)

    def test_csv(self):
        out = self.run_one("export", "--format", "csv", "--charset",
                           "utf-8-bom")
        self.assertTrue(out.startswith(b"\xef\xbb\xbfseq,time,room,from,text"
                                       b"\r\n"))
        rows = list(csv.DictReader(io.StringIO(
            out.decode("utf-8-sig"), newline=""), strict=True))
        self.assertEqual([row["text"] for row in rows], TEXTS)
        self.assertEqual({(row["room"], row["from"]) for row in rows},
                         {("相声", "小明")})
        for row, exact in zip(rows, self.rows()):
            time = datetime.fromtimestamp(exact["time"] // 1000, timezone.utc)
            self.assertEqual(row["time"], time.strftime("%Y-%m-%dT%H:%M:%SZ"))
            self.assertEqual(int(row["seq"]), exact["seq"])

    def test_text_in_gbk(self):
        lines = self.run_one("export", "--charset", "gbk").decode("gbk")
        self.assertIn(" 小明: 你好\n", lines)
        self.assertIn(" 小明: \\u{1F600}\n", lines)
        self.assertEqual(lines.count("\n"), len(TEXTS))

    def test_since(self):
        rows = self.rows()
        for i in (0, 1, 30, len(rows) - 1):
            self.assertEqual(self.texts("--since", str(rows[i]["seq"])),
                             TEXTS[i + 1:])
        self.assertEqual(self.texts("--since", "2020-01-01"), TEXTS)
        for late in ("9999-12-31T23:59Z", "9007199254740993",
                     "9999999999999999"):
            self.assertEqual(self.texts("--since", late), [])
        second = rows[-1]["time"] // 1000
        time = datetime.fromtimestamp(second, timezone.utc)
        self.assertEqual(
            self.texts("--since", time.strftime("%Y-%m-%dT%H:%M:%SZ")),
            [r["text"] for r in rows if r["time"] >= second * 1000])

    def test_a_room_with_nothing_in_it(self):
        wire = self.wire(self.server, "line")
        wire.send("/join 空\n")
        wire.expect("空")
        for name in ("空", "#空", "＃空", "lobby", "Lobby"):
            out = self.run_one("export", "--format", "csv", "--room", name)
            self.assertEqual(out, b"seq,time,room,from,text\r\n")
            self.assertEqual(self.error, "")

    def test_a_room_that_is_not_there(self):
        for lang, words in (("en", "there is no room 想声"),
                            ("zh", "没有房间 想声")):
            out = self.run_one("export", "--format", "csv", "--room", "想声",
                               "--lang", lang, code=REFUSED)
            self.assertEqual(out, b"")
            self.assertIn(words, self.error)
            self.assertIn("[no-such-room]", self.error)
            self.assertEqual(self.error.count("\n"), 1, self.error)
        # Nor has it been made.
        wire = self.wire(self.server, "line")
        wire.send("/rooms\n/who\n")
        self.assertNotIn("想声", wire.expect("lobby:"))

    def test_pages_shorter_than_asked_for(self):
        """A queue has no space for twenty of these at once."""
        texts = ["%d %s" % (i, "x" * 29000) for i in range(60)]
        self.run_one("send", "--room", "大", stdin="\n".join(texts))
        rows = self.rows("--room", "大")
        self.assertEqual([row["text"] for row in rows], texts)
        self.assertEqual(self.texts("--room", "大", "--since", "2020-01-01"),
                         texts)
        self.assertEqual(self.texts("--room", "大", "--since",
                                    str(rows[4]["seq"])), texts[5:])

    def test_wrong_usage(self):
        for args in (["--since", "yesterday"], ["--since", "2026-02-30"],
                     ["--since", "99999999999999999"], ["--since", "-1"],
                     ["--since", "2026-11-23T08"],
                     ["--format", "xml"], ["--charset", "klingon"], ["x"]):
            self.assertEqual(self.run_one("export", *args, code=USAGE), b"")
            self.assertEqual(self.error.count("\n"), 1, self.error)
        self.run_one("export", "--room", "a b", code=REFUSED)
        self.assertIn("[bad-room]", self.error)

    def test_the_line_is_cut_again_and_again(self):
        relay = Relay(self.port, 3, 1500, 6)
        self.addCleanup(relay.close)
        relay.cut_now()
        code, rows = LINK, []
        while code == LINK:  # cut before it was in the room
            self.assertEqual(rows, [])
            client = self.crosstalk(
                "export", "--server", "127.0.0.1:%d" % relay.port, "--room",
                "相声", "--format", "json", "--since", "2020-01-01")
            code = client.wait(60)
            rows = client.out().splitlines()
        self.assertEqual(code, OK, client.describe())
        self.assertEqual([json.loads(row)["text"] for row in rows], TEXTS)
        self.assertEqual(relay.done, 6)
