/*
 * What the hub asks the store for: history, searches, letters that wait, the
 * place of people who come back; and what it does with the answers.
 */
#include "hub_state.h"

#include "text.h"

#include <stdlib.h>
#include <string.h>

static const struct ct_slice none = {NULL, 0};

enum {
	page = 20,     /* old messages, when no number was named */
	letters = 500, /* asked for at once */
};

/* Answers */

typedef void found_fn(struct ct_hub *h, struct ct_session *s,
    struct ct_asked *a, const struct ct_row *rows, size_t n);

static void
push_old(struct ct_session *s, const struct ct_msg *proto)
{
	struct ct_msg *m = ct_msg_new(proto);

	if (m != NULL)
		ct_session_push(s, m, true);
	ct_msg_unref(m);
}

static void
end_past(struct ct_hub *h, struct ct_session *s, struct ct_slice room, size_t n)
{
	const struct ct_room *r = ct_hub_room(h, room);

	ct_hub_tell(s, &(struct ct_msg){.kind = CT_MSG_PAST,
			   .room = room,
			   .number = n,
			   .seq = r != NULL ? r->seq : 0});
}

static size_t
row_size(const void *rows, size_t i)
{
	return ct_msg_size(&((const struct ct_row *)rows)[i].msg);
}

/* As many as fit, and one in any case. */
static size_t
fitting(const struct ct_session *s, size_t n, bool last, ct_old_size *size,
    const void *from)
{
	size_t count = ct_hub_fitting(s, n, last, size, from);

	return count == 0 && n > 0 ? 1 : count;
}

/* Those next to where was asked. */
static void
found_history(struct ct_hub *h, struct ct_session *s, struct ct_asked *a,
    const struct ct_row *rows, size_t n)
{
	bool last = a->mode != CT_HISTORY_AFTER;
	const struct ct_room *r = ct_hub_room(h, a->msg->room);
	size_t count;

	/* The store may be ahead: those come to everybody at once, later. */
	while (n > 0 && r != NULL && rows[n - 1].msg.seq > r->seq)
		n--;
	count = fitting(s, n, last, row_size, rows);
	if (last)
		rows += n - count;
	for (size_t i = 0; i < count; i++)
		push_old(s, &rows[i].msg);
	end_past(h, s, a->msg->room, count);
}

static void
found_search(struct ct_hub *h, struct ct_session *s, struct ct_asked *a,
    const struct ct_row *rows, size_t n)
{
	size_t count = fitting(s, n, false, row_size, rows);
	uint64_t next = 0;

	(void)h;
	(void)a;
	for (size_t i = 0; i < count; i++) {
		struct ct_msg m = rows[i].msg;

		m.kind = CT_MSG_FOUND;
		m.number = next = rows[i].row;
		push_old(s, &m);
	}
	s->user->search_row = next;
	ct_hub_tell(
	    s, &(struct ct_msg){
		   .kind = CT_MSG_FOUND_END, .number = count, .seq = next});
}

static void
found_waiting(struct ct_hub *h, struct ct_session *s, struct ct_asked *a,
    const struct ct_row *rows, size_t n)
{
	struct ct_user *u = s->user;
	size_t count = fitting(s, n, false, row_size, rows);

	(void)a;
	for (size_t i = 0; i < count; i++)
		push_old(s, &rows[i].msg);
	u->letters = false;
	u->more = n > 0;
	u->cut = count < n || n == letters;
	if (n > 0)
		u->letter = rows[count - 1].msg.seq;
	else if (u->taken > 0)
		ct_hub_taken(h, u, u->taken);
	if (!u->cut && u->held > u->letter)
		ct_hub_ask_letters(h, s);
}

