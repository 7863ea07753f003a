/* \u{…} and names: written, read, and text that only looks like them. */
#include "core/escape.h"
#include "core/coding_names.h"
#include "core/coding_utf8.h"
#include "core/gbk.h"
#include "gbk_data.h"

#include <stdlib.h>
#include <string.h>

static void
expect_put(uint32_t cp, const char *want)
{
	char out[CT_ESCAPE_MAX];
	size_t n = ct_escape_put(cp, out);

	EXPECT_SLICE_EQ(ct_slice_str(want), ((struct ct_slice){out, n}));
}

TEST(escape, upper_case_without_zeros_in_front)
{
	expect_put(0, "\\u{0}");
	expect_put(0x5C, "\\u{5C}");
	expect_put(0xA0, "\\u{A0}");
	expect_put(0x100, "\\u{100}");
	expect_put(0x20AC, "\\u{20AC}");
	expect_put(0x1F600, "\\u{1F600}");
	expect_put(0x10FFFF, "\\u{10FFFF}");
}

static void
expect_read(const char *in, bool names, const char *want, size_t count)
{
	struct ct_unescaped n = {0};
	struct ct_buf b;

	INFO("%s", in);
	ct_buf_init(&b, 1000);
	ct_buf_add_str(&b, "[嘿嘿]");
	ct_buf_add_str(&b, in);
	EXPECT_EQ(CT_OK, ct_unescape(&b, 8, names, &n));
	EXPECT_SLICE_EQ(
	    ct_slice_str(want), ((struct ct_slice){b.data + 8, b.len - 8}));
	EXPECT_MEMEQ("[嘿嘿]", b.data, 8);
	EXPECT_EQ(count, n.escapes + n.names);
	ct_buf_fini(&b);
}

TEST(escape, reads_characters_and_the_backslash)
{
	expect_read("", false, "", 0);
	expect_read("plain", false, "plain", 0);
	expect_read("\\u{1F600}", false, "😀", 1);
	expect_read("a\\u{4f60}b\\u{597D}c", false, "a你b好c", 2);
	expect_read("\\u{00A0}", false, "\xC2\xA0", 1);
	expect_read("\\u{5C}u{41}", false, "\\u{41}", 1);
	expect_read("\\u{5C}u{5C}u{5C}", false, "\\u{5C}u{5C}", 1);
	expect_read("\\\\u{1F600}", false, "\\😀", 1);
	expect_read("\\u{\\u{1F600}", false, "\\u{😀", 1);
	expect_read("\\u{10FFFF}\\u{D7FF}\\u{E000}", false,
	    "\xF4\x8F\xBF\xBF\xED\x9F\xBF\xEE\x80\x80", 3);
}

TEST(escape, what_could_forge_stays_text)
{
	static const char *const same[] = {"\\u{A}", "\\u{D}", "\\u{0}",
	    "\\u{7C}", "\\u{20}", "\\u{7F}", "\\u{80}", "\\u{9F}", "\\u{D800}",
	    "\\u{DFFF}", "\\u{110000}", "\\u{FFFFFF}", "\\u{}", "\\u{0001F600}",
	    "\\u{1F600", "\\u{", "\\u", "\\", "\\U{1F600}", "\\u{1G}",
	    "\\u{-1}", "\\u{ 4F60}", "\\u{4F60 }", "\\\\u{41}"};

	for (size_t i = 0; i < sizeof(same) / sizeof(same[0]); i++) {
		expect_read(same[i], false, same[i], 0);
		expect_read(same[i], true, same[i], 0);
	}
}

TEST(escape, names_are_read_only_when_asked)
{
	expect_read("[嘿嘿]", false, "[嘿嘿]", 0);
	expect_read("[嘿嘿]", true, "😀", 1);
	expect_read("[[嘿嘿]]", true, "[😀]", 1);
	expect_read("[嘿嘿", true, "[嘿嘿", 0);
	expect_read("[\\u{563F}嘿]", true, "[嘿嘿]", 1);
	expect_read("[红心]", true, "❤\xEF\xB8\x8F", 1);
	expect_read("[OK][]", true, "[OK][]", 0);
	expect_read("[床][床][床]x[床]", true,
	    "🛏\xEF\xB8\x8F🛏\xEF\xB8\x8F🛏\xEF\xB8\x8Fx🛏\xEF\xB8\x8F",
	    4);
}

