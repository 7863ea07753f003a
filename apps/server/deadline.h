/*
 * The next moment at which somebody wants to be woken: a binary heap of
 * deadlines that live inside their owners. Who has none is not in it, so ten
 * thousand idle connections cost nothing per turn.
 */
#ifndef SERVER_DEADLINE_H
#define SERVER_DEADLINE_H

#include "core/ct.h"

/* Zeroed: never. */
struct deadline {
	ct_ms when;
	size_t place; /* in the heap, from 1; 0: not in it */
};

/* Zeroed: empty. */
struct deadlines {
	struct deadline **heap;
	size_t count, cap;
};

void deadlines_fini(struct deadlines *h);

/* Room for `n` deadlines at once, so that deadline_set cannot fail. CT_OK,
 * CT_ENOMEM. */
enum ct_err deadlines_reserve(struct deadlines *h, size_t n);

/* `d` comes at `when`, instead of before; CT_NEVER takes it out. There must be
 * room. `d` must not move or die while it is in the heap. */
void deadline_set(struct deadlines *h, struct deadline *d, ct_ms when);

/* The first one that is due at `now`, taken out; NULL: none. */
struct deadline *deadline_due(struct deadlines *h, ct_ms now);

/* When the first one comes; CT_NEVER. */
ct_ms deadline_first(const struct deadlines *h);

#endif
