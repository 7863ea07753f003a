/* How a unit fits the messages, in words. */
#ifndef LAB_FIT_H
#define LAB_FIT_H

#include "out.h"
#include "timeline.h"

/* Appends "glued and cut: pieces of messages 1 to 2", without an end. */
void lab_put_fit(struct lab_out *o, enum ct_lang lang,
    const struct lab_stream *s, const struct lab_span *unit);

#endif