static void
found_place(struct ct_hub *h, struct ct_session *s, struct ct_asked *a,
    const struct ct_row *rows, size_t n)
{
	struct ct_user *u = s->user;
	struct ct_room *current = u->current;

	(void)a;
	for (size_t i = 0; i < n; i++) {
		struct ct_event ev = {
		    .kind = CT_EV_JOIN, .count = -1, .name = rows[i].msg.room};
		struct ct_room *r = ct_hub_room(h, ev.name);

		if (r == NULL || ct_user_in(u, r) == NULL)
			ct_hub_input(h, s, &ev);
	}
	u->current = current;
	u->strange = false;
	ct_hub_keep_place(h, u);
}

/* Nobody has that name now. Who had it may have read this message: then it has
 * only come again. */
static void
nobody(struct ct_hub *h, const struct ct_way *way, struct ct_msg *m)
{
	if (way->from == NULL)
		return;
	if (m->number == 0)
		ct_hub_error(way->from, CT_ENOUSER, m->to, none, 0);
	else
		ct_hub_submit(h, ct_msg_ref(m), none, way);
}

/* Who is meant: who was here then, or is known to the store, or has come since.
 * False: nobody. */
static bool
meant(struct ct_hub *h, struct ct_asked *a, const struct ct_row *rows, size_t n)
{
	const struct ct_user *to;

	if (a->way.to != NULL || ct_id_is_person(a->way.to_id))
		return true;
	if (n > 0 && ct_id_is_person(rows[0].id)) {
		memcpy(a->way.to_id, rows[0].id, CT_ID_BYTES);
		return true;
	}
	to = ct_hub_user(h, a->msg->to);
	if (to == NULL)
		return false;
	a->way.to = to->session;
	memcpy(a->way.to_id, to->id, CT_ID_BYTES);
	return true;
}

/* Also when who wrote has left since. */
static void
found_person(
    struct ct_hub *h, struct ct_asked *a, const struct ct_row *rows, size_t n)
{
	struct ct_msg *m = a->msg;

	if (!meant(h, a, rows, n)) {
		nobody(h, &a->way, m);
		return;
	}
	ct_buf_clear(&h->work, false);
	ct_text_fold(m->to, &h->work);
	ct_hub_submit(h, ct_msg_ref(m), ct_buf_slice(&h->work), &a->way);
}

static found_fn *const answers[] = {
    [CT_QUERY_HISTORY] = found_history,
    [CT_QUERY_SEARCH] = found_search,
    [CT_QUERY_WAITING] = found_waiting,
    [CT_QUERY_PLACE] = found_place,
};

static void
unanswered(struct ct_hub *h, struct ct_asked *a, enum ct_err err)
{
	struct ct_user *u = a->way.from->user;

	(void)h;
	if (u != NULL && a->kind == CT_QUERY_WAITING) {
		u->letters = false;
		u->unread = true;
	}
	ct_hub_error(a->way.from, err, none, none, a->msg->number);
}

static void
answered(struct ct_hub *h, struct ct_asked *a, enum ct_err err,
    const struct ct_row *rows, size_t n)
{
	struct ct_session *s = a->way.from;

	if (s != NULL && s->user != NULL && a->kind == CT_QUERY_PERSON)
		s->user->asking--;
	if (err == CT_OK && a->kind == CT_QUERY_PERSON)
		found_person(h, a, rows, n);
	else if (err == CT_OK && s != NULL && s->user != NULL)
		answers[a->kind](h, s, a, rows, n);
	else if (err != CT_OK && s != NULL)
		unanswered(h, a, err);
}

void
ct_hub_found(struct ct_hub *h, uint64_t ticket, enum ct_err err,
    const struct ct_row *rows, size_t n)
{
	struct ct_asked **link = &h->asked, *a;

	while (*link != NULL && (*link)->ticket != ticket)
		link = &(*link)->next;
	a = *link;
	if (a == NULL)
		return;
	*link = a->next;
	answered(h, a, err, rows, n);
	ct_msg_unref(a->msg);
	free(a);
}

/* Asking */

/* CT_MORE: the store will answer. CT_END: it keeps nothing. Others: not now.
 * Takes a reference on `about`. */
static enum ct_err
ask(struct ct_hub *h, struct ct_session *s, const struct ct_query *q,
    struct ct_msg *about)
{
	struct ct_asked *a;
	enum ct_err err;

