/* The readers: what was said and who was where, for whoever asks. */
#include "store_sqlite_state.h"

#include <stdlib.h>
#include <string.h>

/* ---- rows ---- */

void
ask_free(struct ask *a)
{
	if (a == NULL)
		return;
	ct_buf_fini(&a->text);
	free(a->rows);
	free(a);
}

/* Room in the text for a slice: where it begins is kept, as an offset, since
 * the text moves when it grows. */
static enum ct_err
keep(struct ask *a, struct ct_slice s, struct ct_slice *out)
{
	*out = (struct ct_slice){(const char *)(uintptr_t)a->text.len, s.len};
	return ct_buf_add_slice(&a->text, s);
}

static bool
grow(struct ask *a)
{
	size_t cap = a->cap > 0 ? a->cap * 2 : 16;
	struct ct_row *rows = realloc(a->rows, cap * sizeof(*rows));

	if (rows == NULL)
		return false;
	a->rows = rows;
	a->cap = cap;
	return true;
}

enum ct_err
ask_add(struct ask *a, const struct ct_row *proto)
{
	struct ct_row *row;
	enum ct_err err;

	if (a->count == a->cap && !grow(a))
		return CT_ENOMEM;
	row = &a->rows[a->count];
	*row = *proto;
	err = keep(a, proto->msg.room, &row->msg.room);
	if (err == CT_OK)
		err = keep(a, proto->msg.from, &row->msg.from);
	if (err == CT_OK)
		err = keep(a, proto->msg.to, &row->msg.to);
	if (err == CT_OK)
		err = keep(a, proto->msg.text, &row->msg.text);
	if (err == CT_OK)
		a->count++;
	return err;
}

static void
settle(struct ask *a, struct ct_slice *s)
{
	s->data = a->text.data != NULL ? a->text.data + (uintptr_t)s->data : "";
}

static void
settle_rows(struct ask *a)
{
	for (size_t i = 0; i < a->count; i++) {
		struct ct_msg *m = &a->rows[i].msg;

		settle(a, &m->room);
		settle(a, &m->from);
		settle(a, &m->to);
		settle(a, &m->text);
	}
}

static void
turn_round(struct ask *a)
{
	for (size_t i = 0; i < a->count / 2; i++) {
		struct ct_row row = a->rows[i];

		a->rows[i] = a->rows[a->count - 1 - i];
		a->rows[a->count - 1 - i] = row;
	}
}

/* ---- queries ---- */

/* Gives every row of a statement to `row`, and ends it. */
static int
each(sqlite3_stmt *s, struct ask *a,
    void (*row)(sqlite3_stmt *, struct ct_row *))
{
	int rc;

	while ((rc = sqlite3_step(s)) == SQLITE_ROW && a->err == CT_OK) {
		struct ct_row r = {0};

		row(s, &r);
		a->err = ask_add(a, &r);
	}
	db_reset(s);
	return rc == SQLITE_ROW ? SQLITE_DONE : rc;
}

static void
say_row(sqlite3_stmt *s, struct ct_row *r)
{
	r->msg.kind = CT_MSG_SAY;
	r->msg.seq = (uint64_t)sqlite3_column_int64(s, 0);
	r->msg.prev = (uint64_t)sqlite3_column_int64(s, 1);
	r->msg.time = sqlite3_column_int64(s, 2);
	r->msg.from = db_text(s, 3);
	r->msg.text = db_text(s, 4);
	r->row = (uint64_t)sqlite3_column_int64(s, 5);
}

static void
direct_row(sqlite3_stmt *s, struct ct_row *r)
{
	r->msg.kind = CT_MSG_DIRECT;
	r->msg.seq = (uint64_t)sqlite3_column_int64(s, 0);
	r->row = r->msg.seq;
	r->msg.time = sqlite3_column_int64(s, 1);
	r->msg.from = db_text(s, 2);
	r->msg.to = db_text(s, 3);
	r->msg.text = db_text(s, 4);
}

static void
identity(sqlite3_stmt *s, struct ct_row *r)
{
	const void *id = sqlite3_column_blob(s, 0);

	if (id != NULL && sqlite3_column_bytes(s, 0) == CT_ID_BYTES)
		memcpy(r->id, id, CT_ID_BYTES);
	r->msg.from = db_text(s, 1);
	r->msg.time = sqlite3_column_int64(s, 3);
}

