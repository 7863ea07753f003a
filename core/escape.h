/*
 * What a charset cannot hold, as text that it can: \u{1F600}, and back.
 *
 * A character goes out as \u{HEX}, upper case, no zeros in front. A backslash
 * that stands before "u{" goes out as \u{5C}. Back comes a character of U+00A0
 * or above, or the backslash; anything else in braces stays text, so that no
 * control character and no delimiter can be forged. So for text of ASCII and
 * of U+00A0 and above, reading what was written gives the text again.
 */
#ifndef CT_ESCAPE_H
#define CT_ESCAPE_H

#include "buf.h"

enum { CT_ESCAPE_MAX = 10 }; /* bytes of \u{10FFFF} */

/* Writes \u{…} for any character; returns the bytes, at most CT_ESCAPE_MAX. */
size_t ct_escape_put(uint32_t cp, char *out);

/* The length of a \u{…} of 1 to 6 digits in front of `in`, and its number,
 * whether or not it is a character; or 0. */
size_t ct_escape_take(struct ct_slice in, uint32_t *number);

/* Whether a \u{…} with this number is read back as a character. */
bool ct_escape_is_read(uint32_t number);

/*
 * Where in UTF-8 the next thing begins that has to be protected because it
 * would be read back as something else: a backslash before "u{", with `names`
 * also a name in brackets. in.len when there is none.
 */
size_t ct_escape_literal(struct ct_slice in, bool names);

/* How many were read. */
struct ct_unescaped {
	size_t escapes, names;
};

/*
 * Reads back every \u{…}, with `names` also every name in brackets, in the
 * UTF-8 from `start` to the end of `b`. CT_OK; with `names` also CT_EFULL and
 * CT_ENOMEM (nothing changed), because a few emoji are longer than their
 * names: room for two fifths more is asked for when there is a bracket.
 */
enum ct_err ct_unescape(
    struct ct_buf *b, size_t start, bool names, struct ct_unescaped *count);

#endif
