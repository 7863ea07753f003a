/* A server whose disk is slow, stuck or full: the chat goes on, and nobody is
 * told a lie. */
#include "bed.h"
#include "store_fault.h"

#include "platform/clock.h"
#include "tests/shim/shim.h"

#include <stdio.h>
#include <string.h>

/* A test's own file: two may run at a time. */
static char db_path[64];

static void
clear_files(void)
{
	static const char *const ends[] = {"", "-wal", "-shm", "-lock"};
	char path[80];

	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		snprintf(path, sizeof(path), "%s%s", db_path, ends[i]);
		remove(path);
	}
}

/* A server on the disk that fails, and two who talk. */
static bool
open_all(struct bed *b, struct guest *one, struct guest *two, const char *name)
{
	snprintf(db_path, sizeof(db_path), "disk_test_%s.db", name);
	clear_files();
	fault_begin();
	bed_config(b);
	b->config.history = true;
	b->config.db = db_path;
	b->config.vfs = "fault";
	return bed_open(b) && guest_open(one, b, DOOR_line) &&
	       guest_open(two, b, DOOR_line) && says(b, one, "/nick one\n") &&
	       hears(b, one, "you are now one") &&
	       says(b, two, "/nick two\n") && hears(b, two, "you are now two");
}

static void
close_all(struct bed *b, struct guest *one, struct guest *two)
{
	guest_close(one);
	guest_close(two);
	bed_close(b);
	clear_files();
}

/* Turns until so many records wait for the disk. */
static bool
pends(struct bed *b, uint64_t count)
{
	int64_t until = pf_clock_mono() + patience_ms;
	struct store_stats stats;

	do {
		turn(b);
		store_stats(b->sv->keep.store, &stats);
	} while (stats.pending < count && pf_clock_mono() < until);
	return stats.pending >= count;
}

/* What needs no disk is answered while a commit hangs; what others are told of
 * it waits behind the message. */
static void
chat_goes_on(struct bed *b, struct guest *two)
{
	struct guest three;

	EXPECT_TRUE(says(b, two, "/who\n"));
	EXPECT_TRUE(hears(b, two, "in lobby: "));
	EXPECT_TRUE(says(b, two, "/join other\n"));
	EXPECT_TRUE(hears(b, two, "you are in other"));
	ASSERT_TRUE(guest_open(&three, b, DOOR_line));
	EXPECT_TRUE(hears(b, &three, "you are in lobby"));
	EXPECT_TRUE(says(b, &three, "/nick three\n"));
	EXPECT_TRUE(hears(b, &three, "you are now three"));
	EXPECT_TRUE(says(b, two, "/who lobby\n"));
	EXPECT_TRUE(hears(b, two, ", three"));
	EXPECT_TRUE(strstr(two->heard, "is now three") == NULL);
	guest_close(&three);
}

TEST(disk, while_a_commit_hangs_the_chat_goes_on)
{
	struct bed b;
	struct guest one, two;
	const char *news;

	ASSERT_TRUE(open_all(&b, &one, &two, "hang"));
	fault_gate(true);
	EXPECT_TRUE(says(&b, &one, "not yet\n"));
	ASSERT_TRUE(pends(&b, 1));
	fault_wait_blocked();
	chat_goes_on(&b, &two);
	/* Nobody hears it before it is safe, not even on coming in. */
	EXPECT_TRUE(strstr(two.heard, "not yet") == NULL);
	EXPECT_TRUE(says(&b, &one, "behind it\n"));
	ASSERT_TRUE(pends(&b, 2));
	EXPECT_TRUE(strstr(two.heard, "behind it") == NULL);
	fault_gate(false);
	EXPECT_TRUE(hears(&b, &two, "not yet"));
	EXPECT_TRUE(hears(&b, &two, "behind it"));
	news = strstr(two.heard, "is now three");
	ASSERT_TRUE(news != NULL);
	EXPECT_TRUE(strstr(two.heard, "not yet") < news);
	EXPECT_TRUE(news < strstr(two.heard, "behind it"));
	close_all(&b, &one, &two);
}

/* Turns are counted while each sync takes half a second: a loop that waited
 * for the disk would have one for each message. */
