/* What one reader was sent, in which form: see trail.h. */
#include "trail.h"

#include <stdlib.h>
#include <string.h>

void
ct_trail_fini(struct ct_trail *t)
{
	free(t->v);
	*t = (struct ct_trail){0};
}

/* A number that stands for a room by its name, never 0 (FNV-1a). */
static uint64_t
room_of(const struct ct_msg *m)
{
	uint64_t h = UINT64_C(14695981039346656037);

	for (size_t i = 0; i < m->room.len; i++) {
		h ^= (unsigned char)m->room.data[i];
		h *= UINT64_C(1099511628211);
	}
	return h | 1;
}

/* Forgets the oldest entries until there is room for one more. */
static void
forget(struct ct_trail *t, size_t most)
{
	uint32_t n = t->len >= most ? t->len - (uint32_t)most + 1 : 0;

	if (n > t->len)
		n = t->len;
	for (uint32_t i = 0; i < n; i++)
		if (t->v[i].room == 0)
			t->known = t->v[i].last;
	t->len -= n;
	memmove(t->v, t->v + n, t->len * sizeof(*t->v));
	t->live = t->live > n ? t->live - n : 0;
}

static bool
grow(struct ct_trail *t)
{
	uint32_t cap = t->cap > 0 ? t->cap * 2 : 2;
	struct ct_trail_entry *v;

	if (t->len < t->cap)
		return true;
	v = realloc(t->v, cap * sizeof(*v));
	if (v == NULL)
		return false;
	t->v = v;
	t->cap = cap;
	return true;
}

static void
append(struct ct_trail *t, struct ct_trail_entry e, size_t most)
{
	if (t->len > 0)
		forget(t, most);
	if (most == 0 || !grow(t)) {
		uint64_t known = e.room == 0 ? e.last : t->known;

		ct_trail_fini(t);
		t->known = known;
		return;
	}
	t->v[t->len++] = e;
	if (e.room == 0)
		t->live = t->len;
}

static void
add_live(struct ct_trail *t, const struct ct_msg *m, struct ct_form form,
    size_t most)
{
	struct ct_trail_entry *e = t->live > 0 ? &t->v[t->live - 1] : NULL;

	if (e != NULL && ct_form_same(e->form, form))
		e->last = m->said;
	else
		append(t, (struct ct_trail_entry){0, m->said, m->said, form},
		    most);
}

/* Those of one replay follow each other. */
static void
add_old(struct ct_trail *t, const struct ct_msg *m, struct ct_form form,
    size_t most)
{
	struct ct_trail_entry *e = t->len > 0 ? &t->v[t->len - 1] : NULL;
	uint64_t room = room_of(m);

	if (e != NULL && e->room == room && e->last == m->prev &&
	    ct_form_same(e->form, form))
		e->last = m->seq;
	else
		append(t, (struct ct_trail_entry){room, m->seq, m->seq, form},
		    most);
}

void
ct_trail_add(struct ct_trail *t, const struct ct_msg *m, struct ct_form form,
    size_t most)
{
	if (form.old)
		add_old(t, m, form, most);
	else
		add_live(t, m, form, most);
}

/* The newest entry that holds `n` of `room`; NULL: there is none. */
static const struct ct_trail_entry *
look_up(const struct ct_trail *t, uint64_t room, uint64_t n)
{
	for (uint32_t i = t->len; i > 0; i--) {
		const struct ct_trail_entry *e = &t->v[i - 1];

		if (e->room == room && e->first <= n && n <= e->last)
			return e;
	}
	return NULL;
}

/* One that was said while the reader was there. */
static enum ct_trail_found
find_live(
    const struct ct_trail *t, const struct ct_msg *m, struct ct_form *form)
{
	const struct ct_trail_entry *e = look_up(t, 0, m->said);

	if (e != NULL)
		*form = e->form;
	if (e != NULL)
		return CT_TRAIL_SENT;
	return m->said <= t->known ? CT_TRAIL_FORGOT : CT_TRAIL_NEVER;
}

enum ct_trail_found
ct_trail_find(const struct ct_trail *t, const struct ct_msg *m, uint64_t since,
    struct ct_form *form)
{
	enum ct_trail_found found = CT_TRAIL_NEVER;
	const struct ct_trail_entry *e;

	if (m->said > since)
		found = find_live(t, m, form);
	if (found == CT_TRAIL_SENT)
		return found;
	e = look_up(t, room_of(m), m->seq);
	if (e == NULL)
		return found;
	*form = e->form;
	return CT_TRAIL_SENT;
}
