/* Writes JSON with the client's own helpers. */
#include "json.h"

#include "events.h"

#include "apps/common/json.h"

#include <inttypes.h>

static void
put_key(struct lab_out *o, const char *key)
{
	if (o->err == CT_OK)
		o->err = json_add_key(o->buf, key);
}

static void
put_number(struct lab_out *o, const char *key, int64_t n)
{
	put_key(o, key);
	lab_putf(o, "%" PRId64, n);
}

static void
put_string(struct lab_out *o, const char *key, const char *text)
{
	put_key(o, key);
	if (o->err == CT_OK)
		o->err = json_add_string(o->buf, ct_slice_str(text), true);
}

static void
put_bool(struct lab_out *o, const char *key, bool yes)
{
	put_key(o, key);
	lab_put(o, yes ? "true" : "false");
}

static void
put_plan(struct lab_out *o, const struct lab_plan *p)
{
	put_string(o, "cure", lab_cure_name(p->cure));
	put_string(o, "charset", lab_charset_name(p->charset));
	put_bool(o, "udp", p->udp);
	put_bool(o, "reply", p->reply);
	put_bool(o, "nodelay", p->nodelay);
	put_number(o, "chunk", (int64_t)p->chunk);
	put_number(o, "gap_ms", p->gap);
	put_number(o, "delay_ms", p->delay);
	put_number(o, "sndbuf", p->sndbuf);
	put_number(o, "rcvbuf", p->rcvbuf);
	put_number(o, "seed", (int64_t)p->seed);
}

static void
put_tally(struct lab_out *o, const struct lab_stream *s)
{
	struct lab_tally t = {0};

	lab_stream_tally(s, &t);
	put_key(o, "tally");
	lab_put(o, "{");
	put_number(o, "units", (int64_t)t.units);
	put_number(o, "exact", (int64_t)t.exact);
	put_number(o, "glued", (int64_t)t.glued);
	put_number(o, "cut", (int64_t)t.cut);
	put_number(o, "messages", (int64_t)t.messages);
	put_number(o, "whole", (int64_t)t.whole);
	lab_put(o, "}");
}

static void
put_bytes(struct lab_out *o, const struct lab_plan *plan, struct ct_slice bytes)
{
	static const char digits[] = "0123456789abcdef";
	struct ct_buf text;
	struct lab_out t = {.buf = &text};

	put_key(o, "hex");
	lab_put(o, "\"");
	for (size_t i = 0; i < bytes.len; i++) {
		unsigned char c = (unsigned char)bytes.data[i];
		char two[3] = {digits[c >> 4], digits[c & 15], '\0'};

		lab_put(o, two);
	}
	lab_put(o, "\"");
	ct_buf_init(&text, LAB_DRAW_MAX);
	lab_put_text(&t, plan->charset, bytes, 64, false);
	put_key(o, "text");
	if (o->err == CT_OK)
		o->err = t.err;
	if (o->err == CT_OK)
		o->err = json_add_string(o->buf, ct_buf_slice(&text), true);
	ct_buf_fini(&text);
}

static void
put_fit(
    struct lab_out *o, const struct lab_event *e, const struct lab_stream *s)
{
	struct lab_fit fit = lab_stream_fit(s, e->span);

	put_string(o, "fit", lab_fit_token(&fit));
	put_key(o, "messages");
	lab_put(o, "[");
	for (size_t i = 0; i < fit.count && o->err == CT_OK; i++)
		lab_putf(o, "%s%zu", i > 0 ? "," : "", fit.first + i + 1);
	lab_put(o, "]");
	if (e->span->truncated)
		put_number(o, "lost", (int64_t)e->span->lost);
}

static void
put_event(struct lab_out *o, const struct lab_plan *plan,
    const struct lab_timeline *t, const struct lab_event *e)
{
	static const char *const kinds[] = {
	    [LAB_SENDS] = "send", [LAB_READS] = "read", [LAB_UNITS] = "unit"};
	const struct lab_stream *s = &t->ways[e->way];

	lab_put(o, "{");
	put_number(o, "at_us", e->at);
	put_string(o, "way", e->way == LAB_THERE ? "there" : "back");
	if (e->span == NULL) {
		put_string(o, "kind", s->closed == LAB_RESET ? "reset" : "end");
	} else {
		put_string(o, "kind", kinds[e->layer]);
		put_number(o, "from", (int64_t)e->span->from);
		put_number(o, "len", (int64_t)e->span->len);
		if (e->way == LAB_THERE && e->layer != LAB_SENDS)
			put_fit(o, e, s);
		put_bytes(o, plan, lab_stream_bytes(s, e->span));
	}
	lab_put(o, "}");
}

enum ct_err
lab_json_run(const struct lab_run_id *id, const struct lab_plan *plan,
    const struct lab_timeline *t, struct ct_buf *out)
{
	struct lab_out o = {.buf = out};
	struct lab_cursor c = {{{0}}, {false}};
	struct lab_event e = {0};
	bool first = true;

	lab_put(&o, "{");
	put_string(&o, "scene", id->scene);
	put_number(&o, "setup", (int64_t)id->setup);
	put_number(&o, "run", (int64_t)id->run);
	put_plan(&o, plan);
	put_tally(&o, &t->ways[LAB_THERE]);
	put_key(&o, "events");
	lab_put(&o, "[");
	for (; o.err == CT_OK && lab_event_next(t, &c, &e); first = false) {
		if (!first)
			lab_put(&o, ",");
		put_event(&o, plan, t, &e);
	}
	lab_put(&o, "]}\n");
	return o.err;
}
