/* The line door: framing, charsets, telnet, commands, limits. */
#include "talk.h"
#include "tests/shim/shim.h"

#include <stdlib.h>
#include <string.h>

static void
two(struct talk *t, struct peer **a, struct peer **b)
{
	talk_init(t);
	talk_start(t);
	*a = talk_open(t, &talk_line);
	*b = talk_open(t, &talk_line);
	peer_say(*a, "/nick ann\n");
	peer_say(*b, "/nick 小明\n");
	peer_eat(*a);
	peer_eat(*b);
}

TEST(line, welcomes_and_names_a_guest)
{
	struct talk t;
	struct peer *p;

	talk_init(&t);
	talk_start(&t);
	p = talk_open(&t, &talk_line);
	EXPECT_STREQ("* Crosstalk. You are guest1, in lobby. /help lists "
		     "commands.\r\n"
		     "* 中文：/lang zh\r\n"
		     "* you are in lobby (1 here)\r\n",
	    peer_got(p));
	talk_fini(&t);
}

TEST(line, a_server_with_a_name_tells_it)
{
	struct talk t;
	struct peer *p;

	talk_init(&t);
	t.cfg.server_name = "茶馆";
	talk_start(&t);
	p = talk_open(&t, &talk_line);
	EXPECT_TRUE(peer_saw(p, "* welcome to 茶馆\r\n"
				"* Crosstalk. You are guest1"));
	talk_fini(&t);
}

TEST(line, says_to_the_others_only)
{
	struct talk t;
	struct peer *a, *b;

	two(&t, &a, &b);
	peer_say(a, "hello 世界\n");
	EXPECT_STREQ("", peer_got(a));
	EXPECT_STREQ("[lobby] ann: hello 世界\n", peer_got(b));
	talk_fini(&t);
}

TEST(line, same_at_every_split_and_byte_by_byte)
{
	static const char text[] = "你好\r\nsecond\n/nick 阿\nthird 😀\n";
	static const char want[] = "[lobby] ann: 你好\n[lobby] ann: second\n"
				   "* ann is now 阿\n[lobby] 阿: third 😀\n";
	size_t n = sizeof(text) - 1;

	for (size_t cut = 0; cut <= n + 1; cut++) {
		struct talk t;
		struct peer *a, *b;

		two(&t, &a, &b);
		if (cut <= n) {
			peer_send(a, text, cut);
			peer_send(a, text + cut, n - cut);
		}
		for (size_t i = 0; cut > n && i < n; i++)
			peer_send(a, text + i, 1);
		EXPECT_STREQ(want, peer_got(b));
		talk_fini(&t);
	}
}

TEST(line, telnet_s_cr_nul_ends_a_line_at_every_split)
{
	static const char text[] = "one\r\0two\0x\r\n\rthree\r\0\0/nick z\r\0";
	static const char want[] = "[lobby] ann: one\n[lobby] ann: two␀x\n"
				   "[lobby] ann: ␍three\n* ann is now z\n";
	size_t n = sizeof(text) - 1;

	for (size_t cut = 0; cut <= n + 1; cut++) {
		struct talk t;
		struct peer *a, *b;

		two(&t, &a, &b);
		peer_send(a, text, cut <= n ? cut : 0);
		for (size_t i = cut <= n ? cut : 0; i < n; i++)
			peer_send(a, text + i, 1);
		EXPECT_STREQ(want, peer_got(b));
		talk_fini(&t);
	}
}

TEST(line, sends_the_same_in_single_bytes)
{
	struct talk t;
	struct peer *a, *b;

	two(&t, &a, &b);
	b->step = 1;
	peer_say(a, "一\n二\n");
	EXPECT_STREQ("[lobby] ann: 一\n[lobby] ann: 二\n", peer_got(b));
	talk_fini(&t);
}

