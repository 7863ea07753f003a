/*
 * What is on the terminal: finished lines that scroll up, and below them the
 * line that is being typed, which they never break into. It writes bytes into
 * a buffer, and does no output itself.
 *
 * Where the cursor goes is never counted in cells: the text in front of it is
 * written again, and the terminal itself knows how wide that is.
 *
 * A terminal that becomes narrower may break the line that is being typed into
 * rows (VTE, tmux, Windows Terminal, kitty do), or cut it off (xterm, the Linux
 * console, screen do). Nothing tells which, but the column that the cursor has
 * afterwards: so the owner asks for it, and until then nothing is drawn. Rows
 * above the cursor are erased only where that column proves that they are of
 * our line; where it does not, one may be left, but no finished line is lost.
 */
#ifndef CLIENT_SCREEN_H
#define CLIENT_SCREEN_H

#include "edit.h"

enum { SCREEN_OUT_MAX = 16 << 20 };

/* What a terminal does to a line that has become too long. */
enum screen_habit {
	SCREEN_UNKNOWN,
	SCREEN_BREAKS, /* into rows */
	SCREEN_CUTS,
};

struct screen {
	struct ct_buf out; /* for the terminal; the owner takes and clears it */
	bool vt;           /* the terminal takes VT sequences (ECMA-48) */
	bool shown;        /* the line that is being typed is on the screen */
	bool resized;      /* and where it begins is not known: settle first */
	int columns;       /* of the terminal */
	int ambiguous;     /* cells of an East Asian Ambiguous character */
	enum screen_habit habit;
	struct ct_buf held;  /* finished lines that are not drawn yet */
	struct ct_buf drawn; /* the line that is being typed, as it is shown */
	size_t front;        /* bytes of that in front of the cursor */
};

/* Without `vt` no sequences are written, and no line that is being typed. */
void screen_init(struct screen *s, bool vt, int columns, int ambiguous);
void screen_fini(struct screen *s); /* of zeroes: does nothing */

/* Finished lines, each ended by LF, with nothing in them that acts on a
 * terminal. With `vt` they are drawn by the next screen_edit or screen_hide.
 * CT_OK, or the errors of ct_buf_add. */
enum ct_err screen_lines(struct screen *s, struct ct_slice lines);

/*
 * Draws the prompt (the same kind of text) and the line that is being typed, as
 * much of it as fits; the rest is scrolled out. Does nothing without `vt`, and
 * between screen_resize and screen_settle.
 */
enum ct_err screen_edit(
    struct screen *s, struct ct_slice prompt, struct edit *e);

/* Takes the line that is being typed off the screen. */
enum ct_err screen_hide(struct screen *s);

/* The terminal has so many columns now. True: that is new, and the line that is
 * being typed is on it, so ask for the cursor and call screen_settle. All that
 * was in `out` must have been written. */
bool screen_resize(struct screen *s, int columns);

/* The cursor is in `column` (from 0; -1: that cannot be known): the line that
 * is being typed is taken off the screen. */
enum ct_err screen_settle(struct screen *s, int column);

#endif
