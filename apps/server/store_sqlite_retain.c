/* Retention: room by room the oldest messages go, until what is left may be
 * kept; then the clients' numbers that nobody will send again. What is done
 * with empty rooms and too many people is in store_sqlite_forget.c. */
#include "store_sqlite_state.h"

#include "platform/clock.h"

enum {
	step_rows = 256,
	looks = 60, /* at rooms, for one at the numbers */
};

static const struct store_keep *
rule(const struct store *st, struct ct_slice key)
{
	const struct store_keep *common = NULL;

	for (size_t i = 0; i < st->opt.keep_count; i++) {
		const struct store_keep *k = &st->opt.keep[i];

		if (k->room[0] == '\0')
			common = k;
		else if (ct_slice_eq(ct_slice_str(k->room), key))
			return k;
	}
	return common;
}

/* One room's turn. */
struct turn {
	int64_t room, bytes, least_time; /* younger messages stay */
	const struct store_keep *keep;
	int64_t removed, weight;
};

/* The next room that has a rule, from where the look is. SQLITE_ROW, or
 * SQLITE_DONE: there is none. */
static int
next_room(struct store *st, struct turn *t)
{
	int rc = SQLITE_ROW;

	t->keep = NULL;
	while (rc == SQLITE_ROW && t->keep == NULL) {
		sqlite3_stmt *s =
		    db_bind(&st->db, DB_ROOM_NEXT, &rc, "i", st->chores.room);

		if (s != NULL)
			rc = sqlite3_step(s);
		if (rc == SQLITE_ROW) {
			t->room = sqlite3_column_int64(s, 0);
			t->bytes = sqlite3_column_int64(s, 5);
			t->keep = rule(st, db_text(s, 1));
		}
		db_reset(s);
		if (rc == SQLITE_ROW && t->keep == NULL)
			st->chores.room = t->room;
	}
	return rc;
}

static int
drop_message(struct store *st, struct turn *t, sqlite3_stmt *s)
{
	int64_t id = sqlite3_column_int64(s, 0);
	struct ct_slice text = db_text(s, 3);
	int rc = SQLITE_OK;

	if (id <= st->chores.indexed) {
		ct_buf_clear(&st->words, false);
		if (search_words(text, &st->words) == CT_OK)
			rc = db_run(&st->db, DB_INDEX_DROP, "is", id,
			    ct_buf_slice(&st->words));
	}
	t->weight += store_weight(db_text(s, 2), text);
	t->removed++;
	return rc == SQLITE_OK ? db_run(&st->db, DB_MESSAGE_DROP, "i", id) : rc;
}

static bool
too_much(const struct turn *t, int64_t time)
{
	return (t->keep->bytes > 0 && t->bytes - t->weight > t->keep->bytes) ||
	       time < t->least_time;
}

/* Deletes from the oldest on what is too old or too much. */
static int
drop_messages(struct store *st, struct turn *t)
{
	int rc;
	sqlite3_stmt *s =
	    db_bind(&st->db, DB_OLDEST, &rc, "ii", t->room, (int64_t)step_rows);

	if (s == NULL)
		return rc;
	while ((rc = sqlite3_step(s)) == SQLITE_ROW &&
	       too_much(t, sqlite3_column_int64(s, 1))) {
		rc = drop_message(st, t, s);
		if (rc != SQLITE_OK)
			break;
	}
	db_reset(s);
	if (rc != SQLITE_ROW && rc != SQLITE_DONE && rc != SQLITE_OK)
		return rc;
	return t->removed > 0
		   ? db_run(&st->db, DB_ROOM_LESS, "ii", t->room, t->weight)
		   : SQLITE_OK;
}

static int
room_step(struct store *st, struct turn *t)
{
	int rc = db_begin(&st->db);

	t->least_time =
	    t->keep->age > 0 ? pf_clock_wall() - t->keep->age : INT64_MIN;
	if (rc == SQLITE_OK)
		rc = drop_messages(st, t);
	rc = db_end(&st->db, rc);
	if (rc != SQLITE_OK)
		return rc;
	if (t->removed < step_rows)
		st->chores.room = t->room;
	st->chores.shrink |= t->removed > 0;
	pf_mutex_lock(st->lock);
	st->stats.removed += (uint64_t)t->removed;
	pf_mutex_unlock(st->lock);
	return SQLITE_OK;
}

/* Some of the clients' numbers, in order; SQLITE_DONE after the last. */
static int
drop_numbers(struct store *st)
{
	struct chores *c = &st->chores;
	int64_t oldest = pf_clock_wall() - st->opt.remember, seen = 0;
	int rc;
	sqlite3_stmt *s = db_bind(&st->db, DB_SENT_SCAN, &rc, "iii",
	    c->sent_person, c->sent_number, (int64_t)step_rows);

	if (s == NULL)
		return rc;
	while ((rc = sqlite3_step(s)) == SQLITE_ROW) {
		seen++;
		c->sent_person = sqlite3_column_int64(s, 0);
		c->sent_number = sqlite3_column_int64(s, 1);
		if (sqlite3_column_int64(s, 2) >= oldest)
			continue;
		rc = db_run(&st->db, DB_SENT_DROP, "ii", c->sent_person,
		    c->sent_number);
		if (rc != SQLITE_OK)
			break;
	}
	db_reset(s);
	c->sent = rc == SQLITE_DONE && seen == step_rows;
	return rc == SQLITE_DONE ? SQLITE_OK : rc;
}

static int
numbers_step(struct store *st, bool *over)
{
	int rc = SQLITE_OK;

	if (st->chores.sent) {
		rc = db_begin(&st->db);
		if (rc == SQLITE_OK)
			rc = drop_numbers(st);
		rc = db_end(&st->db, rc);
	}
	*over = !st->chores.sent;
	return rc;
}

static int
rooms_step(struct store *st, bool *over)
{
	struct turn t = {0};
	int rc = SQLITE_DONE;

	if (st->opt.keep_count > 0)
		rc = next_room(st, &t);
	*over = rc == SQLITE_DONE;
	if (rc == SQLITE_ROW)
		rc = room_step(st, &t);
	return rc == SQLITE_DONE ? SQLITE_OK : rc;
}

/* ---- the look ---- */

static void
begin_look(struct store *st)
{
	struct chores *c = &st->chores;

	c->look = LOOK_ROOMS;
	c->room = c->empty = 0;
	c->sent = st->opt.remember > 0 && pf_clock_mono() >= c->next_sent;
	c->sent_person = c->sent_number = INT64_MIN;
	c->people = (struct people){INT64_MIN, INT64_MIN, -1, 0};
}

static void
end_look(struct store *st)
{
	st->chores.look = LOOK_NONE;
	st->chores.next_look = pf_clock_mono() + st->opt.check;
	if (st->chores.next_sent < st->chores.next_look - st->opt.check)
		st->chores.next_sent =
		    st->chores.next_look + looks * st->opt.check;
}

int
store_retain_step(struct store *st)
{
	static int (*const parts[])(struct store *, bool *) = {
	    [LOOK_ROOMS] = rooms_step,
	    [LOOK_EMPTY] = store_empty_step,
	    [LOOK_NUMBERS] = numbers_step,
	    [LOOK_PEOPLE] = store_people_step,
	};
	struct chores *c = &st->chores;
	bool over = false;
	int rc;

	if (c->look == LOOK_NONE)
		begin_look(st);
	rc = parts[c->look](st, &over);
	if (rc == SQLITE_OK && over && ++c->look == LOOK_END)
		end_look(st);
	return rc;
}
