/*
 * What the server says to people that is not an error, in both languages, and
 * the filling in of {0}, {1}, {2}.
 */
#ifndef CT_PHRASE_H
#define CT_PHRASE_H

#include "buf.h"

/* X(NAME, stable number, English, Chinese) */
#define CT_PHRASE_LIST(X)                                                      \
	X(WELCOME, 1, "Crosstalk. You are {0}, in {1}. /help lists commands.", \
	    "相声。你是 {0}，在 {1}。输入 /help 看命令。")                     \
	X(WELCOME_LANG, 2, "中文：/lang zh", "English: /lang en")              \
	X(JOIN, 3, "{0} joined {1}", "{0} 进入 {1}")                           \
	X(PART, 4, "{0} left {1}", "{0} 离开 {1}")                             \
	X(QUIT, 5, "{0} is gone", "{0} 离线了")                                \
	X(NICK, 6, "{0} is now {1}", "{0} 改名为 {1}")                         \
	X(TOPIC, 7, "{0} set the topic of {1}: {2}",                           \
	    "{0} 把 {1} 的主题设为：{2}")                                      \
	X(TOPIC_IS, 8, "topic of {0}: {1}", "{0} 的主题：{1}")                 \
	X(NO_TOPIC, 9, "{0} has no topic", "{0} 还没有主题")                   \
	X(JOINED, 10, "you are in {0} ({1} here)", "你在 {0}（{1} 人）")       \
	X(LEFT, 11, "you left {0}", "你离开了 {0}")                            \
	X(RENAMED, 12, "you are now {1}", "你现在叫 {1}")                      \
	X(WHO, 13, "in {0}: {1}", "{0} 里有：{1}")                             \
	X(ROOM, 14, "{0} ({1})", "{0}（{1} 人）")                              \
	X(PAST, 15, "that was said before you came", "以上是你来之前说的")     \
	X(DIRECT_FROM, 17, "({0} to you) {1}", "（{0} 悄悄对你说）{1}")        \
	X(QUIET, 18, "nobody said anything", "还没有人说话")                   \
	X(BYE, 19, "goodbye", "再见")                                          \
	X(CHARSET, 20, "charset: {0}", "字符集：{0}")                          \
	X(LEARNED, 21, "your charset seems to be {0}; /charset {1} if not",    \
	    "你的字符集看来是 {0}；若不对，请用 /charset {1}")                 \
	X(LANG, 22, "English it is", "好，说中文")                             \
	X(FOLD, 23, "fold: {0}", "近似替换：{0}")                              \
	X(NAMES, 24, "emoji names: {0}", "表情名称：{0}")                      \
	X(NICK_GIVEN, 25, "the name {0} is taken; you are {1}",                \
	    "名字 {0} 已有人用；你叫 {1}")                                     \
	X(TURNS, 26,                                                           \
	    "this door has no message boundaries: a turn ends with a newline " \
	    "or a short quiet",                                                \
	    "这扇门没有消息边界：换行或短暂静默表示一轮结束")                  \
	X(WHY_NONE, 27, "no evidence is kept of that message",                 \
	    "没有保留那条消息的来历")                                          \
	X(WHY_CAME, 28, "came through door {0}, read as {1}, {2} bytes:",      \
	    "从 {0} 门进来，按 {1} 解读，{2} 字节：")                          \
	X(WHY_WHOLE, 29, "in one read; it ended with: {0}",                    \
	    "一次读到；结束标志：{0}")                                         \
	X(WHY_CUT, 30, "cut by reads at byte {1}; it ended with: {0}",         \
	    "被读操作切开于第 {1} 字节；结束标志：{0}")                        \
	X(WHY_BAD, 31,                                                         \
	    "{0} sequences meant nothing (U+FFFD); {1} escapes were read "     \
	    "back",                                                            \
	    "{0} 处字节无意义（U+FFFD）；{1} 个转义还原成字")                  \
	X(WHY_SENT, 32, "went to you as {0}, {1} escaped, {2} bytes:",         \
	    "以 {0} 发给你，{1} 个字被转义，{2} 字节：")                       \
	X(WHY_OWN, 33, "it is your own; you were not sent it",                 \
	    "这是你自己说的，没有再发给你")                                    \
	X(FOUND_NONE, 34, "nothing found", "没有找到")                         \
	X(FOUND_MORE, 35, "{0} found; /search shows older ones",               \
	    "找到 {0} 条；/搜索 看更早的")                                     \
	X(WHY_OPTIONS, 36,                                                     \
	    "{0} written as the nearest kin (/fold), {1} by name (/names)",    \
	    "{0} 个字写成近似的字（/归并），{1} 个字写成名称（/表情名）")      \
	X(WHY_OLD, 37,                                                         \
	    "was shown to you again, as an old one, as {0}, {1} escaped, "     \
	    "{2} bytes:",                                                      \
	    "作为旧消息以 {0} 再给你看，{1} 个字被转义，{2} 字节：")           \
	X(WHY_NEVER, 38, "it was not sent to you since you came in",           \
	    "你进来以后没有发给你")                                            \
	X(WHY_FORGOT, 39,                                                      \
	    "how it went to you is not kept any more: there were many "        \
	    "changes since",                                                   \
	    "它怎样发给你已不再保留：此后变动太多")                            \
	X(WHY_BYTES_GONE, 40,                                                  \
	    "it went to you as {0}; those bytes are not kept any more",        \
	    "以 {0} 发给你；那些字节已不再保留")                               \
	X(SERVER_NAME, 41, "welcome to {0}", "欢迎来到 {0}")

enum ct_phrase {
#define CT_PHRASE_ENUM(name, number, en, zh) CT_PHRASE_##name = (number),
	CT_PHRASE_LIST(CT_PHRASE_ENUM)
#undef CT_PHRASE_ENUM
};

/* The phrase with its {0} … still in it; "?" for one that does not exist. */
const char *ct_phrase_text(enum ct_phrase p, enum ct_lang lang);

/* Appends `text` with each {i} replaced by args[i] (i < count); CT_EFULL,
 * CT_ENOMEM. */
enum ct_err ct_phrase_fill(struct ct_buf *out, const char *text,
    const struct ct_slice *args, size_t count);

/* Both at once. */
enum ct_err ct_phrase_add(struct ct_buf *out, enum ct_phrase p,
    enum ct_lang lang, const struct ct_slice *args, size_t count);

#endif
