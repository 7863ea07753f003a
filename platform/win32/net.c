/* Sockets on Winsock: every decision about them is made once, here. */
#include "sys.h"

#include "../net.h"

#include <limits.h>
#include <mswsock.h>
#include <string.h>

enum {
	SLICES_MAX = 64, /* gathered into one send */
	SKIPS_MAX = 64,  /* dead connections that one accept passes over */
};

static enum pf_err
last_error(void)
{
	return pf_err_from_os(WSAGetLastError());
}

static SOCKET
handle_of(struct pf_sock s)
{
	return (SOCKET)s.id;
}

enum pf_err
pf_net_start(void)
{
	WSADATA data;

	return pf_err_from_os(WSAStartup(MAKEWORD(2, 2), &data));
}

void
pf_net_stop(void)
{
	WSACleanup();
}

static int
set_flag(SOCKET s, int level, int option)
{
	DWORD on = 1;

	return setsockopt(s, level, option, (const char *)&on, sizeof on);
}

static void
close_handle(SOCKET s)
{
	int saved = WSAGetLastError();

	closesocket(s);
	WSASetLastError(saved);
}

/* Closed again, and INVALID_SOCKET, when it does not take the modes. */
static SOCKET
with_modes(SOCKET s)
{
	u_long on = 1;

	if (s == INVALID_SOCKET)
		return s;
	if (ioctlsocket(s, (long)FIONBIO, &on) != 0) {
		close_handle(s);
		return INVALID_SOCKET;
	}
	SetHandleInformation((HANDLE)s, HANDLE_FLAG_INHERIT, 0);
	return s;
}

static SOCKET
open_socket(int family, int type)
{
	return with_modes(WSASocketW(family, type,
	    type == SOCK_STREAM ? IPPROTO_TCP : IPPROTO_UDP, NULL, 0,
	    WSA_FLAG_OVERLAPPED | WSA_FLAG_NO_HANDLE_INHERIT));
}

static int
family_of(const struct pf_addr *a)
{
	return pf_addr_is_v6(a) ? AF_INET6 : AF_INET;
}

static int
bind_and_listen(SOCKET s, const struct pf_addr *a, int backlog)
{
	if (set_flag(s, SOL_SOCKET, SO_EXCLUSIVEADDRUSE) != 0)
		return -1;
	if (pf_addr_is_v6(a) && set_flag(s, IPPROTO_IPV6, IPV6_V6ONLY) != 0)
		return -1;
	if (bind(s, (const struct sockaddr *)a->bytes, a->len) != 0)
		return -1;
	return listen(s, backlog > 0 ? backlog : SOMAXCONN);
}

/* bind says "forbidden" of a port that somebody else has for himself, or that
 * the system keeps. */
static enum pf_err
listen_error(void)
{
	return WSAGetLastError() == WSAEACCES ? PF_EADDRINUSE : last_error();
}

enum pf_err
pf_listen(const struct pf_addr *a, int backlog, struct pf_sock *out)
{
	SOCKET s = open_socket(family_of(a), SOCK_STREAM);

	*out = PF_SOCK_NONE;
	if (s == INVALID_SOCKET)
		return last_error();
	if (bind_and_listen(s, a, backlog) != 0) {
		close_handle(s);
		return listen_error();
	}
	out->id = (intptr_t)s;
	return PF_OK;
}

/* Errors of the connection that waited, which is thereby gone, and not of the
 * listener. */
static bool
died_waiting(int code)
{
	return code == WSAECONNRESET || code == WSAECONNABORTED ||
	       code == WSAENOTCONN || code == WSAEINTR;
}

static void
store_addr(struct pf_addr *out, const struct sockaddr_storage *ss, int len)
{
	memset(out, 0, sizeof *out);
	if (len > (int)sizeof *ss)
		len = (int)sizeof *ss;
	memcpy(out->bytes, ss, (size_t)len);
	out->len = len;
}

enum pf_err
pf_accept(struct pf_sock listener, struct pf_sock *out, struct pf_addr *peer)
{
	struct sockaddr_storage ss;
	int len = sizeof ss;
	SOCKET s = INVALID_SOCKET;

	*out = PF_SOCK_NONE;
	for (int i = 0; i < SKIPS_MAX && s == INVALID_SOCKET; i++) {
		len = sizeof ss;
		s = accept(handle_of(listener), (struct sockaddr *)&ss, &len);
		if (s == INVALID_SOCKET && !died_waiting(WSAGetLastError()))
			return last_error();
	}
	if (s == INVALID_SOCKET)
		return PF_AGAIN;
	s = with_modes(s);
	if (s == INVALID_SOCKET)
		return last_error();
	set_flag(s, IPPROTO_TCP, TCP_NODELAY);
	out->id = (intptr_t)s;
	if (peer)
		store_addr(peer, &ss, len);
	return PF_OK;
}

enum pf_err
pf_reserve(struct pf_sock *reserve)
{
	if (reserve->id == PF_SOCK_NONE.id)
		reserve->id = (intptr_t)open_socket(AF_INET, SOCK_STREAM);
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
	SOCKET s = open_socket(family_of(a), SOCK_STREAM);
	enum pf_err err = PF_OK;

	*out = PF_SOCK_NONE;
	if (s == INVALID_SOCKET)
		return last_error();
	set_flag(s, IPPROTO_TCP, TCP_NODELAY);
	if (connect(s, (const struct sockaddr *)a->bytes, a->len) != 0)
		err = last_error();
	if (err != PF_OK && err != PF_AGAIN) {
		close_handle(s);
		return err;
	}
	out->id = (intptr_t)s;
	return err;
}

