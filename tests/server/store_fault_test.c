/* The store on a disk that fails: nothing acknowledged is lost, nothing is
 * there twice, and it goes on when the disk does. */
#include "store_kit.h"

#include "tests/shim/shim.h"

#include <stdio.h>
#include <string.h>

enum { before = 3, during = 4, total = before + during };

static void
say_some(struct kit *k, uint64_t from, uint64_t count)
{
	char text[16];

	for (uint64_t i = from; i < from + count; i++) {
		snprintf(text, sizeof(text), "%d", (int)i);
		kit_say(k, "a", i, 1, i, text);
		/* Each in a transaction of its own. */
		kit_settle(k);
	}
}

/* How often a message stands in the last answer. */
static int
times(struct kit *k, uint64_t seq)
{
	int n = 0;

	for (size_t i = 0; i < k->count; i++)
		n += k->rows[i].msg.seq == seq;
	return n;
}

/* What was acknowledged is there, once; what was refused is not; what nobody
 * could tell, at most once; and the room's order has no hole. */
static void
check_kept(struct kit *k)
{
	uint64_t last = 0;

	ASSERT_TRUE(kit_history(k, "a", CT_HISTORY_LATEST, 0, 100));
	for (uint64_t i = 1; i <= k->ticket; i++) {
		INFO("message %d", (int)i);
		if (k->done[i].err == CT_OK)
			EXPECT_EQ(1, times(k, k->done[i].seq));
		else if (k->done[i].err == CT_ESTORE)
			EXPECT_EQ(0, times(k, k->done[i].seq));
		else
			EXPECT_LE(times(k, k->done[i].seq), 1);
	}
	for (size_t i = 0; i < k->count; i++) {
		EXPECT_EQ(last, k->rows[i].msg.prev);
		EXPECT_LT(last, k->rows[i].msg.seq);
		last = k->rows[i].msg.seq;
	}
}

/* One life of a store in which the call `n` fails. `*reached`: it was made. */
static void
fail_call(long n, bool lasting, bool *reached)
{
	struct kit *k = kit_new();
	struct fault_plan plan = {
	    .fail_at = n, .lasting = lasting, .space = -1};
	INFO("call %ld", n);
	*reached = false;
	ASSERT_TRUE(kit_open(k));
	say_some(k, 1, before);
	fault_arm(&plan);
	say_some(k, before + 1, during);
	*reached = fault_calls() >= n;
	/* As if killed: nothing is written any more. */
	fault_arm(
	    &(struct fault_plan){.fail_at = 1, .lasting = true, .space = -1});
	kit_close(k);
	fault_begin();
	ASSERT_TRUE(kit_open(k));
	check_kept(k);
	say_some(k, total + 1, 2);
	EXPECT_EQ(CT_OK, k->done[total + 1].err);
	EXPECT_EQ(CT_OK, k->done[total + 2].err);
	check_kept(k);
	kit_close(k);
	ASSERT_TRUE(kit_open(k));
	check_kept(k);
	kit_end(k);
}

TEST(store_fault, each_call_fails_once)
{
	bool reached = true;
	long n = 0;

	while (reached && !shim_failed())
		fail_call(++n, false, &reached);
	EXPECT_GT(n, 2L * during);
}

TEST(store_fault, nothing_works_from_each_call_on)
{
	bool reached = true;
	long n = 0;

	while (reached && !shim_failed())
		fail_call(++n, true, &reached);
	EXPECT_GT(n, 2L * during);
}

TEST(store_fault, opening_fails_at_each_call)
{
	long n = 1;

	for (bool opened = false; !opened && !shim_failed(); n++) {
		struct kit *k = kit_new();

		INFO("call %ld", n);
		fault_arm(&(struct fault_plan){.fail_at = n, .space = -1});
		opened = kit_open(k) && fault_calls() < n;
		kit_close(k);
		fault_begin();
		/* The next attempt finds nothing half done. */
		EXPECT_TRUE(kit_open(k));
		if (k->st != NULL) {
			say_some(k, 1, 2);
			check_kept(k);
		}
		kit_end(k);
	}
	EXPECT_GT(n, 10L);
}

enum { old = 700, young = 600 };

