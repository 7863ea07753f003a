/* What happened as lists: units and their fit, events and their times. */
#include "draw.h"

#include "fit.h"
#include "words.h"

#include "apps/common/width.h"

#include <stdio.h>

enum {
	LINES_DEFAULT = 16,
	TEXT_LEAST = 12, /* cells; else the fit gets a line of its own */
	FIT_MAX = 512,   /* bytes */
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

/* The fit behind the text, or on a line of its own where that is narrow. */
static void
put_unit(struct lab_out *o, const struct lab_draw *how,
    const struct lab_stream *s, size_t i)
{
	const struct lab_span *u = &lab_stream_units(s)->v[i];
	struct lab_fit fit = lab_stream_fit(s, u);
	bool exact = fit.count == 1 && !fit.cut;
	struct ct_buf words;
	struct lab_out w = {.buf = &words};
	size_t left, cells, used, room = width_of(how);

	ct_buf_init(&words, FIT_MAX);
	lab_put_fit(&w, how->lang, s, u);
	cells = width_cells(ct_buf_slice(&words), 1) + 2;
	left = put_name(
	    o, how, s->cured ? LAB_WORD_UNIT : LAB_WORD_READ, i + 1, u->len);
	room = room > left + cells + TEXT_LEAST ? room - left - cells : 0;
	used = lab_put_text(o, how->charset, lab_stream_bytes(s, u),
	    room > 0 ? room : width_of(how) - left, how->ascii);
	if (room == 0)
		lab_put(o, "\n      ");
	else
		lab_put_many(o, " ", used < 24 && room > 24 ? 26 - used : 2);
	if (how->colour)
		lab_put(o, exact ? "\x1b[32m" : "\x1b[31m");
	lab_put_text(
	    o, LAB_UTF8, ct_buf_slice(&words), width_of(how) - 6, false);
	lab_put(o, how->colour ? "\x1b[0m\n" : "\n");
	if (w.err != CT_OK)
		o->err = w.err;
	ct_buf_fini(&words);
}

enum ct_err
lab_draw_units(
    const struct lab_draw *how, const struct lab_stream *s, struct ct_buf *out)
{
	struct lab_out o = {.buf = out};
	size_t count = lab_stream_units(s)->count;
	size_t shown = count < lines_of(how) ? count : lines_of(how);

	for (size_t i = 0; i < shown; i++)
		put_unit(&o, how, s, i);
	put_more(&o, how, count - shown);
	return o.err;
}

/* The next event of all layers and ways, by order. */
struct cursor {
	size_t at[LAB_WAYS][LAB_LAYERS];
	bool closed[LAB_WAYS];
};

struct event {
	enum lab_way way;
	enum lab_layer layer;
	const struct lab_span *span; /* NULL: it was closed */
	size_t number;
	unsigned order;
};

static bool
next_event(const struct lab_timeline *t, struct cursor *c, struct event *e)
{
	bool found = false;

	for (int w = 0; w < LAB_WAYS; w++) {
		const struct lab_stream *s = &t->ways[w];

		for (int k = LAB_SENDS; k < LAB_LAYERS; k++) {
			size_t i = c->at[w][k];

			if (i >= s->layers[k].count ||
			    (found && s->layers[k].v[i].order > e->order))
				continue;
			*e = (struct event){(enum lab_way)w, (enum lab_layer)k,
			    &s->layers[k].v[i], i, s->layers[k].v[i].order};
			found = true;
		}
		if (s->closed != LAB_OPEN && !c->closed[w] &&
		    (!found || s->closed_order < e->order)) {
			*e = (struct event){
			    .way = (enum lab_way)w, .order = s->closed_order};
			found = true;
		}
	}
	if (found && e->span != NULL)
		c->at[e->way][e->layer]++;
	else if (found)
		c->closed[e->way] = true;
	return found;
}

static void
put_event(struct lab_out *o, const struct lab_draw *how,
    const struct lab_timeline *t, const struct event *e)
{
	static const enum lab_word names[] = {
	    [LAB_SENDS] = LAB_WORD_SEND,
	    [LAB_READS] = LAB_WORD_READ,
	    [LAB_UNITS] = LAB_WORD_UNIT,
	};
	const struct lab_stream *s = &t->ways[e->way];
	int64_t at = e->span != NULL ? e->span->at : s->closed_at;
	char time[64];
	size_t left;

	snprintf(time, sizeof time, "%9.3f ms  %s  ", (double)at / 1000,
	    e->way == LAB_THERE ? "->" : "<-");
	lab_put(o, time);
	left = width_cells(ct_slice_str(time), 1);
	if (e->span == NULL) {
		lab_put(o,
		    lab_word(how->lang, s->closed == LAB_RESET ? LAB_WORD_RESET
							       : LAB_WORD_END));
	} else {
		left += put_name(
		    o, how, names[e->layer], e->number + 1, e->span->len);
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
	struct cursor c = {{{0}}, {false}};
	struct event e = {0};
	size_t lines = 0;

	for (; next_event(t, &c, &e); lines++)
		if (lines < lines_of(how))
			put_event(&o, how, t, &e);
	if (lines > lines_of(how))
		put_more(&o, how, lines - lines_of(how));
	return o.err;
}
