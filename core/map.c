/* A hash table with open addressing, linear probing and backward deletion. */
#include "map.h"

#include <stdlib.h>
#include <string.h>

enum { first_slots = 16 };

void
ct_map_init(struct ct_map *m, uint64_t seed)
{
	*m = (struct ct_map){.seed = seed};
}

void
ct_map_fini(struct ct_map *m)
{
	free(m->slots);
	*m = (struct ct_map){.seed = m->seed};
}

static uint64_t
mix(uint64_t h)
{
	h ^= h >> 32;
	h *= UINT64_C(0xd6e8feb86659fd93);
	h ^= h >> 32;
	return h;
}

static uint64_t
hash_of(const struct ct_map *m, struct ct_slice key)
{
	uint64_t h = m->seed ^ key.len;

	while (key.len > 0) {
		uint64_t word = 0;
		size_t n = key.len < 8 ? key.len : 8;

		memcpy(&word, key.data, n);
		h = mix(h + word) + m->seed;
		key.data += n;
		key.len -= n;
	}
	return mix(h);
}

/* The slot of `key`, or the free one where it would be. cap > 0. */
static struct ct_map_slot *
find(const struct ct_map *m, struct ct_slice key, uint64_t hash)
{
	size_t i = (size_t)hash & (m->cap - 1);

	while (m->slots[i].value != NULL) {
		if (m->slots[i].hash == hash &&
		    ct_slice_eq(m->slots[i].key, key))
			break;
		i = (i + 1) & (m->cap - 1);
	}
	return &m->slots[i];
}

void *
ct_map_get(const struct ct_map *m, struct ct_slice key)
{
	if (m->len == 0)
		return NULL;
	return find(m, key, hash_of(m, key))->value;
}

static enum ct_err
grow(struct ct_map *m)
{
	struct ct_map old = *m;

	m->cap = old.cap > 0 ? old.cap * 2 : first_slots;
	m->slots = calloc(m->cap, sizeof(*m->slots));
	if (m->slots == NULL) {
		*m = old;
		return CT_ENOMEM;
	}
	for (size_t i = 0; i < old.cap; i++)
		if (old.slots[i].value != NULL)
			*find(m, old.slots[i].key, old.slots[i].hash) =
			    old.slots[i];
	free(old.slots);
	return CT_OK;
}

enum ct_err
ct_map_add(struct ct_map *m, struct ct_slice key, void *value)
{
	uint64_t hash = hash_of(m, key);
	enum ct_err err;

	if (m->len + 1 > m->cap / 4 * 3 && (err = grow(m)) != CT_OK)
		return err;
	*find(m, key, hash) = (struct ct_map_slot){key, value, hash};
	m->len++;
	return CT_OK;
}

void
ct_map_remove(struct ct_map *m, struct ct_slice key)
{
	struct ct_map_slot *hole;
	size_t at, i;

	if (m->len == 0)
		return;
	hole = find(m, key, hash_of(m, key));
	if (hole->value == NULL)
		return;
	at = (size_t)(hole - m->slots);
	m->len--;
	/* What was pushed past the hole moves back into it. */
	for (i = (at + 1) & (m->cap - 1); m->slots[i].value != NULL;
	     i = (i + 1) & (m->cap - 1)) {
		size_t home = (size_t)m->slots[i].hash & (m->cap - 1);

		if (((i - home) & (m->cap - 1)) < ((i - at) & (m->cap - 1)))
			continue;
		m->slots[at] = m->slots[i];
		at = i;
	}
	m->slots[at] = (struct ct_map_slot){{NULL, 0}, NULL, 0};
}

void *
ct_map_each(const struct ct_map *m, size_t *at)
{
	while (*at < m->cap) {
		void *value = m->slots[(*at)++].value;

		if (value != NULL)
			return value;
	}
	return NULL;
}
