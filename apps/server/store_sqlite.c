/* The store from the loop's side: submitting, asking, taking what is done, and
 * closing. */
#include "store_sqlite_state.h"

#include "platform/clock.h"

#include <stdlib.h>
#include <string.h>

enum { rows_max = 1000 };

/* Questions that may wait: two of each of 20,000 who come back at once. */
static const size_t asks_max[LANES] = {
    [LANE_ROOMS] = 65536,
    [LANE_SEARCH] = 4096,
};

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
	free_items(st->empty.first);
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

/* Asks the threads to end and waits for that; the lock is held. */
static bool
stop_threads(struct store *st, int64_t wait_ms)
{
	if (no_threads(st))
		return true;
	st->stopping = true;
	pf_cond_signal(st->work);
	for (size_t i = 0; i < LANES; i++) {
		pf_cond_signal(st->lanes[i].work);
		if (st->lanes[i].db.handle != NULL)
			sqlite3_interrupt(st->lanes[i].db.handle);
	}
	return wait_until(st, wait_ms, no_threads);
}

bool
store_close(struct store *st, int64_t wait_ms)
{
	bool ended = true;

	if (st == NULL)
		return true;
	if (st->lock != NULL) { /* else it was never quite open */
		pf_mutex_lock(st->lock);
		ended = stop_threads(st, wait_ms);
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

struct item *
store_item(const struct ct_record *r, uint64_t ticket)
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

bool
store_is_numbered(const struct ct_record *r)
{
	return (r->kind == CT_RECORD_SAY || r->kind == CT_RECORD_DIRECT) &&
	       r->number != 0 && somebody(r->id);
}

static bool
sensible(const struct ct_record *r)
{
	switch (r->kind) {
	case CT_RECORD_SAY:
	case CT_RECORD_TOPIC:
	case CT_RECORD_FORGET:
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
	it = store_item(r, ticket);
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
	return store_is_numbered(r) ? CT_ELATER : CT_ESTORE;
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

/* Where somebody is, and what waits for them, is asked when they come back: it
 * must not be what it was before they left, a moment ago. */
static bool
is_of_people(enum ct_query_kind kind)
{
	return kind == CT_QUERY_PLACE || kind == CT_QUERY_WAITING ||
	       kind == CT_QUERY_PERSON;
}

static enum ct_err
query(void *ctx, const struct ct_query *q, uint64_t ticket)
{
	struct store *st = ctx;
	bool search = q->kind == CT_QUERY_SEARCH;
	int lane = search ? LANE_SEARCH : LANE_ROOMS;
	struct lane *l = &st->lanes[lane];
	struct ask *a;
	bool full;

	if (search && only_spaces(q->text))
		return CT_EEMPTY;
	a = ask_new(q, ticket);
	if (a == NULL)
		return CT_ENOMEM;
	pf_mutex_lock(st->lock);
	full = l->count >= asks_max[lane];
	if (!full) {
		if (is_of_people(q->kind))
			a->after = st->stats.records + st->stats.pending;
		*l->waiting.last = a;
		l->waiting.last = &a->next;
		l->count++;
		pf_cond_signal(l->work);
	}
	pf_mutex_unlock(st->lock);
	if (!full)
		return CT_MORE;
	ask_free(a);
	return CT_ELATER;
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
	struct item *items, *empty;
	struct ask *asks;

	pf_mutex_lock(st->lock);
	items = st->done.first;
	st->done = (struct items){NULL, &st->done.first};
	empty = st->empty.first;
	st->empty = (struct items){NULL, &st->empty.first};
	asks = st->answers.first;
	st->answers = (struct asks){NULL, &st->answers.first};
	pf_mutex_unlock(st->lock);
	for (struct item *it = items; it != NULL; it = it->next)
		sink->stored(sink->ctx, &it->done);
	for (struct ask *a = asks; a != NULL; a = a->next)
		sink->found(sink->ctx, a->ticket, a->err, a->rows, a->count);
	for (struct item *it = empty; it != NULL; it = it->next)
		if (sink->emptied != NULL)
			sink->emptied(
			    sink->ctx, it->record.room_key, it->done.ticket);
	free_items(items);
	free_items(empty);
	free_asks(asks);
}
