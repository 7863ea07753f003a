/* Plays a script: connects or accepts, sends, reads, waits. */
#include "grader.h"

#include "grader_child.h"
#include "listen.h"
#include "tell.h"

#include "apps/common/dial.h"
#include "apps/lab/grade_words.h"
#include "apps/lab/out.h"
#include "platform/clock.h"
#include "platform/console.h"
#include "platform/signals.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	READ_MAX = 16384,
	AGAIN = 100,          /* ms until the next try to connect */
	LOOK = 20,            /* ms between two looks at the program */
	MEET_SERVER = 5000,   /* ms for one that is there, or is restarted */
	MEET_CLIENT = 60000,  /* ms for a person to start one */
	MEET_COMMAND = 10000, /* ms for one that is started here */
};

int
grader_open(struct grader *r, const struct app *app,
    const struct grader_options *options)
{
	char port[24];
	enum pf_err err;

	memset(r, 0, sizeof *r);
	r->app = app;
	r->options = options;
	r->where = options->where;
	r->listener = r->s = PF_SOCK_NONE;
	err = pf_poller_new(&r->poller);
	if (err == PF_OK)
		err = pf_signals_watch(r->poller);
	if (err != PF_OK) {
		tell(app, WORD_SYSTEM, tell_pf(app, err), NULL);
		return APP_SYSTEM;
	}
	if (options->side == LAB_SERVER)
		return APP_OK;
	err = listen_open(&options->where, &r->listener);
	if (err == PF_OK)
		return APP_OK;
	snprintf(port, sizeof port, "%u", (unsigned)options->where.port);
	tell(app, WORD_NO_LISTEN, port, tell_pf(app, err));
	return APP_USAGE;
}

/* Ends the connection, if there is one. */
static void
hang_up(struct grader *r, bool reset)
{
	if (r->s.id == PF_SOCK_NONE.id)
		return;
	pf_poller_remove(r->poller, r->s);
	if (reset)
		pf_close_reset(&r->s);
	else
		pf_close(&r->s);
}

void
grader_close(struct grader *r)
{
	if (r->poller == NULL)
		return;
	hang_up(r, false);
	grader_child_stop(r);
	free(r->args);
	pf_poller_remove(r->poller, r->listener);
	pf_close(&r->listener);
	pf_signals_watch(NULL);
	pf_poller_free(r->poller);
}

/* Sleeps until a socket is ready or it is `until`. True when one is. */
static bool
wait_until(struct grader *r, ct_ms until, unsigned *events)
{
	struct pf_event ev = {0};
	ct_ms now = pf_clock_mono();
	size_t n = 0;
	int64_t patience = -1;

	if (until != CT_NEVER)
		patience = until > now ? until - now : 0;
	r->err = pf_poller_wait(r->poller, &ev, 1, patience, &n, NULL);
	if (pf_signals_taken() > 0)
		r->stop = true;
	*events = n > 0 ? ev.events : 0;
	return n > 0;
}

void
grader_sleep(struct grader *r, ct_ms ms)
{
	unsigned events;

	wait_until(r, pf_clock_mono() + ms, &events);
}

/* It runs, or is started: once for a connection. */
static bool
keep_running(struct grader *r, bool *started)
{
	if (grader_child_lives(r))
		return true;
	if (*started)
		return false;
	*started = true;
	return grader_child_start(r);
}

/* TCP lets a socket meet itself, where nobody listens at a port that the system
 * may choose for it. */
static bool
met_itself(const struct grader *r)
{
	struct pf_addr own;

	return pf_local_addr(r->s, &own) == PF_OK &&
	       pf_addr_port(&own) == r->where.port;
}

static bool
dial_it(struct grader *r, ct_ms wait)
{
	if (dial(&r->where, wait, &r->s) != PF_OK)
		return false;
	if (!met_itself(r))
		return true;
	pf_close_reset(&r->s);
	return false;
}

/* A server that has died may be started again in the meantime. */
static void
connect_to(struct grader *r, ct_ms until)
{
	bool started = false;

	while (!r->stop && r->err == PF_OK && keep_running(r, &started)) {
		ct_ms now = pf_clock_mono();
		ct_ms left = until > now ? until - now : 1;

		if (dial_it(r, left) || pf_clock_mono() >= until)
			return;
		grader_sleep(r, started ? LOOK : AGAIN);
	}
}

