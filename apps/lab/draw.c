/* The picture of a stream: bands of rows, a column or two for each byte. */
#include "draw.h"

#include "words.h"

#include "apps/common/width.h"

#include <stdio.h>
#include <string.h>

enum {
	LABEL_CELLS = 9, /* "messages " */
	COLUMNS_MAX = 400,
	BANDS_MAX = 8, /* more, and the bytes are packed */
	COLOURS = 6,
};

/* A part of the stream, and how its bytes become columns. */
struct band {
	size_t from, to; /* bytes */
	size_t scale;    /* columns of a byte, */
	size_t pack;     /* or bytes of a column; one of them is 1 */
};

struct picture {
	const struct lab_draw *how;
	const struct lab_stream *s;
	struct lab_out *o;
	size_t columns;
};

/* Black on a light ground, alternating hues; the last is for a cure's bytes. */
static const char *const colours[] = {
    "30;46", "30;43", "30;42", "30;45", "30;47", "97;44", "97;100"};

static size_t
column(const struct band *b, size_t byte)
{
	return (byte - b->from) * b->scale / b->pack;
}

/* The column behind the last one of bytes that end at `byte`. */
static size_t
column_end(const struct band *b, size_t byte)
{
	return ((byte - b->from) * b->scale + b->pack - 1) / b->pack;
}

static void
put_label(struct picture *p, enum lab_word w)
{
	const char *text = lab_word(p->how->lang, w);
	size_t cells = width_cells(ct_slice_str(text), 1);

	lab_put(p->o, text);
	lab_put_many(p->o, " ", cells < LABEL_CELLS ? LABEL_CELLS - cells : 0);
}

/* Ends a line; blanks at its end are no use to anybody. */
static void
put_line_end(struct picture *p)
{
	struct ct_buf *b = p->o->buf;

	while (b->len > 0 && b->data[b->len - 1] == ' ')
		b->len--;
	lab_put(p->o, "\n");
}

/* "#2 8B", "#2" or "2", whichever fits into the bar, its caps left alone. */
static void
write_number(char *row, size_t from, size_t to, size_t number, size_t len)
{
	char texts[3][48];

	snprintf(texts[0], sizeof texts[0], "#%zu %zuB", number, len);
	snprintf(texts[1], sizeof texts[1], "#%zu", number);
	snprintf(texts[2], sizeof texts[2], "%zu", number);
	for (size_t i = 0; i < 3; i++) {
		size_t n = strlen(texts[i]);

		if (n + 2 > to - from)
			continue;
		memcpy(row + from + (to - from - n) / 2, texts[i], n);
		return;
	}
}

/* One span as a bar: '<' and '>' are its caps, '-' between, '|' if it is but
 * one column. */
static void
write_bar(
    char *row, const struct band *b, const struct lab_span *span, size_t number)
{
	size_t end = span->from + span->len;
	size_t first = span->from > b->from ? span->from : b->from;
	size_t last = end < b->to ? end : b->to;
	size_t from, to;

	if (first >= last)
		return;
	from = column(b, first);
	to = column_end(b, last);
	memset(row + from, '-', to - from);
	write_number(row, from, to, number, span->len);
	if (end <= b->to)
		row[to - 1] = '>';
	if (span->from >= b->from)
		row[from] = to - from == 1 && end <= b->to ? '|' : '<';
}

/* What the system threw away of a datagram. */
static void
write_lost(char *row, const struct band *b, const struct lab_span *span)
{
	struct lab_span lost = {
	    .from = span->from + span->len, .len = span->lost};
	size_t end = lost.from + lost.len;
	size_t first = lost.from > b->from ? lost.from : b->from;
	size_t last = end < b->to ? end : b->to;

	if (first < last)
		memset(row + column(b, first), 'x',
		    column_end(b, last) - column(b, first));
}

static void
put_row(struct picture *p, const char *row, size_t columns)
{
	static const char codes[] = "<->|";
	static const char *const boxes[] = {"├", "─", "┤", "│"};

	for (size_t i = 0; i < columns; i++) {
		const char *code = strchr(codes, row[i]);
		char plain[2] = {row[i], '\0'};

		if (code != NULL && !p->how->ascii)
			lab_put(p->o, boxes[code - codes]);
		else
			lab_put(
			    p->o, code != NULL && row[i] != '-' ? "|" : plain);
	}
}

static void
put_bars(struct picture *p, const struct band *b, enum lab_layer layer)
{
	static const enum lab_word labels[] = {LAB_WORD_ROW_MESSAGES,
	    LAB_WORD_ROW_SENDS, LAB_WORD_ROW_READS, LAB_WORD_ROW_UNITS};
	const struct lab_spans *spans = &p->s->layers[layer];
	char row[COLUMNS_MAX];
	size_t columns = column_end(b, b->to);

	memset(row, ' ', sizeof row);
	for (size_t i = 0; i < spans->count; i++) {
		write_bar(row, b, &spans->v[i], i + 1);
		write_lost(row, b, &spans->v[i]);
	}
	put_label(p, labels[layer]);
	put_row(p, row, columns);
	put_line_end(p);
}

/* Is this byte of message `owner` a cure's own? */
static bool
is_cures(const struct lab_stream *s, ptrdiff_t owner, size_t byte)
{
	const struct lab_span *m;

	if (owner == LAB_NOBODY)
		return false;
	m = &lab_stream_messages(s)->v[owner];
	return byte - m->from < m->head || m->from + m->len - byte <= m->tail;
}

