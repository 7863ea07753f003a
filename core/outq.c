/* A ring of message references that grows on demand and frees itself. */
#include "outq.h"

#include <stdlib.h>

enum { first_items = 4 };

void
ct_outq_fini(struct ct_outq *q)
{
	while (q->len > 0)
		ct_outq_pop(q);
	*q = (struct ct_outq){0};
}

static enum ct_err
grow(struct ct_outq *q)
{
	uint32_t cap = q->cap > 0 ? q->cap * 2 : first_items;
	struct ct_outq_item *items = malloc(cap * sizeof(*items));

	if (items == NULL)
		return CT_ENOMEM;
	for (uint32_t i = 0; i < q->len; i++)
		items[i] = *ct_outq_at(q, i);
	free(q->items);
	q->items = items;
	q->cap = cap;
	q->head = 0;
	return CT_OK;
}

enum ct_err
ct_outq_push(struct ct_outq *q, struct ct_msg *m, bool old, size_t max)
{
	size_t size = ct_msg_size(m);
	enum ct_err err;

	if (q->len > 0 && (q->bytes[old] >= max || size > max - q->bytes[old]))
		return CT_EFULL;
	if (q->len == q->cap && (err = grow(q)) != CT_OK)
		return err;
	q->items[(q->head + q->len) & (q->cap - 1)] =
	    (struct ct_outq_item){ct_msg_ref(m), NULL, old};
	q->len++;
	q->bytes[old] += size;
	return CT_OK;
}

struct ct_outq_item *
ct_outq_at(const struct ct_outq *q, uint32_t i)
{
	return &q->items[(q->head + i) & (q->cap - 1)];
}

void
ct_outq_pop(struct ct_outq *q)
{
	struct ct_msg *m = q->items[q->head].msg;

	q->bytes[q->items[q->head].old] -= ct_msg_size(m);
	q->head = (q->head + 1) & (q->cap - 1);
	q->len--;
	ct_msg_unref(m);
	if (q->len > 0)
		return;
	free(q->items);
	*q = (struct ct_outq){0};
}
