/* Rooms that are forgotten: which, when, and what is left of them. */
#include "store_kit.h"
#include "store_power.h"

#include "platform/clock.h"
#include "tests/shim/shim.h"

#include <stdio.h>
#include <string.h>

enum { hour = 3600 * 1000 };

static const struct store_keep short_time[] = {{.room = "", .age = hour}};

/* Messages so old that this rule removes them. */
static void
say_old(struct kit *k, const char *room, uint64_t from, uint64_t count)
{
	k->now -= 2 * (int64_t)hour;
	for (uint64_t i = from; i < from + count; i++)
		kit_say(k, room, i, 0, 0, "old");
	k->now += 2 * (int64_t)hour;
}

static void
topic(struct kit *k, const char *room, const char *text)
{
	ASSERT_NE(0u, kit_submit(k, &(struct ct_record){.kind = CT_RECORD_TOPIC,
					.room = ct_slice_str(room),
					.room_key = ct_slice_str(room),
					.text = ct_slice_str(text)}));
}

/* A kit that looks for what is not kept all the time. */
static struct kit *
open_kit(bool retain)
{
	struct kit *k = kit_new();

	k->opt.check = 1;
	k->opt.keep = short_time;
	k->opt.keep_count = retain;
	if (!kit_open(k))
		return k;
	kit_settle(k);
	return k;
}

/* Waits until it has been told of this room `count` times, and that it is empty
 * after all that was submitted. */
static void
wait_emptied(struct kit *k, const char *key, int count)
{
	k->watch = key;
	k->watched = 0;
	k->watched_as_of = 0;
	while (k->watched < count || k->watched_as_of < k->ticket)
		kit_wait(k);
}

TEST(store_forget, a_room_whose_messages_were_removed)
{
	struct kit *k = open_kit(true);

	say_old(k, "a", 1, 600);
	kit_settle(k);
	wait_emptied(k, "a", 1);
	kit_forget(k, "a");
	kit_settle(k);
	EXPECT_EQ(CT_OK, k->done[k->ticket].err);
	EXPECT_STREQ("", kit_recall(k, 9));
	/* New rooms, and the same again, go on behind it. */
	kit_say(k, "a", 601, 0, 0, "again");
	kit_say(k, "b", 700, 0, 0, "another");
	kit_say(k, "c", 600, 0, 0, "a number of the forgotten one");
	kit_settle(k);
	EXPECT_EQ(CT_ESTORE, k->done[k->ticket].err);
	ASSERT_TRUE(kit_history(k, "a", CT_HISTORY_LATEST, 0, 9));
	EXPECT_EQ(600u, k->rows[0].msg.prev);
	ASSERT_TRUE(kit_history(k, "b", CT_HISTORY_LATEST, 0, 9));
	EXPECT_EQ(600u, k->rows[0].msg.prev);
	kit_close(k);
	ASSERT_TRUE(kit_open(k));
	EXPECT_EQ(600u, store_numbers(k->st));
	kit_close(k);
	kit_expect_sound(k->path);
	kit_end(k);
}

TEST(store_forget, only_empty_ones_are_told_and_go)
{
	struct kit *k = open_kit(true);

	kit_say(k, "said", 1, 0, 0, "x");
	topic(k, "topic", "x");
	topic(k, "both", "x");
	say_old(k, "both", 1, 1);
	kit_settle(k);
	say_old(k, "z", 1, 1);
	wait_emptied(k, "z", 1);
	EXPECT_EQ(k->watched, k->emptied);
	kit_forget(k, "said");
	kit_forget(k, "topic");
	kit_forget(k, "both");
	kit_forget(k, "z");
	kit_forget(k, "never was");
	kit_settle(k);
	EXPECT_STREQ(
	    "said||1\ntopic|x|0\nboth|x|1\nsaid:1:x\n", kit_recall(k, 9));
	topic(k, "both", "");
	kit_settle(k);
	wait_emptied(k, "both", 1);
	kit_forget(k, "both");
	kit_settle(k);
	EXPECT_STREQ("said||1\ntopic|x|0\n", kit_recall(k, 0));
	kit_end(k);
}

TEST(store_forget, in_the_order_of_what_is_said)
{
	struct kit *k = open_kit(true);
	uint64_t last;

	say_old(k, "a", 1, 1);
	kit_settle(k);
	wait_emptied(k, "a", 1);
	/* One transaction. */
	fault_gate(true);
	kit_say(k, "other", 1, 0, 0, "in the way");
	fault_wait_blocked();
	kit_say(k, "a", 2, 0, 0, "before");
	kit_forget(k, "a");
	kit_say(k, "a", 3, 0, 0, "behind");
	fault_gate(false);
	kit_settle(k);
	ASSERT_TRUE(kit_history(k, "a", CT_HISTORY_LATEST, 0, 9));
	EXPECT_STREQ("before|behind|", kit_texts(k));
	say_old(k, "b", 10, 1);
	kit_settle(k);
	wait_emptied(k, "b", 1);
	kit_forget(k, "b");
	last = kit_say(k, "b", 11, 0, 0, "behind");
	kit_settle(k);
	EXPECT_EQ(CT_OK, k->done[last].err);
	ASSERT_TRUE(kit_history(k, "b", CT_HISTORY_LATEST, 0, 9));
	EXPECT_STREQ("behind|", kit_texts(k));
	kit_end(k);
}

/* As many as fit into several pieces, and again with each look. */
TEST(store_forget, many_are_told)
{
	enum { many = 700 };
	struct kit *k = open_kit(false);
	char name[16];

	for (int i = 1; i <= many; i++) {
		snprintf(name, sizeof(name), "room%d", i);
		topic(k, name, "x");
		topic(k, name, "");
	}
	kit_settle(k);
	while (k->emptied < 3 * many)
		kit_wait(k);
	for (int i = 1; i <= many; i++) {
		snprintf(name, sizeof(name), "room%d", i);
		kit_forget(k, name);
	}
	kit_settle(k);
	EXPECT_STREQ("", kit_recall(k, 0));
	kit_end(k);
}

/* Others may have got numbers behind it, and have been heard. */
TEST(store_forget, a_power_cut_takes_no_number_back)
{
	size_t lost = 0;

	for (uint64_t seed = 1; seed <= 12 && !shim_failed(); seed++) {
		struct kit *k;

		INFO("seed %d", (int)seed);
		power_begin(seed);
		k = open_kit(true);
		kit_close(k);
		k->opt.sync = STORE_SYNC_NORMAL;
		ASSERT_TRUE(kit_open(k));
		say_old(k, "a", 1, 50);
		kit_settle(k);
		wait_emptied(k, "a", 1);
		kit_idle(k); /* the file has shrunk, and been synced */
		kit_forget(k, "a");
		kit_settle(k);
		for (uint64_t i = 51; i <= 90; i++) {
			kit_say(k, "b", i, 0, 0, "may be lost");
			kit_settle(k);
		}
		fault_arm(&(struct fault_plan){
		    .fail_at = 1, .lasting = true, .space = -1});
		kit_close(k);
		lost += power_cut();
		fault_begin();
		ASSERT_TRUE(kit_open(k));
		EXPECT_EQ(50u, store_numbers(k->st));
		kit_close(k);
		power_end();
		kit_end(k);
	}
	EXPECT_GT(lost, 12u);
}