TEST(escape, finds_what_must_be_protected)
{
	EXPECT_EQ(0, ct_escape_literal((struct ct_slice){NULL, 0}, true));
	EXPECT_EQ(7, ct_escape_literal(ct_slice_str("C:\\user"), true));
	EXPECT_EQ(2, ct_escape_literal(ct_slice_str("C:\\u{"), false));
	EXPECT_EQ(3, ct_escape_literal(ct_slice_str("\\[x\\u{"), false));
	EXPECT_EQ(1, ct_escape_literal(ct_slice_str("[[嘿嘿]"), true));
	EXPECT_EQ(9, ct_escape_literal(ct_slice_str("[[嘿嘿]"), false));
}

struct names {
	size_t n;
	char before[128];
};

/* Every line of the data file, each way; ascending, and held by the core. */
static void
take_name(char **f, size_t n, void *ctx)
{
	struct names *names = ctx;
	struct ct_slice text, name = ct_slice_str(f[1]);
	char utf8[CT_NAMED_MAX], bracketed[CT_NAME_MAX];
	char out[CT_GBK_ENCODE_ROOM(CT_GBK_CORE, CT_NAME_MAX)];
	char back[CT_NAMED_MAX];
	char *rest;
	uint32_t cp = (uint32_t)strtoul(f[0], &rest, 16);
	size_t len = ct_utf8_put(cp, utf8), made = 0;

	INFO("U+%s", f[0]);
	EXPECT_EQ(2, n);
	if (*rest == ' ')
		len += ct_utf8_put(0xFE0F, utf8 + len);
	ASSERT_LE(name.len + 2, (size_t)CT_NAME_MAX);
	EXPECT_LE(len * 5, (name.len + 2) * 7);
	EXPECT_EQ(len,
	    ct_name_put((struct ct_slice){utf8, len}, cp, bracketed, &made));
	ASSERT_EQ(name.len + 2, made);
	EXPECT_TRUE(bracketed[0] == '[' && bracketed[made - 1] == ']');
	EXPECT_MEMEQ(name.data, bracketed + 1, name.len);
	EXPECT_EQ(
	    made, ct_name_take((struct ct_slice){bracketed, made}, back, &len));
	EXPECT_MEMEQ(utf8, back, len);
	text = name;
	ct_gbk_encode(CT_GBK_CORE, &text, out);
	EXPECT_EQ(0, text.len);
	EXPECT_LT(strcmp(names->before, f[1]), 0);
	memcpy(names->before, f[1], name.len + 1);
	text = (struct ct_slice){utf8, len};
	ct_gbk_encode(CT_GBK_CORE, &text, out);
	EXPECT_EQ(len, text.len);
	names->n++;
}

TEST(escape, every_name_both_ways)
{
	struct names names = {0};

	data_lines(CT_SOURCE_DIR "/core/data/zh_names.tsv", take_name, &names);
	EXPECT_EQ(1604, names.n);
}

/* A heart of text style has no name: it would come back as an emoji. */
TEST(escape, no_name_without_its_variation_selector)
{
	char out[CT_NAME_MAX];
	size_t made;

	EXPECT_EQ(0, ct_name_put(ct_slice_str("❤"), 0x2764, out, &made));
	EXPECT_EQ(0, ct_name_put(ct_slice_str("❤x"), 0x2764, out, &made));
	EXPECT_EQ(0, ct_name_put(ct_slice_str("你"), 0x4F60, out, &made));
	EXPECT_EQ(
	    6, ct_name_put(ct_slice_str("❤\xEF\xB8\x8Fx"), 0x2764, out, &made));
}
