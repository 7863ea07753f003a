/*
 * One exchange: connect, then turns of send, watch, wait, read, until the
 * receiver has read the end.
 *
 * All that is due is sent before anything is read, as when two programs run at
 * once and the reader is a moment late; what the system makes of it then is
 * what is shown.
 */
#include "lab_run.h"

#include "tell.h"

#include "apps/common/dial.h"
#include "platform/clock.h"

#include <stdlib.h>
#include <string.h>

enum {
	PATIENCE = 15000, /* ms without any event, and it is given up */
	LOST_WAIT = 300,  /* ms for datagrams that may never come */
	BACK_READ = 4096, /* bytes of one read of the sender */
};

struct exchange {
	struct lab_place *place;
	const struct lab_plan *plan;
	struct lab_timeline *t;
	struct lab_ends *ends;
	struct lab_sender sender;
	struct lab_receiver receiver;
	struct pf_sock from, to;
	bool sends, receives;       /* which programs are here */
	int64_t began;              /* ns */
	int64_t send_due, read_due; /* ms, of the monotonic clock */
	int64_t heard;              /* ms: when something last happened */
	bool blocked;               /* the system takes no more for now */
	bool shut, ended;
	size_t want; /* bytes of the next read; 0: not chosen yet */
	char *bytes; /* LAB_READ_MAX */
	int code;
};

static int64_t
time_of(const struct exchange *x)
{
	return (pf_clock_mono_ns() - x->began) / 1000;
}

static void
fail(struct exchange *x, int code, const char *why)
{
	if (x->code == APP_OK && code == APP_LINK)
		tell(x->place->app, WORD_LOST, x->place->where.host, why);
	else if (x->code == APP_OK)
		tell(x->place->app, WORD_SYSTEM, why, NULL);
	if (x->code == APP_OK)
		x->code = code;
}

static void
check_net(struct exchange *x, enum pf_err err)
{
	if (err != PF_OK && err != PF_AGAIN)
		fail(x, APP_LINK, tell_pf(x->place->app, err));
}

static void
check(struct exchange *x, enum ct_err err)
{
	if (err != CT_OK)
		fail(x, err == CT_ENOMEM ? APP_SYSTEM : APP_LINK,
		    ct_err_text(err, x->place->app->lang));
}

/* Waits for the listener; forever where people have to start the sender. */
static enum pf_err
wait_for_peer(struct exchange *x)
{
	struct lab_place *p = x->place;
	int64_t wait = p->role == LAB_ROLE_BOTH ? PATIENCE : -1;
	struct pf_event event;
	size_t n = 0;
	enum pf_err err = pf_poller_set(p->poller, p->door, PF_POLL_READ, p);

	while (err == PF_OK) {
		err = pf_accept(p->door, &x->to, NULL);
		if (err != PF_AGAIN)
			break;
		err = pf_poller_wait(p->poller, &event, 1, wait, &n, NULL);
		if (err == PF_OK && n == 0 && wait > 0)
			err = PF_ETIMEDOUT;
	}
	pf_poller_remove(p->poller, p->door);
	return err;
}

/* Options of the sockets; a size that the system refuses is its own affair. */
static void
set_options(struct exchange *x)
{
	const struct lab_plan *plan = x->plan;
	struct pf_sock receives = x->place->udp ? x->place->door : x->to;

	if (x->sends && plan->sndbuf > 0)
		pf_sock_set(x->from, PF_OPT_SNDBUF, (int)plan->sndbuf);
	if (x->receives && plan->rcvbuf > 0)
		pf_sock_set(receives, PF_OPT_RCVBUF, (int)plan->rcvbuf);
	if (x->sends && !x->place->udp)
		pf_sock_set(x->from, PF_OPT_NODELAY, plan->nodelay);
}

static enum pf_err
open_tcp(struct exchange *x)
{
	struct endpoint to = x->place->where;
	enum pf_err err = PF_OK;

	if (x->place->role == LAB_ROLE_BOTH)
		to.port = pf_addr_port(&x->place->door_at);
	/* A window is agreed on at the start, so the listener has it. */
	if (x->receives && x->plan->rcvbuf > 0)
		pf_sock_set(
		    x->place->door, PF_OPT_RCVBUF, (int)x->plan->rcvbuf);
	if (x->sends)
		err = dial(&to, DIAL_WAIT, &x->from);
	if (err == PF_OK && x->receives)
		err = wait_for_peer(x);
	return err;
}

static enum pf_err
open_udp(struct exchange *x)
{
	const char *any = pf_addr_is_v6(&x->place->door_at) ? "::" : "0.0.0.0";
	struct pf_addr at;
	size_t n = 0;
	enum pf_err err;

	if (!x->sends)
		return PF_OK;
	if (x->place->role == LAB_ROLE_BOTH)
		any = "127.0.0.1";
	err = pf_addr_resolve(any, 0, &at, 1, &n);
	return err == PF_OK ? pf_udp_open(&at, &x->from) : err;
}

