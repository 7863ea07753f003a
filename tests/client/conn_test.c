/* The client's end of a connection: fed whole, byte by byte, at every split. */
#include "tests/shim/shim.h"

#include <stdlib.h>
#include <string.h>

#include "apps/client/conn.h"

enum { frames = 4 };

/* Four frames of a server, one of them of a type that nobody knows. */
static void
add_frames(struct ct_buf *out)
{
	struct ct_frame ack = {
	    .type = CT_FRAME_ACK, .num = {7, 300, 1700000000000}};
	struct ct_frame said = {.type = CT_FRAME_MESSAGE,
	    .num = {CT_KIND_SAY, 0, 301, 300, 1700000000001}};
	struct ct_frame pong = {.type = CT_FRAME_PONG, .num = {42}};

	ack.str[0] = ct_slice_str("大厅");
	said.str[0] = ct_slice_str("大厅");
	said.str[1] = ct_slice_str("小明");
	said.str[2] = ct_slice_str("你好 😀");
	EXPECT_EQ(CT_OK, ct_frame_add(out, &ack));
	EXPECT_EQ(CT_OK, ct_buf_add(out, "\0\0\0\3\x7fxy", 7));
	EXPECT_EQ(CT_OK, ct_frame_add(out, &said));
	EXPECT_EQ(CT_OK, ct_frame_add(out, &pong));
}

static void
check_frame(unsigned i, const struct ct_frame *f)
{
	static const uint8_t types[frames] = {
	    CT_FRAME_ACK, 0x7f, CT_FRAME_MESSAGE, CT_FRAME_PONG};

	ASSERT_LT(i, (unsigned)frames);
	EXPECT_EQ(types[i], f->type);
	if (f->type == CT_FRAME_MESSAGE) {
		EXPECT_EQ(301, f->num[2]);
		EXPECT_SLICE("小明", f->str[1]);
		EXPECT_SLICE("你好 😀", f->str[2]);
	}
	if (f->type == CT_FRAME_PONG)
		EXPECT_EQ(42, f->num[0]);
}

/* Feeds a copy of exactly `len` bytes and takes what is whole. */
static void
feed(struct conn *c, const char *data, size_t len, unsigned *seen)
{
	char *copy = malloc(len > 0 ? len : 1);
	struct ct_frame f;
	enum ct_err err;

	ASSERT_TRUE(copy != NULL);
	memcpy(copy, data, len);
	EXPECT_EQ(CT_OK, conn_feed(c, copy, len));
	free(copy);
	while ((err = conn_next(c, &f)) == CT_OK)
		check_frame((*seen)++, &f);
	EXPECT_EQ(CT_MORE, err);
}

TEST(client_conn, every_split)
{
	struct ct_buf bytes;

	ct_buf_init(&bytes, 4096);
	add_frames(&bytes);
	for (size_t cut = 0; cut <= bytes.len; cut++) {
		struct conn c;
		unsigned seen = 0;

		INFO("split at %zu", cut);
		conn_init(&c);
		feed(&c, bytes.data, cut, &seen);
		feed(&c, bytes.data + cut, bytes.len - cut, &seen);
		EXPECT_EQ(frames, seen);
		conn_fini(&c);
	}
	ct_buf_fini(&bytes);
}

TEST(client_conn, byte_by_byte)
{
	struct ct_buf bytes;
	struct conn c;
	unsigned seen = 0;

	ct_buf_init(&bytes, 4096);
	add_frames(&bytes);
	conn_init(&c);
	for (size_t i = 0; i < bytes.len; i++)
		feed(&c, bytes.data + i, 1, &seen);
	EXPECT_EQ(frames, seen);
	conn_fini(&c);
	ct_buf_fini(&bytes);
}

TEST(client_conn, the_first_error_sticks)
{
	struct conn c;
	struct ct_frame f;

	conn_init(&c);
	EXPECT_EQ(CT_OK, conn_feed(&c, "HTTP/1.1 400", 12));
	EXPECT_EQ(CT_EFRAME, conn_next(&c, &f));
	EXPECT_EQ(CT_OK, conn_feed(&c, "\0\0\0\1\x8b", 5));
	EXPECT_EQ(CT_EFRAME, conn_next(&c, &f));
	conn_fini(&c);
}

TEST(client_conn, text_that_is_no_utf8_is_an_error)
{
	struct ct_frame text = {.type = CT_FRAME_TEXT}, f;
	struct conn c;

	conn_init(&c);
	text.str[0] = ct_slice_str("\xc4\xe3\xba\xc3");
	EXPECT_EQ(CT_OK, conn_add(&c, &text));
	EXPECT_EQ(
	    CT_OK, conn_feed(&c, conn_pending(&c).data, conn_pending(&c).len));
	EXPECT_EQ(CT_EUTF8, conn_next(&c, &f));
	conn_fini(&c);
}

TEST(client_conn, what_nobody_takes_is_bounded)
{
	static char big[CONN_IN_MAX];
	struct conn c;

	conn_init(&c);
	EXPECT_EQ(CT_OK, conn_feed(&c, big, sizeof(big)));
	EXPECT_EQ(CT_EFULL, conn_feed(&c, big, 1));
	conn_fini(&c);
}

TEST(client_conn, the_largest_frame_passes)
{
	static char text[CT_FRAME_MAX - 5];
	struct ct_frame big = {.type = CT_FRAME_TEXT}, f;
	struct conn c;

	memset(text, 'x', sizeof(text));
	big.str[0] = (struct ct_slice){text, sizeof(text)};
	conn_init(&c);
	EXPECT_EQ(CT_OK, conn_add(&c, &big));
	EXPECT_EQ(
	    CT_OK, conn_feed(&c, conn_pending(&c).data, conn_pending(&c).len));
	EXPECT_EQ(CT_OK, conn_next(&c, &f));
	EXPECT_EQ(sizeof(text), f.str[0].len);
	conn_fini(&c);
}

TEST(client_conn, sent_bytes_go_in_any_portions)
{
	struct ct_frame ping = {.type = CT_FRAME_PING, .num = {1}};
	struct conn c;
	size_t len;

	conn_init(&c);
	EXPECT_EQ(CT_OK, conn_add(&c, &ping));
	len = conn_pending(&c).len;
	EXPECT_EQ(13, len);
	for (; len > 0; len--) {
		EXPECT_EQ(len, conn_pending(&c).len);
		conn_sent(&c, 1);
	}
	EXPECT_EQ(0, conn_pending(&c).len);
	conn_fini(&c);
}
