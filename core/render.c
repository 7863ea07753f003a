/* The lines that a person reads on a text door, one small function a kind. */
#include "render.h"

#include "phrase.h"

#include <stdio.h>
#include <string.h>

typedef enum ct_err render_fn(
    const struct ct_msg *m, const struct ct_render *how, struct ct_buf *out);

/* "* " and the phrase with these places, as a line. */
static enum ct_err
notice(struct ct_buf *out, enum ct_phrase p, const struct ct_render *how,
    const struct ct_slice *args, size_t count)
{
	enum ct_err err = ct_buf_add_str(out, "* ");

	if (err == CT_OK)
		err = ct_phrase_add(out, p, how->lang, args, count);
	return err == CT_OK ? ct_buf_add_str(out, "\n") : err;
}

static enum ct_err
notice3(struct ct_buf *out, enum ct_phrase p, const struct ct_render *how,
    struct ct_slice a, struct ct_slice b, struct ct_slice c)
{
	struct ct_slice args[3] = {a, b, c};

	return notice(out, p, how, args, 3);
}

static const struct ct_slice none = {NULL, 0};

/* `number` as text in `digits` of 24 bytes. */
static struct ct_slice
decimal(uint64_t number, char *digits)
{
	int n = snprintf(digits, 24, "%llu", (unsigned long long)number);

	return (struct ct_slice){digits, (size_t)n};
}

/* Takes the next line of `text` (without its LF). False: there is none. */
static bool
next_line(struct ct_slice *text, struct ct_slice *line)
{
	const char *lf;

	if (text->data == NULL)
		return false;
	lf = text->len > 0 ? memchr(text->data, '\n', text->len) : NULL;
	line->data = text->data;
	line->len = lf != NULL ? (size_t)(lf - text->data) : text->len;
	text->len -= lf != NULL ? line->len + 1 : text->len;
	text->data = lf != NULL ? lf + 1 : NULL;
	return true;
}

static enum ct_err
add_time(
    const struct ct_msg *m, const struct ct_render *how, struct ct_buf *out)
{
	int64_t minutes = m->time / 60000 + how->utc_offset;
	int64_t day = ((minutes % 1440) + 1440) % 1440;
	char text[64];

	snprintf(text, sizeof(text), "[%02d:%02d #%llu] ", (int)(day / 60),
	    (int)(day % 60), (unsigned long long)m->seq);
	return ct_buf_add_str(out, text);
}

/* In the lobby, on a door that need not say so. */
static bool
in_lobby(const struct ct_msg *m, const struct ct_render *how)
{
	return !how->show_lobby &&
	       ct_slice_eq(m->room, ct_slice_str(how->lobby));
}

/* The room is in brackets when it is not obvious. */
static enum ct_err
say_line(const struct ct_msg *m, const struct ct_render *how,
    struct ct_slice line, struct ct_buf *out)
{
	struct ct_slice args[3] = {m->room, m->from, line};
	bool plain = in_lobby(m, how);
	enum ct_err err = how->old ? add_time(m, how, out) : CT_OK;

	if (err != CT_OK)
		return err;
	return ct_phrase_fill(
	    out, plain ? "{1}: {2}\n" : "[{0}] {1}: {2}\n", args, 3);
}

static enum ct_err
render_say(
    const struct ct_msg *m, const struct ct_render *how, struct ct_buf *out)
{
	struct ct_slice rest = m->text, line;
	enum ct_err err = CT_OK;

	while (err == CT_OK && next_line(&rest, &line))
		err = say_line(m, how, line, out);
	return err;
}

static enum ct_err
direct_line(const struct ct_msg *m, const struct ct_render *how,
    struct ct_slice line, struct ct_buf *out)
{
	const char *to_you = ct_phrase_text(CT_PHRASE_DIRECT_FROM, how->lang);
	struct ct_slice args[2] = {m->from, line};
	enum ct_err err = how->old ? add_time(m, how, out) : CT_OK;

	if (err == CT_OK)
		err = ct_phrase_fill(out, to_you, args, 2);
	return err == CT_OK ? ct_buf_add_str(out, "\n") : err;
}

static enum ct_err
render_direct(
    const struct ct_msg *m, const struct ct_render *how, struct ct_buf *out)
{
	struct ct_slice rest = m->text, line;
	enum ct_err err = CT_OK;

	while (err == CT_OK && next_line(&rest, &line))
		err = direct_line(m, how, line, out);
	return err;
}

static enum ct_err
render_join(
    const struct ct_msg *m, const struct ct_render *how, struct ct_buf *out)
{
	return notice3(out, CT_PHRASE_JOIN, how, m->from, m->room, none);
}

