/* What a conversation does with each frame, each key and each line. */
#include "talk.h"

#include <stdio.h>

#include "request.h"
#include "tell.h"
#include "view.h"

#include "core/command.h"
#include "core/text.h"
#include "platform/clock.h"

static const struct ct_slice none = {"", 0};

static const struct opt opts[] = {
    USAGE_SERVER,
    {.name = "plain",
	.kind = OPT_FLAG,
	.at = offsetof(struct usage, plain),
	.en = "whole lines only, no control sequences",
	.zh = "只用整行，不用控制序列"},
    {.name = "tty",
	.kind = OPT_CHOICE,
	.at = offsetof(struct usage, tty),
	.choices = "auto|vt",
	.en = "vt: draw on a pipe as well; its size is in COLUMNS and LINES",
	.zh = "vt：输出到管道也绘制，大小取自 COLUMNS 与 LINES"},
    {.name = "ambiguous",
	.kind = OPT_INT,
	.at = offsetof(struct usage, ambiguous),
	.least = 0,
	.most = 2,
	.en = "cells of characters like … and ①; 0: find out",
	.zh = "…、① 这类字符占几格；0 为自动"},
    USAGE_LASTING,
    USAGE_COMMON,
};

static const struct usage_page page = {
    .name = "talk",
    .synopsis = "crosstalk [HOST[:PORT]] [--nick NAME] [--room ROOM]\n"
		"       crosstalk send|tail|export|lesson|charset|lab --help\n",
    .about =
	{
	    "Talks in a room. Lines that begin with / are commands: /help.\n"
	    "From a pipe, each line is said or done, and when the last one is\n"
	    "acknowledged the program ends.\n\n",
	    "在房间里聊天。以 / 开头的行是命令：/help。\n"
	    "从管道读入时逐行发送，全部得到确认后退出。\n\n",
	},
    .opts = opts,
    .count = sizeof(opts) / sizeof(opts[0]),
    .host = true,
};

int
talk_usage(struct app *app, int argc, char **argv, struct usage *u)
{
	return usage_read(app, &page, argc, argv, u);
}

enum ct_err
talk_prompt(struct talk *t, struct ct_buf *out)
{
	bool away = t->link.state != LINK_HERE;
	enum word w = away ? WORD_PROMPT_AWAY : WORD_PROMPT_SLOW;
	struct ct_buf room, digits;
	enum ct_err err;

	if (!away && !t->slow)
		w = WORD_PROMPT;
	ct_buf_init(&room, 4096);
	ct_buf_init(&digits, 32);
	err = ct_text_clean(ct_buf_slice(&t->room), false, &room);
	if (err == CT_OK)
		err = ct_buf_add_dec(&digits, t->link.outbox.waiting);
	if (err == CT_OK)
		err = words_add(out, t->app.lang, w, ct_buf_slice(&room),
		    ct_buf_slice(&digits));
	ct_buf_fini(&room);
	ct_buf_fini(&digits);
	return err;
}

static int
show(struct talk *t, struct ct_slice lines)
{
	t->dirty = true;
	if (screen_lines(&t->screen, lines) == CT_OK)
		return APP_OK;
	return APP_SYSTEM;
}

/* A sentence of our own, on the screen. */
static int
note(struct talk *t, enum word w, struct ct_slice a, struct ct_slice b)
{
	struct ct_buf raw;
	enum ct_err err;

	ct_buf_init(&raw, 2 * CT_FRAME_MAX);
	ct_buf_clear(&t->seen, false);
	err = words_add(&raw, t->app.lang, w, a, b);
	if (err == CT_OK)
		err = ct_text_clean(ct_buf_slice(&raw), true, &t->seen);
	if (err == CT_OK)
		err = ct_buf_add_u8(&t->seen, '\n');
	ct_buf_fini(&raw);
	return err == CT_OK ? show(t, ct_buf_slice(&t->seen)) : APP_SYSTEM;
}

