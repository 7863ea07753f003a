/* Doubling, capped, by chance shortened. */
#include "backoff.h"

ct_ms
backoff_next(struct backoff *b, uint32_t chance)
{
	b->span = b->span == 0 ? BACKOFF_FIRST : 2 * b->span;
	if (b->span > BACKOFF_LAST)
		b->span = BACKOFF_LAST;
	return b->span / 2 + (ct_ms)(chance % (uint32_t)(b->span / 2 + 1));
}

void
backoff_reset(struct backoff *b)
{
	b->span = 0;
}
