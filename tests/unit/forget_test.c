/* Rooms that are nobody's any more: forgotten when nothing of them is left and
 * not before, and their numbers never given again. */
#include "late.h"
#include "tests/alloc.h"
#include "tests/shim/shim.h"

static const struct ct_slice none = {NULL, 0};

static size_t
rooms_of(const struct talk *t)
{
	struct ct_hub_stats stats;

	ct_hub_stats(t->hub, &stats);
	return stats.rooms;
}

static void
emptied(struct talk *t, const char *key, uint64_t ticket)
{
	ct_hub_emptied(t->hub, ct_slice_str(key), ticket);
}

/* Higher than that of any record so far. */
static const uint64_t all = 1000;

TEST(forget, an_empty_room_that_the_store_has_nothing_of)
{
	struct late l;
	struct talk t;
	struct peer *b;

	late_start(&t, &l);
	ct_hub_restore_room(t.hub, ct_slice_str("Tea"), none, 41);
	ct_hub_restore_room(t.hub, ct_slice_str("other"), none, 7);
	EXPECT_EQ(3, rooms_of(&t));
	emptied(&t, "tea", 0);
	EXPECT_EQ(2, rooms_of(&t));
	EXPECT_STREQ("tea", l.forgot);
	/* Who knew it sees the hole, and no number twice. */
	b = talk_open(&t, &talk_line);
	peer_say(b, "/join tea\nnext\n/join new\nfirst\n");
	EXPECT_EQ(42, l.seq[0]);
	EXPECT_EQ(42, l.seq[1]);
	late_complete(&t, &l, CT_OK);
	peer_say(b, "/join other\nnext\n");
	EXPECT_EQ(8, l.seq[1]);
	talk_fini(&t);
}

TEST(forget, a_room_that_nobody_could_be_put_into)
{
	bool failed = true;

	if (!alloc_can_fail())
		SKIP("allocations cannot be made to fail here");
	for (long n = 0; failed; n++) {
		struct talk t;
		struct peer *a;

		INFO("allocation %ld", n);
		talk_init(&t);
		talk_start(&t);
		a = talk_open(&t, &talk_line);
		alloc_fail_after(n);
		peer_say(a, "/join tea\n");
		failed = alloc_failed();
		if (a->session != NULL)
			ct_hub_close(t.hub, a->session, 0);
		a->session = NULL;
		EXPECT_EQ(1, rooms_of(&t));
		talk_fini(&t);
	}
}

/* The store gives a room its place when it first hears of it. */
TEST(forget, a_room_with_nothing_said_begins_behind_it_too)
{
	struct late l;
	struct talk t;
	struct peer *b;

	late_start(&t, &l);
	ct_hub_restore_room(t.hub, ct_slice_str("old"), none, 5);
	ct_hub_restore_room(t.hub, ct_slice_str("tea"), none, 41);
	b = talk_open(&t, &talk_line);
	peer_say(b, "/join old\n/join quiet\n/topic x\n");
	emptied(&t, "tea", all);
	EXPECT_STREQ("tea", l.forgot);
	peer_say(b, "first\nsecond\n");
	EXPECT_EQ(42, l.seq[0]);
	EXPECT_EQ(43, l.seq[1]);
	late_complete(&t, &l, CT_OK);
	late_complete(&t, &l, CT_OK);
	peer_say(b, "/join lobby\nfirst\n/join old\nnext\n");
	EXPECT_EQ(42, l.seq[0]);
	EXPECT_EQ(6, l.seq[1]);
	talk_fini(&t);
}

TEST(forget, a_lobby_with_nothing_said_begins_behind_it_too)
{
	struct late l;
	struct talk t;

	late_start(&t, &l);
	ct_hub_restore_numbers(t.hub, 500);
	ct_hub_skip(t.hub, 1000);
	peer_say(talk_open(&t, &talk_line), "first\n");
	EXPECT_EQ(1501, l.seq[0]);
	talk_fini(&t);
}

TEST(forget, the_end_of_its_replay_tells_its_numbers)
{
	struct late l;
	struct talk t;
	struct peer *a;
	struct ct_frame f, join = {.type = CT_FRAME_JOIN};

	late_start(&t, &l);
	ct_hub_restore_numbers(t.hub, 500);
	ct_hub_skip(t.hub, 1000);
	a = talk_enter(&t, "a");
	peer_eat(a);
	join.str[0] = ct_slice_str("r");
	peer_frame(a, &join);
	ASSERT_TRUE(peer_next(a, CT_FRAME_PAST, &f));
	EXPECT_EQ(500, f.num[1]);
	peer_frame(a, &(struct ct_frame){.type = CT_FRAME_SAY,
			  .num = {1},
			  .str = {join.str[0], join.str[0]}});
	EXPECT_EQ(1501, l.seq[0]);
	talk_fini(&t);
}

