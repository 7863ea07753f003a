/* VT sequences: carriage return and "erase to the end of the line" will do. */
#include "screen.h"

#include <string.h>

#include "width.h"

#include "core/text.h"

static const char erase[] = "\x1b[K";

/* A line that is being typed gets at least so many cells, prompt or not. */
enum { least_cells = 8 };

void
screen_init(struct screen *s, bool vt, int columns, int ambiguous)
{
	*s = (struct screen){
	    .vt = vt, .columns = columns, .ambiguous = ambiguous};
	ct_buf_init(&s->out, SCREEN_OUT_MAX);
}

void
screen_fini(struct screen *s)
{
	ct_buf_fini(&s->out);
}

enum ct_err
screen_hide(struct screen *s)
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

enum ct_err
screen_lines(struct screen *s, struct ct_slice lines)
{
	enum ct_err err = screen_hide(s);

	if (!s->vt)
		return ct_buf_add_slice(&s->out, lines);
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

	if (!s->vt)
		return CT_OK;
	if (taken + least_cells > columns) {
		prompt.len = 0;
		taken = 0;
	}
	err = scroll(s, e, columns - taken);
	if (err == CT_OK)
		err = draw_all(s, prompt, e, columns - taken);
	if (err == CT_OK)
		s->shown = true;
	return err;
}
