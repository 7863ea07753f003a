/* Standard input, read by a thread of its own. */
#include "sys.h"

#include "../console.h"
#include "../inputq.h"
#include "../thread.h"
#include "rawmode.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

struct pf_input {
	struct inputq *q;
	struct pf_thread *thread;
	int bell[2]; /* rung to stop, or when the size changed */
	atomic_bool stop;
	bool keys;
	struct keys state;
};

static bool
feed_keys(struct pf_input *in, const char *bytes, size_t len)
{
	struct key_event out[KEYS_MOST];

	for (size_t i = 0; i < len; i++) {
		size_t n = keys_feed(&in->state, (unsigned char)bytes[i], out);

		if (n > 0 && !inputq_put_keys(in->q, out, n))
			return false;
	}
	return true;
}

static bool
feed(struct pf_input *in, const char *bytes, size_t len)
{
	return in->keys ? feed_keys(in, bytes, len)
			: inputq_put_bytes(in->q, bytes, len);
}

/* Reads once; false: nothing follows. */
static bool
read_some(struct pf_input *in)
{
	char bytes[4096];
	ssize_t n = read(STDIN_FILENO, bytes, sizeof bytes);

	if (n > 0)
		return feed(in, bytes, (size_t)n);
	if (n < 0 && (errno == EINTR || errno == EAGAIN))
		return true;
	inputq_finish(in->q, n == 0 ? PF_END : PF_EIO);
	return false;
}

static bool
answer_bell(struct pf_input *in)
{
	struct key_event resized = {PF_KEY_RESIZE, 0};
	char bytes[64];

	while (read(in->bell[0], bytes, sizeof bytes) > 0)
		continue;
	if (atomic_load(&in->stop))
		return false;
	return inputq_put_keys(in->q, &resized, 1);
}

static bool
time_is_up(struct pf_input *in)
{
	struct key_event out[KEYS_MOST];
	size_t n = keys_timeout(&in->state, out);

	return n == 0 || inputq_put_keys(in->q, out, n);
}

static bool
turn(struct pf_input *in)
{
	struct pollfd fds[2] = {
	    {.fd = in->bell[0], .events = POLLIN},
	    {.fd = STDIN_FILENO, .events = POLLIN},
	};
	bool escape = in->keys && keys_is_waiting(&in->state);
	int n = poll(fds, 2, escape ? KEYS_ESCAPE_MS : -1);

	if (n == 0)
		return time_is_up(in);
	if (n > 0 && fds[0].revents != 0 && !answer_bell(in))
		return false;
	return n < 0 || fds[1].revents == 0 || read_some(in);
}

static void
run(void *arg)
{
	struct pf_input *in = arg;

	while (turn(in))
		continue;
}

static bool
open_bell(int bell[2])
{
	if (pipe(bell) != 0)
		return false;
	for (int i = 0; i < 2; i++) {
		if (fcntl(bell[i], F_SETFL, O_NONBLOCK) != 0 ||
		    fcntl(bell[i], F_SETFD, FD_CLOEXEC) != 0)
			return false;
	}
	return true;
}

static enum pf_err
begin(struct pf_input *in, struct pf_poller *p)
{
	enum pf_err err = inputq_new(p, in->keys, &in->q);

	if (err != PF_OK)
		return err;
	if (!open_bell(in->bell))
		return pf_err_from_os(errno);
	if (in->keys)
		err = rawmode_enter(in->bell[1]);
	if (err != PF_OK)
		return err;
	return pf_thread_start(run, in, &in->thread);
}

enum pf_err
pf_input_open(struct pf_poller *p, bool keys, struct pf_input **out)
{
	struct pf_input *in;
	enum pf_err err;

	*out = NULL;
	if (keys && !pf_stdin_is_console())
		return PF_ENOTTY;
	in = calloc(1, sizeof *in);
	if (!in)
		return PF_ENOMEM;
	in->bell[0] = in->bell[1] = -1;
	in->keys = keys;
	err = begin(in, p);
	if (err != PF_OK) {
		pf_input_close(in);
		return err;
	}
	*out = in;
	return PF_OK;
}

enum pf_err
pf_input_next(struct pf_input *in, struct pf_input_event *ev)
{
	return inputq_next(in->q, ev);
}

static void
stop_thread(struct pf_input *in)
{
	ssize_t put;

	inputq_close(in->q);
	atomic_store(&in->stop, true);
	do
		put = write(in->bell[1], "", 1);
	while (put < 0 && errno == EINTR);
	pf_thread_join(in->thread);
}

void
pf_input_close(struct pf_input *in)
{
	if (!in)
		return;
	if (in->keys)
		rawmode_leave();
	if (in->thread)
		stop_thread(in);
	for (int i = 0; i < 2; i++) {
		if (in->bell[i] >= 0)
			close(in->bell[i]);
	}
	if (in->q)
		inputq_unref(in->q);
	free(in);
}