TEST(line, charset_gbk_converts_names_and_text)
{
	struct talk t;
	struct peer *a, *b;

	two(&t, &a, &b);
	peer_say(a, "/charset gbk\n");
	EXPECT_STREQ("* \xd7\xd6\xb7\xfb\xbc\xaf\xa3\xbagbk\n", peer_got(a));
	peer_eat(a);
	peer_say(a, "\xc4\xe3\xba\xc3\n"); /* 你好 */
	EXPECT_STREQ("[lobby] ann: 你好\n", peer_got(b));
	peer_say(b, "好 😀\n");
	EXPECT_STREQ(
	    "[lobby] \xd0\xa1\xc3\xf7: \xba\xc3 \\u{1F600}\n", peer_got(a));
	peer_eat(b);
	peer_say(a, "\\u{1F600}!\n");
	EXPECT_STREQ("[lobby] ann: 😀!\n", peer_got(b));
	talk_fini(&t);
}

TEST(line, unknown_charset_lists_the_known)
{
	struct talk t;
	struct peer *a, *b;

	two(&t, &a, &b);
	peer_say(a, "/charset klingon\n");
	EXPECT_TRUE(peer_saw(a, "! unknown charset klingon"));
	EXPECT_TRUE(peer_saw(a, "gb18030"));
	EXPECT_TRUE(peer_saw(a, "(unknown-charset)"));
	talk_fini(&t);
}

TEST(line, auto_door_learns_gbk_and_says_so)
{
	struct talk t;
	struct peer *a, *b;

	talk_init(&t);
	talk_start(&t);
	a = talk_open(&t, &talk_auto);
	b = talk_open(&t, &talk_line);
	peer_say(b, "x\n");
	peer_eat(a);
	peer_eat(b);
	peer_say(a, "\xc4\xe3\xba\xc3\xa3\xa1\n"); /* 你好！ */
	EXPECT_STREQ("[lobby] guest1: 你好！\n", peer_got(b));
	EXPECT_TRUE(peer_saw(a, "gbk"));
	EXPECT_TRUE(peer_saw(a, "/charset utf-8"));
	peer_eat(a);
	peer_say(b, "好\n");
	EXPECT_STREQ("[lobby] guest2: \xba\xc3\n", peer_got(a));
	talk_fini(&t);
}

/* 什么 is a guess, 你好！ makes it certain; é is a guess, after another. */
TEST(line, what_was_learned_is_told_once_and_as_it_is)
{
	struct talk t;
	struct peer *a, *b;

	talk_init(&t);
	talk_start(&t);
	a = talk_open(&t, &talk_auto);
	b = talk_open(&t, &talk_auto);
	peer_eat(a);
	peer_say(a, "\xca\xb2\xc3\xb4\n");
	EXPECT_TRUE(peer_saw(a, "/charset utf-8"));
	peer_eat(a);
	peer_say(a, "\xc4\xe3\xba\xc3\xa3\xa1\n");
	EXPECT_STREQ("", peer_got(a));
	peer_say(a, "/charset auto\n\xc4\xe3\xba\xc3\xa3\xa1\n");
	EXPECT_TRUE(peer_saw(a, "/charset utf-8"));
	peer_eat(b);
	peer_say(b, "\xca\xb2\xc3\xb4\n");
	EXPECT_TRUE(peer_saw(b, "/charset utf-8"));
	peer_eat(b);
	peer_say(b, "caf\xc3\xa9\n");
	EXPECT_TRUE(peer_saw(b, " utf-8"));
	EXPECT_TRUE(peer_saw(b, "/charset gbk"));
	talk_fini(&t);
}

TEST(line, a_line_too_long_is_told_and_skipped)
{
	struct talk t;
	struct peer *a, *b;
	size_t n = 40000;
	char *big = malloc(n);

	ASSERT_TRUE(big != NULL);
	memset(big, 'x', n);
	two(&t, &a, &b);
	peer_send(a, big, n);
	EXPECT_TRUE(peer_saw(a, "(line-too-long)"));
	peer_eat(a);
	peer_say(a, "the rest of it\nnext\n");
	EXPECT_STREQ("", peer_got(a));
	EXPECT_STREQ("[lobby] ann: next\n", peer_got(b));
	free(big);
	talk_fini(&t);
}

