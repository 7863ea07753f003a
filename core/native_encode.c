/* Messages as frames of the native dialect, one small function a kind. */
#include "native_encode.h"

#include "frame.h"
#include "phrase.h"

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
	f->num[2] = m->number;
	f->str[0] = m->from;
	f->str[1] = m->text;
	f->str[2] = m->to;
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

/* number first, then room and text: JOINED, PONG. */
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
past(const struct ct_msg *m, struct ct_form form, struct ct_frame *f)
{
	(void)form;
	f->num[0] = m->number;
	f->num[1] = m->seq;
	f->str[0] = m->room;
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
    [CT_MSG_PAST] = {CT_FRAME_PAST, past},
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

enum ct_err
ct_native_encode(const struct ct_session *s, const struct ct_msg *m,
    struct ct_form form, struct ct_buf *out)
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
