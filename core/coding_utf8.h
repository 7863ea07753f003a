/*
 * UTF-8, one character at a time, with the error rule of the WHATWG Encoding
 * Standard: one error for each longest beginning of a character.
 */
#ifndef CT_CODING_UTF8_H
#define CT_CODING_UTF8_H

#include "ct.h"

#define CT_UTF8_BAD 0xFFFFFFFFu /* bytes that mean nothing */
#define CT_UTF8_CUT 0xFFFFFFFEu /* the end came inside a character */

/* What one error becomes: U+FFFD. */
#define CT_UTF8_REPLACEMENT     "\xEF\xBF\xBD"
#define CT_UTF8_REPLACEMENT_LEN 3

/* The length of what is at the front of `in` (len > 0), and what it is: a
 * character, or one of the two above. */
size_t ct_utf8_take(struct ct_slice in, uint32_t *cp);

/* A character to `out`, 1 to 4 bytes; returns how many. */
size_t ct_utf8_put(uint32_t cp, char *out);

/* The length of the longest valid front. */
size_t ct_utf8_front(struct ct_slice in);

#endif
