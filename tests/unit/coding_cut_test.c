/* Where a connection's bytes may be cut, and what is missing at their end. */
#include "core/coding.h"
#include "gbk_data.h"

#include <string.h>

static const char sample[] = "ab你好，😀\\u{41} C:\\u\\ é€𠀀 [嘿嘿]x東|這@bob\\";

static void
encode_sample(const struct ct_coding *c, struct ct_buf *bytes)
{
	ct_buf_init(bytes, 4096);
	EXPECT_EQ(
	    CT_OK, ct_coding_encode(c, ct_slice_str(sample), bytes, NULL));
}

/* Cut by `max` again and again: the pieces say what the whole says. */
static void
check_cuts(struct ct_coding *c, size_t max, size_t longest)
{
	struct ct_buf bytes, text;
	struct ct_slice rest;
	size_t n;

	encode_sample(c, &bytes);
	ct_buf_init(&text, 4096);
	rest = ct_buf_slice(&bytes);
	INFO("%s, pieces of %zu", ct_coding_name(c), max);
	while (rest.len > 0) {
		n = ct_coding_cut(c, rest, max);
		EXPECT_LE(n, max);
		if (n == 0)
			break;
		EXPECT_EQ(
		    0, ct_coding_tail(c, (struct ct_slice){rest.data, n}));
		EXPECT_EQ(
		    CT_OK, ct_coding_decode(c, (struct ct_slice){rest.data, n},
			       &text, NULL));
		rest.data += n;
		rest.len -= n;
	}
	if (rest.len == 0)
		EXPECT_SLICE_EQ(ct_slice_str(sample), ct_buf_slice(&text));
	else
		EXPECT_LT(max, longest);
	ct_buf_fini(&bytes);
	ct_buf_fini(&text);
}

TEST(coding_cut, at_every_length)
{
	static const char *const labels[] = {
	    "utf-8", "gbk", "cp936", "gb18030"};
	static const size_t longest[] = {4, 9, 9, 6};

	for (size_t i = 0; i < 8; i++) {
		struct ct_coding c;

		ASSERT_EQ(CT_OK, ct_coding_init(&c, NULL, labels[i / 2]));
		c.names = i % 2 == 1;
		/* With a name: that of € is the longest. */
		for (size_t max = c.names ? 10 : 1; max < 100; max++)
			check_cuts(&c, max, longest[i / 2]);
		ct_coding_fini(&c);
	}
}

/* A name in brackets stays whole where it can. */
TEST(coding_cut, keeps_names_whole)
{
	struct ct_coding c;
	struct ct_slice bytes = ct_slice_str("ab[\xBA\xD9\xBA\xD9]c");

	ASSERT_EQ(CT_OK, ct_coding_init(&c, NULL, "gbk"));
	EXPECT_EQ(5, ct_coding_cut(&c, bytes, 6));
	c.names = true;
	EXPECT_EQ(2, ct_coding_cut(&c, bytes, 6));
	EXPECT_EQ(8, ct_coding_cut(&c, bytes, 8));
	bytes.data += 2;
	bytes.len -= 2;
	EXPECT_EQ(3, ct_coding_cut(&c, bytes, 4));
	EXPECT_EQ(0, ct_coding_cut(&c, bytes, 0));
	ct_coding_fini(&c);
}

/* What a tail holds back, and the next bytes, decode as the whole does. */
static void
check_tails(const char *label)
{
	struct ct_coding c;
	struct ct_buf bytes, text;
	size_t held;

	ASSERT_EQ(CT_OK, ct_coding_init(&c, NULL, label));
	encode_sample(&c, &bytes);
	ct_buf_init(&text, 4096);
	for (size_t cut = 0; cut <= bytes.len; cut++) {
		struct ct_slice front = {bytes.data, cut};
		uint32_t before = ct_coding_key(&c);

		INFO("%s cut at %zu", label, cut);
		held = ct_coding_tail(&c, front);
		EXPECT_LE(held, 3);
		front.len -= held;
		ct_buf_clear(&text, false);
		EXPECT_EQ(CT_OK, ct_coding_decode(&c, front, &text, NULL));
		EXPECT_TRUE(text.len < 3 || memcmp(text.data + text.len - 3,
						"\xEF\xBF\xBD", 3));
		EXPECT_EQ(before, ct_coding_key(&c));
	}
	ct_coding_fini(&c);
	ct_buf_fini(&bytes);
	ct_buf_fini(&text);
}

TEST(coding_cut, tails)
{
	check_tails("utf-8");
	check_tails("gbk");
	check_tails("gb18030");
}

static size_t
tail(const char *label, const char *bytes)
{
	struct ct_coding c;
	size_t n;

	EXPECT_EQ(CT_OK, ct_coding_init(&c, NULL, label));
	n = ct_coding_tail(&c, ct_slice_str(bytes));
	ct_coding_fini(&c);
	return n;
}

TEST(coding_cut, tails_by_charset)
{
	EXPECT_EQ(0, tail("gbk", ""));
	EXPECT_EQ(1, tail("gbk", "a\x81"));
	EXPECT_EQ(2, tail("gbk", "a\x81\x30"));
	EXPECT_EQ(3, tail("gbk", "a\x81\x30\x81"));
	EXPECT_EQ(0, tail("gbk", "a\x81\x30\x81\x30"));
	EXPECT_EQ(0, tail("gbk", "\x81\x40"));
	EXPECT_EQ(1, tail("utf-8", "\xC3"));
	EXPECT_EQ(2, tail("utf-8", "a\xE4\xBD"));
	EXPECT_EQ(3, tail("utf-8", "\xF0\x9F\x98"));
	EXPECT_EQ(0, tail("utf-8", "\xF0\x9F\xC3\x28"));
	/* Before anything is learned: UTF-8 while it can be. */
	EXPECT_EQ(0, tail("auto", "你好"));
	EXPECT_EQ(2, tail("auto", "你\xE5\xA5"));
	EXPECT_EQ(1, tail("auto", "\xC4\xE3\xBA"));
	EXPECT_EQ(0, tail("auto", "\xC4\xE3\xBA\xC3"));
}
