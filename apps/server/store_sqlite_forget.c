/* What is forgotten as a whole: rooms that have nothing left, of which the hub
 * is told, and people, when there are too many. */
#include "store_sqlite_state.h"

#include "platform/clock.h"

enum {
	step_rows = 256,
	most_rows = 1024, /* gone in one piece */
	passes = 2,
};

/* ms for which what somebody says is known if it comes again, in any case. */
static const int64_t again = INT64_C(86400000);

/* ---- rooms ---- */

/* Appends the next rooms that are empty. */
static int
find_empty(struct store *st, struct items *found, int *count)
{
	struct chores *c = &st->chores;
	int rc;
	sqlite3_stmt *s = db_bind(
	    &st->db, DB_ROOM_EMPTY, &rc, "ii", c->empty, (int64_t)step_rows);

	if (s == NULL)
		return rc;
	while ((rc = sqlite3_step(s)) == SQLITE_ROW) {
		struct ct_record r = {
		    .kind = CT_RECORD_FORGET, .room_key = db_text(s, 1)};
		struct item *it = store_item(&r, c->ticket);

		if (it == NULL)
			break;
		*found->last = it;
		found->last = &it->next;
		c->empty = sqlite3_column_int64(s, 0);
		++*count;
	}
	db_reset(s);
	if (rc == SQLITE_ROW)
		return SQLITE_NOMEM;
	return rc == SQLITE_DONE ? SQLITE_OK : rc;
}

/* Has the loop not taken yet what the last look has found? */
static bool
untaken(struct store *st)
{
	bool any;

	pf_mutex_lock(st->lock);
	any = st->empty.first != NULL;
	pf_mutex_unlock(st->lock);
	return any;
}

int
store_empty_step(struct store *st, bool *over)
{
	struct items found = {NULL, &found.first};
	int count = 0, rc;

	*over = true;
	if (st->chores.empty == 0 && untaken(st))
		return SQLITE_OK;
	rc = find_empty(st, &found, &count);
	*over = count < step_rows;
	if (count == 0)
		return rc;
	pf_mutex_lock(st->lock);
	*st->empty.last = found.first;
	st->empty.last = found.last;
	pf_mutex_unlock(st->lock);
	store_wake(st);
	return rc;
}

/* ---- people ---- */

/* With their numbers, of which there may be many: `*gone` is how many rows went
 * now, `*whole` whether those were all. */
static int
forget_person(struct db *db, int64_t id, int *gone, bool *whole)
{
	int rc = db_run(db, DB_SENT_DROP_SOME, "ii", id, (int64_t)step_rows);

	*gone = rc == SQLITE_OK ? sqlite3_changes(db->handle) : 0;
	*whole = *gone < step_rows;
	if (rc == SQLITE_OK && *whole)
		rc = db_run(db, DB_PERSON_DROP, "i", id);
	return rc;
}

/* One row of people; SQLITE_ROW: the next one. */
static int
visit(struct db *db, sqlite3_stmt *s, struct people *p, int *left)
{
	int64_t id = sqlite3_column_int64(s, 0);
	int64_t seen = sqlite3_column_int64(s, 1);
	bool stays = sqlite3_column_int(s, 2) != 0, whole = true;
	int gone = 0, rc = SQLITE_OK;

	if (!stays)
		rc = forget_person(db, id, &gone, &whole);
	if (rc != SQLITE_OK || !whole)
		return rc;
	p->spare -= !stays;
	p->seen = seen;
	p->id = id;
	*left -= gone + 1;
	return p->spare > 0 && *left > 0 ? SQLITE_ROW : SQLITE_OK;
}

/* The next ones, in order; behind the last it is the next pass's turn. */
static int
forget_people(struct db *db, struct people *p)
{
	/* First who has said nothing that may come again, then the others. */
	int64_t since = p->pass == 0 ? INT64_MIN : pf_clock_wall() - again;
	int left = most_rows, rows = 0, rc;
	sqlite3_stmt *s = db_bind(db, DB_PERSON_OLDEST, &rc, "iiii", p->seen,
	    p->id, since, (int64_t)step_rows);

	if (s == NULL)
		return rc;
	while ((rc = sqlite3_step(s)) == SQLITE_ROW) {
		rows++;
		rc = visit(db, s, p, &left);
		if (rc != SQLITE_ROW)
			break;
	}
	db_reset(s);
	if (rc == SQLITE_DONE && rows < step_rows)
		*p = (struct people){
		    INT64_MIN, INT64_MIN, p->spare, p->pass + 1};
	return rc == SQLITE_DONE ? SQLITE_OK : rc;
}

static int
count_people(struct store *st)
{
	int64_t count = 0;
	int rc = db_get(&st->db, DB_PERSON_COUNT, &count, 1, "");

	if (rc != SQLITE_ROW)
		return rc;
	count -= st->opt.people;
	st->chores.people.spare = count > 0 ? count : 0;
	return SQLITE_OK;
}

int
store_people_step(struct store *st, bool *over)
{
	struct people *p = &st->chores.people, next;
	int rc = SQLITE_OK;

	*over = st->opt.people == 0;
	if (!*over && p->spare < 0)
		rc = count_people(st);
	if (*over || rc != SQLITE_OK)
		return rc;
	next = *p;
	if (p->spare > 0) {
		rc = db_begin(&st->db);
		if (rc == SQLITE_OK)
			rc = forget_people(&st->db, &next);
		rc = db_end(&st->db, rc);
	}
	if (rc != SQLITE_OK)
		return rc;
	st->chores.shrink |= next.spare < p->spare;
	*p = next;
	*over = p->spare == 0 || p->pass == passes;
	return SQLITE_OK;
}
