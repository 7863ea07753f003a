/*
 * The exercises: a script for each case says what is sent to a student's
 * program and what must come back, and a grade plays it, with no socket and no
 * clock: bytes and the time in; bytes, what to do, and a verdict out.
 *
 * The three systems (text is GBK in the first, UTF-8 in the others):
 *   classic  turns without borders, at most 1,024 bytes: a turn ends when
 *            nothing comes for a moment
 *   length   a turn is answered by its length in bytes, in decimal digits;
 *            after a turn of recv_ready the text itself follows
 *   prefix   32 bits of length, big-endian, then that many bytes
 *
 * A student's server answers each message with the same text. A student's
 * client says one message of its own, and then answers each message with the
 * same text, until the connection ends. So the wire alone shows whether it
 * understood. With `any` (classic and length), what the texts say is not
 * compared, for programs at which a person sits.
 */
#ifndef LAB_GRADE_H
#define LAB_GRADE_H

#include "core/buf.h"

enum lab_system { LAB_CLASSIC, LAB_LENGTH, LAB_PREFIX, LAB_SYSTEMS };
enum lab_side { LAB_SERVER, LAB_CLIENT, LAB_SIDES }; /* the student's */

/* What is wrong: X(NAME, token, English, Chinese). */
#define LAB_WHY_LIST(X)                                                        \
	X(NOTHING, "passed", "passed", "通过")                                 \
	X(NOBODY, "nobody", "there was no connection", "没有建立连接")         \
	X(DIED, "died", "your server ended; it should go on",                  \
	    "你的服务器自己结束了；它应当继续运行")                            \
	X(SILENT, "silent", "nothing came", "什么也没有收到")                  \
	X(CLOSED, "closed", "the connection was closed, or reset, too early",  \
	    "连接过早关闭或重置")                                              \
	X(OPEN, "open", "the connection was not closed after its end",         \
	    "对方结束之后没有关闭连接")                                        \
	X(EARLY, "early",                                                      \
	    "an answer came before all of the message was sent: one read is "  \
	    "not one message",                                                 \
	    "消息还没有发完就有了回答：一次读取并不是一条消息")                \
	X(SHORT, "short", "only a part came", "只收到一部分")                  \
	X(CUT_1024, "cut-1024",                                                \
	    "it was cut at 1024 bytes: one read is not all",                   \
	    "在 1024 字节处被截断：一次读取并不是全部")                        \
	X(SURPLUS, "surplus", "more came than was asked for",                  \
	    "收到的比应有的多")                                                \
	X(NEWLINE, "newline", "a line end was added", "末尾多了换行")          \
	X(EMPTY, "empty", "an empty answer came", "收到的是空的回答")          \
	X(REPLACED, "replaced",                                                \
	    "characters became ? or U+FFFD: the pieces were decoded one by "   \
	    "one",                                                             \
	    "有字变成了 ? 或 U+FFFD：每一段被分别解码了")                      \
	X(TURN, "wrong-turn", "the answer belongs to another message",         \
	    "这是另一条消息的回答")                                            \
	X(CHARSET, "charset", "the bytes are not valid in the charset",        \
	    "字节在该字符集中无效")                                            \
	X(LONG, "long", "a turn has at most 1024 bytes", "一轮最多 1024 字节") \
	X(DIGITS, "no-digits", "this is not a length in decimal digits",       \
	    "这不是十进制的长度")                                              \
	X(LENGTH, "length", "the length is wrong", "长度不对")                 \
	X(CHARS, "characters",                                                 \
	    "the length counts characters; it must count bytes",               \
	    "长度数的是字符，应当数字节")                                      \
	X(LITTLE, "little-endian", "the length is little-endian",              \
	    "长度用了小端字节序")                                              \
	X(GLUED, "glued", "the text came before recv_ready was said",          \
	    "没有等 recv_ready 就发出了正文")                                  \
	X(READY, "not-ready", "recv_ready was expected, and nothing else",     \
	    "此处只应收到 recv_ready")                                         \
	X(HEADER, "no-header", "there are no four bytes of length in front",   \
	    "前面没有四字节的长度")                                            \
	X(DIFFERENT, "different", "other bytes came", "收到的是别的字节")

enum lab_why {
#define LAB_WHY_ENUM(name, token, en, zh) LAB_WHY_##name,
	LAB_WHY_LIST(LAB_WHY_ENUM)
#undef LAB_WHY_ENUM
	    LAB_WHY_COUNT,
};

const char *lab_why_token(enum lab_why why);
const char *lab_why_text(enum lab_why why, enum ct_lang lang);

enum lab_grade_op {
	/* Send, then for `ms` nothing may come. */
	LAB_GRADE_SAY,
	LAB_GRADE_HALF,  /* no more will be sent */
	LAB_GRADE_RESET, /* reset the connection, */
	LAB_GRADE_MEET,  /* and get another one */
	/* These bytes must come, then for `ms` nothing more. They are: */
	LAB_GRADE_HEAR,   /* a turn */
	LAB_GRADE_DIGITS, /* the length of `text` */
	LAB_GRADE_READY,  /* recv_ready */
	LAB_GRADE_BODY,   /* the text that was announced */
	LAB_GRADE_FRAME,  /* a length and its text */
	/* What exactly must come is not known: */
	LAB_GRADE_TURN,      /* some turn, in the charset */
	LAB_GRADE_NUMBER,    /* some length */
	LAB_GRADE_COUNT,     /* a text of that length */
	LAB_GRADE_ANY_FRAME, /* some frame */
	LAB_GRADE_GONE,      /* the other side must end the connection */
};

