/* Waiting for sockets with poll(), for systems without epoll; woken by a pipe.
 */
#include "sys.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include "../poller.h"

typedef int pollset_fd;

enum { POLLSET_HUP = PF_POLL_HUP };

static int
sys_poll(struct pollfd *fds, size_t n, int timeout_ms)
{
	int ready = poll(fds, (nfds_t)n, timeout_ms);

	if (ready < 0 && (errno == EINTR || errno == EAGAIN)) {
		fds[0].revents = 0;
		return 0;
	}
	return ready;
}

#include "../pollset.h"

struct pf_poller {
	struct pollset set;
	int wake[2]; /* read end, write end */
};

static enum pf_err
open_wake(struct pf_poller *p)
{
	if (pipe(p->wake) != 0)
		return pf_err_from_os(errno);
	for (int i = 0; i < 2; i++) {
		if (fcntl(p->wake[i], F_SETFL, O_NONBLOCK) != 0 ||
		    fcntl(p->wake[i], F_SETFD, FD_CLOEXEC) != 0)
			return pf_err_from_os(errno);
	}
	return pollset_set(&p->set, p->wake[0], PF_POLL_READ, NULL);
}

enum pf_err
pf_poller_new(struct pf_poller **out)
{
	struct pf_poller *p = calloc(1, sizeof *p);
	enum pf_err err;

	*out = NULL;
	if (!p)
		return PF_ENOMEM;
	p->wake[0] = p->wake[1] = -1;
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
	for (int i = 0; i < 2; i++) {
		if (p->wake[i] >= 0)
			close(p->wake[i]);
	}
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

static bool
drain_wake(struct pf_poller *p)
{
	char bytes[64];
	bool any = false;

	while (read(p->wake[0], bytes, sizeof bytes) > 0)
		any = true;
	return any;
}

enum pf_err
pf_poller_wait(struct pf_poller *p, struct pf_event *out, size_t max,
    int64_t timeout_ms, size_t *n, bool *woken)
{
	enum pf_err err = pollset_wait(&p->set, out, max, timeout_ms, n);
	bool wake = p->set.fds[0].revents != 0 && drain_wake(p);

	if (woken)
		*woken = wake;
	return err;
}

void
pf_poller_wake(struct pf_poller *p)
{
	int saved = errno;
	ssize_t put;

	/* EAGAIN: the pipe is full, so it is woken already. */
	do
		put = write(p->wake[1], "", 1);
	while (put < 0 && errno == EINTR);
	errno = saved;
}

const char *
pf_poller_name(void)
{
	return "poll";
}
