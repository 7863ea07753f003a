/* The store from the loop's side: opening, submitting, taking what is done. */
#include "store_sqlite_state.h"

#include "core/phrase.h"
#include "platform/clock.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { asks_max = 4096, rows_max = 1000 };

static const struct {
	const char *token;
	const char *text[CT_LANG_COUNT];
} errors[STORE_ERR_COUNT] = {
#define ENTRY(name, token, en, zh) [STORE_##name] = {token, {en, zh}},
    STORE_ERR_LIST(ENTRY)
#undef ENTRY
};

const char *
store_err_token(enum store_err err)
{
	return errors[err].token;
}

const char *
store_err_text(enum store_err err, enum ct_lang lang)
{
	return errors[err].text[lang];
}

/* ---- opening ---- */

static enum store_err
fail(struct db *db, int rc, struct ct_buf *detail)
{
	enum store_err err = db_err(db->handle, rc);

	ct_buf_add_str(detail, db->handle != NULL ? sqlite3_errmsg(db->handle)
						  : sqlite3_errstr(rc));
	return err;
}

/* Keeps other servers out, as long as this process lives. */
static enum store_err
guard(struct store *st, struct ct_buf *detail)
{
	char *path = sqlite3_mprintf("%s-lock", st->path);
	int rc = SQLITE_NOMEM;

	if (path == NULL)
		return STORE_ENOMEM;
	rc = db_open(&st->guard, path, DB_WRITE, st->opt.vfs);
	if (rc == SQLITE_OK) {
		sqlite3_busy_timeout(st->guard.handle, 0);
		rc = db_exec(&st->guard, "PRAGMA locking_mode=EXCLUSIVE;"
					 " PRAGMA journal_mode=MEMORY;"
					 " BEGIN EXCLUSIVE");
	}
	sqlite3_free(path);
	return rc == SQLITE_OK ? STORE_OK : fail(&st->guard, rc, detail);
}

static int
tune(struct store *st)
{
	static const char *const sync[] = {
	    [STORE_SYNC_FULL] = "PRAGMA synchronous=FULL",
	    [STORE_SYNC_NORMAL] = "PRAGMA synchronous=NORMAL",
	    [STORE_SYNC_OFF] = "PRAGMA synchronous=OFF",
	};
	int rc = db_exec(&st->db, sync[st->opt.sync]);

	if (rc == SQLITE_OK)
		rc = db_exec(&st->db, "PRAGMA secure_delete=FAST;"
				      "PRAGMA cache_size=-16000;"
				      "PRAGMA journal_size_limit=16777216");
	return rc;
}

static int
read_epoch(struct store *st)
{
	int rc = db_get(&st->db, DB_EPOCH, &st->epoch, 1, "");

	return rc == SQLITE_ROW ? SQLITE_OK : rc;
}

uint64_t
store_epoch(const struct store *st)
{
	return (uint64_t)st->epoch;
}

static enum store_err
open_file(struct store *st, const char *path, struct ct_buf *detail)
{
	const char *full;
	enum store_err err;
	int rc = db_open(&st->db, path, DB_WRITE, st->opt.vfs);

	if (rc != SQLITE_OK)
		return fail(&st->db, rc, detail);
	if (sqlite3_db_readonly(st->db.handle, "main") == 1)
		return STORE_EREADONLY;
	full = sqlite3_db_filename(st->db.handle, "main");
	st->path = full != NULL ? malloc(strlen(full) + 1) : NULL;
	if (st->path == NULL)
		return STORE_ENOMEM;
	memcpy(st->path, full, strlen(full) + 1);
	err = guard(st, detail);
	if (err != STORE_OK)
		return err;
	err = db_migrate(&st->db, &rc);
	if (err == STORE_OK)
		rc = tune(st);
	if (err == STORE_OK && rc == SQLITE_OK)
		rc = read_epoch(st);
	if (rc != SQLITE_OK)
		err = fail(&st->db, rc, detail);
	return err == STORE_OK ? store_chores_begin(st) : err;
}

static bool
make_locks(struct store *st)
{
	if (pf_mutex_new(&st->lock) != PF_OK ||
	    pf_cond_new(&st->work) != PF_OK || pf_cond_new(&st->calm) != PF_OK)
		return false;
	for (size_t i = 0; i < LANES; i++)
		if (pf_cond_new(&st->lanes[i].work) != PF_OK)
			return false;
	return true;
}

static void
count_threads(struct store *st, int n)
{
	pf_mutex_lock(st->lock);
	st->threads += n;
	pf_mutex_unlock(st->lock);
}

