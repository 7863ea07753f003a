/* What happened as lists: units and their fit, events and their times, reads
 * and their characters. */
#include "draw.h"

#include "events.h"
#include "fit.h"
#include "prose.h"
#include "words.h"

#include "apps/common/width.h"
#include "core/gbk.h"

#include <stdio.h>
#include <string.h>

enum {
	LINES_DEFAULT = 16,
	TEXT_LEAST = 12, /* cells; else the fit gets a line of its own */
	FIT_MAX = 512,   /* bytes */
	INDENT = 6,      /* cells, of a fit on a line of its own */
	NARROW = 60,     /* cells; else there is less on a line of a list */
	LEFT = 24,       /* cells, where decoded text begins, */
	HALF = 22,       /* and those of each of the two; less room, and */
	BESIDE = 72,     /* the two are one below the other */
};

static size_t
width_of(const struct lab_draw *how)
{
	return how->width < LAB_WIDTH_LEAST ? LAB_WIDTH_LEAST : how->width;
}

static size_t
lines_of(const struct lab_draw *how)
{
	return how->lines > 0 ? how->lines : LINES_DEFAULT;
}

static void
put_more(struct lab_out *o, const struct lab_draw *how, size_t more)
{
	char number[24];
	const char *args[] = {number};

	if (more == 0)
		return;
	snprintf(number, sizeof number, "%zu", more);
	lab_put(o, "  ");
	lab_put_phrase(o, lab_word(how->lang, LAB_WORD_MORE), args, 1);
	lab_put(o, "\n");
}

/* "read   1     2 B  "; returns its cells. */
static size_t
put_name(struct lab_out *o, const struct lab_draw *how, enum lab_word w,
    size_t number, size_t bytes)
{
	const char *name = lab_word(how->lang, w);
	char numbers[64];

	snprintf(numbers, sizeof numbers, " %3zu %6zu B  ", number, bytes);
	lab_put(o, name);
	lab_put(o, numbers);
	return width_cells(ct_slice_str(name), 1) +
	       width_cells(ct_slice_str(numbers), 1);
}

/* "read   1  ", where there is no room for more. */
static size_t
put_short_name(struct lab_out *o, const struct lab_draw *how, enum lab_word w,
    size_t number)
{
	const char *name = lab_word(how->lang, w);
	char text[32];

	snprintf(text, sizeof text, " %3zu  ", number);
	lab_put(o, name);
	lab_put(o, text);
	return width_cells(ct_slice_str(name), 1) + strlen(text);
}

/* What fits a line: cells of the text and, behind it, of the fit; no room for
 * the fit, and it gets a line of its own. */
struct columns {
	size_t text;
	bool alone;
};

/* A unit's text, or its fit, as it will be; returns the cells. */
static size_t
put_unit_text(struct lab_out *o, const struct lab_draw *how,
    const struct lab_stream *s, size_t i, size_t cells)
{
	return lab_put_text(o, how->charset,
	    lab_stream_bytes(s, &lab_stream_units(s)->v[i]), cells, how->ascii);
}

/* Within `width` cells, on more lines if need be; returns the cells of a single
 * one. */
static size_t
put_unit_fit(struct lab_out *o, const struct lab_draw *how,
    const struct lab_stream *s, size_t i, size_t width)
{
	struct ct_buf words;
	struct lab_out w = {.buf = &words};
	size_t cells;

	ct_buf_init(&words, FIT_MAX);
	lab_put_fit(&w, how->lang, s, &lab_stream_units(s)->v[i]);
	cells = width_cells(ct_buf_slice(&words), 1);
	lab_put_hanging(o, ct_buf_slice(&words), INDENT, INDENT, width);
	if (o->err == CT_OK)
		o->err = w.err;
	ct_buf_fini(&words);
	return cells;
}

static size_t
greater(size_t a, size_t b)
{
	return a > b ? a : b;
}

/* The columns are as wide as what is widest in them. */
static enum ct_err
measure(const struct lab_draw *how, const struct lab_stream *s, size_t shown,
    struct columns *out)
{
	struct ct_buf waste;
	struct lab_out o = {.buf = &waste};
	size_t width = width_of(how), left = 0, text = 0, fit = 0, least, room;

	ct_buf_init(&waste, LAB_DRAW_MAX);
	for (size_t i = 0; i < shown; i++) {
		left = greater(left, put_name(&o, how, LAB_WORD_READ, i + 1,
					 lab_stream_units(s)->v[i].len));
		text = greater(text, put_unit_text(&o, how, s, i, width));
		fit = greater(fit, put_unit_fit(&o, how, s, i, SIZE_MAX));
		ct_buf_clear(&waste, false);
	}
	ct_buf_fini(&waste);
	least = text < TEXT_LEAST ? text : TEXT_LEAST;
	room = width > left ? width - left : 1;
	out->alone = room < least + 2 + fit;
	if (!out->alone)
		room -= fit + 2;
	out->text = text < room ? text : room;
	return o.err;
}

static void
put_unit(struct lab_out *o, const struct lab_draw *how,
    const struct lab_stream *s, const struct columns *c, size_t i)
{
	const struct lab_span *u = &lab_stream_units(s)->v[i];
	struct lab_fit fit = lab_stream_fit(s, u);
	bool exact = fit.count == 1 && !fit.cut;
	size_t used;

	put_name(
	    o, how, s->cured ? LAB_WORD_UNIT : LAB_WORD_READ, i + 1, u->len);
	used = put_unit_text(o, how, s, i, c->text);
	if (c->alone)
		lab_put(o, "\n");
	lab_put_many(o, " ", c->alone ? INDENT : c->text - used + 2);
	if (how->colour)
		lab_put(o, exact ? "\x1b[32m" : "\x1b[31m");
	put_unit_fit(o, how, s, i, c->alone ? width_of(how) : SIZE_MAX);
	lab_put(o, how->colour ? "\x1b[0m\n" : "\n");
}

