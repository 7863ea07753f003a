/* Streams of text: the same however they are cut, and back again. */
#include "tests/shim/shim.h"

#include <stdlib.h>
#include <string.h>

#include "convert.h"

/* Converts `in` in two pieces; `step` > 0: in pieces of that size. */
static void
run(const char *from, const char *to, struct ct_slice in, size_t cut,
    size_t step, struct ct_buf *out)
{
	struct convert c;
	const char *bad;

	ct_buf_clear(out, false);
	ASSERT_EQ(CT_OK, convert_init(&c, NULL, from, to, &bad));
	for (size_t at = 0; at < in.len;) {
		size_t n = step > 0 ? step : at < cut ? cut - at : in.len - at;

		n = n < in.len - at ? n : in.len - at;
		EXPECT_EQ(CT_OK, convert_feed(&c, in.data + at, n, out));
		at += n;
	}
	EXPECT_EQ(CT_OK, convert_end(&c, out));
	convert_fini(&c);
}

TEST(convert, every_split_is_the_same_and_comes_back)
{
	struct ct_slice in = ct_slice_str("你好 😀\r\n\\u{41} €\n\n末行");
	struct ct_buf gbk, back, whole;

	ct_buf_init(&gbk, 1 << 20);
	ct_buf_init(&back, 1 << 20);
	ct_buf_init(&whole, 1 << 20);
	run("utf-8", "gbk", in, 0, 0, &whole);
	for (size_t cut = 0; cut <= in.len; cut++) {
		run("utf-8", "gbk", in, cut, 0, &gbk);
		EXPECT_SLICE_EQ(ct_buf_slice(&whole), ct_buf_slice(&gbk));
	}
	for (size_t step = 1; step < 5; step++) {
		run("gbk", "utf-8", ct_buf_slice(&whole), 0, step, &back);
		EXPECT_SLICE_EQ(in, ct_buf_slice(&back));
	}
	ct_buf_fini(&gbk);
	ct_buf_fini(&back);
	ct_buf_fini(&whole);
}

TEST(convert, a_line_without_end_needs_constant_memory)
{
	struct convert c;
	struct ct_buf out;
	const char *bad;
	char piece[1000];
	size_t made = 0;

	for (size_t i = 0; i < sizeof(piece); i += 2) {
		piece[i] = '\xc4';
		piece[i + 1] = '\xe3';
	}
	ct_buf_init(&out, 1 << 22);
	ASSERT_EQ(CT_OK, convert_init(&c, NULL, "gbk", "utf-8", &bad));
	/* An odd byte first, so that every piece cuts a character. */
	EXPECT_EQ(CT_OK, convert_feed(&c, "\xc4", 1, &out));
	for (int i = 0; i < 2000; i++) {
		EXPECT_EQ(CT_OK, convert_feed(&c, i == 0 ? "\xe3" : piece,
				     i == 0 ? 1 : sizeof(piece), &out));
		EXPECT_LT(c.in.len, 70000);
		made += out.len;
		ct_buf_clear(&out, false);
	}
	EXPECT_EQ(CT_OK, convert_end(&c, &out));
	made += out.len;
	EXPECT_EQ(3 + 1999 * 1500, made);
	EXPECT_EQ(0, c.invalid);
	convert_fini(&c);
	ct_buf_fini(&out);
}

TEST(convert, marks)
{
	struct ct_buf out;

	ct_buf_init(&out, 1000);
	run("utf-8", "utf-8-bom", ct_slice_str("a"), 0, 0, &out);
	EXPECT_SLICE("\xef\xbb\xbf"
		     "a",
	    ct_buf_slice(&out));
	run("utf-8", "gbk", ct_slice_str("\xef\xbb\xbf你"), 0, 0, &out);
	EXPECT_SLICE("\xc4\xe3", ct_buf_slice(&out));
	run("utf-8", "utf-8-bom", ct_slice_str(""), 0, 0, &out);
	EXPECT_SLICE("\xef\xbb\xbf", ct_buf_slice(&out));
	ct_buf_fini(&out);
}

TEST(convert, unknown_labels_are_named)
{
	struct convert c;
	const char *bad = NULL;

	EXPECT_EQ(CT_ECHARSET, convert_init(&c, NULL, "a", "gbk", &bad));
	EXPECT_STREQ("a", bad);
	EXPECT_EQ(CT_ECHARSET, convert_init(&c, NULL, "gbk", "b", &bad));
	EXPECT_STREQ("b", bad);
}
