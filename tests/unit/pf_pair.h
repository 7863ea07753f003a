/* Sockets for the tests of platform/: listeners and connected pairs on this
 * machine, and waiting for them with an end. */
#ifndef PF_PAIR_H
#define PF_PAIR_H

#include "platform/poller.h"

enum { PAIR_MS = 10000 }; /* how long anything may take */

struct pair {
	struct pf_sock a; /* connected */
	struct pf_sock b; /* accepted */
};

/* Listens on `host`, a number, with a port of the kernel's choice; its address
 * in `at`. */
enum pf_err pair_listen(
    const char *host, struct pf_sock *out, struct pf_addr *at);

/* Two connected sockets on 127.0.0.1; false when it fails. */
bool pair_open(struct pair *p);
bool pair_open_at(
    struct pf_sock listener, const struct pf_addr *at, struct pair *p);
void pair_close(struct pair *p);

/* Waits until something of `events` happens at `s`, at most `ms`; what did,
 * or 0. */
unsigned pair_wait(struct pf_sock s, unsigned events, int ms);

/* Waits and receives until there is a result other than PF_AGAIN. */
enum pf_err pair_recv(struct pf_sock s, void *buf, size_t cap, size_t *n);

/* Sends one string, which fits. */
enum pf_err pair_send(struct pf_sock s, const char *text);

#endif
