/* A small terminal in memory: what a person would see after these bytes. */
#ifndef TERM_H
#define TERM_H

#include "core/ct.h"

enum { TERM_ROWS = 12, TERM_COLUMNS = 80, TERM_CELL = 64 };

struct term {
	/* What stands in each cell; "" behind a wide character. */
	char cell[TERM_ROWS][TERM_COLUMNS][TERM_CELL];
	int columns, row, column;
	int ambiguous; /* cells of the few ambiguous characters it knows */
	bool pending;  /* the last column was written: the next wraps */
	int wraps;     /* how often it did */
	int unknown;   /* sequences and controls that it does not know */
};

void term_init(struct term *t, int columns, int ambiguous);

/* Takes output; sequences are whole in each call. */
void term_feed(struct term *t, struct ct_slice bytes);

/* The text of a row without the spaces behind it; valid until the next call. */
const char *term_row(const struct term *t, int row);

/* The text of the row of the cursor, in front of the cursor. */
const char *term_before_cursor(const struct term *t);

#endif
