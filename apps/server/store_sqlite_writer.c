/* The writer: one transaction for all that waits when it comes round, and
 * between two of them the chores. */
#include "store_sqlite_state.h"

#include "core/text.h"

#include <string.h>

int64_t
store_weight(struct ct_slice from, struct ct_slice text)
{
	return (int64_t)(from.len + text.len);
}

/* ---- what each kind of record does ---- */

/* A statement that failed for this record alone: SQLite has undone it. */
static bool
own_fault(int rc)
{
	return (rc & 0xff) == SQLITE_CONSTRAINT || rc == SQLITE_TOOBIG;
}

static bool
known(const unsigned char *id)
{
	static const unsigned char nobody[CT_ID_BYTES];

	return memcmp(id, nobody, CT_ID_BYTES) != 0;
}

static int
find_person(
    struct db *db, const unsigned char *id, int64_t time, int64_t *person)
{
	int rc = db_get(db, DB_PERSON_FIND, person, 1, "d", id);

	if (rc == SQLITE_ROW)
		return SQLITE_OK;
	if (rc != SQLITE_DONE)
		return rc;
	rc = db_run(db, DB_PERSON_ADD, "di", id, time);
	*person = sqlite3_last_insert_rowid(db->handle);
	return rc;
}

/* The room and the number of its last message. */
static int
find_room(struct db *db, const struct ct_record *r, int64_t out[2])
{
	int rc = db_get(db, DB_ROOM_FIND, out, 2, "s", r->room_key);

	if (rc == SQLITE_ROW)
		return SQLITE_OK;
	if (rc != SQLITE_DONE)
		return rc;
	rc = db_run(db, DB_ROOM_ADD, "ss", r->room_key, r->room);
	out[0] = sqlite3_last_insert_rowid(db->handle);
	if (rc == SQLITE_OK)
		rc = db_get(db, DB_NUMBERS, &out[1], 1, "");
	return rc == SQLITE_ROW ? SQLITE_OK : rc;
}

/* Has `person` sent this number before? Then `it` is done. */
static int
recall_number(struct db *db, struct item *it, int64_t person)
{
	int64_t first[2];
	int rc = db_get(db, DB_SENT_FIND, first, 2, "ii", person,
	    (int64_t)it->record.number);

	if (rc == SQLITE_ROW) {
		it->done.duplicate = true;
		it->done.seq = (uint64_t)first[0];
		it->done.time = first[1];
		return SQLITE_OK;
	}
	return rc == SQLITE_DONE ? SQLITE_OK : rc;
}

/* Who sent it, 0 for nobody, and whether they have done so before. */
static int
find_sender(struct db *db, struct item *it, int64_t *person)
{
	int rc;

	*person = 0;
	if (!known(it->record.id))
		return SQLITE_OK;
	rc = find_person(db, it->record.id, it->record.time, person);
	if (rc == SQLITE_OK && it->record.number != 0)
		rc = recall_number(db, it, *person);
	return rc;
}

static int
remember_number(struct db *db, const struct item *it, int64_t person)
{
	if (person == 0 || it->record.number == 0)
		return SQLITE_OK;
	return db_run(db, DB_SENT_ADD, "iiii", person,
	    (int64_t)it->record.number, (int64_t)it->done.seq, it->done.time);
}

static int
say(struct store *st, struct item *it)
{
	const struct ct_record *r = &it->record;
	int64_t person, room[2];
	int rc = find_sender(&st->db, it, &person);

	if (rc != SQLITE_OK || it->done.duplicate)
		return rc;
	rc = find_room(&st->db, r, room);
	if (rc == SQLITE_OK && (int64_t)r->seq <= room[1])
		return SQLITE_CONSTRAINT;
	if (rc == SQLITE_OK)
		rc = db_run(&st->db, DB_MESSAGE_ADD, "iiiioss", room[0],
		    (int64_t)r->seq, room[1], r->time, person, r->from,
		    r->text);
	st->chores.last = sqlite3_last_insert_rowid(st->db.handle);
	if (rc == SQLITE_OK)
		rc = db_run(&st->db, DB_ROOM_SAID, "isii", room[0], r->room,
		    (int64_t)r->seq, store_weight(r->from, r->text));
	return rc == SQLITE_OK ? remember_number(&st->db, it, person) : rc;
}

