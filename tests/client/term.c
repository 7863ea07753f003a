/* CR, LF, ESC[K, ESC[J, ESC[nA, ESC[C, wide and combining characters, wrapping,
 * and a size that becomes smaller. */
#include "term.h"

#include <stdlib.h>
#include <string.h>

#include <utf8proc.h>

static void
clear_row(struct term *t, int row, int from)
{
	for (int c = from; c < TERM_COLUMNS; c++)
		strcpy(t->cell[row][c], " ");
	t->wrapped[row] = false;
}

void
term_init(struct term *t, int columns, int ambiguous)
{
	memset(t, 0, sizeof(*t));
	t->columns = columns;
	t->ambiguous = ambiguous;
	for (int r = 0; r < TERM_ROWS; r++)
		clear_row(t, r, 0);
}

static void
line_feed(struct term *t)
{
	t->pending = false;
	if (++t->row < TERM_ROWS)
		return;
	t->row = TERM_ROWS - 1;
	memmove(t->cell[0], t->cell[1], sizeof(t->cell[0]) * (TERM_ROWS - 1));
	memmove(t->wrapped, t->wrapped + 1, TERM_ROWS - 1);
	clear_row(t, TERM_ROWS - 1, 0);
}

static int
cells_of(const struct term *t, utf8proc_int32_t c)
{
	if (c == 0x2026 || c == 0x201c || c == 0x201d || c == 0x2460)
		return t->ambiguous;
	return utf8proc_charwidth(c);
}

static void
put(struct term *t, const char *bytes, size_t len, int width)
{
	char *cell;

	if (width == 0) {
		int c = t->pending ? t->column : t->column - 1;

		while (c > 0 && t->cell[t->row][c][0] == '\0')
			c--;
		cell = t->cell[t->row][c];
		if (strlen(cell) + len < TERM_CELL)
			strncat(cell, bytes, len);
		return;
	}
	if (t->pending || t->column + width > t->columns) {
		t->wraps++;
		t->wrapped[t->row] = true;
		line_feed(t);
		t->column = 0;
	}
	cell = t->cell[t->row][t->column];
	memcpy(cell, bytes, len);
	cell[len] = '\0';
	if (width == 2)
		t->cell[t->row][t->column + 1][0] = '\0';
	t->column += width;
	if (t->column == t->columns) {
		t->column--;
		t->pending = true;
	}
}

/* "\x1b[nX"; 0: it is none. */
static size_t
sequence(struct term *t, struct ct_slice in)
{
	size_t n = 2;
	int number = 0;

	if (in.len < 3 || memcmp(in.data, "\x1b[", 2) != 0)
		return 0;
	for (; n + 1 < in.len && in.data[n] >= '0' && in.data[n] <= '9'; n++)
		number = number * 10 + (in.data[n] - '0');
	if (in.data[n] == 'A') {
		t->row -= number;
		t->pending = false;
		t->unknown += number < 1;
		t->row = t->row < 0 ? 0 : t->row;
	} else if (n == 2 && in.data[n] == 'C') {
		t->column += t->column + 1 < t->columns;
	} else if (n == 2 && (in.data[n] == 'K' || in.data[n] == 'J')) {
		clear_row(t, t->row, t->column);
		for (int r = t->row + 1; in.data[n] == 'J' && r < TERM_ROWS;
		     r++)
			clear_row(t, r, 0);
	} else {
		return 0;
	}
	return n + 1;
}

static size_t
control(struct term *t, struct ct_slice in)
{
	size_t n = sequence(t, in);

	if (n > 0)
		return n;
	if (in.data[0] == '\n') {
		line_feed(t);
	} else if (in.data[0] == '\r') {
		t->column = 0;
		t->pending = false;
	} else {
		t->unknown++;
	}
	return 1;
}

void
term_feed(struct term *t, struct ct_slice in)
{
	while (in.len > 0) {
		utf8proc_int32_t c;
		utf8proc_ssize_t n =
		    utf8proc_iterate((const utf8proc_uint8_t *)in.data,
			(utf8proc_ssize_t)in.len, &c);
		size_t took = n > 0 ? (size_t)n : 1;

		if (n <= 0 || c < 0x20 || (c >= 0x7f && c < 0xa0))
			took = control(t, in);
		else
			put(t, in.data, took, cells_of(t, c));
		in.data += took;
		in.len -= took;
	}
}

static char *
text_until(const struct term *t, int row, int column)
{
	static char text[TERM_COLUMNS * TERM_CELL];

	text[0] = '\0';
	for (int c = 0; c < column; c++)
		strcat(text, t->cell[row][c]);
	return text;
}

const char *
term_row(const struct term *t, int row)
{
	char *text = text_until(t, row, t->columns);
	size_t len = strlen(text);

	while (len > 0 && text[len - 1] == ' ')
		text[--len] = '\0';
	return text;
}

const char *
term_before_cursor(const struct term *t)
{
	return text_until(t, t->row, t->column + t->pending);
}

static void
cut(struct term *t, int columns)
{
	for (int r = 0; r < TERM_ROWS; r++)
		clear_row(t, r, columns);
	t->columns = columns;
	if (t->column >= columns)
		t->column = columns - 1;
}

struct place {
	int row, column;
	bool pending;
};

/* The columns of a row that something stands in. */
static int
used(const struct term *t, int row)
{
	int n = t->columns;

	while (n > 0 && strcmp(t->cell[row][n - 1], " ") == 0)
		n--;
	return n;
}

/* Writes a row of `old` again; `*at` is where its cursor goes, if it is there:
 * where the character under it goes, or behind the last one. */
static void
write_again(struct term *t, const struct term *old, int r, struct place *at)
{
	int end = used(old, r);
	int cursor = old->row == r ? old->column : -1;

	if (end <= cursor)
		end = cursor;
	for (int c = 0; c < end; c++) {
		const char *cell = old->cell[r][c];
		int width =
		    c + 1 < end && old->cell[r][c + 1][0] == '\0' ? 2 : 1;

		if (cell[0] == '\0')
			continue;
		put(t, cell, strlen(cell), width);
		if (c == cursor)
			*at = (struct place){
			    t->row, t->column + t->pending - width, false};
	}
	if (cursor == end)
		*at = (struct place){t->row, t->column, t->pending};
}

static void
break_up(struct term *t, int columns)
{
	struct term *old = malloc(2 * sizeof(*old)), *now = old + 1;
	struct place at = {0, 0, false};
	int last = t->row;

	*old = *t;
	term_init(now, columns, t->ambiguous);
	for (int r = 0; r < TERM_ROWS; r++)
		if (used(old, r) > 0)
			last = r > last ? r : last;
	for (int r = 0; r <= last; r++) {
		write_again(now, old, r, &at);
		if (!old->wrapped[r] && r < last) {
			now->column = 0;
			line_feed(now);
		}
	}
	memcpy(t->cell, now->cell, sizeof(t->cell));
	memcpy(t->wrapped, now->wrapped, sizeof(t->wrapped));
	t->columns = columns;
	t->row = at.row;
	t->column = at.column;
	t->pending = at.pending;
	free(old);
}

void
term_shrink(struct term *t, int columns, enum term_habit habit)
{
	if (habit == TERM_CUTS) {
		cut(t, columns);
		return;
	}
	break_up(t, columns);
	if (habit == TERM_BREAKS_OFF && t->pending && t->row + 1 < TERM_ROWS) {
		t->row++;
		t->column = 0;
		t->pending = false;
	}
}
