/* What can be wrong with the file of a history, each told by its name; older
 * versions; copies. */
#include "store_kit.h"

#include "core/text.h"
#include "platform/process.h"
#include "tests/shim/shim.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

TEST(store_open, every_error_has_its_words)
{
	for (int i = 0; i < STORE_ERR_COUNT; i++) {
		INFO("error %d", i);
		for (int j = 0; j < i; j++)
			EXPECT_NE(
			    0, strcmp(store_err_token(i), store_err_token(j)));
		EXPECT_TRUE(
		    ct_utf8_valid(ct_slice_str(store_err_text(i, CT_LANG_ZH))));
		EXPECT_NE(0, strcmp(store_err_text(i, CT_LANG_EN),
				 store_err_text(i, CT_LANG_ZH)));
	}
}

TEST(store_open, an_error_is_told_with_its_file_and_detail)
{
	struct ct_buf out;

	ct_buf_init(&out, 1000);
	EXPECT_EQ(CT_OK, store_err_tell(&out, STORE_EABSENT, CT_LANG_EN, "a.db",
			     (struct ct_slice){NULL, 0}));
	EXPECT_SLICE("there is no history in a.db", ct_buf_slice(&out));
	ct_buf_clear(&out, false);
	EXPECT_EQ(CT_OK, store_err_tell(&out, STORE_EABSENT, CT_LANG_ZH, "a.db",
			     ct_slice_str("why")));
	EXPECT_SLICE("a.db 中没有历史记录 (why)", ct_buf_slice(&out));
	ct_buf_fini(&out);
}

static void
expect_fault(struct kit *k, const char *token)
{
	EXPECT_FALSE(kit_open(k));
	EXPECT_STREQ(token, store_err_token(k->err));
}

TEST(store_open, without_its_folder)
{
	struct kit *k = kit_new();

	snprintf(k->path, sizeof(k->path), "nowhere-at-all/x.db");
	expect_fault(k, "no-such-folder");
	kit_end(k);
}

static void
write_file(const char *path, const char *data, size_t len)
{
	FILE *f;

	ASSERT_EQ(PF_OK, pf_fopen(path, "wb", &f));
	EXPECT_EQ(len, fwrite(data, 1, len, f));
	EXPECT_EQ(0, fclose(f));
}

TEST(store_open, something_else)
{
	struct kit *k = kit_new();
	char page[8192];

	memset(page, '?', sizeof(page));
	write_file(k->path, page, sizeof(page));
	expect_fault(k, "corrupt");
	EXPECT_GT(k->detail.len, 0u);
	EXPECT_EQ((long)sizeof(page), kit_size(k->path)); /* untouched */
	kit_end(k);
}

/* Runs SQL on a file of its own. */
static void
run_sql(const char *path, const char *sql)
{
	sqlite3 *db;
	char *why = NULL;

	ASSERT_EQ(SQLITE_OK, sqlite3_open(path, &db));
	EXPECT_EQ(SQLITE_OK, sqlite3_exec(db, sql, NULL, NULL, &why));
	EXPECT_STREQ("", why != NULL ? why : "");
	sqlite3_free(why);
	sqlite3_close(db);
}

TEST(store_open, another_programs_database)
{
	struct kit *k = kit_new();

	run_sql(k->path, "CREATE TABLE mine(x); INSERT INTO mine VALUES(1)");
	expect_fault(k, "not-ours");
	run_sql(k->path, "INSERT INTO mine VALUES(2)"); /* still theirs */
	kit_end(k);
}

TEST(store_open, a_newer_version)
{
	struct kit *k = kit_new();

	ASSERT_TRUE(kit_open(k));
	kit_close(k);
	run_sql(k->path, "PRAGMA user_version=99");
	expect_fault(k, "newer-version");
	kit_end(k);
}

