/* How long to wait before the next attempt to connect. Pure. */
#ifndef CLIENT_BACKOFF_H
#define CLIENT_BACKOFF_H

#include "core/ct.h"

enum {
	BACKOFF_FIRST = 200,  /* ms, doubled with each attempt */
	BACKOFF_LAST = 10000, /* ms, at most */
};

struct backoff {
	ct_ms span; /* of the last wait; 0: there was none */
};

/* The next wait: between half of the span and all of it, by `chance` (any
 * number), so that those who lost one server do not come back as one. */
ct_ms backoff_next(struct backoff *b, uint32_t chance);

/* It worked: the next one begins anew. */
void backoff_reset(struct backoff *b);

#endif