enum pf_err
pf_connect_done(struct pf_sock s)
{
	DWORD code = 0, seconds = ~(DWORD)0;
	int len = sizeof code;

	if (getsockopt(
		handle_of(s), SOL_SOCKET, SO_ERROR, (char *)&code, &len) != 0)
		return last_error();
	if (code != 0)
		return pf_err_from_os((int)code);
	/* How long it has been connected; all ones: not yet. */
	len = sizeof seconds;
	if (getsockopt(handle_of(s), SOL_SOCKET, SO_CONNECT_TIME,
		(char *)&seconds, &len) != 0)
		return last_error();
	return seconds == ~(DWORD)0 ? PF_AGAIN : PF_OK;
}

enum pf_err
pf_recv(struct pf_sock s, void *buf, size_t cap, size_t *n)
{
	int got =
	    recv(handle_of(s), buf, cap > INT_MAX ? INT_MAX : (int)cap, 0);

	*n = 0;
	if (got < 0)
		return last_error();
	*n = (size_t)got;
	return got == 0 ? PF_END : PF_OK;
}

enum pf_err
pf_sendv(struct pf_sock s, const struct pf_slice *v, size_t count, size_t *n)
{
	WSABUF bufs[SLICES_MAX];
	DWORD sent = 0;

	*n = 0;
	if (count > SLICES_MAX)
		count = SLICES_MAX;
	for (size_t i = 0; i < count; i++) {
		/* WSASend only reads, though a WSABUF cannot say so. */
		bufs[i].buf = (char *)(uintptr_t)v[i].data;
		bufs[i].len =
		    v[i].len > ULONG_MAX ? ULONG_MAX : (ULONG)v[i].len;
		if (bufs[i].len < v[i].len)
			count = i + 1;
	}
	if (WSASend(handle_of(s), bufs, (DWORD)count, &sent, 0, NULL, NULL) !=
	    0)
		return last_error();
	*n = sent;
	return PF_OK;
}

enum pf_err
pf_shutdown_send(struct pf_sock s)
{
	return shutdown(handle_of(s), SD_SEND) == 0 ? PF_OK : last_error();
}

void
pf_close(struct pf_sock *s)
{
	if (s->id != PF_SOCK_NONE.id)
		close_handle(handle_of(*s));
	*s = PF_SOCK_NONE;
}

void
pf_close_reset(struct pf_sock *s)
{
	struct linger now = {.l_onoff = 1, .l_linger = 0};

	if (s->id != PF_SOCK_NONE.id)
		setsockopt(handle_of(*s), SOL_SOCKET, SO_LINGER,
		    (const char *)&now, sizeof now);
	pf_close(s);
}

static enum pf_err
name_of(struct pf_sock s, bool peer, struct pf_addr *out)
{
	struct sockaddr_storage ss;
	struct sockaddr *name = (struct sockaddr *)&ss;
	int len = sizeof ss;

	memset(out, 0, sizeof *out);
	if ((peer ? getpeername(handle_of(s), name, &len)
		  : getsockname(handle_of(s), name, &len)) != 0)
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

/* Without it, a datagram that nobody took makes the next read fail. */
static void
forget_refusals(SOCKET s)
{
	BOOL report = FALSE;
	DWORD n = 0;

	WSAIoctl(s, SIO_UDP_CONNRESET, &report, sizeof report, NULL, 0, &n,
	    NULL, NULL);
}

enum pf_err
pf_udp_open(const struct pf_addr *a, struct pf_sock *out)
{
	SOCKET s = open_socket(family_of(a), SOCK_DGRAM);

	*out = PF_SOCK_NONE;
	if (s == INVALID_SOCKET)
		return last_error();
	if (set_flag(s, SOL_SOCKET, SO_EXCLUSIVEADDRUSE) != 0 ||
	    (pf_addr_is_v6(a) && set_flag(s, IPPROTO_IPV6, IPV6_V6ONLY) != 0) ||
	    bind(s, (const struct sockaddr *)a->bytes, a->len) != 0) {
		close_handle(s);
		return listen_error();
	}
	forget_refusals(s);
	out->id = (intptr_t)s;
	return PF_OK;
}

enum pf_err
pf_udp_send(
    struct pf_sock s, const struct pf_addr *to, const void *data, size_t len)
{
	int n = len > INT_MAX ? INT_MAX : (int)len;

	if (sendto(handle_of(s), data, n, 0, (const struct sockaddr *)to->bytes,
		to->len) >= 0)
		return PF_OK;
	return WSAGetLastError() == WSAEMSGSIZE ? PF_EINVAL : last_error();
}

enum pf_err
pf_udp_recv(struct pf_sock s, void *buf, size_t cap, size_t *n, bool *truncated,
    struct pf_addr *from)
{
	struct sockaddr_storage ss;
	int len, got, room = cap > INT_MAX ? INT_MAX : (int)cap;

	*n = 0;
	*truncated = false;
	do {
		len = sizeof ss;
		got = recvfrom(
		    handle_of(s), buf, room, 0, (struct sockaddr *)&ss, &len);
	} while (got < 0 && WSAGetLastError() == WSAECONNRESET);
	if (got < 0 && WSAGetLastError() == WSAEMSGSIZE) {
		*truncated = true;
		got = room;
	}
	if (got < 0)
		return last_error();
	*n = (size_t)got;
	if (from)
		store_addr(from, &ss, len);
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

	if (setsockopt(handle_of(s), names[opt].level, names[opt].name,
		(const char *)&value, sizeof value) != 0)
		return last_error();
	return PF_OK;
}

size_t
pf_sock_limit(void)
{
	return 0; /* memory is the only limit */
}
