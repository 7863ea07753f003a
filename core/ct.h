/*
 * The words that every file of the core shares: errors, slices, time.
 *
 * Nothing in the core reads a clock, a socket or a file: bytes and the time
 * come in as arguments, events and bytes go out.
 */
#ifndef CT_H
#define CT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Milliseconds. Where it says `now`, of a clock that never steps back. */
typedef int64_t ct_ms;

/* A deadline that never comes. */
#define CT_NEVER INT64_MAX

/* Bytes that somebody else owns. `data` may be NULL when `len` is 0. */
struct ct_slice {
	const char *data;
	size_t len;
};

/*
 * Every outcome the core can have: X(NAME, stable code, token, English,
 * Chinese). Codes and tokens are part of the wire (core/PROTOCOL.md) and are
 * never given a second meaning. `{0}` and `{1}` stand for what the caller
 * knows: a name, a limit.
 */
#define CT_ERR_LIST(X)                                                         \
	X(OK, 0, "ok", "done", "好了")                                         \
	X(MORE, 1, "more", "more bytes are needed", "还需要更多数据")          \
	X(END, 2, "end", "the connection is at its end", "连接已结束")         \
	X(ENOMEM, 10, "no-memory", "the server is out of memory",              \
	    "服务器内存不足")                                                  \
	X(EFULL, 11, "full", "a buffer is at its limit of {0} bytes",          \
	    "缓冲区已满（上限 {0} 字节）")                                     \
	X(EINVAL, 12, "invalid", "not valid: {0}", "无效：{0}")                \
	X(EUTF8, 20, "bad-utf8", "the text is not valid UTF-8",                \
	    "文本不是有效的 UTF-8")                                            \
	X(ELINE, 21, "line-too-long",                                          \
	    "that line is over the limit of {0} bytes and was not sent",       \
	    "这一行超过 {0} 字节的上限，没有发出")                             \
	X(EFRAME, 22, "bad-frame", "not a frame of this protocol",             \
	    "不是本协议的帧")                                                  \
	X(EVERSION, 23, "bad-version",                                         \
	    "this server speaks version {0} of the protocol",                  \
	    "本服务器使用协议第 {0} 版")                                       \
	X(EEARLY, 24, "hello-first", "say hello first", "请先发送 hello")      \
	X(EDOOR, 25, "wrong-door", "this port speaks another language: {0}",   \
	    "这个端口不说这种协议：{0}")                                       \
	X(ECHARSET, 30, "unknown-charset",                                     \
	    "unknown charset {0}; known are: {1}",                             \
	    "不认识字符集 {0}；可用的有：{1}")                                 \
	X(ENICK, 40, "bad-nick",                                               \
	    "{0} cannot be a name: 1 to {1} characters, no spaces, no #",      \
	    "{0} 不能作名字：1 到 {1} 个字，不含空格和 #")                     \
	X(ETAKEN, 41, "nick-taken", "the name {0} is taken",                   \
	    "名字 {0} 已有人用")                                               \
	X(ENOUSER, 42, "no-such-user", "nobody here is called {0}",            \
	    "这里没有人叫 {0}")                                                \
	X(EROOM, 43, "bad-room",                                               \
	    "{0} cannot be a room: 1 to {1} characters, no spaces",            \
	    "{0} 不能作房间名：1 到 {1} 个字，不含空格")                       \
	X(ENOROOM, 44, "no-such-room", "there is no room {0}", "没有房间 {0}") \
	X(ENOTIN, 45, "not-in-room", "you are not in {0}", "你不在 {0} 里")    \
	X(EROOMS, 47, "too-many-rooms", "you can be in at most {0} rooms",     \
	    "最多同时在 {0} 个房间")                                           \
	X(EEMPTY, 48, "empty", "there is nothing to send", "没有要发送的内容") \
	X(ETEXT, 49, "text-too-long",                                          \
	    "that message is over the limit of {0} bytes and was not sent",    \
	    "这条消息超过 {0} 字节的上限，没有发出")                           \
	X(ETOPIC, 50, "topic-too-long", "a topic has at most {0} bytes",       \
	    "主题最多 {0} 字节")                                               \
	X(ECOMMAND, 51, "unknown-command",                                     \
	    "unknown command {0}; /help lists them",                           \
	    "没有命令 {0}；/help 可列出全部命令")                              \
	X(EARGS, 52, "bad-arguments", "usage: {0}", "用法：{1}")               \
	X(EFLOOD, 53, "too-fast",                                              \
	    "too many messages at once; wait a moment and say it again",       \
	    "发送太快，请稍等再发一次")                                        \
	X(ELETTERS, 54, "too-many-letters",                                    \
	    "{1} letters wait for {0} already; this one was not sent",         \
	    "已有 {1} 封信在等 {0}，这封没有发出")                             \
	X(ECROWD, 60, "server-full",                                           \
	    "the server is full ({0} connections); try again later",           \
	    "服务器已满（{0} 个连接），请稍后再试")                            \
	X(EADDR, 61, "too-many-from-address",                                  \
	    "too many connections from your address (at most {0})",            \
	    "你的地址连接过多（最多 {0} 个）")                                 \
	X(ESLOW, 62, "slow-reader",                                            \
	    "closed: you read too slowly, {0} bytes were waiting for you",     \
	    "已断开：你读得太慢，有 {0} 字节在等你")                           \
	X(EIDLE, 63, "idle", "closed: nothing was heard for {0} s",            \
	    "已断开：{0} 秒没有动静")                                          \
	X(EHALF, 64, "cut-short",                                              \
	    "the connection ended inside a message of {0} bytes",              \
	    "连接在一条消息中间断开（{0} 字节）")                              \
	X(EREPLACED, 65, "replaced",                                           \
	    "closed: you connected again from elsewhere",                      \
	    "已断开：你从别处重新连接了")                                      \
	X(ESHUTDOWN, 66, "shutting-down", "the server is shutting down",       \
	    "服务器正在关闭")                                                  \
	X(ESTORE, 67, "not-stored",                                            \
	    "the message could not be stored and was not sent",                \
	    "消息无法保存，没有发出")                                          \
	X(ENOSTORE, 68, "no-history", "this server keeps no history",          \
	    "本服务器不保存历史")                                              \
	X(ELATER, 69, "try-later",                                             \
	    "the history does not answer; try again later",                    \
	    "历史记录没有回应，请稍后再试")                                    \
	X(ENOMORE, 70, "no-more-rooms",                                        \
	    "no more rooms can be made (at most {0}); those there are can be " \
	    "joined",                                                          \
	    "不能再开新房间（最多 {0} 个），已有的可以加入")

enum ct_err {
#define CT_ERR_ENUM(name, code, token, en, zh) CT_##name = (code),
	CT_ERR_LIST(CT_ERR_ENUM)
#undef CT_ERR_ENUM
};

/* The languages in which the core can speak to a person. */
enum ct_lang {
	CT_LANG_EN,
	CT_LANG_ZH,
	CT_LANG_COUNT,
};

/* The stable token ("nick-taken"); "unknown" for a code not in the list. */
const char *ct_err_token(enum ct_err err);

/* The sentence for a person, with its {0} and {1} still in it; UTF-8. */
const char *ct_err_text(enum ct_err err, enum ct_lang lang);

/* A slice of a C string; the string must outlive the slice. */
struct ct_slice ct_slice_str(const char *s);

/* True when both hold the same bytes. */
bool ct_slice_eq(struct ct_slice a, struct ct_slice b);

#endif
