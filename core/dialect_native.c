/*
 * The native dialect: length-prefixed frames (PROTOCOL.md). Requests are made
 * of frames, and messages become frames, each by one table.
 */
#include "session_state.h"

#include "frame.h"
#include "phrase.h"
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

/* Messages */

typedef bool frame_fn(
    const struct ct_msg *m, struct ct_form form, struct ct_frame *f);

static bool
message(const struct ct_msg *m, struct ct_form form, struct ct_frame *f)
{
	static const uint8_t kinds[CT_MSG_KINDS] = {
	    [CT_MSG_SAY] = CT_KIND_SAY,
	    [CT_MSG_DIRECT] = CT_KIND_DIRECT,
	    [CT_MSG_JOIN] = CT_KIND_JOIN,
	    [CT_MSG_PART] = CT_KIND_PART,
	    [CT_MSG_QUIT] = CT_KIND_QUIT,
	    [CT_MSG_NICK] = CT_KIND_NICK,
	    [CT_MSG_TOPIC] = CT_KIND_TOPIC,
	};

	f->num[0] = kinds[m->kind];
	f->num[1] = form.old;
	f->num[2] = m->seq;
	f->num[3] = m->prev;
	f->num[4] = (uint64_t)m->time;
	f->str[0] = m->kind == CT_MSG_DIRECT ? m->to : m->room;
	f->str[1] = m->from;
	f->str[2] = m->kind == CT_MSG_NICK ? m->to : m->text;
	return true;
}

static bool
welcome(const struct ct_msg *m, struct ct_form form, struct ct_frame *f)
{
	(void)form;
	f->num[0] = CT_PROTOCOL_VERSION;
	f->num[1] = (uint64_t)m->time;
	f->str[0] = m->from;
	f->str[1] = m->text;
	return true;
}

static bool
ack(const struct ct_msg *m, struct ct_form form, struct ct_frame *f)
{
	(void)form;
	f->num[0] = m->number;
	f->num[1] = m->seq;
	f->num[2] = (uint64_t)m->time;
	f->str[0] = m->room;
	return true;
}

/* number first, then room and text: JOINED, PAST, PONG. */
static bool
counted(const struct ct_msg *m, struct ct_form form, struct ct_frame *f)
{
	(void)form;
	f->num[0] = m->number;
	f->str[0] = m->room;
	f->str[1] = m->text;
	return true;
}

static bool
found(const struct ct_msg *m, struct ct_form form, struct ct_frame *f)
{
	(void)form;
	f->num[0] = m->number;
	f->num[1] = m->seq;
	f->num[2] = (uint64_t)m->time;
	f->str[0] = m->room;
	f->str[1] = m->from;
	f->str[2] = m->text;
	return true;
}

static bool
found_end(const struct ct_msg *m, struct ct_form form, struct ct_frame *f)
{
	(void)form;
	f->num[0] = m->number;
	f->num[1] = m->seq;
	return true;
}

static bool
room_text(const struct ct_msg *m, struct ct_form form, struct ct_frame *f)
{
	(void)form;
	f->str[0] = m->room;
	f->str[1] = m->text;
	return true;
}

static bool
renamed(const struct ct_msg *m, struct ct_form form, struct ct_frame *f)
{
	(void)form;
	f->str[0] = m->from;
	f->str[1] = m->to;
	return true;
}

static bool
text_only(const struct ct_msg *m, struct ct_form form, struct ct_frame *f)
{
	(void)form;
	f->str[0] = m->text;
	return true;
}

static const struct {
	uint8_t type;
	frame_fn *fn;
} frames[CT_MSG_KINDS] = {
    [CT_MSG_SAY] = {CT_FRAME_MESSAGE, message},
    [CT_MSG_DIRECT] = {CT_FRAME_MESSAGE, message},
    [CT_MSG_JOIN] = {CT_FRAME_MESSAGE, message},
    [CT_MSG_PART] = {CT_FRAME_MESSAGE, message},
    [CT_MSG_QUIT] = {CT_FRAME_MESSAGE, message},
    [CT_MSG_NICK] = {CT_FRAME_MESSAGE, message},
    [CT_MSG_TOPIC] = {CT_FRAME_MESSAGE, message},
    [CT_MSG_WELCOME] = {CT_FRAME_WELCOME, welcome},
    [CT_MSG_JOINED] = {CT_FRAME_JOINED, counted},
    [CT_MSG_LEFT] = {CT_FRAME_LEFT, room_text},
    [CT_MSG_RENAMED] = {CT_FRAME_RENAMED, renamed},
    [CT_MSG_WHO] = {CT_FRAME_MEMBERS, room_text},
    [CT_MSG_ROOMS] = {CT_FRAME_ROOM_LIST, text_only},
    [CT_MSG_TOPIC_IS] = {CT_FRAME_TOPIC_IS, room_text},
    [CT_MSG_PAST] = {CT_FRAME_PAST, counted},
    [CT_MSG_ACK] = {CT_FRAME_ACK, ack},
    [CT_MSG_FOUND] = {CT_FRAME_FOUND, found},
    [CT_MSG_FOUND_END] = {CT_FRAME_FOUND_END, found_end},
    [CT_MSG_PONG] = {CT_FRAME_PONG, counted},
    [CT_MSG_TEXT] = {CT_FRAME_TEXT, text_only},
};

