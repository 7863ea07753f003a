/* Plays a script: connects or accepts, sends, reads, waits. */
#include "grader.h"

#include "listen.h"
#include "tell.h"

#include "apps/common/dial.h"
#include "apps/lab/grade_words.h"
#include "apps/lab/out.h"
#include "platform/clock.h"
#include "platform/console.h"
#include "platform/signals.h"

#include <stdio.h>
#include <string.h>

enum {
	READ_MAX = 16384,
	AGAIN = 100,         /* ms until the next try to connect */
	MEET_SERVER = 5000,  /* ms for one that is there, or is restarted */
	MEET_CLIENT = 60000, /* ms for a person to start one */
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

/* A server that has died may be started again in the meantime. */
static void
connect_to(struct grader *r, ct_ms until)
{
	unsigned events;

	while (!r->stop && r->err == PF_OK) {
		ct_ms now = pf_clock_mono();
		ct_ms left = until > now ? until - now : 1;

		if (dial(&r->options->where, left, &r->s) == PF_OK ||
		    pf_clock_mono() >= until)
			return;
		wait_until(r, pf_clock_mono() + AGAIN, &events);
	}
}

static void
accept_one(struct grader *r, ct_ms until)
{
	unsigned events;

	r->err = pf_poller_set(r->poller, r->listener, PF_POLL_READ, NULL);
	while (!r->stop && r->err == PF_OK && pf_clock_mono() < until) {
		enum pf_err err = pf_accept(r->listener, &r->s, NULL);

		if (err == PF_OK)
			break;
		if (err != PF_AGAIN)
			r->err = err;
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

	ct_buf_init(&text, 4096);
	lab_put_phrase(
	    &o, lab_grade_word(LAB_GRADE_WORD_START, r->app->lang), args, 1);
	lab_put(&o, "\n");
	if (o.err == CT_OK)
		pf_console_write(true, text.data, text.len);
	ct_buf_fini(&text);
}

static void
meet(struct grader *r, struct lab_grade *g)
{
	bool server = r->options->side == LAB_SERVER;
	ct_ms usual = server ? MEET_SERVER : MEET_CLIENT;
	ct_ms patience = r->options->meet > 0 ? r->options->meet : usual;

	hang_up(r, false);
	if (server) {
		connect_to(r, pf_clock_mono() + patience);
	} else {
		announce(r);
		accept_one(r, pf_clock_mono() + patience);
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
