/* What the tests of the store share. */
#include "store_kit.h"

#include "platform/clock.h"
#include "platform/process.h"
#include "platform/thread.h"
#include "tests/shim/shim.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void
wake(void *ctx)
{
	struct kit *k = ctx;

	pf_mutex_lock(k->lock);
	k->wake = true;
	pf_cond_signal(k->woken);
	pf_mutex_unlock(k->lock);
}

static void
wait_woken(struct kit *k)
{
	pf_mutex_lock(k->lock);
	while (!k->wake)
		pf_cond_wait(k->woken, k->lock, -1);
	k->wake = false;
	pf_mutex_unlock(k->lock);
}

struct kit *
kit_new(void)
{
	static int count;
	struct kit *k = calloc(1, sizeof(*k));

	if (k == NULL)
		abort();
	snprintf(k->path, sizeof(k->path), "历史-%ld-%d.db", pf_process_id(),
	    ++count);
	k->opt = (struct store_options)STORE_OPTIONS_DEFAULT;
	k->now = pf_clock_wall();
	k->opt.vfs = "fault";
	k->opt.wake = wake;
	k->opt.wake_ctx = k;
	pf_mutex_new(&k->lock);
	pf_cond_new(&k->woken);
	ct_buf_init(&k->detail, 4096);
	ct_buf_init(&k->text, (size_t)64 << 20);
	ct_buf_init(&k->past, (size_t)1 << 20);
	fault_begin();
	return k;
}

void
kit_remove(const char *path)
{
	static const char *const ends[] = {
	    "", "-wal", "-shm", "-journal", "-lock", "-part"};
	const sqlite3_uint64 size = 256;
	char *name = sqlite3_malloc64(size);

	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		sqlite3_vfs *vfs = sqlite3_vfs_find(NULL);

		/* By SQLite, for it takes UTF-8 on both systems. */
		sqlite3_snprintf((int)size, name, "%s%s", path, ends[i]);
		vfs->xDelete(vfs, name, 0);
	}
	sqlite3_free(name);
}

void
kit_end(struct kit *k)
{
	kit_close(k);
	fault_begin();
	kit_remove(k->path);
	ct_buf_fini(&k->detail);
	ct_buf_fini(&k->text);
	ct_buf_fini(&k->past);
	pf_mutex_free(k->lock);
	pf_cond_free(k->woken);
	free(k);
}

bool
kit_open(struct kit *k)
{
	ct_buf_clear(&k->detail, false);
	k->err = store_open(k->path, &k->opt, &k->st, &k->detail);
	if (k->err != STORE_OK)
		return false;
	store_port(k->st, &k->port);
	return true;
}

void
kit_close(struct kit *k)
{
	if (k->st == NULL)
		return;
	EXPECT_TRUE(store_close(k->st, -1));
	k->st = NULL;
}

void
kit_id(int who, unsigned char *id)
{
	memset(id, 0, CT_ID_BYTES);
	id[0] = (unsigned char)who;
	id[CT_ID_BYTES - 1] = (unsigned char)(who >> 8);
}

uint64_t
kit_submit(struct kit *k, const struct ct_record *r)
{
	struct ct_stored done = {0};

	if (k->port.submit(k->port.ctx, r, k->ticket + 1, &done) != CT_MORE)
		return 0;
	return ++k->ticket;
}

uint64_t
kit_forget(struct kit *k, const char *room)
{
	return kit_submit(k, &(struct ct_record){.kind = CT_RECORD_FORGET,
				 .room_key = ct_slice_str(room)});
}

uint64_t
kit_say(struct kit *k, const char *room, uint64_t seq, int who, uint64_t number,
    const char *text)
{
	struct ct_record r = {
	    .kind = CT_RECORD_SAY,
	    .room = ct_slice_str(room),
	    .room_key = ct_slice_str(room),
	    .from = ct_slice_str("小明"),
	    .text = ct_slice_str(text),
	    .seq = seq,
	    .number = number,
	    .time = k->now + (int64_t)seq,
	};

	kit_id(who, r.id);
	return kit_submit(k, &r);
}

/* ---- what comes back ---- */

static void
stored(void *ctx, const struct ct_stored *done)
{
	struct kit *k = ctx;

	EXPECT_LT(k->order, done->ticket);
	k->order = done->ticket;
	ASSERT_LT(done->ticket, (uint64_t)KIT_TICKETS);
	k->done[done->ticket] = *done;
	k->has[done->ticket] = true;
}

static struct ct_slice
copy(struct kit *k, struct ct_slice s)
{
	size_t at = k->text.len;

	ct_buf_add_slice(&k->text, s);
	return (struct ct_slice){k->text.data + at, s.len};
}

static void
found(void *ctx, uint64_t ticket, enum ct_err err, const struct ct_row *rows,
    size_t n)
{
	struct kit *k = ctx;
	size_t need = 1;

	k->answers++;
	k->found_ticket = ticket;
	k->found_err = err;
	k->count = n;
	ASSERT_LE(n, (size_t)KIT_ROWS);
	for (size_t i = 0; i < n; i++)
		need += rows[i].msg.room.len + rows[i].msg.from.len +
			rows[i].msg.to.len + rows[i].msg.text.len;
	ct_buf_clear(&k->text, true);
	ct_buf_reserve(&k->text, need);
	for (size_t i = 0; i < n; i++) {
		struct ct_msg *m = &k->rows[i].msg;

		k->rows[i] = rows[i];
		m->room = copy(k, m->room);
		m->from = copy(k, m->from);
		m->to = copy(k, m->to);
		m->text = copy(k, m->text);
	}
}

