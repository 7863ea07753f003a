/* Paragraphs of ours, whose lines were broken in the source, for a reader who
 * has another width. */
#ifndef LAB_PROSE_H
#define LAB_PROSE_H

#include "out.h"

/* Appends `text` as one line: its LFs become a blank where one belongs, so
 * never between two Chinese characters or beside their punctuation. */
void lab_put_joined(struct lab_out *o, const char *text);

/*
 * Appends `text`, whose lines end in LF, as it is, or, when a line of it is
 * wider than `width`, broken anew: at blanks and beside Chinese characters, but
 * not before what closes nor behind what opens. A word wider than that stays
 * whole.
 */
void lab_put_prose(struct lab_out *o, const char *text, size_t width);

/* Appends one line, without its LF; what is wider than `width` goes on below,
 * behind `indent` blanks. The line itself stands behind `used` cells. */
void lab_put_hanging(struct lab_out *o, struct ct_slice line, size_t used,
    size_t indent, size_t width);

#endif
