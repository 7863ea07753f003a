/* crosstalk tail: what is said in a room, a line each, and nothing else. */
#include "enter.h"
#include "row.h"
#include "tell.h"

#include "apps/common/charset_port.h"
#include "core/coding.h"
#include "core/event.h"
#include "core/text.h"
#include "platform/clock.h"
#include "platform/console.h"
#include "platform/signals.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

enum {
	line_max = 16 * CT_FRAME_MAX, /* bytes of one line of output */
	history_max = 10000,
};

static const struct opt opts[] = {
    USAGE_SERVER,
    OPT_ROW_JSON(struct usage,
	"one JSON object a line: seq prev time room from text kind",
	"每行一个 JSON 对象：seq prev time room from text kind"),
    {.name = "count",
	.kind = OPT_INT,
	.at = offsetof(struct usage, count),
	.least = 0,
	.most = INT32_MAX,
	.en = "exit after so many messages; 0: never",
	.zh = "收到这么多条后退出；0 为不退出"},
    {.name = "history",
	.kind = OPT_INT,
	.at = offsetof(struct usage, history),
	.least = 0,
	.most = history_max,
	.en = "begin with the last so many old messages",
	.zh = "先显示最近这么多条旧消息"},
    {.name = "since",
	.kind = OPT_INT,
	.at = offsetof(struct usage, since),
	.least = -1,
	.most = INT64_C(1) << 53,
	.arg = "SEQ",
	.en = "begin with all that came after the message of this number",
	.zh = "从这个编号之后的消息开始"},
    USAGE_LASTING,
    USAGE_COMMON,
};

static const struct usage_page page = {
    .name = "tail",
    .synopsis = "crosstalk tail [--server HOST[:PORT]] [--room R] [--json]\n",
    .about =
	{
	    "Prints what is said in a room as \"name: text\", a line each.\n"
	    "Control characters are shown as pictures.\n\n",
	    "逐行显示房间里的发言：“名字: 内容”。控制字符显示为 "
	    "␛ 这样的符号。\n\n",
	},
    .opts = opts,
    .count = COUNT(opts),
};

struct tailer {
	struct app app;
	struct usage u;
	struct link link;
	struct ct_buf room, line;
	struct ct_coding coding;
	uint64_t last; /* number of the last one shown */
	int64_t shown;
};

static enum ct_err
add_text(struct tailer *t, const struct ct_frame *f)
{
	struct ct_buf raw;
	enum ct_err err;

	ct_buf_init(&raw, line_max);
	err = ct_text_clean(f->str[1], false, &raw);
	if (err == CT_OK)
		err = ct_buf_add_str(&raw, ": ");
	if (err == CT_OK)
		err = ct_text_clean(f->str[2], false, &raw);
	if (err == CT_OK)
		err = ct_buf_add_u8(&raw, '\n');
	if (err == CT_OK)
		err = ct_coding_encode(
		    &t->coding, ct_buf_slice(&raw), &t->line, NULL);
	ct_buf_fini(&raw);
	return err;
}

static int
put(struct tailer *t, struct ct_slice bytes)
{
	enum pf_err err = pf_console_write(false, bytes.data, bytes.len);

	if (err == PF_OK)
		return APP_OK;
	if (err != PF_END)
		tell(&t->app, WORD_SYSTEM, tell_pf(&t->app, err), NULL);
	return APP_OUTPUT;
}

static bool
is_enough(const struct tailer *t)
{
	return t->u.count > 0 && t->shown >= t->u.count;
}

static int
show(struct tailer *t, const struct ct_frame *f)
{
	bool ascii = t->coding.charset != CT_CHARSET_UTF8;
	enum ct_err err;

	ct_buf_clear(&t->line, false);
	if (t->u.json)
		err = row_add(ROW_JSON, f, ascii, &t->line);
	else
		err = add_text(t, f);
	if (err != CT_OK) {
		tell(&t->app, WORD_SYSTEM, ct_err_text(err, t->app.lang), NULL);
		return APP_SYSTEM;
	}
	t->last = f->num[2];
	t->shown++;
	return put(t, ct_buf_slice(&t->line));
}

