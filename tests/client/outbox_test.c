/* One message on its way at a time, and none lost. */
#include "tests/shim/shim.h"

#include "apps/client/outbox.h"

static void
add_say(struct outbox *b, const char *text)
{
	struct ct_frame f = {.type = CT_FRAME_SAY};

	f.str[0] = ct_slice_str("lobby");
	f.str[1] = ct_slice_str(text);
	EXPECT_EQ(CT_OK, outbox_add(b, &f));
	EXPECT_EQ(b->next, f.num[0]);
}

static void
add_ping(struct outbox *b)
{
	struct ct_frame f = {.type = CT_FRAME_PING, .num = {99}};

	EXPECT_EQ(CT_OK, outbox_add(b, &f));
	EXPECT_EQ(99, f.num[0]);
}

/* The next frame leaves, and it is this one. */
static void
expect_next(struct outbox *b, ct_ms now, uint8_t type, const char *text)
{
	struct ct_slice bytes = outbox_next(b, now);
	struct ct_frame f;

	ASSERT_EQ(CT_OK, ct_frame_take(&bytes, CT_FRAME_MAX, &f));
	EXPECT_EQ(0, bytes.len);
	EXPECT_EQ(type, f.type);
	if (text != NULL)
		EXPECT_SLICE_EQ(ct_slice_str(text), f.str[1]);
}

static void
expect_none(struct outbox *b, ct_ms now)
{
	EXPECT_EQ(0, outbox_next(b, now).len);
}

TEST(client_outbox, the_next_one_waits_for_the_answer)
{
	struct outbox b;

	outbox_init(&b, 0);
	expect_none(&b, 0);
	add_say(&b, "一");
	add_say(&b, "二");
	EXPECT_EQ(2, b.waiting);
	expect_next(&b, 0, CT_FRAME_SAY, "一");
	expect_none(&b, 1000000);
	EXPECT_EQ(CT_NEVER, outbox_deadline(&b));
	EXPECT_FALSE(outbox_acked(&b, 2));
	EXPECT_FALSE(outbox_acked(&b, 0));
	EXPECT_TRUE(outbox_acked(&b, 1));
	EXPECT_FALSE(outbox_acked(&b, 1));
	expect_next(&b, 0, CT_FRAME_SAY, "二");
	EXPECT_TRUE(outbox_acked(&b, 2));
	EXPECT_EQ(0, b.waiting);
	expect_none(&b, 0);
	outbox_fini(&b);
}

TEST(client_outbox, numbers_begin_after_those_of_an_earlier_run)
{
	struct outbox b;

	outbox_init(&b, 1700000000000);
	add_say(&b, "一");
	expect_next(&b, 0, CT_FRAME_SAY, "一");
	EXPECT_FALSE(outbox_acked(&b, 1));
	EXPECT_TRUE(outbox_acked(&b, 1700000000001));
	outbox_fini(&b);
}

TEST(client_outbox, nothing_overtakes_anything)
{
	struct outbox b;

	outbox_init(&b, 0);
	add_ping(&b);
	add_say(&b, "a");
	add_ping(&b);
	add_ping(&b);
	add_say(&b, "b");
	expect_next(&b, 0, CT_FRAME_PING, NULL);
	expect_none(&b, 0);
	EXPECT_FALSE(outbox_acked(&b, 99));
	EXPECT_FALSE(outbox_ponged(&b, 98));
	EXPECT_TRUE(outbox_ponged(&b, 99));
	expect_next(&b, 0, CT_FRAME_SAY, "a");
	expect_none(&b, 0);
	EXPECT_FALSE(outbox_ponged(&b, 1));
	EXPECT_TRUE(outbox_acked(&b, 1));
	expect_next(&b, 0, CT_FRAME_PING, NULL);
	EXPECT_TRUE(outbox_ponged(&b, 99));
	expect_next(&b, 0, CT_FRAME_PING, NULL);
	EXPECT_TRUE(outbox_ponged(&b, 99));
	expect_next(&b, 0, CT_FRAME_SAY, "b");
	outbox_fini(&b);
}

TEST(client_outbox, too_fast_means_the_same_again_later)
{
	struct outbox b;
	ct_ms now = 1000;

	outbox_init(&b, 0);
	add_say(&b, "a");
	add_say(&b, "b");
	for (ct_ms wait = OUTBOX_FIRST_WAIT; wait < OUTBOX_LAST_WAIT;
	     wait *= 2) {
		expect_next(&b, now, CT_FRAME_SAY, "a");
		EXPECT_TRUE(outbox_refused(&b, 1, CT_EFLOOD, now));
		EXPECT_EQ(now + wait, outbox_deadline(&b));
		expect_none(&b, now + wait - 1);
		now += wait;
	}
	expect_next(&b, now, CT_FRAME_SAY, "a");
	/* As does a server that does not know whether it has it. */
	EXPECT_TRUE(outbox_refused(&b, 1, CT_ELATER, now));
	EXPECT_EQ(now + OUTBOX_LAST_WAIT, outbox_deadline(&b));
	expect_next(&b, now + OUTBOX_LAST_WAIT, CT_FRAME_SAY, "a");
	EXPECT_TRUE(outbox_acked(&b, 1));
	expect_next(&b, now, CT_FRAME_SAY, "b");
	outbox_fini(&b);
}