enum { LAB_GRADE_STEPS = 64 };

struct lab_grade_step {
	enum lab_grade_op op;
	size_t from, len;           /* the bytes, in the script's */
	size_t text_from, text_len; /* the message that they are, or announce */
	ct_ms ms;
};

/* A case, made for one system and side. */
struct lab_grade_script {
	enum lab_system system;
	enum lab_side side; /* the student's */
	bool any;
	ct_ms gap; /* between the pieces of a message */
	struct lab_grade_step steps[LAB_GRADE_STEPS];
	size_t count;
	struct ct_buf bytes;
	enum ct_err err; /* of making it */
};

struct lab_grade_case {
	const char *name;
	const char *text[CT_LANG_COUNT];
	void (*make)(struct lab_grade_script *s);
};

/* The cases of an exercise; *count of them. */
const struct lab_grade_case *lab_grade_cases(
    enum lab_system system, enum lab_side side, size_t *count);

/* Makes one of them; `any` means nothing to prefix. CT_OK, CT_ENOMEM;
 * lab_grade_script_fini in either case. */
enum ct_err lab_grade_script_init(struct lab_grade_script *s,
    const struct lab_grade_case *one, enum lab_system system,
    enum lab_side side, bool any, ct_ms gap);
void lab_grade_script_fini(struct lab_grade_script *s);

struct ct_slice lab_grade_bytes(
    const struct lab_grade_script *s, const struct lab_grade_step *step);
struct ct_slice lab_grade_text(
    const struct lab_grade_script *s, const struct lab_grade_step *step);

enum lab_grade_want {
	LAB_WANT_MEET,  /* get a connection: lab_grade_met, or _nobody */
	LAB_WANT_SEND,  /* these bytes: lab_grade_sent */
	LAB_WANT_HALF,  /* half-close: lab_grade_did */
	LAB_WANT_RESET, /* reset: lab_grade_did */
	LAB_WANT_READ,  /* wait for bytes, or lab_grade_deadline */
	LAB_WANT_DONE,  /* there is a verdict */
};

/* A script at work. */
struct lab_grade {
	const struct lab_grade_script *script;
	ct_ms wait; /* for an answer */
	size_t step, sent;
	bool calm;   /* the step is done, if nothing comes until `until` */
	bool foul;   /* what came is wrong; the rest of it is waited for */
	ct_ms until; /* of the present wait */
	struct ct_buf in;
	size_t announced;
	bool ended; /* the other side has ended the connection */
	bool done;
	enum lab_why why;
	size_t failed_at;  /* the step */
	struct ct_buf got; /* of a failure: what came in that step */
};

/* Begins; the script must stay. lab_grade_fini frees. */
void lab_grade_init(
    struct lab_grade *g, const struct lab_grade_script *script, ct_ms wait);
void lab_grade_fini(struct lab_grade *g);

/* What to do now; `out` is set for LAB_WANT_SEND. */
enum lab_grade_want lab_grade_want(
    const struct lab_grade *g, struct ct_slice *out);

/* That was done. Bytes may be read at any time, also while sending. */
void lab_grade_met(struct lab_grade *g, ct_ms now);
void lab_grade_nobody(struct lab_grade *g);
void lab_grade_sent(struct lab_grade *g, size_t n, ct_ms now);
void lab_grade_did(struct lab_grade *g, ct_ms now);
void lab_grade_feed(struct lab_grade *g, struct ct_slice bytes, ct_ms now);
void lab_grade_feed_end(struct lab_grade *g, ct_ms now);

/* The server's program has ended: a case that it passed otherwise fails. */
void lab_grade_died(struct lab_grade *g);

ct_ms lab_grade_deadline(const struct lab_grade *g);
void lab_grade_tick(struct lab_grade *g, ct_ms now);

/*
 * The kinds of which the bytes are not known. What `in` is so far: LAB_WHY_
 * NOTHING, and `*how` says whether more must come, or it ends when nothing
 * comes any more, or its first `*len` bytes are all of it; or what is wrong.
 * Then the whole of it: LAB_WHY_NOTHING, or what is wrong.
 */
enum lab_judgement { LAB_JUDGE_MORE, LAB_JUDGE_QUIET, LAB_JUDGE_WHOLE };
enum lab_why lab_grade_judge(const struct lab_grade_script *s,
    enum lab_grade_op op, size_t announced, struct ct_slice in,
    enum lab_judgement *how, size_t *len);
enum lab_why lab_grade_judge_whole(const struct lab_grade_script *s,
    enum lab_grade_op op, struct ct_slice in, size_t *number);

/* Why `got` is not the bytes of that step. */
enum lab_why lab_grade_diagnose(
    const struct lab_grade_script *s, size_t step, struct ct_slice got);

#endif