TEST(disk, a_slow_sync_is_waited_for_by_nobody_else)
{
	struct bed b;
	struct guest one, two;
	int turns = 0;

	ASSERT_TRUE(open_all(&b, &one, &two, "slow"));
	fault_arm(&(struct fault_plan){.space = -1, .sync_ms = 500});
	EXPECT_TRUE(says(&b, &one, "first\n"));
	ASSERT_TRUE(pends(&b, 1));
	while (strstr(two.heard, "first") == NULL && turns < 100000000) {
		turn(&b);
		guest_hear(&two);
		turns++;
	}
	EXPECT_GT(turns, 10);
	EXPECT_TRUE(says(&b, &one, "second\nthird\n"));
	EXPECT_TRUE(hears(&b, &two, "third"));
	/* Else it may be too slow for the end. */
	fault_arm(&(struct fault_plan){.space = -1});
	close_all(&b, &one, &two);
}

/* Speaks until there is no space any more; the number of the line that was
 * refused, or -1. */
static int
fill_disk(struct bed *b, struct guest *one, struct guest *two)
{
	static char line[4000];

	for (int i = 0; i < 150; i++) {
		char mark[24];

		memset(line, 'x', sizeof(line));
		snprintf(mark, sizeof(mark), "line %d.", i);
		memcpy(line, mark, strlen(mark));
		memcpy(line + sizeof(line) - 2, "\n", 2);
		if (!says(b, one, line))
			return -1;
		while (strstr(two->heard, mark) == NULL) {
			turn(b);
			guest_hear(one);
			guest_hear(two);
			if (strstr(one->heard, "(not-stored)") != NULL)
				return i;
		}
	}
	return -1;
}

TEST(disk, when_it_is_full_the_speaker_is_told)
{
	struct bed b;
	struct guest one, two;
	char mark[24];
	int refused;

	ASSERT_TRUE(open_all(&b, &one, &two, "full"));
	fault_arm(&(struct fault_plan){.space = 0});
	refused = fill_disk(&b, &one, &two);
	EXPECT_GE(refused, 0);
	EXPECT_TRUE(says(&b, &two, "/who\n"));
	EXPECT_TRUE(hears(&b, &two, "in lobby: "));
	fault_arm(&(struct fault_plan){.space = -1});
	EXPECT_TRUE(says(&b, &one, "there is space\n"));
	EXPECT_TRUE(hears(&b, &two, "there is space"));
	snprintf(mark, sizeof(mark), "line %d.", refused);
	EXPECT_TRUE(strstr(two.heard, mark) == NULL);
	close_all(&b, &one, &two);
}

/* Each call to the disk fails in turn, and every other time all after it: what
 * is heard was stored, and what was not is told. */
TEST(disk, whatever_fails_the_speaker_learns_it)
{
	struct bed b;
	struct guest one, two;
	char line[32], heard[48];
	int refused = 0;

	ASSERT_TRUE(open_all(&b, &one, &two, "fail"));
	for (int i = 1; i <= 40; i++) {
		int64_t until = pf_clock_mono() + patience_ms;
		bool no, yes;

		snprintf(line, sizeof(line), "number %d.\n", i);
		snprintf(heard, sizeof(heard), "one: number %d.", i);
		one.len = 0;
		one.heard[0] = '\0';
		fault_arm(&(struct fault_plan){.fail_at = (i + 1) / 2,
		    .lasting = i % 2 == 0,
		    .space = -1});
		EXPECT_TRUE(says(&b, &one, line));
		do {
			turn(&b);
			guest_hear(&one);
			guest_hear(&two);
			no = strstr(one.heard, "(not-stored)") != NULL;
			yes = strstr(two.heard, heard) != NULL;
		} while (!no && !yes && pf_clock_mono() < until);
		EXPECT_NE(no, yes);
		refused += no;
	}
	EXPECT_GT(refused, 10);
	fault_arm(&(struct fault_plan){.space = -1});
	EXPECT_TRUE(says(&b, &one, "all is well\n"));
	EXPECT_TRUE(hears(&b, &two, "one: all is well"));
	close_all(&b, &one, &two);
}

/* A server that is stopped does not wait for a disk that hangs. */
TEST(disk, one_that_hangs_does_not_hold_the_end_up)
{
	struct bed b;
	struct guest one, two;

	ASSERT_TRUE(open_all(&b, &one, &two, "stop"));
	fault_gate(true);
	EXPECT_TRUE(says(&b, &one, "not yet\n"));
	ASSERT_TRUE(pends(&b, 1));
	fault_wait_blocked();
	server_stop(b.sv, "test");
	EXPECT_TRUE(ends(&b, &two));
	EXPECT_TRUE(strstr(two.heard, "not yet") == NULL);
	guest_close(&one);
	guest_close(&two);
	EXPECT_FALSE(server_free(b.sv));
	/* What its writer does now finds everything that it needs. */
	fault_gate(false);
	while (!server_free(b.sv))
		continue;
	b.sv = NULL;
	bed_close(&b);
	clear_files();
}