/* As far as they can be known: who sends datagrams may not know whence. */
static void
find_ends(struct exchange *x)
{
	struct lab_ends *ends = x->ends;

	ends->to = x->place->door_at;
	if (x->sends)
		pf_local_addr(x->from, &ends->from);
	if (x->place->udp)
		return;
	if (x->sends) {
		pf_peer_addr(x->from, &ends->to);
	} else {
		pf_peer_addr(x->to, &ends->from);
		pf_local_addr(x->to, &ends->to);
	}
}

static void
open_sockets(struct exchange *x)
{
	enum pf_err err = x->place->udp ? open_udp(x) : open_tcp(x);
	char name[ENDPOINT_TEXT_MAX];

	if (err != PF_OK) {
		endpoint_text(&x->place->where, name);
		tell(x->place->app, WORD_NO_CONNECT, name,
		    tell_pf(x->place->app, err));
		x->code = APP_LINK;
		return;
	}
	set_options(x);
	find_ends(x);
	x->began = pf_clock_mono_ns();
	x->ends->began = lab_place_now(x->place);
	x->heard = pf_clock_mono();
	x->send_due = x->heard;
	x->read_due = x->heard + x->plan->delay;
}

/* Gives the system one send; it may take a part of it. */
static void
send_one(struct exchange *x)
{
	struct ct_slice *out = &x->sender.out;
	struct pf_slice v = {out->data, out->len};
	size_t n = out->len;
	int64_t at = time_of(x);
	enum pf_err err = x->place->udp ? pf_udp_send(x->from,
					      &x->place->door_at, v.data, v.len)
					: pf_sendv(x->from, &v, 1, &n);

	x->blocked = err == PF_AGAIN;
	check_net(x, err);
	if (err != PF_OK)
		return;
	check(x, lab_timeline_send(
		     x->t, LAB_THERE, at, (struct ct_slice){out->data, n}));
	x->heard = pf_clock_mono();
	x->send_due = x->heard + x->plan->gap;
	check(x, lab_sender_sent(&x->sender, n));
}

static void
send_due(struct exchange *x)
{
	while (x->code == APP_OK && !x->blocked &&
	       lab_sender_step(&x->sender) == LAB_STEP_SEND &&
	       pf_clock_mono() >= x->send_due)
		send_one(x);
	if (x->code != APP_OK || x->shut ||
	    lab_sender_step(&x->sender) != LAB_STEP_DONE)
		return;
	x->shut = true;
	if (!x->place->udp)
		check_net(x, pf_shutdown_send(x->from));
	if (!x->receives)
		lab_timeline_close(x->t, LAB_THERE, time_of(x), LAB_END);
}

/* What the receiver answers. */
static void
send_back(struct exchange *x)
{
	struct ct_buf *out = &x->receiver.out;
	struct pf_slice v = {out->data, out->len};
	size_t n = 0;
	int64_t at = time_of(x);
	enum pf_err err;

	if (out->len == 0 || x->code != APP_OK)
		return;
	err = pf_sendv(x->to, &v, 1, &n);
	check_net(x, err);
	if (err != PF_OK)
		return;
	check(x, lab_timeline_send(
		     x->t, LAB_BACK, at, (struct ct_slice){out->data, n}));
	ct_buf_consume(out, n);
}

static void
read_there(struct exchange *x)
{
	size_t n = 0;
	bool cut = false;
	struct pf_addr *from = x->sends ? NULL : &x->ends->from;
	enum pf_err err;
	struct ct_slice got;
	int64_t at;

	if (x->want == 0)
		x->want = lab_receiver_want(&x->receiver);
	err = x->place->udp ? pf_udp_recv(x->place->door, x->bytes, x->want, &n,
				  &cut, from)
			    : pf_recv(x->to, x->bytes, x->want, &n);
	at = time_of(x);
	got = (struct ct_slice){x->bytes, n};
	if (err == PF_END) {
		lab_timeline_close(x->t, LAB_THERE, at, LAB_END);
		x->ended = true;
	}
	if (err != PF_END)
		check_net(x, err);
	if (err != PF_OK)
		return;
	x->want = 0;
	x->heard = pf_clock_mono();
	check(x, x->place->udp
		     ? lab_timeline_datagram(x->t, LAB_THERE, at, got, cut)
		     : lab_timeline_read(x->t, LAB_THERE, at, got));
	if (x->code == APP_OK)
		check(x, lab_receiver_feed(&x->receiver, got, x->t, at));
}

static void
read_back(struct exchange *x)
{
	char bytes[BACK_READ];
	size_t n = 0;
	enum pf_err err = pf_recv(x->from, bytes, sizeof bytes, &n);
	struct ct_slice got = {bytes, n};

	if (err == PF_END && x->shut)
		x->ended = true;
	else
		check_net(x, err);
	if (err != PF_OK)
		return;
	x->heard = pf_clock_mono();
	check(x, lab_timeline_read(x->t, LAB_BACK, time_of(x), got));
	if (x->code == APP_OK)
		check(x, lab_sender_feed(&x->sender, got));
}

