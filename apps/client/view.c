/* One function for each kind of frame that a person sees. */
#include "view.h"

#include <string.h>

#include "words.h"

#include "core/text.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static const struct ct_slice none = {"", 0};

/* One line, as it is filled in before anything of it is written. */
struct line {
	struct ct_slice room; /* empty: no prefix */
	int64_t time;         /* 0: not shown */
	uint64_t number;      /* 0: not shown */
	enum word word;
	struct ct_slice a, b; /* {0} on one line, {1} may have several */
};

static enum ct_err
add_number(uint64_t number, struct ct_buf *out)
{
	enum ct_err err = CT_OK;

	if (number == 0)
		return CT_OK;
	err = ct_buf_add_u8(out, '#');
	if (err == CT_OK)
		err = ct_buf_add_dec(out, number);
	return err == CT_OK ? ct_buf_add_u8(out, ' ') : err;
}

static enum ct_err
add_prefix(const struct view *v, const struct line *l, struct ct_buf *out)
{
	char text[8] = "";
	enum ct_err err = CT_OK;

	if (l->time != 0) {
		v->hhmm(l->time, text);
		err = ct_buf_add_str(out, text);
		if (err == CT_OK)
			err = ct_buf_add_u8(out, ' ');
	}
	if (err == CT_OK)
		err = add_number(l->number, out);
	if (err != CT_OK || l->room.len == 0 || ct_slice_eq(l->room, v->lobby))
		return err;
	err = ct_buf_add_u8(out, '[');
	if (err == CT_OK)
		err = ct_text_clean(l->room, false, out);
	return err == CT_OK ? ct_buf_add_str(out, "] ") : err;
}

/* What precedes the next `sep` in `in`, which moves past it. */
static struct ct_slice
take_until(struct ct_slice *in, char sep)
{
	const char *end = in->len > 0 ? memchr(in->data, sep, in->len) : NULL;
	struct ct_slice out = *in;

	if (end == NULL) {
		*in = none;
		return out;
	}
	out.len = (size_t)(end - in->data);
	in->data += out.len + 1;
	in->len -= out.len + 1;
	return out;
}

/* The text of a person; its lines after the first are set in. */
static enum ct_err
add_lines(struct ct_slice text, struct ct_buf *out)
{
	struct ct_buf clean;
	struct ct_slice in;
	enum ct_err err;

	ct_buf_init(&clean, 4 * CT_FRAME_MAX);
	err = ct_text_clean(text, true, &clean);
	in = ct_buf_slice(&clean);
	while (err == CT_OK && in.len > 0) {
		err = ct_buf_add_slice(out, take_until(&in, '\n'));
		if (err == CT_OK && in.len > 0)
			err = ct_buf_add_str(out, "\n  ");
	}
	ct_buf_fini(&clean);
	return err;
}

static enum ct_err
add_line(const struct view *v, const struct line *l, struct ct_buf *out)
{
	struct ct_buf a, b;
	size_t before = out->len;
	enum ct_err err;

	ct_buf_init(&a, 8 * CT_FRAME_MAX);
	ct_buf_init(&b, 8 * CT_FRAME_MAX);
	err = ct_text_clean(l->a, false, &a);
	if (err == CT_OK)
		err = add_lines(l->b, &b);
	if (err == CT_OK)
		err = add_prefix(v, l, out);
	if (err == CT_OK)
		err = words_add(
		    out, v->lang, l->word, ct_buf_slice(&a), ct_buf_slice(&b));
	if (err == CT_OK)
		err = ct_buf_add_u8(out, '\n');
	if (err != CT_OK)
		out->len = before;
	ct_buf_fini(&a);
	ct_buf_fini(&b);
	return err;
}

/* MESSAGE: by kind. */

struct kind {
	enum word word, empty; /* with a text, and with none */
};

static const struct kind kinds[] = {
    [CT_KIND_SAY] = {WORD_SAY, WORD_SAY},
    [CT_KIND_DIRECT] = {WORD_DIRECT_FROM, WORD_DIRECT_FROM},
    [CT_KIND_JOIN] = {WORD_JOIN, WORD_JOIN},
    [CT_KIND_PART] = {WORD_PART, WORD_PART},
    [CT_KIND_QUIT] = {WORD_QUIT, WORD_QUIT},
    [CT_KIND_NICK] = {WORD_NICK, WORD_NICK},
    [CT_KIND_TOPIC] = {WORD_TOPIC, WORD_NO_TOPIC},
};