static enum store_err
start(struct store *st, struct ct_buf *detail)
{
	for (size_t i = 0; i < LANES; i++) {
		struct lane *l = &st->lanes[i];
		int rc = db_open(&l->db, st->path, DB_READ, st->opt.vfs);

		if (rc == SQLITE_OK)
			rc = db_exec(&l->db, "PRAGMA cache_size=-8000");
		if (rc != SQLITE_OK)
			return fail(&l->db, rc, detail);
		if (pf_thread_start(store_lane, l, &l->thread) != PF_OK)
			return STORE_ENOMEM;
		count_threads(st, 1);
	}
	count_threads(st, 1);
	if (pf_thread_start(store_writer, st, &st->writer) == PF_OK)
		return STORE_OK;
	count_threads(st, -1);
	return STORE_ENOMEM;
}

enum store_err
store_open(const char *path, const struct store_options *opt,
    struct store **out, struct ct_buf *detail)
{
	struct store *st = calloc(1, sizeof(*st));
	enum store_err err = STORE_ENOMEM;

	*out = NULL;
	if (st == NULL)
		return STORE_ENOMEM;
	st->opt = *opt;
	st->queue.last = &st->queue.first;
	st->done.last = &st->done.first;
	st->answers.last = &st->answers.first;
	for (size_t i = 0; i < LANES; i++) {
		st->lanes[i].st = st;
		st->lanes[i].waiting.last = &st->lanes[i].waiting.first;
	}
	if (make_locks(st))
		err = open_file(st, path, detail);
	if (err == STORE_OK)
		err = start(st, detail);
	if (err != STORE_OK) {
		store_close(st, -1);
		return err;
	}
	*out = st;
	return STORE_OK;
}

/* ---- closing ---- */

static void
free_items(struct item *it)
{
	while (it != NULL) {
		struct item *next = it->next;

		free(it);
		it = next;
	}
}

static void
free_asks(struct ask *a)
{
	while (a != NULL) {
		struct ask *next = a->next;

		ask_free(a);
		a = next;
	}
}

static void
destroy(struct store *st)
{
	for (size_t i = 0; i < LANES; i++) {
		if (st->lanes[i].thread != NULL)
			pf_thread_join(st->lanes[i].thread);
		db_close(&st->lanes[i].db);
		free_asks(st->lanes[i].waiting.first);
		pf_cond_free(st->lanes[i].work);
	}
	if (st->writer != NULL)
		pf_thread_join(st->writer);
	db_close(&st->db);
	db_close(&st->guard);
	free_items(st->queue.first);
	free_items(st->done.first);
	free_asks(st->answers.first);
	ct_buf_fini(&st->words);
	pf_cond_free(st->work);
	pf_cond_free(st->calm);
	pf_mutex_free(st->lock);
	free(st->path);
	free(st);
}

/* Waits on `calm` until `*what` is 0; the lock is held. */
static bool
wait_until(struct store *st, int64_t wait_ms, bool (*ready)(struct store *))
{
	int64_t end = pf_clock_mono() + wait_ms;

	while (!ready(st)) {
		int64_t left = wait_ms < 0 ? -1 : end - pf_clock_mono();

		if (wait_ms >= 0 && left <= 0)
			return false;
		pf_cond_wait(st->calm, st->lock, left);
	}
	return true;
}

static bool
nothing_pending(struct store *st)
{
	return st->stats.pending == 0;
}

static bool
no_threads(struct store *st)
{
	return st->threads == 0;
}

bool
store_flush(struct store *st, int64_t wait_ms)
{
	bool ok;

	pf_mutex_lock(st->lock);
	ok = wait_until(st, wait_ms, nothing_pending);
	pf_mutex_unlock(st->lock);
	return ok;
}

bool
store_close(struct store *st, int64_t wait_ms)
{
	bool ended = true;

	if (st == NULL)
		return true;
	if (st->threads > 0) {
		pf_mutex_lock(st->lock);
		st->stopping = true;
		pf_cond_signal(st->work);
		for (size_t i = 0; i < LANES; i++) {
			pf_cond_signal(st->lanes[i].work);
			if (st->lanes[i].db.handle != NULL)
				sqlite3_interrupt(st->lanes[i].db.handle);
		}
		ended = wait_until(st, wait_ms, no_threads);
		pf_mutex_unlock(st->lock);
	}
	if (ended)
		destroy(st);
	return ended;
}

/* ---- submitting ---- */

static struct ct_slice
put(char **at, struct ct_slice s)
{
	struct ct_slice copy = {*at, s.len};

	if (s.len > 0)
		memcpy(*at, s.data, s.len);
	*at += s.len;
	return copy;
}