static void
accept_one(struct grader *r, ct_ms until)
{
	ct_ms now = pf_clock_mono();
	unsigned events;

	r->err = pf_poller_set(r->poller, r->listener, PF_POLL_READ, NULL);
	for (; !r->stop && r->err == PF_OK && now < until;
	     now = pf_clock_mono()) {
		bool lives = grader_child_lives(r);
		enum pf_err err = pf_accept(r->listener, &r->s, NULL);

		if (err == PF_OK || (err == PF_AGAIN && !lives))
			break;
		if (err != PF_AGAIN)
			r->err = err;
		else if (r->child != NULL && now + LOOK < until)
			wait_until(r, now + LOOK, &events);
		else
			wait_until(r, until, &events);
	}
	pf_poller_remove(r->poller, r->listener);
}

/* So that somebody, or a script, knows when to start a client. */
static void
announce(const struct grader *r)
{
	struct ct_buf text;
	struct lab_out o = {.buf = &text};
	const char *args[] = {r->playing};

	if (r->options->command != NULL)
		return;
	ct_buf_init(&text, 4096);
	lab_put_phrase(
	    &o, lab_grade_word(LAB_GRADE_WORD_START, r->app->lang), args, 1);
	lab_put(&o, "\n");
	if (o.err == CT_OK)
		pf_console_write(true, text.data, text.len);
	ct_buf_fini(&text);
}

/* How long to wait for the student's program. */
static ct_ms
patience(const struct grader_options *o)
{
	if (o->meet > 0)
		return o->meet;
	if (o->command != NULL)
		return MEET_COMMAND;
	return o->side == LAB_SERVER ? MEET_SERVER : MEET_CLIENT;
}

static void
meet(struct grader *r, struct lab_grade *g)
{
	hang_up(r, false);
	if (r->options->side == LAB_SERVER) {
		connect_to(r, pf_clock_mono() + patience(r->options));
	} else {
		announce(r);
		grader_child_stop(r);
		r->ended = false;
		if (grader_child_start(r))
			accept_one(r, pf_clock_mono() + patience(r->options));
	}
	if (r->s.id != PF_SOCK_NONE.id)
		lab_grade_met(g, pf_clock_mono());
	else if (!r->stop && r->err == PF_OK)
		lab_grade_nobody(g);
}

/* Reads what is there, without waiting. */
static void
read_some(struct grader *r, struct lab_grade *g)
{
	char bytes[READ_MAX];
	size_t n = 0;
	enum pf_err err;

	if (g->ended)
		return;
	err = pf_recv(r->s, bytes, sizeof bytes, &n);
	if (err == PF_OK)
		lab_grade_feed(g, (struct ct_slice){bytes, n}, pf_clock_mono());
	else if (err != PF_AGAIN)
		lab_grade_feed_end(g, pf_clock_mono());
}

/* Waits for bytes, for room to send, or for the script's next moment. */
static void
wait_some(struct grader *r, struct lab_grade *g, bool sends)
{
	unsigned events = sends ? PF_POLL_WRITE : 0;

	if (!g->ended)
		events |= PF_POLL_READ;
	r->err = pf_poller_set(r->poller, r->s, events, r);
	if (r->err != PF_OK)
		return;
	if (wait_until(r, lab_grade_deadline(g), &events) &&
	    (events & PF_POLL_READ) != 0)
		read_some(r, g);
	lab_grade_tick(g, pf_clock_mono());
}

static void
send_some(struct grader *r, struct lab_grade *g, struct ct_slice bytes)
{
	struct pf_slice v = {bytes.data, bytes.len};
	size_t n = 0;
	enum pf_err err = pf_sendv(r->s, &v, 1, &n);

	if (err == PF_OK)
		lab_grade_sent(g, n, pf_clock_mono());
	else if (err == PF_AGAIN)
		wait_some(r, g, true);
	else
		lab_grade_feed_end(g, pf_clock_mono());
}

void
grader_play(struct grader *r, struct lab_grade *g)
{
	struct ct_slice bytes = {0};

	while (!r->stop && r->err == PF_OK) {
		switch (lab_grade_want(g, &bytes)) {
		case LAB_WANT_MEET:
			meet(r, g);
			break;
		case LAB_WANT_SEND:
			send_some(r, g, bytes);
			break;
		case LAB_WANT_HALF:
			pf_shutdown_send(r->s);
			lab_grade_did(g, pf_clock_mono());
			break;
		case LAB_WANT_RESET:
			hang_up(r, true);
			lab_grade_did(g, pf_clock_mono());
			break;
		case LAB_WANT_READ:
			wait_some(r, g, false);
			break;
		case LAB_WANT_DONE:
			hang_up(r, false);
			return;
		}
	}
}
