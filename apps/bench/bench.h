/* What the benchmarks share: the table of them, their exit codes, and how they
 * speak to the person. Figures are JSON on standard output, the same in every
 * language; all else is in the person's. */
#ifndef BENCH_H
#define BENCH_H

#include <stdbool.h>

#include "apps/common/options_rows.h"

/* X(NAME, code, English, Chinese): --help prints it, scripts may rely on it. */
#define BENCH_EXIT_LIST(X)                                                   \
	X(OK, 0, "it ran, and all was right", "完成，结果全部正确")          \
	X(WRONG, 1, "it did not run to its end, or what came out was wrong", \
	    "没有运行到底，或结果有误")                                      \
	X(USAGE, 2, "wrong options, or nothing to measure",                  \
	    "选项有误，或没有可测的对象")

enum bench_exit {
#define BENCH_EXIT_ENUM(name, code, en, zh) BENCH_##name = (code),
	BENCH_EXIT_LIST(BENCH_EXIT_ENUM)
#undef BENCH_EXIT_ENUM
};

/* X(NAME, English, Chinese); {0} is filled in. */
#define BENCH_WORD_LIST(X)                                                     \
	X(FAULT, "{0}", "{0}")                                                 \
	X(SENDERS, "--senders is at most --room", "--senders 不能大于 --room") \
	X(NO_HOST, "there is no host {0}", "没有主机 {0}")                     \
	X(DISAGREE, "the converters do not agree: see above",                  \
	    "各转换函数的结果不一致，见上表")

enum bench_word {
#define BENCH_WORD_ENUM(name, en, zh) BENCH_WORD_##name,
	BENCH_WORD_LIST(BENCH_WORD_ENUM)
#undef BENCH_WORD_ENUM
};

struct bench {
	enum ct_lang lang;   /* the person's */
	const char *version; /* "0.1.0" */
	const char *who;     /* "crosstalk-bench load" */
};

/* A subcommand: its arguments in UTF-8, args[0] is its own name. Returns one of
 * enum bench_exit. */
typedef int bench_main_fn(const struct bench *b, int count, char **args);

/* What the options of each begin with, and the rows of its table for it. */
struct bench_flags {
	const char *lang; /* of --lang, which is followed already */
	bool version, help;
};

#define BENCH_FLAGS            \
	{                      \
		.lang = "auto" \
	}
#define BENCH_ROWS                                                     \
	OPT_ROW_LANG(struct bench_flags,                               \
	    "the language of all but the figures; auto: the system's", \
	    "除数据外所用的语言；auto 为系统语言"),                    \
	    OPT_ROW_VERSION(struct bench_flags),                       \
	    OPT_ROW_HELP(struct bench_flags)

struct bench_page {
	struct opt_set set;   /* its target begins with a struct bench_flags */
	const void *defaults; /* a struct like the target */
	/* Appends what --help begins with; NULL: nothing. */
	enum ct_err (*head)(enum ct_lang lang, struct ct_buf *out);
};

/*
 * Reads a benchmark's arguments into the page's target. True: it is to run.
 * False: `*code` is the exit code, after what is wrong was told, or the help or
 * version that was asked for was shown. opt_fini in either case.
 */
bool bench_args(const struct bench *b, struct bench_page *page, int count,
    char **args, int *code);

/* Tells what is wrong, in a line on standard error; BENCH_USAGE. */
int bench_complain(const struct bench *b, enum bench_word w, const char *a);
int bench_fault(const struct bench *b, const struct opt_fault *fault);

bench_main_fn load_main;
bench_main_fn charset_main;
bench_main_fn ack_main;
bench_main_fn store_main;

#endif
