/*
 * Waits for many sockets at once, level-triggered: epoll on Linux, poll on
 * other POSIX systems (and in a test build on Linux), WSAPoll on Windows.
 *
 * One thread uses a poller; only pf_poller_wake may be called by others (and by
 * a signal handler on POSIX).
 */
#ifndef PF_POLLER_H
#define PF_POLLER_H

#include <stdint.h>

#include "net.h"

enum {
	PF_POLL_READ = 1,  /* bytes, end of stream, an error, a connection */
	PF_POLL_WRITE = 2, /* room to send; a connect that ended, well or not */
	PF_POLL_HUP = 4,   /* only reported, and not by every system: both
			      directions are dead. READ is set too, so that a
			      reader learns why; never wait for HUP alone */
};

struct pf_event {
	void *data;      /* as given to pf_poller_set */
	unsigned events; /* PF_POLL_… */
};

struct pf_poller;

/* PF_OK and a poller that pf_poller_free takes; PF_ENOMEM, PF_EMFILE. */
enum pf_err pf_poller_new(struct pf_poller **out);
void pf_poller_free(struct pf_poller *p);

/*
 * Watches `s` for `events`, from now on instead of what was asked before, with
 * `data` for the events; 0 events: watched for nothing (a hang-up is not
 * reported either, so that a half-closed peer does not spin).
 * PF_ENOMEM; PF_EMFILE when the system's watch limit is reached.
 */
enum pf_err pf_poller_set(
    struct pf_poller *p, struct pf_sock s, unsigned events, void *data);

/*
 * Forgets `s`, if it was watched; needed before it is closed. Events for it
 * that pf_poller_wait has returned already are the caller's to ignore.
 */
void pf_poller_remove(struct pf_poller *p, struct pf_sock s);

/*
 * Sleeps until something happens, `timeout_ms` pass (-1: no limit) or
 * pf_poller_wake. `*n` events into `out`, at most `max` (0: time, wake or a
 * signal); with more sockets ready than that, each has its turn. `*woken`
 * tells whether somebody called wake since the last wait; may be NULL.
 */
enum pf_err pf_poller_wait(struct pf_poller *p, struct pf_event *out,
    size_t max, int64_t timeout_ms, size_t *n, bool *woken);

/* Ends the present or the next wait. Any thread; async-signal-safe on POSIX. */
void pf_poller_wake(struct pf_poller *p);

/* "epoll", "poll" or "wsapoll". */
const char *pf_poller_name(void);

#endif
