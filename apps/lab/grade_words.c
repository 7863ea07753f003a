/* The words of the exercises. */
#include "grade_words.h"

static const char *const words[][CT_LANG_COUNT] = {
#define WORD(name, en, zh) {en, zh},
    LAB_GRADE_WORDS_LIST(WORD)
#undef WORD
};

/* By enum lab_grade_op. */
static const char *const steps[][CT_LANG_COUNT] = {
    {"while a message was being sent", "正在发送一条消息时"},
    {"at the end of what is sent", "发送结束时"},
    {"at a reset", "重置时"},
    {"while connecting", "建立连接时"},
    {"while waiting for the answer", "等待回答时"},
    {"while waiting for the length in digits", "等待十进制长度时"},
    {"while waiting for recv_ready", "等待 recv_ready 时"},
    {"while waiting for the announced text", "等待声明过的正文时"},
    {"while waiting for a frame", "等待一帧时"},
    {"while waiting for some message", "等待一条消息时"},
    {"while waiting for some length in digits", "等待一个十进制长度时"},
    {"while waiting for the announced text", "等待声明过的正文时"},
    {"while waiting for some frame", "等待一帧时"},
    {"while waiting for the end of the connection", "等待连接结束时"},
};

const char *
lab_grade_word(enum lab_grade_word w, enum ct_lang lang)
{
	return words[w][lang];
}

const char *
lab_grade_step_text(enum lab_grade_op op, enum ct_lang lang)
{
	return steps[op][lang];
}

const char *
lab_system_name(enum lab_system system)
{
	static const char *const names[] = {"classic", "length", "prefix"};

	return names[system];
}

const char *
lab_side_name(enum lab_side side)
{
	return side == LAB_SERVER ? "server" : "client";
}
