/* Each limit has an error that a person understands, and nothing is cut. */
#include "frames.h"
#include "tests/shim/shim.h"

#include <stdlib.h>
#include <string.h>

TEST(limits, connections)
{
	struct talk t;
	struct peer *p;

	talk_init(&t);
	t.cfg.caps.connections = 1;
	talk_start(&t);
	talk_open(&t, &talk_line);
	p = talk_open(&t, &talk_line);
	EXPECT_TRUE(peer_saw(p, "! the server is full (1 connections); try "
				"again later (server-full)\r\n"));
	EXPECT_TRUE(p->session == NULL);
	EXPECT_EQ(CT_ECROWD, p->why);
	talk_fini(&t);
}

TEST(limits, connections_of_one_address_come_back_when_they_close)
{
	struct talk t;
	struct peer *a, *b;

	talk_init(&t);
	t.cfg.caps.per_address = 1;
	talk_start(&t);
	a = talk_open(&t, &talk_line);
	b = talk_open(&t, &talk_classic);
	EXPECT_TRUE(b->session == NULL);
	EXPECT_EQ(CT_EADDR, b->why);
	peer_close(a);
	EXPECT_TRUE(talk_open(&t, &talk_line)->session != NULL);
	talk_fini(&t);
}

TEST(limits, rooms_of_one_person)
{
	struct talk t;
	struct peer *p;

	talk_init(&t);
	t.cfg.caps.rooms_per_user = 2;
	talk_start(&t);
	p = talk_open(&t, &talk_line);
	peer_say(p, "/join a\n/join b\n");
	EXPECT_TRUE(peer_saw(p, "! you can be in at most 2 rooms"));
	peer_eat(p);
	peer_say(p, "/part a\n/join b\n");
	EXPECT_TRUE(peer_saw(p, "you are in b"));
	talk_fini(&t);
}

TEST(limits, rooms_of_the_server)
{
	struct talk t;
	struct peer *a, *b;
	struct ct_frame join = {.type = CT_FRAME_JOIN}, f;

	talk_init(&t);
	t.cfg.caps.rooms = 3;
	talk_start(&t);
	a = talk_open(&t, &talk_line);
	b = talk_enter(&t, "b");
	peer_say(a, "/join one\n/join two\n/join three\n");
	EXPECT_TRUE(peer_saw(a, "! no more rooms can be made (at most 3); "
				"those there are can be joined "
				"(no-more-rooms)\n"));
	EXPECT_FALSE(peer_saw(a, "you are in three"));
	join.str[0] = ct_slice_str("three");
	peer_frame(b, &join);
	ASSERT_TRUE(peer_next(b, CT_FRAME_ERROR, &f));
	EXPECT_EQ(CT_ENOMORE, f.num[0]);
	EXPECT_SLICE("不能再开新房间（最多 3 个），已有的可以加入", f.str[2]);
	peer_eat(b);
	join.str[0] = ct_slice_str("Two");
	peer_frame(b, &join);
	EXPECT_TRUE(peer_next(b, CT_FRAME_JOINED, &f));
	peer_say(a, "/part one\n/join three\n");
	EXPECT_TRUE(peer_saw(a, "you are in three"));
	talk_fini(&t);
}

TEST(limits, a_text_too_long_is_refused_whole)
{
	struct talk t;
	struct peer *a, *b;
	struct ct_frame f;
	char *text = malloc(101);

	ASSERT_TRUE(text != NULL);
	memset(text, 'x', 100);
	text[100] = '\0';
	talk_init(&t);
	t.cfg.caps.text_bytes = 99;
	talk_start(&t);
	a = talk_enter(&t, "a");
	b = talk_open(&t, &talk_line);
	peer_eat(b);
	peer_say_frame(a, 3, text);
	ASSERT_TRUE(peer_next(a, CT_FRAME_ERROR, &f));
	EXPECT_EQ(CT_ETEXT, f.num[0]);
	EXPECT_EQ(3, f.num[1]);
	EXPECT_STREQ("", peer_got(b));
	text[99] = '\0';
	peer_say_frame(a, 4, text);
	EXPECT_TRUE(peer_saw(b, text));
	free(text);
	talk_fini(&t);
}

