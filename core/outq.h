/*
 * What waits for one reader: a FIFO of message references with a limit in
 * bytes. An empty one has no memory.
 */
#ifndef CT_OUTQ_H
#define CT_OUTQ_H

#include "msg.h"

struct ct_outq_item {
	struct ct_msg *msg;
	const struct ct_wire *wire; /* its bytes for this reader, once known */
	bool old;                   /* a replayed one */
};

struct ct_outq {
	struct ct_outq_item *items; /* a ring of `cap` */
	uint32_t cap, head, len;
	size_t bytes[2]; /* sum of ct_msg_size: of live ones, of old ones */
};

void ct_outq_fini(struct ct_outq *q); /* unrefs all; of zeroes: nothing */

/*
 * Takes a new reference on `m`. CT_OK; CT_EFULL when the bytes of its kind,
 * live or old, would pass `max` (one message always fits an empty queue);
 * CT_ENOMEM.
 */
enum ct_err ct_outq_push(
    struct ct_outq *q, struct ct_msg *m, bool old, size_t max);

/* The i-th from the front, i < len; valid until the next push or pop. */
struct ct_outq_item *ct_outq_at(const struct ct_outq *q, uint32_t i);

/* Drops the front and its reference. len > 0. */
void ct_outq_pop(struct ct_outq *q);

#endif