static enum ct_err
see_message(const struct view *v, const struct ct_frame *f, struct ct_buf *out)
{
	uint64_t kind = f->num[0];
	bool old = f->num[1] != 0;
	struct line l = {.room = f->str[0],
	    .time = old ? (int64_t)f->num[4] : 0,
	    .number = old && v->asked ? f->num[2] : 0,
	    .a = f->str[1],
	    .b = f->str[2]};

	if (kind < CT_KIND_SAY || kind >= COUNT(kinds))
		return CT_OK;
	l.word = l.b.len > 0 ? kinds[kind].word : kinds[kind].empty;
	if (kind == CT_KIND_DIRECT) {
		l.room = none;
		if (ct_slice_eq(l.a, v->me) && !ct_slice_eq(f->str[0], v->me))
			return CT_OK;
	}
	return add_line(v, &l, out);
}

static enum ct_err
see_error(const struct view *v, const struct ct_frame *f, struct ct_buf *out)
{
	struct line l = {.word = WORD_ERROR,
	    .room = none,
	    .a = f->str[v->lang == CT_LANG_ZH ? 2 : 1],
	    .b = f->str[0]};

	return add_line(v, &l, out);
}

/* The words of a frame with a room and a text; `empty` when there is none. */
static enum ct_err
see_topic_is(const struct view *v, const struct ct_frame *f, struct ct_buf *out)
{
	bool is = f->str[1].len > 0;
	struct line l = {.word = is ? WORD_TOPIC_IS : WORD_NO_TOPIC_IS,
	    .room = f->str[0],
	    .a = f->str[1],
	    .b = none};

	return add_line(v, &l, out);
}

static enum ct_err
add_counted(const struct view *v, enum word word, struct ct_slice name,
    uint64_t n, struct ct_buf *out)
{
	struct ct_buf digits;
	struct line l = {.word = word, .room = none, .a = name};
	enum ct_err err;

	ct_buf_init(&digits, 32);
	err = ct_buf_add_dec(&digits, n);
	l.b = ct_buf_slice(&digits);
	if (name.len == 0)
		l.a = l.b;
	if (err == CT_OK)
		err = add_line(v, &l, out);
	ct_buf_fini(&digits);
	return err;
}

static enum ct_err
see_joined(const struct view *v, const struct ct_frame *f, struct ct_buf *out)
{
	enum ct_err err =
	    add_counted(v, WORD_JOINED, f->str[0], f->num[0], out);

	if (err != CT_OK || f->str[1].len == 0)
		return err;
	return see_topic_is(v, f, out);
}

static enum ct_err
see_left(const struct view *v, const struct ct_frame *f, struct ct_buf *out)
{
	struct line l = {
	    .word = WORD_LEFT, .room = none, .a = f->str[0], .b = none};

	return add_line(v, &l, out);
}

static enum ct_err
see_renamed(const struct view *v, const struct ct_frame *f, struct ct_buf *out)
{
	struct line l = {
	    .word = WORD_RENAMED, .room = none, .a = f->str[1], .b = none};

	return add_line(v, &l, out);
}

static enum ct_err
see_members(const struct view *v, const struct ct_frame *f, struct ct_buf *out)
{
	struct line l = {.word = WORD_MEMBERS, .room = none, .a = f->str[0]};
	const char *comma = v->lang == CT_LANG_ZH ? "、" : ", ";
	struct ct_slice in = f->str[1];
	struct ct_buf names;
	enum ct_err err = CT_OK;

	ct_buf_init(&names, 2 * CT_FRAME_MAX);
	while (err == CT_OK && in.len > 0) {
		struct ct_slice name = take_until(&in, '\n');

		if (names.len > 0)
			err = ct_buf_add_str(&names, comma);
		if (err == CT_OK)
			err = ct_buf_add_slice(&names, name);
	}
	l.b = ct_buf_slice(&names);
	if (err == CT_OK)
		err = add_line(v, &l, out);
	ct_buf_fini(&names);
	return err;
}

