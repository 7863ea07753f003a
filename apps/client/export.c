/*
 * crosstalk export: a room's history, oldest first, as text, JSON or CSV. Page
 * by page, in constant memory; from a time on, which is looked for by halves.
 */
#include "enter.h"
#include "row.h"
#include "tell.h"

#include "apps/common/charset_port.h"
#include "core/coding.h"
#include "core/event.h"
#include "platform/console.h"
#include "platform/signals.h"

#include <stdlib.h>
#include <string.h>

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

enum { row_max = 16 * CT_FRAME_MAX };

static const struct opt opts[] = {
    USAGE_SERVER,
    {.name = "since",
	.kind = OPT_TEXT,
	.at = offsetof(struct usage, since_what),
	.most = 64,
	.arg = "TIME|SEQ",
	.en = "from this time on (UTC, 2026-11-23 or 2026-11-23T08:05Z), or "
	      "behind the message of this number",
	.zh = "从这个时间起（UTC，如 2026-11-23 或 2026-11-23T08:05Z），"
	      "或从这个编号之后"},
    {.name = "format",
	.kind = OPT_CHOICE,
	.at = offsetof(struct usage, format),
	.choices = "txt|json|csv",
	.en = "json: an object a line; csv: RFC 4180",
	.zh = "json：每行一个对象；csv：RFC 4180"},
    USAGE_LASTING,
    USAGE_COMMON,
};

static const struct usage_page page = {
    .name = "export",
    .synopsis =
	"crosstalk export [--server HOST[:PORT]] [--room R] [--since ...]\n",
    .about =
	{
	    "Writes what the server keeps of a room, oldest first. --charset\n"
	    "utf-8-bom is for spreadsheets. What a charset cannot hold is\n"
	    "escaped: exact are utf-8, and json in all charsets. The server\n"
	    "refuses a room that it does not have.\n\n",
	    "写出服务器保存的一个房间的历史，旧的在前。--charset utf-8-bom\n"
	    "适合电子表格。字符集容纳不了的字会转义：要原样请用 utf-8，\n"
	    "json 则在任何字符集中都准确。服务器没有的房间会被拒绝。\n\n",
	},
    .opts = opts,
    .count = COUNT(opts),
};

struct exporter {
	struct app app;
	struct usage u;
	struct link link;
	struct ct_buf room, row, line;
	struct ct_coding coding;
	enum row_format format;
	int64_t since;      /* ms; messages before are left out */
	uint64_t token;     /* of the ping behind the last question */
	uint64_t count;     /* messages of the last page */
	uint64_t end;       /* the last number of the room, when it came */
	uint64_t last;      /* number of the last one written, or left out */
	uint64_t low, high; /* while the time is looked for: it is not up to
			       `low`, and there from `high` on */
	uint64_t found;     /* the number that came, and its time; 0: none */
	int64_t found_time;
};

static int
failed(const struct exporter *x, enum ct_err err)
{
	tell(&x->app, WORD_SYSTEM, ct_err_text(err, x->app.lang), NULL);
	return APP_SYSTEM;
}

/* Writes x->row in its charset; JSON is in all of them already. */
static int
put(struct exporter *x)
{
	struct ct_slice bytes = ct_buf_slice(&x->row);
	enum ct_err err = CT_OK;
	enum pf_err io;

	if (x->format != ROW_JSON) {
		ct_buf_clear(&x->line, false);
		err = ct_coding_encode(&x->coding, bytes, &x->line, NULL);
		bytes = ct_buf_slice(&x->line);
	}
	if (err != CT_OK)
		return failed(x, err);
	io = pf_console_write(false, bytes.data, bytes.len);
	if (io == PF_OK)
		return APP_OK;
	if (io != PF_END)
		tell(&x->app, WORD_SYSTEM, tell_pf(&x->app, io), NULL);
	return APP_OUTPUT;
}

static int
ask(struct exporter *x, uint64_t after, uint64_t count)
{
	struct ct_frame ping = {.type = CT_FRAME_PING, .num = {++x->token}};
	struct ct_frame f = {.type = CT_FRAME_HISTORY,
	    .num = {CT_HISTORY_AFTER, after, count},
	    .str = {ct_buf_slice(&x->room)}};
	int code = link_say(&x->app, &x->link, &f);

	return code == APP_OK ? link_say(&x->app, &x->link, &ping) : code;
}

/* One message of the page; it may come twice, when the line was cut. */
static int
message(struct exporter *x, const struct ct_frame *f)
{
	bool ascii = x->coding.charset != CT_CHARSET_UTF8;
	enum ct_err err;

	if (f->num[2] <= x->last)
		return APP_OK;
	x->last = f->num[2];
	if ((int64_t)f->num[4] < x->since)
		return APP_OK;
	ct_buf_clear(&x->row, false);
	err = row_add(x->format, f, ascii, &x->row);
	return err == CT_OK ? put(x) : failed(x, err);
}

static bool
is_ours(const struct exporter *x, const struct ct_frame *f)
{
	return f->type == CT_FRAME_MESSAGE && f->num[0] == CT_KIND_SAY &&
	       f->num[1] != 0 && ct_slice_eq(f->str[0], ct_buf_slice(&x->room));
}

static int
look(struct exporter *x)
{
	x->found = 0;
	return ask(x, x->low + (x->high - x->low) / 2, 1);
}

