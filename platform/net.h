/*
 * TCP and UDP sockets, as this program needs them, the same on both systems.
 *
 * Every socket is non-blocking, is not inherited by child processes, and
 * never raises SIGPIPE. A connected one has TCP_NODELAY. Would-block, end of
 * stream and failure are three results: PF_AGAIN, PF_END, anything else; a
 * count is never a status.
 */
#ifndef PF_NET_H
#define PF_NET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "err.h"

/* A socket. PF_SOCK_NONE is none; a zeroed one is not none. */
struct pf_sock {
	intptr_t id;
};
#define PF_SOCK_NONE ((struct pf_sock){-1})

/* One of the addresses that a name stands for; opaque but for its size. */
struct pf_addr {
	uint64_t bytes[16]; /* a sockaddr_storage, never read by others */
	int len;            /* bytes in use; 0: none */
};

/* Bytes to send; the fields' order is private to the platform. */
struct pf_slice {
	const void *data;
	size_t len;
};

enum { PF_ADDR_TEXT_MAX = 80 }; /* bytes, with the final NUL */

/* Winsock is started here and nowhere else; refused twice in a row is fine,
 * as long as each start has its stop. SIGPIPE is ignored from here on. */
enum pf_err pf_net_start(void);
void pf_net_stop(void);

/*
 * All addresses of `host` (a name or a number; NULL: every local address, to
 * listen on) and `port`, at most `max`, best first, into `out`. Blocks while a
 * name is looked up. No address comes twice. PF_ENONAME (also of "" and when
 * nobody could be asked), PF_ENOMEM.
 */
enum pf_err pf_addr_resolve(const char *host, uint16_t port,
    struct pf_addr *out, size_t max, size_t *count);

/* "127.0.0.1:6666", "[::1]:6666"; at most PF_ADDR_TEXT_MAX bytes with NUL, and
 * cut to `size`. Like the next one only between pf_net_start and stop. */
void pf_addr_text(const struct pf_addr *a, char *out, size_t size);

/* The host part only ("127.0.0.1", "::1"; a v4-mapped one as v4); "" when it
 * does not fit. */
void pf_addr_host(const struct pf_addr *a, char *out, size_t size);

uint16_t pf_addr_port(const struct pf_addr *a);
bool pf_addr_is_v6(const struct pf_addr *a);

/* The bytes of the host part, zeroes behind them: 4, or 16 of IPv6 (a v4-mapped
 * one has 4), or 0 where there is no address. */
size_t pf_addr_ip(const struct pf_addr *a, uint8_t out[16]);

/*
 * Listens on one address, port 0 for the kernel's choice. A second listener on
 * the same address and port fails with PF_EADDRINUSE on both systems
 * (SO_REUSEADDR on POSIX, where it only skips TIME_WAIT;
 * SO_EXCLUSIVEADDRUSE on Windows, where the other means theft). IPv6 is
 * IPv6 only. `backlog` of 0: the system's largest. PF_EADDRNOTAVAIL,
 * PF_EACCES, PF_ENOTSUP (no IPv6 here), PF_EMFILE; then `*out` is none.
 */
enum pf_err pf_listen(
    const struct pf_addr *a, int backlog, struct pf_sock *out);

/*
 * The next connection; `peer` may be NULL. PF_AGAIN: none waits. PF_EMFILE: one
 * waits, but there is no descriptor for it: use pf_accept_shed.
 * A connection that died while it waited is skipped, not reported, unless the
 * system still gives it: then its first pf_recv tells.
 */
enum pf_err pf_accept(
    struct pf_sock listener, struct pf_sock *out, struct pf_addr *peer);

/*
 * When descriptors ran out: takes the next connection with a descriptor that
 * was kept in reserve and closes it, so that the listener does not spin.
 * `*reserve` is PF_SOCK_NONE at first, and then belongs to the listener's
 * owner, who closes it at the end; call pf_reserve to fill it beforehand.
 * PF_OK: one was shed; PF_AGAIN: none waited; PF_EMFILE: nothing was in
 * reserve, or another took it.
 */
enum pf_err pf_reserve(struct pf_sock *reserve);
enum pf_err pf_accept_shed(struct pf_sock listener, struct pf_sock *reserve);

/*
 * Begins to connect. PF_OK: already connected; PF_AGAIN: under way, `*out` is
 * valid, wait until it is writable (or PF_POLL_HUP) and ask pf_connect_done.
 * Keep a deadline of your own: WSAPoll before Windows 10 2004 never reports a
 * refusal. On any other error `*out` is PF_SOCK_NONE.
 */
enum pf_err pf_connect(const struct pf_addr *a, struct pf_sock *out);

/* PF_OK, PF_AGAIN (still under way), or why it failed. */
enum pf_err pf_connect_done(struct pf_sock s);

/* PF_OK and *n > 0; PF_AGAIN; PF_END at end of stream; or a failure. */
enum pf_err pf_recv(struct pf_sock s, void *buf, size_t cap, size_t *n);

/* Gathers at most 64 slices into one send; PF_OK with *n bytes taken, which
 * may be fewer than given; PF_AGAIN with *n == 0. */
enum pf_err pf_sendv(
    struct pf_sock s, const struct pf_slice *v, size_t count, size_t *n);

/* No more will be sent; the other direction stays open. */
enum pf_err pf_shutdown_send(struct pf_sock s);

/* Closes; of PF_SOCK_NONE nothing. `*s` becomes PF_SOCK_NONE. */
void pf_close(struct pf_sock *s);

/* Closes with a reset (SO_LINGER 0): what is not sent yet is thrown away. */
void pf_close_reset(struct pf_sock *s);

/* Where it is bound; the port that the kernel chose. */
enum pf_err pf_local_addr(struct pf_sock s, struct pf_addr *out);

/* The other end of a connection; a failure where there is none. */
enum pf_err pf_peer_addr(struct pf_sock s, struct pf_addr *out);

/*
 * A UDP socket bound to `a`, port 0 for the kernel's choice; the poller and
 * pf_close take it like any other. Errors as of pf_listen, but without
 * SO_REUSEADDR.
 */
enum pf_err pf_udp_open(const struct pf_addr *a, struct pf_sock *out);

/* One datagram, whole or not at all: PF_OK, PF_AGAIN, PF_EINVAL (too long for
 * one), or a failure. */
enum pf_err pf_udp_send(
    struct pf_sock s, const struct pf_addr *to, const void *data, size_t len);

/*
 * The next datagram: PF_OK with *n bytes of it, which may be 0; `*truncated`
 * tells that it was longer than `cap`, and the rest is gone. PF_AGAIN: none is
 * there. That an earlier one could not be delivered is passed over, not
 * reported. `from` may be NULL.
 */
enum pf_err pf_udp_recv(struct pf_sock s, void *buf, size_t cap, size_t *n,
    bool *truncated, struct pf_addr *from);

/* Socket options that a laboratory needs; bytes, or 0/1. */
enum pf_sock_opt {
	PF_OPT_NODELAY,
	PF_OPT_SNDBUF,
	PF_OPT_RCVBUF,
};
enum pf_err pf_sock_set(struct pf_sock s, enum pf_sock_opt opt, int value);

/* Raises the soft limit of descriptors to the hard one; returns how many
 * sockets this process may have, or 0 when the system sets no such limit. */
size_t pf_sock_limit(void);

#endif
