/* crosstalk-bench: chooses the language, finds the subcommand. */
#include "bench.h"

#include <stdio.h>
#include <string.h>

#include "platform/console.h"
#include "platform/net.h"
#include "platform/process.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

struct command {
	const char *name, *who;
	const char *about[CT_LANG_COUNT];
	bench_main_fn *run;
};

static const struct command commands[] = {
    {"load", "crosstalk-bench load",
	{"memory and deliveries of a running server",
	    "正在运行的服务器：内存与投递"},
	load_main},
    {"ack", "crosstalk-bench ack",
	{"how fast a running server acknowledges",
	    "正在运行的服务器：确认消息的速度"},
	ack_main},
    {"charset", "crosstalk-bench charset",
	{"GBK and UTF-8, beside the system's converter",
	    "GBK 与 UTF-8 互转，与系统的转换函数对比"},
	charset_main},
    {"store", "crosstalk-bench store",
	{"the history alone: commits, pages, searches",
	    "只测历史记录：提交、翻页、搜索"},
	store_main},
};

static const struct opt table[] = {
    {.kind = OPT_HEAD, .en = "Options", .zh = "选项"}, BENCH_ROWS};

static enum ct_err
add_commands(enum ct_lang lang, struct ct_buf *out)
{
	static const char *const head[CT_LANG_COUNT] = {
	    "usage: crosstalk-bench [OPTION]... COMMAND [OPTION]...\n"
	    "\n"
	    "Measures, and prints what it found as JSON. COMMAND --help tells\n"
	    "more; COMMAND is one of:\n",
	    "用法：crosstalk-bench [选项]... COMMAND [选项]...\n"
	    "\n"
	    "测量性能，结果以 JSON 输出。COMMAND --help 有详细说明；\n"
	    "COMMAND 是下面之一：\n"};
	enum ct_err err = ct_buf_add_str(out, head[lang]);
	char line[160];

	for (size_t i = 0; err == CT_OK && i < COUNT(commands); i++) {
		snprintf(line, sizeof(line), "  %-10s %s\n", commands[i].name,
		    commands[i].about[lang]);
		err = ct_buf_add_str(out, line);
	}
	return err == CT_OK ? ct_buf_add_u8(out, '\n') : err;
}

/* Where the subcommand stands, behind options; count: nowhere. */
static int
find_operand(int count, char **args)
{
	int i = 1;

	while (i < count && args[i][0] == '-')
		i += strcmp(args[i], "--lang") == 0 ? 2 : 1;
	return i < count ? i : count;
}

static const struct command *
find(const char *name)
{
	for (size_t i = 0; i < COUNT(commands); i++)
		if (strcmp(commands[i].name, name) == 0)
			return &commands[i];
	return NULL;
}

/* What stands in front of the subcommand, and the subcommand. */
static int
run(struct bench *b, int count, char **args)
{
	static const struct bench_flags defaults = BENCH_FLAGS;
	struct bench_flags flags = defaults;
	struct bench_page page = {
	    .set = {.opts = table, .count = COUNT(table), .target = &flags},
	    .defaults = &defaults,
	    .head = add_commands,
	};
	int at = find_operand(count, args), code;
	const struct command *c = at < count ? find(args[at]) : NULL;

	if (!bench_args(b, &page, at, args, &code))
		return code;
	if (c == NULL) {
		if (at < count)
			opt_surplus(&page.set, args[at]);
		else
			opt_needed(&page.set, "COMMAND");
		return bench_fault(b, &page.set.fault);
	}
	b->who = c->who;
	return c->run(b, count - at, args + at);
}

static int
start(int count, char **args)
{
	struct bench b = {.version = CT_VERSION, .who = "crosstalk-bench"};
	int code = BENCH_WRONG;

	b.lang = pf_lang_is_zh() ? CT_LANG_ZH : CT_LANG_EN;
	if (count > 1)
		b.lang = opt_lang(
		    opt_peek((size_t)count - 1, args + 1, "lang"), b.lang);
	if (pf_net_start() == PF_OK) {
		code = run(&b, count, args);
		pf_net_stop();
	}
	return code;
}

int
main(int argc, char **argv)
{
	char **args = NULL;
	int count = 0, code;

	pf_stdio_binary();
	if (pf_args(argc, argv, &count, &args) != PF_OK)
		return BENCH_WRONG;
	code = start(count, args);
	pf_args_free(count, args);
	return code;
}
