/*
 * The options of talk, send and tail: one struct for the three, a table each,
 * and one way to read them, to help and to complain.
 */
#ifndef CLIENT_USAGE_H
#define CLIENT_USAGE_H

#include "app.h"

#include "apps/common/endpoint.h"
#include "apps/common/options_rows.h"
#include "core/charset.h"

struct usage {
	bool help, version, json, plain, strict, no_reconnect;
	bool existing; /* the room is not to be made */
	const char *lang, *server, *room, *nick, *charset, *to, *tty, *format,
	    *since_what;
	int64_t count, history, ambiguous, patience, since;
	struct endpoint where; /* of `server` */
	const char **rest;     /* what is no option; rest_count of them */
	size_t rest_count;
};

#define USAGE_DEFAULT                                                          \
	{                                                                      \
		.lang = "auto", .server = "localhost", .room = "", .nick = "", \
		.charset = "utf-8", .to = "", .tty = "auto", .patience = -1,   \
		.since = -1, .format = "txt", .since_what = "0"                \
	}

#define USAGE_LANG                                          \
	OPT_ROW_LANG(struct usage,                          \
	    "the language of messages; auto: the system's", \
	    "提示语言；auto 为系统语言")

/* The rows that all three have. */
#define USAGE_COMMON                                                           \
	{.name = "nick",                                                       \
	    .kind = OPT_TEXT,                                                  \
	    .at = offsetof(struct usage, nick),                                \
	    .most = 256,                                                       \
	    .arg = "NAME",                                                     \
	    .en = "your name; else your login name",                           \
	    .zh = "你的名字；默认为登录名"},                                   \
	    {.name = "room",                                                   \
		.kind = OPT_TEXT,                                              \
		.at = offsetof(struct usage, room),                            \
		.most = 256,                                                   \
		.arg = "ROOM",                                                 \
		.en = "the room; else the lobby",                              \
		.zh = "房间；默认为大厅"},                                     \
	    {.name = "charset",                                                \
		.kind = OPT_TEXT,                                              \
		.at = offsetof(struct usage, charset),                         \
		.most = 64,                                                    \
		.arg = "NAME",                                                 \
		.en = "of redirected input and output: utf-8, gbk, gb18030 …", \
		.zh = "重定向的输入输出的字符集：utf-8、gbk、gb18030 等"},     \
	    USAGE_LANG, OPT_ROW_VERSION(struct usage),                         \
	    OPT_ROW_HELP(struct usage)

#define USAGE_SERVER                                                      \
	{                                                                 \
		.name = "server", .kind = OPT_TEXT,                       \
		.at = offsetof(struct usage, server), .most = 300,        \
		.arg = "HOST[:PORT]",                                     \
		.en = "where to connect to (port 6680 if none is given)", \
		.zh = "要连接的服务器（默认端口 6680）"      \
	}

/* The rows of those that come back after a lost connection. */
#define USAGE_LASTING                                                                                \
	{.name = "no_reconnect",                                                                     \
	    .kind = OPT_FLAG,                                                                        \
	    .at = offsetof(struct usage, no_reconnect),                                              \
	    .en = "end when the connection is lost",                                                 \
	    .zh = "连接中断就结束"},                                                                 \
	{                                                                                            \
		.name = "patience", .kind = OPT_INT,                                                 \
		.at = offsetof(struct usage, patience), .least = -1,                                 \
		.most = INT32_MAX, .arg = "SECONDS",                                                 \
		.en = "how long to try again after a lost connection; -1: 60 "                       \
		      "s, and for ever when you type",                                               \
		.zh = "连接中断后重试多久；-1 为 60 秒，人在打字时则一直重试" \
	}

/* A subcommand as --help shows it. */
struct usage_page {
	const char *name;                 /* "send" */
	const char *synopsis;             /* "crosstalk send [...] TEXT..." */
	const char *about[CT_LANG_COUNT]; /* what it does; lines */
	const struct opt *opts;
	size_t count;
	bool host; /* its one operand is HOST[:PORT] */
};

enum { USAGE_GO_ON = -1 };

/*
 * Reads argv into `u` (set to USAGE_DEFAULT before) and the language into
 * `app`. USAGE_GO_ON; or the exit code, after help or a complaint was printed.
 * usage_fini in every case.
 */
int usage_read(struct app *app, const struct usage_page *page, int argc,
    char **argv, struct usage *u);
void usage_fini(struct usage *u);

/* The language becomes what --lang says; NULL and anything else change
 * nothing. */
void usage_set_lang(struct app *app, const char *lang);

/* Tells what is wrong with the options; APP_USAGE. */
int usage_complain(const struct app *app, const struct opt_fault *fault);

/* Complains of a charset that nobody knows, and names those that are known;
 * APP_USAGE. */
int usage_bad_charset(const struct app *app, const struct ct_charset_port *port,
    const char *charset);

/* Is --charset known? USAGE_GO_ON, or APP_USAGE after the person was told. */
int usage_check_charset(const struct app *app, const struct usage *u,
    const struct ct_charset_port *port);

/* The charset of a standard stream: UTF-8 at a console, else --charset. */
const char *usage_charset(const struct usage *u, bool console);

/* For how many ms to try again; `person`: somebody types. */
ct_ms usage_patience(const struct usage *u, bool person);

/* Into `out`: the name to say hello with: --nick, else the login name if it
 * can be one, else "" (the server chooses). */
void usage_nick(const struct usage *u, char *out, size_t size);

#endif