/* Adds it to those that wait, if there are not too many. */
static int
keep_letter(struct db *db, struct item *it)
{
	const struct ct_record *r = &it->record;
	int64_t to, count;
	int rc = find_person(db, r->to_id, r->time, &to);

	if (rc == SQLITE_OK)
		rc = db_get(db, DB_DIRECT_COUNT, &count, 1, "ii", to, r->most);
	if (rc != SQLITE_ROW)
		return rc;
	if (count >= r->most) {
		it->done.err = CT_ELETTERS;
		return SQLITE_OK;
	}
	rc = db_run(
	    db, DB_DIRECT_ADD, "iisss", to, r->time, r->from, r->to, r->text);
	it->done.seq = (uint64_t)sqlite3_last_insert_rowid(db->handle);
	return rc;
}

static int
direct(struct store *st, struct item *it)
{
	int64_t person;
	int rc = find_sender(&st->db, it, &person);

	if (rc != SQLITE_OK || it->done.duplicate)
		return rc;
	it->done.seq = 0;
	if (it->record.again)
		it->done.err = CT_ENOUSER;
	if (it->record.waiting)
		rc = keep_letter(&st->db, it);
	if (rc != SQLITE_OK || it->done.err != CT_OK)
		return rc;
	return remember_number(&st->db, it, person);
}

static int
taken(struct store *st, struct item *it)
{
	return db_run(&st->db, DB_DIRECT_TAKEN, "di", it->record.to_id,
	    (int64_t)it->record.seq);
}

static int
topic(struct store *st, struct item *it)
{
	const struct ct_record *r = &it->record;
	int64_t room[2];
	int rc = find_room(&st->db, r, room);

	if (rc != SQLITE_OK)
		return rc;
	return db_run(&st->db, DB_ROOM_TOPIC, "isssi", room[0], r->room,
	    r->text, r->from, r->time);
}

static int
place(struct store *st, struct item *it)
{
	const struct ct_record *r = &it->record;
	struct ct_buf key;
	int64_t person;
	int rc = SQLITE_CONSTRAINT;

	ct_buf_init(&key, 16 * r->from.len + 64);
	if (ct_text_fold(r->from, &key) == CT_OK)
		rc = find_person(&st->db, r->id, r->time, &person);
	if (rc == SQLITE_OK)
		rc = db_run(&st->db, DB_PERSON_PLACE, "isssii", person, r->from,
		    ct_buf_slice(&key), r->text, r->time, (int64_t)r->stays);
	ct_buf_fini(&key);
	return rc;
}

/* Has the room nothing left? Then only its numbers are remembered. */
static int
forget(struct store *st, struct item *it)
{
	int64_t room[2];
	int rc =
	    db_get(&st->db, DB_ROOM_FIND, room, 2, "s", it->record.room_key);

	if (rc != SQLITE_ROW)
		return rc == SQLITE_DONE ? SQLITE_OK : rc;
	rc = db_run(&st->db, DB_ROOM_DROP, "i", room[0]);
	if (rc != SQLITE_OK || sqlite3_changes(st->db.handle) == 0)
		return rc;
	return db_run(&st->db, DB_NUMBERS_RAISE, "i", room[1]);
}

int
store_apply(struct store *st, struct item *it)
{
	static int (*const kinds[])(struct store *, struct item *) = {
	    [CT_RECORD_SAY] = say,
	    [CT_RECORD_DIRECT] = direct,
	    [CT_RECORD_TAKEN] = taken,
	    [CT_RECORD_TOPIC] = topic,
	    [CT_RECORD_PLACE] = place,
	    [CT_RECORD_FORGET] = forget,
	};
	int rc = kinds[it->record.kind](st, it);

	if (!own_fault(rc))
		return rc;
	it->done.err = CT_ESTORE;
	return SQLITE_OK;
}

/* ---- transactions ---- */

/*
 * A commit that fails may have reached the log all the same, unless the disk
 * was full, and after a crash be taken for a good one. Not when another one
 * stands in its place.
 */
static bool
write_over(struct store *st)
{
	int rc = db_begin(&st->db);

	if (rc == SQLITE_OK)
		rc = db_run(&st->db, DB_FAILURE, "");
	return db_end(&st->db, rc) == SQLITE_OK;
}

/* What is to be said of a record whose transaction failed: it may be there
 * since before. `gone`: this time it is not, for sure. */