enum ct_err
lab_draw_units(
    const struct lab_draw *how, const struct lab_stream *s, struct ct_buf *out)
{
	struct lab_out o = {.buf = out};
	size_t count = lab_stream_units(s)->count;
	size_t shown = count < lines_of(how) ? count : lines_of(how);
	struct columns columns;

	o.err = measure(how, s, shown, &columns);
	for (size_t i = 0; i < shown; i++)
		put_unit(&o, how, s, &columns, i);
	put_more(&o, how, count - shown);
	return o.err;
}

static void
put_event(struct lab_out *o, const struct lab_draw *how,
    const struct lab_timeline *t, const struct lab_event *e)
{
	static const enum lab_word names[] = {
	    [LAB_SENDS] = LAB_WORD_SEND,
	    [LAB_READS] = LAB_WORD_READ,
	    [LAB_UNITS] = LAB_WORD_UNIT,
	};
	const struct lab_stream *s = &t->ways[e->way];
	const char *arrow = e->way == LAB_THERE ? "->" : "<-";
	bool narrow = width_of(how) < NARROW;
	char time[64];
	size_t left;

	snprintf(time, sizeof time, narrow ? "%9.3f ms %s " : "%9.3f ms  %s  ",
	    (double)e->at / 1000, arrow);
	lab_put(o, time);
	left = strlen(time);
	if (e->span == NULL) {
		lab_put(o,
		    lab_word(how->lang, s->closed == LAB_RESET ? LAB_WORD_RESET
							       : LAB_WORD_END));
	} else {
		left += narrow ? put_short_name(
				     o, how, names[e->layer], e->number + 1)
			       : put_name(o, how, names[e->layer],
				     e->number + 1, e->span->len);
		lab_put_text(o, how->charset, lab_stream_bytes(s, e->span),
		    width_of(how) > left + 4 ? width_of(how) - left : 4,
		    how->ascii);
	}
	lab_put(o, "\n");
}

enum ct_err
lab_draw_events(const struct lab_draw *how, const struct lab_timeline *t,
    struct ct_buf *out)
{
	struct lab_out o = {.buf = out};
	struct lab_cursor c = {{{0}}, {false}};
	struct lab_event e = {0};
	size_t lines = 0;

	for (; lab_event_next(t, &c, &e); lines++)
		if (lines < lines_of(how))
			put_event(&o, how, t, &e);
	if (lines > lines_of(how))
		put_more(&o, how, lines - lines_of(how));
	return o.err;
}

/* The headings over the two texts. */
static void
put_columns(struct lab_out *o, const struct lab_draw *how)
{
	const char *alone = lab_word(how->lang, LAB_WORD_ALONE);
	size_t cells = width_cells(ct_slice_str(alone), 1);

	lab_put_many(o, " ", LEFT - 5);
	lab_put(o, alone);
	lab_put_many(o, " ", cells < HALF + 5 ? HALF + 5 - cells : 2);
	lab_put(o, lab_word(how->lang, LAB_WORD_JOINED));
	lab_put(o, "\n");
}

/* One read, and both texts of it (LAB_WORD_COUNT), or only one. */
static void
put_decoded(struct lab_out *o, const struct lab_draw *how,
    const struct lab_stream *s, size_t i, struct ct_gbk_decoder *d,
    enum lab_word only)
{
	const struct lab_span *read = &s->layers[LAB_READS].v[i];
	struct ct_slice bytes = lab_stream_bytes(s, read);
	size_t cells = put_name(o, how, LAB_WORD_READ, i + 1, read->len);
	size_t room = width_of(how) > cells ? width_of(how) - cells : 1;

	if (only == LAB_WORD_COUNT)
		room = HALF;
	if (only != LAB_WORD_JOINED)
		cells += lab_put_text(o, LAB_GBK, bytes, room, how->ascii);
	if (only == LAB_WORD_COUNT)
		lab_put_many(o, " ", LEFT + HALF - cells);
	if (only != LAB_WORD_ALONE)
		lab_put_decoded(o, d, bytes, room);
	lab_put(o, "\n");
}

enum ct_err
lab_draw_decoded(
    const struct lab_draw *how, const struct lab_stream *s, struct ct_buf *out)
{
	static const enum lab_word below[] = {LAB_WORD_ALONE, LAB_WORD_JOINED};
	bool narrow = width_of(how) < BESIDE;
	struct lab_out o = {.buf = out};
	size_t count = s->layers[LAB_READS].count;
	size_t shown = count < lines_of(how) ? count : lines_of(how);

	for (int block = 0; block < (narrow ? 2 : 1); block++) {
		enum lab_word only = narrow ? below[block] : LAB_WORD_COUNT;
		struct ct_gbk_decoder d = {.held_len = 0};

		if (narrow)
			lab_putf(&o, "%s%s\n", block > 0 ? "\n" : "",
			    lab_word(how->lang, only));
		else
			put_columns(&o, how);
		for (size_t i = 0; i < shown; i++)
			put_decoded(&o, how, s, i, &d, only);
		put_more(&o, how, count - shown);
	}
	return o.err;
}
