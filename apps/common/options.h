/*
 * Options of a program: one table serves its flags, its configuration file and
 * its --help, in English and Chinese.
 *
 * Values land in a struct of the program's own, by offset: a bool for FLAG and
 * ONOFF, an int64_t for INT, a const char * for TEXT and CHOICE. What the
 * struct holds beforehand are the defaults, and --help shows them.
 *
 * `--name VALUE` and `--name=VALUE` are the same; `--` ends the options. In a
 * file (INI, read by inih) `name = VALUE`, and under [section] the option is
 * called section-name: `port` under [native] is `native-port`.
 */
#ifndef APP_OPTIONS_H
#define APP_OPTIONS_H

#include "core/buf.h"

enum opt_kind {
	OPT_HEAD,   /* a heading of --help: only en and zh are set */
	OPT_FLAG,   /* takes no value; in a file, on or off */
	OPT_ONOFF,  /* on or off */
	OPT_INT,    /* least to most */
	OPT_TEXT,   /* 1 to `most` bytes (0: 1,024), no control characters */
	OPT_CHOICE, /* one of `choices` */
};

struct opt {
	const char *name; /* without "--"; '_' in it means '-' */
	enum opt_kind kind;
	size_t at; /* offsetof the value in the program's struct */
	int64_t least, most;
	const char *choices; /* "en|zh" */
	const char *arg;     /* of --help: "FILE"; NULL: by kind */
	bool flag_only;      /* not in a file: --help, --config */
	const char *en, *zh;
};

/* X(NAME, token, English, Chinese); {0} the option, {1} the value or what is
 * allowed. */
#define OPT_ERR_LIST(X)                                                        \
	X(OK, "ok", "done", "好了")                                            \
	X(UNKNOWN, "unknown-option", "there is no option {0}; see --help",     \
	    "没有选项 {0}；见 --help")                                         \
	X(NOT_IN_FILE, "unknown-option", "{0} cannot stand in a file",         \
	    "{0} 不能写在配置文件里")                                          \
	X(MISSING, "missing-value", "{0} needs a value", "{0} 需要一个值")     \
	X(SURPLUS, "unexpected-value", "{0} takes no value", "{0} 不带值")     \
	X(NUMBER, "bad-value", "{0} is a number from {1}",                     \
	    "{0} 应为 {1} 之间的整数")                                         \
	X(CHOICE, "bad-value", "{0} is one of {1}", "{0} 应为 {1} 之一")       \
	X(EMPTY, "bad-value", "{0} must not be empty", "{0} 不能为空")         \
	X(LONG, "bad-value", "{0} has at most {1} bytes", "{0} 最多 {1} 字节") \
	X(TEXT, "bad-value",                                                   \
	    "{0} must be text in UTF-8, no control characters",                \
	    "{0} 应为 UTF-8 文本，不含控制字符")                               \
	X(OPERAND, "unexpected-argument", "what is {0} for? see --help",       \
	    "多余的参数 {0}；见 --help")                                       \
	X(NEEDED, "missing-argument", "{0} is needed; see --help",             \
	    "需要 {0}；见 --help")                                             \
	X(LINE, "bad-line", "this line is not [section] or name = value",      \
	    "这一行不是 [节] 或 名称 = 值")                                    \
	X(LINE_LONG, "line-too-long", "a line has at most {1} bytes",          \
	    "一行最多 {1} 字节")                                               \
	X(FILE_LONG, "file-too-long", "the file has at most {1} bytes",        \
	    "文件最多 {1} 字节")                                               \
	X(FILE, "cannot-read", "cannot be read: {1}", "无法读取：{1}")         \
	X(NOMEM, "no-memory", "out of memory", "内存不足")

enum opt_err {
#define OPT_ERR_ENUM(name, token, en, zh) OPT_ERR_##name,
	OPT_ERR_LIST(OPT_ERR_ENUM)
#undef OPT_ERR_ENUM
};

/* What was wrong; zeroed, nothing. Strings that do not fit are cut, on a
 * character. */
struct opt_fault {
	enum opt_err err;
	unsigned line;      /* of the file, from 1; 0: a flag */
	char file[256];     /* its path; "" for a flag */
	char option[64];    /* {0} */
	char detail[2][96]; /* {1}, in English and Chinese */
};

struct opt_string;

/* One program's options. Zero it, then set the first three. */
struct opt_set {
	const struct opt *opts;
	size_t count;
	void *target;               /* the program's struct */
	struct opt_string *strings; /* what was read from files */
	struct opt_fault fault;     /* of the last error */
};

/* Frees the strings of files; the target's pointers to them die with it. */
void opt_fini(struct opt_set *set);

/*
 * The arguments after the program's name. `rest` (of `count` entries; NULL: an
 * operand is an error) gets those that are no options, *rest_count says how
 * many. Texts point into `args`. OPT_ERR_OK, or set->fault tells.
 */
enum opt_err opt_args(struct opt_set *set, size_t count, char *const *args,
    const char **rest, size_t *rest_count);

/* The last value given to an option, read before anything is checked; for
 * --lang, which decides how the errors of the others are told. NULL: none. */
const char *opt_peek(size_t count, char *const *args, const char *name);

/* The language that this value of --lang asks for; `otherwise` if it is NULL,
 * "auto" or none. */
enum ct_lang opt_lang(const char *choice, enum ct_lang otherwise);

/* For who called opt_args with room for operands: one more than is of use, or
 * one less; the fault is set and its error returned. */
enum opt_err opt_surplus(struct opt_set *set, const char *operand);
enum opt_err opt_needed(struct opt_set *set, const char *what);

/* A configuration file, and one that is in memory already, where `path` is
 * only for what is told about it. */
enum opt_err opt_file(struct opt_set *set, const char *path);
enum opt_err opt_file_text(
    struct opt_set *set, const char *path, struct ct_slice text);

/* Appends "native-port: bad-value: …" (one line, no LF); for a file, its path
 * and line come first. The token is the same in both languages. */
enum ct_err opt_fault_text(
    const struct opt_fault *f, enum ct_lang lang, struct ct_buf *out);

/* Appends a line or more for each option, within 80 columns; the values that
 * `defaults` (a struct like the target) holds are shown as the defaults. */
enum ct_err opt_help(const struct opt_set *set, const void *defaults,
    enum ct_lang lang, struct ct_buf *out);

/* Appends " --name VALUE" for each option whose value is not its default, as
 * one would type it: what a shell would take apart is in quotes. */
enum ct_err opt_given(
    const struct opt_set *set, const void *defaults, struct ct_buf *out);

#endif
