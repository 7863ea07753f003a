/* One listening socket of a subcommand, where a person said: [HOST:]PORT. */
#ifndef CLIENT_LISTEN_H
#define CLIENT_LISTEN_H

#include "apps/common/endpoint.h"
#include "platform/net.h"

/* Reads "PORT" (on 127.0.0.1), "HOST:PORT" or "[IPV6]:PORT"; 0 is the system's
 * choice. CT_OK, or CT_EINVAL and `out` is not changed. */
enum ct_err listen_parse(const char *text, struct endpoint *out);

/*
 * Listens on the first address of the host that can be, and tells it on
 * standard error: "listening 127.0.0.1:6666". PF_OK and a socket that pf_close
 * takes; or the errors of pf_addr_resolve and pf_listen, and `*out` is none.
 */
enum pf_err listen_open(const struct endpoint *where, struct pf_sock *out);

#endif
