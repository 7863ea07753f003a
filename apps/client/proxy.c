/* The fault door's loop: accept, read, pass on, watch, wait, sweep. */
#include "proxy.h"

#include "listen.h"
#include "tell.h"

#include "platform/clock.h"
#include "platform/signals.h"

#include <stdio.h>
#include <string.h>

static void
over(struct proxy *p, int code)
{
	if (!p->stop)
		p->code = code;
	p->stop = true;
}

static void
fail(struct proxy *p, enum pf_err err)
{
	tell(p->app, WORD_SYSTEM, tell_pf(p->app, err), NULL);
	over(p, APP_SYSTEM);
}

static bool
had_all(const struct proxy *p)
{
	return p->options->connections > 0 &&
	       p->met >= (uint64_t)p->options->connections;
}

static void
accept_one(struct proxy *p)
{
	struct pf_sock s;
	struct proxy_pair *pair;
	enum pf_err err;

	if (p->pair_count == PROXY_PAIRS || had_all(p))
		return;
	err = pf_accept(p->listener, &s, NULL);
	if (err == PF_EMFILE)
		err = pf_accept_shed(p->listener, &p->reserve);
	else if (err == PF_OK) {
		pair = proxy_pair_new(p, s);
		if (pair == NULL)
			return;
		pair->next = p->pairs;
		p->pairs = pair;
		p->pair_count++;
		return;
	}
	if (err != PF_AGAIN && err != PF_OK)
		fail(p, err);
}

static void
tell_no_server(struct proxy *p, const struct proxy_pair *pair)
{
	const struct endpoint *to = &p->options->to;
	char name[ENDPOINT_TEXT_MAX];

	if (pair->why == PF_OK)
		return;
	endpoint_text(to, name);
	tell(p->app, WORD_NO_CONNECT, name, tell_pf(p->app, pair->why));
}

static void
end_pair(struct proxy *p, struct proxy_pair *pair)
{
	enum pf_err err = PF_OK;

	tell_no_server(p, pair);
	if (!p->options->quiet || p->options->json)
		err = proxy_show(pair);
	if (err == PF_ENOMEM)
		fail(p, err);
	else if (err != PF_OK)
		over(p, APP_OUTPUT);
	proxy_pair_free(pair);
	p->pair_count--;
}

/* Ends the pairs that are over; with `all`, all of them. */
static void
sweep(struct proxy *p, bool all)
{
	struct proxy_pair **at = &p->pairs;

	while (*at != NULL) {
		struct proxy_pair *pair = *at;

		if (!pair->over && !all) {
			at = &pair->next;
			continue;
		}
		*at = pair->next;
		end_pair(p, pair);
	}
	if (had_all(p) && p->pairs == NULL)
		over(p, APP_OK);
}

static void
watch(struct proxy *p)
{
	bool open = p->pair_count < PROXY_PAIRS && !had_all(p);
	enum pf_err err = pf_poller_set(
	    p->poller, p->listener, open ? PF_POLL_READ : 0, NULL);

	for (struct proxy_pair *pair = p->pairs; pair != NULL && err == PF_OK;
	     pair = pair->next)
		err = proxy_pair_watch(pair);
	if (err != PF_OK)
		fail(p, err);
}

static int64_t
patience(const struct proxy *p)
{
	ct_ms until = CT_NEVER, now = pf_clock_mono();

	for (const struct proxy_pair *q = p->pairs; q != NULL; q = q->next)
		if (proxy_pair_deadline(q) < until)
			until = proxy_pair_deadline(q);
	if (until == CT_NEVER)
		return -1;
	return until > now ? until - now : 0;
}

static void
wait_for_something(struct proxy *p)
{
	struct pf_event events[PROXY_EVENTS];
	size_t n = 0;
	enum pf_err err = pf_poller_wait(
	    p->poller, events, PROXY_EVENTS, patience(p), &n, NULL);

	if (err != PF_OK)
		fail(p, err);
	for (size_t i = 0; i < n; i++) {
		if (events[i].data == NULL)
			accept_one(p);
		else
			proxy_pair_event(events[i].data, events[i].events);
	}
	if (pf_signals_taken() > 0)
		over(p, APP_OK);
}

static void
loop(struct proxy *p)
{
	while (!p->stop) {
		for (struct proxy_pair *q = p->pairs; q != NULL; q = q->next)
			proxy_pair_turn(q);
		sweep(p, false);
		if (!p->stop)
			watch(p);
		if (!p->stop)
			wait_for_something(p);
	}
	sweep(p, true);
}

/* Finds the server, and listens. */
static int
open_door(struct proxy *p)
{
	const struct proxy_options *o = p->options;
	char name[ENDPOINT_TEXT_MAX];
	enum pf_err err = pf_addr_resolve(
	    o->to.host, o->to.port, p->to, PROXY_ADDRS, &p->to_count);

	if (err != PF_OK) {
		endpoint_text(&o->to, name);
		tell(p->app, WORD_NO_CONNECT, name, tell_pf(p->app, err));
		return APP_LINK;
	}
	err = listen_open(&o->listen, &p->listener);
	if (err != PF_OK) {
		snprintf(name, sizeof name, "%u", (unsigned)o->listen.port);
		tell(p->app, WORD_NO_LISTEN, name, tell_pf(p->app, err));
		return APP_USAGE;
	}
	pf_reserve(&p->reserve);
	return APP_OK;
}

int
proxy_run(const struct app *app, const struct proxy_options *options)
{
	struct proxy p = {.app = app,
	    .options = options,
	    .listener = PF_SOCK_NONE,
	    .reserve = PF_SOCK_NONE};
	enum pf_err err = pf_poller_new(&p.poller);

	if (err == PF_OK)
		err = pf_signals_watch(p.poller);
	if (err != PF_OK)
		fail(&p, err);
	else
		p.code = open_door(&p);
	if (p.code == APP_OK)
		loop(&p);
	if (p.poller != NULL) {
		pf_signals_watch(NULL);
		pf_poller_remove(p.poller, p.listener);
		pf_poller_free(p.poller);
	}
	pf_close(&p.listener);
	pf_close(&p.reserve);
	return p.code;
}
