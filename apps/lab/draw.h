/*
 * A timeline as text for a terminal: sends above, the bytes in the middle
 * coloured by message, reads below; and what became of each message, in words.
 */
#ifndef LAB_DRAW_H
#define LAB_DRAW_H

#include "glyph.h"
#include "timeline.h"

enum {
	LAB_WIDTH_LEAST = 40, /* columns; a narrower one is drawn like this */
	LAB_DRAW_MAX = 4 * 1024 * 1024, /* bytes that a buffer for it needs */
};

struct lab_draw {
	enum ct_lang lang;
	enum lab_charset charset; /* of the stream's bytes */
	size_t width;             /* columns of the terminal */
	size_t lines;             /* of a list, before it is cut; 0: 16 */
	bool colour;              /* SGR sequences may be used */
	bool ascii;               /* no box-drawing characters: where they are
				     two cells wide, or cannot be shown */
};

/*
 * Appends the picture of one direction, in bands as wide as the terminal; a
 * stream too long for that is drawn with several bytes in a column. Lines end
 * in LF and are never wider than `width` (or LAB_WIDTH_LEAST). A stream without
 * bytes: nothing. Like all that follow: CT_OK, CT_EFULL, CT_ENOMEM.
 */
enum ct_err lab_draw_stream(
    const struct lab_draw *how, const struct lab_stream *s, struct ct_buf *out);

/* Appends a line for each unit (a read, where there is no cure): what was in
 * it, and whether that is exactly one message. */
enum ct_err lab_draw_units(
    const struct lab_draw *how, const struct lab_stream *s, struct ct_buf *out);

/* Appends a line for everything that happened in both directions, in order,
 * with its time. */
enum ct_err lab_draw_events(const struct lab_draw *how,
    const struct lab_timeline *t, struct ct_buf *out);

/* Appends a line for each read: its bytes decoded from GBK alone, and as the
 * next part of one text; side by side where there is room. */
enum ct_err lab_draw_decoded(
    const struct lab_draw *how, const struct lab_stream *s, struct ct_buf *out);

#endif
