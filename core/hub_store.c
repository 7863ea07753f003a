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
	r->kept = r->begun = true;
	ct_room_keep(r, m, &h->env.cfg.caps);
	ct_hub_spread(h, r, m, from != NULL ? from->user : NULL);
}

/* Who was meant, if they are here: somebody else may have the name by now. */
static struct ct_user *
addressee(struct ct_hub *h, const struct ct_pending *p)
{
	struct ct_user *u;

	if (p->way.to != NULL && p->way.to->user != NULL)
		return p->way.to->user;
	u = ct_map_get(&h->people, p->key);
	if (u == NULL || !ct_id_is_person(p->way.to_id) ||
	    memcmp(u->id, p->way.to_id, CT_ID_BYTES) != 0)
		return NULL;
	return u;
}

static void
deliver_direct(struct ct_hub *h, const struct ct_pending *p)
{
	struct ct_user *to = addressee(h, p);
	uint64_t seq = p->msg->seq;

	if (to == NULL || (seq > 0 && ct_hub_letter_waits(h, to, seq)))
		return;
	ct_session_push(to->session, p->msg, false);
	h->stats.delivered++;
}

/* The message is stored: it is kept, delivered and acknowledged. */
static void
deliver(
    struct ct_hub *h, const struct ct_pending *p, const struct ct_stored *done)
{
	struct ct_session *from = p->way.from;
	struct ct_msg *m = p->msg;