TEST(line, telnet_options_are_declined)
{
	struct talk t;
	struct peer *a, *b;

	two(&t, &a, &b);
	peer_send(a, "\xff\xfb\x1fhe\xff\xfd\x03llo\xff\xf1\r\n", 15);
	EXPECT_MEMEQ("\xff\xfe\x1f\xff\xfc\x03", a->got.data, 6);
	EXPECT_STREQ("[lobby] ann: hello\n", peer_got(b));
	talk_fini(&t);
}

TEST(line, a_telnet_option_without_end_ends_the_connection)
{
	struct talk t;
	struct peer *a, *b;

	two(&t, &a, &b);
	peer_send(a, "\xff\xfa\x1f", 3);
	for (int i = 0; i < 30 && a->session != NULL; i++)
		peer_say(a, "and so on, and so on, and so on, and so on, "
			    "and so on, and so on, and so on, and so on\n"
			    "and so on, and so on, and so on, and so on, "
			    "and so on, and so on, and so on, and so on\n");
	EXPECT_TRUE(a->session != NULL);
	for (int i = 0; i < 300 && a->session != NULL; i++)
		peer_say(a, "and so on, and so on, and so on, and so on, "
			    "and so on, and so on, and so on, and so on\n");
	EXPECT_TRUE(a->session == NULL);
	EXPECT_EQ(CT_ELINE, a->why);
	talk_fini(&t);
}

TEST(line, half_close_hears_the_last_line_and_flushes)
{
	struct talk t;
	struct peer *a, *b;

	two(&t, &a, &b);
	peer_say(a, "/who\nlast words");
	peer_half_close(a);
	EXPECT_TRUE(a->session == NULL);
	EXPECT_TRUE(peer_saw(a, "* in lobby: ann, 小明"));
	EXPECT_STREQ("[lobby] ann: last words\n* ann is gone\n", peer_got(b));
	talk_fini(&t);
}

