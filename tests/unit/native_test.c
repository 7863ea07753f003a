/* The native door: hello, acknowledgements, sequence numbers, charsets. */
#include "frames.h"
#include "tests/shim/shim.h"

#include <string.h>

TEST(native, hello_is_welcomed_into_the_lobby)
{
	struct talk t;
	struct peer *p;
	struct ct_frame f;

	talk_init(&t);
	talk_start(&t);
	p = talk_enter(&t, "小明");
	ASSERT_TRUE(peer_next(p, CT_FRAME_WELCOME, &f));
	EXPECT_EQ(1, f.num[0]);
	EXPECT_SLICE("小明", f.str[0]);
	EXPECT_SLICE("lobby", f.str[1]);
	ASSERT_TRUE(peer_next(p, CT_FRAME_JOINED, &f));
	EXPECT_EQ(1, f.num[0]);
	ASSERT_TRUE(peer_next(p, CT_FRAME_PAST, &f));
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
	a = talk_enter(&t, "a");
	b = talk_open(&t, &talk_line);
	peer_say(b, "from b\n");
	ASSERT_TRUE(peer_next(a, CT_FRAME_MESSAGE, &f));
	while (f.num[0] != CT_KIND_SAY)
		ASSERT_TRUE(peer_next(a, CT_FRAME_MESSAGE, &f));
	EXPECT_EQ(have, f.num[3]);
	have = f.num[2];
	peer_say_frame(a, 77, "你好");
	ASSERT_TRUE(peer_next(a, CT_FRAME_ACK, &f));
	EXPECT_EQ(77, f.num[0]);
	EXPECT_GT(f.num[1], have);
	EXPECT_SLICE("lobby", f.str[0]);
	EXPECT_FALSE(peer_next(a, CT_FRAME_MESSAGE, &f));
	have = 2;
	peer_say(b, "again\n");
	ASSERT_TRUE(peer_next(a, CT_FRAME_MESSAGE, &f));
	EXPECT_EQ(have, f.num[3]);
	talk_fini(&t);
}

TEST(native, what_was_sent_again_is_acknowledged_but_not_said_again)
{
	struct talk t;
	struct peer *a, *b;
	struct ct_frame f;
	uint64_t seq;

	talk_init(&t);
	talk_start(&t);
	a = talk_enter(&t, "a");
	b = talk_open(&t, &talk_line);
	peer_eat(b);
	peer_say_frame(a, 5, "once");
	ASSERT_TRUE(peer_next(a, CT_FRAME_ACK, &f));
	seq = f.num[1];
	peer_close(a);
	a = talk_enter(&t, "a");
	peer_say_frame(a, 5, "once");
	peer_say_frame(a, 6, "twice");
	ASSERT_TRUE(peer_next(a, CT_FRAME_ACK, &f));
	EXPECT_EQ(5, f.num[0]);
	EXPECT_EQ(seq, f.num[1]);
	EXPECT_TRUE(peer_saw(b, "a: once"));
	EXPECT_TRUE(strstr(strstr(peer_got(b), "once") + 1, "once") == NULL);
	EXPECT_TRUE(peer_saw(b, "a: twice"));
	talk_fini(&t);
}

TEST(native, a_taken_name_gets_a_number_and_the_same_client_takes_over)
{
	struct talk t;
	struct peer *a, *b;
	struct ct_frame f = hello_frame("a", "");

	talk_init(&t);
	talk_start(&t);
	a = talk_open(&t, &talk_line);
	peer_say(a, "/nick A\n");
	b = talk_open(&t, &talk_native);
	peer_frame(b, &f);
	ASSERT_TRUE(peer_next(b, CT_FRAME_WELCOME, &f));
	EXPECT_SLICE("a2", f.str[0]);
	f = hello_frame("a2", "");
	a = talk_open(&t, &talk_native);
	peer_frame(a, &f);
	ASSERT_TRUE(peer_next(a, CT_FRAME_WELCOME, &f));
	EXPECT_SLICE("a2", f.str[0]);
	EXPECT_TRUE(b->session == NULL);
	EXPECT_EQ(CT_EREPLACED, b->why);
	talk_fini(&t);
}

TEST(native, charset_of_hello_is_that_of_all_strings)
{
	struct talk t;
	struct peer *a, *b;
	struct ct_frame f = hello_frame("\xd0\xa1\xc3\xf7", "gbk"); /* 小明 */

	talk_init(&t);
	talk_start(&t);
	b = talk_open(&t, &talk_line);
	a = talk_open(&t, &talk_native);
	peer_frame(a, &f);
	ASSERT_TRUE(peer_next(a, CT_FRAME_WELCOME, &f));
	EXPECT_SLICE("\xd0\xa1\xc3\xf7", f.str[0]);
	peer_eat(b);
	peer_say_frame(a, 1, "\xc4\xe3\xba\xc3\n\xba\xc3");
	EXPECT_STREQ("[lobby] 小明: 你好\r\n[lobby] 小明: 好\r\n", peer_got(b));
	peer_say(b, "再见😀\n");
	ASSERT_TRUE(peer_next(a, CT_FRAME_MESSAGE, &f));
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
		ASSERT_TRUE(peer_next(p, CT_FRAME_GOODBYE, &f));
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