static int64_t
number(uint64_t seq)
{
	return seq < INT64_MAX ? (int64_t)seq : INT64_MAX;
}

static int
history(struct db *db, struct ask *a)
{
	const struct ct_query *q = &a->query;
	bool after = q->mode == CT_HISTORY_AFTER;
	int64_t room[2], count = q->count;
	int64_t from =
	    q->mode == CT_HISTORY_LATEST ? INT64_MAX : number(q->seq);
	sqlite3_stmt *s;
	int rc = db_get(db, DB_ROOM_FIND, room, 2, "s", q->room_key);

	if (count < 0 || count > a->limit)
		count = a->limit;
	if (rc != SQLITE_ROW)
		return rc;
	s = db_bind(
	    db, after ? DB_AFTER : DB_BEFORE, &rc, "iii", room[0], from, count);
	if (s == NULL)
		return rc;
	rc = each(s, a, say_row);
	if (!after)
		turn_round(a);
	return rc;
}

/* The room as shown, for the rows of its history. */
static int
name_room(struct db *db, struct ask *a)
{
	struct ct_slice shown;
	sqlite3_stmt *s;
	size_t at = a->text.len;
	int rc;

	s = db_bind(db, DB_ROOM_SHOWN, &rc, "s", a->query.room_key);
	if (s == NULL)
		return rc;
	rc = sqlite3_step(s);
	shown = db_text(s, 0);
	if (rc == SQLITE_ROW)
		a->err = ct_buf_add_slice(&a->text, shown);
	for (size_t i = 0; i < a->count && a->err == CT_OK; i++)
		a->rows[i].msg.room =
		    (struct ct_slice){(const char *)(uintptr_t)at, shown.len};
	db_reset(s);
	return rc;
}

static int
room_history(struct db *db, struct ask *a)
{
	int rc = history(db, a);

	return rc == SQLITE_DONE && a->count > 0 && a->err == CT_OK
		   ? name_room(db, a)
		   : rc;
}

static int
waiting(struct db *db, struct ask *a)
{
	int rc;
	int64_t count = a->query.count;
	sqlite3_stmt *s = db_bind(db, DB_WAITING, &rc, "dii", a->query.id,
	    count > 0 && count < a->limit ? count : a->limit,
	    number(a->query.seq));

	return s != NULL ? each(s, a, direct_row) : rc;
}

/* One row for each room, each with the name and when they were last seen. */
static int
place(struct db *db, struct ask *a)
{
	struct ct_row r = {.msg.kind = CT_MSG_JOINED};
	struct ct_slice left;
	sqlite3_stmt *s;
	int rc;

	s = db_bind(db, DB_PERSON_BY_ID, &rc, "d", a->query.id);
	if (s == NULL)
		return rc;
	rc = sqlite3_step(s);
	if (rc == SQLITE_ROW)
		identity(s, &r);
	left = rc == SQLITE_ROW ? db_text(s, 2) : (struct ct_slice){0};
	while (left.len > 0 && a->err == CT_OK) {
		const char *lf = memchr(left.data, '\n', left.len);
		size_t n = lf != NULL ? (size_t)(lf - left.data) : left.len;

		r.msg.room = (struct ct_slice){left.data, n};
		if (n > 0)
			a->err = ask_add(a, &r);
		n += lf != NULL;
		left = (struct ct_slice){left.data + n, left.len - n};
	}
	db_reset(s);
	return rc;
}

static int
person(struct db *db, struct ask *a)
{
	int rc;
	sqlite3_stmt *s =
	    db_bind(db, DB_PERSON_BY_NAME, &rc, "s", a->query.text);

	return s != NULL ? each(s, a, identity) : rc;
}

