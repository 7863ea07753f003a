/* SVG by hand: rectangles and words. */
#include "report_svg.h"

#include "words.h"

#include <stdio.h>
#include <string.h>

enum {
	WIDTH = 328,     /* of a band: a telephone's 360 without margins */
	CELL_LEAST = 13, /* of a byte that is shown as a character */
	CELL_MOST = 30,
	BANDS_MAX = 24,
	LABEL = 15, /* heights: the name of a row, */
	BAR = 20,   /* the row, */
	GAP = 8,    /* and what is between two */
	COLOURS = 6,
	CHAR_WIDTH = 7, /* of a label's digits, at most */
};

/* A part of the stream; a byte is `cell` wide. */
struct band {
	size_t from, to;
	double cell;
	int y; /* of the next row */
};

struct picture {
	struct lab_out *o;
	const struct lab_stream *s;
	enum lab_charset charset;
};

void
lab_put_html(struct lab_out *o, struct ct_slice text)
{
	static const char special[] = "&<>\"'";
	static const char *const names[] = {
	    "&amp;", "&lt;", "&gt;", "&quot;", "&#39;"};

	for (size_t i = 0; i < text.len; i++) {
		char one[2] = {text.data[i], '\0'};
		const char *at =
		    one[0] != '\0' ? strchr(special, one[0]) : NULL;

		lab_put(o, at != NULL ? names[at - special] : one);
	}
}

static double
x_of(const struct band *b, size_t byte)
{
	return (double)(byte - b->from) * b->cell;
}

/* "sends · 发送" */
static void
put_row_name(struct picture *p, struct band *b, enum lab_word w)
{
	lab_putf(p->o, "<text class=\"n\" x=\"0\" y=\"%d\">%s · %s</text>\n",
	    b->y + LABEL - 4, lab_word(CT_LANG_EN, w), lab_word(CT_LANG_ZH, w));
	b->y += LABEL;
}

/* "#2 8 B" or less of it, in the middle of `width` pixels from `x`. */
static void
put_bar_label(
    struct picture *p, double x, double width, int y, size_t number, size_t len)
{
	char texts[3][48];

	snprintf(texts[0], sizeof texts[0], "#%zu %zu B", number, len);
	snprintf(texts[1], sizeof texts[1], "#%zu", number);
	snprintf(texts[2], sizeof texts[2], "%zu", number);
	for (size_t i = 0; i < 3; i++) {
		if ((double)strlen(texts[i]) * CHAR_WIDTH + 4 > width)
			continue;
		lab_putf(p->o,
		    "<text class=\"l\" x=\"%.1f\" y=\"%d\">%s</text>\n",
		    x + width / 2, y + 14, texts[i]);
		return;
	}
}

static void
put_box(struct picture *p, const struct band *b, const char *class, size_t from,
    size_t to)
{
	double x = x_of(b, from), width = x_of(b, to) - x;

	/* A hair of room between neighbours, where there is any. */
	lab_putf(p->o,
	    "<rect class=\"%s\" x=\"%.1f\" y=\"%d\" width=\"%.1f\" "
	    "height=\"%d\" rx=\"3\"/>\n",
	    class, width > 4 ? x + 1 : x, b->y, width > 4 ? width - 2 : width,
	    BAR);
}

/* The part of [from, to) that is in the band; false: none. */
static bool
clip(const struct band *b, size_t *from, size_t *to)
{
	if (*from < b->from)
		*from = b->from;
	if (*to > b->to)
		*to = b->to;
	return *from < *to;
}

static void
put_span(struct picture *p, const struct band *b, const struct lab_span *span,
    const char *class, size_t number)
{
	size_t from = span->from, to = from + span->len;
	size_t lost_from = to, lost_to = to + span->lost;

	if (clip(b, &from, &to)) {
		put_box(p, b, class, from, to);
		put_bar_label(p, x_of(b, from), x_of(b, to) - x_of(b, from),
		    b->y, number, span->len);
	}
	if (clip(b, &lost_from, &lost_to))
		put_box(p, b, "x", lost_from, lost_to);
}