static struct view
view_of(const struct talk *t)
{
	return (struct view){.lang = t->app.lang,
	    .me = ct_buf_slice(&t->link.me),
	    .lobby = ct_buf_slice(&t->link.lobby),
	    .asked = t->asked,
	    .hhmm = pf_clock_hhmm};
}

static enum ct_err
set_room(struct talk *t, struct ct_slice name)
{
	ct_buf_clear(&t->room, false);
	return ct_buf_add_slice(&t->room, name);
}

/* The next line waits until the server has done what went before. */
static int
sync(struct talk *t)
{
	struct ct_frame f = {.type = CT_FRAME_PING};

	f.num[0] = ++t->ping;
	t->syncing = true;
	return link_say(&t->app, &t->link, &f);
}

static int
want(struct talk *t, struct ct_slice name)
{
	ct_buf_clear(&t->wanted, false);
	return ct_buf_add_slice(&t->wanted, name) == CT_OK ? APP_OK
							   : APP_SYSTEM;
}

/* Is this the room that was asked for, however it was typed? The server also
 * takes us into rooms where we were before. */
static bool
is_wanted(struct talk *t, struct ct_slice room)
{
	struct ct_slice wanted = ct_buf_slice(&t->wanted);
	struct ct_buf a, b;
	bool same;

	if (wanted.len > 0 && wanted.data[0] == '#') {
		wanted.data++;
		wanted.len--;
	}
	ct_buf_init(&a, 2 * CT_FRAME_MAX);
	ct_buf_init(&b, 2 * CT_FRAME_MAX);
	same = wanted.len > 0 && ct_text_fold(wanted, &a) == CT_OK &&
	       ct_text_fold(room, &b) == CT_OK &&
	       ct_slice_eq(ct_buf_slice(&a), ct_buf_slice(&b));
	ct_buf_fini(&a);
	ct_buf_fini(&b);
	return same;
}

int
talk_begin(struct talk *t)
{
	struct ct_frame f = {.type = CT_FRAME_JOIN, .num = {REQUEST_REPLAY}};
	int code = note(t, WORD_WELCOME, ct_slice_str(t->link.name),
	    ct_buf_slice(&t->link.me));

	if (code == APP_OK && t->link.server.len > 0)
		code = note(t, WORD_SERVER_NAME, ct_buf_slice(&t->link.server),
		    (struct ct_slice){NULL, 0});
	if (set_room(t, ct_buf_slice(&t->link.lobby)) != CT_OK)
		return APP_SYSTEM;
	f.str[0] = ct_slice_str(t->u.room);
	if (code == APP_OK && f.str[0].len > 0)
		code = want(t, f.str[0]);
	if (code == APP_OK && f.str[0].len > 0)
		code = link_say(&t->app, &t->link, &f);
	return code == APP_OK ? sync(t) : code;
}

/* What a frame changes for us, before it is shown. */
static enum ct_err
follow(struct talk *t, const struct ct_frame *f)
{
	struct ct_slice room = ct_buf_slice(&t->room);

	switch (f->type) {
	case CT_FRAME_JOINED:
		if (is_wanted(t, f->str[0]))
			return set_room(t, f->str[0]);
		return CT_OK;
	case CT_FRAME_FOUND_END:
		t->search_row = f->num[0] > 0 ? f->num[1] : 0;
		return CT_OK;
	case CT_FRAME_LEFT:
		if (ct_slice_eq(f->str[0], room))
			return set_room(t, ct_buf_slice(&t->link.lobby));
		return CT_OK;
	case CT_FRAME_PONG:
		if (f->num[0] == t->ping)
			t->syncing = false;
		return CT_OK;
	case CT_FRAME_ERROR:
		if (!t->keys)
			t->code = APP_REFUSED;
		return CT_OK;
	case CT_FRAME_GOODBYE:
		t->said_why = true;
		return CT_OK;
	default:
		return CT_OK;
	}
}

