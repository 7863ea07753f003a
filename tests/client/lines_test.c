/* Input as lines: whole, byte by byte, at every split, in two charsets. */
#include "tests/shim/shim.h"

#include <stdlib.h>
#include <string.h>

#include "apps/client/lines.h"

static void
feed(struct lines *l, const char *data, size_t len)
{
	char *copy = malloc(len > 0 ? len : 1);

	ASSERT_TRUE(copy != NULL);
	memcpy(copy, data, len);
	EXPECT_EQ(CT_OK, lines_feed(l, copy, len));
	free(copy);
}

/* Appends all lines that are there, with '|' behind each. */
static enum ct_err
drain(struct lines *l, struct ct_buf *all)
{
	struct ct_buf line;
	enum ct_err err;

	ct_buf_init(&line, 4 * LINES_RAW_MAX);
	while ((err = lines_next(l, &line)) == CT_OK) {
		ct_buf_add_slice(all, ct_buf_slice(&line));
		ct_buf_add_u8(all, '|');
	}
	ct_buf_fini(&line);
	return err;
}

static void
expect(const char *charset, struct ct_slice in, size_t cut, size_t step,
    struct ct_slice want)
{
	struct lines l;
	struct ct_buf all;

	ct_buf_init(&all, 4 * LINES_RAW_MAX);
	ASSERT_EQ(CT_OK, lines_init(&l, NULL, charset));
	feed(&l, in.data, cut);
	EXPECT_EQ(CT_MORE, drain(&l, &all));
	for (size_t at = cut; at < in.len; at += step) {
		feed(&l, in.data + at, in.len - at < step ? in.len - at : step);
		EXPECT_EQ(CT_MORE, drain(&l, &all));
	}
	lines_end(&l);
	EXPECT_EQ(CT_END, drain(&l, &all));
	EXPECT_SLICE_EQ(want, ct_buf_slice(&all));
	lines_fini(&l);
	ct_buf_fini(&all);
}

static void
expect_everyhow(const char *charset, const char *in, const char *want)
{
	struct ct_slice bytes = ct_slice_str(in);

	for (size_t cut = 0; cut <= bytes.len; cut++) {
		INFO("%s split at %zu", charset, cut);
		expect(charset, bytes, cut, bytes.len, ct_slice_str(want));
	}
	INFO("%s byte by byte", charset);
	expect(charset, bytes, 0, 1, ct_slice_str(want));
}

TEST(client_lines, utf8)
{
	expect_everyhow("utf-8",
	    "\xef\xbb\xbf你好\r\n\n\r\n  x \n\xef\xbb\xbfy\n没有行尾",
	    "你好|  x |\xef\xbb\xbfy|没有行尾|");
}

TEST(client_lines, gbk_with_bytes_that_look_like_ascii)
{
	/* 東 is 96 7C, and its second byte a bar. */
	expect_everyhow("gbk",
	    "\xc4\xe3\xba\xc3\n\x96\x7c\x96\x7c\r\n\\u{1F600}", "你好|東東|😀|");
}

TEST(client_lines, what_is_not_valid_stops_there)
{
	struct lines l;
	struct ct_buf all;

	ct_buf_init(&all, 4 * LINES_RAW_MAX);
	ASSERT_EQ(CT_OK, lines_init(&l, NULL, "utf-8"));
	feed(&l, "good\n\nbad \xc4\xe3\ngood\n", 18);
	EXPECT_EQ(CT_EINVAL, drain(&l, &all));
	EXPECT_EQ(3, l.number);
	EXPECT_EQ(CT_EINVAL, drain(&l, &all));
	EXPECT_SLICE("good|", ct_buf_slice(&all));
	lines_fini(&l);
	ct_buf_fini(&all);
}

TEST(client_lines, half_a_character_at_the_end)
{
	struct lines l;
	struct ct_buf all;

	ct_buf_init(&all, 4 * LINES_RAW_MAX);
	ASSERT_EQ(CT_OK, lines_init(&l, NULL, "gbk"));
	feed(&l, "\xc4\xe3\xba", 3);
	EXPECT_EQ(CT_MORE, drain(&l, &all));
	lines_end(&l);
	EXPECT_EQ(CT_EINVAL, drain(&l, &all));
	lines_fini(&l);
	ct_buf_fini(&all);
}

/* What becomes of a line of `len` times "x", fed in pieces of 1,000. */
static enum ct_err
feed_long(size_t len, bool ended)
{
	char piece[1000];
	struct lines l;
	struct ct_buf all;
	enum ct_err err = CT_MORE;

	memset(piece, 'x', sizeof(piece));
	ct_buf_init(&all, 4 * LINES_RAW_MAX);
	EXPECT_EQ(CT_OK, lines_init(&l, NULL, "utf-8"));
	while (len > 0 && err == CT_MORE) {
		size_t n = len < sizeof(piece) ? len : sizeof(piece);

		feed(&l, piece, n);
		err = drain(&l, &all);
		len -= n;
	}
	if (ended && err == CT_MORE) {
		feed(&l, "\n", 1);
		err = drain(&l, &all);
	}
	lines_fini(&l);
	ct_buf_fini(&all);
	return err;
}

TEST(client_lines, a_line_has_a_limit)
{
	EXPECT_EQ(CT_MORE, feed_long(LINES_TEXT_MAX, true));
	EXPECT_EQ(CT_ELINE, feed_long(LINES_TEXT_MAX + 1, true));
	EXPECT_EQ(CT_MORE, feed_long(LINES_RAW_MAX, false));
	EXPECT_EQ(CT_ELINE, feed_long(LINES_RAW_MAX + 1, false));
}

TEST(client_lines, a_charset_that_nobody_knows)
{
	struct lines l;

	EXPECT_EQ(CT_ECHARSET, lines_init(&l, NULL, "klingon"));
	lines_fini(&l);
}
