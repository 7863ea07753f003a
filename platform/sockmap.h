/* Where in an array a socket stands, found and forgotten in constant time. */
#ifndef PF_SOCKMAP_H
#define PF_SOCKMAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sockmap_slot;

/* Zeroed, it is empty. */
struct sockmap {
	struct sockmap_slot *slots;
	size_t cap; /* 0 or a power of two */
	size_t len;
};

void sockmap_fini(struct sockmap *m);

/* True, and the place in `*at`, when `id` is in the map. */
bool sockmap_find(const struct sockmap *m, intptr_t id, size_t *at);

/* Puts `id` in, or changes its place; false: no memory, nothing changed.
 * The id of PF_SOCK_NONE (-1) cannot be put. */
bool sockmap_put(struct sockmap *m, intptr_t id, size_t at);

void sockmap_drop(struct sockmap *m, intptr_t id);

#endif