static enum ct_err
render_part(
    const struct ct_msg *m, const struct ct_render *how, struct ct_buf *out)
{
	return notice3(out, CT_PHRASE_PART, how, m->from, m->room, none);
}

static enum ct_err
render_quit(
    const struct ct_msg *m, const struct ct_render *how, struct ct_buf *out)
{
	return notice3(out, CT_PHRASE_QUIT, how, m->from, none, none);
}

static enum ct_err
render_nick(
    const struct ct_msg *m, const struct ct_render *how, struct ct_buf *out)
{
	return notice3(out, CT_PHRASE_NICK, how, m->from, m->to, none);
}

static enum ct_err
render_topic(
    const struct ct_msg *m, const struct ct_render *how, struct ct_buf *out)
{
	return notice3(out, CT_PHRASE_TOPIC, how, m->from, m->room, m->text);
}

static enum ct_err
render_welcome(
    const struct ct_msg *m, const struct ct_render *how, struct ct_buf *out)
{
	enum ct_err err = CT_OK;

	if (m->to.len > 0)
		err =
		    notice3(out, CT_PHRASE_SERVER_NAME, how, m->to, none, none);
	if (err == CT_OK)
		err = notice3(
		    out, CT_PHRASE_WELCOME, how, m->from, m->text, none);
	if (err == CT_OK && how->show_lobby)
		err =
		    notice3(out, CT_PHRASE_WELCOME_LANG, how, none, none, none);
	return err;
}

static enum ct_err
render_topic_is(
    const struct ct_msg *m, const struct ct_render *how, struct ct_buf *out)
{
	enum ct_phrase p =
	    m->text.len > 0 ? CT_PHRASE_TOPIC_IS : CT_PHRASE_NO_TOPIC;

	return notice3(out, p, how, m->room, m->text, none);
}

static enum ct_err
render_joined(
    const struct ct_msg *m, const struct ct_render *how, struct ct_buf *out)
{
	char digits[24];
	enum ct_err err;

	if (in_lobby(m, how))
		return CT_OK;
	err = notice3(out, CT_PHRASE_JOINED, how, m->room,
	    decimal(m->number, digits), none);

	if (err == CT_OK && m->text.len > 0)
		err = render_topic_is(m, how, out);
	return err;
}

static enum ct_err
render_left(
    const struct ct_msg *m, const struct ct_render *how, struct ct_buf *out)
{
	return notice3(out, CT_PHRASE_LEFT, how, m->room, none, none);
}

static enum ct_err
render_renamed(
    const struct ct_msg *m, const struct ct_render *how, struct ct_buf *out)
{
	return notice3(out, CT_PHRASE_RENAMED, how, m->from, m->to, none);
}

/* The phrase up to its list, then the names with a comma of the language. */
static enum ct_err
render_who(
    const struct ct_msg *m, const struct ct_render *how, struct ct_buf *out)
{
	const char *comma = how->lang == CT_LANG_ZH ? "、" : ", ";
	struct ct_slice rest = m->text, name;
	struct ct_slice args[2] = {m->room, none};
	enum ct_err err = ct_buf_add_str(out, "* ");
	bool first = true;

	if (err == CT_OK)
		err = ct_phrase_add(out, CT_PHRASE_WHO, how->lang, args, 2);
	while (err == CT_OK && next_line(&rest, &name)) {
		if (!first)
			err = ct_buf_add_str(out, comma);
		if (err == CT_OK)
			err = ct_buf_add_slice(out, name);
		first = false;
	}
	return err == CT_OK ? ct_buf_add_str(out, "\n") : err;
}

/* Cuts `line` at the first TAB: the part before it, and the rest in `line`. */
static struct ct_slice
field(struct ct_slice *line)
{
	const char *tab =
	    line->len > 0 ? memchr(line->data, '\t', line->len) : NULL;
	struct ct_slice first = *line;

	if (tab == NULL) {
		line->len = 0;
		return first;
	}
	first.len = (size_t)(tab - line->data);
	line->data = tab + 1;
	line->len -= first.len + 1;
	return first;
}

static enum ct_err
room_line(struct ct_slice line, const struct ct_render *how, struct ct_buf *out)
{
	struct ct_slice args[2];
	enum ct_err err = ct_buf_add_str(out, "* ");

	args[0] = field(&line);
	args[1] = field(&line);
	if (err == CT_OK)
		err = ct_phrase_add(out, CT_PHRASE_ROOM, how->lang, args, 2);
	if (err == CT_OK && line.len > 0)
		err = ct_buf_add_str(out, " ");
	if (err == CT_OK)
		err = ct_buf_add_slice(out, line);
	return err == CT_OK ? ct_buf_add_str(out, "\n") : err;
}