static void
put_colour(struct picture *p, size_t byte, int *now)
{
	ptrdiff_t owner = lab_stream_owner(p->s, byte);
	int colour = owner == LAB_NOBODY ? -1 : (int)(owner % COLOURS);

	if (is_cures(p->s, owner, byte))
		colour = COLOURS;
	if (!p->how->colour || colour == *now)
		return;
	lab_put(p->o, "\x1b[0m");
	if (colour >= 0)
		lab_putf(p->o, "\x1b[%sm", colours[colour]);
	*now = colour;
}

static void
put_colour_end(struct picture *p, int now)
{
	if (now >= 0)
		lab_put(p->o, "\x1b[0m");
}

/* The character at `byte`, not past its message, nor past what is a cure's. */
static struct lab_glyph
glyph_at(struct picture *p, size_t byte)
{
	const struct ct_buf *all = &p->s->bytes;
	struct ct_slice rest = {all->data + byte, all->len - byte};
	ptrdiff_t owner = lab_stream_owner(p->s, byte);

	if (is_cures(p->s, owner, byte)) {
		rest.len = 1;
	} else if (owner != LAB_NOBODY) {
		const struct lab_span *m = &lab_stream_messages(p->s)->v[owner];
		size_t body = m->from + m->len - m->tail - byte;

		if (rest.len > body)
			rest.len = body;
	}
	return lab_glyph(p->how->charset, rest, p->how->ascii);
}

/* The part of a character that is in the band. */
static void
put_glyph(struct picture *p, const struct band *b, size_t at,
    const struct lab_glyph *g, int *colour)
{
	size_t first = at > b->from ? at : b->from;
	size_t last = at + g->bytes < b->to ? at + g->bytes : b->to;
	size_t room = (last - first) * b->scale, used = 0;

	put_colour(p, first, colour);
	if (first == at && g->cells <= room) {
		lab_put(p->o, g->text);
		used = g->cells;
	} else if (first == at) {
		lab_put(p->o, ">");
		used = 1;
	}
	lab_put_many(p->o, " ", room - used);
}

static void
put_bytes(struct picture *p, const struct band *b)
{
	int colour = -1;

	put_label(p, LAB_WORD_ROW_BYTES);
	for (size_t at = 0; at < b->to;) {
		struct lab_glyph g = glyph_at(p, at);

		if (at + g.bytes > b->from)
			put_glyph(p, b, at, &g, &colour);
		at += g.bytes;
	}
	put_colour_end(p, colour);
	put_line_end(p);
}

/* Whose each byte is: the last digit of the message's number, '.' for what is
 * a cure's. */
static void
put_owners(struct picture *p, const struct band *b)
{
	int colour = -1;

	put_label(p, LAB_WORD_ROW_OWNERS);
	for (size_t at = b->from; at < b->to; at += b->pack) {
		ptrdiff_t owner = lab_stream_owner(p->s, at);
		char digit[2] = {' ', '\0'};

		if (owner != LAB_NOBODY)
			digit[0] = (char)('0' + (owner + 1) % 10);
		if (is_cures(p->s, owner, at))
			digit[0] = '.';
		put_colour(p, at, &colour);
		lab_put_many(p->o, digit, b->scale);
	}
	put_colour_end(p, colour);
	put_line_end(p);
}

static bool
differs(const struct lab_spans *a, const struct lab_spans *b)
{
	if (a->count != b->count)
		return true;
	for (size_t i = 0; i < a->count; i++)
		if (a->v[i].from != b->v[i].from || a->v[i].len != b->v[i].len)
			return true;
	return false;
}

static void
put_band(struct picture *p, const struct band *b)
{
	const struct lab_spans *layers = p->s->layers;

	if (layers[LAB_MESSAGES].count > 0 &&
	    differs(&layers[LAB_MESSAGES], &layers[LAB_SENDS]))
		put_bars(p, b, LAB_MESSAGES);
	if (layers[LAB_SENDS].count > 0)
		put_bars(p, b, LAB_SENDS);
	if (b->pack == 1)
		put_bytes(p, b);
	if (b->pack > 1 || !p->how->colour)
		put_owners(p, b);
	if (layers[LAB_READS].count > 0)
		put_bars(p, b, LAB_READS);
	if (p->s->cured && layers[LAB_UNITS].count > 0)
		put_bars(p, b, LAB_UNITS);
}

static void
put_packed(struct picture *p, size_t pack)
{
	char number[24];
	const char *args[] = {number};

	if (pack == 1)
		return;
	snprintf(number, sizeof number, "%zu", pack);
	lab_put_many(p->o, " ", LABEL_CELLS);
	lab_put_phrase(p->o, lab_word(p->how->lang, LAB_WORD_PACKED), args, 1);
	lab_put(p->o, "\n");
}

enum ct_err
lab_draw_stream(
    const struct lab_draw *how, const struct lab_stream *s, struct ct_buf *out)
{
	struct lab_out o = {.buf = out};
	struct picture p = {how, s, &o, 0};
	struct band b = {.scale = 1, .pack = 1};
	size_t len = s->bytes.len, step;

	p.columns = how->width < LAB_WIDTH_LEAST ? LAB_WIDTH_LEAST : how->width;
	p.columns -= LABEL_CELLS;
	if (p.columns > COLUMNS_MAX)
		p.columns = COLUMNS_MAX;
	if (len <= 2 * p.columns)
		b.scale = 3 * len <= p.columns ? 3 : 2;
	else if (len > p.columns * BANDS_MAX)
		b.pack = (len + p.columns - 1) / p.columns;
	put_packed(&p, b.pack);
	step = p.columns / b.scale * b.pack;
	for (; b.from < len; b.from = b.to) {
		b.to = len - b.from > step ? b.from + step : len;
		if (b.from > 0)
			lab_put(&o, "\n");
		put_band(&p, &b);
	}
	return o.err;
}
