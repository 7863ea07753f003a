/*
 * What we have of each room, over all connections: what is new is shown once
 * and in order, a hole is asked for before what lies behind it is shown, and
 * one that the server cannot fill is told. It does no input or output itself.
 *
 * Frames of the server are fed; what comes of them is pulled with resume_next,
 * until it is dry, before the next one is fed. PROTOCOL.md section 7 is what
 * this keeps to.
 */
#ifndef CLIENT_RESUME_H
#define CLIENT_RESUME_H

#include "core/frame.h"

enum {
	RESUME_PAGE = 20,          /* messages asked for at once: a page of the
				      longest fits into a server's queue */
	RESUME_LETTERS = 4096,     /* numbers of direct messages remembered */
	RESUME_HELD_MAX = 4 << 20, /* bytes that wait behind a hole, per room */
	RESUME_READY_MAX = 16 << 20,
};

enum resume_kind {
	RESUME_SHOW, /* a frame of the server, in its turn */
	RESUME_SEND, /* a frame for the server */
	RESUME_GONE, /* frame: a PAST, of so many numbers of that room the
			messages are not kept by the server any more */
	RESUME_ANEW, /* the server has begun anew: its old numbers are void */
};

struct resume_room;

struct resume {
	struct resume_room *rooms;
	struct ct_buf ready; /* kind and frame, again and again; the end at
				`at` */
	size_t at;
	uint64_t epoch;
	uint64_t token; /* of the ping behind our JOINs; 0: answered */
	uint64_t letters[RESUME_LETTERS]; /* a ring: shown already */
	size_t letter;
	bool begun;      /* there was a connection before */
	enum ct_err err; /* CT_ENOMEM or CT_EFULL; it sticks */
};

void resume_init(struct resume *r);
void resume_fini(struct resume *r); /* of zeroes: does nothing */

/* A new connection, and its WELCOME: what is under way on the one before is
 * forgotten, and the rooms of before are asked for. */
void resume_up(struct resume *r, const struct ct_frame *welcome);

/* A direct message with a number is shown once and then acknowledged (TAKEN).
 * True: the frame is taken, and resume_next gives what it is worth. False: it
 * is shown as it is. An ACK is fed only if it is a SAY's. */
bool resume_feed(struct resume *r, const struct ct_frame *f);

/* A HISTORY that somebody asked for leaves: its answer is shown as it is. */
void resume_asked(struct resume *r, const struct ct_frame *history);

/*
 * All of a room that is behind `seq`, if that is not above what the room has
 * given: as if we had left there. False: we are not in that room.
 */
bool resume_since(struct resume *r, struct ct_slice room, uint64_t seq);

/* The last number that we have of a room; 0: none. */
uint64_t resume_have(const struct resume *r, struct ct_slice room);

struct resume_act {
	enum resume_kind kind;
	struct ct_frame frame; /* valid until the next resume_feed */
};

/* The next thing to do; false: nothing. */
bool resume_next(struct resume *r, struct resume_act *out);

/* Is everything there that there was before? What is new is said only then. */
bool resume_is_complete(const struct resume *r);

#endif