TEST(store_open, a_damaged_one)
{
	struct kit *k = kit_new();
	static char bytes[4096 * 3];
	FILE *f;

	ASSERT_TRUE(kit_open(k));
	for (uint64_t i = 1; i <= 100; i++)
		kit_say(k, "a", i, 0, 0, "some text");
	kit_close(k);
	ASSERT_EQ(PF_OK, pf_fopen(k->path, "rb", &f));
	EXPECT_EQ(sizeof(bytes), fread(bytes, 1, sizeof(bytes), f));
	fclose(f);
	write_file(k->path, bytes, sizeof(bytes)); /* cut short */
	expect_fault(k, "corrupt");
	kit_end(k);
}

static enum ct_err
nothing_of_room(
    void *ctx, struct ct_slice shown, struct ct_slice topic, uint64_t seq)
{
	(void)ctx, (void)shown, (void)topic, (void)seq;
	return CT_OK;
}

static enum ct_err
nothing_of_message(void *ctx, const struct ct_msg *m)
{
	(void)ctx, (void)m;
	return CT_OK;
}

/* A good file of `*len` bytes. */
static char *
good_file(size_t *len)
{
	struct kit *k = kit_new();
	char text[200], *bytes;
	FILE *f;

	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	kit_open(k);
	for (uint64_t i = 1; i <= 200; i++)
		kit_say(k, "a", i, 1, i, text);
	kit_close(k);
	*len = (size_t)kit_size(k->path);
	bytes = malloc(*len);
	pf_fopen(k->path, "rb", &f);
	EXPECT_EQ(*len, fread(bytes, 1, *len, f));
	fclose(f);
	kit_end(k);
	return bytes;
}

/* Whatever page it is: it is told as damage, or was not read. */
TEST(store_open, with_a_damaged_page)
{
	const struct store_memory memory = {
	    NULL, nothing_of_room, nothing_of_message};
	size_t len = 0, recalls = 0;
	char *bytes = good_file(&len), page[4096];

	for (size_t at = sizeof(page); at < len; at += sizeof(page)) {
		struct kit *k = kit_new();
		enum store_err err = STORE_OK;

		INFO("page at %ld", (long)at);
		memcpy(page, bytes + at, sizeof(page));
		memset(bytes + at, 0xff, sizeof(page));
		write_file(k->path, bytes, len);
		memcpy(bytes + at, page, sizeof(page));
		if (kit_open(k))
			err = store_recall(k->st, 200, &memory);
		recalls += err != STORE_OK;
		if (k->err != STORE_OK)
			err = k->err;
		EXPECT_TRUE(err == STORE_OK || err == STORE_ECORRUPT);
		kit_end(k);
	}
	EXPECT_GT(recalls, 5u);
	free(bytes);
}

TEST(store_open, one_that_cannot_be_written)
{
	struct kit *k = kit_new();

	ASSERT_TRUE(kit_open(k));
	kit_close(k);
	fault_arm(&(struct fault_plan){.space = -1, .read_only = true});
	expect_fault(k, "read-only");
	fault_begin();
	EXPECT_TRUE(kit_open(k));
	kit_end(k);
}

TEST(store_open, a_full_disk)
{
	struct kit *k = kit_new();

	fault_arm(&(struct fault_plan){.space = 4096});
	expect_fault(k, "disk-full");
	fault_begin();
	EXPECT_TRUE(kit_open(k));
	kit_end(k);
}

TEST(store_open, for_one_server_at_a_time)
{
	struct kit *k = kit_new(), *second = kit_new();

	snprintf(second->path, sizeof(second->path), "./%.80s", k->path);
	ASSERT_TRUE(kit_open(k));
	kit_say(k, "a", 1, 0, 0, "first");
	expect_fault(second, "in-use");
	kit_say(k, "a", 2, 0, 0, "still");
	kit_settle(k);
	EXPECT_EQ(CT_OK, k->done[2].err);
	kit_close(k);
	EXPECT_TRUE(kit_open(second));
	EXPECT_STREQ("a||2\n", kit_recall(second, 0));
	kit_end(second);
	kit_end(k);
}

