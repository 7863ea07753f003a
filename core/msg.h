/*
 * A message: immutable, reference counted, UTF-8, with its room's sequence
 * number. It also keeps the bytes that it became on the wires, one copy for
 * each encoding, so that the first reader pays and the others share.
 *
 * References are plain integers: one thread.
 */
#ifndef CT_MSG_H
#define CT_MSG_H

#include "buf.h"
#include "event.h"

enum ct_msg_kind {
	CT_MSG_SAY,      /* room, from, text; seq, prev */
	CT_MSG_DIRECT,   /* from, to, text */
	CT_MSG_JOIN,     /* room, from */
	CT_MSG_PART,     /* room, from */
	CT_MSG_QUIT,     /* room, from */
	CT_MSG_NICK,     /* room, from, to: the new name */
	CT_MSG_TOPIC,    /* room, from, text: the new topic */
	CT_MSG_WELCOME,  /* from: the name given; text: the lobby's name;
			    to: the server's; number: the epoch */
	CT_MSG_JOINED,   /* room, text: its topic; number: people; you are in */
	CT_MSG_LEFT,     /* room; you are out */
	CT_MSG_RENAMED,  /* from: your old name, to: your new one */
	CT_MSG_WHO,      /* room, text: names, separated by LF */
	CT_MSG_ROOMS,    /* text: "name TAB people TAB topic" lines */
	CT_MSG_TOPIC_IS, /* room, text */
	CT_MSG_PAST,  /* room; number: how many old ones came; seq: the room's
			 last; end of history */
	CT_MSG_FOUND, /* room, from, text, seq, time; number: its row */
	CT_MSG_FOUND_END, /* number: how many; seq: the row to go on from */
	CT_MSG_ACK,       /* room, number: the client's own; seq, time */
	CT_MSG_PONG,      /* number */
	CT_MSG_NOTICE,    /* phrase, from: {0}, to: {1}, text: {2} */
	CT_MSG_TEXT,  /* text: lines ready for a person, already in their tongue
		       */
	CT_MSG_ERROR, /* err, from: {0}, to: {1}, number: of the request */
	CT_MSG_RAW,   /* text: bytes for the wire, as they are */
	CT_MSG_BYE,   /* err: why the connection ends; from: {0} */
	CT_MSG_KINDS,
};

/* Which wire form: equal forms of one message are equal bytes. */
struct ct_form {
	uint32_t coding; /* ct_coding_key */
	uint8_t dialect; /* ct_dialect.form */
	uint8_t lang;    /* enum ct_lang where words depend on it, else 0 */
	uint8_t old;     /* 1: a replayed one */
};

/* Characters that a charset could not hold, by what was written instead. */
struct ct_substituted {
	uint32_t escaped, folded, named;
};

struct ct_wire {
	struct ct_wire *next;
	struct ct_form form;
	struct ct_substituted by;
	size_t len;
	char data[];
};

/* Evidence of how a message arrived; one allocation, owned by its message. */
struct ct_origin {
	struct ct_arrival arrival; /* raw points behind this struct */
	const char *door;          /* static */
	uint64_t speaker;          /* the session's number */
};

struct ct_msg {
	uint32_t refs;
	enum ct_msg_kind kind;
	enum ct_err err;
	uint32_t phrase;    /* enum ct_phrase of a NOTICE */
	uint64_t seq, prev; /* 0: not numbered; at most 2^53 */
	uint64_t number;
	uint64_t said; /* how many room messages the hub had delivered with
			  this one; 0: it was not one of them */
	int64_t time;  /* wall clock, ms since 1970 */
	struct ct_slice room, from, to, text; /* point behind this struct */
	struct ct_wire *wires;
	struct ct_origin *origin; /* NULL: not kept */
};

/*
 * Copies `proto` (its kind, numbers and slices; refs, wires and origin are
 * ignored) into a new message with one reference. NULL: no memory.
 */
struct ct_msg *ct_msg_new(const struct ct_msg *proto);
struct ct_msg *ct_msg_ref(struct ct_msg *m);
void ct_msg_unref(struct ct_msg *m); /* of NULL: nothing */

/* What a message counts for in a queue: its text and a fixed overhead, bytes.
 */
size_t ct_msg_size(const struct ct_msg *m);

/* The bytes of that form, or NULL: nobody has asked for it yet. */
const struct ct_wire *ct_msg_wire(const struct ct_msg *m, struct ct_form form);

/* Equal forms of one message are equal bytes. */
bool ct_form_same(struct ct_form a, struct ct_form b);

/* Keeps a copy of `bytes` as that form. NULL: no memory. Lives as long as the
 * message. */
const struct ct_wire *ct_msg_keep(struct ct_msg *m, struct ct_form form,
    struct ct_slice bytes, struct ct_substituted by);

/* Keeps evidence; CT_ENOMEM leaves the message without. */
enum ct_err ct_msg_remember(struct ct_msg *m, const struct ct_arrival *a,
    const char *door, uint64_t speaker);
void ct_msg_forget(struct ct_msg *m);

#endif
