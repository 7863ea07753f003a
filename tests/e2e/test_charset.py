"""crosstalk charset as people at a shell use it, and what this system's own
converter reads otherwise: exactly what tests/data/overlay.tsv lists."""
from pathlib import Path

from harness import HERE, Case

OK, LINK, USAGE, REFUSED, INPUT, OUTPUT, SYSTEM = range(7)
DATA = Path(__file__).resolve().parent.parent / "data"


def pairs(first, last):
    """The codes from first to last, in GBK's order."""
    a, b = int(first, 16), int(last, 16)
    while a <= b:
        yield "%0*X" % (len(first), a)
        a += 1
        if len(first) == 4 and a & 0xFF == 0x7F:
            a += 1
        elif len(first) == 4 and a & 0xFF == 0xFF:
            a = (a & 0xFF00) + 0x140


def targets(text, count):
    if ".." not in text:
        return [text] * count
    first = int(text.split("..")[0], 16)
    return ["%04X" % (first + i) for i in range(count)]


def overlay(*backends):
    """{code: (theirs, ours)}, ranges spelt out."""
    rows = {}
    for line in (DATA / "overlay.tsv").read_text(encoding="utf-8").splitlines():
        if line.startswith("#") or line.startswith("backend\t"):
            continue
        backend, code, theirs, ours = line.split("\t")[:4]
        if backend not in backends:
            continue
        first, _, last = code.partition("..")
        codes = list(pairs(first, last or first))
        for one, a, b in zip(codes, targets(theirs, len(codes)),
                             targets(ours, len(codes))):
            rows[one] = (a, b)
    return rows


class Charset(Case):
    def run_charset(self, *args, stdin=b"", code=OK):
        tool = self.crosstalk("charset", *args)
        if stdin:
            tool.type(stdin)
        tool.end_input()
        self.assertEqual(tool.wait(), code, tool.describe())
        return tool.out_bytes()

    def diff(self, label):
        text = self.run_charset("diff", label).decode("ascii")
        return {code: (theirs, ours) for code, theirs, ours in
                (line.split("\t") for line in text.splitlines())}

    def test_diff_is_the_overlay(self):
        if HERE.windows:
            self.assertEqual(self.diff("cp936"), overlay("windows-936"))
            return
        self.assertEqual(self.diff("gbk"), overlay("glibc GBK"))
        self.assertEqual(self.diff("gb18030"), overlay(
            "glibc/libiconv GB18030", "glibc GB18030"))

    def test_convert_there_and_back(self):
        text = "你好 😀 €\r\n第二行\n".encode("utf-8")
        gbk = self.run_charset("convert", "--from", "utf-8", "--to", "gbk",
                               stdin=text)
        self.assertEqual(gbk.decode("gbk"),
                         "你好 \\u{1F600} \\u{20AC}\r\n第二行\n")
        self.assertEqual(self.run_charset(
            "convert", "--from", "gbk", stdin=gbk), text)

    def test_strict_says_what_was_not_exact(self):
        self.run_charset("convert", "--from", "utf-8", "--to", "gbk",
                         "--strict", stdin="😀".encode(), code=INPUT)
        self.run_charset("convert", "--from", "utf-8", "--to", "gb18030",
                         "--strict", stdin="😀".encode())

    def test_detect(self):
        def detect(data, code=OK):
            out = self.run_charset("detect", stdin=data, code=code)
            return out.decode("ascii").split(": ")[1].strip()

        self.assertEqual(detect("你好，世界".encode("utf-8")), "utf-8")
        self.assertEqual(detect("你好，世界".encode("gbk")), "gbk")
        self.assertEqual(detect("你好😀，世界".encode("gb18030")), "gb18030")
        self.assertEqual(detect(b"plain\n"), "ascii")
        self.assertEqual(detect("你好".encode("utf-16")), "utf-16")
        self.assertEqual(detect(b"a\0b"), "binary")
        self.assertEqual(detect(b"\xff\xfe\xfd\n" * 9, ), "utf-16")
        self.assertEqual(detect(b"x\xff\xff\xff\n" * 9, code=INPUT), "unknown")

    def test_explain(self):
        out = self.run_charset("explain", "--lang", "zh", "浣犲ソ")
        self.assertIn("原文：你好", out.decode("utf-8"))
        out = self.run_charset("explain", "--lang", "en",
                               stdin="锟斤拷\n你好\n".encode(), code=INPUT)
        self.assertIn("lost for good", out.decode("utf-8"))
        self.assertIn("no mistake found: 你好", out.decode("utf-8"))

    def test_help_in_both_languages(self):
        for args in (["--help"], []):
            out = self.run_charset(*args, "--lang", "zh").decode("utf-8")
            for verb in ("convert", "detect", "explain", "diff"):
                self.assertIn("crosstalk charset " + verb, out)
            self.assertIn("转换文件或标准输入的字符集", out)
            out = self.run_charset(*args, "--lang=en").decode("utf-8")
            self.assertIn("Converts files, or standard input", out)

    def test_wrong_use(self):
        for args in (["frobnicate"], ["convert", "--to", "klingon"],
                     ["diff", "utf-8"]):
            self.assertEqual(self.run_charset(*args, code=USAGE), b"")
        self.run_charset("detect", "/there/is/none", code=SYSTEM)
