/* Bytes of a stream as characters that can be shown. */
#ifndef LAB_GLYPH_H
#define LAB_GLYPH_H

#include "out.h"

struct ct_gbk_decoder;

enum lab_charset { LAB_UTF8, LAB_GBK };

/* What is at the front of some bytes. */
struct lab_glyph {
	size_t bytes; /* that it takes, 1 to 4 */
	char text[8]; /* UTF-8 with a final NUL: the character, a control's
			 picture (U+2400), or U+FFFD */
	size_t cells; /* of `text` on a terminal, 0 to 2 */
	bool bad;     /* no character of this charset, or not all of it */
};

/* `bytes` is not empty. What reorders or breaks lines is U+FFFD, too. With
 * `ascii` everything but plain ASCII is '?', and controls are '.'. */
struct lab_glyph lab_glyph(
    enum lab_charset charset, struct ct_slice bytes, bool ascii);

/*
 * Appends `bytes` decoded, at most `cells` wide ("…" or ".." at the end of what
 * was cut). Returns the cells used.
 */
size_t lab_put_text(struct lab_out *o, enum lab_charset charset,
    struct ct_slice bytes, size_t cells, bool ascii);

/* The same of a text in GBK that comes in parts: what the end of this one cuts
 * is held by the decoder, for the next. */
void lab_put_decoded(struct lab_out *o, struct ct_gbk_decoder *d,
    struct ct_slice bytes, size_t cells);

/* Appends "68 65 6c", at most `max` bytes of them and then " …" or " ..". */
void lab_put_hex(
    struct lab_out *o, struct ct_slice bytes, size_t max, bool ascii);

/* "utf-8", "gbk" */
const char *lab_charset_name(enum lab_charset charset);

#endif
