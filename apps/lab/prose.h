/* Paragraphs of ours, whose lines were broken in the source, for a reader who
 * has another width. */
#ifndef LAB_PROSE_H
#define LAB_PROSE_H

#include "out.h"

/* As wrap_join and wrap_add (apps/common/wrap.h). */
void lab_put_joined(struct lab_out *o, const char *text);
void lab_put_hanging(struct lab_out *o, struct ct_slice line, size_t used,
    size_t indent, size_t width);

/* Appends `text`, whose lines end in LF, as it is, or, when a line of it is
 * wider than `width`, as one paragraph broken anew. */
void lab_put_prose(struct lab_out *o, const char *text, size_t width);

#endif