/* Much to index and much to drop, while the call `n` fails. */
static void
fail_chore(long n, bool *reached)
{
	static const struct store_keep keep[] = {{.room = "", .age = 3600000}};
	struct kit *k = kit_new();
	struct store_stats stats;

	INFO("call %ld", n);
	*reached = false;
	k->opt.keep = keep;
	k->opt.keep_count = 1;
	k->opt.check = 1;
	ASSERT_TRUE(kit_open(k));
	k->now -= 7200000;
	for (uint64_t i = 1; i <= old; i++)
		kit_say(k, "a", i, 1, i, "旧的茶馆");
	/* Nothing is old before, and so nothing is dropped. */
	fault_arm(&(struct fault_plan){.fail_at = n, .space = -1});
	k->now += 7200000;
	for (uint64_t i = old + 1; i <= old + young; i++)
		kit_say(k, "a", i, 1, i, "新的茶馆");
	kit_settle(k);
	do
		store_stats(k->st, &stats);
	while (stats.failed == 0 && stats.removed < old);
	*reached = fault_calls() >= n;
	fault_begin();
	if (stats.failed == 0) {
		kit_history(k, "a", CT_HISTORY_AFTER, 0, 1000);
		EXPECT_EQ((size_t)young, k->count);
		EXPECT_TRUE(kit_search(k, "a", "旧的", 0));
		EXPECT_EQ(CT_OK, k->found_err);
		EXPECT_EQ(0u, k->count);
		EXPECT_TRUE(kit_search(k, "a", "新的", 0));
		EXPECT_EQ(100u, k->count);
	}
	kit_close(k);
	kit_expect_sound(k->path);
	kit_end(k);
}

TEST(store_fault, each_call_of_a_chore_fails)
{
	bool reached = true;
	long n = 1;

	for (; reached && !shim_failed(); n += 13)
		fail_chore(n, &reached);
	/* How many there are depends on how messages share transactions. */
	EXPECT_GT(n, 100L);
}

TEST(store_fault, a_full_disk_loses_nothing)
{
	struct kit *k = kit_new();
	struct store_stats stats;
	char text[1024];
	uint64_t i = 1;

	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	ASSERT_TRUE(kit_open(k));
	kit_idle(k);
	fault_arm(&(struct fault_plan){.space = 200000});
	do {
		kit_say(k, "a", i, 1, i, text);
		kit_settle(k);
	} while (k->done[i++].err == CT_OK && i < 1000);
	ASSERT_LT(i, 1000u);
	EXPECT_EQ(CT_ESTORE, k->done[i - 1].err);
	store_stats(k->st, &stats);
	EXPECT_STREQ("disk-full", store_err_token(stats.err));
	EXPECT_EQ(1u, stats.failed);
	check_kept(k);

	fault_arm(&(struct fault_plan){.space = -1});
	kit_say(k, "a", i, 1, i - 1, text); /* the same once more */
	kit_settle(k);
	EXPECT_EQ(CT_OK, k->done[i].err);
	EXPECT_FALSE(k->done[i].duplicate);
	store_stats(k->st, &stats);
	EXPECT_EQ(STORE_OK, stats.err);
	kit_close(k);
	ASSERT_TRUE(kit_open(k));
	ASSERT_TRUE(kit_history(k, "a", CT_HISTORY_LATEST, 0, 1000));
	EXPECT_EQ(i - 1, k->count);
	kit_end(k);
}

enum { much = 500000 }; /* bytes, more than there is in any file */

/* Says a message again and a new one in one transaction. `again`, `fresh`:
 * their tickets. */
static void
say_again(struct kit *k, const struct fault_plan *plan, uint64_t *again,
    uint64_t *fresh)
{
	static char text[much + 1];

	memset(text, 'x', much);
	kit_idle(k); /* or a chore stands at the gate, not a message */
	fault_gate(true);
	kit_say(k, "b", 1, 0, 0, "in the way");
	fault_wait_blocked();
	*again = kit_say(k, "a", 3, 1, 1, "one");
	*fresh = kit_say(k, "a", 4, 1, 4, text);
	fault_arm(plan);
	fault_gate(false);
	kit_settle(k);
}

