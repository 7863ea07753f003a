/*
 * crosstalk HOST: a person at a terminal, or lines from a pipe, in a room.
 *
 * Typed lines and piped lines go the same way, one after the other: what is
 * said is queued in the link's outbox; after a command the next line waits
 * until the server has answered it, so that "/join R" and what follows cannot
 * part.
 */
#include "talk.h"

#include <stdio.h>

#include "identity.h"
#include "tell.h"

#include "apps/common/charset_port.h"
#include "platform/clock.h"
#include "platform/signals.h"

enum {
	slow_after = 1000,       /* ms until a person sees that one waits */
	quit_wait = 3000,        /* ms for what is still to be acknowledged */
	waiting_max = 64 * 1024, /* bytes unsaid before lines are held back */
};

/* The line that is being typed, on the terminal as it is now. */
static int
draw_edit(struct talk *t)
{
	struct ct_buf prompt;
	int code = talk_resize(t);
	enum ct_err err;

	ct_buf_init(&prompt, 16 * 1024);
	err = talk_prompt(t, &prompt);
	if (err == CT_OK)
		err = screen_edit(&t->screen, ct_buf_slice(&prompt), &t->edit);
	ct_buf_fini(&prompt);
	return err == CT_OK ? code : APP_SYSTEM;
}

/* Draws what has changed and writes it out. */
static int
draw(struct talk *t)
{
	int code = APP_OK;

	if (t->input != NULL && t->keys)
		code = draw_edit(t);
	t->dirty = false;
	return code == APP_OK ? talk_flush(t) : code;
}

/* Takes all that was typed; keys are never kept waiting. */
static int
take_keys(struct talk *t)
{
	bool any = t->keys;
	int code = APP_OK;

	while (code == APP_OK && any)
		code = talk_input(t, &any);
	return code;
}

/* Does a command wait for its answer? What is read from a disk may come after
 * the PONG. */
static bool
is_waiting(const struct talk *t)
{
	return t->syncing || t->asked;
}

/* Says or does the lines that are there, as long as they may go on. */
static int
take_lines(struct talk *t)
{
	bool any = true;
	int code = take_keys(t);

	while (code == APP_OK && any && !is_waiting(t) && !t->quit &&
	       t->link.outbox.frames.len < waiting_max) {
		enum ct_err err = lines_next(&t->lines, &t->line);

		if (err == CT_OK)
			code = talk_line(t, ct_buf_slice(&t->line));
		else if (err == CT_END)
			t->quit = true;
		else if (err == CT_MORE && !t->keys)
			code = talk_input(t, &any);
		else if (err == CT_MORE)
			return APP_OK;
		else
			code = talk_bad_line(t, err);
	}
	return code;
}

/* Has everything been said and answered, so that we can go? */
static bool
is_over(struct talk *t)
{
	if (!t->quit)
		return false;
	if (t->hurry || (t->keys && pf_clock_mono() >= t->until))
		return true;
	return !is_waiting(t) && t->link.outbox.waiting == 0;
}

/* A person who quits is not kept waiting for long; a pipe is. */
static void
set_deadline(struct talk *t)
{
	if (t->quit && t->keys && t->until == CT_NEVER)
		t->until = pf_clock_mono() + quit_wait;
}

static int
woken(struct talk *t)
{
	if (pf_signals_taken() > 0)
		t->quit = t->hurry = true;
	return APP_OK;
}

/* When the loop is to go on; at once if there is something to draw. */
static ct_ms
look_again(struct talk *t)
{
	const struct outbox *b = &t->link.outbox;
	ct_ms overdue = CT_NEVER;
	bool slow;

	if (b->waiting > 0 && b->awaited != 0)
		overdue = b->since + slow_after;
	slow = pf_clock_mono() >= overdue;
	if (slow != t->slow)
		t->dirty = true;
	t->slow = slow;
	if (t->dirty)
		return 0;
	if (slow || overdue > t->until)
		overdue = t->until;
	return overdue < t->settle_by ? overdue : t->settle_by;
}

static int
run(struct talk *t)
{
	struct ct_frame f;
	int code = APP_OK;

	t->dirty = true;
	while (code == APP_OK) {
		enum link_event ev;

		code = take_lines(t);
		set_deadline(t);
		if (code == APP_OK)
			code = talk_unanswered(t);
		if (code != APP_OK || is_over(t))
			return code;
		ev = link_next(&t->link, look_again(t), &f);
		if (ev == LINK_FRAME)
			code = talk_frame(t, &f);
		else if (ev == LINK_WOKEN)
			code = woken(t);
		else if (ev == LINK_END)
			return APP_LINK;
		else if (ev != LINK_TIME)
			code = talk_event(t, ev, &f);
		else if (t->dirty)
			code = draw(t);
	}
	return code;
}

static void
tell_text(const struct talk *t, struct ct_slice text)
{
	tell_slice(&t->app, WORD_UNSENT, text, (struct ct_slice){"", 0});
}

/* From which line on the pipe was not heard, if anything was left in it. */
static void
tell_line(const struct talk *t, size_t line)
{
	char number[24];

	snprintf(number, sizeof(number), "%llu", (unsigned long long)line);
	tell(&t->app, WORD_UNSAID, number, NULL);
}