void
store_answer(struct db *db, struct ask *a)
{
	static int (*const kinds[])(struct db *, struct ask *) = {
	    [CT_QUERY_HISTORY] = room_history,
	    [CT_QUERY_SEARCH] = store_search,
	    [CT_QUERY_WAITING] = waiting,
	    [CT_QUERY_PLACE] = place,
	    [CT_QUERY_PERSON] = person,
	};
	/* One snapshot for all statements of an answer. */
	int rc = db_run(db, DB_BEGIN_READ, "");

	if (rc == SQLITE_OK)
		rc = kinds[a->query.kind](db, a);
	if (!sqlite3_get_autocommit(db->handle))
		db_run(db, DB_COMMIT, "");
	a->rc = rc;
	if (rc != SQLITE_OK && rc != SQLITE_ROW && rc != SQLITE_DONE)
		a->err = CT_ELATER;
	if (a->err != CT_OK)
		a->count = 0;
	settle_rows(a);
}

/* ---- the thread ---- */

/* The first one whose time has come. */
static struct ask *
next_ask(struct lane *l)
{
	struct ask **link = &l->waiting.first, *a;

	while (*link != NULL && (*link)->after > l->st->stats.records)
		link = &(*link)->next;
	a = *link;
	if (a == NULL)
		return NULL;
	*link = a->next;
	if (a->next == NULL)
		l->waiting.last = link;
	l->count--;
	a->next = NULL;
	return a;
}

void
store_lane(void *arg)
{
	struct lane *l = arg;
	struct store *st = l->st;
	struct ask *a;

	pf_mutex_lock(st->lock);
	while (!st->stopping) {
		a = next_ask(l);
		if (a == NULL) {
			pf_cond_wait(l->work, st->lock, -1);
			continue;
		}
		pf_mutex_unlock(st->lock);
		store_answer(&l->db, a);
		pf_mutex_lock(st->lock);
		*st->answers.last = a;
		st->answers.last = &a->next;
		pf_mutex_unlock(st->lock);
		if (st->opt.wake != NULL)
			st->opt.wake(st->opt.wake_ctx);
		pf_mutex_lock(st->lock);
	}
	st->threads--;
	pf_cond_signal(st->calm);
	pf_mutex_unlock(st->lock);
}

/* ---- at the start ---- */

static enum store_err
told(enum ct_err err)
{
	return err == CT_OK ? STORE_OK : STORE_ENOMEM;
}

/* The last messages of one room, oldest first. */
static enum store_err
recall_room(struct db *db, struct ct_slice key, int32_t count,
    const struct store_memory *memory)
{
	struct ask a = {.limit = count,
	    .query = {.kind = CT_QUERY_HISTORY,
		.room_key = key,
		.mode = CT_HISTORY_LATEST,
		.count = count}};

	ct_buf_init(&a.text, (size_t)256 << 20);
	store_answer(db, &a);
	for (size_t i = 0; i < a.count && a.err == CT_OK; i++)
		a.err = memory->message(memory->ctx, &a.rows[i].msg);
	ct_buf_fini(&a.text);
	free(a.rows);
	return a.err == CT_ELATER ? db_err(db->handle, a.rc) : told(a.err);
}

/* Gives each room, or with `count` its messages. */
static enum store_err
recall_rooms(struct db *db, int32_t count, const struct store_memory *memory)
{
	int64_t id = 0;
	enum store_err err = STORE_OK;
	sqlite3_stmt *s;
	int rc;

	while (err == STORE_OK) {
		s = db_bind(db, DB_ROOM_NEXT, &rc, "i", id);
		if (s != NULL)
			rc = sqlite3_step(s);
		if (rc == SQLITE_ROW) {
			id = sqlite3_column_int64(s, 0);
			err =
			    count > 0
				? recall_room(db, db_text(s, 1), count, memory)
				: told(memory->room(memory->ctx, db_text(s, 2),
				      db_text(s, 3),
				      (uint64_t)sqlite3_column_int64(s, 4)));
		}
		db_reset(s);
		if (rc != SQLITE_ROW)
			return rc == SQLITE_DONE ? err : db_err(db->handle, rc);
	}
	return err;
}

enum store_err
store_recall(struct store *st, int32_t count, const struct store_memory *memory)
{
	struct db db;
	int rc = db_open(&db, st->path, DB_READ, st->opt.vfs);
	enum store_err err = db_err(db.handle, rc);

	if (err == STORE_OK)
		err = recall_rooms(&db, 0, memory);
	if (err == STORE_OK && count > 0)
		err = recall_rooms(&db, count, memory);
	db_close(&db);
	return err;
}
