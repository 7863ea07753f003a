/* crosstalk send: says what it is given, and is done when all of it is stored.
 */
#include "enter.h"
#include "lines.h"
#include "tell.h"

#include <stdio.h>
#include <string.h>

#include "apps/common/charset_port.h"
#include "platform/console.h"
#include "platform/signals.h"

static const struct opt opts[] = {
    USAGE_SERVER,
    {.name = "to",
	.kind = OPT_TEXT,
	.at = offsetof(struct usage, to),
	.most = 256,
	.arg = "NAME",
	.en = "say it to one person instead of a room",
	.zh = "只发给一个人，而不是房间"},
    USAGE_LASTING,
    USAGE_COMMON,
};

static const struct usage_page page = {
    .name = "send",
    .synopsis = "crosstalk send [--server HOST[:PORT]] [--room R] [TEXT...]\n",
    .about =
	{
	    "Says TEXT, or each line of standard input, and exits with 0 when\n"
	    "the server has stored all of it. Empty lines are skipped. TEXT\n"
	    "that begins with - comes after --.\n\n",
	    "发送 TEXT，或标准输入的每一行；服务器全部存好后以 0 退出。\n"
	    "空行略过。以 - 开头的 TEXT 写在 -- 之后。\n\n",
	},
    .opts = opts,
    .count = sizeof(opts) / sizeof(opts[0]),
};

struct sender {
	struct app app;
	struct usage u;
	struct link link;
	struct ct_buf room, text;
	struct lines lines;
	struct pf_input *input; /* NULL: the text is in the arguments */
	bool done;              /* no line will follow */
};

/* Puts the arguments into the lines, with spaces between them. */
static int
take_arguments(struct sender *s)
{
	for (size_t i = 0; i < s->u.rest_count; i++) {
		const char *word = s->u.rest[i];

		if ((i > 0 && lines_feed(&s->lines, " ", 1) != CT_OK) ||
		    lines_feed(&s->lines, word, strlen(word)) != CT_OK) {
			tell(&s->app, WORD_LONG_INPUT, "1", "60000");
			return APP_INPUT;
		}
	}
	lines_end(&s->lines);
	if (s->lines.in.len > 0)
		return APP_OK;
	tell(&s->app, WORD_NO_INPUT, NULL, NULL);
	return APP_USAGE;
}

/* Reads one piece of standard input into the lines; `*any`: there was one. */
static int
take_input(struct sender *s, bool *any)
{
	struct pf_input_event ev;

	*any = s->input != NULL && pf_input_next(s->input, &ev) == PF_OK;
	if (!*any)
		return APP_OK;
	if (ev.kind == PF_INPUT_ERROR) {
		tell(&s->app, WORD_NO_READ, tell_pf(&s->app, ev.err), NULL);
		return APP_SYSTEM;
	}
	if (ev.kind == PF_INPUT_END)
		lines_end(&s->lines);
	if (ev.kind == PF_INPUT_BYTES &&
	    lines_feed(&s->lines, ev.bytes, ev.len) != CT_OK)
		return APP_SYSTEM;
	return APP_OK;
}

static int
complain(struct sender *s, enum ct_err err)
{
	char number[24];

	snprintf(number, sizeof(number), "%llu",
	    (unsigned long long)s->lines.number);
	if (err == CT_EINVAL)
		tell(&s->app, WORD_BAD_INPUT, number,
		    ct_coding_name(&s->lines.coding));
	else if (err == CT_ELINE)
		tell(&s->app, WORD_LONG_INPUT, number, "60000");
	else
		tell(&s->app, WORD_SYSTEM, ct_err_text(err, s->app.lang), NULL);
	return err == CT_EINVAL || err == CT_ELINE ? APP_INPUT : APP_SYSTEM;
}

static int
say(struct sender *s)
{
	struct ct_frame f = {.type = CT_FRAME_SAY};

	f.str[0] = ct_buf_slice(&s->room);
	f.str[1] = ct_buf_slice(&s->text);
	if (*s->u.to != '\0') {
		f.type = CT_FRAME_DIRECT;
		f.str[0] = ct_slice_str(s->u.to);
	}
	return link_say(&s->app, &s->link, &f);
}

