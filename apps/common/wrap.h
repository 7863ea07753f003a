/* Sentences of ours within a width: English is broken at blanks, Chinese beside
 * any character, but not before what closes nor behind what opens. */
#ifndef APP_WRAP_H
#define APP_WRAP_H

#include "core/buf.h"

/* Both append, and give CT_OK or an error of ct_buf_add; texts are UTF-8. */

/* Lines that end in LF as one, without an LF: where two were there is a blank,
 * unless Chinese characters or their punctuation meet. */
enum ct_err wrap_join(struct ct_buf *out, struct ct_slice text);

/*
 * One line, without its LF; what is wider than `width` goes on below, behind
 * `indent` blanks. The line itself stands behind `used` cells. A word wider
 * than that stays whole.
 */
enum ct_err wrap_add(struct ct_buf *out, struct ct_slice line, size_t used,
    size_t indent, size_t width);

#endif