TEST(forget, none_with_somebody_in_it_or_with_a_topic)
{
	struct late l;
	struct talk t;
	struct peer *b;

	late_start(&t, &l);
	ct_hub_restore_room(t.hub, ct_slice_str("full"), none, 5);
	ct_hub_restore_room(t.hub, ct_slice_str("topic"), ct_slice_str("x"), 5);
	b = talk_open(&t, &talk_line);
	peer_say(b, "/join full\n");
	emptied(&t, "full", all);
	emptied(&t, "topic", all);
	emptied(&t, "lobby", all);
	EXPECT_STREQ("", l.forgot);
	EXPECT_EQ(3, rooms_of(&t));
	/* When the reason is gone, and it is told once more. */
	peer_say(b, "/part full\n");
	EXPECT_EQ(3, rooms_of(&t));
	emptied(&t, "full", all);
	EXPECT_STREQ("full", l.forgot);
	EXPECT_EQ(2, rooms_of(&t));
	talk_fini(&t);
}

TEST(forget, none_of_which_the_store_does_not_know_all)
{
	struct late l;
	struct talk t;
	struct peer *b;
	uint64_t ticket;

	late_start(&t, &l);
	b = talk_open(&t, &talk_line);
	peer_say(b, "/join r\nfirst\n/part r\n");
	ticket = l.ticket[0];
	/* On its way, and stored since. */
	emptied(&t, "r", ticket - 1);
	EXPECT_EQ(2, rooms_of(&t));
	late_complete(&t, &l, CT_OK);
	emptied(&t, "r", ticket - 1);
	EXPECT_EQ(2, rooms_of(&t));
	EXPECT_STREQ("", l.forgot);
	emptied(&t, "r", ticket);
	EXPECT_EQ(1, rooms_of(&t));
	EXPECT_STREQ("r", l.forgot);
	talk_fini(&t);
}

TEST(forget, a_topic_that_was_taken_back)
{
	struct late l;
	struct talk t;
	struct peer *a;
	struct ct_frame f = {.type = CT_FRAME_JOIN};

	late_start(&t, &l);
	a = talk_enter(&t, "a");
	f.str[0] = ct_slice_str("r");
	peer_frame(a, &f);
	f = (struct ct_frame){.type = CT_FRAME_TOPIC,
	    .num = {1},
	    .str = {ct_slice_str("r"), ct_slice_str("x")}};
	peer_frame(a, &f);
	f.str[1] = none;
	peer_frame(a, &f);
	f = (struct ct_frame){
	    .type = CT_FRAME_PART, .str = {ct_slice_str("r")}};
	peer_frame(a, &f);
	/* The store has a row of it, and so it is kept until that is gone. */
	emptied(&t, "r", 0);
	EXPECT_EQ(2, rooms_of(&t));
	emptied(&t, "r", all);
	EXPECT_EQ(1, rooms_of(&t));
	talk_fini(&t);
}

TEST(forget, not_when_the_store_cannot_be_told)
{
	struct late l;
	struct talk t;

	late_start(&t, &l);
	ct_hub_restore_room(t.hub, ct_slice_str("r"), none, 5);
	l.full = true;
	emptied(&t, "r", all);
	EXPECT_EQ(2, rooms_of(&t));
	l.full = false;
	emptied(&t, "r", all);
	EXPECT_EQ(1, rooms_of(&t));
	/* One that only the store has still. */
	emptied(&t, "gone", all);
	EXPECT_STREQ("gone", l.forgot);
	talk_fini(&t);
}

TEST(forget, what_could_not_be_stored_keeps_no_room)
{
	struct late l;
	struct talk t;
	struct peer *b;

	late_start(&t, &l);
	b = talk_open(&t, &talk_line);
	peer_say(b, "/join r\nlost\n/part r\n");
	EXPECT_EQ(2, rooms_of(&t));
	late_complete(&t, &l, CT_ESTORE);
	EXPECT_EQ(1, rooms_of(&t));
	peer_say(b, "/join r\nagain\n");
	EXPECT_EQ(2, l.seq[0]);
	late_complete(&t, &l, CT_ESTORE);
	EXPECT_EQ(2, rooms_of(&t)); /* they are still in it */
	talk_fini(&t);
}

TEST(forget, kept_rooms_count_and_can_be_joined)
{
	struct late l;
	struct talk t;
	struct peer *b;

	late_init(&t, &l);
	t.cfg.caps.rooms = 2;
	talk_start(&t);
	/* More than that, from before. */
	ct_hub_restore_room(t.hub, ct_slice_str("one"), none, 5);
	ct_hub_restore_room(t.hub, ct_slice_str("two"), none, 5);
	b = talk_open(&t, &talk_line);
	peer_say(b, "/join one\n/join two\n/join three\n/part two\n");
	EXPECT_TRUE(peer_saw(b, "you are in one"));
	EXPECT_TRUE(peer_saw(b, "you are in two"));
	EXPECT_TRUE(peer_saw(b, "(no-more-rooms)"));
	EXPECT_EQ(3, rooms_of(&t));
	peer_say(b, "/part one\n");
	emptied(&t, "one", all);
	emptied(&t, "two", all);
	peer_say(b, "/join three\n");
	EXPECT_TRUE(peer_saw(b, "you are in three"));
	talk_fini(&t);
}
