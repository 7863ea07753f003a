/* A connection to a host, whichever of its addresses answers first. */
#ifndef APP_DIAL_H
#define APP_DIAL_H

#include "endpoint.h"
#include "platform/net.h"

enum { DIAL_WAIT = 10000 }; /* ms: a good default for `wait` */

/*
 * Connects: every address of the host is tried, the next one when the last
 * failed or has not answered for a moment. PF_OK and a connected socket that
 * pf_close takes; PF_ETIMEDOUT after `wait` ms of our own clock; else why the
 * last one failed (PF_EREFUSED, PF_EUNREACH, PF_ENONAME, ...), and `*out` is
 * PF_SOCK_NONE. Blocks.
 */
enum pf_err dial(const struct endpoint *to, int64_t wait, struct pf_sock *out);

#endif
