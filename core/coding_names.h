/*
 * Characters that GBK cannot hold, by their Chinese names in brackets as
 * Unicode's CLDR has them: 😀 is [嘿嘿]. No two share a name, no name is ASCII
 * alone, and GBK holds them all. An emoji that shows as text unless U+FE0F
 * follows has its name together with the U+FE0F.
 */
#ifndef CT_CODING_NAMES_H
#define CT_CODING_NAMES_H

#include "ct.h"

enum {
	CT_NAME_MAX = 80, /* bytes of a name in UTF-8, brackets and all */
	CT_NAMED_MAX = 7  /* bytes of what has a name */
};

/*
 * When what is in front of `in` has a name, writes it in brackets to `out`
 * (CT_NAME_MAX bytes), its length to `*made`, and returns how many bytes of
 * `in` it stands for; otherwise 0. `cp` is the character in front.
 */
size_t ct_name_put(struct ct_slice in, uint32_t cp, char *out, size_t *made);

/*
 * When a name in brackets is in front of `in`, returns its length, and writes
 * what it stands for to `out` (CT_NAMED_MAX bytes) and how many bytes to
 * `*made`; otherwise 0. At most 5 bytes of name stand for 7.
 */
size_t ct_name_take(struct ct_slice in, char *out, size_t *made);

/* What goes out for a character in fold mode, or 0: for NBSP a space, for
 * dots in the middle U+00B7. */
uint32_t ct_fold(uint32_t cp);

#endif