static void
settle(struct store *st, struct item *it, bool gone)
{
	int64_t person = 0;
	int rc;

	it->done.err = CT_ESTORE;
	it->done.duplicate = false;
	if (!store_is_numbered(&it->record))
		return;
	rc = db_get(&st->db, DB_PERSON_FIND, &person, 1, "d", it->record.id);
	if (rc == SQLITE_ROW)
		rc = recall_number(&st->db, it, person);
	if (it->done.duplicate)
		it->done.err = CT_OK;
	else if (!gone || (rc != SQLITE_OK && rc != SQLITE_DONE))
		it->done.err = CT_ELATER;
}

/*
 * Numbers behind those of a forgotten room are given at once, in other rooms as
 * well: after a power cut, too, they must be known to be gone.
 */
static int
begin_batch(struct store *st, const struct item *batch)
{
	int rc = SQLITE_OK;

	while (batch != NULL && batch->record.kind != CT_RECORD_FORGET)
		batch = batch->next;
	if (batch != NULL)
		rc = store_set_sync(st, STORE_SYNC_FULL);
	return rc == SQLITE_OK ? db_begin(&st->db) : rc;
}

static int
end_batch(struct store *st, int rc)
{
	rc = db_end(&st->db, rc);
	store_set_sync(st, st->opt.sync);
	return rc;
}

static enum store_err
commit(struct store *st, struct item *batch)
{
	int rc = begin_batch(st, batch);
	enum store_err err;
	bool gone;

	for (struct item *it = batch; it != NULL && rc == SQLITE_OK;
	     it = it->next)
		rc = store_apply(st, it);
	gone = rc != SQLITE_OK; /* nothing said that it is whole */
	rc = end_batch(st, rc);
	if (rc == SQLITE_OK)
		return STORE_OK;
	err = db_err(st->db.handle, rc);
	gone = gone || err == STORE_EFULL || write_over(st);
	for (struct item *it = batch; it != NULL; it = it->next)
		settle(st, it, gone);
	return err;
}

/* At most `batch` records from the front of the queue; the lock is held. */
static struct item *
take_batch(struct store *st)
{
	struct item *batch = st->queue.first, **end = &st->queue.first;

	for (size_t n = 0; n < st->opt.batch && *end != NULL; n++) {
		st->stats.queued -= (*end)->size;
		end = &(*end)->next;
	}
	st->queue.first = *end;
	if (st->queue.first == NULL)
		st->queue.last = &st->queue.first;
	*end = NULL;
	return batch;
}

/* Hands a batch on to the loop; the lock is held. */
static void
give_back(struct store *st, struct item *batch, enum store_err err)
{
	*st->done.last = batch;
	for (; batch != NULL; batch = batch->next) {
		st->done.last = &batch->next;
		st->stats.records++;
		st->stats.pending--;
		st->stats.failed += batch->done.err != CT_OK;
		st->chores.ticket = batch->done.ticket;
	}
	st->stats.commits++;
	st->stats.err = err;
	if (st->stats.queued <= st->opt.queue / 2)
		st->crowded = false;
	if (st->stats.pending == 0)
		pf_cond_signal(st->calm);
	pf_cond_signal(st->lanes[LANE_ROOMS].work);
}

void
store_wake(struct store *st)
{
	if (st->opt.wake != NULL)
		st->opt.wake(st->opt.wake_ctx);
}

void
store_writer(void *arg)
{
	struct store *st = arg;
	int64_t wait = 0;
	bool chores = true;

	pf_mutex_lock(st->lock);
	while (!st->stopping || st->queue.first != NULL) {
		struct item *batch;
		enum store_err err;

		st->stats.idle = !chores && st->queue.first == NULL;
		if (st->stats.idle)
			pf_cond_wait(st->work, st->lock, wait);
		st->stats.idle = false;
		batch = take_batch(st);
		if (batch != NULL) {
			pf_mutex_unlock(st->lock);
			err = commit(st, batch);
			pf_mutex_lock(st->lock);
			give_back(st, batch, err);
			pf_mutex_unlock(st->lock);
			store_wake(st);
		} else {
			pf_mutex_unlock(st->lock);
		}
		chores = store_chore(st, &wait);
		pf_mutex_lock(st->lock);
	}
	st->threads--;
	pf_cond_signal(st->calm);
	pf_mutex_unlock(st->lock);
}