TEST(line, wrong_door)
{
	struct talk t;
	struct peer *p;

	talk_init(&t);
	talk_start(&t);
	p = talk_open(&t, &talk_line);
	peer_say(p, "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
	EXPECT_TRUE(peer_saw(p, "(wrong-door)"));
	EXPECT_TRUE(p->session == NULL);
	EXPECT_EQ(CT_EDOOR, p->why);
	talk_fini(&t);
}

TEST(line, rooms_topics_and_direct_messages)
{
	struct talk t;
	struct peer *a, *b;

	two(&t, &a, &b);
	peer_say(a, "/join 技术\n/topic #技术 夜聊\n");
	peer_say(b, "/join 技术\n");
	EXPECT_TRUE(peer_saw(b, "* you are in 技术 (2 here)\n"));
	EXPECT_TRUE(peer_saw(b, "* topic of 技术: 夜聊\n"));
	EXPECT_TRUE(peer_saw(a, "* 小明 joined 技术\n"));
	peer_eat(a);
	peer_say(b, "在吗\n/msg ann 悄悄话\n/part\nlobby again\n");
	EXPECT_TRUE(peer_saw(a, "[技术] 小明: 在吗\n"));
	EXPECT_TRUE(peer_saw(a, "(小明 to you) 悄悄话\n"));
	EXPECT_TRUE(peer_saw(a, "* 小明 left 技术\n"));
	EXPECT_TRUE(peer_saw(a, "[lobby] 小明: lobby again\n"));
	talk_fini(&t);
}

TEST(line, names_are_unique_without_regard_to_case)
{
	struct talk t;
	struct peer *a, *b;

	two(&t, &a, &b);
	peer_say(b, "/nick ANN\n");
	EXPECT_TRUE(peer_saw(b, "! the name ANN is taken (nick-taken)"));
	peer_say(a, "/nick Ann\n");
	EXPECT_TRUE(peer_saw(a, "you are now Ann"));
	peer_eat(b);
	peer_say(b, "/nick a b\n/nick\n");
	EXPECT_TRUE(peer_saw(b, "(bad-nick)"));
	EXPECT_TRUE(peer_saw(b, "(bad-arguments)"));
	talk_fini(&t);
}

TEST(line, who_joins_reads_what_was_said_before)
{
	struct talk t;
	struct peer *a, *b, *c;

	two(&t, &a, &b);
	peer_say(a, "one\ntwo\n");
	c = talk_open(&t, &talk_line);
	EXPECT_TRUE(peer_saw(c, "#1] [lobby] ann: one\r\n"));
	EXPECT_TRUE(peer_saw(c, "#2] [lobby] ann: two\r\n"));
	talk_fini(&t);
}

TEST(line, a_stopped_reader_is_cut_off_and_nobody_waits)
{
	struct talk t;
	struct peer *a, *b, *c;

	talk_init(&t);
	t.cfg.caps.queue_bytes = 4096;
	t.cfg.caps.say_rate = 0;
	talk_start(&t);
	a = talk_open(&t, &talk_line);
	b = talk_open(&t, &talk_line);
	c = talk_open(&t, &talk_line);
	b->stopped = true;
	peer_eat(c);
	for (int i = 0; i < 100; i++)
		peer_say(a, "0123456789012345678901234567890123456789\n");
	EXPECT_TRUE(b->session == NULL);
	EXPECT_EQ(CT_ESLOW, b->why);
	EXPECT_TRUE(c->session != NULL);
	EXPECT_TRUE(peer_saw(c, "is gone"));
	talk_fini(&t);
}

TEST(line, a_flood_is_slowed_down_and_nothing_is_lost)
{
	struct talk t;
	struct peer *a, *b;
	size_t seen = 0;

	talk_init(&t);
	t.cfg.caps.say_burst = 5;
	t.cfg.caps.say_rate = 10;
	talk_start(&t);
	a = talk_open(&t, &talk_line);
	b = talk_open(&t, &talk_line);
	for (int i = 0; i < 50; i++)
		peer_say(a, "n\n");
	EXPECT_TRUE(peer_saw(b, ": n"));
	talk_wait(&t, 60000);
	for (const char *at = peer_got(b); (at = strstr(at, ": n")) != NULL;
	     at++)
		seen++;
	EXPECT_EQ(50, seen);
	talk_fini(&t);
}

TEST(line, why_shows_bytes_cuts_and_charsets)
{
	struct talk t;
	struct peer *a, *b;

	two(&t, &a, &b);
	peer_say(a, "/charset gbk\n");
	peer_send(a, "\xc4", 1);
	peer_send(a, "\xe3\xba\xc3\n", 4);
	peer_eat(b);
	peer_say(b, "/why\n");
	EXPECT_TRUE(peer_saw(b, "#1] [lobby] ann: 你好\n"));
	EXPECT_TRUE(
	    peer_saw(b, "door line, read as gbk, 4 bytes: C4 E3 BA C3"));
	EXPECT_TRUE(peer_saw(b, "cut by reads at byte 1; it ended with: LF"));
	EXPECT_TRUE(peer_saw(b, "went to you as utf-8"));
	talk_fini(&t);
}

TEST(line, why_shows_what_was_written_otherwise)
{
	struct talk t;
	struct peer *a, *b;

	two(&t, &a, &b);
	peer_say(b, "/charset gbk\n/lang en\n/fold on\n/names on\n");
	peer_say(a, "a\xc2\xa0\xe2\x80\xa7"
		    "b😀ḿ\n");
	peer_eat(b);
	peer_say(b, "/why\n");
	EXPECT_TRUE(peer_saw(b,
	    "* 2 written as the nearest kin (/fold), 1 by name (/names)\n"
	    "* went to you as gbk, 1 escaped, "));
	peer_say(a, "plain\n");
	peer_eat(b);
	peer_say(b, "/why\n");
	EXPECT_FALSE(peer_saw(b, "(/fold)"));
	EXPECT_TRUE(peer_saw(b, "went to you as gbk, 0 escaped"));
	talk_fini(&t);
}

TEST(line, shutdown_tells_everybody)
{
	struct talk t;
	struct peer *a, *b;

	two(&t, &a, &b);
	ct_hub_shutdown(t.hub, t.now);
	talk_flush(&t);
	EXPECT_TRUE(peer_saw(a, "the server is shutting down"));
	EXPECT_TRUE(a->session == NULL && b->session == NULL);
	talk_fini(&t);
}