/* Version 1 as it was: no search. */
static const char version_1[] =
    "PRAGMA auto_vacuum=INCREMENTAL; PRAGMA journal_mode=WAL;"
    "CREATE TABLE room(id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE,"
    " shown TEXT NOT NULL, topic TEXT NOT NULL DEFAULT '',"
    " topic_from TEXT NOT NULL DEFAULT '',"
    " topic_time INTEGER NOT NULL DEFAULT 0,"
    " seq INTEGER NOT NULL DEFAULT 0, bytes INTEGER NOT NULL DEFAULT 0);"
    "CREATE TABLE message(id INTEGER PRIMARY KEY AUTOINCREMENT,"
    " room INTEGER NOT NULL, seq INTEGER NOT NULL, prev INTEGER NOT NULL,"
    " time INTEGER NOT NULL, person INTEGER, sender TEXT NOT NULL,"
    " text TEXT NOT NULL);"
    "CREATE UNIQUE INDEX message_seq ON message(room, seq);"
    "CREATE TABLE person(id INTEGER PRIMARY KEY,"
    " identity BLOB NOT NULL UNIQUE, name TEXT, name_key TEXT, rooms TEXT,"
    " seen INTEGER);"
    "CREATE INDEX person_name ON person(name_key, seen)"
    " WHERE name_key IS NOT NULL;"
    "CREATE TABLE sent(person INTEGER NOT NULL, number INTEGER NOT NULL,"
    " seq INTEGER NOT NULL, time INTEGER NOT NULL,"
    " PRIMARY KEY(person, number)) WITHOUT ROWID;"
    "CREATE TABLE direct(id INTEGER PRIMARY KEY AUTOINCREMENT,"
    " person INTEGER NOT NULL, time INTEGER NOT NULL, sender TEXT NOT NULL,"
    " addressee TEXT NOT NULL, text TEXT NOT NULL);"
    "CREATE INDEX direct_person ON direct(person, id);"
    "PRAGMA application_id=1131566187; PRAGMA user_version=1;"
    "INSERT INTO room VALUES(1, 'tea', 'Tea', '', '', 0, 2000, 9000);"
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n"
    " WHERE i<2000) INSERT INTO message SELECT i, 1, i, i-1, i, NULL, 'Ann',"
    " '第' || i || '条' FROM n;";

TEST(store_open, an_older_version)
{
	struct kit *k = kit_new();

	run_sql(k->path, version_1);
	ASSERT_TRUE(kit_open(k));
	/* Searched at once, while the index is being made, and after. */
	ASSERT_TRUE(kit_search(k, "tea", "第77条", 0));
	EXPECT_STREQ("第77条|", kit_texts(k));
	kit_say(k, "tea", 2001, 0, 0, "第2001条");
	kit_settle(k);
	kit_idle(k);
	ASSERT_TRUE(kit_search(k, "tea", "第77条", 0));
	EXPECT_STREQ("第77条|", kit_texts(k));
	ASSERT_TRUE(kit_history(k, "tea", CT_HISTORY_LATEST, 0, 2));
	EXPECT_STREQ("第2000条|第2001条|", kit_texts(k));
	EXPECT_EQ(2000u, k->rows[1].msg.prev);
	kit_end(k);
}

/* ---- copies ---- */

static enum store_err
back_up(const char *from, const char *to)
{
	struct store_copy c = {.from = from, .to = to, .vfs = "fault"};
	enum store_err err;

	ct_buf_init(&c.detail, 4096);
	err = store_backup(&c);
	EXPECT_EQ(err == STORE_EABSENT, c.of_from);
	ct_buf_fini(&c.detail);
	return err;
}

static enum store_err
put_back(const char *from, const char *to)
{
	struct store_copy c = {.from = from, .to = to, .vfs = "fault"};
	enum store_err err;

	ct_buf_init(&c.detail, 4096);
	err = store_put_back(&c);
	ct_buf_fini(&c.detail);
	return err;
}

