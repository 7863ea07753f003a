/*
 * Connects to the first address that answers, in the manner of RFC 8305: an
 * address that stays silent delays the next one by a moment, not by its whole
 * time-out.
 */
#include "dial.h"

#include "platform/clock.h"
#include "platform/poller.h"

enum {
	tries_max = 8, /* addresses of one host */
	stagger = 300, /* ms until the next address is tried as well */
};

struct dialer {
	struct pf_poller *poller;
	struct pf_addr addr[tries_max];
	struct pf_sock sock[tries_max];
	size_t count, started, live;
	int64_t next, end; /* clock: start another one; give up */
	enum pf_err err;   /* why the last one failed */
};

static void
drop(struct dialer *d, struct pf_sock *s)
{
	pf_poller_remove(d->poller, *s);
	pf_close(s);
	d->live--;
}

/* Starts the next address. PF_OK: `*out` is connected already. */
static enum pf_err
start(struct dialer *d, int64_t now, struct pf_sock *out)
{
	struct pf_sock *s = &d->sock[d->started];
	enum pf_err err = pf_connect(&d->addr[d->started++], s);

	d->next = now + stagger;
	if (err == PF_OK) {
		*out = *s;
		*s = PF_SOCK_NONE;
		return PF_OK;
	}
	if (err == PF_AGAIN) {
		d->live++;
		err = pf_poller_set(d->poller, *s, PF_POLL_WRITE, s);
		if (err == PF_OK)
			return PF_AGAIN;
		drop(d, s);
	}
	d->err = err;
	d->next = now;
	return PF_AGAIN;
}

/* Something happened to `s`. PF_OK: it is connected, and `*out` now. */
static enum pf_err
finish(struct dialer *d, int64_t now, struct pf_sock *s, struct pf_sock *out)
{
	enum pf_err err = pf_connect_done(*s);

	if (err == PF_AGAIN)
		return PF_AGAIN;
	if (err == PF_OK) {
		pf_poller_remove(d->poller, *s);
		*out = *s;
		*s = PF_SOCK_NONE;
		return PF_OK;
	}
	d->err = err;
	d->next = now;
	drop(d, s);
	return PF_AGAIN;
}

static enum pf_err
wait_some(struct dialer *d, int64_t now, struct pf_sock *out)
{
	struct pf_event ev[tries_max];
	int64_t until = d->end;
	size_t n = 0;
	enum pf_err err;

	if (d->started < d->count && d->next < until)
		until = d->next;
	err = pf_poller_wait(d->poller, ev, tries_max, until - now, &n, NULL);
	if (err != PF_OK)
		return err;
	now = pf_clock_mono();
	err = PF_AGAIN;
	for (size_t i = 0; i < n && err == PF_AGAIN; i++)
		err = finish(d, now, ev[i].data, out);
	return err;
}

static enum pf_err
run(struct dialer *d, struct pf_sock *out)
{
	enum pf_err err = PF_AGAIN;

	while (err == PF_AGAIN) {
		int64_t now = pf_clock_mono();

		if (now >= d->end)
			return PF_ETIMEDOUT;
		if (d->started < d->count && (d->live == 0 || now >= d->next))
			err = start(d, now, out);
		else if (d->live == 0)
			err = d->err;
		else
			err = wait_some(d, now, out);
	}
	return err;
}

enum pf_err
dial(const struct endpoint *to, int64_t wait, struct pf_sock *out)
{
	struct dialer d = {.err = PF_ENONAME};
	enum pf_err err;

	*out = PF_SOCK_NONE;
	for (size_t i = 0; i < tries_max; i++)
		d.sock[i] = PF_SOCK_NONE;
	err = pf_addr_resolve(to->host, to->port, d.addr, tries_max, &d.count);
	if (err != PF_OK)
		return err;
	err = pf_poller_new(&d.poller);
	if (err != PF_OK)
		return err;
	d.end = pf_clock_mono() + wait;
	err = run(&d, out);
	for (size_t i = 0; i < d.started; i++)
		if (d.sock[i].id != PF_SOCK_NONE.id)
			drop(&d, &d.sock[i]);
	pf_poller_free(d.poller);
	return err;
}
