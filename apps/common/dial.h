/* A connection to a host, whichever of its addresses answers first. */
#ifndef APP_DIAL_H
#define APP_DIAL_H

#include "endpoint.h"
#include "platform/net.h"
#include "platform/poller.h"

enum {
	DIAL_WAIT = 10000, /* ms: a good default for `wait` */
	DIAL_TRIES = 8,    /* addresses of one host */
};

/* An attempt to connect, for loops that do other things meanwhile. */
struct dialer {
	struct pf_poller *poller; /* the owner's */
	struct pf_addr addr[DIAL_TRIES];
	struct pf_sock sock[DIAL_TRIES];
	struct pf_sock done; /* connected, not yet given */
	size_t count, started, live;
	int64_t next, end; /* clock: start another one; give up */
	enum pf_err err;   /* why the last one failed */
};

/*
 * Begins (`d`: zeroes, or ended before). The host is looked up, which blocks,
 * only if that did not succeed before. PF_OK, or why it has no address;
 * dialer_end in every case.
 */
enum pf_err dialer_begin(struct dialer *d, const struct endpoint *to,
    int64_t wait, struct pf_poller *poller);

/*
 * PF_OK and a connected socket; PF_AGAIN: call it again when dialer_deadline
 * has come, or after dialer_event; else as dial.
 */
enum pf_err dialer_next(struct dialer *d, int64_t now, struct pf_sock *out);
int64_t dialer_deadline(const struct dialer *d);

/* The poller gave an event with this data. False: it is not the dialer's. */
bool dialer_event(struct dialer *d, void *data, int64_t now);

/* Closes what is still under way. */
void dialer_end(struct dialer *d);

/*
 * Connects: every address of the host is tried, the next one when the last
 * failed or has not answered for a moment. PF_OK and a connected socket that
 * pf_close takes; PF_ETIMEDOUT after `wait` ms of our own clock; else why the
 * last one failed (PF_EREFUSED, PF_EUNREACH, PF_ENONAME, ...), and `*out` is
 * PF_SOCK_NONE. Blocks.
 */
enum pf_err dial(const struct endpoint *to, int64_t wait, struct pf_sock *out);

#endif
