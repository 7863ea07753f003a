/* The state of a conversation, shared by its loop and its parts. */
#ifndef CLIENT_TALK_H
#define CLIENT_TALK_H

#include <string.h>

#include "edit.h"
#include "lines.h"
#include "link.h"
#include "screen.h"
#include "usage.h"

#include "platform/console.h"

struct talk {
	struct app app;
	struct usage u;
	struct link link;
	struct screen screen;
	struct edit edit;
	struct lines lines;      /* what was typed or piped, not yet done */
	struct ct_coding coding; /* of standard output */
	struct pf_input *input;
	struct ct_buf room;   /* the current one */
	struct ct_buf seen;   /* lines of one frame */
	struct ct_buf line;   /* of input */
	struct ct_buf bytes;  /* output in its charset */
	ct_ms until;          /* quit at the latest */
	ct_ms settle_by;      /* the screen's; CT_NEVER: it is */
	unsigned asks;        /* for the cursor, not answered */
	struct ct_buf wanted; /* the room that was asked for, as typed */
	struct ct_buf search; /* what /search looked for last */
	uint64_t search_row;  /* where its next page begins; 0: nowhere */
	uint64_t ping;        /* token of the last one */
	int code;             /* the exit code if nothing else goes wrong */
	bool keys;            /* a terminal, drawn on, key by key */
	bool asked;           /* /history or /search is not answered */
	bool syncing;         /* a command is not answered */
	bool quit;            /* no line will follow */
	bool hurry;           /* ... and nothing is waited for */
	bool said_why;        /* the person knows why it ended */
	bool slow;            /* an acknowledgement is overdue */
	bool dirty;           /* the screen is not up to date */
};

/* talk_part.c: the parts of the loop. All give APP_OK or an exit code. */

/* Reads the options. */
int talk_usage(struct app *app, int argc, char **argv, struct usage *u);

/* Greets the person, and asks for --room. */
int talk_begin(struct talk *t);

/* One frame came. */
int talk_frame(struct talk *t, const struct ct_frame *f);

/* The connection was lost or is back, or messages are. */
int talk_event(struct talk *t, enum link_event ev, const struct ct_frame *f);

/* One line, not empty, is to be said or done. */
int talk_line(struct talk *t, struct ct_slice line);

/* A line cannot be said: CT_EINVAL, CT_ELINE. */
int talk_bad_line(struct talk *t, enum ct_err err);

/* One event of standard input into t->lines; `*any`: there was one. */
int talk_input(struct talk *t, bool *any);

/* Appends the prompt. Errors of ct_buf_add. */
enum ct_err talk_prompt(struct talk *t, struct ct_buf *out);

/* talk_screen.c: the same of the terminal. */

/* Writes text to standard output in its charset. */
int talk_write(struct talk *t, struct ct_slice text);

/* Writes what the screen has for the terminal. */
int talk_flush(struct talk *t);

/* The size may have changed. */
int talk_resize(struct talk *t);

/* The terminal answers that the cursor is there. */
int talk_cursor(struct talk *t, int column);

/* Goes on without an answer, when it is time. */
int talk_unanswered(struct talk *t);

#endif
