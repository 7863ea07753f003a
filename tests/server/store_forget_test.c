/* Rooms and people that are forgotten: which, when, and what is left of them.
 */
#include "store_kit.h"
#include "store_power.h"

#include "platform/clock.h"
#include "tests/shim/shim.h"

#include <stdio.h>
#include <string.h>

enum { hour = 3600 * 1000, day = 24 * hour };

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

/* ---- people ---- */

static void
place(struct kit *k, int who, int64_t time)
{
	char name[16];
	struct ct_record r = {.kind = CT_RECORD_PLACE,
	    .text = ct_slice_str("lobby"),
	    .time = time};

	snprintf(name, sizeof(name), "p%d", who);
	r.from = ct_slice_str(name);
	kit_id(who, r.id);
	ASSERT_NE(0u, kit_submit(k, &r));
}

static bool
is_known(struct kit *k, int who)
{
	struct ct_query q = {.kind = CT_QUERY_PLACE};

	kit_id(who, q.id);
	EXPECT_TRUE(kit_ask(k, &q));
	return k->count > 0;
}

static void
letter(struct kit *k, int who)
{
	struct ct_record r = {
	    .kind = CT_RECORD_DIRECT, .waiting = true, .most = 9};

	r.text = ct_slice_str("a letter");
	kit_id(who, r.to_id);
	ASSERT_NE(0u, kit_submit(k, &r));
}

/* By a room that is told in each look: people come after it. */
static void
look_at_people(struct kit *k)
{
	topic(k, "look", "x");
	topic(k, "look", "");
	kit_settle(k);
	/* The first may be of a look that began before this, and in the second
	 * one there may be people still. */
	wait_emptied(k, "look", 3);
}

static uint64_t
say_numbered(struct kit *k, int who, uint64_t number, int64_t time)
{
	static const struct ct_slice room = {"people", 6};
	struct ct_record r = {.kind = CT_RECORD_SAY,
	    .room = room,
	    .room_key = room,
	    .text = room,
	    .seq = k->ticket + 1,
	    .number = number,
	    .time = time};

	kit_id(who, r.id);
	return kit_submit(k, &r);
}

TEST(store_forget, those_seen_longest_ago_go_first)
{
	struct kit *k = open_kit(false);

	for (int i = 1; i <= 20; i++)
		place(k, i, k->now - 1000 * i);
	kit_settle(k);
	look_at_people(k);
	EXPECT_TRUE(is_known(k, 20));
	kit_close(k);
	k->opt.people = 8;
	ASSERT_TRUE(kit_open(k));
	look_at_people(k);
	/* The last row stays, whoever that is. */
	for (int i = 1; i <= 20; i++) {
		INFO("person %d", i);
		EXPECT_EQ(i <= 7 || i == 20, is_known(k, i));
	}
	place(k, 21, k->now);
	place(k, 15, k->now);
	kit_settle(k);
	look_at_people(k);
	EXPECT_TRUE(is_known(k, 21));
	EXPECT_TRUE(is_known(k, 15));
	EXPECT_FALSE(is_known(k, 20));
	EXPECT_FALSE(is_known(k, 7));
	EXPECT_TRUE(is_known(k, 6));
	kit_end(k);
}

TEST(store_forget, nobody_for_whom_a_letter_waits)
{
	struct kit *k = open_kit(false);
	struct ct_record taken = {.kind = CT_RECORD_TAKEN, .seq = INT64_MAX};

	k->opt.people = 2;
	kit_close(k);
	ASSERT_TRUE(kit_open(k));
	for (int i = 1; i <= 6; i++)
		place(k, i, 1000 + i);
	for (int i = 1; i <= 3; i++)
		letter(k, i);
	kit_settle(k);
	look_at_people(k);
	for (int i = 1; i <= 6; i++) {
		INFO("person %d", i);
		EXPECT_EQ(i <= 3 || i == 6, is_known(k, i));
	}
	kit_id(1, taken.to_id);
	kit_submit(k, &taken);
	kit_settle(k);
	look_at_people(k);
	EXPECT_FALSE(is_known(k, 1));
	EXPECT_TRUE(is_known(k, 2));
	kit_end(k);
}

/* First who said nothing, whenever they were seen, then who said something long
 * ago; who did within a day stays. */