TEST(store_backup, of_a_history_in_use)
{
	struct kit *k = kit_new(), *copy = kit_new();

	ASSERT_TRUE(kit_open(k));
	for (uint64_t i = 1; i <= 700; i++)
		kit_say(k, "a", i, 1, i, "before");
	kit_settle(k);
	for (uint64_t i = 701; i <= 5000; i++)
		kit_say(k, "a", i, 1, i, "meanwhile");
	EXPECT_EQ(STORE_OK, back_up(k->path, copy->path));
	EXPECT_EQ(STORE_EEXIST, back_up(k->path, copy->path));
	kit_settle(k);
	ASSERT_TRUE(kit_open(copy));
	ASSERT_TRUE(kit_history(copy, "a", CT_HISTORY_AFTER, 0, 700));
	EXPECT_EQ(700u, copy->count);
	/* It goes on by itself, as another history. */
	EXPECT_NE(store_epoch(k->st), store_epoch(copy->st));
	kit_say(copy, "a", 10000, 1, 10000, "on");
	kit_settle(copy);
	EXPECT_EQ(CT_OK, copy->done[1].err);
	kit_end(copy);
	kit_end(k);
}

TEST(store_backup, of_nothing)
{
	struct kit *k = kit_new();

	EXPECT_EQ(STORE_EABSENT, back_up("none.db", k->path));
	EXPECT_EQ(-1, kit_size(k->path));
	write_file(k->path, "", 0);
	EXPECT_EQ(STORE_EABSENT, back_up(k->path, "copy.db"));
	EXPECT_EQ(-1, kit_size("copy.db"));
	kit_end(k);
}

TEST(store_backup, fails_without_a_trace)
{
	struct kit *k = kit_new(), *copy = kit_new();
	enum store_err err = STORE_EIO;

	ASSERT_TRUE(kit_open(k));
	for (uint64_t i = 1; i <= 100; i++)
		kit_say(k, "a", i, 1, i, "text");
	kit_close(k);
	for (long n = 1; err != STORE_OK && !shim_failed(); n++) {
		struct store_copy c = {
		    .from = k->path, .to = copy->path, .vfs = "fault"};

		INFO("call %ld", n);
		ct_buf_init(&c.detail, 4096);
		fault_arm(&(struct fault_plan){.fail_at = n, .space = -1});
		err = store_backup(&c);
		if (err != STORE_OK)
			EXPECT_EQ(-1, kit_size(copy->path));
		ct_buf_fini(&c.detail);
	}
	fault_begin();
	EXPECT_TRUE(kit_open(copy));
	EXPECT_STREQ("a||100\n", kit_recall(copy, 0));
	kit_end(copy);
	kit_end(k);
}

/* As after a kill: its log lies beside it. */
static void
leave_log(struct kit *k)
{
	char text[1000];

	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	ASSERT_TRUE(kit_open(k));
	for (uint64_t i = 1001; i <= 1400; i++)
		kit_say(k, "a", i, 1, i, text);
	kit_settle(k);
	fault_arm(
	    &(struct fault_plan){.fail_at = 1, .lasting = true, .space = -1});
	kit_close(k);
	fault_begin();
}