/* A sentence in both languages, one behind the other in `line`. */
static enum ct_err
both(struct ct_buf *line, const char *en, const char *zh,
    const struct ct_msg *m, struct ct_slice out[2])
{
	struct ct_slice args[3] = {m->from, m->to, m->text};
	size_t middle;
	enum ct_err err;

	ct_buf_clear(line, false);
	err = ct_phrase_fill(line, en, args, 3);
	middle = line->len;
	if (err == CT_OK)
		err = ct_phrase_fill(line, zh, args, 3);
	out[0] = (struct ct_slice){line->data, middle};
	out[1] = (struct ct_slice){line->data + middle, line->len - middle};
	return err;
}

static enum ct_err
spoken(const struct ct_session *s, const struct ct_msg *m, struct ct_frame *f)
{
	struct ct_buf *line = &s->env->line;
	size_t first = 1;

	if (m->kind == CT_MSG_NOTICE) {
		enum ct_phrase p = (enum ct_phrase)m->phrase;

		f->type = CT_FRAME_NOTICE;
		f->num[0] = m->phrase;
		return both(line, ct_phrase_text(p, CT_LANG_EN),
		    ct_phrase_text(p, CT_LANG_ZH), m, &f->str[0]);
	}
	f->type = m->kind == CT_MSG_BYE ? CT_FRAME_GOODBYE : CT_FRAME_ERROR;
	f->num[0] = (uint64_t)m->err;
	f->num[1] = m->number;
	f->str[0] = ct_slice_str(ct_err_token(m->err));
	return both(line, ct_err_text(m->err, CT_LANG_EN),
	    ct_err_text(m->err, CT_LANG_ZH), m, &f->str[first]);
}

/* Strings to the connection's charset. */
static enum ct_err
encode_strings(
    const struct ct_session *s, struct ct_frame *f, struct ct_buf *all)
{
	size_t at[6], len[6];

	for (size_t i = 0; i < 6; i++) {
		struct ct_slice str = f->str[i];
		enum ct_err err;

		at[i] = all->len;
		err = ct_session_encode(s, str, "\n", all);
		if (err != CT_OK)
			return err;
		len[i] = all->len - at[i];
		/* The last line had no LF of its own. */
		len[i] -= len[i] > 0 && str.data[str.len - 1] != '\n';
	}
	for (size_t i = 0; i < 6; i++)
		f->str[i] = (struct ct_slice){all->data + at[i], len[i]};
	return CT_OK;
}

static enum ct_err
add_too_long(struct ct_buf *out)
{
	struct ct_frame f = {.type = CT_FRAME_ERROR,
	    .num = {CT_ETEXT},
	    .str = {ct_slice_str(ct_err_token(CT_ETEXT)),
		ct_slice_str(ct_err_text(CT_ETEXT, CT_LANG_EN)),
		ct_slice_str(ct_err_text(CT_ETEXT, CT_LANG_ZH))}};

	return ct_frame_add(out, &f);
}

static enum ct_err
encode(const struct ct_session *s, const struct ct_msg *m, struct ct_form form,
    struct ct_buf *out)
{
	struct ct_frame f = {.type = frames[m->kind].type};
	struct ct_buf all;
	enum ct_err err = CT_OK;

	if (m->kind == CT_MSG_NOTICE || m->kind == CT_MSG_ERROR ||
	    m->kind == CT_MSG_BYE)
		err = spoken(s, m, &f);
	else if (frames[m->kind].fn == NULL || !frames[m->kind].fn(m, form, &f))
		return CT_OK;
	if (err != CT_OK)
		return err;
	ct_buf_init(&all, SIZE_MAX / 2);
	if (s->coding.charset != CT_CHARSET_UTF8)
		err = encode_strings(s, &f, &all);
	if (err == CT_OK)
		err = ct_frame_add(out, &f);
	/* Escapes can make a text longer than a frame may be: that is told. */
	if (err == CT_EFRAME)
		err = add_too_long(out);
	ct_buf_fini(&all);
	return err;
}

const struct ct_dialect ct_dialect_native = {
    .name = "native",
    .form = 1,
    .state_size = sizeof(struct native),
    .decode = decode,
    .encode = encode,
};
