/* crosstalk tail: what is said in a room, a line each, and nothing else. */
#include "enter.h"
#include "json.h"
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
	held_max = 16 << 20, /* bytes said while the history is on its way */
	history_max = 10000,
};

static const struct opt opts[] = {
    USAGE_SERVER,
    {.name = "json",
	.kind = OPT_FLAG,
	.at = offsetof(struct usage, json),
	.en = "one JSON object a line: seq prev time room from text kind",
	.zh = "每行一个 JSON 对象：seq prev time room from text kind"},
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
	    "\\u{1B}。\n\n",
	},
    .opts = opts,
    .count = COUNT(opts),
};

struct tailer {
	struct app app;
	struct usage u;
	struct link link;
	struct ct_buf room, line, held;
	struct ct_coding coding;
	uint64_t first_live; /* number of the first one that is held; 0: none */
	int64_t shown;
	bool catching_up; /* the history is asked for and not all here */
	bool mine;        /* what is old now is what we asked for */
};

static enum ct_err
add_json(struct tailer *t, const struct ct_frame *f)
{
	static const struct {
		const char *key;
		int num, str; /* one of them, or -1 */
	} fields[] = {{"seq", 2, -1}, {"prev", 3, -1}, {"time", 4, -1},
	    {"room", -1, 0}, {"from", -1, 1}, {"text", -1, 2}};
	bool ascii = t->coding.charset != CT_CHARSET_UTF8;
	enum ct_err err = ct_buf_add_u8(&t->line, '{');

	for (size_t i = 0; i < COUNT(fields) && err == CT_OK; i++) {
		err = json_add_key(&t->line, fields[i].key);
		if (err != CT_OK)
			break;
		if (fields[i].num >= 0)
			err = ct_buf_add_dec(&t->line, f->num[fields[i].num]);
		else
			err = json_add_string(
			    &t->line, f->str[fields[i].str], ascii);
	}
	return err == CT_OK ? ct_buf_add_str(&t->line, ",\"kind\":\"say\"}")
			    : err;
}

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

/* Makes the line of a message; shows it, or holds it back. */
static int
show(struct tailer *t, const struct ct_frame *f, bool hold)
{
	enum ct_err err;

	if (is_enough(t))
		return APP_OK;
	ct_buf_clear(&t->line, false);
	err = t->u.json ? add_json(t, f) : add_text(t, f);
	if (err == CT_OK)
		err = ct_buf_add_u8(&t->line, '\n');
	if (err == CT_OK && hold)
		err = ct_buf_add_slice(&t->held, ct_buf_slice(&t->line));
	if (err != CT_OK) {
		tell(&t->app, WORD_SYSTEM, ct_err_text(err, t->app.lang), NULL);
		return APP_SYSTEM;
	}
	t->shown++;
	return hold ? APP_OK : put(t, ct_buf_slice(&t->line));
}

/*
 * While the history is on its way, new messages wait behind it; it may hold
 * some of them already, and those are left out.
 */
static int
message(struct tailer *t, const struct ct_frame *f)
{
	bool old = f->num[1] != 0;

	if (f->num[0] != CT_KIND_SAY ||
	    !ct_slice_eq(f->str[0], ct_buf_slice(&t->room)))
		return APP_OK;
	if (old && (!t->mine || !t->catching_up))
		return APP_OK;
	if (old)
		return t->first_live != 0 && f->num[2] >= t->first_live
			   ? APP_OK
			   : show(t, f, false);
	if (t->catching_up && t->first_live == 0)
		t->first_live = f->num[2];
	return show(t, f, t->catching_up);
}

static int
caught_up(struct tailer *t)
{
	struct ct_slice held = ct_buf_slice(&t->held);
	int code = APP_OK;

	t->catching_up = false;
	if (held.len > 0)
		code = put(t, held);
	ct_buf_clear(&t->held, true);
	return code;
}

static int
frame(struct tailer *t, const struct ct_frame *f)
{
	switch (f->type) {
	case CT_FRAME_MESSAGE:
		return message(t, f);
	case CT_FRAME_PONG:
		t->mine = true;
		return APP_OK;
	case CT_FRAME_PAST:
		return t->mine && t->catching_up ? caught_up(t) : APP_OK;
	case CT_FRAME_ERROR:
	case CT_FRAME_GOODBYE:
		return link_refused(&t->app, f);
	default:
		return APP_OK;
	}
}

static int
run(struct tailer *t)
{
	struct ct_frame f;
	int code = APP_OK;

	while (code == APP_OK) {
		if (t->u.count > 0 && t->shown >= t->u.count && !t->catching_up)
			return APP_OK;
		switch (link_next(&t->link, CT_NEVER, &f)) {
		case LINK_FRAME:
			code = frame(t, &f);
			break;
		case LINK_END:
			return link_lost(&t->app, &t->link);
		case LINK_WOKEN:
			if (pf_signals_taken() > 0)
				return APP_OK;
			break;
		case LINK_TIME:
			break;
		}
	}
	return code;
}

/*
 * Asks for old messages. What the server replays by itself to who comes in is
 * told apart by the answer to a ping in front of the question.
 */
static int
ask_history(struct tailer *t)
{
	struct ct_frame ping = {.type = CT_FRAME_PING, .num = {1}};
	struct ct_frame ask = {.type = CT_FRAME_HISTORY};
	int code;

	if (t->u.history == 0)
		return APP_OK;
	t->catching_up = true;
	ask.str[0] = ct_buf_slice(&t->room);
	ask.num[0] = CT_HISTORY_LATEST;
	ask.num[2] = (uint64_t)t->u.history;
	code = link_say(&t->app, &t->link, &ping);
	return code == APP_OK ? link_say(&t->app, &t->link, &ask) : code;
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
	ct_buf_init(&t.held, held_max);
	code = usage_read(&t.app, &page, argc, argv, &t.u);
	if (code == USAGE_GO_ON)
		code = start(&t);
	link_fini(&t.link);
	ct_buf_fini(&t.room);
	ct_buf_fini(&t.line);
	ct_buf_fini(&t.held);
	usage_fini(&t.u);
	return code;
}
