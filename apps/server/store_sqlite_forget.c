/* What is forgotten as a whole: rooms that have nothing left, of which the hub
 * is told. */
#include "store_sqlite_state.h"

enum { step_rows = 256 };

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
