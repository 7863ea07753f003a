/*
 * One side of one of the lesson's three systems, with no socket, clock or
 * keyboard of its own: bytes, lines and the time in; bytes and text out.
 *
 * It says what the lesson's program says, and waits for what that one waits
 * for. Its faults are not kept: what is sent is at most 1,024 bytes a turn, cut
 * on a character and all of it in the charset; an empty answer is refused; a
 * turn that comes in pieces, or ends inside a character, is put together.
 *
 * TCP keeps no borders between messages, and neither the chat nor the length
 * system marks them. So a turn ends at the first quiet gap: no better rule can
 * exist, which is what the lesson is about.
 */
#ifndef LESSON_SIDE_H
#define LESSON_SIDE_H

#include "core/coding.h"

enum {
	LESSON_SEND_MAX = 1024,    /* bytes of a turn: the lesson's recv */
	LESSON_TURN_MAX = 65536,   /* bytes of a turn that we take in */
	LESSON_BODY_MAX = 1 << 24, /* bytes of an announced text */
	LESSON_GAP = 60,           /* ms of quiet that end a turn */
	LESSON_HALF = 1000,        /* ms to wait for the rest of a character */
};

/* What a person is told, on standard error: X(NAME, English, Chinese). */
#define LESSON_NOTE_LIST(X)                                                    \
	X(EMPTY,                                                               \
	    "An empty answer sends no bytes, and both sides would wait for "   \
	    "ever. Type something.",                                           \
	    "空的回答不会发出任何字节，双方会一直等下去。请输入内容。")        \
	X(LONG,                                                                \
	    "More than 1024 bytes: the other side reads no more at once. "     \
	    "The rest goes out in the next turns.",                            \
	    "超过 1024 字节，对方一次读不完；其余的在下几轮发出。")            \
	X(ESCAPED,                                                             \
	    "The other side's charset has not all of these characters; they"   \
	    " go out as \\u{...}.",                                            \
	    "对方的字符集没有其中某些字符，它们以 \\u{...} 的形式发出。")      \
	X(CUT,                                                                 \
	    "This read ended inside a character: TCP is a stream of bytes.",   \
	    "这次读取断在一个字的中间：TCP 是字节流。")                        \
	X(CLOSED, "The other side closed the connection.", "对方关闭了连接。") \
	X(DIGITS, "The other side announced no length.", "对方没有先发长度。") \
	X(BIG, "The other side announced more than 16 MiB.",                   \
	    "对方声明的长度超过 16 MiB。")                                     \
	X(SHORT, "The connection ended before the announced text did.",        \
	    "声明的内容还没收完，连接就断了。")                                \
	X(READY,                                                               \
	    "Instead of recv_ready something else came; it is taken as the "   \
	    "next message.",                                                   \
	    "收到的不是 recv_ready，当作下一条消息处理。")                     \
	X(BYTES, "The input is not valid UTF-8.", "输入不是有效的 UTF-8。")    \
	X(LINE, "A line of the input is over 65536 bytes.",                    \
	    "输入的一行超过 65536 字节。")

enum lesson_note {
#define LESSON_NOTE_ENUM(name, en, zh) LESSON_NOTE_##name,
	LESSON_NOTE_LIST(LESSON_NOTE_ENUM)
#undef LESSON_NOTE_ENUM
};

enum lesson_state {
	LESSON_READS, /* waits for the peer */
	LESSON_ASKS,  /* waits for a line of the person */
	LESSON_HANGS, /* send what is due, then hang up; a server goes on */
	LESSON_ENDS,  /* the same, and the program is over */
	LESSON_FAILS, /* over, and it did not come to a good end */
};

struct lesson;

/* A side, as a table; all of them are in lesson_roles. */
struct lesson_role {
	const char *system; /* "chat", "sticky", "length" */
	bool serves;
	uint16_t port; /* the lesson's */
	const char *charset;
	const char *prompt;

