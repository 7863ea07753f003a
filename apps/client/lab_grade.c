/* crosstalk lab grade: what a person may say about an exercise. */
#include "lab_verbs.h"

#include "grader.h"
#include "listen.h"
#include "tell.h"

#include "apps/lab/grade_words.h"

#include <stdlib.h>
#include <string.h>

struct grade_words {
	const char *system, *host, *listen, *answer, *only, *lang;
	int64_t port, wait, gap, meet;
	bool json, help;
};

#define AT(field) .at = offsetof(struct grade_words, field)

static const struct opt opts[] = {
    {.name = "system",
	.kind = OPT_CHOICE,
	AT(system),
	.choices = "classic|length|prefix",
	.en = "which exercise",
	.zh = "哪个练习"},
    {.name = "port",
	.kind = OPT_INT,
	AT(port),
	.least = 0,
	.most = 65535,
	.en = "server: where yours listens; 0: with COMMAND, any port",
	.zh = "server：你的服务器监听的端口；0：有命令时为任意端口"},
    {.name = "host",
	.kind = OPT_TEXT,
	AT(host),
	.most = ENDPOINT_HOST_MAX - 1,
	.en = "server: on that machine",
	.zh = "server：它所在的机器"},
    {.name = "listen",
	.kind = OPT_TEXT,
	AT(listen),
	.arg = "[HOST:]PORT",
	.en = "client: where yours is to connect to; 0 for any port",
	.zh = "client：你的客户端连到这里；0 为任意端口"},
    {.name = "answer",
	.kind = OPT_CHOICE,
	AT(answer),
	.choices = "echo|any",
	.en = "any: somebody types the texts; they are not compared",
	.zh = "any：由人输入，不比较内容"},
    {.name = "case",
	.kind = OPT_TEXT,
	AT(only),
	.most = 16,
	.arg = "NAME",
	.en = "only this case",
	.zh = "只做这一个情形"},
    {.name = "wait",
	.kind = OPT_INT,
	AT(wait),
	.least = 50,
	.most = 600000,
	.en = "ms for an answer",
	.zh = "等待回答的毫秒数"},
    {.name = "gap",
	.kind = OPT_INT,
	AT(gap),
	.least = 4,
	.most = 10000,
	.en = "ms between pieces of a message, roughly",
	.zh = "一条消息各段之间大约相隔的毫秒数"},
    {.name = "meet",
	.kind = OPT_INT,
	AT(meet),
	.least = 0,
	.most = 3600000,
	.en = "ms for your program to be there, each time; 0: 10000 with "
	      "COMMAND, else 5000 for a server, 60000 for a client",
	.zh = "每次等待你的程序就绪的毫秒数；0：有命令时 10000，否则服务器 "
	      "5000，客户端 60000"},
    OPT_ROW_JSON(
	struct grade_words, "one line of JSON at the end", "最后输出一行 JSON"),
    OPT_ROW_LANG(struct grade_words, "the language", "语言"),
    OPT_ROW_HELP(struct grade_words),
};

static const struct grade_words defaults = {
    .host = "127.0.0.1",
    .listen = "0",
    .answer = "echo",
    .lang = "auto",
    .wait = 5000,
    .gap = 20,
};

static const char *const about[CT_LANG_COUNT] = {
    "usage: crosstalk lab grade server --system SYSTEM PORT\n"
    "       crosstalk lab grade client --system SYSTEM [--listen PORT]\n"
    "       crosstalk lab grade server|client --system SYSTEM -- COMMAND...\n"
    "\n"
    "Plays the other side of a server or client that you wrote, in any\n"
    "language, and says which cases it passes. Your server answers each\n"
    "message with the same text. Your client says one message of its own,\n"
    "then answers each message with the same text, until the connection\n"
    "ends; it is started anew for each case.\n"
    "With COMMAND the lab starts it: a client each time, a server once, and\n"
    "again if it ended, but then that case fails. {host} and {port} in the\n"
    "arguments are filled in; the environment has them as CROSSTALK_HOST and\n"
    "CROSSTALK_PORT. What it writes goes to standard error; there is nothing\n"
    "for it to read unless --answer is any. SYSTEM is one of:\n"
    "  classic  GBK; no borders: a message ends when nothing came for 60 ms\n"
    "           or more (200 is good), and has at most 1024 bytes\n"
    "  length   UTF-8; a message as above; the answer to it is its length in\n"
    "           bytes, in decimal digits and nothing else; when recv_ready\n"
    "           was said, the text follows. Your client is the one that\n"
    "           reads a length, says recv_ready, and reads so many bytes\n"
    "  prefix   32 bits of length in bytes, big-endian, then UTF-8\n"
    "\n",
    "用法：crosstalk lab grade server --system 系统 端口\n"
    "      crosstalk lab grade client --system 系统 [--listen 端口]\n"
    "      crosstalk lab grade server|client --system 系统 -- 命令...\n"
    "\n"
    "与你用任何语言写的服务器或客户端对话，告诉你哪些情形通过。\n"
    "你的服务器对每条消息回答相同的文字。你的客户端先说一条自己的消息，\n"
    "然后对每条消息回答相同的文字，直到连接结束；每个情形重新启动一次。\n"
    "给出命令时由 lab 启动程序：客户端每次重新启动；服务器只启动一次，自己\n"
    "结束了会再启动，但那个情形不通过。参数里的 {host} 和 {port} 换成实际的\n"
    "主机和端口，也在环境变量 CROSSTALK_HOST 和 CROSSTALK_PORT 里。程序的输出\n"
    "写到标准错误；除非用 --answer any，它没有输入可读。\n"
    "系统是下面之一：\n"
    "  classic  GBK；没有边界：静默 60 毫秒以上（200 较好）算一条消息结束，\n"
    "           最多 1024 字节\n"
    "  length   UTF-8；消息同上；先回答它的字节长度，只有十进制数字；\n"
    "           对方说 recv_ready 之后再发正文。客户端则先读长度，\n"
    "           再说 recv_ready，然后读那么多字节\n"
    "  prefix   32 位大端长度（字节数），然后是 UTF-8\n"
    "\n",
};

