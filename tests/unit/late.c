/* The late store: writes down what it is told, and waits. */
#include "late.h"

#include <string.h>

/* Of at most 63 bytes. */
static void
copy(char *to, struct ct_slice s)
{
	size_t n = s.len < 64 ? s.len : 63;

	if (n > 0)
		memcpy(to, s.data, n);
	to[n] = '\0';
}

static enum ct_err
submit(void *ctx, const struct ct_record *r, uint64_t ticket,
    struct ct_stored *done)
{
	struct late *l = ctx;

	(void)done;
	if (l->full && r->number == 0)
		return CT_ESTORE;
	if (r->kind == CT_RECORD_FORGET)
		copy(l->forgot, r->room_key);
	if (r->kind == CT_RECORD_TAKEN)
		l->taken = r->seq;
	if (r->kind == CT_RECORD_PLACE) {
		if (!r->stays)
			copy(l->place, r->text);
		copy(l->name, r->from);
	}
	copy(l->room, r->room);
	if (r->kind != CT_RECORD_SAY && r->kind != CT_RECORD_DIRECT)
		return CT_MORE;
	l->away = r->waiting;
	l->seq[l->waiting] = r->seq;
	l->ticket[l->waiting++] = ticket;
	return CT_MORE;
}

static enum ct_err
query(void *ctx, const struct ct_query *q, uint64_t ticket)
{
	struct late *l = ctx;

	if (l->busy != CT_OK)
		return l->busy;
	l->asked = ticket;
	l->kind = q->kind;
	l->asked_seq = q->seq;
	l->text[0] = '\0';
	if (q->text.len > 0 && q->text.len < sizeof(l->text)) {
		memcpy(l->text, q->text.data, q->text.len);
		l->text[q->text.len] = '\0';
	}
	return CT_MORE;
}

void
late_init(struct talk *t, struct late *l)
{
	*l = (struct late){.port = {l, submit, query}};
	talk_init(t);
	t->cfg.store = &l->port;
}

void
late_start(struct talk *t, struct late *l)
{
	late_init(t, l);
	talk_start(t);
}

void
late_complete(struct talk *t, struct late *l, enum ct_err err)
{
	struct ct_stored done = {
	    .ticket = l->ticket[0], .err = err, .seq = l->seq[0], .time = 1};

	l->waiting--;
	memmove(l->ticket, l->ticket + 1, sizeof(l->ticket[0]) * l->waiting);
	memmove(l->seq, l->seq + 1, sizeof(l->seq[0]) * l->waiting);
	ct_hub_stored(t->hub, &done);
	talk_flush(t);
}
