/* CR, LF, ESC[K, wide and combining characters, and wrapping. */
#include "term.h"

#include <string.h>

#include <utf8proc.h>

void
term_init(struct term *t, int columns, int ambiguous)
{
	memset(t, 0, sizeof(*t));
	t->columns = columns;
	t->ambiguous = ambiguous;
	for (int r = 0; r < TERM_ROWS; r++)
		for (int c = 0; c < TERM_COLUMNS; c++)
			strcpy(t->cell[r][c], " ");
}

static void
line_feed(struct term *t)
{
	t->pending = false;
	if (++t->row < TERM_ROWS)
		return;
	t->row = TERM_ROWS - 1;
	memmove(t->cell[0], t->cell[1], sizeof(t->cell[0]) * (TERM_ROWS - 1));
	for (int c = 0; c < TERM_COLUMNS; c++)
		strcpy(t->cell[TERM_ROWS - 1][c], " ");
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

static void
erase_line(struct term *t)
{
	for (int c = t->column; c < TERM_COLUMNS; c++)
		strcpy(t->cell[t->row][c], " ");
}

static size_t
control(struct term *t, struct ct_slice in)
{
	if (in.len >= 3 && memcmp(in.data, "\x1b[K", 3) == 0) {
		erase_line(t);
		return 3;
	}
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