TEST(limits, an_empty_text_and_a_room_one_is_not_in)
{
	struct talk t;
	struct peer *a;
	struct ct_frame f;

	talk_init(&t);
	talk_start(&t);
	a = talk_enter(&t, "a");
	peer_say_frame(a, 1, "\n\n");
	ASSERT_TRUE(peer_next(a, CT_FRAME_ERROR, &f));
	EXPECT_EQ(CT_EEMPTY, f.num[0]);
	f = (struct ct_frame){.type = CT_FRAME_SAY,
	    .num = {2},
	    .str = {ct_slice_str("elsewhere"), ct_slice_str("x")}};
	peer_frame(a, &f);
	ASSERT_TRUE(peer_next(a, CT_FRAME_ERROR, &f));
	EXPECT_EQ(CT_ENOTIN, f.num[0]);
	talk_fini(&t);
}

TEST(limits, silence)
{
	struct talk t;
	struct peer *p;

	talk_init(&t);
	t.cfg.caps.idle_wait = 5000;
	talk_start(&t);
	p = talk_open(&t, &talk_line);
	talk_wait(&t, 4000);
	peer_say(p, "here\n");
	talk_wait(&t, 4999);
	EXPECT_TRUE(p->session != NULL);
	talk_wait(&t, 2);
	EXPECT_TRUE(peer_saw(p, "closed: nothing was heard for 5 s (idle)"));
	EXPECT_TRUE(p->session == NULL);
	talk_fini(&t);
}

TEST(limits, large_rooms_do_not_announce)
{
	struct talk t;
	struct peer *a, *b;

	talk_init(&t);
	t.cfg.caps.announce_members = 1;
	talk_start(&t);
	a = talk_open(&t, &talk_line);
	peer_eat(a);
	b = talk_open(&t, &talk_line);
	peer_close(b);
	EXPECT_STREQ("", peer_got(a));
	talk_fini(&t);
}

TEST(limits, the_ring_keeps_the_last)
{
	struct talk t;
	struct peer *a, *b;

	talk_init(&t);
	t.cfg.caps.ring_messages = 3;
	t.cfg.caps.say_rate = 0;
	talk_start(&t);
	a = talk_open(&t, &talk_line);
	for (int i = 0; i < 20; i++)
		peer_say(a, "old\n");
	peer_say(a, "one\ntwo\nthree\n");
	b = talk_open(&t, &talk_line);
	EXPECT_FALSE(peer_saw(b, "old"));
	EXPECT_TRUE(peer_saw(b, ": one\r\n"));
	EXPECT_TRUE(peer_saw(b, ": three\r\n"));
	talk_fini(&t);
}

TEST(limits, evidence_is_forgotten_within_its_limit)
{
	struct talk t;
	struct peer *a, *b;

	talk_init(&t);
	t.cfg.caps.why_bytes = 8;
	talk_start(&t);
	a = talk_open(&t, &talk_line);
	b = talk_open(&t, &talk_line);
	peer_say(a, "12345\n67890\n");
	peer_say(b, "/why 1\n");
	EXPECT_TRUE(peer_saw(b, "no evidence is kept"));
	peer_say(b, "/why 2\n");
	EXPECT_TRUE(peer_saw(b, "36 37 38 39 30"));
	talk_fini(&t);
}

TEST(limits, a_pause_delays_and_loses_nothing)
{
	struct talk t;
	struct peer *a, *b;

	talk_init(&t);
	talk_start(&t);
	a = talk_open(&t, &talk_line);
	b = talk_open(&t, &talk_line);
	peer_eat(b);
	ct_hub_pause(t.hub, true);
	peer_say(a, "one\ntwo\n");
	talk_wait(&t, 500);
	EXPECT_STREQ("", peer_got(b));
	ct_hub_pause(t.hub, false);
	talk_wait(&t, 50);
	EXPECT_TRUE(peer_saw(b, ": one\r\n[lobby] guest1: two\r\n"));
	talk_fini(&t);
}

/* Without a history file so many are known if they come twice, and no more. */
TEST(limits, messages_known_again)
{
	struct talk t;
	struct peer *a, *b;

	talk_init(&t);
	t.cfg.caps.repeats = 3;
	talk_start(&t);
	a = talk_enter(&t, "a");
	b = talk_open(&t, &talk_line);
	for (uint64_t i = 1; i <= 4; i++)
		peer_say_frame(a, i, "said");
	peer_eat(b);
	for (uint64_t i = 2; i <= 4; i++)
		peer_say_frame(a, i, "again");
	EXPECT_STREQ("", peer_got(b));
	peer_say_frame(a, 1, "once more");
	EXPECT_TRUE(peer_saw(b, "once more"));
	talk_fini(&t);
}