static enum ct_err
render_rooms(
    const struct ct_msg *m, const struct ct_render *how, struct ct_buf *out)
{
	struct ct_slice rest = m->text, line;
	enum ct_err err = CT_OK;

	while (err == CT_OK && next_line(&rest, &line))
		err = room_line(line, how, out);
	return err;
}

static enum ct_err
render_past(
    const struct ct_msg *m, const struct ct_render *how, struct ct_buf *out)
{
	if (m->number == 0 || !how->show_lobby)
		return CT_OK;
	return notice3(out, CT_PHRASE_PAST, how, none, none, none);
}

static enum ct_err
render_found(
    const struct ct_msg *m, const struct ct_render *how, struct ct_buf *out)
{
	struct ct_render old = *how;

	old.old = true;
	return render_say(m, &old, out);
}

static enum ct_err
render_found_end(
    const struct ct_msg *m, const struct ct_render *how, struct ct_buf *out)
{
	char digits[24];

	if (m->number == 0)
		return notice3(
		    out, CT_PHRASE_FOUND_NONE, how, none, none, none);
	return notice3(out, CT_PHRASE_FOUND_MORE, how,
	    decimal(m->number, digits), none, none);
}

static enum ct_err
render_notice(
    const struct ct_msg *m, const struct ct_render *how, struct ct_buf *out)
{
	return notice3(
	    out, (enum ct_phrase)m->phrase, how, m->from, m->to, m->text);
}

static enum ct_err
render_text(
    const struct ct_msg *m, const struct ct_render *how, struct ct_buf *out)
{
	enum ct_err err = ct_buf_add_slice(out, m->text);

	(void)how;
	return err == CT_OK ? ct_buf_add_str(out, "\n") : err;
}

static enum ct_err
render_error(
    const struct ct_msg *m, const struct ct_render *how, struct ct_buf *out)
{
	struct ct_slice args[2] = {m->from, m->to};
	enum ct_err err = ct_buf_add_str(out, "! ");

	if (err == CT_OK)
		err = ct_phrase_fill(
		    out, ct_err_text(m->err, how->lang), args, 2);
	if (err == CT_OK)
		err = ct_buf_add_str(out, " (");
	if (err == CT_OK)
		err = ct_buf_add_str(out, ct_err_token(m->err));
	return err == CT_OK ? ct_buf_add_str(out, ")\n") : err;
}

static enum ct_err
render_bye(
    const struct ct_msg *m, const struct ct_render *how, struct ct_buf *out)
{
	if (m->err != CT_OK && m->err != CT_END)
		return render_error(m, how, out);
	return notice3(out, CT_PHRASE_BYE, how, none, none, none);
}

static const struct {
	render_fn *fn;
	bool speaks;
} kinds[CT_MSG_KINDS] = {
    [CT_MSG_SAY] = {render_say, false},
    [CT_MSG_DIRECT] = {render_direct, true},
    [CT_MSG_JOIN] = {render_join, true},
    [CT_MSG_PART] = {render_part, true},
    [CT_MSG_QUIT] = {render_quit, true},
    [CT_MSG_NICK] = {render_nick, true},
    [CT_MSG_TOPIC] = {render_topic, true},
    [CT_MSG_WELCOME] = {render_welcome, true},
    [CT_MSG_JOINED] = {render_joined, true},
    [CT_MSG_LEFT] = {render_left, true},
    [CT_MSG_RENAMED] = {render_renamed, true},
    [CT_MSG_WHO] = {render_who, true},
    [CT_MSG_ROOMS] = {render_rooms, true},
    [CT_MSG_TOPIC_IS] = {render_topic_is, true},
    [CT_MSG_PAST] = {render_past, true},
    [CT_MSG_FOUND] = {render_found, false},
    [CT_MSG_FOUND_END] = {render_found_end, true},
    [CT_MSG_NOTICE] = {render_notice, true},
    [CT_MSG_TEXT] = {render_text, false},
    [CT_MSG_ERROR] = {render_error, true},
    [CT_MSG_BYE] = {render_bye, true},
};

enum ct_err
ct_render(
    const struct ct_msg *m, const struct ct_render *how, struct ct_buf *out)
{
	return kinds[m->kind].fn != NULL ? kinds[m->kind].fn(m, how, out)
					 : CT_OK;
}

bool
ct_render_speaks(enum ct_msg_kind kind)
{
	return kinds[kind].speaks;
}
