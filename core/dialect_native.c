/*
 * The native dialect: length-prefixed frames (PROTOCOL.md) become requests, by
 * one table. How messages become frames is in native_encode.c.
 */
#include "session_state.h"

#include "frame.h"
#include "native_encode.h"
#include "sniff.h"

#include <string.h>

struct native {
	bool greeted; /* a hello was heard */
	bool known;
};

/* Requests */

typedef enum ct_err request_fn(
    struct ct_session *s, const struct ct_frame *f, struct ct_event *ev);

/* The charset that the peer names is that of all its strings, these too. */
static enum ct_err
hello(struct ct_session *s, const struct ct_frame *f, struct ct_event *ev)
{
	if (f->num[0] != CT_PROTOCOL_VERSION) {
		ct_session_fail(s, CT_EVERSION, ct_slice_str("1"));
		return CT_EVERSION;
	}
	memcpy(ev->id, f->str[0].data, CT_ID_BYTES);
	ev->name = f->str[1];
	ev->text = f->str[2];
	((struct native *)s->state)->greeted = true;
	return CT_OK;
}

static enum ct_err
named(struct ct_session *s, const struct ct_frame *f, struct ct_event *ev)
{
	(void)s;
	ev->name = f->str[0];
	return CT_OK;
}

static enum ct_err
join(struct ct_session *s, const struct ct_frame *f, struct ct_event *ev)
{
	(void)s;
	ev->name = f->str[0];
	ev->count = f->num[0] == UINT16_MAX ? -1 : (int32_t)f->num[0];
	return CT_OK;
}

static enum ct_err
say(struct ct_session *s, const struct ct_frame *f, struct ct_event *ev)
{
	(void)s;
	ev->number = f->num[0];
	ev->name = f->str[0];
	ev->text = f->str[1];
	return CT_OK;
}

static enum ct_err
topic(struct ct_session *s, const struct ct_frame *f, struct ct_event *ev)
{
	(void)s;
	ev->name = f->str[0];
	ev->has_text = f->num[0] != 0;
	ev->text = f->str[1];
	return CT_OK;
}

static enum ct_err
history(struct ct_session *s, const struct ct_frame *f, struct ct_event *ev)
{
	(void)s;
	if (f->num[0] > CT_HISTORY_AFTER)
		return CT_EFRAME;
	ev->name = f->str[0];
	ev->mode = (enum ct_history_mode)f->num[0];
	ev->seq = f->num[1];
	ev->count = (int32_t)f->num[2];
	return CT_OK;
}

static enum ct_err
ping(struct ct_session *s, const struct ct_frame *f, struct ct_event *ev)
{
	(void)s;
	ev->number = f->num[0];
	return CT_OK;
}

static enum ct_err
why(struct ct_session *s, const struct ct_frame *f, struct ct_event *ev)
{
	(void)s;
	ev->name = f->str[0];
	ev->seq = f->num[0];
	return CT_OK;
}

static enum ct_err
search(struct ct_session *s, const struct ct_frame *f, struct ct_event *ev)
{
	(void)s;
	ev->seq = f->num[0];
	ev->count = (int32_t)f->num[1];
	ev->text = f->str[0];
	return CT_OK;
}

static enum ct_err
taken(struct ct_session *s, const struct ct_frame *f, struct ct_event *ev)
{
	(void)s;
	ev->seq = f->num[0];
	return CT_OK;
}

static enum ct_err
bare(struct ct_session *s, const struct ct_frame *f, struct ct_event *ev)
{
	(void)s;
	(void)f;
	(void)ev;
	return CT_OK;
}

static const struct request {
	uint8_t type;
	enum ct_event_kind kind;
	request_fn *fn;
} requests[] = {
    {CT_FRAME_HELLO, CT_EV_HELLO, hello},
    {CT_FRAME_NICK, CT_EV_NICK, named},
    {CT_FRAME_JOIN, CT_EV_JOIN, join},
    {CT_FRAME_PART, CT_EV_PART, named},
    {CT_FRAME_SAY, CT_EV_SAY, say},
    {CT_FRAME_DIRECT, CT_EV_DIRECT, say},
    {CT_FRAME_TOPIC, CT_EV_TOPIC, topic},
    {CT_FRAME_WHO, CT_EV_WHO, named},
    {CT_FRAME_HISTORY, CT_EV_HISTORY, history},
    {CT_FRAME_PING, CT_EV_PING, ping},
    {CT_FRAME_BYE, CT_EV_BYE, bare},
    {CT_FRAME_ROOMS, CT_EV_ROOMS, bare},
    {CT_FRAME_WHY, CT_EV_WHY, why},
    {CT_FRAME_SEARCH, CT_EV_SEARCH, search},
    {CT_FRAME_TAKEN, CT_EV_TAKEN, taken},
};

