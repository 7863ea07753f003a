/* Opening a history: what can be wrong with its file, keeping other servers
 * out, starting the threads. */
#include "store_sqlite_state.h"

#include "core/phrase.h"

#include <stdlib.h>
#include <string.h>

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

enum ct_err
store_err_tell(struct ct_buf *out, enum store_err err, enum ct_lang lang,
    const char *path, struct ct_slice detail)
{
	struct ct_slice file = ct_slice_str(path);
	enum ct_err bad =
	    ct_phrase_fill(out, store_err_text(err, lang), &file, 1);

	if (bad != CT_OK || detail.len == 0)
		return bad;
	bad = ct_buf_add_str(out, " (");
	if (bad == CT_OK)
		bad = ct_buf_add_slice(out, detail);
	return bad == CT_OK ? ct_buf_add_str(out, ")") : bad;
}

static enum store_err
fail(struct db *db, int rc, struct ct_buf *detail)
{
	enum store_err err = db_err(db->handle, rc);

	ct_buf_add_str(detail, db->handle != NULL ? sqlite3_errmsg(db->handle)
						  : sqlite3_errstr(rc));
	return err;
}

/* More messages than can be lost at once, as nobody has synced them. */
enum { skip = 1 << 20 };

/* Counts this run, if its last numbers may get lost, or an earlier one's may
 * have been. It is on disk before any of this run. */
static int
count_loose(struct store *st)
{
	int rc = db_begin(&st->db);

	if (rc == SQLITE_OK)
		rc = db_get(&st->db, DB_LOOSE, &st->loose, 1, "");
	if (rc == SQLITE_DONE && st->opt.sync == STORE_SYNC_FULL)
		return db_end(&st->db, SQLITE_OK);
	if (rc == SQLITE_ROW || rc == SQLITE_DONE)
		rc = db_run(&st->db, DB_LOOSE_ADD, "");
	if (rc == SQLITE_OK)
		rc = db_run(&st->db, DB_LETTERS_BEGIN, "");
	if (rc == SQLITE_OK)
		rc = db_run(&st->db, DB_LETTERS_SKIP, "i", (int64_t)skip);
	return db_end(&st->db, rc);
}

int
store_set_sync(struct store *st, enum store_sync sync)
{
	static const char *const words[] = {
	    [STORE_SYNC_FULL] = "PRAGMA synchronous=FULL",
	    [STORE_SYNC_NORMAL] = "PRAGMA synchronous=NORMAL",
	    [STORE_SYNC_OFF] = "PRAGMA synchronous=OFF",
	};
	int rc = SQLITE_OK;

	if (st->sync != sync)
		rc = db_exec(&st->db, words[sync]);
	if (rc == SQLITE_OK)
		st->sync = sync;
	return rc;
}

static int
tune(struct store *st)
{
	int rc = db_exec(&st->db, "PRAGMA synchronous=FULL");

	st->sync = STORE_SYNC_FULL;
	if (rc == SQLITE_OK)
		rc = count_loose(st);
	if (rc == SQLITE_OK)
		rc = store_set_sync(st, st->opt.sync);
	if (rc == SQLITE_OK)
		rc = db_exec(&st->db, "PRAGMA secure_delete=FAST;"
				      "PRAGMA cache_size=-16000;"
				      "PRAGMA journal_size_limit=16777216");
	return rc;
}

static int
read_state(struct store *st)
{
	int rc = db_get(&st->db, DB_EPOCH, &st->epoch, 1, "");

	if (rc == SQLITE_ROW)
		rc = db_get(&st->db, DB_NUMBERS, &st->numbers, 1, "");
	return rc == SQLITE_ROW ? SQLITE_OK : rc;
}

uint64_t
store_numbers(const struct store *st)
{
	return (uint64_t)st->numbers;
}

uint64_t
store_skip(const struct store *st)
{
	return (uint64_t)st->loose * skip;
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
	rc = db_guard(&st->guard, st->path, st->opt.vfs);
	if (rc != SQLITE_OK)
		return fail(&st->guard, rc, detail);
	err = db_migrate(&st->db, &rc);
	if (err == STORE_OK)
		rc = tune(st);
	if (err == STORE_OK && rc == SQLITE_OK)
		rc = read_state(st);
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
	st->empty.last = &st->empty.first;
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