/* Tells what nobody has stored: said or not. True: there was something. */
static bool
tell_unsaid(struct talk *t)
{
	struct ct_frame f;
	size_t at = 0;
	bool any = false, more;

	for (; outbox_left(&t->link.outbox, &at, &f); any = true)
		tell_text(t, f.str[1]);
	more = lines_next(&t->lines, &t->line) == CT_OK;
	any = any || more;
	if (!t->keys && (more || !t->lines.ended))
		tell_line(t, t->lines.number + !more);
	while (t->keys && more) {
		tell_text(t, ct_buf_slice(&t->line));
		more = lines_next(&t->lines, &t->line) == CT_OK;
	}
	return any;
}

/* Gives the terminal back, and says what could not be said on it. */
static int
leave(struct talk *t, int code)
{
	bool lost = code == APP_LINK && !t->said_why;

	if (!lost)
		link_bye(&t->link);
	screen_hide(&t->screen);
	if (code != APP_OUTPUT && t->screen.out.len > 0)
		talk_write(t, ct_buf_slice(&t->screen.out));
	if (t->input != NULL)
		pf_input_close(t->input);
	if (lost)
		code = link_lost(&t->app, &t->link);
	if ((code != APP_OK || t->hurry || t->link.outbox.waiting > 0) &&
	    tell_unsaid(t) && code == APP_OK)
		code = APP_LINK;
	return code == APP_OK ? t->code : code;
}

static int
open_input(struct talk *t)
{
	enum pf_err err = pf_input_open(t->link.poller, t->keys, &t->input);

	if (err == PF_OK)
		return APP_OK;
	tell(&t->app, WORD_NO_READ, tell_pf(&t->app, err), NULL);
	return APP_SYSTEM;
}

static int
hello(struct talk *t)
{
	char nick[512];
	struct link_hello h = {.nick = nick};
	enum pf_err err = identity_kept(h.id);

	if (err != PF_OK) {
		tell(&t->app, WORD_SYSTEM, tell_pf(&t->app, err), NULL);
		return APP_SYSTEM;
	}
	usage_nick(&t->u, nick, sizeof(nick));
	return link_open(&t->app, &t->link, &t->u.where, &h);
}

static int
converse(struct talk *t)
{
	int code = hello(t);

	if (code != APP_OK)
		return code;
	pf_signals_watch(t->link.poller);
	t->link.patience = usage_patience(&t->u, t->keys);
	code = talk_begin(t);
	if (code == APP_OK)
		code = open_input(t);
	if (code == APP_OK)
		code = run(t);
	code = leave(t, code);
	pf_signals_watch(NULL);
	return code;
}

/* Does this run draw on a terminal, and are there keys? */
static void
choose_terminal(struct talk *t)
{
	bool forced = strcmp(t->u.tty, "vt") == 0;
	int columns = 80, rows = 24, ambiguous = (int)t->u.ambiguous;

	t->keys = pf_stdin_is_console() && !t->u.plain;
	if (t->keys && !forced && pf_console_vt() != PF_OK) {
		t->keys = false;
		if (pf_stdout_is_console())
			tell(&t->app, WORD_NO_VT, NULL, NULL);
	}
	pf_console_size(&columns, &rows);
	if (ambiguous == 0)
		ambiguous = pf_console_ambiguous_width();
	screen_init(&t->screen, t->keys, columns, ambiguous);
}

static int
start(struct talk *t)
{
	struct charset_port port;
	bool drawn = t->keys || pf_stdout_is_console();
	int code;

	charset_port_init(&port);
	code = usage_check_charset(&t->app, &t->u, &port.port);
	if (code != USAGE_GO_ON)
		return code;
	if (ct_coding_init(
		&t->coding, &port.port, usage_charset(&t->u, drawn)) != CT_OK)
		return APP_SYSTEM;
	code = APP_SYSTEM;
	if (lines_init(&t->lines, &port.port,
		usage_charset(&t->u, pf_stdin_is_console())) == CT_OK)
		code = converse(t);
	lines_fini(&t->lines);
	ct_coding_fini(&t->coding);
	return code;
}

static void
init(struct talk *t)
{
	ct_buf_init(&t->room, 1024);
	ct_buf_init(&t->wanted, CT_FRAME_MAX);
	ct_buf_init(&t->search, CT_FRAME_MAX);
	ct_buf_init(&t->seen, 16 * CT_FRAME_MAX);
	ct_buf_init(&t->line, 2 * LINES_RAW_MAX);
	ct_buf_init(&t->bytes, 64 * CT_FRAME_MAX);
	edit_init(&t->edit);
	t->until = t->settle_by = CT_NEVER;
}

static void
fini(struct talk *t)
{
	link_fini(&t->link);
	screen_fini(&t->screen);
	edit_fini(&t->edit);
	ct_buf_fini(&t->room);
	ct_buf_fini(&t->wanted);
	ct_buf_fini(&t->search);
	ct_buf_fini(&t->seen);
	ct_buf_fini(&t->line);
	ct_buf_fini(&t->bytes);
	usage_fini(&t->u);
}

int
talk_main(const struct app *app, int argc, char **argv)
{
	struct talk t = {.app = *app, .u = USAGE_DEFAULT};
	int code;

	init(&t);
	code = talk_usage(&t.app, argc, argv, &t.u);
	if (code == USAGE_GO_ON) {
		choose_terminal(&t);
		code = start(&t);
	}
	fini(&t);
	return code;
}