/* Says the next line, if there is one and the last one is stored. */
static int
advance(struct sender *s)
{
	bool any = true;
	int code = APP_OK;

	while (s->link.outbox.waiting == 0 && !s->done && any) {
		enum ct_err err = lines_next(&s->lines, &s->text);

		if (err == CT_OK)
			return say(s);
		if (err == CT_END)
			s->done = true;
		else if (err == CT_MORE)
			code = take_input(s, &any);
		else
			code = complain(s, err);
		if (code != APP_OK)
			return code;
	}
	return APP_OK;
}

static int
ended(struct sender *s, int code)
{
	char number[24];

	snprintf(number, sizeof(number), "%llu",
	    (unsigned long long)s->lines.number);
	if (s->link.outbox.waiting > 0)
		tell(&s->app, WORD_UNSENT_LINE, number, NULL);
	return code;
}

static int
run(struct sender *s)
{
	struct ct_frame f;
	int code = advance(s);

	while (code == APP_OK) {
		enum link_event ev;

		if (s->done && s->link.outbox.waiting == 0)
			return APP_OK;
		ev = link_next(&s->link, CT_NEVER, &f);
		switch (ev) {
		case LINK_FRAME:
			if (f.type == CT_FRAME_ERROR ||
			    f.type == CT_FRAME_GOODBYE)
				return ended(s, link_refused(&s->app, &f));
			break;
		case LINK_END:
			return ended(s, link_lost(&s->app, &s->link));
		case LINK_WOKEN:
			if (pf_signals_taken() > 0)
				return ended(s, APP_LINK);
			break;
		case LINK_DOWN:
		case LINK_UP:
			enter_tell(&s->app, &s->link, ev, &f);
			break;
		default:
			break;
		}
		code = advance(s);
	}
	return code;
}

static int
open_input(struct sender *s)
{
	enum pf_err err;

	if (s->u.rest_count > 0)
		return APP_OK;
	err = pf_input_open(s->link.poller, false, &s->input);
	if (err == PF_OK)
		return APP_OK;
	tell(&s->app, WORD_NO_READ, tell_pf(&s->app, err), NULL);
	return APP_SYSTEM;
}

static int
send_all(struct sender *s)
{
	char nick[512];
	int code;

	usage_nick(&s->u, nick, sizeof(nick));
	code = enter(&s->app, &s->u, nick, &s->link, &s->room);
	if (code != APP_OK)
		return code;
	pf_signals_watch(s->link.poller);
	code = open_input(s);
	if (code == APP_OK)
		code = run(s);
	link_bye(&s->link);
	if (s->input != NULL)
		pf_input_close(s->input);
	pf_signals_watch(NULL);
	return code;
}

static int
start(struct sender *s)
{
	struct charset_port port;
	bool console;
	int code;

	if (*s->u.to != '\0' && *s->u.room != '\0') {
		tell(&s->app, WORD_EITHER, "--room", "--to");
		return APP_USAGE;
	}
	charset_port_init(&port);
	code = usage_check_charset(&s->app, &s->u, &port.port);
	if (code != USAGE_GO_ON)
		return code;
	/* Arguments are UTF-8 as well. */
	console = s->u.rest_count > 0 || pf_stdin_is_console();
	if (lines_init(&s->lines, &port.port, usage_charset(&s->u, console)) !=
	    CT_OK)
		return APP_SYSTEM;
	code = s->u.rest_count > 0 ? take_arguments(s) : APP_OK;
	if (code == APP_OK)
		code = send_all(s);
	lines_fini(&s->lines);
	return code;
}

int
send_main(const struct app *app, int argc, char **argv)
{
	struct sender s = {.app = *app, .u = USAGE_DEFAULT};
	int code;

	ct_buf_init(&s.room, 1024);
	ct_buf_init(&s.text, 2 * LINES_RAW_MAX);
	code = usage_read(&s.app, &page, argc, argv, &s.u);
	if (code == USAGE_GO_ON)
		code = start(&s);
	link_fini(&s.link);
	ct_buf_fini(&s.room);
	ct_buf_fini(&s.text);
	usage_fini(&s.u);
	return code;
}
