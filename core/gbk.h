/*
 * GBK: one decoder for the whole family and three encoders, the same on every
 * system.
 *
 * The decoder is the gb18030 decoder of the WHATWG Encoding Standard with the
 * index of GB18030-2022, and one rule more: at the end of a line it behaves as
 * if LF followed. So an error never takes a byte below 0x80 with it, and
 * decoding a stream gives the same as decoding its lines.
 */
#ifndef CT_GBK_H
#define CT_GBK_H

#include "ct.h"

/* What an encoder may emit; each one contains the one before it. */
enum ct_gbk_profile {
	CT_GBK_CORE,    /* ASCII, and the 21,791 pairs all decoders share */
	CT_GBK_CP936,   /* … 0x80 for €, and the private use of cp936 */
	CT_GBK_GB18030, /* … (but € is A2E3) everything but 45 characters */
};

/* A decoder between two calls; zeroes are a fresh one. No heap. */
struct ct_gbk_decoder {
	unsigned char held[3]; /* the beginning of a character */
	unsigned char held_len;
	bool saw_cp936; /* 0x80, or private use that cp936 shares */
	bool saw_four;  /* a valid four-byte sequence */
	size_t invalid; /* U+FFFD put in for an error, so far */
};

/*
 * The bytes that `out` must have for `n` bytes in, whatever they are. Fewer
 * are used; some of the rest may be overwritten.
 */
#define CT_GBK_DECODE_ROOM(n) (3 * (size_t)(n) + 32)
#define CT_GBK_ENCODE_ROOM(profile, n) \
	(((profile) == CT_GBK_GB18030 ? 2 : 1) * (size_t)(n) + 32)

/*
 * Decodes all of `in` to UTF-8. With `end`, a line ends here, and nothing is
 * held afterwards; without, at most 3 bytes are. Returns the bytes written to
 * `out`, which has CT_GBK_DECODE_ROOM(in.len); no error is possible. However a
 * line is cut into calls, the text is the same.
 */
size_t ct_gbk_decode(
    struct ct_gbk_decoder *d, struct ct_slice in, bool end, char *out);

/*
 * Encodes characters from the front of `utf8` while the profile holds them,
 * and moves `utf8` past them: to its end, or to a character that the profile
 * does not hold, or that is not valid or not whole UTF-8. Returns the bytes
 * written to `out`, which has CT_GBK_ENCODE_ROOM(profile, utf8->len).
 */
size_t ct_gbk_encode(
    enum ct_gbk_profile profile, struct ct_slice *utf8, char *out);

/*
 * The length of the unit at the front of `in` (len > 0): of a character, or
 * of what an error takes; 0 when more bytes are needed to say.
 */
size_t ct_gbk_unit(struct ct_slice in);

#endif
