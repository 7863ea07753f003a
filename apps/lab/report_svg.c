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
	BAND_BYTES = WIDTH / CELL_LEAST,
	ROUND = 8,  /* pixels of a box that may have round corners, */
	FINE = 3,   /* and of one that has but a hair of a border */
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

/* "发送 · sends" */
static void
put_row_name(struct picture *p, struct band *b, enum lab_word w)
{
	lab_putf(p->o, "<text class=\"n\" x=\"0\" y=\"%d\">%s · %s</text>\n",
	    b->y + LABEL - 4, lab_word(CT_LANG_ZH, w), lab_word(CT_LANG_EN, w));
	b->y += LABEL;
}

/* "#2 8 B" or less of it, in the middle of `width` pixels from `x`; less where
 * the row's last number, `most`, had no room either. */
static void
put_bar_label(struct picture *p, double x, double width, int y, size_t number,
    size_t len, size_t most)
{
	char texts[3][48], digits[24];
	int more = snprintf(digits, sizeof digits, "%zu", most) -
		   snprintf(digits, sizeof digits, "%zu", number);

	snprintf(texts[0], sizeof texts[0], "#%zu %zu B", number, len);
	snprintf(texts[1], sizeof texts[1], "#%zu", number);
	snprintf(texts[2], sizeof texts[2], "%zu", number);
	for (size_t i = 0; i < 3; i++) {
		size_t chars = strlen(texts[i]) + (i > 0 ? (size_t)more : 0);

		if ((double)chars * CHAR_WIDTH + 4 > width)
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
	bool room = width > 4; /* for a hair between neighbours */

	lab_putf(p->o,
	    "<rect class=\"%s%s\" x=\"%.1f\" y=\"%d\" width=\"%.1f\" "
	    "height=\"%d\" rx=\"%d\"/>\n",
	    class, width < FINE ? " f" : "", room ? x + 1 : x, b->y,
	    room ? width - 2 : width, BAR, width < ROUND ? 0 : 3);
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
put_span(struct picture *p, const struct band *b, const struct lab_spans *spans,
    const char *class, size_t i)
{
	const struct lab_span *span = &spans->v[i];
	size_t from = span->from, to = from + span->len;
	size_t lost_from = to, lost_to = to + span->lost;

	if (clip(b, &from, &to)) {
		put_box(p, b, class, from, to);
		put_bar_label(p, x_of(b, from), x_of(b, to) - x_of(b, from),
		    b->y, i + 1, span->len, spans->count);
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
		put_span(p, b, spans, class, i);
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

/* A character, or the hex of bytes that fonts have no picture of. */
static void
put_char(struct picture *p, const struct band *b, size_t at,
    const struct lab_glyph *g)
{
	const unsigned char *bytes =
	    (const unsigned char *)p->s->bytes.data + at;
	bool hex = g->bad || bytes[0] < 0x20 || bytes[0] == 0x7f;
	size_t each = hex ? 1 : g->bytes;

	for (size_t i = 0; i < g->bytes; i += each) {
		lab_putf(p->o, "<text class=\"%s\" x=\"%.1f\" y=\"%d\">",
		    hex ? "h" : "b",
		    x_of(b, at + i) + (double)each * b->cell / 2, b->y + 15);
		if (hex)
			lab_putf(p->o, "%02x", (unsigned)bytes[i]);
		else
			lab_put_html(p->o, ct_slice_str(g->text));
		lab_put(p->o, "</text>\n");
	}
}

/* The character at `at`: not past its message, nor past what is a cure's. */
static struct lab_glyph
glyph_at(const struct picture *p, size_t at)
{
	ptrdiff_t owner;
	struct lab_span body = body_of(p, at, &owner);
	size_t all = p->s->bytes.len, end = body.from + body.len;
	struct ct_slice rest = {p->s->bytes.data + at, 1};

	if (at >= body.from && at < end)
		rest.len = end < all ? end - at : all - at;
	return lab_glyph(p->charset, rest, false);
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

/* Where a read ends, the bytes are cut. */
static void
put_cuts(struct picture *p, const struct band *b)
{
	const struct lab_spans *reads = &p->s->layers[LAB_READS];

	for (size_t i = 0; i < reads->count; i++) {
		size_t end = reads->v[i].from + reads->v[i].len;

		if (end > b->from && end < b->to)
			lab_putf(p->o,
			    "<path class=\"k\" d=\"M%.1f %dv%d\"/>\n",
			    x_of(b, end), b->y, BAR + 3);
	}
}

static void
put_bytes(struct picture *p, struct band *b, bool letters)
{
	put_row_name(p, b, LAB_WORD_ROW_BYTES);
	for (size_t at = b->from; at < b->to;)
		at = put_ground(p, b, at);
	for (size_t at = b->from; letters && at < b->to;) {
		struct lab_glyph g = glyph_at(p, at);

		put_char(p, b, at, &g);
		at += g.bytes;
	}
	if (letters)
		put_cuts(p, b);
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

/* Where bands end: beside characters. Bytes are even among `count` bands, but
 * for that. Returns the bytes of the longest. */
static size_t
cut_bands(const struct picture *p, size_t count, size_t *ends)
{
	size_t len = p->s->bytes.len, at = 0, longest = 0, from = 0;

	for (size_t i = 0; i < count; i++) {
		size_t left = count - i, goal = (len - from + left - 1) / left;

		for (; at < len; at += glyph_at(p, at).bytes)
			if (at + glyph_at(p, at).bytes > from + goal)
				break;
		if (left == 1)
			at = len;
		ends[i] = at;
		if (at - from > longest)
			longest = at - from;
		from = at;
	}
	return longest;
}

size_t
lab_svg_bands(const struct lab_stream *s)
{
	size_t n = (s->bytes.len + BAND_BYTES - 1) / BAND_BYTES;

	return n > BANDS_MAX ? 1 : n;
}

void
lab_svg_stream(
    struct lab_out *o, const struct lab_stream *s, enum lab_charset charset)
{
	struct picture p = {o, s, charset};
	size_t ends[BANDS_MAX] = {0}, count = lab_svg_bands(s), longest;
	struct band b = {.from = 0};

	if (s->bytes.len == 0)
		return;
	longest = s->bytes.len;
	ends[0] = longest;
	if (longest <= BANDS_MAX * BAND_BYTES)
		while ((longest = cut_bands(&p, count, ends)) > BAND_BYTES &&
		       count < BANDS_MAX)
			count++;
	b.cell = WIDTH / (double)longest;
	if (b.cell > CELL_MOST)
		b.cell = CELL_MOST;
	lab_put(o, "<div class=\"bands\">\n");
	for (size_t i = 0; i < count; i++) {
		b.to = ends[i];
		put_band(&p, &b, s->bytes.len <= BANDS_MAX * BAND_BYTES);
		b.from = b.to;
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
		    "<rect class=\"m%d w\" x=\"%.1f\" y=\"%d\" width=\"4\" "
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
