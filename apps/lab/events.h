/* All that happened in a timeline, one after the other. */
#ifndef LAB_EVENTS_H
#define LAB_EVENTS_H

#include "timeline.h"

struct lab_event {
	enum lab_way way;
	enum lab_layer layer;        /* sends, reads or units */
	const struct lab_span *span; /* NULL: the way was closed */
	size_t number;               /* of the span in its layer, from 0 */
	int64_t at;
	unsigned order;
};

/* Where one is; zeroes: at the beginning. */
struct lab_cursor {
	size_t next[LAB_WAYS][LAB_LAYERS];
	bool closed[LAB_WAYS];
};

/* The next event, in order; false after the last. */
bool lab_event_next(
    const struct lab_timeline *t, struct lab_cursor *c, struct lab_event *out);

#endif
