/* Messages: one allocation each, shared by reference, with cached bytes. */
#include "msg.h"

#include <stdlib.h>
#include <string.h>

/* What a message costs besides its text: itself and its place in a queue. */
enum { overhead = sizeof(struct ct_msg) + 16 };

/* Copies `s` to `*at`, moves `*at` on, and returns the copy. */
static struct ct_slice
put(char **at, struct ct_slice s)
{
	struct ct_slice copy = {*at, s.len};

	if (s.len > 0)
		memcpy(*at, s.data, s.len);
	*at += s.len;
	return copy;
}

struct ct_msg *
ct_msg_new(const struct ct_msg *proto)
{
	size_t text =
	    proto->room.len + proto->from.len + proto->to.len + proto->text.len;
	struct ct_msg *m = malloc(sizeof(*m) + text);
	char *at;

	if (m == NULL)
		return NULL;
	*m = *proto;
	at = (char *)(m + 1);
	m->refs = 1;
	m->wires = NULL;
	m->origin = NULL;
	m->room = put(&at, proto->room);
	m->from = put(&at, proto->from);
	m->to = put(&at, proto->to);
	m->text = put(&at, proto->text);
	return m;
}

struct ct_msg *
ct_msg_ref(struct ct_msg *m)
{
	m->refs++;
	return m;
}

static void
free_wires(struct ct_msg *m)
{
	while (m->wires != NULL) {
		struct ct_wire *next = m->wires->next;

		free(m->wires);
		m->wires = next;
	}
}

void
ct_msg_unref(struct ct_msg *m)
{
	if (m == NULL || --m->refs > 0)
		return;
	free_wires(m);
	ct_msg_forget(m);
	free(m);
}

size_t
ct_msg_size(const struct ct_msg *m)
{
	return overhead + m->room.len + m->from.len + m->to.len + m->text.len;
}

bool
ct_form_same(struct ct_form a, struct ct_form b)
{
	return a.coding == b.coding && a.dialect == b.dialect &&
	       a.lang == b.lang && a.old == b.old;
}

const struct ct_wire *
ct_msg_wire(const struct ct_msg *m, struct ct_form form)
{
	for (const struct ct_wire *w = m->wires; w != NULL; w = w->next)
		if (ct_form_same(w->form, form))
			return w;
	return NULL;
}

const struct ct_wire *
ct_msg_keep(struct ct_msg *m, struct ct_form form, struct ct_slice bytes,
    struct ct_substituted by)
{
	struct ct_wire *w = malloc(sizeof(*w) + bytes.len);

	if (w == NULL)
		return NULL;
	w->form = form;
	w->by = by;
	w->len = bytes.len;
	if (bytes.len > 0)
		memcpy(w->data, bytes.data, bytes.len);
	w->next = m->wires;
	m->wires = w;
	return w;
}

enum ct_err
ct_msg_remember(struct ct_msg *m, const struct ct_arrival *a, const char *door,
    uint64_t speaker)
{
	struct ct_origin *o = malloc(sizeof(*o) + a->raw.len);
	char *at;

	if (o == NULL)
		return CT_ENOMEM;
	at = (char *)(o + 1);
	o->arrival = *a;
	o->arrival.raw = put(&at, a->raw);
	o->door = door;
	o->speaker = speaker;
	ct_msg_forget(m);
	m->origin = o;
	return CT_OK;
}

void
ct_msg_forget(struct ct_msg *m)
{
	free(m->origin);
	m->origin = NULL;
}
