#!/usr/bin/env python3
"""Derives core/data/zh_names.tsv from Unicode's own files.

usage: zh_names.py UNICODE_DIR GBK_CORE_TSV > zh_names.tsv

UNICODE_DIR is /usr/share/unicode of the Debian packages unicode-cldr-core and
unicode-data. Kept: the Chinese name of each single character that GBK cannot
hold, if GBK can hold the name and the name is not ASCII alone (a person writes
"[OK]" and means no emoji). An emoji that shows as text unless U+FE0F follows is
named together with its U+FE0F.
"""
import sys
import xml.etree.ElementTree as ElementTree


def properties(path):
    found = {"Emoji": set(), "Emoji_Presentation": set()}
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            fields = [f.strip() for f in line.split("#")[0].split(";")]
            if len(fields) == 2 and fields[1] in found:
                ends = fields[0].split("..")
                first, last = int(ends[0], 16), int(ends[-1], 16)
                found[fields[1]].update(range(first, last + 1))
    return found


def main(unicode_dir, core_tsv):
    with open(core_tsv, encoding="ascii") as lines:
        core = {int(line.split()[0], 16) for line in lines}
    emoji = properties(unicode_dir + "/emoji/emoji-data.txt")
    text = emoji["Emoji"] - emoji["Emoji_Presentation"]
    tree = ElementTree.parse(unicode_dir + "/cldr/common/annotations/zh.xml")
    names = {}
    for note in tree.iter("annotation"):
        cp, name = note.get("cp"), note.text
        if note.get("type") != "tts" or len(cp) != 1:
            continue
        if ord(cp) < 0xA0 or ord(cp) in core:
            continue
        if any(ord(c) > 0x7E and ord(c) not in core for c in name):
            continue
        if name.isascii():
            continue
        assert not set("[]\\") & set(name) and name not in names
        names[name] = "%04X" % ord(cp) + (" FE0F" if ord(cp) in text else "")
    for name in sorted(names, key=lambda name: name.encode()):
        sys.stdout.buffer.write(("%s\t%s\n" % (names[name], name)).encode())


main(*sys.argv[1:])