int
talk_frame(struct talk *t, const struct ct_frame *f)
{
	struct view v = view_of(t);
	enum ct_err err;

	ct_buf_clear(&t->seen, false);
	err = follow(t, f);
	if (err == CT_OK)
		err = view_frame(&v, f, &t->seen);
	if (err != CT_OK)
		return APP_SYSTEM;
	if (f->type == CT_FRAME_PAST || f->type == CT_FRAME_FOUND_END ||
	    f->type == CT_FRAME_ERROR)
		t->asked = false;
	if (t->seen.len == 0)
		return APP_OK;
	return show(t, ct_buf_slice(&t->seen));
}

/* Says it, and shows it where the terminal has not done so. */
static int
say(struct talk *t, struct ct_frame *f)
{
	struct view v = view_of(t);
	int code = link_say(&t->app, &t->link, f);

	if (code != APP_OK || !t->keys)
		return code;
	ct_buf_clear(&t->seen, false);
	if (view_said(&v, f, &t->seen) != CT_OK)
		return APP_SYSTEM;
	return show(t, ct_buf_slice(&t->seen));
}

/* The next page of the last search, when no text is given. */
static int
search(struct talk *t, struct ct_frame *f, bool *nothing)
{
	*nothing = false;
	if (f->str[0].len > 0) {
		ct_buf_clear(&t->search, false);
		return ct_buf_add_slice(&t->search, f->str[0]) == CT_OK
			   ? APP_OK
			   : APP_SYSTEM;
	}
	f->str[0] = ct_buf_slice(&t->search);
	f->num[0] = t->search_row;
	*nothing = t->search_row == 0;
	if (!*nothing)
		return APP_OK;
	return note(
	    t, t->search.len == 0 ? WORD_NO_SEARCH : WORD_NO_OLDER, none, none);
}

static int
ask(struct talk *t, struct ct_frame *f)
{
	bool nothing = false;
	int code = APP_OK;

	if (f->type == CT_FRAME_SEARCH)
		code = search(t, f, &nothing);
	if (f->type == CT_FRAME_JOIN)
		code = want(t, f->str[0]);
	if (code != APP_OK || nothing)
		return code;
	code = link_say(&t->app, &t->link, f);
	t->asked = f->type == CT_FRAME_HISTORY || f->type == CT_FRAME_SEARCH;
	return code == APP_OK ? sync(t) : code;
}

static int
help(struct talk *t)
{
	ct_buf_clear(&t->seen, false);
	if (ct_command_help(t->app.lang, &t->seen) != CT_OK ||
	    ct_buf_add_u8(&t->seen, '\n') != CT_OK)
		return APP_SYSTEM;
	return show(t, ct_buf_slice(&t->seen));
}

static int
choose_lang(struct talk *t, struct ct_slice name)
{
	t->app.lang =
	    ct_slice_eq(name, ct_slice_str("zh")) ? CT_LANG_ZH : CT_LANG_EN;
	return note(t, WORD_LANG_NOW, none, none);
}

/* A command that is none, or is not written so. */
static int
wrong(struct talk *t, const struct ct_event *ev)
{
	bool usage = ev->err == CT_EARGS && t->app.lang == CT_LANG_ZH;

	if (!t->keys)
		t->code = APP_USAGE;
	return note(t, ev->err == CT_EARGS ? WORD_USAGE : WORD_NO_COMMAND,
	    usage ? ev->text : ev->name, none);
}

/* A search whose answer was lost, but not its PONG, is asked for again. */
static int
back(struct talk *t)
{
	struct ct_frame f = {.type = CT_FRAME_SEARCH,
	    .num = {t->search_row, REQUEST_FOUND},
	    .str = {ct_buf_slice(&t->search)}};
	int code = APP_OK;

	if (t->asked && !t->syncing)
		code = link_say(&t->app, &t->link, &f);
	if (t->asked && !t->syncing && code == APP_OK)
		code = sync(t);
	if (code != APP_OK)
		return code;
	return note(t, WORD_NOTE_UP, ct_slice_str(t->link.name), none);
}