static const struct request *
find_request(uint8_t type)
{
	for (size_t i = 0; i < sizeof(requests) / sizeof(requests[0]); i++)
		if (requests[i].type == type)
			return &requests[i];
	return NULL;
}

/* The strings of `f` in UTF-8: by the connection's charset, or checked. */
static enum ct_err
decode_strings(struct ct_session *s, struct ct_frame *f, struct ct_event *ev)
{
	size_t first = f->type == CT_FRAME_HELLO; /* the identity is no text */
	size_t at[6], len[6];
	struct ct_buf *text = &s->env->text, *all = &s->env->name;
	enum ct_err err;

	if (s->coding.charset == CT_CHARSET_UTF8)
		return ct_frame_check(f);
	ct_buf_clear(all, false);
	for (size_t i = first; i < 6; i++) {
		err = ct_session_decode(s, f->str[i], "frame", ev);
		at[i] = all->len;
		len[i] = text->len;
		if (err == CT_OK)
			err = ct_buf_add_slice(all, ct_buf_slice(text));
		if (err != CT_OK)
			return err;
	}
	for (size_t i = first; i < 6; i++)
		f->str[i] = (struct ct_slice){all->data + at[i], len[i]};
	return CT_OK;
}

/* Before its strings can be read, a hello says in what charset they are. */
static enum ct_err
set_charset(struct ct_session *s, const struct ct_frame *f)
{
	struct ct_slice label = f->str[3];

	if (f->type != CT_FRAME_HELLO || label.len == 0)
		return CT_OK;
	if (ct_coding_set(&s->coding, label, CT_CODING_BY_NEGOTIATED) == CT_OK)
		return CT_OK;
	ct_session_fail(s, CT_ECHARSET, label);
	return CT_ECHARSET;
}

static enum ct_err
request(struct ct_session *s, struct ct_frame *f, struct ct_slice raw,
    struct ct_event *ev)
{
	const struct request *r = find_request(f->type);
	bool greeted = ((struct native *)s->state)->greeted;
	enum ct_err err;

	if (r == NULL)
		return CT_OK;
	if (greeted == (f->type == CT_FRAME_HELLO))
		return greeted ? CT_EFRAME : CT_EEARLY;
	err = set_charset(s, f);
	if (err == CT_OK)
		err = decode_strings(s, f, ev);
	if (err == CT_OK)
		err = r->fn(s, f, ev);
	if (err != CT_OK)
		return err;
	ct_session_arrival(s, raw, "frame", &ev->arrival);
	ev->kind = r->kind;
	return CT_OK;
}

/* Who does not say hello is not kept. */
static enum ct_err
wait_hello(struct ct_session *s, ct_ms now)
{
	struct native *st = s->state;
	ct_ms due = s->born + s->env->cfg.caps.hello_wait;

	if (st->greeted)
		return CT_MORE;
	if (now >= due)
		return CT_EEARLY;
	ct_session_wake_at(s, due);
	return CT_MORE;
}

static enum ct_err
decode(struct ct_session *s, ct_ms now, struct ct_event *ev)
{
	struct native *st = s->state;
	struct ct_slice in, rest;
	struct ct_frame f;
	enum ct_err err = ct_session_sniff(s, &st->known);

	if (err != CT_OK)
		return err;
	in = rest = ct_session_input(s);
	err = ct_frame_take(&rest, (size_t)s->env->cfg.caps.frame_bytes, &f);
	if (err == CT_MORE && s->ended && in.len > 0)
		return CT_EHALF;
	if (err == CT_MORE)
		return wait_hello(s, now);
	if (err != CT_OK)
		return err;
	in.len -= rest.len;
	ct_session_consume(s, in.len);
	return request(s, &f, in, ev);
}

const struct ct_dialect ct_dialect_native = {
    .name = "native",
    .form = 1,
    .state_size = sizeof(struct native),
    .decode = decode,
    .encode = ct_native_encode,
};