	void (*begin)(struct lesson *l);
	/* `in` grew, a turn is over (lesson_is_turn), or the peer ended. */
	void (*feed)(struct lesson *l);
	/* The person's line, UTF-8; NULL: this side never asks. */
	void (*line)(struct lesson *l, struct ct_slice utf8);
	void (*sent)(struct lesson *l); /* `out` left us; may be NULL */
	/* Bytes of the next read; NULL: as many as there are. */
	size_t (*read_max)(const struct lesson *l);
};

extern const struct lesson_role lesson_roles[6];

/* NULL: there is no such system. */
const struct lesson_role *lesson_role_find(const char *system, bool serves);

struct lesson {
	const struct lesson_role *role;
	enum ct_lang lang;
	enum lesson_state state;
	enum ct_err err;  /* CT_OK, or CT_ENOMEM, which sticks */
	const char *text; /* what a length server answers; UTF-8 */
	ct_ms now, quiet; /* quiet: when the turn is over, or CT_NEVER */
	bool calm, ended; /* that time came; the peer will send no more */
	int step;         /* the role's own */
	size_t want;      /* bytes of the announced text */
	size_t whole;     /* bytes of `in` known to be whole characters */
	struct ct_coding coding;
	struct ct_buf in;    /* from the peer, not understood yet */
	struct ct_buf out;   /* to send now; the owner consumes it */
	struct ct_buf later; /* encoded, for the turns to come */
	struct ct_buf show;  /* UTF-8 for standard output; the same */
	struct ct_buf note;  /* UTF-8 lines for standard error; the same */
};

/* `text` (NULL: the lesson's own) is kept, not copied. lesson_fini frees what
 * lesson_init and all that follows took. CT_OK, CT_ENOMEM. */
enum ct_err lesson_init(struct lesson *l, const struct lesson_role *role,
    enum ct_lang lang, const char *text);
void lesson_fini(struct lesson *l);

/* A new connection; what the last one left is forgotten. */
void lesson_begin(struct lesson *l, ct_ms now);

/* How many bytes the next read may return; 0: do not read now. */
size_t lesson_read_max(const struct lesson *l);

/* What one read returned, one byte at least; that the peer will send no more
 * (it may still read); that it is gone altogether. A person who is answering
 * it then goes on, and the answer goes nowhere: never to the next one. */
void lesson_feed(struct lesson *l, struct ct_slice bytes, ct_ms now);
void lesson_feed_end(struct lesson *l, ct_ms now);
void lesson_feed_reset(struct lesson *l, ct_ms now);

/* The time came that lesson_deadline asked for (CT_NEVER: none). */
ct_ms lesson_deadline(const struct lesson *l);
void lesson_tick(struct lesson *l, ct_ms now);

/* In LESSON_ASKS: a line without its end, or the end of the input. A line
 * that is not UTF-8 ends it with LESSON_FAILS: CT_EUTF8, else CT_OK. */
enum ct_err lesson_line(struct lesson *l, struct ct_slice utf8, ct_ms now);
void lesson_line_end(struct lesson *l);

/* All of `out` was sent. */
void lesson_sent(struct lesson *l, ct_ms now);

/*
 * For the roles.
 */

/* Is a whole turn in `in`: anything, and then quiet, or the end, or no room? */
bool lesson_is_turn(const struct lesson *l);

/* Goes to state READS; what came already counts as coming now. */
void lesson_read(struct lesson *l);
void lesson_ask(struct lesson *l); /* shows the prompt, goes to state ASKS */
void lesson_fail(struct lesson *l, enum lesson_note why);

/* Shows the first `n` bytes of `in` as text and a line end, and drops them. */
void lesson_show(struct lesson *l, size_t n);
void lesson_show_str(struct lesson *l, const char *utf8);
void lesson_note(struct lesson *l, enum lesson_note n);

/* Queues a line to be sent, then its first 1,024 bytes at most, and reads. */
void lesson_say(struct lesson *l, struct ct_slice utf8);

/* Sends what lesson_say left, and reads; false: nothing was left. */
bool lesson_say_more(struct lesson *l);

/* The bytes of a turn: all of `in`, but not half a character at its limit. */
size_t lesson_turn_len(struct lesson *l);

/* Forgets the first `n` bytes of `in`. */
void lesson_drop(struct lesson *l, size_t n);

#endif
