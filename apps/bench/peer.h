/*
 * One simulated person on the native or the line door: comes in, joins a room,
 * says numbered texts and checks that everybody else's arrive once, in order.
 */
#ifndef BENCH_PEER_H
#define BENCH_PEER_H

#include "core/buf.h"
#include "platform/net.h"
#include "platform/poller.h"

enum peer_door {
	PEER_NATIVE,
	PEER_LINE,
};

enum peer_state {
	PEER_OUT,     /* connecting, or not greeted yet */
	PEER_IN,      /* in the lobby */
	PEER_JOINING, /* asked for the room */
	PEER_READY,   /* in the room */
	PEER_GONE,    /* the connection ended */
};

/* What all of them found, together. */
struct tally {
	uint64_t delivered;
	uint64_t wrong; /* lost, doubled or out of order */
	uint64_t gone;  /* connections that ended */
	uint64_t in, ready;
};

struct peer {
	struct pf_sock sock;
	enum peer_door door;
	enum peer_state state;
	unsigned interest;
	struct ct_buf in, out;
	uint32_t *next; /* the number to come from each sender; NULL: none */
	uint32_t senders;
	uint64_t seq; /* of the last message in the room */
	struct tally *tally;
};

/* Begins to connect; `p` is watched by `poller` with itself as data. PF_OK, or
 * why not, and then there is nothing to close. */
enum pf_err peer_open(struct peer *p, enum peer_door door,
    const struct pf_addr *to, struct tally *tally, struct pf_poller *poller);
void peer_close(struct peer *p, struct pf_poller *poller);

/* Asks for a room; `next` has a zero for each of the senders, and lives as
 * long as the peer. */
void peer_join(struct peer *p, const char *room, uint32_t *next,
    uint32_t senders, struct pf_poller *poller);

/* Says text number `number` of `size` bytes as sender `me`; it is sent with the
 * next peer_flush. */
void peer_say(struct peer *p, const char *room, uint32_t me, uint32_t number,
    size_t size);
void peer_flush(struct peer *p, struct pf_poller *poller);

/* What the poller says. */
void peer_ready(struct peer *p, unsigned events, struct pf_poller *poller);

#endif
