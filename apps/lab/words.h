/* What the laboratory says to a person, in both languages. */
#ifndef LAB_WORDS_H
#define LAB_WORDS_H

#include "core/ct.h"

/* X(NAME, English, Chinese); {0} and so on are filled in. */
#define LAB_WORDS_LIST(X)                                                      \
	/* the rows of a picture; at most eight cells */                       \
	X(ROW_MESSAGES, "messages", "消息")                                    \
	X(ROW_SENDS, "sends", "发送")                                          \
	X(ROW_BYTES, "bytes", "字节流")                                        \
	X(ROW_OWNERS, "of", "属于")                                            \
	X(ROW_READS, "reads", "读取")                                          \
	X(ROW_UNITS, "program", "程序")                                        \
	X(PACKED, "each column is {0} bytes", "每列 {0} 字节")                 \
	/* one event of a list */                                              \
	X(SEND, "send", "发送")                                                \
	X(READ, "read", "读取")                                                \
	X(UNIT, "took", "取出")                                                \
	X(END, "end of stream", "流结束")                                      \
	X(RESET, "reset", "连接重置")                                          \
	X(MORE, "… and {0} more", "……还有 {0} 个")                             \
	/* how a unit fits */                                                  \
	X(FIT_EXACT, "exactly message {0}", "正好是第 {0} 条消息")             \
	X(FIT_GLUED, "messages {0} to {1} glued",                              \
	    "第 {0} 到第 {1} 条消息粘在一起")                                  \
	X(FIT_CUT, "cut: a piece of message {0}", "断开：第 {0} 条消息的一截") \
	X(FIT_BOTH, "glued and cut: pieces of messages {0} to {1}",            \
	    "又粘又断：第 {0} 到第 {1} 条消息的几截")                          \
	X(FIT_NONE, "nothing of a message", "不属于任何消息")                  \
	X(FIT_TRUNCATED, "truncated: message {0} lost its last {2} bytes",     \
	    "截断：第 {0} 条消息丢了最后 {2} 字节")                            \
	X(RUNS, "{0} runs, of which", "共 {0} 次，其中")                       \
	X(RUNS_EXACT, "all exact", "全部正好")                                 \
	X(RUNS_GLUED, "something glued", "有粘连")                             \
	X(RUNS_CUT, "something cut", "有断开")                                 \
	X(SHAPES, "bytes of the reads", "各次读取的字节数")                    \
	X(SHAPES_OTHER, "other", "其他")                                       \
	X(ALONE, "each read decoded alone", "每次读取单独解码")                \
	X(JOINED, "decoded as a stream", "按流解码")                           \
	X(THIS_TIME, "This time", "这一次")                                    \
	X(FIT_TRUNCATED_SOME, "truncated: the rest was thrown away",           \
	    "截断：其余部分被丢弃")

enum lab_word {
#define LAB_WORDS_ENUM(name, en, zh) LAB_WORD_##name,
	LAB_WORDS_LIST(LAB_WORDS_ENUM)
#undef LAB_WORDS_ENUM
	    LAB_WORD_COUNT,
};

/* The sentence, with its {0} still in it. */
const char *lab_word(enum ct_lang lang, enum lab_word w);

#endif