static const char *const exits[CT_LANG_COUNT] = {
    "\nExit codes: 0 all cases passed, 2 wrong arguments, the port is in use\n"
    "or COMMAND cannot be started, 4 a case failed, 5 standard output was\n"
    "closed, 6 this machine failed.\n",
    "\n退出码：0 全部通过，2 参数有误、端口被占用或命令无法启动，\n"
    "4 有情形没有通过，5 标准输出已关闭，6 本机故障。\n",
};

static enum ct_err
add_exits(enum ct_lang lang, struct ct_buf *out)
{
	return ct_buf_add_str(out, exits[lang]);
}

static int
misused(const struct app *app, const char *what)
{
	tell(app, WORD_EXTRA, what, NULL);
	return APP_USAGE;
}

static int
lacks(const struct app *app, const char *what)
{
	tell(app, WORD_NEEDED, what, NULL);
	return APP_USAGE;
}

static enum lab_system
find_system(const char *name)
{
	int i = 0;

	while (i < LAB_SYSTEMS &&
	       strcmp(lab_system_name((enum lab_system)i), name) != 0)
		i++;
	return (enum lab_system)i;
}

static bool
has_case(const struct grader_options *o)
{
	size_t count;
	const struct lab_grade_case *v =
	    lab_grade_cases(o->system, o->side, &count);

	for (size_t i = 0; o->only != NULL && i < count; i++)
		if (strcmp(v[i].name, o->only) == 0)
			return true;
	return o->only == NULL;
}

/* Where the student's program is, or comes. */
static bool
find_place(const struct grade_words *w, struct grader_options *o)
{
	if (o->side == LAB_CLIENT)
		return listen_parse(w->listen, &o->where) == CT_OK;
	if (strlen(w->host) >= sizeof o->where.host)
		return false;
	memcpy(o->where.host, w->host, strlen(w->host) + 1);
	o->where.port = (uint16_t)w->port;
	return true;
}

/* What stands behind the side: a server's port, or the command. */
static void
read_operands(
    const char *const *rest, struct grade_words *w, struct grader_options *o)
{
	struct endpoint at;

	if (rest[0] == NULL)
		return;
	if (o->side == LAB_SERVER && w->port == 0 && rest[1] == NULL &&
	    strspn(rest[0], "0123456789") == strlen(rest[0]) &&
	    listen_parse(rest[0], &at) == CT_OK)
		w->port = at.port;
	else
		o->command = rest;
}

static int
start(const struct app *app, struct grade_words *w, const char *const *rest)
{
	struct grader_options o = {.any = strcmp(w->answer, "any") == 0,
	    .only = w->only,
	    .gap = w->gap,
	    .wait = w->wait,
	    .meet = w->meet,
	    .json = w->json};
	bool client = rest[0] != NULL && strcmp(rest[0], "client") == 0;
	bool server = rest[0] != NULL && strcmp(rest[0], "server") == 0;

	if (rest[0] == NULL)
		return lacks(app, "server|client");
	if (!client && !server)
		return misused(app, rest[0]);
	if (w->system == NULL)
		return lacks(app, "--system");
	o.side = client ? LAB_CLIENT : LAB_SERVER;
	o.system = find_system(w->system);
	read_operands(rest + 1, w, &o);
	if (server && w->port == 0 && o.command == NULL)
		return lacks(app, "--port");
	if (!has_case(&o))
		return misused(app, w->only);
	if (o.any && o.system == LAB_PREFIX)
		return misused(app, "--answer any");
	if (find_place(w, &o))
		return grader_run(app, &o);
	tell(app, client ? WORD_BAD_LISTEN : WORD_BAD_SERVER,
	    client ? w->listen : w->host, NULL);
	return APP_USAGE;
}

int
lab_grade_main(const struct app *app, int argc, char **argv)
{
	struct grade_words w = defaults;
	struct app mine = *app;
	struct lab_page page = {
	    .set = {.opts = opts,
		.count = sizeof opts / sizeof opts[0],
		.target = &w},
	    .defaults = &defaults,
	    .about = {about[0], about[1]},
	    .more = add_exits,
	    .help = &w.help,
	};
	/* A NULL follows the operands. */
	const char **rest = calloc((size_t)argc + 1, sizeof *rest);
	int code;

	if (rest == NULL)
		return APP_SYSTEM;
	code = lab_read_args(&mine, &page, argc, argv, rest, NULL);
	if (code == LAB_GO_ON)
		code = start(&mine, &w, rest);
	opt_fini(&page.set);
	free(rest);
	return code;
}