TEST(store_fault, what_came_before_is_acknowledged_all_the_same)
{
	struct kit *k = kit_new();
	struct fault_plan plan = {.space = 0};
	uint64_t again, fresh;

	ASSERT_TRUE(kit_open(k));
	kit_say(k, "a", 1, 1, 1, "one");
	kit_settle(k);
	say_again(k, &plan, &again, &fresh);
	EXPECT_EQ(CT_ESTORE, k->done[fresh].err);
	EXPECT_EQ(CT_OK, k->done[again].err);
	EXPECT_TRUE(k->done[again].duplicate);
	EXPECT_EQ(1u, k->done[again].seq);
	EXPECT_EQ(k->now + 1, k->done[again].time);
	kit_end(k);
}

/* A disk that can be neither written nor read: who has a number is told that
 * nobody knows, and asks again when it can. */
TEST(store_fault, what_cannot_be_known_is_not_refused)
{
	struct kit *k = kit_new();
	struct fault_plan plan = {.fail_at = 1, .lasting = true, .space = -1};
	uint64_t again, fresh, nobodys;

	ASSERT_TRUE(kit_open(k));
	kit_say(k, "a", 1, 1, 1, "one");
	kit_close(k);
	ASSERT_TRUE(kit_open(k)); /* SQLite remembers no page of it */
	say_again(k, &plan, &again, &fresh);
	nobodys = kit_say(k, "a", 5, 0, 0, "nobody's");
	kit_settle(k);
	EXPECT_EQ(CT_ELATER, k->done[again].err);
	EXPECT_EQ(CT_ELATER, k->done[fresh].err);
	EXPECT_EQ(CT_ESTORE, k->done[nobodys].err);
	fault_begin();
	again = kit_say(k, "a", 6, 1, 1, "one");
	fresh = kit_say(k, "a", 7, 1, 4, "four");
	kit_settle(k);
	EXPECT_TRUE(k->done[again].duplicate);
	EXPECT_FALSE(k->done[fresh].duplicate);
	ASSERT_TRUE(kit_history(k, "a", CT_HISTORY_LATEST, 0, 9));
	EXPECT_STREQ("one|four|", kit_texts(k));
	kit_end(k);
}

enum {
	large = 480000,
	larges = 36
}; /* together more than fits into the first
       part of the log's index */

/* A commit that is whole in the log, and failed after that. */
TEST(store_fault, a_commit_that_failed_late_is_not_there_after_all)
{
	struct kit *k = kit_new();
	static char text[large + 1];

	memset(text, 'x', large);
	ASSERT_TRUE(kit_open(k));
	kit_idle(k);
	fault_gate(true);
	kit_say(k, "a", 1, 1, 1, "in the way");
	fault_wait_blocked();
	for (uint64_t i = 2; i <= larges + 1; i++)
		kit_say(k, "a", i, 1, i, text);
	fault_arm(&(struct fault_plan){.space = -1, .starved = true});
	fault_gate(false);
	kit_settle(k);
	EXPECT_EQ(CT_OK, k->done[1].err);
	EXPECT_EQ(CT_ESTORE, k->done[2].err);
	EXPECT_EQ(CT_ESTORE, k->done[larges + 1].err);
	fault_arm(
	    &(struct fault_plan){.fail_at = 1, .lasting = true, .space = -1});
	kit_close(k);
	fault_begin();
	ASSERT_TRUE(kit_open(k));
	check_kept(k);
	kit_end(k);
}

TEST(store_fault, a_slow_disk_is_only_slow)
{
	struct kit *k = kit_new();

	ASSERT_TRUE(kit_open(k));
	fault_arm(&(struct fault_plan){.space = -1, .sync_ms = 500});
	for (uint64_t i = 1; i <= 1000; i++)
		kit_say(k, "a", i, 1, i, "slow");
	kit_settle(k);
	fault_begin();
	for (uint64_t i = 1; i <= 1000; i++)
		EXPECT_EQ(CT_OK, k->done[i].err);
	ASSERT_TRUE(kit_history(k, "a", CT_HISTORY_LATEST, 0, 1000));
	EXPECT_EQ(1000u, k->count);
	kit_end(k);
}
