/*
 * What the writer does between transactions, each time one bounded piece:
 * moving the log into the file, the search index, dropping what is not to be
 * kept longer, giving pages back to the system.
 */
#include "store_sqlite_state.h"

#include "platform/clock.h"

#include <string.h>

enum {
	wal_pages = 1000, /* in the log before they are moved */
	index_lag = 512,  /* messages that search looks through itself */
	step_rows = 256,  /* in one piece */
	most_rows = 2048,
	spare_pages = 64,  /* that the file may have before it shrinks */
	pause = 1000,      /* ms after a failure */
	reader_wait = 100, /* ms for a reader who is in the way */
};

static int
count_pages(void *ctx, sqlite3 *handle, const char *name, int pages)
{
	struct chores *c = ctx;

	(void)handle;
	(void)name;
	if (pages < c->wal_done)
		c->wal_done = 0;
	c->wal = pages;
	return SQLITE_OK;
}

/* Where the index stands; also after a transaction was undone. */
static int
look_at_index(struct store *st)
{
	struct chores *c = &st->chores;
	int rc = db_get(&st->db, DB_INDEXED, &c->indexed, 1, "");

	if (rc == SQLITE_ROW)
		rc = db_get(&st->db, DB_LAST_MESSAGE, &c->last, 1, "");
	return rc == SQLITE_ROW ? SQLITE_OK : rc;
}

enum store_err
store_chores_begin(struct store *st)
{
	struct chores *c = &st->chores;
	int rc;

	sqlite3_wal_hook(st->db.handle, count_pages, c);
	ct_buf_init(&st->words, (size_t)4 << 20);
	rc = look_at_index(st);
	c->next_look = pf_clock_mono();
	c->shrink = true;
	return db_err(st->db.handle, rc);
}

/* ---- the index ---- */

/* The words of a text, as they went in or are to go in. */
static struct ct_slice
words(struct store *st, struct ct_slice text)
{
	ct_buf_clear(&st->words, false);
	if (search_words(text, &st->words) != CT_OK)
		ct_buf_clear(&st->words, false);
	return ct_buf_slice(&st->words);
}

/* The further behind, the more at once: it must not lag without end. */
static int64_t
index_count(const struct store *st)
{
	int64_t n = (st->chores.last - st->chores.indexed) / 8;

	if (n < step_rows)
		return step_rows;
	return n < most_rows ? n : most_rows;
}

static int
index_rows(struct store *st, int64_t *last)
{
	int rc;
	sqlite3_stmt *s = db_bind(&st->db, DB_UNINDEXED, &rc, "ii",
	    st->chores.indexed, index_count(st));

	if (s == NULL)
		return rc;
	while ((rc = sqlite3_step(s)) == SQLITE_ROW) {
		*last = sqlite3_column_int64(s, 0);
		rc = db_run(&st->db, DB_INDEX_ADD, "is", *last,
		    words(st, db_text(s, 1)));
		if (rc != SQLITE_OK)
			break;
	}
	db_reset(s);
	return rc == SQLITE_DONE ? SQLITE_OK : rc;
}

int
store_index_step(struct store *st)
{
	int64_t last = st->chores.indexed;
	int rc = db_begin(&st->db);

	if (rc == SQLITE_OK)
		rc = index_rows(st, &last);
	if (rc == SQLITE_OK)
		rc = db_run(&st->db, DB_INDEX_SET, "i", last);
	rc = db_end(&st->db, rc);
	if (rc != SQLITE_OK)
		return rc;
	if (last == st->chores.indexed)
		st->chores.last = last; /* the others are gone again */
	st->chores.indexed = last;
	return SQLITE_OK;
}

/* ---- the others ---- */

/* `*whole`: all of it, so that the file has its new length. A reader who began
 * before the last commits keeps them back. */
static int
checkpoint_as_far(struct store *st, bool *whole)
{
	struct chores *c = &st->chores;
	int frames = 0, done = 0, rc;

	c->wal_done = c->wal;
	rc = sqlite3_wal_checkpoint_v2(
	    st->db.handle, "main", SQLITE_CHECKPOINT_PASSIVE, &frames, &done);
	*whole = done == frames;
	return rc;
}

static int
checkpoint(struct store *st)
{
	bool whole;

	return checkpoint_as_far(st, &whole);
}

static int
shrink(struct store *st)
{
	int64_t spare = 0;
	bool whole = false;
	int rc = db_get(&st->db, DB_SPARE, &spare, 1, "");

	if (rc != SQLITE_ROW)
		return rc;
	if (spare > spare_pages)
		return db_run(&st->db, DB_SHRINK, "");
	rc = checkpoint_as_far(st, &whole); /* the file itself gets shorter */
	st->chores.shrink = !whole;
	if (!whole)
		st->chores.hold_until = pf_clock_mono() + reader_wait;
	return rc;
}

static bool
must_checkpoint(struct store *st)
{
	return st->chores.wal - st->chores.wal_done >= wal_pages;
}

static bool
must_index(struct store *st)
{
	return st->chores.last - st->chores.indexed >= index_lag;
}

static bool
must_retain(struct store *st)
{
	return st->chores.look != LOOK_NONE ||
	       (st->opt.check > 0 && pf_clock_mono() >= st->chores.next_look);
}

static bool
must_shrink(struct store *st)
{
	return st->chores.shrink;
}

/* How long to leave the disk alone after it has failed, ms. */
static int64_t
pause_of(const struct store *st)
{
	return st->opt.check > 0 && st->opt.check < pause ? st->opt.check
							  : pause;
}

bool
store_chore(struct store *st, int64_t *wait)
{
	static const struct {
		bool (*must)(struct store *);
		int (*step)(struct store *);
	} chores[] = {
	    {must_checkpoint, checkpoint},
	    {must_index, store_index_step},
	    {must_retain, store_retain_step},
	    {must_shrink, shrink},
	};
	struct chores *c = &st->chores;
	int64_t now = pf_clock_mono();
	int rc;

	*wait = c->hold_until - now;
	if (*wait > 0)
		return false;
	for (size_t i = 0; i < sizeof(chores) / sizeof(chores[0]); i++) {
		if (!chores[i].must(st))
			continue;
		rc = chores[i].step(st);
		if (rc == SQLITE_OK)
			return true;
		*wait = pause_of(st);
		c->hold_until = now + *wait;
		return false;
	}
	*wait = st->opt.check > 0 ? c->next_look - now : -1;
	return false;
}