static void
put_layer(struct picture *p, struct band *b, enum lab_layer layer,
    enum lab_word name, const char *class)
{
	const struct lab_spans *spans = &p->s->layers[layer];

	if (spans->count == 0)
		return;
	put_row_name(p, b, name);
	for (size_t i = 0; i < spans->count; i++)
		put_span(p, b, &spans->v[i], class, i + 1);
	b->y += BAR + GAP;
}

/* Where the message that owns `byte` has its own bytes, and which it is. */
static struct lab_span
body_of(const struct picture *p, size_t byte, ptrdiff_t *owner)
{
	struct lab_span all = {.from = byte, .len = p->s->bytes.len - byte};

	*owner = lab_stream_owner(p->s, byte);
	if (*owner == LAB_NOBODY)
		return all;
	all = lab_stream_messages(p->s)->v[*owner];
	all.from += all.head;
	all.len -= all.head + all.tail;
	return all;
}

/* A character, or the hex of a byte that fonts have no picture of. */
static void
put_char(struct picture *p, const struct band *b, size_t at,
    const struct lab_glyph *g)
{
	double middle = x_of(b, at) + (double)g->bytes * b->cell / 2;
	unsigned char first = (unsigned char)p->s->bytes.data[at];
	bool hex = g->bad || first < 0x20 || first == 0x7f;

	lab_putf(p->o, "<text class=\"%s\" x=\"%.1f\" y=\"%d\">",
	    hex ? "h" : "b", middle, b->y + 15);
	if (hex)
		lab_putf(p->o, "%02x", (unsigned)first);
	else
		lab_put_html(p->o, ct_slice_str(g->text));
	lab_put(p->o, "</text>\n");
}

/* The run of bytes from `at` on that are one message's, or a cure's. */
static size_t
put_ground(struct picture *p, const struct band *b, size_t at)
{
	ptrdiff_t owner;
	struct lab_span body = body_of(p, at, &owner);
	size_t from = at, to = body.from + body.len;
	char class[8] = "c";

	if (at < body.from)
		to = body.from;
	else if (at >= to)
		to = at + 1;
	else
		snprintf(class, sizeof class, "m%d",
		    owner < 0 ? 0 : (int)(owner % COLOURS));
	if (clip(b, &from, &to))
		put_box(p, b, class, from, to);
	return to > at ? to : at + 1;
}

static void
put_bytes(struct picture *p, struct band *b, bool letters)
{
	put_row_name(p, b, LAB_WORD_ROW_BYTES);
	for (size_t at = b->from; at < b->to;)
		at = put_ground(p, b, at);
	for (size_t at = 0; letters && at < b->to;) {
		ptrdiff_t owner;
		struct lab_span body = body_of(p, at, &owner);
		size_t end = body.from + body.len;
		struct ct_slice rest = {p->s->bytes.data + at, 1};
		struct lab_glyph g;

		if (at >= body.from && at < end)
			rest.len = end < p->s->bytes.len ? end - at
							 : p->s->bytes.len - at;
		g = lab_glyph(p->charset, rest, false);
		if (at >= b->from)
			put_char(p, b, at, &g);
		at += g.bytes;
	}
	b->y += BAR + GAP;
}

static bool
is_worth_a_row(const struct lab_stream *s)
{
	const struct lab_spans *m = &s->layers[LAB_MESSAGES];
	const struct lab_spans *sends = &s->layers[LAB_SENDS];

	if (m->count != sends->count)
		return true;
	for (size_t i = 0; i < m->count; i++)
		if (m->v[i].from != sends->v[i].from ||
		    m->v[i].len != sends->v[i].len)
			return true;
	return false;
}

static int
height_of(const struct lab_stream *s)
{
	int rows = 1 + is_worth_a_row(s) + (s->layers[LAB_SENDS].count > 0) +
		   (s->layers[LAB_READS].count > 0) +
		   (s->cured && s->layers[LAB_UNITS].count > 0);

	return rows * (LABEL + BAR + GAP);
}

