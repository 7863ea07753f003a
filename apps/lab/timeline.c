/* Spans over two streams of bytes, and how they fit each other. */
#include "timeline.h"

#include <stdlib.h>
#include <string.h>

void
lab_timeline_init(struct lab_timeline *t)
{
	memset(t, 0, sizeof *t);
	for (int i = 0; i < LAB_WAYS; i++)
		ct_buf_init(&t->ways[i].bytes, LAB_BYTES_MAX);
}

void
lab_timeline_fini(struct lab_timeline *t)
{
	for (int i = 0; i < LAB_WAYS; i++) {
		ct_buf_fini(&t->ways[i].bytes);
		for (int k = 0; k < LAB_LAYERS; k++)
			free(t->ways[i].layers[k].v);
	}
	memset(t, 0, sizeof *t);
}

void
lab_timeline_clear(struct lab_timeline *t)
{
	lab_timeline_fini(t);
	lab_timeline_init(t);
}

static enum ct_err
reserve(struct lab_spans *spans)
{
	size_t cap = spans->cap > 0 ? 2 * spans->cap : 8;
	struct lab_span *v;

	if (spans->count < spans->cap)
		return CT_OK;
	if (spans->count >= LAB_SPANS_MAX)
		return CT_EFULL;
	v = realloc(spans->v, cap * sizeof *v);
	if (v == NULL)
		return CT_ENOMEM;
	spans->v = v;
	spans->cap = cap;
	return CT_OK;
}

/* Room for it was reserved. */
static void
push(struct lab_timeline *t, enum lab_way way, enum lab_layer layer,
    struct lab_span span)
{
	struct lab_spans *spans = &t->ways[way].layers[layer];

	span.order = t->order++;
	spans->v[spans->count++] = span;
}

static size_t
end_of(const struct lab_span *span)
{
	return span->from + span->len;
}

static size_t
messages_end(const struct lab_spans *m)
{
	return m->count > 0 ? end_of(&m->v[m->count - 1]) : 0;
}

enum ct_err
lab_timeline_message(struct lab_timeline *t, enum lab_way way, size_t head,
    size_t len, size_t tail)
{
	struct lab_spans *m = &t->ways[way].layers[LAB_MESSAGES];
	struct lab_span span = {.len = len, .head = head, .tail = tail};
	enum ct_err err;

	if (head > len || tail > len - head)
		return CT_EINVAL;
	span.from = messages_end(m);
	if (len > LAB_BYTES_MAX - span.from)
		return CT_EFULL;
	err = reserve(m);
	if (err == CT_OK)
		push(t, way, LAB_MESSAGES, span);
	return err;
}

enum ct_err
lab_timeline_send(
    struct lab_timeline *t, enum lab_way way, int64_t at, struct ct_slice bytes)
{
	struct lab_stream *s = &t->ways[way];
	struct lab_span span = {
	    .from = s->bytes.len, .len = bytes.len, .at = at};
	enum ct_err err = reserve(&s->layers[LAB_SENDS]);

	if (err == CT_OK)
		err = ct_buf_add_slice(&s->bytes, bytes);
	if (err == CT_OK)
		push(t, way, LAB_SENDS, span);
	return err;
}

/* Is what is known of the stream from `from` on the same? */
static bool
agrees(const struct lab_stream *s, size_t from, struct ct_slice bytes)
{
	size_t known = s->bytes.len - from;

	if (known > bytes.len)
		known = bytes.len;
	return known == 0 ||
	       memcmp(s->bytes.data + from, bytes.data, known) == 0;
}

static enum ct_err
add_read(struct lab_timeline *t, enum lab_way way, struct lab_span span,
    struct ct_slice bytes)
{
	struct lab_stream *s = &t->ways[way];
	size_t known = s->bytes.len - span.from;
	enum ct_err err = reserve(&s->layers[LAB_READS]);

	if (err == CT_OK && known < bytes.len)
		err = ct_buf_add(
		    &s->bytes, bytes.data + known, bytes.len - known);
	if (err != CT_OK)
		return err;
	push(t, way, LAB_READS, span);
	s->read_to = end_of(&span) + span.lost;
	return CT_OK;
}

enum ct_err
lab_timeline_read(
    struct lab_timeline *t, enum lab_way way, int64_t at, struct ct_slice bytes)
{
	struct lab_stream *s = &t->ways[way];
	struct lab_span span = {.from = s->read_to, .len = bytes.len, .at = at};

	if (!agrees(s, s->read_to, bytes))
		return CT_EINVAL;
	/* A sender that is not known cannot have sent half of it. */
	if (s->layers[LAB_SENDS].count > 0 &&
	    bytes.len > s->bytes.len - s->read_to)
		return CT_EINVAL;
	return add_read(t, way, span, bytes);
}

/* The next datagram sent that can be the one read, or NULL. */
static const struct lab_span *
find_datagram(const struct lab_stream *s, struct ct_slice bytes, bool truncated)
{
	const struct lab_spans *sends = &s->layers[LAB_SENDS];

	for (size_t i = 0; i < sends->count; i++) {
		const struct lab_span *d = &sends->v[i];

		if (d->from >= s->read_to && agrees(s, d->from, bytes) &&
		    (truncated ? bytes.len < d->len : bytes.len == d->len))
			return d;
	}
	return NULL;
}

