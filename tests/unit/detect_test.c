/* The sticky rule, clause by clause. */
#include "core/detect.h"
#include "gbk_data.h"

#include <stdlib.h>
#include <string.h>

static enum ct_line_charset
line(struct ct_detect *d, const char *bytes)
{
	return ct_detect_line(d, ct_slice_str(bytes));
}

#define NIHAO_GBK  "\xC4\xE3\xBA\xC3"
#define SHENME_GBK "\xCA\xB2\xC3\xB4"     /* 什么, and valid UTF-8 */
#define CUT        "\xE4\xBD\xA0\xE5\xA5" /* 你, and two bytes of 好 */
#define QIANJING   "\xF2\xAF\xBE\xB4"     /* 虔敬, and U+AFFB4 */

TEST(detect, ascii_is_no_evidence)
{
	struct ct_detect d = {0};

	EXPECT_EQ(CT_LINE_ASCII, line(&d, ""));
	EXPECT_EQ(CT_LINE_ASCII, line(&d, "hello \\u{1F600} \x7F"));
	EXPECT_EQ(CT_LEARNED_NOTHING, d.learned);
}

TEST(detect, what_is_not_utf8_is_gbk_for_good)
{
	struct ct_detect d = {0};

	EXPECT_EQ(CT_LINE_GBK, line(&d, NIHAO_GBK));
	EXPECT_EQ(CT_LEARNED_GBK, d.learned);
	EXPECT_EQ(CT_LINE_GBK, line(&d, SHENME_GBK));
	EXPECT_EQ(CT_LINE_GBK, line(&d, "\xC3\xA9"));
	EXPECT_EQ(CT_LINE_ASCII, line(&d, "ok"));
	EXPECT_EQ(CT_LINE_GBK, line(&d, "\xC1\xAA\xCD\xA8")); /* 联通 */
}

TEST(detect, a_cut_line_is_utf8)
{
	struct ct_detect d = {0};

	EXPECT_EQ(CT_LINE_UTF8, line(&d, CUT));
	EXPECT_EQ(CT_LEARNED_UTF8, d.learned);
	/* Without a plausible character before it, it is not. */
	d = (struct ct_detect){0};
	EXPECT_EQ(CT_LINE_GBK, line(&d, "ok \xE5\xA5"));
	EXPECT_EQ(CT_LEARNED_GBK, d.learned);
	/* In the middle of a line it is not, either. */
	d = (struct ct_detect){0};
	EXPECT_EQ(CT_LINE_GBK, line(&d, CUT "x"));
}

TEST(detect, three_bytes_that_make_sense_are_utf8_for_good)
{
	struct ct_detect d = {0};

	EXPECT_EQ(CT_LINE_UTF8, line(&d, "好"));
	EXPECT_EQ(CT_LEARNED_UTF8, d.learned);
	EXPECT_EQ(CT_LINE_UTF8, line(&d, SHENME_GBK));
	/* One line that makes none is GBK, and the lock holds. */
	EXPECT_EQ(CT_LINE_GBK, line(&d, QIANJING));
	EXPECT_EQ(CT_LEARNED_UTF8, d.learned);
	/* One that is not UTF-8 at all ends it. */
	EXPECT_EQ(CT_LINE_GBK, line(&d, NIHAO_GBK));
	EXPECT_EQ(CT_LEARNED_GBK, d.learned);
}

TEST(detect, characters_nobody_writes_are_gbk)
{
	struct ct_detect d = {0};

	EXPECT_EQ(CT_LINE_GBK, line(&d, QIANJING));
	EXPECT_EQ(CT_LEARNED_GBK, d.learned);
}

TEST(detect, two_utf8_lines_in_a_row_end_a_gbk_lock)
{
	struct ct_detect d = {.learned = CT_LEARNED_GBK};

	EXPECT_EQ(CT_LINE_GBK, line(&d, "好"));
	EXPECT_EQ(CT_LINE_UTF8, line(&d, "你好"));
	EXPECT_EQ(CT_LEARNED_GBK, d.learned);
	EXPECT_EQ(CT_LINE_GBK, line(&d, NIHAO_GBK));
	EXPECT_EQ(CT_LINE_UTF8, line(&d, "你好"));
	EXPECT_EQ(CT_LINE_GBK, line(&d, "好"));
	EXPECT_EQ(CT_LINE_UTF8, line(&d, "你好"));
	EXPECT_EQ(CT_LINE_GBK, line(&d, "\xC3\xA9"));
	EXPECT_EQ(CT_LINE_UTF8, line(&d, "你好"));
	EXPECT_EQ(CT_LEARNED_GBK, d.learned);
	EXPECT_EQ(CT_LINE_ASCII, line(&d, "ok"));
	EXPECT_EQ(CT_LINE_UTF8, line(&d, "世界"));
	EXPECT_EQ(CT_LEARNED_UTF8, d.learned);
	EXPECT_EQ(0, d.utf8_run);
}

struct sample {
	const char *bytes;
	enum ct_line_charset want;
};

/* Two-byte sequences only, and nothing learned: the likelier text. */
TEST(detect, words_that_are_both)
{
	static const struct sample samples[] = {
	    {SHENME_GBK, CT_LINE_GBK},                 /* 什么 */
	    {"\xD1\xA7\xCF\xB0", CT_LINE_GBK},         /* 学习 */
	    {"\xCF\xB5\xCD\xB3", CT_LINE_GBK},         /* 系统 */
	    {"\xCE\xAA\xCA\xB2\xC3\xB4", CT_LINE_GBK}, /* 为什么 */
	    {"\xD2\xB2", CT_LINE_GBK},                 /* 也 */
	    {"caf\xC3\xA9", CT_LINE_UTF8},
	    {"\xC3\xA9t\xC3\xA9", CT_LINE_UTF8},
	    {"привет", CT_LINE_UTF8},
	    {"Привет, мир", CT_LINE_UTF8},
	    {"Γειά", CT_LINE_UTF8},
	    {"zażółć", CT_LINE_UTF8},
	    {"größer", CT_LINE_UTF8},
	    {"שלום", CT_LINE_UTF8},
	};
	struct ct_detect d = {0};

	for (size_t i = 0; i < sizeof(samples) / sizeof(samples[0]); i++) {
		INFO("sample %zu", i);
		EXPECT_EQ(samples[i].want, line(&d, samples[i].bytes));
		EXPECT_EQ(CT_LEARNED_NOTHING, d.learned);
	}
}

/* A very long line of letters is weighed without overflow. */
TEST(detect, long_lines)
{
	enum { letters = 400000 };
	char *text = data_copy("", 0);
	struct ct_detect d = {0};

	text = realloc(text, 2 * letters);
	ASSERT_TRUE(text != NULL);
	for (size_t i = 0; i < letters; i++)
		memcpy(text + 2 * i, "\xD0\xB0", 2); /* а, and 邪 */
	EXPECT_EQ(CT_LINE_UTF8,
	    ct_detect_line(&d, (struct ct_slice){text, 2 * letters}));
	for (size_t i = 0; i < letters; i++)
		memcpy(text + 2 * i, "\xCA\xB2", 2); /* 什, and ʲ */
	EXPECT_EQ(CT_LINE_GBK,
	    ct_detect_line(&d, (struct ct_slice){text, 2 * letters}));
	free(text);
}
