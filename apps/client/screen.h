/*
 * What is on the terminal: finished lines that scroll up, and below them the
 * line that is being typed, which they never break into. It writes bytes into
 * a buffer, and does no output itself.
 *
 * Where the cursor goes is never counted in cells: the text in front of it is
 * written again, and the terminal itself knows how wide that is.
 */
#ifndef CLIENT_SCREEN_H
#define CLIENT_SCREEN_H

#include "edit.h"

enum { SCREEN_OUT_MAX = 16 << 20 };

struct screen {
	struct ct_buf out; /* for the terminal; the owner takes and clears it */
	bool vt;           /* the terminal takes VT sequences (ECMA-48) */
	bool shown;        /* the line that is being typed is on the screen */
	int columns;       /* of the terminal */
	int ambiguous;     /* cells of an East Asian Ambiguous character */
};

/* Without `vt` no sequences are written, and no line that is being typed. */
void screen_init(struct screen *s, bool vt, int columns, int ambiguous);
void screen_fini(struct screen *s); /* of zeroes: does nothing */

/* Finished lines, each ended by LF, with nothing in them that acts on a
 * terminal. CT_OK, or the errors of ct_buf_add. */
enum ct_err screen_lines(struct screen *s, struct ct_slice lines);

/*
 * Draws the prompt (the same kind of text) and the line that is being typed, as
 * much of it as fits; the rest is scrolled out. Does nothing without `vt`.
 */
enum ct_err screen_edit(
    struct screen *s, struct ct_slice prompt, struct edit *e);

/* Takes the line that is being typed off the screen. */
enum ct_err screen_hide(struct screen *s);

#endif
