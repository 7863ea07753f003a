/* The classic and the length door: what the lesson's programs demand. */
#include "talk.h"
#include "tests/shim/shim.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NIHAO "\xc4\xe3\xba\xc3" /* 你好 */

static void
start(struct talk *t, const struct ct_door *door, struct peer **a,
    struct peer **b)
{
	talk_init(t);
	t->cfg.caps.say_rate = 0;
	talk_start(t);
	*a = talk_open(t, door);
	*b = talk_open(t, &talk_line);
	peer_say(*b, "/nick bob\n");
	peer_eat(*b);
}

/* One turn of a classic peer: speaks, waits for its answer. */
static void
turn(struct talk *t, struct peer *p, const char *text)
{
	peer_eat(p);
	peer_say(p, text);
	talk_wait(t, t->cfg.caps.turn_gap);
}

TEST(classic, says_nothing_before_it_is_spoken_to)
{
	struct talk t;
	struct peer *a, *b;

	start(&t, &talk_classic, &a, &b);
	peer_say(b, "hi\n");
	talk_wait(&t, 60000);
	EXPECT_STREQ("", peer_got(a));
	talk_fini(&t);
}

TEST(classic, first_answer_names_the_person_and_has_no_line_end)
{
	struct talk t;
	struct peer *a, *b;

	start(&t, &talk_classic, &a, &b);
	turn(&t, a, NIHAO);
	EXPECT_STREQ("[lobby] 客人1: 你好\n", peer_got(b));
	/* * 相声。你是 客人1 … */
	EXPECT_TRUE(peer_saw(a, "\xcf\xe0\xc9\xf9\xa1\xa3"));
	EXPECT_NE('\n', a->got.data[a->got.len - 1]);
	talk_fini(&t);
}

TEST(classic, help_says_what_ends_a_turn)
{
	struct talk t;
	struct peer *a, *b;

	start(&t, &talk_classic, &a, &b);
	turn(&t, a, "/lang zh");
	turn(&t, a, "/help");
	for (int i = 0; i < 2 && !peer_saw(a, "\xb1\xdf\xbd\xe7"); i++)
		turn(&t, a, NIHAO); /* 边界 */
	EXPECT_TRUE(peer_saw(a, "\xb1\xdf\xbd\xe7"));
	peer_say(b, "/help\n");
	EXPECT_FALSE(peer_saw(b, "boundaries"));
	talk_fini(&t);
}

TEST(classic, an_answer_comes_although_nobody_speaks)
{
	struct talk t;
	struct peer *a, *b;

	start(&t, &talk_classic, &a, &b);
	turn(&t, a, "1");
	turn(&t, a, "2");
	if (a->got.len > 0) /* bob's entry and new name */
		turn(&t, a, "3");
	EXPECT_STREQ("", peer_got(a));
	talk_wait(&t, t.cfg.caps.turn_wait);
	/* * 还没有人说话 */
	EXPECT_STREQ(
	    "* \xbb\xb9\xc3\xbb\xd3\xd0\xc8\xcb\xcb\xb5\xbb\xb0", peer_got(a));
	peer_eat(a);
	talk_wait(&t, 600000);
	EXPECT_STREQ("", peer_got(a));
	talk_fini(&t);
}

TEST(classic, waits_for_the_rest_of_a_character)
{
	struct talk t;
	struct peer *a, *b;

	start(&t, &talk_classic, &a, &b);
	for (size_t i = 0; i < 4; i++) {
		peer_send(a, &NIHAO[i], 1);
		talk_wait(&t, t.cfg.caps.turn_gap - 1);
	}
	talk_wait(&t, t.cfg.caps.turn_gap);
	EXPECT_STREQ("[lobby] 客人1: 你好\n", peer_got(b));
	peer_eat(b);
	peer_send(a, NIHAO, 3);
	talk_wait(&t, t.cfg.caps.turn_gap * 2);
	EXPECT_STREQ("", peer_got(b));
	peer_send(a, &NIHAO[3], 1);
	talk_wait(&t, t.cfg.caps.turn_gap);
	EXPECT_STREQ("[lobby] 客人1: 你好\n", peer_got(b));
	talk_fini(&t);
}

TEST(classic, a_newline_ends_a_turn_at_once)
{
	struct talk t;
	struct peer *a, *b;

	start(&t, &talk_classic, &a, &b);
	peer_say(a, NIHAO "\r\n" NIHAO "\n");
	EXPECT_STREQ("[lobby] 客人1: 你好\n[lobby] 客人1: 你好\n", peer_got(b));
	talk_fini(&t);
}

/* Every answer has at most 1,024 bytes and ends on a character; together they
 * are all that was said. */
TEST(classic, cuts_answers_on_characters_and_loses_nothing)
{
	struct talk t;
	struct peer *a, *b;
	struct ct_buf all;
	char line[3 * 3000 + 8];
	size_t n = 0, hanzi = 0;

	start(&t, &talk_classic, &a, &b);
	turn(&t, a, "x");
	talk_wait(&t, t.cfg.caps.turn_wait);
	for (int i = 0; i < 1500; i++)
		n += (size_t)snprintf(
		    line + n, sizeof(line) - n, "%s", i % 7 == 0 ? "a" : "字");
	memcpy(line + n, "😀\n", 6);
	peer_say(b, line);
	ct_buf_init(&all, 1 << 20);
	for (int i = 0; i < 10; i++) {
		turn(&t, a, "x");
		EXPECT_LE(a->got.len, 1024);
		EXPECT_EQ(0, ct_coding_tail(
				 &(struct ct_coding){.charset = CT_CHARSET_GBK},
				 ct_buf_slice(&a->got)));
		ct_buf_add_slice(&all, ct_buf_slice(&a->got));
		talk_wait(&t, t.cfg.caps.turn_wait);
	}
	for (size_t i = 0; i + 1 < all.len; i++)
		hanzi += memcmp(all.data + i, "\xd7\xd6", 2) == 0;
	EXPECT_EQ(1500 - (1500 + 6) / 7, hanzi);
	ct_buf_add_u8(&all, 0);
	EXPECT_TRUE(strstr(all.data, "\\u{1F600}") != NULL);
	ct_buf_fini(&all);
	talk_fini(&t);
}