static struct item *
item_new(const struct ct_record *r, uint64_t ticket)
{
	size_t size = sizeof(struct item) + r->room.len + r->room_key.len +
		      r->from.len + r->to.len + r->to_key.len + r->text.len;
	struct item *it = malloc(size);
	char *at;

	if (it == NULL)
		return NULL;
	at = (char *)(it + 1);
	it->next = NULL;
	it->size = size;
	it->record = *r;
	it->record.room = put(&at, r->room);
	it->record.room_key = put(&at, r->room_key);
	it->record.from = put(&at, r->from);
	it->record.to = put(&at, r->to);
	it->record.to_key = put(&at, r->to_key);
	it->record.text = put(&at, r->text);
	it->done = (struct ct_stored){
	    .ticket = ticket, .seq = r->seq, .time = r->time};
	return it;
}

static bool
somebody(const unsigned char *id)
{
	static const unsigned char nobody[CT_ID_BYTES];

	return memcmp(id, nobody, CT_ID_BYTES) != 0;
}

static bool
sensible(const struct ct_record *r)
{
	switch (r->kind) {
	case CT_RECORD_SAY:
	case CT_RECORD_TOPIC:
		return r->room_key.len > 0;
	case CT_RECORD_DIRECT:
		return !r->waiting || somebody(r->to_id);
	case CT_RECORD_TAKEN:
		return somebody(r->to_id);
	case CT_RECORD_PLACE:
		return somebody(r->id);
	}
	return false;
}

static enum ct_err
submit(void *ctx, const struct ct_record *r, uint64_t ticket,
    struct ct_stored *done)
{
	struct store *st = ctx;
	struct item *it;
	bool full;

	(void)done;
	if (!sensible(r))
		return CT_EINVAL;
	it = item_new(r, ticket);
	if (it == NULL)
		return CT_ENOMEM;
	pf_mutex_lock(st->lock);
	full = st->stats.queued + it->size > st->opt.queue;
	if (!full) {
		*st->queue.last = it;
		st->queue.last = &it->next;
		st->stats.queued += it->size;
		st->stats.pending++;
		if (st->stats.queued > st->opt.queue / 2)
			st->crowded = true;
		pf_cond_signal(st->work);
	}
	pf_mutex_unlock(st->lock);
	if (!full)
		return CT_MORE;
	free(it);
	return CT_ESTORE;
}

static struct ask *
ask_new(const struct ct_query *q, uint64_t ticket)
{
	struct ask *a = calloc(1, sizeof(*a) + q->room_key.len + q->text.len);
	char *at;

	if (a == NULL)
		return NULL;
	at = (char *)(a + 1);
	a->ticket = ticket;
	a->limit = rows_max;
	a->query = *q;
	a->query.room_key = put(&at, q->room_key);
	a->query.text = put(&at, q->text);
	ct_buf_init(&a->text, (size_t)64 << 20);
	return a;
}

static bool
only_spaces(struct ct_slice s)
{
	for (size_t i = 0; i < s.len; i++)
		if ((unsigned char)s.data[i] > ' ')
			return false;
	return true;
}

static enum ct_err
query(void *ctx, const struct ct_query *q, uint64_t ticket)
{
	struct store *st = ctx;
	bool search = q->kind == CT_QUERY_SEARCH;
	struct lane *l = &st->lanes[search ? LANE_SEARCH : LANE_ROOMS];
	struct ask *a;
	bool full;

	if (search && only_spaces(q->text))
		return CT_EEMPTY;
	a = ask_new(q, ticket);
	if (a == NULL)
		return CT_ENOMEM;
	pf_mutex_lock(st->lock);
	full = l->count >= asks_max;
	if (!full) {
		*l->waiting.last = a;
		l->waiting.last = &a->next;
		l->count++;
		pf_cond_signal(l->work);
	}
	pf_mutex_unlock(st->lock);
	if (!full)
		return CT_MORE;
	ask_free(a);
	return CT_ESTORE;
}

void
store_port(struct store *st, struct ct_store *out)
{
	*out = (struct ct_store){.ctx = st, .submit = submit, .query = query};
}

bool
store_busy(struct store *st)
{
	bool busy;

	pf_mutex_lock(st->lock);
	busy = st->crowded;
	pf_mutex_unlock(st->lock);
	return busy;
}

void
store_stats(struct store *st, struct store_stats *out)
{
	pf_mutex_lock(st->lock);
	*out = st->stats;
	pf_mutex_unlock(st->lock);
}

/* ---- taking ---- */

void
store_take(struct store *st, const struct store_sink *sink)
{
	struct item *items;
	struct ask *asks;

	pf_mutex_lock(st->lock);
	items = st->done.first;
	st->done = (struct items){NULL, &st->done.first};
	asks = st->answers.first;
	st->answers = (struct asks){NULL, &st->answers.first};
	pf_mutex_unlock(st->lock);
	for (struct item *it = items; it != NULL; it = it->next)
		sink->stored(sink->ctx, &it->done);
	for (struct ask *a = asks; a != NULL; a = a->next)
		sink->found(sink->ctx, a->ticket, a->err, a->rows, a->count);
	free_items(items);
	free_asks(asks);
}