	if (h->store.query == NULL)
		return CT_END;
	a = about != NULL ? malloc(sizeof(*a)) : NULL;
	if (a == NULL)
		return CT_ENOMEM;
	*a = (struct ct_asked){h->asked, ++h->ticket, q->kind, q->mode,
	    ct_hub_way(s, NULL), ct_msg_ref(about)};
	err = h->store.query(h->store.ctx, q, a->ticket);
	if (err == CT_MORE) {
		h->asked = a;
		return CT_MORE;
	}
	ct_msg_unref(a->msg);
	free(a);
	return err == CT_OK ? CT_END : err;
}

/* The kept messages from `*first` on that were asked for. */
static size_t
select_past(const struct ct_room *r, const struct ct_event *ev, size_t count,
    size_t *first)
{
	size_t end = r->ring_len, begin = 0;

	if (ev->mode == CT_HISTORY_BEFORE)
		while (end > 0 && ct_room_past(r, end - 1)->seq >= ev->seq)
			end--;
	if (ev->mode == CT_HISTORY_AFTER)
		while (begin < end && ct_room_past(r, begin)->seq <= ev->seq)
			begin++;
	if (end - begin > count && ev->mode == CT_HISTORY_AFTER)
		end = begin + count;
	else if (end - begin > count)
		begin = end - count;
	*first = begin;
	return end - begin;
}

/* The kept messages of a room from one of them on. */
struct part {
	const struct ct_room *room;
	size_t first;
};

static size_t
part_size(const void *part, size_t i)
{
	const struct part *p = part;

	return ct_msg_size(ct_room_past(p->room, p->first + i));
}

/* Is all that was asked for in memory? */
static bool
is_here(const struct ct_room *r, const struct ct_event *ev, size_t count,
    size_t selected)
{
	struct ct_msg *oldest;

	if (r->ring_len == 0)
		return r->seq == 0;
	oldest = ct_room_past(r, 0);
	if (oldest->prev == 0)
		return true;
	if (ev->mode == CT_HISTORY_AFTER)
		return oldest->prev <= ev->seq;
	return selected == count;
}

/* Of the `n` kept messages from `first` on as many as fit. */
static void
push_past(struct ct_hub *h, struct ct_session *s, struct ct_room *r,
    enum ct_history_mode mode, size_t first, size_t n)
{
	struct part part = {r, first};
	bool last = mode != CT_HISTORY_AFTER;
	size_t count = fitting(s, n, last, part_size, &part);

	if (last)
		first += n - count;
	for (size_t i = 0; i < count; i++)
		ct_session_push(s, ct_room_past(r, first + i), true);
	end_past(h, s, r->name.shown, count);
}

void
ct_hub_history(struct ct_hub *h, struct ct_session *s, struct ct_room *r,
    const struct ct_event *ev)
{
	size_t count = ev->count < 0 ? page : (size_t)ev->count;
	size_t first = 0, n = select_past(r, ev, count, &first);
	struct ct_query q = {.kind = CT_QUERY_HISTORY,
	    .room_key = r->name.key,
	    .mode = ev->mode,
	    .seq = ev->seq,
	    .count = (int32_t)count};
	struct ct_msg *about;
	enum ct_err err;

	if (!is_here(r, ev, count, n)) {
		about = ct_msg_new(&(struct ct_msg){.kind = CT_MSG_PAST,
		    .room = r->name.shown,
		    .number = ev->number});
		err = ask(h, s, &q, about);
		ct_msg_unref(about);
		if (err != CT_END && err != CT_MORE)
			ct_hub_error(s, err, none, none, ev->number);
		if (err != CT_END)
			return;
	}
	push_past(h, s, r, ev->mode, first, n);
}

