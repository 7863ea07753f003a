/*
 * What the hub keeps: messages on their way through the store, topics, and the
 * place of people; and what a store remembers, given back at the start. What
 * it asks the store for is in hub_ask.c.
 */
#include "hub_state.h"

#include <stdlib.h>
#include <string.h>

static const struct ct_slice none = {NULL, 0};

bool
ct_id_is_person(const unsigned char *id)
{
	return id[CT_ID_BYTES - 1] != 0;
}

/* Writing */

static void
deliver_say(struct ct_hub *h, struct ct_msg *m, const struct ct_session *from)
{
	struct ct_room *r = ct_hub_room(h, m->room);

	if (r == NULL)
		return;
	m->prev = r->seq;
	m->said = ++h->said;
	r->seq = m->seq;
	ct_room_keep(r, m, &h->env.cfg.caps);
	ct_hub_spread(h, r, m, from != NULL ? from->user : NULL);
}

static void
deliver_direct(struct ct_hub *h, struct ct_msg *m, struct ct_slice to_key)
{
	struct ct_user *to = ct_map_get(&h->people, to_key);

	if (to == NULL)
		return;
	ct_session_push(to->session, m, false);
	h->stats.delivered++;
}

/* The message is stored: it is kept, delivered and acknowledged. */
static void
deliver(struct ct_hub *h, struct ct_msg *m, struct ct_session *from,
    struct ct_slice to_key, const struct ct_stored *done)
{
	if (!done->duplicate) {
		h->stats.said++;
		m->seq = done->seq;
		if (m->kind == CT_MSG_SAY)
			deliver_say(h, m, from);
		else
			deliver_direct(h, m, to_key);
	}
	if (from != NULL && m->number != 0)
		ct_hub_tell(
		    from, &(struct ct_msg){.kind = CT_MSG_ACK,
			      .room = m->kind == CT_MSG_SAY ? m->room : m->to,
			      .number = m->number,
			      .seq = done->seq,
			      .time = done->time});
}

static void
complete(struct ct_hub *h, struct ct_msg *m, struct ct_session *from,
    struct ct_slice to_key, const struct ct_stored *done)
{
	if (done->err == CT_OK)
		deliver(h, m, from, to_key, done);
	else if (from != NULL)
		ct_hub_error(from, done->err, none, none, m->number);
	ct_msg_unref(m);
}

/* Waits for ct_hub_stored; takes over the caller's reference. */
static void
wait_stored(struct ct_hub *h, struct ct_session *s, struct ct_msg *m,
    struct ct_slice to_key)
{
	struct ct_pending *p = malloc(sizeof(*p) + to_key.len);

	if (p == NULL) {
		ct_hub_error(s, CT_ENOMEM, none, none, m->number);
		ct_msg_unref(m);
		return;
	}
	*p = (struct ct_pending){
	    NULL, h->ticket, m, s, {(char *)(p + 1), to_key.len}};
	if (to_key.len > 0)
		memcpy(p + 1, to_key.data, to_key.len);
	if (h->pending_last != NULL)
		h->pending_last->next = p;
	else
		h->pending_first = p;
	h->pending_last = p;
}

static enum ct_err
write_record(
    struct ct_hub *h, const struct ct_record *r, struct ct_stored *done)
{
	*done = (struct ct_stored){
	    .ticket = ++h->ticket, .seq = r->seq, .time = r->time};
	return h->store.submit(h->store.ctx, r, h->ticket, done);
}

void
ct_hub_submit(struct ct_hub *h, struct ct_session *s, struct ct_msg *m,
    struct ct_slice key, const unsigned char *to_id)
{
	bool say = m->kind == CT_MSG_SAY;
	struct ct_record r = {
	    .kind = say ? CT_RECORD_SAY : CT_RECORD_DIRECT,
	    .room = m->room,
	    .room_key = say ? key : none,
	    .to = m->to,
	    .to_key = say ? none : key,
	    .from = m->from,
	    .text = m->text,
	    .seq = m->seq,
	    .number = m->number,
	    .time = m->time,
	    .waiting = to_id != NULL && ct_id_is_person(to_id),
	};
	struct ct_stored done;
	enum ct_err err;

	memcpy(r.id, s->user->id, CT_ID_BYTES);
	if (to_id != NULL)
		memcpy(r.to_id, to_id, CT_ID_BYTES);
	err = write_record(h, &r, &done);
	if (err == CT_MORE) {
		wait_stored(h, s, m, say ? none : key);
		return;
	}
	if (err != CT_OK)
		done.err = err;
	complete(h, m, s, say ? none : key, &done);
}

