/* Waiting for sockets with epoll, level-triggered; woken by an eventfd. */
#include "sys.h"

#include "../poller.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

enum { BATCH = 256 }; /* events taken from the kernel at once */

struct pf_poller {
	int epoll;
	int wake;
};

static enum pf_err
open_both(struct pf_poller *p)
{
	/* The poller's own address marks the wake descriptor: no caller has
	 * it as the data of a socket. */
	struct epoll_event ev = {.events = EPOLLIN, .data.ptr = p};

	p->epoll = epoll_create1(EPOLL_CLOEXEC);
	if (p->epoll < 0)
		return pf_err_from_os(errno);
	p->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (p->wake < 0)
		return pf_err_from_os(errno);
	if (epoll_ctl(p->epoll, EPOLL_CTL_ADD, p->wake, &ev) != 0)
		return pf_err_from_os(errno);
	return PF_OK;
}

enum pf_err
pf_poller_new(struct pf_poller **out)
{
	struct pf_poller *p = malloc(sizeof *p);
	enum pf_err err;

	*out = NULL;
	if (!p)
		return PF_ENOMEM;
	p->epoll = p->wake = -1;
	err = open_both(p);
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
	if (p->wake >= 0)
		close(p->wake);
	if (p->epoll >= 0)
		close(p->epoll);
	free(p);
}

enum pf_err
pf_poller_set(
    struct pf_poller *p, struct pf_sock s, unsigned events, void *data)
{
	struct epoll_event ev = {.data.ptr = data};

	/* epoll reports a hang-up even when nothing is asked for: only what
	 * is not in the set is quiet. */
	if (events == 0) {
		pf_poller_remove(p, s);
		return PF_OK;
	}
	if (events & PF_POLL_READ)
		ev.events |= EPOLLIN;
	if (events & PF_POLL_WRITE)
		ev.events |= EPOLLOUT;
	if (epoll_ctl(p->epoll, EPOLL_CTL_MOD, (int)s.id, &ev) == 0)
		return PF_OK;
	if (errno == ENOENT &&
	    epoll_ctl(p->epoll, EPOLL_CTL_ADD, (int)s.id, &ev) == 0)
		return PF_OK;
	return errno == ENOSPC ? PF_EMFILE : pf_err_from_os(errno);
}

void
pf_poller_remove(struct pf_poller *p, struct pf_sock s)
{
	struct epoll_event unused = {0};

	epoll_ctl(p->epoll, EPOLL_CTL_DEL, (int)s.id, &unused);
}

static unsigned
translate(uint32_t events)
{
	unsigned out = 0;

	if (events & EPOLLIN)
		out |= PF_POLL_READ;
	if (events & EPOLLOUT)
		out |= PF_POLL_WRITE;
	if (events & (EPOLLERR | EPOLLHUP))
		out |= PF_POLL_HUP | PF_POLL_READ;
	return out;
}

static bool
drain_wake(struct pf_poller *p)
{
	uint64_t count;

	return read(p->wake, &count, sizeof count) > 0;
}

static int
as_timeout(int64_t ms)
{
	if (ms < 0)
		return -1;
	return ms > INT_MAX ? INT_MAX : (int)ms;
}

enum pf_err
pf_poller_wait(struct pf_poller *p, struct pf_event *out, size_t max,
    int64_t timeout_ms, size_t *n, bool *woken)
{
	struct epoll_event evs[BATCH];
	bool wake = false;
	/* One more than the caller takes, for the wake descriptor; should a
	 * socket be in its place, level-triggering brings it again. */
	int cap = max < BATCH ? (int)max + 1 : BATCH;
	int got = epoll_wait(p->epoll, evs, cap, as_timeout(timeout_ms));

	*n = 0;
	for (int i = 0; i < got; i++) {
		if (evs[i].data.ptr == p) {
			wake = drain_wake(p);
		} else if (*n < max) {
			out[*n].data = evs[i].data.ptr;
			out[*n].events = translate(evs[i].events);
			(*n)++;
		}
	}
	if (woken)
		*woken = wake;
	return got >= 0 || errno == EINTR ? PF_OK : pf_err_from_os(errno);
}

void
pf_poller_wake(struct pf_poller *p)
{
	uint64_t one = 1;
	int saved = errno;
	ssize_t put;

	/* EAGAIN: the counter is full, so it is woken already. */
	do
		put = write(p->wake, &one, sizeof one);
	while (put < 0 && errno == EINTR);
	errno = saved;
}

const char *
pf_poller_name(void)
{
	return "epoll";
}
