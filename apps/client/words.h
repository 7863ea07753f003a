/*
 * What the client itself says to a person, in both languages. `{0}` and `{1}`
 * stand for what is filled in.
 */
#ifndef CLIENT_WORDS_H
#define CLIENT_WORDS_H

#include "core/buf.h"

/* X(NAME, English, Chinese) */
#define WORDS_LIST(X)                                                         \
	/* the connection */                                                  \
	X(NO_CONNECT, "cannot connect to {0}: {1}", "无法连接 {0}：{1}")      \
	X(NO_LISTEN, "cannot listen on port {0}: {1}",                        \
	    "无法监听端口 {0}：{1}")                                          \
	X(NO_HELLO, "{0} did not answer in Crosstalk's native protocol",      \
	    "{0} 没有以 Crosstalk 的 native 协议应答")                        \
	X(LOST, "the connection to {0} was lost: {1}",                        \
	    "与 {0} 的连接中断：{1}")                                         \
	X(REFUSED, "the server refused: {0} [{1}]", "服务器拒绝：{0} [{1}]")  \
	X(CLOSED, "the server closed the connection: {0} [{1}]",              \
	    "服务器断开了连接：{0} [{1}]")                                    \
	X(UNSENT, "not acknowledged by the server: {0}",                      \
	    "服务器没有确认收到：{0}")                                        \
	X(UNSENT_LINE, "line {0} was not acknowledged by the server",         \
	    "服务器没有确认收到第 {0} 行")                                    \
	X(UNSAID, "nothing from line {0} on was said",                        \
	    "从第 {0} 行起没有发送")                                          \
	X(DOWN, "the connection was lost ({0}); trying again",                \
	    "连接中断（{0}），正在重新连接")                                  \
	X(UP, "connected again to {0}", "已重新连接 {0}")                     \
	X(ANEW, "the server has begun anew, with another history",            \
	    "服务器已重新开始，历史与之前的不同")                             \
	X(GONE, "up to {0} messages in {1} are no longer kept",               \
	    "{1} 中有至多 {0} 条消息已不再保存")                              \
	/* input */                                                           \
	X(BAD_INPUT, "line {0} of the input is not valid {1}; stopped there", \
	    "输入的第 {0} 行不是有效的 {1}，到此为止")                        \
	X(LONG_INPUT, "line {0} of the input is longer than {1} bytes",       \
	    "输入的第 {0} 行超过 {1} 字节")                                   \
	X(NO_INPUT, "there is nothing to send", "没有要发送的内容")           \
	X(NO_READ, "standard input cannot be read: {0}",                      \
	    "无法读取标准输入：{0}")                                          \
	X(TOO_LONG, "that line is full: at most {0} bytes",                   \
	    "这一行已满：最多 {0} 字节")                                      \
	/* options */                                                         \
	X(FAULT, "{0}", "{0}")                                                \
	X(BAD_SERVER, "{0} is not HOST[:PORT] or [IPV6]:PORT",                \
	    "{0} 不是 主机[:端口] 或 [IPv6]:端口")                            \
	X(BAD_SINCE, "{0} is no number and no time like 2026-11-23T08:05Z",   \
	    "{0} 不是编号，也不是 2026-11-23T08:05Z 这样的时间")              \
	X(BAD_CHARSET, "unknown charset {0}; known are: {1}",                 \
	    "不认识字符集 {0}；可用的有：{1}")                                \
	X(BAD_TARGET, "{0} is not HOST:PORT or [IPV6]:PORT",                  \
	    "{0} 不是 主机:端口 或 [IPv6]:端口")                              \
	X(BAD_LISTEN, "{0} is not [HOST:]PORT or [IPV6]:PORT",                \
	    "{0} 不是 [主机:]端口 或 [IPv6]:端口")                            \
	X(EITHER, "use either {0} or {1}", "{0} 与 {1} 只能用一个")           \
	X(NEEDED, "{0} is needed; see --help", "需要 {0}；见 --help")         \
	X(EXTRA, "what is {0} for? see --help", "多余的参数 {0}；见 --help")  \
	X(SYSTEM, "this machine failed: {0}", "本机故障：{0}")                \
	X(NO_VT, "this console cannot be drawn on; plain lines instead",      \
	    "此控制台不支持控制序列，改用普通行")                             \
	/* charset */                                                         \
	X(NO_VERB, "there is no {0}; crosstalk charset --help lists what is", \
	    "没有 {0}；crosstalk charset --help 列出有什么")                  \
	X(NO_FILE, "{0} cannot be read: {1}", "无法读取 {0}：{1}")            \
	X(NO_CHARSET, "this system has no converter for {0}",                 \
	    "本系统没有 {0} 的转换函数")                                      \
	X(NOT_EXACT, "something was invalid, or had to be escaped",           \
	    "有无效字节，或有字被转义")                                       \
	X(MISTAKE, "written in {0}, then read as {1}",                        \
	    "按 {0} 写出，却按 {1} 读入")                                     \
	X(REPAIR, "it was: {0}", "原文：{0}")                                 \
	X(REPAIR_PART, "it was: {0} ({1} characters are lost for good)",      \
	    "原文：{0}（有 {1} 个字无法找回）")                               \
	X(NO_MISTAKE, "no mistake found: {0}", "没有发现错误：{0}")           \
	/* lab */                                                             \
	X(NO_SCENE, "there is no scene {0}; crosstalk lab --help lists them", \
	    "没有场景 {0}；crosstalk lab --help 列出全部场景")                \
	X(NO_WRITE, "{0} cannot be written: {1}", "无法写入 {0}：{1}")        \
	X(NO_START, "{0} cannot be started: {1}", "无法启动 {0}：{1}")        \
	X(BAD_OPTION, "--{0} cannot be so here: {1}",                         \
	    "--{0} 在此不能这样用：{1}")                                      \
	/* frames */                                                          \
	X(JOIN, "* {0} joined", "* {0} 进来了")                               \
	X(PART, "* {0} left", "* {0} 离开了")                                 \
	X(QUIT, "* {0} is gone", "* {0} 下线了")                              \
	X(NICK, "* {0} is now called {1}", "* {0} 改名为 {1}")                \
	X(TOPIC, "* {0} set the topic: {1}", "* {0} 把主题改为：{1}")         \
	X(NO_TOPIC, "* {0} took the topic away", "* {0} 清除了主题")          \
	X(JOINED, "* you are in {0}, people: {1}",                            \
	    "* 你进入了 {0}，共 {1} 人")                                      \
	X(LEFT, "* you left {0}", "* 你离开了 {0}")                           \
	X(RENAMED, "* you are now called {0}", "* 你现在叫 {0}")              \
	X(WELCOME, "* connected to {0}; you are {1}; /help lists commands",   \
	    "* 已连接 {0}；你是 {1}；/help 列出命令")                         \
	X(SERVER_NAME, "* welcome to {0}", "* 欢迎来到 {0}")                  \
	X(MEMBERS, "* in {0}: {1}", "* {0} 里有：{1}")                        \
	X(ROOM_ROW, "*   {0} ({1})", "*   {0}（{1} 人）")                     \
	X(ROOMS, "* rooms:", "* 房间：")                                      \
	X(TOPIC_IS, "* topic: {0}", "* 主题：{0}")                            \
	X(NO_TOPIC_IS, "* there is no topic", "* 没有主题")                   \
	X(PAST, "* end of {0} old messages", "* 以上是 {0} 条旧消息")         \
	X(NO_PAST, "* there are no old messages", "* 没有旧消息")             \
	X(FOUND, "* {0} found; /search shows older ones",                     \
	    "* 找到 {0} 条；/搜索 看更早的")                                  \
	X(FOUND_NONE, "* nothing found", "* 没有找到")                        \
	X(ERROR, "! {0} [{1}]", "! {0} [{1}]")                                \
	X(SAY, "{0}: {1}", "{0}: {1}")                                        \
	X(NOTE, "* {1}", "* {1}")                                             \
	X(PLAIN, "{1}", "{1}")                                                \
	X(DIRECT_FROM, "{0} (to you): {1}", "{0}（对你）：{1}")               \
	X(DIRECT_TO, "you to {0}: {1}", "你对 {0}：{1}")                      \
	/* commands */                                                        \
	X(NO_COMMAND, "! there is no command {0}; /help lists them",          \
	    "! 没有命令 {0}；/help 可列出全部命令")                           \
	X(USAGE, "! usage: {0}", "! 用法：{0}")                               \
	X(NOT_HERE, "! that is for the line door; here all text is UTF-8",    \
	    "! 该命令只用于 line 门；这里的文本都是 UTF-8")                   \
	X(NO_SEARCH, "! nothing was searched for: /search TEXT",              \
	    "! 还没有搜索过：/search 文字")                                   \
	X(NO_OLDER, "* there is nothing older", "* 没有更早的了")             \
	X(NOTE_DOWN, "* the connection was lost ({1}); trying again",         \
	    "* 连接中断（{1}），正在重新连接")                                \
	X(NOTE_UP, "* connected again to {0}", "* 已重新连接 {0}")            \
	X(NOTE_ANEW, "* the server has begun anew, with another history",     \
	    "* 服务器已重新开始，历史与之前的不同")                           \
	X(NOTE_GONE, "* up to {0} messages in {1} are no longer kept",        \
	    "* {1} 中有至多 {0} 条消息已不再保存")                            \
	X(PROMPT, "{0}> ", "{0}> ")                                           \
	X(PROMPT_AWAY, "{0} (offline, unsent: {1})> ",                        \
	    "{0}（离线，未发 {1} 条）> ")                                     \
	X(PROMPT_SLOW, "{0} (not acknowledged: {1})> ",                       \
	    "{0}（未确认 {1} 条）> ")                                         \
	X(LANG_NOW, "* I speak English now", "* 现在使用中文")

enum word {
#define WORDS_ENUM(name, en, zh) WORD_##name,
	WORDS_LIST(WORDS_ENUM)
#undef WORDS_ENUM
	    WORD_COUNT,
};

/* The sentence, with its {0} and {1} still in it. */
const char *words_text(enum ct_lang lang, enum word w);

/*
 * Appends the sentence with `a` and `b` in the places of {0} and {1}. CT_OK, or
 * the errors of ct_buf_add, and then `out` is as it was.
 */
enum ct_err words_add(struct ct_buf *out, enum ct_lang lang, enum word w,
    struct ct_slice a, struct ct_slice b);

#endif
