/*
 * A hash table from bytes to pointers. It owns neither: a key must live, and
 * stay as it is, as long as its entry (it is usually a part of the value).
 */
#ifndef CT_MAP_H
#define CT_MAP_H

#include "ct.h"

struct ct_map_slot {
	struct ct_slice key;
	void *value; /* NULL: free */
	uint64_t hash;
};

struct ct_map {
	struct ct_map_slot *slots;
	size_t cap; /* 0 or a power of two */
	size_t len;
	uint64_t seed; /* random: nobody can choose names that collide */
};

void ct_map_init(struct ct_map *m, uint64_t seed);
void ct_map_fini(struct ct_map *m);

/* The value, or NULL. */
void *ct_map_get(const struct ct_map *m, struct ct_slice key);

/* Adds a key that is not there; value is not NULL. CT_OK, CT_ENOMEM. */
enum ct_err ct_map_add(struct ct_map *m, struct ct_slice key, void *value);

/* Removes the entry, if there is one. */
void ct_map_remove(struct ct_map *m, struct ct_slice key);

/* All values in no order: begin with *at == 0; NULL at the end. The map must
 * not change in between. */
void *ct_map_each(const struct ct_map *m, size_t *at);

#endif
