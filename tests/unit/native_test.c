/* The native door: hello, acknowledgements, sequence numbers, charsets. */
#include "talk.h"
#include "core/frame.h"
#include "tests/shim/shim.h"

#include <string.h>

static void
send_frame(struct peer *p, const struct ct_frame *f)
{
	struct ct_buf b;

	ct_buf_init(&b, 1 << 20);
	EXPECT_EQ(CT_OK, ct_frame_add(&b, f));
	peer_send(p, b.data, b.len);
	ct_buf_fini(&b);
}

static struct ct_slice
str(const char *s)
{
	return ct_slice_str(s);
}

static struct ct_frame
hello(const char *nick, const char *charset)
{
	static const char id[CT_ID_BYTES] = "0123456789abcdef";
	struct ct_frame f = {.type = CT_FRAME_HELLO,
	    .num = {CT_PROTOCOL_VERSION},
	    .str = {{id, CT_ID_BYTES}, str(nick), str("en"), str(charset),
		str("test")}};

	return f;
}

static void
say(struct peer *p, uint64_t number, const char *text)
{
	struct ct_frame f = {.type = CT_FRAME_SAY,
	    .num = {number},
	    .str = {str("lobby"), str(text)}};

	send_frame(p, &f);
}

/* The next frame of that type among what the peer was sent; eats up to it. */
static bool
next(struct peer *p, uint8_t type, struct ct_frame *f)
{
	static char kept[1 << 16];
	struct ct_slice in = ct_buf_slice(&p->got), rest;

	if (in.len == 0 || in.len > sizeof(kept))
		return false;
	memcpy(kept, in.data, in.len);
	rest = (struct ct_slice){kept, in.len};
	while (ct_frame_take(&rest, CT_FRAME_MAX, f) == CT_OK) {
		if (f->type != type)
			continue;
		ct_buf_consume(&p->got, in.len - rest.len);
		return true;
	}
	return false;
}

static struct peer *
enter(struct talk *t, const char *nick)
{
	struct peer *p = talk_open(t, &talk_native);
	struct ct_frame f = hello(nick, "");

	send_frame(p, &f);
	return p;
}

TEST(native, hello_is_welcomed_into_the_lobby)
{
	struct talk t;
	struct peer *p;
	struct ct_frame f;

	talk_init(&t);
	talk_start(&t);
	p = enter(&t, "小明");
	ASSERT_TRUE(next(p, CT_FRAME_WELCOME, &f));
	EXPECT_EQ(1, f.num[0]);
	EXPECT_SLICE("小明", f.str[0]);
	EXPECT_SLICE("lobby", f.str[1]);
	ASSERT_TRUE(next(p, CT_FRAME_JOINED, &f));
	EXPECT_EQ(1, f.num[0]);
	ASSERT_TRUE(next(p, CT_FRAME_PAST, &f));
	EXPECT_EQ(0, f.num[0]);
	talk_fini(&t);
}

TEST(native, say_is_acknowledged_and_numbered)
{
	struct talk t;
	struct peer *a, *b;
	struct ct_frame f;
	uint64_t have = 0;

	talk_init(&t);
	talk_start(&t);
	a = enter(&t, "a");
	b = talk_open(&t, &talk_line);
	peer_say(b, "from b\n");
	ASSERT_TRUE(next(a, CT_FRAME_MESSAGE, &f));
	while (f.num[0] != CT_KIND_SAY)
		ASSERT_TRUE(next(a, CT_FRAME_MESSAGE, &f));
	EXPECT_EQ(have, f.num[3]);
	have = f.num[2];
	say(a, 77, "你好");
	ASSERT_TRUE(next(a, CT_FRAME_ACK, &f));
	EXPECT_EQ(77, f.num[0]);
	EXPECT_GT(f.num[1], have);
	EXPECT_SLICE("lobby", f.str[0]);
	EXPECT_FALSE(next(a, CT_FRAME_MESSAGE, &f));
	have = 2;
	peer_say(b, "again\n");
	ASSERT_TRUE(next(a, CT_FRAME_MESSAGE, &f));
	EXPECT_EQ(have, f.num[3]);
	talk_fini(&t);
}

TEST(native, a_taken_name_gets_a_number_and_the_same_client_takes_over)
{
	struct talk t;
	struct peer *a, *b;
	struct ct_frame f = hello("a", "");

	talk_init(&t);
	talk_start(&t);
	a = talk_open(&t, &talk_line);
	peer_say(a, "/nick A\n");
	b = talk_open(&t, &talk_native);
	send_frame(b, &f);
	ASSERT_TRUE(next(b, CT_FRAME_WELCOME, &f));
	EXPECT_SLICE("a2", f.str[0]);
	f = hello("a2", "");
	a = talk_open(&t, &talk_native);
	send_frame(a, &f);
	ASSERT_TRUE(next(a, CT_FRAME_WELCOME, &f));
	EXPECT_SLICE("a2", f.str[0]);
	EXPECT_TRUE(b->session == NULL);
	EXPECT_EQ(CT_EREPLACED, b->why);
	talk_fini(&t);
}