TEST(store_forget, who_said_something_is_known_if_it_comes_again)
{
	struct kit *k = open_kit(false);
	uint64_t young, old;

	for (int i = 1; i <= 3; i++) {
		place(k, i, i);
		say_numbered(k, i, 7, k->now - (i < 3 ? hour : 2 * day));
	}
	for (int i = 4; i <= 9; i++)
		place(k, i, k->now);
	kit_settle(k);
	kit_close(k);
	k->opt.people = 4;
	ASSERT_TRUE(kit_open(k));
	look_at_people(k);
	EXPECT_TRUE(is_known(k, 1));
	EXPECT_TRUE(is_known(k, 2));
	EXPECT_TRUE(is_known(k, 3));
	EXPECT_FALSE(is_known(k, 8));
	EXPECT_TRUE(is_known(k, 9)); /* the last row */
	kit_close(k);
	k->opt.people = 1;
	ASSERT_TRUE(kit_open(k));
	look_at_people(k);
	EXPECT_TRUE(is_known(k, 1));
	EXPECT_TRUE(is_known(k, 2));
	EXPECT_FALSE(is_known(k, 3));
	young = say_numbered(k, 1, 7, k->now);
	/* Nor are the numbers of who is gone taken for another's. */
	place(k, 10, k->now);
	old = say_numbered(k, 10, 7, k->now);
	kit_settle(k);
	EXPECT_TRUE(k->done[young].duplicate);
	EXPECT_FALSE(k->done[old].duplicate);
	EXPECT_EQ(CT_OK, k->done[old].err);
	kit_end(k);
}

/* Of one person with more numbers than fit into a piece, and of many. */
TEST(store_forget, many_people_and_many_numbers)
{
	enum { many = 1500 };
	struct kit *k = open_kit(false);
	uint64_t ticket;

	place(k, 1, 1);
	for (uint64_t i = 1; i <= 1500; i++)
		say_numbered(k, 1, i, k->now - 2 * day);
	for (int i = 2; i <= many; i++)
		place(k, i, i);
	kit_settle(k);
	kit_close(k);
	k->opt.people = 1;
	ASSERT_TRUE(kit_open(k));
	look_at_people(k);
	EXPECT_FALSE(is_known(k, 1));
	EXPECT_FALSE(is_known(k, many - 1));
	EXPECT_TRUE(is_known(k, many));
	ticket = say_numbered(k, 1, 1500, k->now);
	kit_settle(k);
	EXPECT_FALSE(k->done[ticket].duplicate);
	kit_close(k);
	kit_expect_sound(k->path);
	kit_end(k);
}

static size_t
count_known(struct kit *k, int from, int to)
{
	size_t n = 0;

	for (int i = from; i <= to; i++)
		n += is_known(k, i);
	return n;
}

/* While both are being forgotten, the call `n` fails. */
static void
fail_forgetting(long n, bool *reached)
{
	struct kit *k = kit_new();
	uint64_t ticket;
	bool forgot;

	INFO("call %ld", n);
	k->opt.check = 1;
	k->opt.keep = short_time;
	k->opt.keep_count = 1;
	k->opt.people = 3;
	*reached = false;
	ASSERT_TRUE(kit_open(k));
	say_old(k, "a", 1, 50);
	for (int i = 1; i <= 9; i++)
		place(k, i, i);
	kit_settle(k);
	wait_emptied(k, "a", 1);
	fault_arm(&(struct fault_plan){.fail_at = n, .space = -1});
	for (int i = 10; i <= 15; i++)
		place(k, i, i);
	ticket = kit_forget(k, "a");
	kit_settle(k);
	kit_idle(k);
	*reached = fault_calls() >= n;
	fault_begin();
	forgot = k->done[ticket].err == CT_OK;
	EXPECT_STREQ(forgot ? "" : "a||50\n", kit_recall(k, 0));
	look_at_people(k);
	EXPECT_LE(count_known(k, 1, 15), 3u);
	kit_close(k);
	ASSERT_TRUE(kit_open(k));
	EXPECT_EQ(forgot ? 50u : 0u, store_numbers(k->st));
	kit_close(k);
	kit_expect_sound(k->path);
	kit_end(k);
}

TEST(store_forget, each_call_fails)
{
	bool reached = true;
	long n = 1;

	for (; reached && !shim_failed(); n += 2)
		fail_forgetting(n, &reached);
	EXPECT_GT(n, 10L);
}
