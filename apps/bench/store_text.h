/* Messages as in a chat, half Chinese and half English, for a history of any
 * length; the same on every machine. */
#ifndef BENCH_STORE_TEXT_H
#define BENCH_STORE_TEXT_H

#include "core/buf.h"

enum {
	STORE_TEXT_RARE = 100000, /* one message in so many says 相声 */
	STORE_TEXT_OFTEN = 100,   /* and in so many 茶馆 */
};

/* The message with number `i` instead of what is in `out`. */
struct ct_slice store_text(uint64_t i, struct ct_buf *out);

#endif