TEST(client_outbox, what_is_refused_is_given_up)
{
	struct outbox b;

	outbox_init(&b, 0);
	add_say(&b, "a");
	add_say(&b, "b");
	expect_next(&b, 0, CT_FRAME_SAY, "a");
	EXPECT_FALSE(outbox_refused(&b, 0, CT_ENOROOM, 0));
	EXPECT_EQ(2, b.waiting);
	EXPECT_FALSE(outbox_refused(&b, 1, CT_ETEXT, 0));
	EXPECT_EQ(1, b.waiting);
	expect_next(&b, 0, CT_FRAME_SAY, "b");
	outbox_fini(&b);
}

TEST(client_outbox, what_is_left_can_be_told)
{
	struct outbox b;
	struct ct_frame f;
	size_t at = 0;

	outbox_init(&b, 0);
	add_say(&b, "stored");
	add_ping(&b);
	add_say(&b, "一");
	add_ping(&b);
	add_say(&b, "二");
	expect_next(&b, 0, CT_FRAME_SAY, "stored");
	EXPECT_TRUE(outbox_acked(&b, 1));
	expect_next(&b, 0, CT_FRAME_PING, NULL);
	EXPECT_TRUE(outbox_ponged(&b, 99));
	expect_next(&b, 0, CT_FRAME_SAY, "一");
	ASSERT_TRUE(outbox_left(&b, &at, &f));
	EXPECT_SLICE("一", f.str[1]);
	ASSERT_TRUE(outbox_left(&b, &at, &f));
	EXPECT_SLICE("二", f.str[1]);
	EXPECT_FALSE(outbox_left(&b, &at, &f));
	outbox_fini(&b);
}

TEST(client_outbox, a_message_that_is_no_frame_changes_nothing)
{
	static char text[CT_FRAME_MAX];
	struct ct_frame f = {.type = CT_FRAME_SAY};
	struct outbox b;

	outbox_init(&b, 0);
	f.str[1] = (struct ct_slice){text, sizeof(text)};
	EXPECT_EQ(CT_EFRAME, outbox_add(&b, &f));
	EXPECT_EQ(0, b.waiting);
	expect_none(&b, 0);
	add_say(&b, "a");
	EXPECT_EQ(1, b.next);
	outbox_fini(&b);
}

static void
add_join(struct outbox *b, const char *room)
{
	struct ct_frame f = {.type = CT_FRAME_JOIN};

	f.str[0] = ct_slice_str(room);
	EXPECT_EQ(CT_OK, outbox_add(b, &f));
}

TEST(client_outbox, after_a_cut_all_that_was_not_answered_leaves_again)
{
	struct outbox b;

	outbox_init(&b, 0);
	add_join(&b, "r");
	add_ping(&b);
	add_say(&b, "一");
	add_say(&b, "二");
	for (int i = 0; i < 3; i++) {
		expect_next(&b, 0, CT_FRAME_JOIN, NULL);
		if (i > 0)
			expect_next(&b, 0, CT_FRAME_PING, NULL);
		outbox_again(&b);
	}
	expect_next(&b, 0, CT_FRAME_JOIN, NULL);
	expect_next(&b, 0, CT_FRAME_PING, NULL);
	EXPECT_TRUE(outbox_ponged(&b, 99));
	for (int i = 0; i < 3; i++) {
		expect_next(&b, 0, CT_FRAME_SAY, "一");
		EXPECT_EQ(1, b.awaited);
		outbox_again(&b);
		EXPECT_EQ(2, b.waiting);
	}
	expect_next(&b, 0, CT_FRAME_SAY, "一");
	EXPECT_TRUE(outbox_acked(&b, 1));
	outbox_again(&b);
	expect_next(&b, 0, CT_FRAME_SAY, "二");
	EXPECT_EQ(2, b.awaited);
	EXPECT_TRUE(outbox_acked(&b, 2));
	EXPECT_EQ(0, b.waiting);
	expect_none(&b, 0);
	outbox_fini(&b);
}

TEST(client_outbox, too_fast_repeats_only_what_was_refused)
{
	struct outbox b;

	outbox_init(&b, 0);
	add_join(&b, "r");
	add_say(&b, "a");
	expect_next(&b, 0, CT_FRAME_JOIN, NULL);
	expect_next(&b, 0, CT_FRAME_SAY, "a");
	EXPECT_TRUE(outbox_refused(&b, 1, CT_EFLOOD, 0));
	expect_next(&b, OUTBOX_FIRST_WAIT, CT_FRAME_SAY, "a");
	expect_none(&b, OUTBOX_FIRST_WAIT);
	outbox_fini(&b);
}

static bool
is_double(struct outbox *b, const char *room, const char *text)
{
	return outbox_is_double(b, ct_slice_str(room), ct_slice_str(text));
}

TEST(client_outbox, what_comes_back_from_a_lost_connection_is_known)
{
	struct outbox b;

	outbox_init(&b, 0);
	add_say(&b, "a\n");
	add_say(&b, "b");
	expect_next(&b, 0, CT_FRAME_SAY, "a\n");
	EXPECT_FALSE(is_double(&b, "lobby", "a"));
	outbox_again(&b);
	EXPECT_FALSE(is_double(&b, "other", "a"));
	EXPECT_FALSE(is_double(&b, "lobby", "b"));
	EXPECT_TRUE(is_double(&b, "lobby", "a")); /* as the server cleans it */
	EXPECT_FALSE(is_double(&b, "lobby", "a"));
	expect_next(&b, 0, CT_FRAME_SAY, "a\n");
	EXPECT_TRUE(outbox_acked(&b, 1));
	outbox_again(&b);
	EXPECT_FALSE(is_double(&b, "lobby", "b"));
	outbox_fini(&b);
}
