/*
 * What is still to be said, in order: one message at a time is on its way, and
 * the next one leaves when the server has stored it. So nothing overtakes
 * anything, a server that asks us to slow down gets the same message again,
 * and what was not acknowledged is known. A ping is waited for as well: what
 * left in front of it was done when its answer comes. After a lost connection
 * all that was not answered leaves again.
 */
#ifndef CLIENT_OUTBOX_H
#define CLIENT_OUTBOX_H

#include "core/frame.h"

enum {
	OUTBOX_MAX = 16 << 20,  /* bytes that may wait */
	OUTBOX_FIRST_WAIT = 50, /* ms, doubled up to OUTBOX_LAST_WAIT */
	OUTBOX_LAST_WAIT = 1000,
};

struct outbox {
	struct ct_buf frames; /* encoded; the first may be on its way */
	size_t first;         /* bytes of the frames on their way */
	uint8_t type;         /* of the last of them, if it is awaited */
	uint64_t awaited;     /* its number or token; 0: none */
	uint64_t doubt;       /* said on a connection that was lost before the
				 answer came; 0: none */
	uint64_t next;        /* the last own number given */
	size_t waiting;       /* numbered messages that are not acknowledged */
	ct_ms since;          /* when the awaited one left first */
	ct_ms again;          /* when the first one may be sent again */
	ct_ms wait;           /* how long after the next refusal */
};

/*
 * Own numbers begin after `last`. A server takes a number that the same
 * identity used before, in an earlier run or one beside this, for the same
 * message come again: make it grow with time, faster than messages are sent.
 */
void outbox_init(struct outbox *b, uint64_t last);
void outbox_fini(struct outbox *b);

/*
 * Queues a frame. A SAY or DIRECT gets our next own number (f->num[0] is
 * changed) and is waited for; so is a PING, whose token is not 0; any other
 * leaves in its turn.
 * CT_OK; errors of ct_frame_add, and then nothing is queued.
 */
enum ct_err outbox_add(struct outbox *b, struct ct_frame *f);

/*
 * The next bytes to send, or an empty slice: nothing may leave at `now`. The
 * bytes are one frame, valid until the next call.
 */
struct ct_slice outbox_next(struct outbox *b, ct_ms now);

/* When outbox_next may have something without an answer; CT_NEVER. */
ct_ms outbox_deadline(const struct outbox *b);

/* The server stored that number. False: it was not the one on its way. */
bool outbox_acked(struct outbox *b, uint64_t number);

/* The PONG of that token came. False: nobody waits for it. */
bool outbox_ponged(struct outbox *b, uint64_t token);

/* The connection is a new one: what was not answered leaves again. */
void outbox_again(struct outbox *b);

/* Is this (from, room and text of a MESSAGE of ours) the one in doubt? True
 * only once. */
bool outbox_is_double(
    struct outbox *b, struct ct_slice room, struct ct_slice text);

/*
 * The server refused that number. True: it asked us to slow down, or does not
 * know, and the same message will be sent again; false: it is given up (or
 * never was ours).
 */
bool outbox_refused(
    struct outbox *b, uint64_t number, enum ct_err why, ct_ms now);

/* The next frame that is not acknowledged, from `*at` (0 at first); false at
 * the end. */
bool outbox_left(const struct outbox *b, size_t *at, struct ct_frame *out);

#endif
