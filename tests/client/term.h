/* A small terminal in memory: what a person would see after these bytes. */
#ifndef TERM_H
#define TERM_H

#include "core/ct.h"

enum { TERM_ROWS = 12, TERM_COLUMNS = 80, TERM_CELL = 64 };

/* What a terminal that becomes narrower does to a line that is too long. */
enum term_habit {
	TERM_CUTS,       /* cuts it off (xterm) */
	TERM_BREAKS,     /* breaks it into rows; a cursor behind a full row
			    stays in its last column (tmux) */
	TERM_BREAKS_OFF, /* the same, but that one goes to the next row */
	TERM_HABITS,
};

struct term {
	/* What stands in each cell; "" behind a wide character. */
	char cell[TERM_ROWS][TERM_COLUMNS][TERM_CELL];
	int columns, row, column;
	int ambiguous; /* cells of the few ambiguous characters it knows */
	bool pending;  /* the last column was written: the next wraps */
	int wraps;     /* how often it did */
	bool wrapped[TERM_ROWS]; /* the line goes on in the next row */
	int unknown; /* sequences and controls that it does not know */
};

void term_init(struct term *t, int columns, int ambiguous);

/* Takes output; sequences are whole in each call. */
void term_feed(struct term *t, struct ct_slice bytes);

/* Becomes narrower. */
void term_shrink(struct term *t, int columns, enum term_habit habit);

/* The text of a row without the spaces behind it; valid until the next call. */
const char *term_row(const struct term *t, int row);

/* The text of the row of the cursor, in front of the cursor. */
const char *term_before_cursor(const struct term *t);

#endif