/* The first message behind the middle is known: half of it is left. */
static int
halved(struct exporter *x)
{
	uint64_t middle = x->low + (x->high - x->low) / 2;

	if (x->found != 0 && x->found_time < x->since)
		x->low = x->found;
	else
		x->high = middle;
	if (x->low < x->high)
		return look(x);
	x->last = x->low;
	x->high = 0;
	return ask(x, x->last, RESUME_PAGE);
}

/* The page is here, once; the PONG behind it does not come twice. It may be
 * shorter than was asked for: only the room's last number tells the end.
 * USAGE_GO_ON: there is more to come. */
static int
turn(struct exporter *x)
{
	int code;

	if (x->high > 0)
		code = halved(x);
	else if (x->count == 0 || x->last >= x->end)
		return APP_OK;
	else
		code = ask(x, x->last, RESUME_PAGE);
	return code == APP_OK ? USAGE_GO_ON : code;
}

static int
frame(struct exporter *x, const struct ct_frame *f)
{
	int code = APP_OK;

	if (f->type == CT_FRAME_ERROR || f->type == CT_FRAME_GOODBYE)
		return link_refused(&x->app, f);
	if (f->type == CT_FRAME_PONG && f->num[0] == x->token)
		return turn(x);
	if (f->type == CT_FRAME_PAST) {
		x->count = f->num[0];
		x->end = f->num[1];
	}
	if (is_ours(x, f) && x->high > 0) {
		x->found = f->num[2];
		x->found_time = (int64_t)f->num[4];
	} else if (is_ours(x, f)) {
		code = message(x, f);
	}
	return code == APP_OK ? USAGE_GO_ON : code;
}

static int
run(struct exporter *x)
{
	struct ct_frame f;
	int code = USAGE_GO_ON;

	while (code == USAGE_GO_ON) {
		enum link_event ev = link_next(&x->link, CT_NEVER, &f);

		if (ev == LINK_FRAME)
			code = frame(x, &f);
		else if (ev == LINK_END)
			return link_lost(&x->app, &x->link);
		else if (ev == LINK_WOKEN && pf_signals_taken() > 0)
			return APP_LINK;
		else if (ev != LINK_GONE)
			enter_tell(&x->app, &x->link, ev, &f);
		if (ev == LINK_ANEW)
			return APP_LINK; /* the rest is not there any more */
	}
	return code;
}

/* --since: a number, or a time. */
static int
read_since(struct exporter *x)
{
	const char *text = x->u.since_what;

	if (strspn(text, "0123456789") == strlen(text) && strlen(text) < 17) {
		x->last = strtoull(text, NULL, 10);
		return APP_OK;
	}
	if (row_parse_time(text, &x->since))
		return APP_OK;
	tell(&x->app, WORD_BAD_SINCE, text, NULL);
	return APP_USAGE;
}

static int
begin(struct exporter *x)
{
	enum ct_err err = CT_OK;
	int code = APP_OK;

	ct_buf_clear(&x->row, false);
	if (strcmp(x->u.charset, "utf-8-bom") == 0)
		err = ct_buf_add_str(&x->row, "\xef\xbb\xbf");
	if (err == CT_OK)
		err = row_add_head(x->format, &x->row);
	if (err != CT_OK)
		return failed(x, err);
	if (x->row.len > 0)
		code = put(x);
	if (code != APP_OK)
		return code;
	if (x->since == 0)
		return ask(x, x->last, RESUME_PAGE);
	x->high = resume_have(&x->link.resume, ct_buf_slice(&x->room)) + 1;
	return look(x);
}

static int
write_out(struct exporter *x)
{
	int code = enter(&x->app, &x->u, x->u.nick, &x->link, &x->room);

	if (code != APP_OK)
		return code;
	pf_signals_watch(x->link.poller);
	code = begin(x);
	if (code == APP_OK)
		code = run(x);
	link_bye(&x->link);
	pf_signals_watch(NULL);
	return code;
}

static int
start(struct exporter *x)
{
	struct charset_port port;
	const char *charset = x->u.charset;
	int code = read_since(x);

	if (code == APP_OK && x->u.rest_count > 0) {
		tell(&x->app, WORD_EXTRA, x->u.rest[0], NULL);
		code = APP_USAGE;
	}
	if (code != APP_OK)
		return code;
	if (strcmp(charset, "utf-8-bom") == 0)
		charset = "utf-8";
	x->u.existing = true;
	x->format = row_format_named(x->u.format);
	charset_port_init(&port);
	if (ct_coding_init(&x->coding, &port.port, charset) != CT_OK)
		return usage_bad_charset(&x->app, &port.port, charset);
	code = write_out(x);
	ct_coding_fini(&x->coding);
	return code;
}

int
export_main(const struct app *app, int argc, char **argv)
{
	struct exporter x = {.app = *app, .u = USAGE_DEFAULT, .token = 1};
	int code;

	ct_buf_init(&x.room, 1024);
	ct_buf_init(&x.row, row_max);
	ct_buf_init(&x.line, row_max);
	code = usage_read(&x.app, &page, argc, argv, &x.u);
	if (code == USAGE_GO_ON)
		code = start(&x);
	link_fini(&x.link);
	ct_buf_fini(&x.room);
	ct_buf_fini(&x.row);
	ct_buf_fini(&x.line);
	usage_fini(&x.u);
	return code;
}
