/* What is said around the verdicts of the exercises, in both languages. */
#ifndef LAB_GRADE_WORDS_H
#define LAB_GRADE_WORDS_H

#include "grade.h"

/* X(NAME, English, Chinese) */
#define LAB_GRADE_WORDS_LIST(X)                                      \
	X(PASS, "pass", "通过")                                      \
	X(FAIL, "FAIL", "不过")                                      \
	X(SUM, "{0} of {1} cases passed", "{1} 个情形中通过 {0} 个") \
	X(START, "case {0}: start your client now",                  \
	    "情形 {0}：请启动你的客户端")                            \
	X(WANT, "expected", "应为")                                  \
	X(GOT, "came", "收到")                                       \
	X(FROM, " (from byte {0} on)", "（从第 {0} 字节起）")        \
	X(COLON, ": ", "：")                                         \
	X(NOTHING, "(nothing)", "（没有）")                          \
	X(ENDED, "your program ended by itself, with exit code {0}", \
	    "你的程序自己结束了，退出码 {0}")

enum lab_grade_word {
#define LAB_GRADE_WORD_ENUM(name, en, zh) LAB_GRADE_WORD_##name,
	LAB_GRADE_WORDS_LIST(LAB_GRADE_WORD_ENUM)
#undef LAB_GRADE_WORD_ENUM
};

/* A word, with its {0} still in it. */
const char *lab_grade_word(enum lab_grade_word w, enum ct_lang lang);

/* What was going on in a step of that kind. */
const char *lab_grade_step_text(enum lab_grade_op op, enum ct_lang lang);

/* "classic", "length", "prefix"; "server", "client". */
const char *lab_system_name(enum lab_system system);
const char *lab_side_name(enum lab_side side);

#endif