static enum ct_err
see_rooms(const struct view *v, const struct ct_frame *f, struct ct_buf *out)
{
	struct line head = {
	    .word = WORD_ROOMS, .room = none, .a = none, .b = none};
	struct ct_slice in = f->str[0];
	enum ct_err err = add_line(v, &head, out);

	while (err == CT_OK && in.len > 0) {
		struct ct_slice row = take_until(&in, '\n');
		struct line l = {.word = WORD_ROOM_ROW, .room = none};

		l.a = take_until(&row, '\t');
		l.b = take_until(&row, '\t');
		err = add_line(v, &l, out);
		if (err != CT_OK || row.len == 0)
			continue;
		out->len--; /* the topic goes on the same line */
		err = ct_buf_add_u8(out, ' ');
		if (err == CT_OK)
			err = ct_text_clean(row, false, out);
		if (err == CT_OK)
			err = ct_buf_add_u8(out, '\n');
	}
	return err;
}

static enum ct_err
see_past(const struct view *v, const struct ct_frame *f, struct ct_buf *out)
{
	struct line l = {
	    .word = WORD_NO_PAST, .room = f->str[0], .a = none, .b = none};

	if (f->num[0] > 0)
		return add_counted(v, WORD_PAST, none, f->num[0], out);
	return v->asked ? add_line(v, &l, out) : CT_OK;
}

static enum ct_err
see_found(const struct view *v, const struct ct_frame *f, struct ct_buf *out)
{
	struct line l = {.room = f->str[0],
	    .time = (int64_t)f->num[2],
	    .number = f->num[1],
	    .word = WORD_SAY,
	    .a = f->str[1],
	    .b = f->str[2]};

	return add_line(v, &l, out);
}

static enum ct_err
see_found_end(
    const struct view *v, const struct ct_frame *f, struct ct_buf *out)
{
	struct line l = {
	    .word = WORD_FOUND_NONE, .room = none, .a = none, .b = none};

	if (f->num[0] > 0)
		return add_counted(v, WORD_FOUND, none, f->num[0], out);
	return add_line(v, &l, out);
}

static enum ct_err
see_notice(const struct view *v, const struct ct_frame *f, struct ct_buf *out)
{
	struct line l = {.word = WORD_NOTE,
	    .room = none,
	    .a = none,
	    .b = f->str[v->lang == CT_LANG_ZH ? 1 : 0]};

	return add_line(v, &l, out);
}

static enum ct_err
see_text(const struct view *v, const struct ct_frame *f, struct ct_buf *out)
{
	struct ct_slice in = f->str[0];
	enum ct_err err = CT_OK;

	while (err == CT_OK && in.len > 0) {
		struct line l = {.word = WORD_PLAIN, .room = none, .a = none};

		l.b = take_until(&in, '\n');
		err = add_line(v, &l, out);
	}
	return err;
}

static const struct {
	uint8_t type;
	enum ct_err (*see)(
	    const struct view *, const struct ct_frame *, struct ct_buf *);
} sights[] = {
    {CT_FRAME_MESSAGE, see_message},
    {CT_FRAME_ERROR, see_error},
    {CT_FRAME_GOODBYE, see_error},
    {CT_FRAME_JOINED, see_joined},
    {CT_FRAME_LEFT, see_left},
    {CT_FRAME_RENAMED, see_renamed},
    {CT_FRAME_MEMBERS, see_members},
    {CT_FRAME_ROOM_LIST, see_rooms},
    {CT_FRAME_PAST, see_past},
    {CT_FRAME_FOUND, see_found},
    {CT_FRAME_FOUND_END, see_found_end},
    {CT_FRAME_NOTICE, see_notice},
    {CT_FRAME_TOPIC_IS, see_topic_is},
    {CT_FRAME_TEXT, see_text},
};

enum ct_err
view_frame(const struct view *v, const struct ct_frame *f, struct ct_buf *out)
{
	size_t before = out->len;
	enum ct_err err = CT_OK;

	for (size_t i = 0; i < COUNT(sights); i++)
		if (sights[i].type == f->type)
			err = sights[i].see(v, f, out);
	if (err != CT_OK)
		out->len = before;
	return err;
}

enum ct_err
view_said(const struct view *v, const struct ct_frame *f, struct ct_buf *out)
{
	bool direct = f->type == CT_FRAME_DIRECT;
	struct line l = {.word = direct ? WORD_DIRECT_TO : WORD_SAY,
	    .room = direct ? none : f->str[0],
	    .a = direct ? f->str[0] : v->me,
	    .b = f->str[1]};

	return add_line(v, &l, out);
}
