/* crosstalk lab proxy: what a person may say about the fault door. */
#include "lab_verbs.h"

#include "listen.h"
#include "proxy.h"
#include "tell.h"

#include <string.h>

struct proxy_words {
	const char *to, *listen, *both, *ways[LAB_WAYS], *charset, *lang;
	int64_t seed, connections;
	bool json, quiet, help;
};

#define AT(field) .at = offsetof(struct proxy_words, field)

static const struct opt opts[] = {
    {.name = "to",
	.kind = OPT_TEXT,
	AT(to),
	.arg = "HOST:PORT",
	.en = "the server that is meant",
	.zh = "真正的服务器"},
    {.name = "listen",
	.kind = OPT_TEXT,
	AT(listen),
	.arg = "[HOST:]PORT",
	.en = "where clients come; 0 for any port",
	.zh = "客户端连到这里；0 为任意端口"},
    {.name = "both",
	.kind = OPT_TEXT,
	AT(both),
	.arg = "FAULTS",
	.en = "what happens in both directions",
	.zh = "两个方向上的故障"},
    {.name = "there",
	.kind = OPT_TEXT,
	AT(ways[LAB_THERE]),
	.arg = "FAULTS",
	.en = "and from the client to the server",
	.zh = "客户端到服务器方向上的故障"},
    {.name = "back",
	.kind = OPT_TEXT,
	AT(ways[LAB_BACK]),
	.arg = "FAULTS",
	.en = "and from the server to the client",
	.zh = "服务器到客户端方向上的故障"},
    {.name = "seed",
	.kind = OPT_INT,
	AT(seed),
	.least = 0,
	.most = INT64_MAX,
	.en = "of random=N; the same for each connection",
	.zh = "random=N 的种子；每个连接都相同"},
    {.name = "connections",
	.kind = OPT_INT,
	AT(connections),
	.least = 0,
	.most = 1000000,
	.en = "end after so many; 0: at Ctrl-C",
	.zh = "这么多个连接之后结束；0 为直到 Ctrl-C"},
    {.name = "charset",
	.kind = OPT_CHOICE,
	AT(charset),
	.choices = "utf-8|gbk",
	.en = "of the bytes, for the picture only",
	.zh = "字节的字符集，只用于画图"},
    OPT_ROW_JSON(struct proxy_words,
	"a line of JSON for each connection, no picture",
	"每个连接一行 JSON，不画图"),
    {.name = "quiet",
	.kind = OPT_FLAG,
	AT(quiet),
	.en = "no picture",
	.zh = "不画图"},
    OPT_ROW_LANG(struct proxy_words, "the language", "语言"),
    OPT_ROW_HELP(struct proxy_words),
};

static const struct proxy_words defaults = {
    .listen = "0", .seed = 1, .charset = "utf-8", .lang = "auto"};

static const char *const more[CT_LANG_COUNT] = {
    "\n"
    "FAULTS is one or more of these, with commas between: "
    "dribble=1,gap=5\n",
    "\n"
    "FAULTS 是下面一种或几种，以逗号分隔：dribble=1,gap=5\n",
};

static const char *const exits[CT_LANG_COUNT] = {
    "\nExit codes: 0 it came to its end, 1 no such server, 2 wrong arguments\n"
    "or the port is in use, 5 standard output was closed, 6 this machine "
    "failed.\n",
    "\n退出码：0 正常结束，1 没有这个服务器，2 参数有误或端口被占用，\n"
    "5 标准输出已关闭，6 本机故障。\n",
};

static enum ct_err
add_more(enum ct_lang lang, struct ct_buf *out)
{
	enum ct_err err = ct_buf_add_str(out, more[lang]);

	if (err == CT_OK)
		err = lab_fault_help(lang, out);
	return err == CT_OK ? ct_buf_add_str(out, exits[lang]) : err;
}

/* "--there: drible=1: there is no such fault" */
static void
complain(const struct app *app, const char *option,
    const struct lab_fault_error *why)
{
	struct ct_buf text;

	ct_buf_init(&text, 4096);
	if (ct_buf_add_str(&text, option) == CT_OK &&
	    ct_buf_add_str(&text, ": ") == CT_OK &&
	    ct_buf_add_slice(&text, why->word) == CT_OK &&
	    ct_buf_add_str(&text, ": ") == CT_OK &&
	    ct_buf_add_str(&text, why->text[app->lang]) == CT_OK)
		tell_slice(app, WORD_FAULT, ct_buf_slice(&text),
		    (struct ct_slice){"", 0});
	ct_buf_fini(&text);
}

static bool
read_faults(const struct app *app, const char *option, const char *text,
    struct lab_fault_plan *plan)
{
	struct lab_fault_error why;

	if (text == NULL)
		return true;
	if (lab_fault_read(ct_slice_str(text), plan, &why) == CT_OK)
		return true;
	complain(app, option, &why);
	return false;
}

static bool
read_plans(
    const struct app *app, const struct proxy_words *w, struct proxy_options *o)
{
	static const char *const names[] = {"--there", "--back"};

	for (int i = 0; i < LAB_WAYS; i++) {
		o->plans[i] = LAB_FAULT_PLAN_NONE;
		if (!read_faults(app, "--both", w->both, &o->plans[i]) ||
		    !read_faults(app, names[i], w->ways[i], &o->plans[i]))
			return false;
	}
	return true;
}

static int
start(const struct app *app, const struct proxy_words *w)
{
	struct proxy_options o = {
	    .seed = (uint64_t)w->seed,
	    .connections = w->connections,
	    .charset = strcmp(w->charset, "gbk") == 0 ? LAB_GBK : LAB_UTF8,
	    .json = w->json,
	    .quiet = w->quiet,
	};

	if (w->to == NULL) {
		tell(app, WORD_NEEDED, "--to", NULL);
		return APP_USAGE;
	}
	if (endpoint_parse(w->to, 0, &o.to) != CT_OK || o.to.port == 0) {
		tell(app, WORD_BAD_TARGET, w->to, NULL);
		return APP_USAGE;
	}
	if (listen_parse(w->listen, &o.listen) != CT_OK) {
		tell(app, WORD_BAD_LISTEN, w->listen, NULL);
		return APP_USAGE;
	}
	return read_plans(app, w, &o) ? proxy_run(app, &o) : APP_USAGE;
}

int
lab_proxy_main(const struct app *app, int argc, char **argv)
{
	struct proxy_words w = defaults;
	struct app mine = *app;
	struct lab_page page = {
	    .set = {.opts = opts,
		.count = sizeof opts / sizeof opts[0],
		.target = &w},
	    .defaults = &defaults,
	    .about = {"usage: crosstalk lab proxy --to HOST:PORT [OPTIONS]\n"
		      "\n"
		      "Stands between any client and any server, does to their "
		      "bytes what a\n"
		      "network may do, and draws what passed. The port is told "
		      "on standard\n"
		      "error: \"listening ADDRESS:PORT\".\n"
		      "\n",
		"用法：crosstalk lab proxy --to 主机:端口 [选项]\n"
		"\n"
		"站在任意客户端与服务器之间，对字节做网络可能做的事，并画出经过"
		"。\n"
		"监听的端口写到标准错误：“listening 地址:端口”。\n"
		"\n"},
	    .more = add_more,
	    .help = &w.help,
	};
	int code = lab_read_args(&mine, &page, argc, argv, NULL, NULL);

	if (code == LAB_GO_ON)
		code = start(&mine, &w);
	opt_fini(&page.set);
	return code;
}
