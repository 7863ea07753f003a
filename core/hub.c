/*
 * The hub: who is connected, who is in which room, and what goes to whom.
 *
 * In this order: telling; fan-out; rooms; people. What the loop calls is in
 * hub_loop.c, requests are in hub_input.c, what is kept in hub_store.c, what
 * rooms are told besides messages in hub_news.c.
 */
#include "hub_state.h"

#include "text.h"

#include <stdlib.h>
#include <string.h>

static const struct ct_slice none = {NULL, 0};

/* Telling */

void
ct_hub_tell(struct ct_session *s, const struct ct_msg *proto)
{
	struct ct_msg *m = ct_msg_new(proto);

	if (m != NULL)
		ct_session_push(s, m, false);
	else
		ct_session_fail(s, CT_ENOMEM, none);
	ct_msg_unref(m);
}

void
ct_hub_notice(struct ct_session *s, enum ct_phrase p, struct ct_slice a,
    struct ct_slice b)
{
	ct_hub_tell(
	    s, &(struct ct_msg){
		   .kind = CT_MSG_NOTICE, .phrase = p, .from = a, .to = b});
}

void
ct_hub_error(struct ct_session *s, enum ct_err err, struct ct_slice a,
    struct ct_slice b, uint64_t number)
{
	ct_hub_tell(s, &(struct ct_msg){.kind = CT_MSG_ERROR,
			   .err = err,
			   .from = a,
			   .to = b,
			   .number = number});
}

void
ct_hub_limit(struct ct_session *s, enum ct_err err, struct ct_slice a,
    int64_t limit, uint64_t number)
{
	char text[24];
	struct ct_buf b = {text, 0, sizeof(text), sizeof(text)};

	ct_buf_add_dec(&b, (uint64_t)limit);
	if (a.data != NULL)
		ct_hub_error(s, err, a, ct_buf_slice(&b), number);
	else
		ct_hub_error(s, err, ct_buf_slice(&b), none, number);
}

/* Fan-out */

void
ct_hub_spread(struct ct_hub *h, struct ct_room *r, struct ct_msg *m,
    const struct ct_user *except)
{
	for (size_t i = 0; i < r->count; i++) {
		if (r->people[i] == except)
			continue;
		ct_session_push(r->people[i]->session, m, false);
		h->stats.delivered++;
	}
}

/* Rooms */

/* The value under the folded `name`, or NULL. */
static void *
look_up(struct ct_hub *h, const struct ct_map *map, struct ct_slice name)
{
	struct ct_buf *key = &h->env.line;

	ct_buf_clear(key, false);
	if (ct_text_fold(name, key) != CT_OK)
		return NULL;
	return ct_map_get(map, ct_buf_slice(key));
}

struct ct_room *
ct_hub_room(struct ct_hub *h, struct ct_slice name)
{
	if (name.len > 0 && name.data[0] == '#') {
		name.data++;
		name.len--;
	}
	return look_up(h, &h->rooms, name);
}

struct ct_user *
ct_hub_user(struct ct_hub *h, struct ct_slice name)
{
	return look_up(h, &h->people, name);
}

size_t
ct_hub_fitting(const struct ct_session *s, size_t n, bool last,
    ct_old_size *size, const void *from)
{
	size_t max = (size_t)s->env->cfg.caps.queue_bytes, count = 0;
	size_t old = s->out.bytes[true];
	size_t left = old < max ? (max - old) / 2 : 0;

	while (count < n) {
		size_t bytes = size(from, last ? n - 1 - count : count);

		if (bytes > left)
			break;
		left -= bytes;
		count++;
	}
	return count;
}

static size_t
ring_size(const void *room, size_t i)
{
	return ct_msg_size(ct_room_past(room, i));
}

/* The newest messages of the ring, at most `count`, oldest first. */
static uint64_t
replay(struct ct_session *s, struct ct_room *r, size_t count)
{
	size_t n = ct_hub_fitting(s, r->ring_len, true, ring_size, r);

	if (n > count)
		n = count;
	for (size_t i = r->ring_len - n; i < r->ring_len; i++)
		ct_session_push(s, ct_room_past(r, i), true);
	return n;
}

enum ct_err
ct_hub_join(
    struct ct_hub *h, struct ct_user *u, struct ct_room *r, int32_t count)
{
	struct ct_session *s = u->session;
	enum ct_err err = ct_room_enter(r, u);
	struct ct_member *in;
	uint64_t past;

	if (err != CT_OK)
		return err;
	u->current = r;
	in = ct_user_in(u, r);
	in->since = h->said;
	in->entered = h->ticket;
	ct_hub_announce(h, r, u, CT_MSG_JOIN);
	ct_hub_tell(s, &(struct ct_msg){.kind = CT_MSG_JOINED,
			   .room = r->name.shown,
			   .text = r->topic,
			   .number = r->count});
	past = replay(s, r, (size_t)(count < 0 ? s->door->replay : count));
	ct_hub_tell(s, &(struct ct_msg){.kind = CT_MSG_PAST,
			   .room = r->name.shown,
			   .number = past,
			   .seq = r->seq});
	return CT_OK;
}

/* Is anything to be remembered that a store has, or is about to have? */
static bool
is_kept(const struct ct_hub *h, const struct ct_room *r)
{
	return h->mem == NULL &&
	       (r->kept || r->ticket > h->stored || r->topic.len > 0);
}

void
ct_hub_drop_empty(struct ct_hub *h, struct ct_room *r)
{
	if (r->count > 0 || r == h->lobby || is_kept(h, r))
		return;
	/* It may be made again: its numbers are not given twice. */
	if (r->seq > h->numbers_used)
		h->numbers_used = r->seq;
	if (r->assigned > h->numbers_given)
		h->numbers_given = r->assigned;
	ct_map_remove(&h->rooms, r->name.key);
	ct_room_free(r);
}