/* The history that we asked for may come twice, when the line was cut. */
static int
frame(struct tailer *t, const struct ct_frame *f)
{
	if (f->type == CT_FRAME_ERROR || f->type == CT_FRAME_GOODBYE)
		return link_refused(&t->app, f);
	if (f->type != CT_FRAME_MESSAGE || f->num[0] != CT_KIND_SAY ||
	    f->num[2] <= t->last ||
	    !ct_slice_eq(f->str[0], ct_buf_slice(&t->room)))
		return APP_OK;
	return show(t, f);
}

static int
run(struct tailer *t)
{
	struct ct_frame f;
	int code = APP_OK;

	while (code == APP_OK && !is_enough(t)) {
		enum link_event ev = link_next(&t->link, CT_NEVER, &f);

		if (ev == LINK_FRAME)
			code = frame(t, &f);
		else if (ev == LINK_END)
			return link_lost(&t->app, &t->link);
		else if (ev == LINK_WOKEN && pf_signals_taken() > 0)
			return APP_OK;
		else
			enter_tell(&t->app, &t->link, ev, &f);
		if (ev == LINK_ANEW)
			t->last = 0;
	}
	return code;
}

/* Asks for old messages; those that come meanwhile wait behind them. */
static int
ask_history(struct tailer *t)
{
	struct ct_slice room = ct_buf_slice(&t->room);
	struct ct_frame ping = {.type = CT_FRAME_PING, .num = {2}};
	struct ct_frame ask = {.type = CT_FRAME_HISTORY};
	int code;

	if (t->u.since >= 0)
		resume_since(&t->link.resume, room, (uint64_t)t->u.since);
	if (t->u.history == 0 || t->u.since >= 0)
		return APP_OK;
	ask.str[0] = room;
	ask.num[0] = CT_HISTORY_BEFORE;
	ask.num[1] = resume_have(&t->link.resume, room) + 1;
	ask.num[2] = (uint64_t)t->u.history;
	code = link_say(&t->app, &t->link, &ask);
	return code == APP_OK ? link_say(&t->app, &t->link, &ping) : code;
}

static int
follow(struct tailer *t)
{
	int code = enter(&t->app, &t->u, t->u.nick, &t->link, &t->room);

	if (code != APP_OK)
		return code;
	pf_signals_watch(t->link.poller);
	code = ask_history(t);
	if (code == APP_OK)
		code = run(t);
	link_bye(&t->link);
	pf_signals_watch(NULL);
	return code;
}

static int
start(struct tailer *t)
{
	struct charset_port port;
	int code;

	if (t->u.rest_count > 0) {
		tell(&t->app, WORD_EXTRA, t->u.rest[0], NULL);
		return APP_USAGE;
	}
	charset_port_init(&port);
	code = usage_check_charset(&t->app, &t->u, &port.port);
	if (code != USAGE_GO_ON)
		return code;
	if (ct_coding_init(&t->coding, &port.port,
		usage_charset(&t->u, pf_stdout_is_console())) != CT_OK)
		return APP_SYSTEM;
	code = follow(t);
	ct_coding_fini(&t->coding);
	return code;
}

int
tail_main(const struct app *app, int argc, char **argv)
{
	struct tailer t = {.app = *app, .u = USAGE_DEFAULT};
	int code;

	ct_buf_init(&t.room, 1024);
	ct_buf_init(&t.line, line_max);
	code = usage_read(&t.app, &page, argc, argv, &t.u);
	if (code == USAGE_GO_ON)
		code = start(&t);
	link_fini(&t.link);
	ct_buf_fini(&t.room);
	ct_buf_fini(&t.line);
	usage_fini(&t.u);
	return code;
}
