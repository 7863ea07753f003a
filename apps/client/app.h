/*
 * What every subcommand of crosstalk knows: the language, the exit codes, and
 * how to speak to the person on standard error.
 */
#ifndef APP_H
#define APP_H

#include "core/buf.h"

/*
 * The one table of exit codes: X(NAME, code, English, Chinese). --help prints
 * it, and scripts may rely on it.
 */
#define APP_EXIT_LIST(X)                                                  \
	X(OK, 0, "done: everything was sent, or shown", "完成")           \
	X(LINK, 1, "could not connect, or the connection was lost",       \
	    "无法连接，或连接中断")                                       \
	X(USAGE, 2, "wrong options or arguments", "选项或参数有误")       \
	X(REFUSED, 3, "the server refused something", "服务器拒绝了请求") \
	X(INPUT, 4, "the input is not valid in its charset",              \
	    "输入在所选字符集中无效")                                     \
	X(OUTPUT, 5, "standard output was closed", "标准输出已关闭")      \
	X(SYSTEM, 6, "this machine failed: memory, files, the terminal",  \
	    "本机故障：内存、文件或终端")

enum app_exit {
#define APP_EXIT_ENUM(name, code, en, zh) APP_##name = (code),
	APP_EXIT_LIST(APP_EXIT_ENUM)
#undef APP_EXIT_ENUM
};

enum { APP_PORT = 6680 }; /* the native door */

struct app {
	enum ct_lang lang; /* the person's; a subcommand may be told another */
	const char *version; /* "0.1.0" */
};

/*
 * A subcommand: its arguments in UTF-8, argv[0] is its own name. Returns the
 * exit code of the process, one of enum app_exit.
 */
typedef int app_main_fn(const struct app *app, int argc, char **argv);

app_main_fn talk_main, send_main, tail_main, export_main, lesson_main,
    charset_main, lab_main;

#endif