TEST(store_backup, put_back_over_one_that_was_killed)
{
	struct kit *k = kit_new(), *copy = kit_new();
	char wal[600];

	ASSERT_TRUE(kit_open(k));
	for (uint64_t i = 1; i <= 100; i++)
		kit_say(k, "a", i, 1, i, "text");
	kit_settle(k);
	EXPECT_EQ(STORE_OK, back_up(k->path, copy->path));
	EXPECT_EQ(STORE_EINUSE, put_back(copy->path, k->path));
	kit_close(k);
	leave_log(k);
	snprintf(wal, sizeof(wal), "%s-wal", k->path);
	EXPECT_GT(kit_size(wal), 100000L);
	EXPECT_EQ(STORE_EABSENT, put_back("none.db", k->path));
	EXPECT_GT(kit_size(wal), 100000L);
	EXPECT_EQ(STORE_OK, put_back(copy->path, k->path));
	EXPECT_EQ(-1, kit_size(wal));
	ASSERT_TRUE(kit_open(k));
	EXPECT_STREQ("a||100\n", kit_recall(k, 0));
	kit_say(k, "a", 101, 1, 101, "goes on");
	kit_settle(k);
	EXPECT_EQ(CT_OK, k->done[k->ticket].err);
	kit_close(k);
	kit_expect_sound(k->path);
	/* Where there is nothing, too; and it may be its own copy. */
	kit_remove(k->path);
	EXPECT_EQ(STORE_OK, put_back(copy->path, k->path));
	EXPECT_EQ(STORE_OK, put_back(k->path, k->path));
	ASSERT_TRUE(kit_open(k));
	EXPECT_STREQ("a||100\n", kit_recall(k, 0));
	kit_end(copy);
	kit_end(k);
}

TEST(store_backup, what_is_not_put_back_whole_changes_nothing)
{
	struct kit *k = kit_new(), *copy = kit_new();
	enum store_err err = STORE_EIO;
	long n = 1;

	ASSERT_TRUE(kit_open(copy));
	kit_say(copy, "b", 1, 1, 1, "text");
	kit_close(copy);
	leave_log(k);
	for (; err != STORE_OK && !shim_failed(); n++) {
		INFO("call %ld", n);
		fault_arm(&(struct fault_plan){.fail_at = n, .space = -1});
		err = put_back(copy->path, k->path);
		fault_begin();
		if (err == STORE_OK)
			break;
		ASSERT_TRUE(kit_open(k));
		EXPECT_STREQ("a||1400\n", kit_recall(k, 0));
		kit_close(k);
	}
	EXPECT_GT(n, 10L);
	ASSERT_TRUE(kit_open(k));
	EXPECT_STREQ("b||1\n", kit_recall(k, 0));
	kit_end(copy);
	kit_end(k);
}

TEST(store_open, the_epoch_is_the_files_own_for_ever)
{
	struct kit *a = kit_new(), *b = kit_new();
	uint64_t epoch;

	ASSERT_TRUE(kit_open(a));
	ASSERT_TRUE(kit_open(b));
	epoch = store_epoch(a->st);
	EXPECT_GT(epoch, 0u);
	EXPECT_LT(epoch, UINT64_C(1) << 53);
	EXPECT_NE(epoch, store_epoch(b->st));
	kit_close(a);
	ASSERT_TRUE(kit_open(a));
	EXPECT_EQ(epoch, store_epoch(a->st));
	kit_end(a);
	kit_end(b);
}

static uint64_t
send_letter(struct kit *k)
{
	struct ct_record r = {
	    .kind = CT_RECORD_DIRECT, .waiting = true, .most = 9};
	uint64_t ticket;

	kit_id(1, r.to_id);
	ticket = kit_submit(k, &r);
	kit_settle(k);
	return k->done[ticket].seq;
}

TEST(store_open, after_less_syncs_no_number_comes_twice)
{
	struct kit *k = kit_new();
	uint64_t letter, last = 0;

	for (int run = 0; run < 2; run++) {
		ASSERT_TRUE(kit_open(k));
		EXPECT_EQ(0u, store_skip(k->st));
		kit_close(k);
	}
	for (uint64_t run = 0; run < 4; run++) {
		/* As many as were ever without, and for ever after. */
		k->opt.sync = run < 2 ? STORE_SYNC_NORMAL : STORE_SYNC_FULL;
		ASSERT_TRUE(kit_open(k));
		EXPECT_EQ(run << 20, store_skip(k->st));
		letter = send_letter(k);
		EXPECT_GT(letter, last + (1 << 20));
		last = letter;
		kit_close(k);
	}
	kit_end(k);
}