enum ct_err
lab_timeline_datagram(struct lab_timeline *t, enum lab_way way, int64_t at,
    struct ct_slice bytes, bool truncated)
{
	struct lab_stream *s = &t->ways[way];
	const struct lab_span *d = find_datagram(s, bytes, truncated);
	struct lab_span span = {.from = s->read_to,
	    .len = bytes.len,
	    .truncated = truncated,
	    .at = at};

	if (d == NULL && s->layers[LAB_SENDS].count > 0)
		return CT_EINVAL;
	s->datagrams = true;
	if (d != NULL) {
		span.from = d->from;
		span.lost = d->len - bytes.len;
	}
	return add_read(t, way, span, bytes);
}

enum ct_err
lab_timeline_unit(struct lab_timeline *t, enum lab_way way, int64_t at,
    size_t from, size_t len)
{
	struct lab_stream *s = &t->ways[way];
	struct lab_span span = {.from = from, .len = len, .at = at};
	enum ct_err err;

	if (from > s->read_to || len > s->read_to - from)
		return CT_EINVAL;
	err = reserve(&s->layers[LAB_UNITS]);
	if (err != CT_OK)
		return err;
	s->cured = true;
	push(t, way, LAB_UNITS, span);
	return CT_OK;
}

void
lab_timeline_close(
    struct lab_timeline *t, enum lab_way way, int64_t at, enum lab_close how)
{
	struct lab_stream *s = &t->ways[way];

	if (s->closed != LAB_OPEN)
		return;
	s->closed = how;
	s->closed_at = at;
	s->closed_order = t->order++;
}

const struct lab_spans *
lab_stream_messages(const struct lab_stream *s)
{
	bool said = s->layers[LAB_MESSAGES].count > 0;

	return &s->layers[said ? LAB_MESSAGES : LAB_SENDS];
}

const struct lab_spans *
lab_stream_units(const struct lab_stream *s)
{
	return &s->layers[s->cured ? LAB_UNITS : LAB_READS];
}

struct ct_slice
lab_stream_bytes(const struct lab_stream *s, const struct lab_span *span)
{
	struct ct_slice out = ct_buf_slice(&s->bytes);
	size_t from = span->from < out.len ? span->from : out.len;

	out.len -= from;
	if (out.len > span->len)
		out.len = span->len;
	if (out.data != NULL)
		out.data += from;
	return out;
}

/* The index of the first message that ends behind byte `at`. */
static size_t
first_behind(const struct lab_spans *m, size_t at)
{
	size_t low = 0, high = m->count;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (end_of(&m->v[mid]) > at)
			high = mid;
		else
			low = mid + 1;
	}
	return low;
}

ptrdiff_t
lab_stream_owner(const struct lab_stream *s, size_t at)
{
	const struct lab_spans *m = lab_stream_messages(s);
	size_t i = first_behind(m, at);

	return i < m->count && m->v[i].from <= at ? (ptrdiff_t)i : LAB_NOBODY;
}

/* An empty unit is the empty message that is there, or nothing of another. */
static struct lab_fit
fit_empty(const struct lab_spans *m, const struct lab_span *span)
{
	struct lab_fit fit = {0};

	for (size_t i = 0; i < m->count && m->v[i].from <= span->from; i++) {
		const struct lab_span *one = &m->v[i];

		if (one->from + one->head != span->from)
			continue;
		fit.first = i;
		fit.count = 1;
		fit.cut = one->len > one->head + one->tail;
		if (!fit.cut)
			break;
	}
	return fit;
}

struct lab_fit
lab_stream_fit(const struct lab_stream *s, const struct lab_span *span)
{
	const struct lab_spans *m = lab_stream_messages(s);
	struct lab_fit fit = {.first = first_behind(m, span->from)};

	if (span->len == 0)
		return fit_empty(m, span);
	for (size_t i = fit.first; i < m->count; i++) {
		const struct lab_span *one = &m->v[i];

		if (one->from >= end_of(span))
			break;
		fit.count++;
		if (one->from + one->head < span->from ||
		    end_of(one) - one->tail > end_of(span))
			fit.cut = true;
	}
	fit.glued = fit.count > 1;
	return fit;
}

const char *
lab_fit_token(const struct lab_fit *fit)
{
	if (fit->count == 0)
		return "none";
	if (fit->glued)
		return fit->cut ? "glued+cut" : "glued";
	return fit->cut ? "cut" : "exact";
}

void
lab_stream_tally(const struct lab_stream *s, struct lab_tally *out)
{
	const struct lab_spans *units = lab_stream_units(s);
	size_t next = 0; /* the first message that no unit has been */

	out->units += units->count;
	out->messages += lab_stream_messages(s)->count;
	for (size_t i = 0; i < units->count; i++) {
		struct lab_fit fit = lab_stream_fit(s, &units->v[i]);
		bool exact = fit.count == 1 && !fit.cut;

		out->exact += exact;
		out->glued += fit.glued;
		out->cut += fit.cut;
		if (exact && fit.first >= next) {
			out->whole++;
			next = fit.first + 1;
		}
	}
}