uint64_t
ct_hub_number(const struct ct_hub *h, struct ct_room *r)
{
	if (!r->begun && r->assigned < h->numbers_given)
		r->assigned = h->numbers_given;
	return ++r->assigned;
}

void
ct_hub_leave(struct ct_hub *h, struct ct_user *u, struct ct_room *r)
{
	ct_hub_announce(h, r, u, CT_MSG_PART);
	ct_room_leave(r, u);
	ct_hub_drop_empty(h, r);
}

/* People */

/* A name nobody has: `wish` and a number. */
static enum ct_err
free_name(struct ct_hub *h, struct ct_slice wish, uint64_t *number,
    struct ct_buf *out)
{
	enum ct_err err;

	do {
		ct_buf_clear(out, false);
		err = ct_buf_add_slice(out, wish);
		if (err == CT_OK)
			err = ct_buf_add_dec(out, ++*number);
	} while (err == CT_OK && ct_hub_user(h, ct_buf_slice(out)) != NULL);
	return err;
}

/* The same of a name that somebody else has: it stays within `max`. */
static enum ct_err
numbered(struct ct_hub *h, struct ct_slice wish, size_t max, uint64_t *number,
    struct ct_buf *out)
{
	struct ct_buf checked;
	enum ct_err err;

	ct_buf_init(&checked, 1024);
	err = ct_name_check(wish, max, &checked);
	while (err == CT_OK &&
	       ct_utf8_count(ct_buf_slice(&checked)) + 6 > max &&
	       checked.len > 1)
		checked.len =
		    ct_utf8_cut(ct_buf_slice(&checked), checked.len - 1);
	if (err == CT_OK)
		err = free_name(h, ct_buf_slice(&checked), number, out);
	ct_buf_fini(&checked);
	return err;
}

/* The same person again, from elsewhere: the old connection makes place. */
static bool
replace(struct ct_hub *h, struct ct_user *old, const unsigned char *id)
{
	static const unsigned char zeroes[CT_ID_BYTES] = {0};
	struct ct_session *s = old->session;

	if (memcmp(id, zeroes, CT_ID_BYTES) == 0 ||
	    memcmp(id, old->id, CT_ID_BYTES) != 0)
		return false;
	ct_hub_gone(h, s);
	ct_session_fail(s, CT_EREPLACED, none);
	return true;
}

/* The name that the person gets: as wished, or the next free one. */
static enum ct_err
choose_name(struct ct_hub *h, struct ct_session *s, struct ct_slice wish,
    const unsigned char *id, struct ct_buf *out)
{
	const char *guest = s->lang == CT_LANG_ZH ? "客人" : "guest";
	size_t max = (size_t)h->env.cfg.caps.name_chars;
	uint64_t number = 1;
	struct ct_user *other;
	enum ct_err err;

	ct_buf_clear(out, false);
	if (wish.len == 0)
		return free_name(h, ct_slice_str(guest), &h->guests, out);
	err = ct_name_check(wish, max, out);
	if (err == CT_ENOMEM)
		return err;
	if (err != CT_OK) {
		ct_hub_limit(s, CT_ENICK, wish, (int64_t)max, 0);
		return free_name(h, ct_slice_str(guest), &h->guests, out);
	}
	other = ct_hub_user(h, ct_buf_slice(out));
	if (other == NULL || replace(h, other, id))
		return CT_OK;
	return numbered(h, wish, max, &number, out);
}

void
ct_hub_enter(struct ct_hub *h, struct ct_session *s, struct ct_slice wish,
    const unsigned char *id)
{
	struct ct_buf name;
	struct ct_user *u = NULL;
	enum ct_err err;

	ct_buf_init(&name, 1024);
	err = choose_name(h, s, wish, id, &name);
	if (err == CT_OK)
		err = ct_user_new(ct_buf_slice(&name), s, &u);
	ct_buf_fini(&name);
	if (err == CT_OK)
		err = ct_map_add(&h->people, u->name.key, u);
	if (err != CT_OK) {
		ct_user_free(u);
		ct_session_fail(s, err, none);
		return;
	}
	memcpy(u->id, id, CT_ID_BYTES);
	s->user = u;
	ct_hub_tell(s, &(struct ct_msg){.kind = CT_MSG_WELCOME,
			   .time = h->wall,
			   .from = u->name.shown,
			   .to = ct_slice_str(h->env.cfg.server_name),
			   .text = h->lobby->name.shown,
			   .number = h->epoch});
	if (wish.len > 0 && !ct_slice_eq(wish, u->name.shown))
		ct_hub_notice(s, CT_PHRASE_NICK_GIVEN, wish, u->name.shown);
	if (ct_hub_join(h, u, h->lobby, -1) != CT_OK)
		ct_session_fail(s, CT_ENOMEM, none);
	else
		ct_hub_welcome_back(h, s);
}

void
ct_hub_gone(struct ct_hub *h, struct ct_session *s)
{
	struct ct_user *u = s->user;

	if (u == NULL)
		return;
	ct_hub_keep_place(h, u);
	s->user = NULL;
	ct_hub_announce_near(h, u,
	    &(struct ct_msg){
		.kind = CT_MSG_QUIT, .time = h->wall, .from = u->name.shown});
	while (u->count > 0) {
		struct ct_room *r = u->rooms[u->count - 1].room;

		ct_room_leave(r, u);
		ct_hub_drop_empty(h, r);
	}
	ct_map_remove(&h->people, u->name.key);
	ct_user_free(u);
}
