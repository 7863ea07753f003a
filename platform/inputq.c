/* The queue of standard input; see inputq.h. */
#include "inputq.h"

#include <stdlib.h>
#include <string.h>

#include "thread.h"

enum { RING = 64 * 1024 };

struct inputq {
	struct pf_mutex *lock;
	struct pf_cond *room;
	struct pf_poller *poller; /* NULL: closed */
	int refs;
	bool keys;
	bool told;        /* the end was given out */
	enum pf_err end;  /* PF_OK: not ended */
	size_t head, len; /* bytes in the ring */
	char ring[RING];
};

static void
destroy(struct inputq *q)
{
	pf_cond_free(q->room);
	pf_mutex_free(q->lock);
	free(q);
}

enum pf_err
inputq_new(struct pf_poller *p, bool keys, struct inputq **out)
{
	struct inputq *q = calloc(1, sizeof *q);

	*out = NULL;
	if (!q)
		return PF_ENOMEM;
	if (pf_mutex_new(&q->lock) != PF_OK || pf_cond_new(&q->room) != PF_OK) {
		destroy(q);
		return PF_ENOMEM;
	}
	q->poller = p;
	q->keys = keys;
	q->refs = 1;
	q->end = PF_OK;
	*out = q;
	return PF_OK;
}

struct inputq *
inputq_ref(struct inputq *q)
{
	pf_mutex_lock(q->lock);
	q->refs++;
	pf_mutex_unlock(q->lock);
	return q;
}

void
inputq_unref(struct inputq *q)
{
	bool last;

	pf_mutex_lock(q->lock);
	last = --q->refs == 0;
	pf_mutex_unlock(q->lock);
	if (last)
		destroy(q);
}

/* All of these with the lock held. */
static void
copy_in(struct inputq *q, const char *data, size_t len)
{
	size_t at = (q->head + q->len) % RING;
	size_t first = len < RING - at ? len : RING - at;

	memcpy(q->ring + at, data, first);
	memcpy(q->ring, data + first, len - first);
	q->len += len;
}

static void
copy_out(struct inputq *q, char *data, size_t len)
{
	size_t first = len < RING - q->head ? len : RING - q->head;

	memcpy(data, q->ring + q->head, first);
	memcpy(data + first, q->ring, len - first);
	q->head = (q->head + len) % RING;
	q->len -= len;
}

/* Puts a multiple of `unit`, as much as there is room for, at least one. */
static size_t
put_some(struct inputq *q, const char *data, size_t len, size_t unit)
{
	size_t n;

	while (q->poller && RING - q->len < unit)
		pf_cond_wait(q->room, q->lock, -1);
	/* Who else waits (a handler of Ctrl-C may) is told to look too. */
	pf_cond_signal(q->room);
	n = RING - q->len < len ? RING - q->len : len;
	n -= n % unit;
	if (!q->poller)
		return 0;
	copy_in(q, data, n);
	pf_poller_wake(q->poller);
	return n;
}

static bool
put(struct inputq *q, const void *data, size_t len, size_t unit)
{
	const char *p = data;
	size_t n = unit;

	pf_mutex_lock(q->lock);
	for (; len > 0 && n > 0; p += n, len -= n)
		n = put_some(q, p, len, unit);
	pf_mutex_unlock(q->lock);
	return n > 0;
}

bool
inputq_put_bytes(struct inputq *q, const char *data, size_t len)
{
	return put(q, data, len, 1);
}

bool
inputq_put_keys(struct inputq *q, const struct key_event *keys, size_t n)
{
	return put(q, keys, n * sizeof *keys, sizeof *keys);
}

void
inputq_finish(struct inputq *q, enum pf_err why)
{
	pf_mutex_lock(q->lock);
	if (q->end == PF_OK)
		q->end = why;
	if (q->poller)
		pf_poller_wake(q->poller);
	pf_mutex_unlock(q->lock);
}

static void
take(struct inputq *q, struct pf_input_event *ev)
{
	struct key_event key;

	if (q->keys) {
		copy_out(q, (char *)&key, sizeof key);
		ev->kind = PF_INPUT_KEY;
		ev->key = key.key;
		ev->code = key.code;
		return;
	}
	ev->kind = PF_INPUT_BYTES;
	ev->len = q->len < sizeof ev->bytes ? q->len : sizeof ev->bytes;
	copy_out(q, ev->bytes, ev->len);
}

static void
take_end(struct inputq *q, struct pf_input_event *ev)
{
	ev->kind = q->end == PF_END ? PF_INPUT_END : PF_INPUT_ERROR;
	ev->err = q->end;
	q->told = true;
}

enum pf_err
inputq_next(struct inputq *q, struct pf_input_event *ev)
{
	enum pf_err err = PF_OK;

	pf_mutex_lock(q->lock);
	if (q->len > 0) {
		take(q, ev);
		pf_cond_signal(q->room);
	} else if (q->end != PF_OK && !q->told) {
		take_end(q, ev);
	} else {
		err = PF_AGAIN;
	}
	pf_mutex_unlock(q->lock);
	return err;
}

void
inputq_close(struct inputq *q)
{
	pf_mutex_lock(q->lock);
	q->poller = NULL;
	pf_cond_signal(q->room);
	pf_mutex_unlock(q->lock);
}
