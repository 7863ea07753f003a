/* Sockets: every decision about them is made once, here. */
#include "sys.h"

#include "../net.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#ifndef MSG_NOSIGNAL
#define MSG_NOSIGNAL 0 /* there, SIGPIPE being ignored must do */
#endif

enum {
	SLICES_MAX = 64, /* gathered into one send */
	SKIPS_MAX = 64,  /* dead connections that one accept passes over */
};

static enum pf_err
last_error(void)
{
	return pf_err_from_os(errno);
}

static int
fd_of(struct pf_sock s)
{
	return (int)s.id;
}

enum pf_err
pf_net_start(void)
{
	struct sigaction ignore;

	memset(&ignore, 0, sizeof ignore);
	ignore.sa_handler = SIG_IGN;
	return sigaction(SIGPIPE, &ignore, NULL) == 0 ? PF_OK : last_error();
}

void
pf_net_stop(void)
{
	/* Nothing was started. */
}

static int
set_flag(int fd, int level, int option)
{
	int on = 1;

	return setsockopt(fd, level, option, &on, sizeof on);
}

static void
close_fd(int fd)
{
	int saved = errno;

	close(fd);
	errno = saved;
}

#ifdef SOCK_CLOEXEC
static int
open_socket(int family, int type)
{
	return socket(family, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
}

static int
accept_fd(int listener, struct sockaddr_storage *ss, socklen_t *len)
{
	return accept4(
	    listener, (struct sockaddr *)ss, len, SOCK_NONBLOCK | SOCK_CLOEXEC);
}
#else
/* Where a descriptor cannot be born with its modes. */
static int
with_modes(int fd)
{
	int flags = fd < 0 ? -1 : fcntl(fd, F_GETFL);

	if (flags >= 0 && fcntl(fd, F_SETFL, flags | O_NONBLOCK) == 0 &&
	    fcntl(fd, F_SETFD, FD_CLOEXEC) == 0)
		return fd;
	if (fd >= 0)
		close_fd(fd);
	return -1;
}

static int
open_socket(int family, int type)
{
	return with_modes(socket(family, type, 0));
}

static int
accept_fd(int listener, struct sockaddr_storage *ss, socklen_t *len)
{
	return with_modes(accept(listener, (struct sockaddr *)ss, len));
}
#endif

static int
family_of(const struct pf_addr *a)
{
	return pf_addr_is_v6(a) ? AF_INET6 : AF_INET;
}

static int
bind_and_listen(int fd, const struct pf_addr *a, int backlog)
{
	if (set_flag(fd, SOL_SOCKET, SO_REUSEADDR) != 0)
		return -1;
	if (pf_addr_is_v6(a) && set_flag(fd, IPPROTO_IPV6, IPV6_V6ONLY) != 0)
		return -1;
	if (bind(fd, (const struct sockaddr *)a->bytes, (socklen_t)a->len) != 0)
		return -1;
	return listen(fd, backlog > 0 ? backlog : SOMAXCONN);
}

enum pf_err
pf_listen(const struct pf_addr *a, int backlog, struct pf_sock *out)
{
	int fd = open_socket(family_of(a), SOCK_STREAM);

	*out = PF_SOCK_NONE;
	if (fd < 0)
		return last_error();
	if (bind_and_listen(fd, a, backlog) != 0) {
		close_fd(fd);
		return last_error();
	}
	out->id = fd;
	return PF_OK;
}

/* What accept(2) lists as errors of the connection that waited, which is
 * thereby gone, and not of the listener. */
static bool
died_waiting(int code)
{
	switch (code) {
	case EINTR:
	case ECONNABORTED:
	case ECONNRESET:
	case EPROTO:
	case ENETDOWN:
	case ENOPROTOOPT:
	case EHOSTDOWN:
#ifdef ENONET
	case ENONET:
#endif
	case EHOSTUNREACH:
	case ENETUNREACH:
		return true;
	default:
		return false;
	}
}

static void
store_addr(
    struct pf_addr *out, const struct sockaddr_storage *ss, socklen_t len)
{
	memset(out, 0, sizeof *out);
	if (len > sizeof *ss)
		len = sizeof *ss;
	memcpy(out->bytes, ss, len);
	out->len = (int)len;
}

enum pf_err
pf_accept(struct pf_sock listener, struct pf_sock *out, struct pf_addr *peer)
{
	struct sockaddr_storage ss;
	socklen_t len = sizeof ss;
	int fd = -1;

	*out = PF_SOCK_NONE;
	for (int i = 0; i < SKIPS_MAX && fd < 0; i++) {
		len = sizeof ss;
		fd = accept_fd(fd_of(listener), &ss, &len);
		if (fd < 0 && !died_waiting(errno))
			return last_error();
	}
	if (fd < 0)
		return PF_AGAIN;
	set_flag(fd, IPPROTO_TCP, TCP_NODELAY);
	out->id = fd;
	if (peer)
		store_addr(peer, &ss, len);
	return PF_OK;
}

enum pf_err
pf_reserve(struct pf_sock *reserve)
{
	if (reserve->id == PF_SOCK_NONE.id)
		reserve->id = open_socket(AF_INET, SOCK_STREAM);
	return reserve->id == PF_SOCK_NONE.id ? last_error() : PF_OK;
}

enum pf_err
pf_accept_shed(struct pf_sock listener, struct pf_sock *reserve)
{
	struct pf_sock shed;
	enum pf_err err;

	pf_close(reserve);
	err = pf_accept(listener, &shed, NULL);
	pf_close(&shed);
	pf_reserve(reserve);
	return err;
}

enum pf_err
pf_connect(const struct pf_addr *a, struct pf_sock *out)
{
	int fd = open_socket(family_of(a), SOCK_STREAM);
	enum pf_err err = PF_OK;

	*out = PF_SOCK_NONE;
	if (fd < 0)
		return last_error();
	set_flag(fd, IPPROTO_TCP, TCP_NODELAY);
	if (connect(fd, (const struct sockaddr *)a->bytes, (socklen_t)a->len) !=
	    0)
		err = errno == EAGAIN ? PF_EADDRNOTAVAIL : last_error();
	if (err != PF_OK && err != PF_AGAIN) {
		close_fd(fd);
		return err;
	}
	out->id = fd;
	return err;
}

enum pf_err
pf_connect_done(struct pf_sock s)
{
	struct pollfd pfd = {.fd = fd_of(s), .events = POLLOUT};
	struct sockaddr_storage ss;
	socklen_t len = sizeof ss;
	int code = 0;
	socklen_t code_len = sizeof code;

	if (poll(&pfd, 1, 0) == 0)
		return PF_AGAIN;
	if (getsockopt(pfd.fd, SOL_SOCKET, SO_ERROR, &code, &code_len) != 0)
		return last_error();
	if (code != 0)
		return pf_err_from_os(code);
	if (getpeername(pfd.fd, (struct sockaddr *)&ss, &len) != 0)
		return last_error();
	return PF_OK;
}

enum pf_err
pf_recv(struct pf_sock s, void *buf, size_t cap, size_t *n)
{
	ssize_t got;

	*n = 0;
	do
		got = recv(fd_of(s), buf, cap, 0);
	while (got < 0 && errno == EINTR);
	if (got < 0)
		return last_error();
	*n = (size_t)got;
	return got == 0 ? PF_END : PF_OK;
}

enum pf_err
pf_sendv(struct pf_sock s, const struct pf_slice *v, size_t count, size_t *n)
{
	struct iovec iov[SLICES_MAX];
	struct msghdr msg;
	ssize_t sent;

	*n = 0;
	if (count > SLICES_MAX)
		count = SLICES_MAX;
	for (size_t i = 0; i < count; i++) {
		/* sendmsg only reads, though an iovec cannot say so. */
		iov[i].iov_base = (void *)(uintptr_t)v[i].data;
		iov[i].iov_len = v[i].len;
	}
	memset(&msg, 0, sizeof msg);
	msg.msg_iov = iov;
	msg.msg_iovlen = count;
	do
		sent = sendmsg(fd_of(s), &msg, MSG_NOSIGNAL);
	while (sent < 0 && errno == EINTR);
	if (sent < 0)
		return last_error();
	*n = (size_t)sent;
	return PF_OK;
}

enum pf_err
pf_shutdown_send(struct pf_sock s)
{
	return shutdown(fd_of(s), SHUT_WR) == 0 ? PF_OK : last_error();
}

void
pf_close(struct pf_sock *s)
{
	if (s->id != PF_SOCK_NONE.id)
		close_fd(fd_of(*s));
	*s = PF_SOCK_NONE;
}

void
pf_close_reset(struct pf_sock *s)
{
	struct linger now = {.l_onoff = 1, .l_linger = 0};

	if (s->id != PF_SOCK_NONE.id)
		setsockopt(fd_of(*s), SOL_SOCKET, SO_LINGER, &now, sizeof now);
	pf_close(s);
}

static enum pf_err
name_of(struct pf_sock s, bool peer, struct pf_addr *out)
{
	struct sockaddr_storage ss;
	struct sockaddr *name = (struct sockaddr *)&ss;
	socklen_t len = sizeof ss;

	memset(out, 0, sizeof *out);
	if ((peer ? getpeername(fd_of(s), name, &len)
		  : getsockname(fd_of(s), name, &len)) != 0)
		return last_error();
	store_addr(out, &ss, len);
	return PF_OK;
}

enum pf_err
pf_local_addr(struct pf_sock s, struct pf_addr *out)
{
	return name_of(s, false, out);
}

enum pf_err
pf_peer_addr(struct pf_sock s, struct pf_addr *out)
{
	return name_of(s, true, out);
}

enum pf_err
pf_udp_open(const struct pf_addr *a, struct pf_sock *out)
{
	int fd = open_socket(family_of(a), SOCK_DGRAM);

	*out = PF_SOCK_NONE;
	if (fd < 0)
		return last_error();
	if ((pf_addr_is_v6(a) &&
		set_flag(fd, IPPROTO_IPV6, IPV6_V6ONLY) != 0) ||
	    bind(fd, (const struct sockaddr *)a->bytes, (socklen_t)a->len) !=
		0) {
		close_fd(fd);
		return last_error();
	}
	out->id = fd;
	return PF_OK;
}

enum pf_err
pf_udp_send(
    struct pf_sock s, const struct pf_addr *to, const void *data, size_t len)
{
	ssize_t sent;

	do
		sent = sendto(fd_of(s), data, len, MSG_NOSIGNAL,
		    (const struct sockaddr *)to->bytes, (socklen_t)to->len);
	while (sent < 0 && errno == EINTR);
	if (sent < 0)
		return errno == EMSGSIZE ? PF_EINVAL : last_error();
	return PF_OK;
}

enum pf_err
pf_udp_recv(struct pf_sock s, void *buf, size_t cap, size_t *n, bool *truncated,
    struct pf_addr *from)
{
	struct sockaddr_storage ss;
	struct iovec iov = {buf, cap};
	struct msghdr msg;
	ssize_t got;

	*n = 0;
	*truncated = false;
	do {
		memset(&msg, 0, sizeof msg);
		msg.msg_name = &ss;
		msg.msg_namelen = sizeof ss;
		msg.msg_iov = &iov;
		msg.msg_iovlen = 1;
		got = recvmsg(fd_of(s), &msg, 0);
	} while (got < 0 && (errno == EINTR || errno == ECONNREFUSED));
	if (got < 0)
		return last_error();
	*n = (size_t)got;
	*truncated = (msg.msg_flags & MSG_TRUNC) != 0;
	if (from)
		store_addr(from, &ss, msg.msg_namelen);
	return PF_OK;
}

enum pf_err
pf_sock_set(struct pf_sock s, enum pf_sock_opt opt, int value)
{
	static const struct {
		int level, name;
	} names[] = {
	    [PF_OPT_NODELAY] = {IPPROTO_TCP, TCP_NODELAY},
	    [PF_OPT_SNDBUF] = {SOL_SOCKET, SO_SNDBUF},
	    [PF_OPT_RCVBUF] = {SOL_SOCKET, SO_RCVBUF},
	};

	if (setsockopt(fd_of(s), names[opt].level, names[opt].name, &value,
		sizeof value) != 0)
		return last_error();
	return PF_OK;
}

size_t
pf_sock_limit(void)
{
	struct rlimit lim;
	rlim_t soft;

	if (getrlimit(RLIMIT_NOFILE, &lim) != 0)
		return 0;
	soft = lim.rlim_cur;
	lim.rlim_cur = lim.rlim_max;
	if (soft != lim.rlim_max && setrlimit(RLIMIT_NOFILE, &lim) != 0)
		lim.rlim_cur = soft;
	return lim.rlim_cur == RLIM_INFINITY ? 0 : (size_t)lim.rlim_cur;
}
