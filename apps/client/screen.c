/* VT sequences: carriage return and "erase to the end of the line" will do, and
 * when the size has changed also "up" and "erase to the end of the screen". */
#include "screen.h"

#include <string.h>

#include "width.h"

#include "core/text.h"

static const char erase[] = "\x1b[K";

/* This row and those below. The second does not begin at the left: from the
 * very first cell on it would clear the screen, and tmux keeps such a one. */
static const char erase_below[] = "\x1b[K\x1b[C\x1b[J\r";

/* A line that is being typed gets at least so many cells, prompt or not. */
enum { least_cells = 8 };

/* Room for finished lines that is not given back. */
enum { held_kept = 64 * 1024 };

void
screen_init(struct screen *s, bool vt, int columns, int ambiguous)
{
	*s = (struct screen){
	    .vt = vt, .columns = columns, .ambiguous = ambiguous};
	ct_buf_init(&s->out, SCREEN_OUT_MAX);
	ct_buf_init(&s->held, SCREEN_OUT_MAX);
	ct_buf_init(&s->drawn, SCREEN_OUT_MAX);
}

void
screen_fini(struct screen *s)
{
	ct_buf_fini(&s->out);
	ct_buf_fini(&s->held);
	ct_buf_fini(&s->drawn);
}

enum ct_err
screen_lines(struct screen *s, struct ct_slice lines)
{
	return ct_buf_add_slice(s->vt ? &s->held : &s->out, lines);
}

static enum ct_err
erase_line(struct screen *s)
{
	enum ct_err err;

	if (!s->shown)
		return CT_OK;
	err = ct_buf_add_str(&s->out, "\r");
	if (err == CT_OK)
		err = ct_buf_add_str(&s->out, erase);
	if (err == CT_OK)
		s->shown = false;
	return err;
}

/* The finished lines, in the place of the one that is being typed. */
static enum ct_err
draw_held(struct screen *s)
{
	struct ct_slice lines = ct_buf_slice(&s->held);
	enum ct_err err = lines.len > 0 ? erase_line(s) : CT_OK;

	while (err == CT_OK && lines.len > 0) {
		const char *lf = memchr(lines.data, '\n', lines.len);
		size_t n = lf != NULL ? (size_t)(lf - lines.data) : lines.len;

		err = ct_buf_add(&s->out, lines.data, n);
		if (err == CT_OK && lf != NULL)
			err = ct_buf_add_str(&s->out, "\r\n");
		n += lf != NULL;
		lines.data += n;
		lines.len -= n;
	}
	ct_buf_clear(&s->held, s->held.cap > held_kept);
	return err;
}

enum ct_err
screen_hide(struct screen *s)
{
	enum ct_err err = screen_settle(s, -1);

	if (err == CT_OK)
		err = erase_line(s);
	return err == CT_OK ? draw_held(s) : err;
}

bool
screen_resize(struct screen *s, int columns)
{
	if (columns == s->columns)
		return false;
	s->columns = columns;
	s->resized |= s->shown;
	return s->resized;
}

/* Where a cursor is that stands inside of a line broken into rows. */
struct place {
	size_t row;    /* from 0 */
	size_t column; /* from 0; `columns`: behind the last one */
	bool next;     /* or at the beginning of the next row */
};

static struct place
find_place(const struct screen *s)
{
	struct ct_slice text = ct_buf_slice(&s->drawn);
	size_t columns = (size_t)s->columns, at = 0, end, cells;
	struct place p = {0, 0, false};

	while (at < text.len) {
		end = width_next(text, at);
		cells = width_cells(
		    (struct ct_slice){text.data + at, end - at}, s->ambiguous);
		p.next = p.column + cells > columns;
		if (at >= s->front)
			return p;
		if (p.next) {
			p.row++;
			p.column = 0;
		}
		p.column += cells;
		at = end;
	}
	p.next = p.column >= columns;
	return p;
}

/* How many rows of our line are above the cursor; as few as can be where its
 * column proves nothing. */
static size_t
rows_above(struct screen *s, size_t column)
{
	struct place p = find_place(s);
	size_t last = (size_t)s->columns - 1;
	size_t here = p.column < last ? p.column : last;

	if (p.next && column == 0) {
		s->habit = SCREEN_BREAKS;
		return p.row + 1;
	}
	if (p.row == 0)
		return 0;
	/* A line that was cut off has its cursor in the last column. */
	if (here != last && (column == here || column == last))
		s->habit = column == here ? SCREEN_BREAKS : SCREEN_CUTS;
	return column == here && s->habit == SCREEN_BREAKS ? p.row : 0;
}

enum ct_err
screen_settle(struct screen *s, int column)
{
	size_t up = 0;
	enum ct_err err;

	if (!s->resized)
		return CT_OK;
	if (column >= 0 && s->columns > 1)
		up = rows_above(s, (size_t)column);
	err = ct_buf_add_str(&s->out, "\r");
	if (err == CT_OK && up > 0)
		err = ct_buf_add_str(&s->out, "\x1b[");
	if (err == CT_OK && up > 0)
		err = ct_buf_add_dec(&s->out, up);
	if (err == CT_OK && up > 0)
		err = ct_buf_add_u8(&s->out, 'A');
	if (err == CT_OK)
		err = ct_buf_add_str(&s->out, erase_below);
	s->resized = s->shown = false;
	return err;
}

