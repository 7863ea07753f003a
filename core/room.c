/* Rooms, people, who is where, and the ring of the last messages. */
#include "room.h"

#include "text.h"

#include <stdlib.h>
#include <string.h>

/* Names */

enum ct_err
ct_name_init(struct ct_name *n, struct ct_slice shown)
{
	struct ct_buf key;
	enum ct_err err;

	*n = (struct ct_name){0};
	ct_buf_init(&key, 4096);
	err = ct_buf_add_slice(&key, shown);
	if (err == CT_OK)
		err = ct_text_fold(shown, &key);
	if (err != CT_OK) {
		ct_buf_fini(&key);
		return err;
	}
	n->bytes = key.data;
	n->shown = (struct ct_slice){key.data, shown.len};
	n->key = (struct ct_slice){key.data + shown.len, key.len - shown.len};
	return CT_OK;
}

void
ct_name_fini(struct ct_name *n)
{
	free(n->bytes);
	*n = (struct ct_name){0};
}

/* Birth and end */

enum ct_err
ct_room_new(struct ct_slice shown, struct ct_room **out)
{
	struct ct_room *r = calloc(1, sizeof(*r));
	enum ct_err err;

	*out = NULL;
	if (r == NULL)
		return CT_ENOMEM;
	err = ct_name_init(&r->name, shown);
	if (err != CT_OK) {
		free(r);
		return err;
	}
	*out = r;
	return CT_OK;
}

static void
drop_oldest(struct ct_room *r)
{
	struct ct_msg *m = r->ring[r->ring_head];

	r->ring_bytes -= ct_msg_size(m);
	if (r->why_at > 0)
		r->why_at--;
	else if (m->origin != NULL)
		r->why_bytes -= m->origin->arrival.raw.len;
	r->ring_head = (r->ring_head + 1) % r->ring_cap;
	r->ring_len--;
	ct_msg_unref(m);
}

void
ct_room_free(struct ct_room *r)
{
	if (r == NULL)
		return;
	while (r->ring_len > 0)
		drop_oldest(r);
	free(r->ring);
	free(r->people);
	free(r->topic_bytes);
	ct_name_fini(&r->name);
	free(r);
}

enum ct_err
ct_user_new(struct ct_slice shown, struct ct_session *s, struct ct_user **out)
{
	struct ct_user *u = calloc(1, sizeof(*u));
	enum ct_err err;

	*out = NULL;
	if (u == NULL)
		return CT_ENOMEM;
	err = ct_name_init(&u->name, shown);
	if (err != CT_OK) {
		free(u);
		return err;
	}
	u->session = s;
	*out = u;
	return CT_OK;
}

void
ct_user_free(struct ct_user *u)
{
	if (u == NULL)
		return;
	free(u->rooms);
	free(u->search);
	ct_name_fini(&u->name);
	free(u);
}

/* Who is where */

struct ct_member *
ct_user_in(const struct ct_user *u, const struct ct_room *r)
{
	for (size_t i = 0; i < u->count; i++)
		if (u->rooms[i].room == r)
			return &u->rooms[i];
	return NULL;
}

/* Room for one more in an array of `size`d things that doubles. */
static enum ct_err
one_more(void **array, size_t count, size_t *cap, size_t size)
{
	size_t more = *cap > 0 ? *cap * 2 : 2;
	void *grown;

	if (count < *cap)
		return CT_OK;
	grown = realloc(*array, more * size);
	if (grown == NULL)
		return CT_ENOMEM;
	*array = grown;
	*cap = more;
	return CT_OK;
}

enum ct_err
ct_room_enter(struct ct_room *r, struct ct_user *u)
{
	void *people = r->people, *rooms = u->rooms;
	enum ct_err err =
	    one_more(&people, r->count, &r->cap, sizeof(*r->people));

	r->people = people;
	if (err == CT_OK)
		err = one_more(&rooms, u->count, &u->cap, sizeof(*u->rooms));
	u->rooms = rooms;
	if (err != CT_OK)
		return err;
	u->rooms[u->count++] = (struct ct_member){.room = r, .at = r->count};
	r->people[r->count++] = u;
	return CT_OK;
}

void
ct_room_leave(struct ct_room *r, struct ct_user *u)
{
	struct ct_member *m = ct_user_in(u, r);
	struct ct_user *last = r->people[r->count - 1];

	ct_user_in(last, r)->at = m->at;
	r->people[m->at] = last;
	r->count--;
	*m = u->rooms[--u->count];
	if (u->current == r)
		u->current = u->count > 0 ? u->rooms[0].room : NULL;
}

enum ct_err
ct_room_set_topic(struct ct_room *r, struct ct_slice topic)
{
	char *copy = malloc(topic.len + 1);

	if (copy == NULL)
		return CT_ENOMEM;
	if (topic.len > 0)
		memcpy(copy, topic.data, topic.len);
	free(r->topic_bytes);
	r->topic_bytes = copy;
	r->topic = (struct ct_slice){copy, topic.len};
	return CT_OK;
}

/* The last messages */

struct ct_msg *
ct_room_past(const struct ct_room *r, size_t i)
{
	return r->ring[(r->ring_head + i) % r->ring_cap];
}

static enum ct_err
ring_grow(struct ct_room *r)
{
	size_t cap = r->ring_cap > 0 ? r->ring_cap * 2 : 8;
	struct ct_msg **ring = malloc(cap * sizeof(*ring));

	if (ring == NULL)
		return CT_ENOMEM;
	for (size_t i = 0; i < r->ring_len; i++)
		ring[i] = ct_room_past(r, i);
	free(r->ring);
	r->ring = ring;
	r->ring_cap = cap;
	r->ring_head = 0;
	return CT_OK;
}

/* Evidence is forgotten from the oldest on. */
static void
trim_why(struct ct_room *r, size_t max)
{
	while (r->why_bytes > max && r->why_at < r->ring_len) {
		struct ct_msg *m = ct_room_past(r, r->why_at++);

		if (m->origin != NULL)
			r->why_bytes -= m->origin->arrival.raw.len;
		ct_msg_forget(m);
	}
}

enum ct_err
ct_room_keep(struct ct_room *r, struct ct_msg *m, const struct ct_caps *caps)
{
	size_t most = (size_t)caps->ring_messages;

	if (most == 0) {
		ct_msg_forget(m);
		return CT_OK;
	}
	if (r->ring_len == most)
		drop_oldest(r);
	if (r->ring_len == r->ring_cap && ring_grow(r) != CT_OK)
		return CT_ENOMEM;
	r->ring[(r->ring_head + r->ring_len++) % r->ring_cap] = ct_msg_ref(m);
	r->ring_bytes += ct_msg_size(m);
	if (m->origin != NULL)
		r->why_bytes += m->origin->arrival.raw.len;
	while (r->ring_len > 1 && r->ring_bytes > (size_t)caps->ring_bytes)
		drop_oldest(r);
	trim_why(r, (size_t)caps->why_bytes);
	return CT_OK;
}
