/*
 * One connection: a socket of the platform's and a session of the core's.
 *
 * Its life: open; the session is closing and its last words are sent; then the
 * session is gone and the connection lingers, with our side shut, until the
 * peer has closed too or time is up, so that the last words are not lost to a
 * reset. Nothing is freed but by conns_sweep.
 */
#ifndef SERVER_CONN_H
#define SERVER_CONN_H

#include "core/session.h"
#include "deadline.h"
#include "door.h"

struct conn {
	enum watch watch;
	enum pf_err err;            /* what ended it, if the socket did */
	struct ct_session *session; /* NULL: it lingers */
	struct pf_sock sock;
	struct deadline deadline;
	ct_ms close_by; /* when patience ends; CT_NEVER */
	ct_ms opened;
	uint64_t id, in, out; /* bytes */
	struct conn *prev, *next, *next_ending;
	uint8_t interest; /* PF_POLL_…, as the poller knows it */
	bool ended;       /* the peer will send no more */
	bool leftover;    /* the socket did not take all */
	bool ending;      /* on the list of those to be swept */
	bool refused;     /* born closing */
};

/* A new connection at a door; takes the socket. */
void conn_open(struct server *sv, const struct listener *l, struct pf_sock sock,
    const struct pf_addr *peer);

/* What the poller says, and its deadline. */
void conn_ready(struct server *sv, struct conn *c, unsigned events);
void conn_due(struct server *sv, struct conn *c);

/* Sends what its session has to say, as far as the socket takes it. */
void conn_flush(struct server *sv, struct conn *c);

/* Ends who is on the list; true when somebody was. */
bool conns_sweep(struct server *sv);

/* Frees all, at once. */
void conns_free(struct server *sv);

#endif