	if (!done->duplicate) {
		h->stats.said++;
		m->seq = done->seq;
		if (m->kind == CT_MSG_SAY)
			deliver_say(h, m, from);
		else
			deliver_direct(h, p);
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
refuse(struct ct_hub *h, const struct ct_pending *p, enum ct_err err)
{
	struct ct_session *from = p->way.from;
	const struct ct_msg *m = p->msg;

	if (from == NULL)
		return;
	if (err == CT_ELETTERS)
		ct_hub_limit(
		    from, err, m->to, h->env.cfg.caps.letters, m->number);
	else
		ct_hub_error(from, err, err == CT_ENOUSER ? m->to : none, none,
		    m->number);
}

/* It may have been the last thing that kept the room here. */
static void
drop_room(struct ct_hub *h, struct ct_slice key)
{
	struct ct_room *r = ct_map_get(&h->rooms, key);

	if (r != NULL)
		ct_hub_drop_empty(h, r);
}

static void
complete(struct ct_hub *h, struct ct_pending *p, const struct ct_stored *done)
{
	if (done->err == CT_OK)
		deliver(h, p, done);
	else
		refuse(h, p, done->err);
	if (p->msg->kind == CT_MSG_SAY)
		drop_room(h, p->key);
	ct_msg_unref(p->msg);
	free(p);
}

/* Takes over the reference. */
static struct ct_pending *
new_pending(struct ct_msg *m, struct ct_slice key, const struct ct_way *way)
{
	struct ct_pending *p = malloc(sizeof(*p) + key.len);

	if (p == NULL)
		return NULL;
	*p = (struct ct_pending){
	    .msg = m, .way = *way, .key = {(char *)(p + 1), key.len}};
	if (key.len > 0)
		memcpy(p + 1, key.data, key.len);
	return p;
}

/* Waits for ct_hub_stored. */
static void
wait_stored(struct ct_hub *h, struct ct_pending *p)
{
	p->ticket = h->ticket;
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

/* The store got a record about it. */
static void
mark_room(struct ct_hub *h, struct ct_slice key)
{
	struct ct_room *r = ct_map_get(&h->rooms, key);

	if (r != NULL)
		r->ticket = h->ticket;
}

static enum ct_err
write_message(
    struct ct_hub *h, const struct ct_pending *p, struct ct_stored *done)
{
	const struct ct_msg *m = p->msg;
	bool say = m->kind == CT_MSG_SAY;
	struct ct_record r = {
	    .kind = say ? CT_RECORD_SAY : CT_RECORD_DIRECT,
	    .room = m->room,
	    .room_key = say ? p->key : none,
	    .to = m->to,
	    .to_key = say ? none : p->key,
	    .from = m->from,
	    .text = m->text,
	    .seq = m->seq,
	    .number = m->number,
	    .time = m->time,
	    .waiting = ct_id_is_person(p->way.to_id),
	    .most = h->env.cfg.caps.letters,
	    .again =
		!say && p->way.to == NULL && !ct_id_is_person(p->way.to_id),
	};

	memcpy(r.id, p->way.id, CT_ID_BYTES);
	memcpy(r.to_id, p->way.to_id, CT_ID_BYTES);
	return write_record(h, &r, done);
}

struct ct_way
ct_hub_way(struct ct_session *s, const struct ct_user *to)
{
	struct ct_way way = {.from = s};

	memcpy(way.id, s->user->id, CT_ID_BYTES);
	if (to == NULL)
		return way;
	way.to = to->session;
	memcpy(way.to_id, to->id, CT_ID_BYTES);
	return way;
}

void
ct_hub_submit(struct ct_hub *h, struct ct_msg *m, struct ct_slice key,
    const struct ct_way *way)
{
	struct ct_pending *p = new_pending(m, key, way);
	struct ct_stored done;
	enum ct_err err;

	if (p == NULL) {
		/* Before the store has it: what it takes is also delivered. */
		if (way->from != NULL)
			ct_hub_error(
			    way->from, CT_ENOMEM, none, none, m->number);
		ct_msg_unref(m);
		return;
	}
	err = write_message(h, p, &done);
	if (err == CT_MORE) {
		if (m->kind == CT_MSG_SAY)
			mark_room(h, p->key);
		wait_stored(h, p);
		return;
	}
	if (err != CT_OK)
		done.err = err;
	complete(h, p, &done);
}

void
ct_hub_stored(struct ct_hub *h, const struct ct_stored *done)
{
	struct ct_pending *p = h->pending_first;

	h->stored = done->ticket;
	if (p == NULL || p->ticket != done->ticket)
		return; /* of a record that nobody waits for */
	h->pending_first = p->next;
	if (p->next == NULL)
		h->pending_last = NULL;
	complete(h, p, done);
	ct_hub_tell_news(h);
}

void
ct_hub_keep_topic(struct ct_hub *h, struct ct_room *r, const struct ct_msg *m)
{
	struct ct_record record = {.kind = CT_RECORD_TOPIC,
	    .room = r->name.shown,
	    .room_key = r->name.key,
	    .from = m->from,
	    .text = m->text,
	    .time = m->time};
	struct ct_stored done;

	if (write_record(h, &record, &done) == CT_MORE) {
		r->ticket = h->ticket;
		r->kept = true;
	}
}

void
ct_hub_emptied(struct ct_hub *h, struct ct_slice key, uint64_t ticket)
{
	struct ct_record record = {.kind = CT_RECORD_FORGET, .room_key = key};
	struct ct_room *r = ct_map_get(&h->rooms, key);
	struct ct_stored done;

	if (r != NULL && (r == h->lobby || r->count > 0 || r->topic.len > 0 ||
			     r->ticket > ticket))
		return;
	/* Before all that may be said in it when it has been made again. */
	if (write_record(h, &record, &done) != CT_MORE || r == NULL)
		return;
	r->kept = false;
	r->ticket = 0;
	ct_hub_drop_empty(h, r);
}

void
ct_hub_taken(struct ct_hub *h, struct ct_user *u, uint64_t seq)
{
	struct ct_record r = {.kind = CT_RECORD_TAKEN, .time = h->wall};
	bool wait = u->letters || u->more || u->cut || u->unread;
	struct ct_stored done;

	if (seq > u->taken)
		u->taken = seq;
	/* Nothing is taken that is still to come. */
	r.seq = wait && u->letter < seq ? u->letter : seq;
	if (r.seq == 0 || !ct_id_is_person(u->id))
		return;
	memcpy(r.to_id, u->id, CT_ID_BYTES);
	write_record(h, &r, &done);
	if (u->more && !u->letters && seq >= u->letter)
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

static void
leave_way(struct ct_way *way, const struct ct_session *s)
{
	if (way->from == s)
		way->from = NULL;
	if (way->to == s)
		way->to = NULL;
}

void
ct_hub_forget(struct ct_hub *h, const struct ct_session *s)
{
	for (struct ct_pending *p = h->pending_first; p != NULL; p = p->next)
		leave_way(&p->way, s);
	for (struct ct_asked *a = h->asked; a != NULL; a = a->next)
		leave_way(&a->way, s);
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
	ct_hub_news_fini(h);
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
	r->kept = r->begun = true;
	return topic.len > 0 ? ct_room_set_topic(r, topic) : CT_OK;
}

void
ct_hub_restore_numbers(struct ct_hub *h, uint64_t used)
{
	h->numbers_used = h->numbers_given = used;
}

void
ct_hub_skip(struct ct_hub *h, uint64_t numbers)
{
	struct ct_room *r;
	size_t at = 0;

	h->numbers_given += numbers;
	while ((r = ct_map_each(&h->rooms, &at)) != NULL)
		r->assigned += numbers;
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
