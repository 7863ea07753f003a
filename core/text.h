/*
 * UTF-8 text: its validity, its length, making it harmless to show, and when
 * two names are the same name. Unicode's tables are utf8proc's.
 */
#ifndef CT_TEXT_H
#define CT_TEXT_H

#include "buf.h"

/* True for well-formed UTF-8 (RFC 3629): no surrogates, nothing over-long. */
bool ct_utf8_valid(struct ct_slice s);

/* Code points in valid UTF-8. */
size_t ct_utf8_count(struct ct_slice s);

/* The length of the longest front of valid UTF-8 that has at most `max` bytes
 * and cuts no character. */
size_t ct_utf8_cut(struct ct_slice s, size_t max);

/*
 * Appends valid UTF-8 such that a terminal shows it and does nothing else:
 * - a control below U+0020 becomes its picture, U+2400 + c, but TAB stays, and
 *   with `lines` LF does; DEL becomes U+2421;
 * - CR LF counts as LF; LFs at the end are dropped;
 * - U+0080 to U+009F, U+2028, U+2029 and what reorders text (U+202A to U+202E,
 *   U+2066 to U+2069) become U+FFFD.
 * Cleaning clean text changes nothing. CT_OK; CT_EUTF8: `in` is not valid;
 * CT_EFULL, CT_ENOMEM. After an error `out` is as it was. `in` must not point
 * into `out`.
 */
enum ct_err ct_text_clean(struct ct_slice in, bool lines, struct ct_buf *out);

/*
 * Appends the key under which names are equal: NFC of the full case folding of
 * NFD (Unicode 3.13, D145). Of a key it is the key itself. CT_OK; CT_EUTF8;
 * CT_EFULL, CT_ENOMEM. After an error `out` is as it was.
 */
enum ct_err ct_text_fold(struct ct_slice in, struct ct_buf *out);

/*
 * Appends the NFC form of a person's name. CT_EINVAL, and `out` is as it was,
 * when `in` is not UTF-8, or the NFC form
 * - is empty or has more than `max_chars` code points;
 * - holds a space of any kind, a control, a format character or another that
 *   is not seen (variation selectors, fillers, blank Braille), private use, a
 *   code point that is not assigned, or U+FFFC, U+FFFD;
 * - holds one of # @ , : ; / \ " ' < > ! * ? ` or such a one in full width:
 *   they mean something in commands, or in IRC, or would let a name pass for
 *   "name: text";
 * - begins with ~ & % + $ = - or . (marks of rank and options), or with a
 *   combining mark.
 * CT_EFULL, CT_ENOMEM.
 */
enum ct_err ct_name_check(
    struct ct_slice in, size_t max_chars, struct ct_buf *out);

/*
 * The same for a room: one # (or ＃) in front is dropped, which is how people
 * write a room where a person could be meant; ~ & % + $ = - . may come first.
 */
enum ct_err ct_room_check(
    struct ct_slice in, size_t max_chars, struct ct_buf *out);

#endif
