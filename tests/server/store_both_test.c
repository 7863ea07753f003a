/* A history that was written on the other system, and one of our own. */
#include "store_kit.h"

#include "platform/process.h"
#include "tests/shim/shim.h"

#include <stdio.h>

static void
copy_file(const char *from, const char *to)
{
	static char bytes[1 << 20];
	FILE *f;
	size_t n;

	ASSERT_EQ(PF_OK, pf_fopen(from, "rb", &f));
	n = fread(bytes, 1, sizeof(bytes), f);
	fclose(f);
	ASSERT_GT(n, 0u);
	ASSERT_EQ(PF_OK, pf_fopen(to, "wb", &f));
	EXPECT_EQ(n, fwrite(bytes, 1, n, f));
	EXPECT_EQ(0, fclose(f));
}

static void
check_people(struct kit *k)
{
	struct ct_query q = {.kind = CT_QUERY_WAITING};

	kit_id(8, q.id);
	ASSERT_TRUE(kit_ask(k, &q));
	EXPECT_STREQ("等你|", kit_texts(k));
	q.kind = CT_QUERY_PERSON;
	q.text = ct_slice_str("ann");
	ASSERT_TRUE(kit_ask(k, &q));
	ASSERT_EQ(1u, k->count);
	EXPECT_MEMEQ(q.id, k->rows[0].id, CT_ID_BYTES);
	q.kind = CT_QUERY_PLACE;
	ASSERT_TRUE(kit_ask(k, &q));
	ASSERT_EQ(1u, k->count);
	EXPECT_SLICE("茶馆", k->rows[0].msg.room);
}

static void
check_rooms(struct kit *k)
{
	uint64_t again;

	EXPECT_STREQ("茶馆|喝茶|600\n茶馆:600:第600条\n", kit_recall(k, 1));
	/* One in the index, one that is not there yet. */
	ASSERT_TRUE(kit_search(k, "茶馆", "相声", 0));
	EXPECT_STREQ("Nǐ hǎo, 相声!|", kit_texts(k));
	ASSERT_TRUE(kit_search(k, "茶馆", "第12条", 0));
	EXPECT_STREQ("第12条|", kit_texts(k));
	again = kit_say(k, "茶馆", 601, 7, 300, "Nǐ hǎo, 相声!");
	kit_say(k, "茶馆", 602, 7, 602, "新的");
	kit_settle(k);
	EXPECT_TRUE(k->done[again].duplicate);
	EXPECT_EQ(300u, k->done[again].seq);
	EXPECT_EQ(INT64_C(1700000000300), k->done[again].time);
	ASSERT_TRUE(kit_history(k, "茶馆", CT_HISTORY_LATEST, 0, 1000));
	EXPECT_EQ(601u, k->count);
}

/* The last version before this one, as it made that of the file. */
static const char version_3[] =
    "INSERT INTO state VALUES('epoch', 1 + (random() & 9007199254740990));"
    "PRAGMA user_version=3";

static void
upgrade(const char *path)
{
	sqlite3 *db;

	ASSERT_EQ(SQLITE_OK, sqlite3_open(path, &db));
	EXPECT_EQ(SQLITE_OK, sqlite3_exec(db, version_3, NULL, NULL, NULL));
	sqlite3_close(db);
}

static void
check(const char *path, bool newer)
{
	struct kit *k = kit_new();

	copy_file(path, k->path);
	if (newer)
		upgrade(k->path);
	k->opt.remember = 0;
	ASSERT_TRUE(kit_open(k));
	check_people(k);
	check_rooms(k);
	kit_close(k);
	kit_expect_sound(k->path);
	kit_end(k);
}

TEST(store_both, a_history_from_linux)
{
	check(CT_TEST_DATA "/history-linux.db", false);
	check(CT_TEST_DATA "/history-linux.db", true);
}

TEST(store_both, a_history_from_windows)
{
	check(CT_TEST_DATA "/history-windows.db", false);
	check(CT_TEST_DATA "/history-windows.db", true);
}
