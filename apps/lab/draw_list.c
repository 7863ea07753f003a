/* What happened as lists: units and their fit, events and their times, reads
 * and their characters. */
#include "draw.h"

#include "events.h"
#include "fit.h"
#include "words.h"

#include "apps/common/width.h"
#include "core/gbk.h"

#include <stdio.h>

enum {
	LINES_DEFAULT = 16,
	TEXT_LEAST = 12, /* cells; else the fit gets a line of its own */
	FIT_MAX = 512,   /* bytes */
	LEFT = 24,       /* cells, where decoded text begins, */
	HALF = 22,       /* and those of each of the two */
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
	char time[64];
	size_t left;

	snprintf(time, sizeof time, "%9.3f ms  %s  ", (double)e->at / 1000,
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

/* A read as the next part of one text: the decoder holds what is cut. */
static enum ct_err
put_joined(struct lab_out *o, struct ct_gbk_decoder *d, struct ct_slice bytes)
{
	struct ct_buf text;
	enum ct_err err;

	ct_buf_init(&text, CT_GBK_DECODE_ROOM(LAB_BYTES_MAX));
	err = ct_buf_reserve(&text, CT_GBK_DECODE_ROOM(bytes.len));
	if (err == CT_OK) {
		text.len = ct_gbk_decode(d, bytes, false, text.data);
		lab_put_text(o, LAB_UTF8, ct_buf_slice(&text), HALF, false);
	}
	ct_buf_fini(&text);
	return err;
}

enum ct_err
lab_draw_decoded(
    const struct lab_draw *how, const struct lab_stream *s, struct ct_buf *out)
{
	struct lab_out o = {.buf = out};
	struct ct_gbk_decoder d = {.held_len = 0};
	const struct lab_spans *reads = &s->layers[LAB_READS];
	size_t shown =
	    reads->count < lines_of(how) ? reads->count : lines_of(how);
	enum ct_err err = CT_OK;

	put_columns(&o, how);
	for (size_t i = 0; err == CT_OK && i < shown; i++) {
		struct ct_slice bytes = lab_stream_bytes(s, &reads->v[i]);
		size_t cells =
		    put_name(&o, how, LAB_WORD_READ, i + 1, reads->v[i].len);

		cells += lab_put_text(&o, LAB_GBK, bytes, HALF, how->ascii);
		lab_put_many(&o, " ", LEFT + HALF - cells);
		err = put_joined(&o, &d, bytes);
		lab_put(&o, "\n");
	}
	put_more(&o, how, reads->count - shown);
	return err != CT_OK ? err : o.err;
}
