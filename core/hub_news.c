/*
 * News of rooms: who comes and goes, new names, new topics.
 *
 * A room sees news and messages in the order in which the hub took them. While
 * messages are on their way through the store, news wait for those before
 * them; with none they are told at once. They are for those who were in the
 * room when the hub took them, and still are.
 *
 * A disk that stalls must not cost memory without end: what waits is bounded.
 * News for which there is no place, or no memory, are told at once, behind all
 * that waited until then: so news may overtake messages, but never other news.
 */
#include "hub_state.h"

#include <stdlib.h>

/* What may wait, as a part of a reader's queue: it all comes at once, and must
 * not cut anybody off. */
enum { queue_part = 4 };

/* To those of the room that it is for, each once. */
static void
spread(const struct ct_room *r, const struct ct_news *n)
{
	for (size_t i = 0; i < r->count; i++) {
		struct ct_user *u = r->people[i];

		if (u->session->number == n->but || u->told == n->ticket ||
		    ct_user_in(u, r)->entered >= n->ticket)
			continue;
		u->told = n->ticket;
		ct_session_push(u->session, n->msg, false);
	}
}

static size_t
news_size(const struct ct_news *n)
{
	return sizeof(*n) + ct_msg_size(n->msg);
}

/* Takes the first that waits out of the list. */
static struct ct_news *
take_first(struct ct_hub *h)
{
	struct ct_news *n = h->news_first;

	h->news_first = n->next;
	if (n->next == NULL)
		h->news_last = NULL;
	h->news_bytes -= news_size(n);
	return n;
}

static void
news_free(struct ct_news *n)
{
	ct_msg_unref(n->msg);
	free(n);
}

static void
tell_first(struct ct_hub *h)
{
	struct ct_news *n = take_first(h);
	const struct ct_room *r = ct_hub_room(h, n->msg->room);

	if (r != NULL)
		spread(r, n);
	news_free(n);
}

void
ct_hub_tell_news(struct ct_hub *h)
{
	while (h->news_first != NULL &&
	       (h->pending_first == NULL ||
		   h->news_first->ticket < h->pending_first->ticket))
		tell_first(h);
}

void
ct_hub_tell_all_news(struct ct_hub *h)
{
	while (h->news_first != NULL)
		tell_first(h);
}

void
ct_hub_news_fini(struct ct_hub *h)
{
	while (h->news_first != NULL)
		news_free(take_first(h));
}

/* Waits for the messages before it. CT_OK, CT_EFULL, CT_ENOMEM. */
static enum ct_err
wait_told(struct ct_hub *h, const struct ct_news *proto)
{
	size_t max = (size_t)h->env.cfg.caps.queue_bytes / queue_part;
	struct ct_news *n;

	if (h->news_bytes + news_size(proto) > max)
		return CT_EFULL;
	n = malloc(sizeof(*n));
	if (n == NULL)
		return CT_ENOMEM;
	*n = *proto;
	ct_msg_ref(n->msg);
	if (h->news_last != NULL)
		h->news_last->next = n;
	else
		h->news_first = n;
	h->news_last = n;
	h->news_bytes += news_size(n);
	return CT_OK;
}

static void
tell_room(struct ct_hub *h, const struct ct_room *r, const struct ct_news *n)
{
	if (h->pending_first != NULL && wait_told(h, n) == CT_OK)
		return;
	ct_hub_tell_all_news(h);
	spread(r, n);
}

/* The same from `proto`, unless the room is too large. */
static void
announce(struct ct_hub *h, const struct ct_room *r, struct ct_news *n,
    struct ct_msg *proto)
{
	if (r->count > (size_t)h->env.cfg.caps.announce_members)
		return;
	proto->room = r->name.shown;
	n->msg = ct_msg_new(proto);
	if (n->msg != NULL)
		tell_room(h, r, n);
	ct_msg_unref(n->msg);
}

void
ct_hub_announce(struct ct_hub *h, const struct ct_room *r,
    const struct ct_user *u, enum ct_msg_kind kind)
{
	struct ct_news n = {.ticket = ++h->ticket, .but = u->session->number};

	announce(h, r, &n,
	    &(struct ct_msg){
		.kind = kind, .time = h->wall, .from = u->name.shown});
}

void
ct_hub_announce_near(
    struct ct_hub *h, const struct ct_user *u, struct ct_msg *proto)
{
	struct ct_news n = {.ticket = ++h->ticket, .but = u->session->number};

	for (size_t i = 0; i < u->count; i++)
		announce(h, u->rooms[i].room, &n, proto);
}

/* Does an earlier topic of the room wait to be told? */
static bool
topic_waits(const struct ct_hub *h, const struct ct_room *r)
{
	return h->news_first != NULL &&
	       r->topic_ticket >= h->news_first->ticket;
}

void
ct_hub_announce_topic(
    struct ct_hub *h, struct ct_room *r, struct ct_session *s, struct ct_msg *m)
{
	struct ct_news n = {.ticket = ++h->ticket, .msg = m};

	if (!topic_waits(h, r)) {
		ct_session_push(s, m, false);
		n.but = s->number;
	}
	r->topic_ticket = n.ticket;
	tell_room(h, r, &n);
}
