/* Retention: by age, by size, per room; what is left can still be read and
 * searched, numbers never go back, and the file gets smaller. */
#include "store_kit.h"

#include "platform/clock.h"
#include "tests/shim/shim.h"

#include <stdio.h>
#include <string.h>

enum { day = 24 * 60 * 60 * 1000 };

static void
say_at(struct kit *k, const char *room, uint64_t seq, int64_t time,
    const char *text)
{
	struct ct_record r = {.kind = CT_RECORD_SAY,
	    .room = ct_slice_str(room),
	    .room_key = ct_slice_str(room),
	    .text = ct_slice_str(text),
	    .seq = seq,
	    .number = seq,
	    .time = time};

	kit_id(1, r.id);
	ASSERT_NE(0u, kit_submit(k, &r));
}

/* Opens again with other rules, and waits until they have been applied. */
static void
apply(struct kit *k, const struct store_keep *keep, size_t count)
{
	kit_close(k);
	k->opt.keep = keep;
	k->opt.keep_count = count;
	ASSERT_TRUE(kit_open(k));
	kit_idle(k);
}

static uint64_t
removed(struct kit *k)
{
	struct store_stats stats;

	store_stats(k->st, &stats);
	return stats.removed;
}

TEST(store_retain, by_age_and_by_room)
{
	static const struct store_keep keep[] = {
	    {.room = "", .age = 3 * (int64_t)day}, {.room = "kept"}};
	struct kit *k = kit_new();
	int64_t now = pf_clock_wall();
	char text[16];

	ASSERT_TRUE(kit_open(k));
	for (int i = 10; i >= 1; i--) {
		snprintf(text, sizeof(text), "%d days", i);
		say_at(
		    k, "a", (uint64_t)(11 - i), now - i * (int64_t)day, text);
		say_at(k, "kept", (uint64_t)(51 - i), now - i * (int64_t)day,
		    text);
	}
	kit_settle(k);
	apply(k, keep, 2);
	EXPECT_EQ(8u, removed(k));
	ASSERT_TRUE(kit_history(k, "a", CT_HISTORY_LATEST, 0, 20));
	EXPECT_STREQ("2 days|1 days|", kit_texts(k));
	EXPECT_EQ(8u, k->rows[0].msg.prev); /* so the gap can be seen */
	ASSERT_TRUE(kit_history(k, "kept", CT_HISTORY_LATEST, 0, 20));
	EXPECT_EQ(10u, k->count);
	kit_end(k);
}

TEST(store_retain, numbers_never_go_back)
{
	static const struct store_keep none[] = {{.room = "", .age = 1}};
	struct kit *k = kit_new();

	ASSERT_TRUE(kit_open(k));
	for (uint64_t i = 1; i <= 600; i++)
		say_at(k, "a", i, pf_clock_wall() - day, "old");
	kit_settle(k);
	apply(k, none, 1);
	EXPECT_EQ(600u, removed(k));
	EXPECT_STREQ("a||600\n", kit_recall(k, 9));
	/* A number of the client's is known although its message is gone. */
	say_at(k, "a", 601, pf_clock_wall(), "again");
	say_at(k, "a", 599, pf_clock_wall(), "sent once more");
	kit_settle(k);
	EXPECT_FALSE(k->done[601].duplicate);
	EXPECT_TRUE(k->done[602].duplicate);
	EXPECT_EQ(599u, k->done[602].seq);
	kit_end(k);
}

TEST(store_retain, by_size_and_the_file_shrinks)
{
	static const struct store_keep keep[] = {{.room = "", .bytes = 50000}};
	struct kit *k = kit_new();
	char text[1001];
	long full;

	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	ASSERT_TRUE(kit_open(k));
	for (uint64_t i = 1; i <= 2000; i++) {
		snprintf(text, 9, "%08d", (int)i);
		text[8] = 'x';
		say_at(k, "a", i, pf_clock_wall(), text);
	}
	kit_settle(k);
	kit_idle(k);
	kit_close(k);
	full = kit_size(k->path);
	EXPECT_GT(full, 2000L * 1000);
	ASSERT_TRUE(kit_open(k));
	apply(k, keep, 1);
	EXPECT_EQ(1950u, removed(k));
	ASSERT_TRUE(kit_history(k, "a", CT_HISTORY_LATEST, 0, 100));
	EXPECT_EQ(50u, k->count);
	EXPECT_EQ(1951u, k->rows[0].msg.seq);
	/* Before the store is closed. */
	EXPECT_LT(kit_size(k->path), full / 3);

	/* While it runs, too. */
	k->opt.check = 1;
	apply(k, keep, 1);
	for (uint64_t i = 2001; i <= 2010; i++)
		say_at(k, "a", i, pf_clock_wall(), text);
	kit_settle(k);
	while (removed(k) < 10)
		kit_idle(k);
	ASSERT_TRUE(kit_history(k, "a", CT_HISTORY_LATEST, 0, 100));
	EXPECT_EQ(50u, k->count);
	kit_end(k);
}

TEST(store_retain, what_is_gone_is_not_found)
{
	static const struct store_keep keep[] = {{.room = "", .age = day / 2}};
	struct kit *k = kit_new();
	int64_t now = pf_clock_wall();

	ASSERT_TRUE(kit_open(k));
	say_at(k, "a", 1, now - day, "旧的茶馆");
	for (uint64_t i = 2; i <= 1000; i++)
		say_at(k, "a", i, now - day, "filler");
	say_at(k, "a", 1001, now, "新的茶馆");
	kit_settle(k);
	kit_idle(k);
	ASSERT_TRUE(kit_search(k, "a", "茶馆", 0));
	EXPECT_EQ(2u, k->count);
	apply(k, keep, 1);
	ASSERT_TRUE(kit_search(k, "a", "茶馆", 0));
	EXPECT_STREQ("新的茶馆|", kit_texts(k));
	kit_end(k);
}

TEST(store_retain, old_numbers_are_forgotten)
{
	struct kit *k = kit_new();
	int64_t now = pf_clock_wall();

	ASSERT_TRUE(kit_open(k));
	for (uint64_t i = 1; i <= 600; i++)
		say_at(k, "a", i, i <= 300 ? now - 2 * (int64_t)day : now, "x");
	kit_settle(k);
	k->opt.remember = day;
	apply(k, NULL, 0);
	say_at(k, "a", 601, now, "x");
	for (uint64_t i = 1; i <= 600; i++) {
		struct ct_record r = {
		    .kind = CT_RECORD_DIRECT, .number = i, .time = now};

		kit_id(1, r.id);
		kit_submit(k, &r);
	}
	kit_settle(k);
	for (uint64_t i = 1; i <= 600; i++)
		EXPECT_EQ(i > 300, k->done[601 + i].duplicate);
	kit_end(k);
}
