/* Counts, and draws bars of counts. */
#include "histogram.h"

#include "words.h"

#include "apps/common/width.h"

#include <stdio.h>
#include <string.h>

/* "2+8", as much as fits with a mark at its end. */
static void
shape_of(const struct lab_spans *reads, char *out)
{
	size_t n = 0;

	out[0] = '\0';
	for (size_t i = 0; i < reads->count; i++) {
		char one[24];
		size_t len = (size_t)snprintf(one, sizeof one, "%s%zu",
		    i > 0 ? "+" : "", reads->v[i].len);

		if (n + len + 4 > LAB_SHAPE_MAX) {
			memcpy(out + n, "…", 4);
			return;
		}
		memcpy(out + n, one, len + 1);
		n += len;
	}
}

/* One more of `at`: it moves before those that have become rarer. */
static void
count_one(struct lab_histogram *h, size_t at)
{
	struct lab_shape one = h->shapes[at];

	one.count++;
	for (; at > 0 && h->shapes[at - 1].count < one.count; at--)
		h->shapes[at] = h->shapes[at - 1];
	h->shapes[at] = one;
}

static void
count_shape(struct lab_histogram *h, const char *text)
{
	size_t at = 0;

	while (at < h->shape_count && strcmp(h->shapes[at].text, text) != 0)
		at++;
	if (at == LAB_SHAPES_KEPT) {
		h->other++;
		return;
	}
	if (at == h->shape_count) {
		strcpy(h->shapes[at].text, text);
		h->shapes[at].count = 0;
		h->shape_count++;
	}
	count_one(h, at);
}

size_t
lab_histogram_shown(const struct lab_histogram *h)
{
	return h->shape_count < LAB_SHAPES ? h->shape_count : LAB_SHAPES;
}

size_t
lab_histogram_others(const struct lab_histogram *h)
{
	size_t n = h->other;

	for (size_t i = lab_histogram_shown(h); i < h->shape_count; i++)
		n += h->shapes[i].count;
	return n;
}

void
lab_histogram_add(struct lab_histogram *h, const struct lab_stream *s)
{
	struct lab_tally t = {0};
	char shape[LAB_SHAPE_MAX];

	lab_stream_tally(s, &t);
	h->runs++;
	h->exact += t.units == t.exact && t.whole == t.messages;
	h->glued += t.glued > 0;
	h->cut += t.cut > 0;
	h->tally.units += t.units;
	h->tally.exact += t.exact;
	h->tally.glued += t.glued;
	h->tally.cut += t.cut;
	h->tally.messages += t.messages;
	h->tally.whole += t.whole;
	shape_of(&s->layers[LAB_READS], shape);
	count_shape(h, shape);
}

static void
put_bar(struct lab_out *o, const struct lab_draw *how, const char *name,
    size_t count, size_t runs)
{
	size_t cells = width_cells(ct_slice_str(name), 1), label = 22;
	size_t width =
	    how->width < LAB_WIDTH_LEAST ? LAB_WIDTH_LEAST : how->width;
	size_t room = width - label - 10;
	size_t bar = runs > 0 ? (count * room + runs - 1) / runs : 0;

	lab_put(o, "  ");
	cells = lab_put_text(o, LAB_UTF8, ct_slice_str(name), label - 3, false);
	lab_put_many(o, " ", label - 2 - cells);
	lab_putf(o, "%6zu  ", count);
	lab_put_many(o, how->ascii ? "#" : "█", bar);
	lab_put(o, "\n");
}

enum ct_err
lab_histogram_draw(const struct lab_draw *how, const struct lab_histogram *h,
    struct ct_buf *out)
{
	struct lab_out o = {.buf = out};
	char number[24];
	const char *args[] = {number};

	snprintf(number, sizeof number, "%zu", h->runs);
	lab_put_phrase(&o, lab_word(how->lang, LAB_WORD_RUNS), args, 1);
	lab_put(&o, "\n");
	put_bar(&o, how, lab_word(how->lang, LAB_WORD_RUNS_EXACT), h->exact,
	    h->runs);
	put_bar(&o, how, lab_word(how->lang, LAB_WORD_RUNS_GLUED), h->glued,
	    h->runs);
	put_bar(
	    &o, how, lab_word(how->lang, LAB_WORD_RUNS_CUT), h->cut, h->runs);
	lab_put(&o, lab_word(how->lang, LAB_WORD_SHAPES));
	lab_put(&o, "\n");
	for (size_t i = 0; i < lab_histogram_shown(h); i++)
		put_bar(
		    &o, how, h->shapes[i].text, h->shapes[i].count, h->runs);
	if (lab_histogram_others(h) > 0)
		put_bar(&o, how, lab_word(how->lang, LAB_WORD_SHAPES_OTHER),
		    lab_histogram_others(h), h->runs);
	return o.err;
}