static void
put_band(struct picture *p, struct band *b, bool letters)
{
	int height = height_of(p->s);

	lab_putf(p->o,
	    "<svg viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" "
	    "role=\"img\" aria-label=\"%s %zu-%zu\">\n",
	    WIDTH, height, WIDTH, height,
	    lab_word(CT_LANG_EN, LAB_WORD_ROW_BYTES), b->from, b->to);
	b->y = 0;
	if (is_worth_a_row(p->s))
		put_layer(p, b, LAB_MESSAGES, LAB_WORD_ROW_MESSAGES, "g");
	put_layer(p, b, LAB_SENDS, LAB_WORD_ROW_SENDS, "s");
	put_bytes(p, b, letters);
	put_layer(p, b, LAB_READS, LAB_WORD_ROW_READS, "r");
	if (p->s->cured)
		put_layer(p, b, LAB_UNITS, LAB_WORD_ROW_UNITS, "u");
	lab_put(p->o, "</svg>\n");
}

void
lab_svg_stream(
    struct lab_out *o, const struct lab_stream *s, enum lab_charset charset)
{
	struct picture p = {o, s, charset};
	size_t len = s->bytes.len, most = WIDTH / CELL_LEAST, bands;
	struct band b = {.from = 0};

	if (len == 0)
		return;
	bands = (len + most - 1) / most;
	if (bands > BANDS_MAX)
		bands = 1;
	most = (len + bands - 1) / bands;
	b.cell = WIDTH / (double)most;
	if (b.cell > CELL_MOST)
		b.cell = CELL_MOST;
	lab_put(o, "<div class=\"bands\">\n");
	for (; b.from < len; b.from = b.to) {
		b.to = len - b.from > most ? b.from + most : len;
		put_band(&p, &b, b.cell >= CELL_LEAST);
	}
	lab_put(o, "</div>\n");
}

static int64_t
last_time(const struct lab_timeline *t)
{
	int64_t last = 1;

	for (int w = 0; w < LAB_WAYS; w++)
		for (int k = LAB_SENDS; k <= LAB_READS; k++) {
			const struct lab_spans *spans = &t->ways[w].layers[k];

			if (spans->count > 0 &&
			    spans->v[spans->count - 1].at > last)
				last = spans->v[spans->count - 1].at;
		}
	return last;
}

static void
put_ticks(struct lab_out *o, const struct lab_stream *s, enum lab_layer layer,
    int y, double scale)
{
	const struct lab_spans *spans = &s->layers[layer];

	for (size_t i = 0; i < spans->count; i++) {
		ptrdiff_t owner = lab_stream_owner(s, spans->v[i].from);

		lab_putf(o,
		    "<rect class=\"m%d\" x=\"%.1f\" y=\"%d\" width=\"4\" "
		    "height=\"18\" rx=\"1\"/>\n",
		    owner < 0 ? 0 : (int)(owner % COLOURS),
		    (double)spans->v[i].at * scale, y);
	}
}

void
lab_svg_times(struct lab_out *o, const struct lab_timeline *t)
{
	const struct lab_stream *s = &t->ways[LAB_THERE];
	int64_t last = last_time(t);
	double scale = (WIDTH - 6) / (double)last;
	struct picture p = {.o = o, .s = s};
	struct band b = {.y = 0};

	lab_putf(o,
	    "<div class=\"bands\"><svg viewBox=\"0 0 %d 98\" width=\"%d\" "
	    "height=\"98\" role=\"img\" aria-label=\"time\">\n",
	    WIDTH, WIDTH);
	put_row_name(&p, &b, LAB_WORD_ROW_SENDS);
	put_ticks(o, s, LAB_SENDS, 17, scale);
	lab_putf(o,
	    "<path class=\"axis\" d=\"M0 38H%d\"/>\n"
	    "<text class=\"n\" x=\"0\" y=\"95\">0</text>\n"
	    "<text class=\"n e\" x=\"%d\" y=\"95\">%.1f ms</text>\n",
	    WIDTH, WIDTH, (double)last / 1000);
	put_ticks(o, s, LAB_READS, 41, scale);
	b.y = 62;
	put_row_name(&p, &b, LAB_WORD_ROW_READS);
	lab_put(o, "</svg></div>\n");
}