/* One cluster as it is drawn: a TAB as a space, a control as its picture. */
static enum ct_err
add_cluster(struct ct_buf *out, struct ct_slice text, size_t from, size_t to)
{
	if (text.data[from] == '\t')
		return ct_buf_add_u8(out, ' ');
	return ct_text_clean(
	    (struct ct_slice){text.data + from, to - from}, false, out);
}

/* The cells of text[from..to), or some number above `enough`. */
static enum ct_err
measure(const struct screen *s, struct ct_slice text, size_t from, size_t to,
    size_t enough, size_t *cells)
{
	struct ct_buf one;
	enum ct_err err = CT_OK;

	ct_buf_init(&one, 16 * EDIT_TEXT_MAX);
	*cells = 0;
	text.len = to; /* the cursor may stand inside a cluster */
	while (err == CT_OK && from < to && *cells <= enough) {
		size_t next = width_next(text, from);

		ct_buf_clear(&one, false);
		err = add_cluster(&one, text, from, next);
		*cells += width_cells(ct_buf_slice(&one), s->ambiguous);
		from = next;
	}
	ct_buf_fini(&one);
	return err;
}

/* Scrolls, so that the cursor is within `room` cells and no room is wasted. */
static enum ct_err
scroll(const struct screen *s, struct edit *e, size_t room)
{
	struct ct_slice text = ct_buf_slice(&e->text);
	struct ct_slice front = {text.data, e->cursor};
	size_t cells = 0, prev;
	enum ct_err err;

	if (e->left > e->cursor)
		e->left = e->cursor;
	for (;;) {
		err = measure(s, text, e->left, e->cursor, room, &cells);
		if (err != CT_OK || cells <= room)
			break;
		e->left = width_next(front, e->left);
	}
	while (err == CT_OK && e->left > 0) {
		prev = width_prev(text, e->left);
		err = measure(s, text, prev, text.len, room, &cells);
		if (cells > room)
			break;
		e->left = prev;
	}
	return err;
}

/* Appends text[from..to) as far as it fits into `*room` cells. */
static enum ct_err
draw(struct screen *s, struct ct_slice text, size_t from, size_t to,
    size_t *room)
{
	enum ct_err err = CT_OK;

	text.len = to;
	while (err == CT_OK && from < to) {
		size_t next = width_next(text, from), at = s->out.len, cells;

		err = add_cluster(&s->out, text, from, next);
		if (err != CT_OK)
			return err;
		cells = width_cells(
		    (struct ct_slice){s->out.data + at, s->out.len - at},
		    s->ambiguous);
		if (cells > *room) {
			s->out.len = at;
			return CT_OK;
		}
		*room -= cells;
		from = next;
	}
	return err;
}

/* What stands in `out` from a place on is the line as it is drawn. */
static enum ct_err
remember(struct screen *s, size_t from, size_t cursor)
{
	ct_buf_clear(&s->drawn, false);
	s->front = cursor - from;
	return ct_buf_add(&s->drawn, s->out.data + from, s->out.len - from);
}

static enum ct_err
draw_all(struct screen *s, struct ct_slice prompt, struct edit *e, size_t room)
{
	struct ct_slice text = ct_buf_slice(&e->text);
	size_t begin = s->out.len, end;
	enum ct_err err = ct_buf_add_str(&s->out, "\r");

	if (err == CT_OK)
		err = ct_buf_add_slice(&s->out, prompt);
	if (err == CT_OK)
		err = draw(s, text, e->left, e->cursor, &room);
	end = s->out.len;
	if (err == CT_OK)
		err = draw(s, text, e->cursor, text.len, &room);
	if (err == CT_OK)
		err = remember(s, begin + 1, end);
	if (err == CT_OK)
		err = ct_buf_add_str(&s->out, erase);
	if (err != CT_OK || e->cursor == text.len)
		return err;
	/* Once more as far as the cursor: so it stands where it belongs. */
	err = ct_buf_reserve(&s->out, end - begin);
	if (err == CT_OK)
		err = ct_buf_add(&s->out, s->out.data + begin, end - begin);
	return err;
}

enum ct_err
screen_edit(struct screen *s, struct ct_slice prompt, struct edit *e)
{
	/* The last column stays free: some terminals wrap at it. */
	size_t columns = s->columns > 1 ? (size_t)s->columns - 1 : 1;
	size_t taken = width_cells(prompt, s->ambiguous);
	enum ct_err err;

	if (!s->vt || s->resized)
		return CT_OK;
	if (taken + least_cells > columns) {
		prompt.len = 0;
		taken = 0;
	}
	err = draw_held(s);
	if (err == CT_OK)
		err = scroll(s, e, columns - taken);
	if (err == CT_OK)
		err = draw_all(s, prompt, e, columns - taken);
	if (err == CT_OK)
		s->shown = true;
	return err;
}
