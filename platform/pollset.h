/*
 * The set of sockets of a poller that waits with poll() or WSAPoll(), which
 * differ in little more than their names. Included by those pollers only,
 * after the header that has struct pollfd, and after they have defined:
 *
 *	typedef … pollset_fd;		the type of pollfd's fd
 *	enum { POLLSET_HUP = … };	what POLLHUP alone tells a reader:
 *					PF_POLL_HUP, or 0 when it may mean that
 *					only the peer's half is closed
 *	static int sys_poll(struct pollfd *fds, size_t n, int timeout_ms);
 *					how many are ready, < 0: failed; a
 *					signal counts as time
 *
 * A socket that reports a bare hang-up to somebody who did not ask to read (a
 * peer that closed its half while we still send) would end each wait at once.
 * It is muted: left out, and looked at again after MUTE_MS.
 */
#ifndef PF_POLLSET_H
#define PF_POLLSET_H

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "poller.h"
#include "sockmap.h"

enum { MUTE_MS = 20, POLLSET_MIN = 16 };

struct pollset {
	struct pollfd *fds; /* [0] is the wake descriptor */
	void **data;
	size_t len;
	size_t live; /* those from here to len are muted */
	size_t cap;
	size_t turn;       /* where the next look begins, to be fair */
	int64_t unmute_at; /* of the monotonic clock */
	struct sockmap at;
};

static void
pollset_fini(struct pollset *ps)
{
	free(ps->fds);
	free(ps->data);
	sockmap_fini(&ps->at);
}

static bool
pollset_grow(struct pollset *ps)
{
	size_t cap = ps->cap ? ps->cap * 2 : POLLSET_MIN;
	struct pollfd *fds = realloc(ps->fds, cap * sizeof *fds);
	void **data;

	if (!fds)
		return false;
	ps->fds = fds;
	data = realloc(ps->data, cap * sizeof *data);
	if (!data)
		return false;
	ps->data = data;
	ps->cap = cap;
	return true;
}

static short
pollset_wanted(unsigned events)
{
	return (short)((events & PF_POLL_READ ? POLLRDNORM : 0) |
		       (events & PF_POLL_WRITE ? POLLWRNORM : 0));
}

static void
pollset_swap(struct pollset *ps, size_t a, size_t b)
{
	struct pollfd fd = ps->fds[a];
	void *data = ps->data[a];

	if (a == b)
		return;
	ps->fds[a] = ps->fds[b];
	ps->data[a] = ps->data[b];
	ps->fds[b] = fd;
	ps->data[b] = data;
	/* Both ids are in the map already: this needs no memory. */
	sockmap_put(&ps->at, (intptr_t)ps->fds[a].fd, a);
	sockmap_put(&ps->at, (intptr_t)ps->fds[b].fd, b);
}

/* Adds `id` at the end of the live ones. */
static bool
pollset_add(struct pollset *ps, intptr_t id, void *data)
{
	if (ps->len == ps->cap && !pollset_grow(ps))
		return false;
	if (!sockmap_put(&ps->at, id, ps->len))
		return false;
	memset(&ps->fds[ps->len], 0, sizeof *ps->fds);
	ps->fds[ps->len].fd = (pollset_fd)id;
	ps->data[ps->len] = data;
	ps->len++;
	pollset_swap(ps, ps->len - 1, ps->live++);
	return true;
}

static void
pollset_remove(struct pollset *ps, intptr_t id)
{
	size_t i;

	if (!sockmap_find(&ps->at, id, &i))
		return;
	if (i < ps->live) {
		pollset_swap(ps, i, --ps->live);
		i = ps->live;
	}
	pollset_swap(ps, i, --ps->len);
	sockmap_drop(&ps->at, id);
}

static enum pf_err
pollset_set(struct pollset *ps, intptr_t id, unsigned events, void *data)
{
	size_t i;

	/* Hang-ups are reported even when nothing is asked for: only what is
	 * not in the set is quiet. */
	if (events == 0) {
		pollset_remove(ps, id);
		return PF_OK;
	}
	if (!sockmap_find(&ps->at, id, &i)) {
		if (!pollset_add(ps, id, data))
			return PF_ENOMEM;
		i = ps->live - 1;
	} else if (i >= ps->live) {
		pollset_swap(ps, i, ps->live);
		i = ps->live++;
	}
	ps->fds[i].events = pollset_wanted(events);
	ps->data[i] = data;
	return PF_OK;
}

static unsigned
pollset_translate(const struct pollfd *fd)
{
	unsigned reads = fd->events & POLLRDNORM ? PF_POLL_READ : 0;
	unsigned writes = fd->events & POLLWRNORM ? PF_POLL_WRITE : 0;
	unsigned out = 0;

	if (fd->revents & POLLRDNORM)
		out |= reads;
	if (fd->revents & POLLWRNORM)
		out |= writes;
	if (fd->revents & (POLLERR | POLLNVAL))
		out |= PF_POLL_HUP | PF_POLL_READ | writes;
	if ((fd->revents & POLLHUP) && (reads || out))
		out |= POLLSET_HUP ? POLLSET_HUP | PF_POLL_READ : reads;
	return out;
}

/* The events of the last poll, beginning where the last look ended. */
static size_t
pollset_collect(struct pollset *ps, struct pf_event *out, size_t max)
{
	size_t n = 0;
	size_t i = ps->turn < ps->live ? ps->turn : 0;

	for (size_t k = 0; k < ps->live && n < max; k++) {
		unsigned events = 0;

		if (i != 0 && ps->fds[i].revents != 0)
			events = pollset_translate(&ps->fds[i]);
		if (events != 0)
			out[n++] = (struct pf_event){ps->data[i], events};
		i = i + 1 < ps->live ? i + 1 : 0;
	}
	ps->turn = i;
	return n;
}

/* Called when something is ready of which nobody wants to know. Downwards, so
 * that what takes a muted one's place has been looked at. */
static void
pollset_mute(struct pollset *ps)
{
	for (size_t i = ps->live - 1; i > 0; i--) {
		if (ps->fds[i].revents != 0)
			pollset_swap(ps, i, --ps->live);
	}
	ps->unmute_at = pf_clock_mono() + MUTE_MS;
}

/* How long to sleep: until `end` or until the muted are looked at again. */
static int
pollset_timeout(const struct pollset *ps, int64_t now, int64_t end)
{
	int64_t left = end == INT64_MAX ? -1 : end - now;

	if (left < 0 && end != INT64_MAX)
		left = 0;
	if (ps->live < ps->len && (left < 0 || left > ps->unmute_at - now))
		left = ps->unmute_at - now;
	return left > INT_MAX ? INT_MAX : (int)left;
}

/* As pf_poller_wait; it returns also when fds[0] is ready. */
static enum pf_err
pollset_wait(struct pollset *ps, struct pf_event *out, size_t max,
    int64_t timeout_ms, size_t *n)
{
	int64_t now = pf_clock_mono();
	int64_t end = timeout_ms < 0 ? INT64_MAX : now + timeout_ms;
	int ready;

	*n = 0;
	for (;;) {
		if (now >= ps->unmute_at)
			ps->live = ps->len;
		ready =
		    sys_poll(ps->fds, ps->live, pollset_timeout(ps, now, end));
		if (ready < 0)
			return PF_EOTHER;
		if (ready > 0)
			*n = pollset_collect(ps, out, max);
		now = pf_clock_mono();
		if (*n > 0 || ps->fds[0].revents != 0 || now >= end)
			return PF_OK;
		if (ready > 0)
			pollset_mute(ps);
	}
}

#endif
