/*
 * Connects to the first address that answers, in the manner of RFC 8305: an
 * address that stays silent delays the next one by a moment, not by its whole
 * time-out.
 */
#include "dial.h"

#include "platform/clock.h"

enum { stagger = 300 }; /* ms until the next address is tried as well */

static void
drop(struct dialer *d, struct pf_sock *s)
{
	pf_poller_remove(d->poller, *s);
	pf_close(s);
	d->live--;
}

static void
failed(struct dialer *d, enum pf_err err, int64_t now)
{
	d->err = err;
	d->next = now;
}

static void
start(struct dialer *d, int64_t now)
{
	struct pf_sock *s = &d->sock[d->started];
	enum pf_err err = pf_connect(&d->addr[d->started++], s);

	d->next = now + stagger;
	if (err == PF_OK) {
		d->done = *s;
		*s = PF_SOCK_NONE;
		return;
	}
	if (err == PF_AGAIN) {
		d->live++;
		err = pf_poller_set(d->poller, *s, PF_POLL_WRITE, s);
		if (err == PF_OK)
			return;
		drop(d, s);
	}
	failed(d, err, now);
}

bool
dialer_event(struct dialer *d, void *data, int64_t now)
{
	struct pf_sock *s = d->sock;
	enum pf_err err;

	while (s < d->sock + d->started && s != data)
		s++;
	if (s == d->sock + d->started)
		return false;
	if (s->id == PF_SOCK_NONE.id)
		return true;
	err = pf_connect_done(*s);
	if (err == PF_AGAIN)
		return true;
	if (err != PF_OK || d->done.id != PF_SOCK_NONE.id) {
		drop(d, s);
		failed(d, err, now);
		return true;
	}
	pf_poller_remove(d->poller, *s);
	d->live--;
	d->done = *s;
	*s = PF_SOCK_NONE;
	return true;
}

enum pf_err
dialer_begin(struct dialer *d, const struct endpoint *to, int64_t wait,
    struct pf_poller *poller)
{
	enum pf_err err = PF_OK;

	d->poller = poller;
	d->started = d->live = 0;
	d->done = PF_SOCK_NONE;
	for (size_t i = 0; i < DIAL_TRIES; i++)
		d->sock[i] = PF_SOCK_NONE;
	if (d->count == 0)
		err = pf_addr_resolve(
		    to->host, to->port, d->addr, DIAL_TRIES, &d->count);
	if (err != PF_OK)
		d->count = 0;
	d->err = PF_ENONAME;
	d->next = pf_clock_mono();
	d->end = d->next + wait;
	return err;
}

enum pf_err
dialer_next(struct dialer *d, int64_t now, struct pf_sock *out)
{
	while (d->done.id == PF_SOCK_NONE.id) {
		if (now >= d->end)
			return PF_ETIMEDOUT;
		if (d->started < d->count && (d->live == 0 || now >= d->next))
			start(d, now);
		else
			return d->live == 0 ? d->err : PF_AGAIN;
	}
	*out = d->done;
	d->done = PF_SOCK_NONE;
	return PF_OK;
}

int64_t
dialer_deadline(const struct dialer *d)
{
	return d->started < d->count && d->next < d->end ? d->next : d->end;
}

void
dialer_end(struct dialer *d)
{
	if (d->poller == NULL)
		return;
	for (size_t i = 0; i < d->started; i++)
		if (d->sock[i].id != PF_SOCK_NONE.id)
			drop(d, &d->sock[i]);
	if (d->done.id != PF_SOCK_NONE.id)
		pf_close(&d->done);
	d->started = 0;
	d->poller = NULL;
}

static enum pf_err
run(struct dialer *d, struct pf_sock *out)
{
	struct pf_event ev[DIAL_TRIES];
	enum pf_err err = PF_AGAIN;

	while (err == PF_AGAIN) {
		int64_t now = pf_clock_mono(), until;
		size_t n = 0;

		err = dialer_next(d, now, out);
		if (err != PF_AGAIN)
			return err;
		until = dialer_deadline(d);
		err = pf_poller_wait(d->poller, ev, DIAL_TRIES,
		    until > now ? until - now : 0, &n, NULL);
		if (err != PF_OK)
			return err;
		now = pf_clock_mono();
		for (size_t i = 0; i < n; i++)
			dialer_event(d, ev[i].data, now);
		err = PF_AGAIN;
	}
	return err;
}

enum pf_err
dial(const struct endpoint *to, int64_t wait, struct pf_sock *out)
{
	struct dialer d = {.count = 0};
	struct pf_poller *poller = NULL;
	enum pf_err err;

	*out = PF_SOCK_NONE;
	err = pf_poller_new(&poller);
	if (err == PF_OK)
		err = dialer_begin(&d, to, wait, poller);
	if (err == PF_OK)
		err = run(&d, out);
	dialer_end(&d);
	if (poller != NULL)
		pf_poller_free(poller);
	return err;
}