int
talk_event(struct talk *t, enum link_event ev, const struct ct_frame *f)
{
	char count[24];

	switch (ev) {
	case LINK_DOWN:
		return note(t, WORD_NOTE_DOWN, none,
		    ct_slice_str(link_why(&t->app, &t->link)));
	case LINK_UP:
		return back(t);
	case LINK_ANEW:
		return note(t, WORD_NOTE_ANEW, none, none);
	case LINK_GONE:
		snprintf(count, sizeof(count), "%llu",
		    (unsigned long long)f->num[0]);
		return note(t, WORD_NOTE_GONE, ct_slice_str(count), f->str[0]);
	default:
		return APP_OK;
	}
}

int
talk_line(struct talk *t, struct ct_slice line)
{
	struct request r;

	switch (request_read(line, ct_buf_slice(&t->room), &r)) {
	case REQUEST_SAY:
		return say(t, &r.frame);
	case REQUEST_ASK:
		return ask(t, &r.frame);
	case REQUEST_HELP:
		return help(t);
	case REQUEST_LANG:
		return choose_lang(t, r.event.name);
	case REQUEST_QUIT:
		t->quit = true;
		return APP_OK;
	case REQUEST_WRONG:
		return wrong(t, &r.event);
	case REQUEST_NOT_HERE:
		return note(t, WORD_NOT_HERE, none, none);
	case REQUEST_NOTHING:
		return APP_OK;
	}
	return APP_OK;
}

int
talk_bad_line(struct talk *t, enum ct_err err)
{
	char number[24];

	snprintf(number, sizeof(number), "%llu",
	    (unsigned long long)t->lines.number);
	if (err == CT_EINVAL)
		tell(&t->app, WORD_BAD_INPUT, number,
		    ct_coding_name(&t->lines.coding));
	else
		tell(&t->app, WORD_LONG_INPUT, number, "60000");
	return APP_INPUT;
}

/* A typed line, with an LF behind it, goes where piped ones go. */
static int
submit(struct talk *t)
{
	struct ct_buf line;
	enum ct_err err;

	ct_buf_init(&line, EDIT_TEXT_MAX + 1);
	err = edit_take(&t->edit, &line);
	if (err == CT_OK)
		err = ct_buf_add_u8(&line, '\n');
	if (err == CT_OK)
		err = lines_feed(&t->lines, line.data, line.len);
	ct_buf_fini(&line);
	return err == CT_OK ? APP_OK : APP_SYSTEM;
}

static int
key(struct talk *t, const struct pf_input_event *ev)
{
	enum edit_result result;

	if (ev->key == PF_KEY_CURSOR)
		return talk_cursor(t, (int)ev->code);
	result = edit_key(&t->edit, ev->key, ev->code);
	if (result == EDIT_NOTHING)
		return APP_OK;
	t->dirty = true;
	switch (result) {
	case EDIT_SUBMIT:
		return submit(t);
	case EDIT_INTERRUPT:
		t->quit = t->hurry = true;
		return APP_OK;
	case EDIT_END:
		lines_end(&t->lines);
		return APP_OK;
	case EDIT_REDRAW:
		return talk_resize(t);
	case EDIT_FULL:
		return note(t, WORD_TOO_LONG, ct_slice_str("32768"), none);
	case EDIT_NOMEM:
		return APP_SYSTEM;
	default:
		return APP_OK;
	}
}

int
talk_input(struct talk *t, bool *any)
{
	struct pf_input_event ev;

	*any = t->input != NULL && pf_input_next(t->input, &ev) == PF_OK;
	if (!*any)
		return APP_OK;
	switch (ev.kind) {
	case PF_INPUT_KEY:
		return key(t, &ev);
	case PF_INPUT_BYTES:
		if (lines_feed(&t->lines, ev.bytes, ev.len) != CT_OK)
			return APP_SYSTEM;
		return APP_OK;
	case PF_INPUT_END:
		lines_end(&t->lines);
		return APP_OK;
	case PF_INPUT_ERROR:
		break;
	}
	tell(&t->app, WORD_NO_READ, tell_pf(&t->app, ev.err), NULL);
	return APP_SYSTEM;
}
