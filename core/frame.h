/*
 * Frames of the native dialect, both directions; core/PROTOCOL.md specifies
 * them. A frame is a 32-bit big-endian length of what follows, an 8-bit type,
 * and the fields of that type in the order of the layout.
 */
#ifndef CT_FRAME_H
#define CT_FRAME_H

#include "buf.h"

enum { CT_PROTOCOL_VERSION = 1, CT_FRAME_MAX = 65536 };

/*
 * X(NAME, type, layout). A layout's letters: b 8-bit, w 16-bit, d 32-bit,
 * q 64-bit numbers; i a 16-byte identity; s a string with a 16-bit length of
 * bytes; t a string that takes the rest of the frame.
 * Numbers land in num[], strings and identities in str[], each in order.
 */
#define CT_FRAME_LIST(X)                                                       \
	/* from a client */                                                    \
	X(HELLO, 0x01,                                                         \
	    "wissss")      /* version, identity, nick, lang, charset, agent */ \
	X(NICK, 0x02, "s") /* nick */                                          \
	X(JOIN, 0x03, "sw")      /* room, messages to replay */                \
	X(PART, 0x04, "s")       /* room */                                    \
	X(SAY, 0x05, "qst")      /* own number, room, text */                  \
	X(DIRECT, 0x06, "qst")   /* own number, person, text */                \
	X(TOPIC, 0x07, "sbt")    /* room, 1 to set it, topic */                \
	X(WHO, 0x08, "s")        /* room */                                    \
	X(HISTORY, 0x09, "sbqw") /* room, mode, sequence number, count */      \
	X(PING, 0x0a, "q")       /* token */                                   \
	X(BYE, 0x0b, "")                                                       \
	X(ROOMS, 0x0c, "")                                                     \
	X(WHY, 0x0d, "sq")     /* room, sequence number or 0 */                \
	X(TAKEN, 0x0e, "q")    /* sequence number of a direct message */       \
	X(SEARCH, 0x0f, "qws") /* older than this row or 0, count, text */     \
	/* from a server */                                                    \
	X(WELCOME, 0x81, "wqssq?s") /* version, time, your name, lobby, epoch, \
				       the server's name */                    \
	X(MESSAGE, 0x82,                                                       \
	    "bbqqqsst") /* kind, old, seq, prev, time, room, from, text */     \
	X(ACK, 0x83, "qqqs") /* own number, seq, time, room */                 \
	X(ERROR, 0x84,                                                         \
	    "wqsss")           /* code, own number, token, English, Chinese */ \
	X(JOINED, 0x85, "dst") /* people, room, topic */                       \
	X(LEFT, 0x86, "s")     /* room */                                      \
	X(RENAMED, 0x87, "ss") /* your old name, your new one */               \
	X(MEMBERS, 0x88, "st") /* room, names separated by LF */               \
	X(ROOM_LIST, 0x89, "t")  /* lines: name TAB people TAB topic */        \
	X(PAST, 0x8a, "dsq")     /* how many old ones, room, its last */       \
	X(PONG, 0x8b, "q")       /* token */                                   \
	X(NOTICE, 0x8c, "wst")   /* phrase, English, Chinese */                \
	X(GOODBYE, 0x8d, "wsss") /* code, token, English, Chinese */           \
	X(TOPIC_IS, 0x8e, "st")  /* room, topic */                             \
	X(TEXT, 0x8f, "t")       /* lines for a person */                      \
	X(FOUND, 0x90, "qqqsst") /* row, seq, time, room, from, text */        \
	X(FOUND_END, 0x91, "wq") /* how many, the row to go on from */

enum ct_frame_type {
#define CT_FRAME_ENUM(name, type, layout) CT_FRAME_##name = (type),
	CT_FRAME_LIST(CT_FRAME_ENUM)
#undef CT_FRAME_ENUM
};

/* The kinds of a MESSAGE frame, on the wire. */
enum ct_frame_kind {
	CT_KIND_SAY = 1,
	CT_KIND_DIRECT = 2, /* room: the person it is for */
	CT_KIND_JOIN = 3,
	CT_KIND_PART = 4,
	CT_KIND_QUIT = 5,
	CT_KIND_NICK = 6,  /* text: the new name */
	CT_KIND_TOPIC = 7, /* text: the new topic */
};

struct ct_frame {
	uint8_t type;
	uint64_t num[6];
	struct ct_slice str[6];
};

/*
 * Takes one frame from the front of `in` and moves `in` past it. Strings point
 * into `in` and are bytes in the connection's charset, not checked (see
 * ct_frame_check). CT_OK; CT_MORE: not all there yet; CT_EFRAME: longer than
 * `max` bytes in all, or its fields do not fit in its length. Fields behind a
 * `?` of the layout may all be missing, and are then 0 or empty. A type that is
 * not known is CT_OK with an empty frame of that type; fields after the known
 * ones are ignored.
 */
enum ct_err ct_frame_take(
    struct ct_slice *in, size_t max, struct ct_frame *out);

/*
 * Appends one frame. CT_OK; CT_EFRAME: it would be longer than CT_FRAME_MAX,
 * a number or string does not fit its field (an identity has CT_ID_BYTES), or
 * the type is not known; CT_EFULL, CT_ENOMEM. After an error `out` is as it
 * was.
 */
enum ct_err ct_frame_add(struct ct_buf *out, const struct ct_frame *f);

/* CT_OK when every string but an identity is valid UTF-8, else CT_EUTF8. */
enum ct_err ct_frame_check(const struct ct_frame *f);

/* "SAY", or NULL for a type that is not known. */
const char *ct_frame_name(uint8_t type);

#endif