TEST(classic, too_long_a_turn_is_told)
{
	struct talk t;
	struct peer *a, *b;
	char *big = malloc(50001);

	ASSERT_TRUE(big != NULL);
	memset(big, 'x', 50000);
	big[50000] = '\0';
	start(&t, &talk_classic, &a, &b);
	turn(&t, a, big);
	talk_wait(&t, 100);
	EXPECT_TRUE(peer_saw(a, "(line-too-long)"));
	EXPECT_STREQ("", peer_got(b));
	turn(&t, a, NIHAO);
	EXPECT_STREQ("[lobby] 客人1: 你好\n", peer_got(b));
	free(big);
	talk_fini(&t);
}

TEST(classic, half_close_is_answered_and_ends)
{
	struct talk t;
	struct peer *a, *b;

	start(&t, &talk_classic, &a, &b);
	peer_say(a, NIHAO);
	peer_half_close(a);
	EXPECT_TRUE(a->session == NULL);
	EXPECT_TRUE(a->got.len > 0);
	EXPECT_TRUE(peer_saw(b, "[lobby] 客人1: 你好\n"));
	talk_fini(&t);
}

TEST(length, announces_then_waits_then_sends_exactly_that)
{
	struct talk t;
	struct peer *a, *b;
	size_t announced;

	start(&t, &talk_length, &a, &b);
	turn(&t, a, "大家好");
	EXPECT_STREQ("[lobby] 客人1: 大家好\n", peer_got(b));
	announced = (size_t)strtoul(peer_got(a), NULL, 10);
	EXPECT_GT(announced, 0);
	talk_wait(&t, 60000);
	EXPECT_LE(a->got.len, 3);
	peer_eat(a);
	peer_say(b, "later\n");
	EXPECT_STREQ("", peer_got(a));
	peer_say(a, "recv_");
	EXPECT_STREQ("", peer_got(a));
	peer_say(a, "ready");
	EXPECT_EQ(announced, a->got.len);
	talk_fini(&t);
}

/* recv_ready glued to the next message, and at every split. */
TEST(length, survives_glue_and_splits)
{
	static const char glued[] = "recv_ready再说一句";

	for (size_t cut = 0; cut < sizeof(glued); cut++) {
		struct talk t;
		struct peer *a, *b;

		start(&t, &talk_length, &a, &b);
		turn(&t, a, "一");
		peer_eat(a);
		peer_eat(b);
		peer_send(a, glued, cut);
		peer_send(a, glued + cut, sizeof(glued) - 1 - cut);
		talk_wait(&t, t.cfg.caps.turn_gap);
		EXPECT_STREQ("[lobby] 客人1: 再说一句\n", peer_got(b));
		talk_fini(&t);
	}
}

TEST(length, who_skips_the_handshake_loses_nothing)
{
	struct talk t;
	struct peer *a, *b;

	start(&t, &talk_length, &a, &b);
	turn(&t, a, "一");
	peer_say(b, "kept\n");
	turn(&t, a, "不说 ready");
	talk_wait(&t, t.cfg.caps.turn_gap);
	peer_eat(a);
	peer_say(a, "recv_ready");
	EXPECT_TRUE(peer_saw(a, "客人1"));
	EXPECT_TRUE(peer_saw(a, "bob: kept"));
	talk_fini(&t);
}

TEST(length, a_long_body_goes_whole)
{
	struct talk t;
	struct peer *a, *b;
	char line[3001 + 2];
	size_t announced;

	memset(line, 'y', 3000);
	memcpy(line + 3000, "\n", 2);
	start(&t, &talk_length, &a, &b);
	turn(&t, a, "一");
	peer_say(a, "recv_ready");
	peer_say(b, line);
	peer_say(b, line);
	turn(&t, a, "二");
	announced = (size_t)strtoul(peer_got(a), NULL, 10);
	EXPECT_GT(announced, 6000);
	peer_eat(a);
	peer_say(a, "recv_ready");
	EXPECT_EQ(announced, a->got.len);
	talk_fini(&t);
}

TEST(length, a_stopping_server_finishes_what_it_announced)
{
	struct talk t;
	struct peer *a, *b;
	size_t announced;

	start(&t, &talk_length, &a, &b);
	turn(&t, a, "一");
	peer_say(a, "recv_ready");
	peer_eat(a);
	peer_say(a, "二");
	talk_wait(&t, t.cfg.caps.turn_gap);
	peer_eat(b);
	EXPECT_STREQ("", peer_got(a));
	ct_hub_shutdown(t.hub, t.now);
	talk_flush(&t);
	EXPECT_TRUE(b->session == NULL);
	announced = (size_t)strtoul(peer_got(a), NULL, 10);
	ASSERT_TRUE(a->session != NULL);
	peer_eat(a);
	peer_say(a, "recv_ready");
	EXPECT_EQ(announced, a->got.len);
	EXPECT_TRUE(peer_saw(a, "(shutting-down)"));
	EXPECT_TRUE(a->session == NULL);
	talk_fini(&t);
}
