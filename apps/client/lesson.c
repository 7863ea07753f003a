/* crosstalk lesson: either side of each of the lesson's three systems. */
#include "lesson_run.h"

#include "tell.h"
#include "usage.h"

#include <stdlib.h>
#include <string.h>

enum { PORT_OF_ROLE = -1, HELP_MAX = 16384 };

struct lesson_options {
	const char *bind, *text, *lang;
	int64_t port;
	bool help;
};

#define AT(field) .at = offsetof(struct lesson_options, field)

static const struct opt opts[] = {
    {.name = "port",
	.kind = OPT_INT,
	AT(port),
	.least = 0,
	.most = 65535,
	.en = "serve: the port, 0 for any; sticky 7777, length 8888, chat",
	.zh = "serve：端口，0 为任意；sticky 7777，length 8888，chat"},
    {.name = "bind",
	.kind = OPT_TEXT,
	AT(bind),
	.most = ENDPOINT_HOST_MAX - 1,
	.arg = "ADDR",
	.en = "serve: only this address; else all of this machine's",
	.zh = "serve：只用这个地址；默认为本机所有地址"},
    {.name = "text",
	.kind = OPT_TEXT,
	AT(text),
	.most = 65536,
	.en = "length serve: the answer",
	.zh = "length serve：回答的内容"},
    OPT_ROW_LANG(struct lesson_options, "the language of notes and errors",
	"提示与错误的语言"),
    OPT_ROW_HELP(struct lesson_options),
};

static const struct lesson_options defaults = {
    .port = 6666,
    .text = "8月1日，安理会轮值主",
    .lang = "auto",
};

static const char *const about[CT_LANG_COUNT] = {
    "usage: crosstalk lesson SYSTEM connect HOST[:PORT]\n"
    "       crosstalk lesson SYSTEM serve [--port N] [--bind ADDR]\n"
    "\n"
    "Plays one side of one of the lesson's programs, the other side being\n"
    "the lesson's own, this program again, or a door of crosstalkd.\n"
    "SYSTEM is one of:\n"
    "  chat     6666  turn by turn, in GBK\n"
    "  sticky   7777  two sends that stick together, in GBK\n"
    "  length   8888  the length is announced first, in UTF-8\n"
    "The keyboard may be a pipe, a line each, in UTF-8. The ports that serve\n"
    "listens on are told on standard error: \"listening ADDRESS:PORT\".\n"
    "TCP has no borders between messages: a turn ends at a quiet gap.\n"
    "\n",
    "用法：crosstalk lesson SYSTEM connect 主机[:端口]\n"
    "      crosstalk lesson SYSTEM serve [--port N] [--bind ADDR]\n"
    "\n"
    "扮演课程中一个程序的一方；另一方可以是课程自己的程序、本程序，\n"
    "或 crosstalkd 的门。SYSTEM 是下面之一：\n"
    "  chat     6666  一问一答，GBK\n"
    "  sticky   7777  粘在一起的两次发送，GBK\n"
    "  length   8888  先告诉长度，UTF-8\n"
    "键盘可以是管道，每行一条，UTF-8。serve 监听的端口写到标准错误：\n"
    "“listening 地址:端口”。\n"
    "TCP 的消息之间没有边界：静默一会儿就算一轮结束。\n"
    "\n",
};

static const char *const exits[CT_LANG_COUNT] = {
    "\nExit codes: 0 it came to its end, 1 no connection, or it was lost,\n"
    "2 wrong arguments or the port is in use, 4 the input is not UTF-8,\n"
    "5 standard output was closed, 6 this machine failed.\n",
    "\n退出码：0 正常结束，1 无法连接或连接中断，2 参数有误或端口被占用，\n"
    "4 输入不是 UTF-8，5 标准输出已关闭，6 本机故障。\n",
};

static int
help(const struct app *app, const struct opt_set *set)
{
	struct ct_buf out;
	enum pf_err failed = PF_OK;
	enum ct_err err;

	ct_buf_init(&out, HELP_MAX);
	err = ct_buf_add_str(&out, about[app->lang]);
	if (err == CT_OK)
		err = opt_help(set, &defaults, app->lang, &out);
	if (err == CT_OK)
		err = ct_buf_add_str(&out, exits[app->lang]);
	if (err == CT_OK)
		failed = pf_console_write(false, out.data, out.len);
	ct_buf_fini(&out);
	if (failed != PF_OK)
		return APP_OUTPUT;
	return err == CT_OK ? APP_OK : APP_SYSTEM;
}

/* An option that this side has no use for; NULL: none. */
static const char *
useless(const struct lesson_options *o, const struct lesson_role *role)
{
	if (!role->serves && o->port != PORT_OF_ROLE)
		return "--port";
	if (!role->serves && o->bind != NULL)
		return "--bind";
	if (o->text != defaults.text &&
	    role != lesson_role_find("length", true))
		return "--text";
	return NULL;
}

/* The operands: SYSTEM connect HOST[:PORT], or SYSTEM serve. */
static int
play(const struct app *app, const struct lesson_options *o,
    const char *const *words, size_t count)
{
	bool serves = count == 2 && strcmp(words[1], "serve") == 0;
	bool connects = count == 3 && strcmp(words[1], "connect") == 0;
	const struct lesson_role *role =
	    count > 0 ? lesson_role_find(words[0], serves) : NULL;
	struct endpoint where;

	if (count > 0 && role == NULL) {
		tell(app, WORD_EXTRA, words[0], NULL);
		return APP_USAGE;
	}
	if (role == NULL || (!serves && !connects)) {
		pf_console_write(
		    true, about[app->lang], strlen(about[app->lang]));
		return APP_USAGE;
	}
	if (useless(o, role) != NULL) {
		tell(app, WORD_EXTRA, useless(o, role), NULL);
		return APP_USAGE;
	}
	if (serves)
		return lesson_serve(app, role, o->bind,
		    (uint16_t)(o->port == PORT_OF_ROLE ? role->port : o->port),
		    o->text);
	if (endpoint_parse(words[2], role->port, &where) != CT_OK) {
		tell(app, WORD_BAD_SERVER, words[2], NULL);
		return APP_USAGE;
	}
	return lesson_connect(app, role, &where);
}

int
lesson_main(const struct app *app, int argc, char **argv)
{
	struct lesson_options o = defaults;
	struct opt_set set = {
	    .opts = opts, .count = sizeof opts / sizeof opts[0], .target = &o};
	struct app mine = *app;
	size_t args = (size_t)argc - 1, count = 0;
	const char **words = calloc(args + 1, sizeof *words);
	int code;

	if (words == NULL)
		return APP_SYSTEM;
	o.port = PORT_OF_ROLE;
	usage_set_lang(&mine, opt_peek(args, argv + 1, "lang"));
	if (opt_args(&set, args, argv + 1, words, &count) != OPT_ERR_OK)
		code = usage_complain(&mine, &set.fault);
	else if (o.help)
		code = help(&mine, &set);
	else
		code = play(&mine, &o, words, count);
	opt_fini(&set);
	free(words);
	return code;
}
