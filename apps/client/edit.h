/*
 * A line that is being typed: keys in, text, cursor and history out. It does no
 * input or output itself.
 */
#ifndef CLIENT_EDIT_H
#define CLIENT_EDIT_H

#include "core/buf.h"
#include "platform/console.h"

enum {
	EDIT_TEXT_MAX = 32768, /* bytes of a line */
	EDIT_HISTORY = 200,    /* lines that are remembered */
};

struct edit {
	struct ct_buf text;          /* UTF-8, valid always */
	size_t cursor;               /* bytes, between two clusters */
	size_t left;                 /* bytes that are scrolled out; the
					screen's */
	char *history[EDIT_HISTORY]; /* the oldest first */
	size_t count;                /* of them */
	size_t at;                   /* the one shown; count: the draft */
	struct ct_buf draft;         /* what was typed before Up */
};

enum edit_result {
	EDIT_NOTHING,   /* nothing has changed */
	EDIT_CHANGED,   /* text or cursor */
	EDIT_SUBMIT,    /* Enter: take it with edit_take */
	EDIT_INTERRUPT, /* Ctrl-C */
	EDIT_END,       /* Ctrl-D on an empty line */
	EDIT_REDRAW,    /* Ctrl-L, or the size has changed */
	EDIT_FULL,  /* the line is at EDIT_TEXT_MAX: the key was not taken */
	EDIT_NOMEM, /* as was this one */
};

void edit_init(struct edit *e);
void edit_fini(struct edit *e); /* of zeroes: does nothing */

/*
 * One key. Left, Right, Backspace and Delete go by what a reader calls a
 * character (an emoji of several code points, a letter with its marks); Home,
 * End, Ctrl-A, Ctrl-E, Ctrl-B, Ctrl-F, Ctrl-D, Ctrl-H; Ctrl-U, Ctrl-K and
 * Ctrl-W delete to the beginning, to the end and a word; Up, Down, Ctrl-P and
 * Ctrl-N walk through the history. Control characters are not taken, but TAB.
 */
enum edit_result edit_key(struct edit *e, enum pf_key key, uint32_t code);

/*
 * Appends the text to `out`, remembers it in the history (unless it is empty or
 * the same as the last one) and begins an empty line. CT_OK, or the errors of
 * ct_buf_add: then nothing has changed.
 */
enum ct_err edit_take(struct edit *e, struct ct_buf *out);

#endif