static void
emptied(void *ctx, struct ct_slice key, uint64_t ticket)
{
	struct kit *k = ctx;

	k->emptied++;
	if (k->watch == NULL || !ct_slice_eq(key, ct_slice_str(k->watch)))
		return;
	k->watched++;
	k->watched_as_of = ticket;
}

static void
take(struct kit *k)
{
	store_take(k->st, &(struct store_sink){k, stored, found, emptied});
}

void
kit_wait(struct kit *k)
{
	wait_woken(k);
	take(k);
}

void
kit_settle(struct kit *k)
{
	EXPECT_TRUE(store_flush(k->st, -1));
	take(k);
	EXPECT_EQ(k->ticket, k->order);
}

void
kit_idle(struct kit *k)
{
	struct store_stats stats;

	do {
		store_flush(k->st, -1);
		store_stats(k->st, &stats);
	} while (!stats.idle);
}

bool
kit_ask(struct kit *k, const struct ct_query *q)
{
	uint64_t ticket = k->ticket + 1000000;

	if (k->port.query(k->port.ctx, q, ticket) != CT_MORE)
		return false;
	k->found_ticket = 0;
	while (k->found_ticket != ticket) {
		wait_woken(k);
		take(k);
	}
	return true;
}

bool
kit_history(struct kit *k, const char *room, enum ct_history_mode mode,
    uint64_t seq, int32_t count)
{
	return kit_ask(k, &(struct ct_query){.kind = CT_QUERY_HISTORY,
			      .room_key = ct_slice_str(room),
			      .mode = mode,
			      .seq = seq,
			      .count = count});
}

bool
kit_search(struct kit *k, const char *rooms, const char *text, uint64_t before)
{
	return kit_ask(k, &(struct ct_query){.kind = CT_QUERY_SEARCH,
			      .room_key = ct_slice_str(rooms),
			      .text = ct_slice_str(text),
			      .seq = before,
			      .count = 100});
}

const char *
kit_texts(struct kit *k)
{
	ct_buf_clear(&k->past, false);
	for (size_t i = 0; i < k->count; i++) {
		ct_buf_add_slice(&k->past, k->rows[i].msg.text);
		ct_buf_add_str(&k->past, "|");
	}
	ct_buf_add_u8(&k->past, 0);
	return k->past.data;
}

static enum ct_err
recalled_room(
    void *ctx, struct ct_slice shown, struct ct_slice topic, uint64_t seq)
{
	struct kit *k = ctx;

	ct_buf_add_slice(&k->past, shown);
	ct_buf_add_str(&k->past, "|");
	ct_buf_add_slice(&k->past, topic);
	ct_buf_add_str(&k->past, "|");
	ct_buf_add_dec(&k->past, seq);
	return ct_buf_add_str(&k->past, "\n");
}

static enum ct_err
recalled(void *ctx, const struct ct_msg *m)
{
	struct kit *k = ctx;

	ct_buf_add_slice(&k->past, m->room);
	ct_buf_add_str(&k->past, ":");
	ct_buf_add_dec(&k->past, m->seq);
	ct_buf_add_str(&k->past, ":");
	ct_buf_add_slice(&k->past, m->text);
	return ct_buf_add_str(&k->past, "\n");
}

const char *
kit_recall(struct kit *k, int32_t count)
{
	ct_buf_clear(&k->past, false);
	EXPECT_EQ(
	    STORE_OK, store_recall(k->st, count,
			  &(struct store_memory){k, recalled_room, recalled}));
	ct_buf_add_u8(&k->past, 0);
	return k->past.data;
}

void
kit_expect_sound(const char *path)
{
	sqlite3 *db;
	sqlite3_stmt *s = NULL;

	ASSERT_EQ(SQLITE_OK,
	    sqlite3_open_v2(path, &db,
		SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, "fault"));
	sqlite3_busy_timeout(db, 10000);
	EXPECT_EQ(SQLITE_OK,
	    sqlite3_prepare_v2(db, "PRAGMA integrity_check", -1, &s, NULL));
	EXPECT_EQ(SQLITE_ROW, sqlite3_step(s));
	EXPECT_STREQ("ok", (const char *)sqlite3_column_text(s, 0));
	sqlite3_finalize(s);
	EXPECT_EQ(SQLITE_OK,
	    sqlite3_exec(db,
		"INSERT INTO search(search) VALUES('integrity-check')", NULL,
		NULL, NULL));
	sqlite3_close(db);
}

long
kit_size(const char *path)
{
	FILE *file;
	long size = -1;

	if (pf_fopen(path, "rb", &file) != PF_OK)
		return -1;
	if (fseek(file, 0, SEEK_END) == 0)
		size = ftell(file);
	fclose(file);
	return size;
}
