/* A binary heap, by time; places count from 1. */
#include "deadline.h"

#include <assert.h>
#include <stdlib.h>

void
deadlines_fini(struct deadlines *h)
{
	free(h->heap);
	*h = (struct deadlines){0};
}

enum ct_err
deadlines_reserve(struct deadlines *h, size_t n)
{
	size_t cap = h->cap > 0 ? h->cap : 16;
	struct deadline **heap;

	if (n <= h->cap)
		return CT_OK;
	while (cap < n)
		cap *= 2;
	heap = realloc(h->heap, cap * sizeof(struct deadline *));
	if (heap == NULL)
		return CT_ENOMEM;
	h->heap = heap;
	h->cap = cap;
	return CT_OK;
}

static void
put(struct deadlines *h, size_t place, struct deadline *d)
{
	h->heap[place - 1] = d;
	d->place = place;
}

static void
rise(struct deadlines *h, struct deadline *d)
{
	size_t place = d->place;

	while (place > 1 && h->heap[place / 2 - 1]->when > d->when) {
		put(h, place, h->heap[place / 2 - 1]);
		place /= 2;
	}
	put(h, place, d);
}

static void
sink(struct deadlines *h, struct deadline *d)
{
	size_t place = d->place;

	for (;;) {
		size_t child = place * 2;

		if (child < h->count &&
		    h->heap[child]->when < h->heap[child - 1]->when)
			child++;
		if (child > h->count || h->heap[child - 1]->when >= d->when)
			break;
		put(h, place, h->heap[child - 1]);
		place = child;
	}
	put(h, place, d);
}

static void
take_out(struct deadlines *h, struct deadline *d)
{
	struct deadline *last = h->heap[h->count - 1];

	h->count--;
	if (last != d) {
		put(h, d->place, last);
		rise(h, last);
		sink(h, last);
	}
	d->place = 0;
}

void
deadline_set(struct deadlines *h, struct deadline *d, ct_ms when)
{
	if (when == CT_NEVER) {
		if (d->place > 0)
			take_out(h, d);
		return;
	}
	if (d->place > 0 && d->when == when)
		return;
	d->when = when;
	if (d->place == 0) {
		assert(h->count < h->cap);
		put(h, ++h->count, d);
	}
	rise(h, d);
	sink(h, d);
}

struct deadline *
deadline_due(struct deadlines *h, ct_ms now)
{
	struct deadline *d;

	if (h->count == 0 || h->heap[0]->when > now)
		return NULL;
	d = h->heap[0];
	take_out(h, d);
	return d;
}

ct_ms
deadline_first(const struct deadlines *h)
{
	return h->count > 0 ? h->heap[0]->when : CT_NEVER;
}