void
ct_hub_stored(struct ct_hub *h, const struct ct_stored *done)
{
	struct ct_pending *p = h->pending_first;

	if (p == NULL || p->ticket != done->ticket)
		return; /* of a record that nobody waits for */
	h->pending_first = p->next;
	if (p->next == NULL)
		h->pending_last = NULL;
	complete(h, p->msg, p->from, p->to_key, done);
	free(p);
}

void
ct_hub_keep_topic(
    struct ct_hub *h, const struct ct_room *r, const struct ct_msg *m)
{
	struct ct_record record = {.kind = CT_RECORD_TOPIC,
	    .room = r->name.shown,
	    .room_key = r->name.key,
	    .from = m->from,
	    .text = m->text,
	    .time = m->time};
	struct ct_stored done;

	write_record(h, &record, &done);
}

void
ct_hub_taken(struct ct_hub *h, struct ct_user *u, uint64_t seq)
{
	struct ct_record r = {.kind = CT_RECORD_TAKEN, .time = h->wall};
	struct ct_stored done;

	if (seq > u->taken)
		u->taken = seq;
	if (u->letters || !ct_id_is_person(u->id))
		return; /* it would take those that are on their way, too */
	r.seq = u->more && u->letter < u->taken ? u->letter : u->taken;
	memcpy(r.to_id, u->id, CT_ID_BYTES);
	write_record(h, &r, &done);
	if (u->more && u->taken >= u->letter)
		ct_hub_ask_letters(h, u->session);
}

void
ct_hub_keep_place(struct ct_hub *h, const struct ct_user *u)
{
	struct ct_record r = {
	    .kind = CT_RECORD_PLACE, .from = u->name.shown, .time = h->wall};
	struct ct_stored done;

	if (!ct_id_is_person(u->id))
		return;
	memcpy(r.id, u->id, CT_ID_BYTES);
	ct_buf_clear(&h->env.line, false);
	r.stays = u->strange;
	for (size_t i = 0; i < u->count && !u->strange; i++) {
		if (i > 0)
			ct_buf_add_u8(&h->env.line, '\n');
		ct_buf_add_slice(&h->env.line, u->rooms[i].room->name.shown);
	}
	r.text = ct_buf_slice(&h->env.line);
	r.to_key = u->name.key;
	write_record(h, &r, &done);
}

void
ct_hub_forget(struct ct_hub *h, const struct ct_session *s)
{
	for (struct ct_pending *p = h->pending_first; p != NULL; p = p->next)
		if (p->from == s)
			p->from = NULL;
	for (struct ct_asked *a = h->asked; a != NULL; a = a->next)
		if (a->session == s)
			a->session = NULL;
}

void
ct_hub_store_fini(struct ct_hub *h)
{
	while (h->pending_first != NULL) {
		struct ct_pending *p = h->pending_first;

		h->pending_first = p->next;
		ct_msg_unref(p->msg);
		free(p);
	}
	while (h->asked != NULL) {
		struct ct_asked *a = h->asked;

		h->asked = a->next;
		ct_msg_unref(a->msg);
		free(a);
	}
	ct_store_mem_free(h->mem);
}

/* Restoring */

enum ct_err
ct_hub_restore_room(struct ct_hub *h, struct ct_slice shown,
    struct ct_slice topic, uint64_t seq)
{
	struct ct_room *r = ct_hub_room(h, shown);
	enum ct_err err = CT_OK;

	if (r == NULL) {
		err = ct_room_new(shown, &r);
		if (err == CT_OK)
			err = ct_map_add(&h->rooms, r->name.key, r);
		if (err != CT_OK) {
			ct_room_free(r);
			return err;
		}
	}
	r->seq = r->assigned = seq;
	return topic.len > 0 ? ct_room_set_topic(r, topic) : CT_OK;
}

enum ct_err
ct_hub_restore(struct ct_hub *h, const struct ct_msg *proto)
{
	struct ct_room *r = ct_hub_room(h, proto->room);
	struct ct_msg *m;
	enum ct_err err;

	if (r == NULL)
		return CT_EROOM;
	m = ct_msg_new(proto);
	if (m == NULL)
		return CT_ENOMEM;
	err = ct_room_keep(r, m, &h->env.cfg.caps);
	ct_msg_unref(m);
	return err;
}