/* Datagrams have no end: it is over when all came, or no more come. */
static void
end_udp(struct exchange *x)
{
	size_t came = x->t->ways[LAB_THERE].layers[LAB_READS].count;
	int64_t quiet = pf_clock_mono() - x->heard;
	bool begun = x->sends ? x->shut : came > 0;

	if (!x->place->udp || !begun)
		return;
	x->ended = !x->receives || came == lab_plan_datagrams(x->plan) ||
		   quiet >= LOST_WAIT + x->plan->gap + x->plan->delay;
}

static int64_t
sooner(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

/* Until the next thing is due, ms. */
static int64_t
patience(const struct exchange *x)
{
	int64_t now = pf_clock_mono(), until = x->heard + PATIENCE;

	if (x->place->udp && (x->shut || !x->sends))
		until = x->heard + LOST_WAIT + x->plan->gap + x->plan->delay;
	if (x->sends && !x->blocked &&
	    lab_sender_step(&x->sender) == LAB_STEP_SEND)
		until = sooner(until, x->send_due);
	if (x->receives && now < x->read_due)
		until = sooner(until, x->read_due);
	return until > now ? until - now : 0;
}

static void
watch(struct exchange *x)
{
	struct pf_sock in = x->place->udp ? x->place->door : x->to;
	unsigned from = x->blocked ? PF_POLL_WRITE : 0, to = 0;

	if (!x->place->udp)
		from |= PF_POLL_READ;
	if (pf_clock_mono() >= x->read_due)
		to |= PF_POLL_READ;
	if (x->receiver.out.len > 0)
		to |= PF_POLL_WRITE;
	if (x->sends)
		check_net(x,
		    pf_poller_set(x->place->poller, x->from, from, &x->from));
	if (x->receives)
		check_net(x, pf_poller_set(x->place->poller, in, to, &x->to));
}

static void
wait(struct exchange *x)
{
	struct pf_event events[2];
	size_t n = 0;
	bool forever = !x->sends && x->place->udp && x->receiver.total == 0;

	check_net(x, pf_poller_wait(x->place->poller, events, 2,
			 forever ? -1 : patience(x), &n, NULL));
	for (size_t i = 0; i < n && x->code == APP_OK; i++) {
		unsigned ready = events[i].events;

		if (events[i].data == &x->from && (ready & PF_POLL_WRITE) != 0)
			x->blocked = false;
		if ((ready & PF_POLL_READ) == 0)
			continue;
		if (events[i].data == &x->from)
			read_back(x);
		else
			read_there(x);
	}
	if (n == 0 && !x->place->udp &&
	    pf_clock_mono() - x->heard >= PATIENCE && x->code == APP_OK)
		fail(x, APP_LINK, tell_pf(x->place->app, PF_ETIMEDOUT));
}

static void
play(struct exchange *x)
{
	while (x->code == APP_OK && !x->ended) {
		if (x->sends)
			send_due(x);
		if (x->receives)
			send_back(x);
		if (x->code != APP_OK)
			break;
		end_udp(x);
		if (x->ended)
			break;
		watch(x);
		wait(x);
	}
}

static void
close_sockets(struct exchange *x)
{
	if (x->from.id != PF_SOCK_NONE.id)
		pf_poller_remove(x->place->poller, x->from);
	if (x->to.id != PF_SOCK_NONE.id)
		pf_poller_remove(x->place->poller, x->to);
	if (x->place->udp)
		pf_poller_remove(x->place->poller, x->place->door);
	pf_close(&x->from);
	pf_close(&x->to);
}

int
lab_exchange(struct lab_place *place, const struct lab_plan *plan,
    struct lab_timeline *t, struct lab_ends *ends)
{
	struct exchange x = {.place = place,
	    .plan = plan,
	    .t = t,
	    .ends = ends,
	    .from = PF_SOCK_NONE,
	    .to = PF_SOCK_NONE,
	    .sends = place->role != LAB_ROLE_RECEIVER,
	    .receives = place->role != LAB_ROLE_SENDER};

	memset(ends, 0, sizeof *ends);
	x.bytes = malloc(LAB_READ_MAX);
	check(&x, x.bytes != NULL ? CT_OK : CT_ENOMEM);
	check(&x, lab_sender_init(&x.sender, plan));
	check(&x, lab_receiver_init(&x.receiver, plan));
	check(&x, lab_plan_declare(plan, t));
	if (x.code == APP_OK)
		open_sockets(&x);
	if (x.code == APP_OK)
		play(&x);
	close_sockets(&x);
	lab_sender_fini(&x.sender);
	lab_receiver_fini(&x.receiver);
	free(x.bytes);
	return x.code;
}
