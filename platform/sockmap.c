/* A hash table with linear probing; a removal closes the gap it leaves. */
#include "sockmap.h"

#include <stdlib.h>

enum { CAP_MIN = 16 };

static const intptr_t none = -1;

struct sockmap_slot {
	intptr_t id;
	size_t at;
};

static size_t
home(const struct sockmap *m, intptr_t id)
{
	uint64_t x = (uint64_t)id;

	/* Descriptors are dense and Winsock's handles multiples of four:
	 * multiply, and take high bits (Knuth, volume 3, 6.4). */
	return (size_t)((x * UINT64_C(0x9E3779B97F4A7C15)) >> 32) &
	       (m->cap - 1);
}

static size_t
next(const struct sockmap *m, size_t i)
{
	return (i + 1) & (m->cap - 1);
}

void
sockmap_fini(struct sockmap *m)
{
	free(m->slots);
	*m = (struct sockmap){NULL, 0, 0};
}

/* The slot of `id`, or the free one where it would go. */
static size_t
probe(const struct sockmap *m, intptr_t id)
{
	size_t i = home(m, id);

	while (m->slots[i].id != none && m->slots[i].id != id)
		i = next(m, i);
	return i;
}

bool
sockmap_find(const struct sockmap *m, intptr_t id, size_t *at)
{
	size_t i;

	if (m->len == 0 || id == none)
		return false;
	i = probe(m, id);
	if (m->slots[i].id == none)
		return false;
	*at = m->slots[i].at;
	return true;
}

static bool
grow(struct sockmap *m)
{
	struct sockmap bigger = {NULL, m->cap ? m->cap * 2 : CAP_MIN, m->len};

	bigger.slots = malloc(bigger.cap * sizeof *bigger.slots);
	if (!bigger.slots)
		return false;
	for (size_t i = 0; i < bigger.cap; i++)
		bigger.slots[i].id = none;
	for (size_t i = 0; i < m->cap; i++) {
		if (m->slots[i].id != none)
			bigger.slots[probe(&bigger, m->slots[i].id)] =
			    m->slots[i];
	}
	free(m->slots);
	*m = bigger;
	return true;
}

bool
sockmap_put(struct sockmap *m, intptr_t id, size_t at)
{
	size_t i;

	if ((m->len + 1) * 2 > m->cap && !grow(m))
		return false;
	i = probe(m, id);
	if (m->slots[i].id == none)
		m->len++;
	m->slots[i].id = id;
	m->slots[i].at = at;
	return true;
}

void
sockmap_drop(struct sockmap *m, intptr_t id)
{
	size_t hole, i;

	if (m->len == 0 || id == none)
		return;
	hole = probe(m, id);
	if (m->slots[hole].id == none)
		return;
	m->len--;
	for (i = next(m, hole); m->slots[i].id != none; i = next(m, i)) {
		size_t from_home = (i - home(m, m->slots[i].id)) & (m->cap - 1);
		size_t from_hole = (i - hole) & (m->cap - 1);

		/* It may move back only as far as its home. */
		if (from_home < from_hole)
			continue;
		m->slots[hole] = m->slots[i];
		hole = i;
	}
	m->slots[hole].id = none;
}