TEST(native, charset_of_hello_is_that_of_all_strings)
{
	struct talk t;
	struct peer *a, *b;
	struct ct_frame f = hello("\xd0\xa1\xc3\xf7", "gbk"); /* 小明 */

	talk_init(&t);
	talk_start(&t);
	b = talk_open(&t, &talk_line);
	a = talk_open(&t, &talk_native);
	send_frame(a, &f);
	ASSERT_TRUE(next(a, CT_FRAME_WELCOME, &f));
	EXPECT_SLICE("\xd0\xa1\xc3\xf7", f.str[0]);
	peer_eat(b);
	say(a, 1, "\xc4\xe3\xba\xc3\n\xba\xc3");
	EXPECT_STREQ("[lobby] 小明: 你好\r\n[lobby] 小明: 好\r\n", peer_got(b));
	peer_say(b, "再见😀\n");
	ASSERT_TRUE(next(a, CT_FRAME_MESSAGE, &f));
	EXPECT_SLICE("\xd4\xd9\xbc\xfb\\u{1F600}", f.str[2]);
	talk_fini(&t);
}

TEST(native, bad_frames_end_with_a_reason)
{
	static const struct {
		const char *bytes;
		size_t n;
		enum ct_err err;
	} bad[] = {
	    {"\xff\xff\xff\xff", 4, CT_EFRAME},
	    {"\0\0\0\1\x0b", 5, CT_EEARLY},
	    {"\0\0\0\2\x01\x00", 6, CT_EFRAME},
	    {"GET / HTTP/1.1\r\n", 16, CT_EDOOR},
	    {"\x16\x03\x01\x02\x00\x01\x00\x01", 8, CT_EDOOR},
	};

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct talk t;
		struct peer *p;
		struct ct_frame f;

		talk_init(&t);
		talk_start(&t);
		p = talk_open(&t, &talk_native);
		peer_send(p, bad[i].bytes, bad[i].n);
		EXPECT_TRUE(p->session == NULL);
		EXPECT_EQ(bad[i].err, p->why);
		ASSERT_TRUE(next(p, CT_FRAME_GOODBYE, &f));
		EXPECT_EQ(bad[i].err, f.num[0]);
		talk_fini(&t);
	}
}

TEST(native, who_does_not_say_hello_is_closed)
{
	struct talk t;
	struct peer *p;

	talk_init(&t);
	talk_start(&t);
	p = talk_open(&t, &talk_native);
	talk_wait(&t, t.cfg.caps.hello_wait - 1);
	EXPECT_TRUE(p->session != NULL);
	talk_wait(&t, 2);
	EXPECT_TRUE(p->session == NULL);
	talk_fini(&t);
}

/* A store that completes later, in order. */
struct late {
	uint64_t last;
	size_t waiting;
};

static enum ct_err
submit_late(void *ctx, const struct ct_msg *m, uint64_t ticket)
{
	struct late *l = ctx;

	(void)m;
	l->last = ticket;
	l->waiting++;
	return CT_MORE;
}

TEST(native, nothing_is_acknowledged_or_seen_before_it_is_stored)
{
	struct late late = {0};
	struct ct_store store = {&late, submit_late};
	struct talk t;
	struct peer *a, *b;
	struct ct_frame f;

	talk_init(&t);
	t.cfg.store = &store;
	talk_start(&t);
	a = enter(&t, "a");
	b = talk_open(&t, &talk_line);
	peer_eat(b);
	say(a, 1, "one");
	say(a, 2, "two");
	EXPECT_EQ(2, late.waiting);
	EXPECT_STREQ("", peer_got(b));
	EXPECT_FALSE(next(a, CT_FRAME_ACK, &f));
	ct_hub_stored(t.hub, late.last, CT_OK);
	talk_flush(&t);
	EXPECT_STREQ("[lobby] a: one\r\n[lobby] a: two\r\n", peer_got(b));
	ASSERT_TRUE(next(a, CT_FRAME_ACK, &f));
	EXPECT_EQ(1, f.num[0]);
	ASSERT_TRUE(next(a, CT_FRAME_ACK, &f));
	EXPECT_EQ(2, f.num[0]);
	say(a, 3, "three");
	peer_close(a);
	ct_hub_stored(t.hub, late.last, CT_ESTORE);
	talk_flush(&t);
	EXPECT_FALSE(peer_saw(b, "three"));
	talk_fini(&t);
}
