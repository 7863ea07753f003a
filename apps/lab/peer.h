/*
 * The two programs of an exchange, without their sockets: a sender that says
 * what to send next, and a receiver that says how much to read next and takes
 * from what came what it thinks are messages.
 */
#ifndef LAB_PEER_H
#define LAB_PEER_H

#include "plan.h"

enum lab_step {
	LAB_STEP_SEND, /* `out` is to be given to one send */
	LAB_STEP_WAIT, /* for what the receiver says */
	LAB_STEP_DONE,
};

struct lab_sender {
	const struct lab_plan *plan;
	struct ct_buf wire; /* the present message, or its length */
	size_t sent;        /* bytes of it */
	struct ct_slice out;
	const char *await; /* what is still awaited of the receiver, or NULL */
	size_t next;       /* message to be put on the wire */
	bool announced;    /* its length is on the way */
};

/* `plan` outlives it. CT_OK; CT_EFRAME (a message too long for a frame),
 * CT_ENOMEM. */
enum ct_err lab_sender_init(struct lab_sender *s, const struct lab_plan *plan);
void lab_sender_fini(struct lab_sender *s);

enum lab_step lab_sender_step(const struct lab_sender *s);

/* The front `n` bytes of `out` were sent. Errors as of init. */
enum ct_err lab_sender_sent(struct lab_sender *s, size_t n);

/* The receiver said this. CT_OK; CT_EINVAL: not what was awaited; errors as of
 * init. */
enum ct_err lab_sender_feed(struct lab_sender *s, struct ct_slice bytes);

struct lab_receiver {
	const struct lab_plan *plan;
	uint64_t random;
	size_t reads;      /* so far */
	size_t total;      /* bytes, so far */
	struct ct_buf in;  /* came, and is no message yet */
	size_t length;     /* announced; 0: it is awaited */
	size_t units;      /* messages, as it sees them */
	struct ct_buf out; /* to be sent back */
};

enum ct_err lab_receiver_init(
    struct lab_receiver *r, const struct lab_plan *plan);
void lab_receiver_fini(struct lab_receiver *r);

/* The bytes to ask for in the next read. Each call chooses anew. */
size_t lab_receiver_want(struct lab_receiver *r);

/*
 * One read gave this, and the timeline knows it. What the receiver takes for
 * messages goes to the timeline, what it answers to `out`. CT_OK; CT_EINVAL:
 * not what the cure promises; CT_EFRAME, CT_EFULL, CT_ENOMEM.
 */
enum ct_err lab_receiver_feed(struct lab_receiver *r, struct ct_slice bytes,
    struct lab_timeline *t, int64_t at);

#endif