/* What to look for, and from where on; false: there is no such search. */
static bool
search_terms(struct ct_user *u, const struct ct_event *ev)
{
	char *text;

	if (ev->text.len == 0)
		return u->search != NULL && u->search_row > 0;
	text = malloc(ev->text.len + 1);
	if (text == NULL)
		return false;
	memcpy(text, ev->text.data, ev->text.len);
	text[ev->text.len] = '\0';
	free(u->search);
	u->search = text;
	u->search_row = ev->seq;
	return true;
}

void
ct_hub_search(struct ct_hub *h, struct ct_session *s, const struct ct_event *ev)
{
	struct ct_user *u = s->user;
	struct ct_query q = {
	    .kind = CT_QUERY_SEARCH, .count = ev->count < 0 ? page : ev->count};
	struct ct_msg *about;
	enum ct_err err;

	if (!search_terms(u, ev)) {
		ct_hub_tell(s, &(struct ct_msg){.kind = CT_MSG_FOUND_END});
		return;
	}
	ct_buf_clear(&h->work, false);
	for (size_t i = 0; i < u->count; i++) {
		if (i > 0)
			ct_buf_add_u8(&h->work, '\n');
		ct_buf_add_slice(&h->work, u->rooms[i].room->name.key);
	}
	q.room_key = ct_buf_slice(&h->work);
	q.text = ct_slice_str(u->search);
	q.seq = u->search_row;
	about = ct_msg_new(&(struct ct_msg){.kind = CT_MSG_FOUND_END});
	err = ask(h, s, &q, about);
	if (err == CT_EEMPTY)
		ct_session_push(s, about, false); /* nothing found */
	else if (err != CT_MORE)
		ct_hub_error(s, err == CT_END ? CT_ENOSTORE : err, none, none,
		    ev->number);
	ct_msg_unref(about);
}

void
ct_hub_submit_away(struct ct_hub *h, struct ct_msg *m, const struct ct_way *way)
{
	struct ct_query q = {.kind = CT_QUERY_PERSON};
	struct ct_session *s = way->from;
	enum ct_err err = CT_END;

	ct_buf_clear(&h->work, false);
	if (ct_text_fold(m->to, &h->work) == CT_OK)
		q.text = ct_buf_slice(&h->work);
	if (q.text.len > 0)
		err = ask(h, s, &q, m);
	if (err == CT_MORE) {
		h->asked->way = *way;
		s->user->asking++;
	} else if (err == CT_END) {
		nobody(h, way, m);
	} else {
		ct_hub_error(s, err, none, none, m->number);
	}
	ct_msg_unref(m);
}

/* People */

void
ct_hub_welcome_back(struct ct_hub *h, struct ct_session *s)
{
	struct ct_query q = {.kind = CT_QUERY_PLACE};
	struct ct_msg *about;

	if (!ct_id_is_person(s->user->id))
		return;
	memcpy(q.id, s->user->id, CT_ID_BYTES);
	about = ct_msg_new(&(struct ct_msg){.kind = CT_MSG_WELCOME});
	s->user->strange = ask(h, s, &q, about) != CT_END;
	ct_msg_unref(about);
	ct_hub_ask_letters(h, s);
}

void
ct_hub_ask_letters(struct ct_hub *h, struct ct_session *s)
{
	struct ct_user *u = s->user;
	struct ct_query q = {
	    .kind = CT_QUERY_WAITING, .seq = u->letter, .count = letters};
	struct ct_msg *about =
	    ct_msg_new(&(struct ct_msg){.kind = CT_MSG_WELCOME});
	enum ct_err err;

	memcpy(q.id, u->id, CT_ID_BYTES);
	err = ask(h, s, &q, about);
	ct_msg_unref(about);
	u->held = 0; /* the answer has it */
	u->more = false;
	u->letters = err == CT_MORE;
	u->unread = err != CT_MORE && err != CT_END;
}

bool
ct_hub_letter_waits(struct ct_hub *h, struct ct_user *u, uint64_t seq)
{
	if (!u->letters && !u->cut && !u->unread) {
		u->letter = seq;
		return false;
	}
	if (u->unread)
		ct_hub_ask_letters(h, u->session);
	else
		u->held = seq;
	return true;
}
