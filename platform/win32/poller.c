/*
 * Waiting for sockets with WSAPoll; woken by a datagram of a UDP socket to
 * itself, since only sockets can be waited for.
 */
#include "sys.h"

#include "../poller.h"

typedef SOCKET pollset_fd;

/* POLLHUP may mean that only the peer's half is closed. */
enum { POLLSET_HUP = 0 };

static int
sys_poll(struct pollfd *fds, size_t n, int timeout_ms)
{
	return WSAPoll(fds, (ULONG)n, timeout_ms);
}

#include "../pollset.h"

struct pf_poller {
	struct pollset set;
	SOCKET wake;
	volatile LONG woken; /* 1: a datagram is under way */
};

/* Bound to loopback and connected to itself: no one else can wake it. */
static bool
aim_at_itself(SOCKET s)
{
	struct sockaddr_in a;
	int len = sizeof a;
	u_long on = 1;

	memset(&a, 0, sizeof a);
	a.sin_family = AF_INET;
	a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	return bind(s, (struct sockaddr *)&a, len) == 0 &&
	       getsockname(s, (struct sockaddr *)&a, &len) == 0 &&
	       connect(s, (struct sockaddr *)&a, len) == 0 &&
	       ioctlsocket(s, (long)FIONBIO, &on) == 0;
}

static enum pf_err
open_wake(struct pf_poller *p)
{
	p->wake = WSASocketW(AF_INET, SOCK_DGRAM, IPPROTO_UDP, NULL, 0,
	    WSA_FLAG_OVERLAPPED | WSA_FLAG_NO_HANDLE_INHERIT);
	if (p->wake == INVALID_SOCKET || !aim_at_itself(p->wake))
		return pf_err_from_os(WSAGetLastError());
	return pollset_set(&p->set, (intptr_t)p->wake, PF_POLL_READ, NULL);
}

enum pf_err
pf_poller_new(struct pf_poller **out)
{
	struct pf_poller *p = calloc(1, sizeof *p);
	enum pf_err err;

	*out = NULL;
	if (!p)
		return PF_ENOMEM;
	err = open_wake(p);
	if (err != PF_OK) {
		pf_poller_free(p);
		return err;
	}
	*out = p;
	return PF_OK;
}

void
pf_poller_free(struct pf_poller *p)
{
	if (!p)
		return;
	if (p->wake != INVALID_SOCKET)
		closesocket(p->wake);
	pollset_fini(&p->set);
	free(p);
}

enum pf_err
pf_poller_set(
    struct pf_poller *p, struct pf_sock s, unsigned events, void *data)
{
	return pollset_set(&p->set, s.id, events, data);
}

void
pf_poller_remove(struct pf_poller *p, struct pf_sock s)
{
	pollset_remove(&p->set, s.id);
}

static void
drain_wake(struct pf_poller *p)
{
	char bytes[16];

	while (recv(p->wake, bytes, sizeof bytes, 0) >= 0)
		continue;
}

enum pf_err
pf_poller_wait(struct pf_poller *p, struct pf_event *out, size_t max,
    int64_t timeout_ms, size_t *n, bool *woken)
{
	enum pf_err err = pollset_wait(&p->set, out, max, timeout_ms, n);
	LONG wake;

	/* The flag after the datagrams: who wakes between the two finds it
	 * still set, sends nothing, and is reported now. */
	if (p->set.fds[0].revents != 0)
		drain_wake(p);
	wake = InterlockedExchange(&p->woken, 0);
	if (woken)
		*woken = wake != 0;
	return err;
}

void
pf_poller_wake(struct pf_poller *p)
{
	if (InterlockedExchange(&p->woken, 1) == 0)
		send(p->wake, "", 1, 0);
}

const char *
pf_poller_name(void)
{
	return "wsapoll";
}
