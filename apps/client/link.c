/* One event at a time, over as many connections as it takes. */
#include "link.h"

#include <stdio.h>
#include <string.h>

#include "tell.h"

#include "platform/clock.h"
#include "platform/process.h"

enum {
	chunk = 16 * 1024,  /* bytes of one read */
	out_enough = 65536, /* bytes in front of the socket */
	bye_wait = 1000,    /* ms */
	name_max = 1024,    /* bytes of a name */
	why_max = 4096,     /* bytes of a goodbye */
};

/* The token of our own pings; one more than those of resume.c. */
static const uint64_t still_there = (UINT64_C(1) << 52) + 1;

void
link_fini(struct link *l)
{
	conn_fini(&l->conn);
	outbox_fini(&l->outbox);
	resume_fini(&l->resume);
	ct_buf_fini(&l->me);
	ct_buf_fini(&l->lobby);
	ct_buf_fini(&l->server);
	ct_buf_fini(&l->why);
	if (l->poller == NULL)
		return;
	dialer_end(&l->dialer);
	pf_poller_remove(l->poller, l->sock);
	pf_close(&l->sock);
	pf_poller_free(l->poller);
	l->poller = NULL;
}

bool
link_is_up(const struct link *l)
{
	return l->state == LINK_HERE && resume_is_complete(&l->resume);
}

/* An answer to it is shown as it is. */
static void
note_history(struct link *l, struct ct_slice frame)
{
	struct ct_frame f;

	if (ct_frame_take(&frame, CT_FRAME_MAX, &f) == CT_OK &&
	    f.type == CT_FRAME_HISTORY)
		resume_asked(&l->resume, &f);
}

/* Moves what may leave now from the outbox into the connection. */
static void
fill(struct link *l, ct_ms now)
{
	while (link_is_up(l) && conn_pending(&l->conn).len < out_enough) {
		struct ct_slice frame = outbox_next(&l->outbox, now);

		if (frame.len == 0)
			return;
		note_history(l, frame);
		if (ct_buf_add_slice(&l->conn.out, frame) != CT_OK) {
			l->end = PF_ENOMEM;
			return;
		}
	}
}

static void
flush(struct link *l)
{
	struct ct_slice out;

	while ((out = conn_pending(&l->conn)).len > 0 && !l->mute) {
		struct pf_slice v = {out.data, out.len};
		size_t n = 0;
		enum pf_err err = pf_sendv(l->sock, &v, 1, &n);

		if (err == PF_AGAIN)
			return;
		if (err != PF_OK)
			l->mute = true; /* what it said is still read */
		conn_sent(&l->conn, n);
	}
}

static void
receive(struct link *l)
{
	char bytes[chunk];
	size_t n = 0;
	enum pf_err err = pf_recv(l->sock, bytes, sizeof(bytes), &n);

	if (err == PF_AGAIN)
		return;
	l->heard = pf_clock_mono();
	l->asked = false;
	if (err == PF_OK && conn_feed(&l->conn, bytes, n) != CT_OK)
		err = PF_ENOMEM;
	if (err != PF_OK)
		l->end = err;
}

/* The server says why it goes. True: it may be back, so nobody is told yet. */
static bool
goodbye(struct link *l, const struct ct_frame *f)
{
	static const enum ct_err passing[] = {
	    CT_ENOMEM, CT_ECROWD, CT_EADDR, CT_ESLOW, CT_EIDLE, CT_ESHUTDOWN};

	ct_buf_clear(&l->why, false);
	ct_buf_add_slice(&l->why, f->str[l->app.lang == CT_LANG_ZH ? 2 : 1]);
	ct_buf_add_u8(&l->why, '\0');
	l->final = true;
	for (size_t i = 0; i < sizeof(passing) / sizeof(passing[0]); i++)
		if (f->num[0] == (uint64_t)passing[i])
			l->final = false;
	return !l->final && l->patience != 0;
}

static enum ct_err
set_name(struct ct_buf *name, struct ct_slice to)
{
	ct_buf_clear(name, false);
	return ct_buf_add_slice(name, to);
}

/* A server that does not know what it has is asked as long as a lost one. */
static bool
try_again(struct link *l, const struct ct_frame *error, ct_ms now)
{
	enum ct_err why = (enum ct_err)error->num[0];

	if (why == CT_ELATER && l->patience != CT_NEVER &&
	    now - l->outbox.since >= l->patience)
		why = CT_ESTORE;
	return outbox_refused(&l->outbox, error->num[1], why, now);
}

/* What the frame means for the link itself. False: it is for nobody else. */
static bool
notice(struct link *l, const struct ct_frame *f)
{
	bool say = l->outbox.type == CT_FRAME_SAY;

	switch (f->type) {
	case CT_FRAME_ACK:
		if (outbox_acked(&l->outbox, f->num[0]) && say)
			resume_feed(&l->resume, f);
		return true;
	case CT_FRAME_PONG:
		outbox_ponged(&l->outbox, f->num[0]);
		return f->num[0] != still_there && !resume_feed(&l->resume, f);
	case CT_FRAME_ERROR:
		if (try_again(l, f, pf_clock_mono()))
			return false;
		break;
	case CT_FRAME_RENAMED:
		set_name(&l->me, f->str[1]);
		break;
	case CT_FRAME_GOODBYE:
		l->told = !goodbye(l, f);
		return l->told;
	default:
		break;
	}
	return !resume_feed(&l->resume, f);
}

/* A frame before the connection counts: the welcome, or a refusal. */
static bool
greeted(struct link *l, const struct ct_frame *f, enum link_event *ev)
{
	*ev = LINK_FRAME;
	if (f->type == CT_FRAME_GOODBYE)
		return l->told = !goodbye(l, f);
	if (f->type == CT_FRAME_ERROR) {
		l->final = true;
		return true;
	}
	if (f->type != CT_FRAME_WELCOME)
		return false;
	if (set_name(&l->me, f->str[0]) != CT_OK ||
	    set_name(&l->lobby, f->str[1]) != CT_OK ||
	    set_name(&l->server, f->str[2]) != CT_OK)
		l->end = PF_ENOMEM;
	resume_up(&l->resume, f);
	backoff_reset(&l->backoff);
	l->state = LINK_HERE;
	l->greeted = true;
	*ev = LINK_UP;
	return true;
}

/* What we do is not told to us, but for what we said on a connection that was
 * lost. Our name alone is no sign of that: another may have had it just now. */
static bool
is_ours_again(struct link *l, const struct ct_frame *f)
{
	return f->type == CT_FRAME_MESSAGE && f->num[0] == CT_KIND_SAY &&
	       ct_slice_eq(f->str[1], ct_buf_slice(&l->me)) &&
	       outbox_is_double(&l->outbox, f->str[0], f->str[2]);
}

/* What came of frames before. True: it is for the owner. */
static bool
take_acts(struct link *l, struct ct_frame *f, enum link_event *ev)
{
	static const enum link_event events[] = {[RESUME_SHOW] = LINK_FRAME,
	    [RESUME_GONE] = LINK_GONE,
	    [RESUME_ANEW] = LINK_ANEW};
	struct resume_act act;

	while (resume_next(&l->resume, &act)) {
		if (act.kind == RESUME_SEND) {
			if (conn_add(&l->conn, &act.frame) != CT_OK)
				l->end = PF_ENOMEM;
			continue;
		}
		if (act.kind == RESUME_SHOW && is_ours_again(l, &act.frame))
			continue;
		*f = act.frame;
		*ev = events[act.kind];
		return true;
	}
	if (l->resume.err != CT_OK) {
		l->end = PF_ENOMEM;
		l->final = true;
	}
	return false;
}

/* The next event out of what has come already. */
static bool
take_frames(struct link *l, struct ct_frame *f, enum link_event *ev)
{
	for (;;) {
		enum ct_err err;

		if (take_acts(l, f, ev))
			return true;
		if (l->state != LINK_HERE && l->state != LINK_GREETING)
			return false;
		err = conn_next(&l->conn, f);
		if (err == CT_MORE)
			return false;
		if (err != CT_OK) {
			l->end = PF_EIO;
			l->final = true;
			return false;
		}
		*ev = LINK_FRAME;
		if (l->state == LINK_GREETING ? greeted(l, f, ev)
					      : notice(l, f))
			return true;
	}
}

/* Nothing was heard for long: we ask, and at last give it up. */
static void
keep_alive(struct link *l, ct_ms now)
{
	struct ct_frame ping = {.type = CT_FRAME_PING, .num = {still_there}};

	if (l->state == LINK_GREETING && now >= l->next)
		l->end = PF_ETIMEDOUT;
	if (l->state != LINK_HERE || now < l->heard + LINK_QUIET)
		return;
	if (now >= l->heard + 2 * LINK_QUIET)
		l->end = PF_ETIMEDOUT;
	else if (!l->asked && conn_add(&l->conn, &ping) == CT_OK)
		l->asked = true;
}

/* When something is to be done without an event. */
static ct_ms
deadline(const struct link *l)
{
	ct_ms again = outbox_deadline(&l->outbox);
	ct_ms quiet = l->heard + (l->asked ? 2 : 1) * LINK_QUIET;

	if (l->state != LINK_HERE)
		return l->next;
	return again < quiet ? again : quiet;
}

static enum pf_err
watch(struct link *l)
{
	unsigned want = PF_POLL_READ;

	if (l->state != LINK_HERE && l->state != LINK_GREETING)
		return PF_OK;
	if (conn_pending(&l->conn).len > 0 && !l->mute)
		want |= PF_POLL_WRITE;
	return pf_poller_set(l->poller, l->sock, want, l);
}

static enum pf_err
sleep_until(struct link *l, ct_ms now, ct_ms until, bool *woken)
{
	struct pf_event ev[DIAL_TRIES];
	ct_ms own = deadline(l);
	int64_t timeout = -1;
	size_t n = 0;
	enum pf_err err = watch(l);

	if (err != PF_OK)
		return err;
	until = own < until ? own : until;
	if (until != CT_NEVER)
		timeout = until > now ? until - now : 0;
	err = pf_poller_wait(l->poller, ev, DIAL_TRIES, timeout, &n, woken);
	for (size_t i = 0; i < n && err == PF_OK; i++) {
		if (ev[i].data != l)
			dialer_event(&l->dialer, ev[i].data, pf_clock_mono());
		else if ((ev[i].events & PF_POLL_READ) != 0)
			receive(l);
	}
	return err;
}

/* LINK_FRAME: there is no event yet. */
static enum link_event
advance(struct link *l, ct_ms now)
{
	bool here = l->state == LINK_HERE;

	if (l->state == LINK_AWAY || l->state == LINK_DIALING)
		link_dial_on(l, now);
	keep_alive(l, now);
	if (l->end != PF_OK) {
		if (!link_lose(l, now))
			return LINK_END;
		return here ? LINK_DOWN : LINK_FRAME;
	}
	if (l->state == LINK_HERE || l->state == LINK_GREETING) {
		fill(l, now);
		flush(l);
	}
	return LINK_FRAME;
}

enum link_event
link_next(struct link *l, ct_ms until, struct ct_frame *f)
{
	for (;;) {
		enum link_event ev = LINK_FRAME;
		enum pf_err failed;
		bool woken = false;
		ct_ms now;

		if (take_frames(l, f, &ev))
			return ev;
		if (until == 0)
			return LINK_TIME;
		now = pf_clock_mono();
		ev = advance(l, now);
		if (ev != LINK_FRAME)
			return ev;
		if (now >= until)
			return LINK_TIME;
		failed = sleep_until(l, now, until, &woken);
		if (failed != PF_OK)
			l->end = failed;
		if (woken)
			return LINK_WOKEN;
	}
}

int
link_say(const struct app *app, struct link *l, struct ct_frame *f)
{
	enum ct_err err = outbox_add(&l->outbox, f);

	if (err == CT_OK)
		return APP_OK;
	tell(app, WORD_SYSTEM, ct_err_text(err, app->lang), NULL);
	return APP_SYSTEM;
}

const char *
link_why(const struct app *app, struct link *l)
{
	if (l->why.len > 0)
		return l->why.data;
	return tell_pf(app, l->last);
}

int
link_lost(const struct app *app, const struct link *l)
{
	if (l->told)
		return APP_LINK;
	if (!l->greeted && l->state == LINK_DIALING)
		tell(app, WORD_NO_CONNECT, l->name, tell_pf(app, l->end));
	else if (l->conn.err != CT_OK ||
		 (l->state == LINK_GREETING && l->end == PF_ETIMEDOUT))
		tell(app, WORD_NO_HELLO, l->name, NULL);
	else
		tell(app, WORD_LOST, l->name, tell_pf(app, l->end));
	return APP_LINK;
}

int
link_refused(const struct app *app, const struct ct_frame *f)
{
	bool bye = f->type == CT_FRAME_GOODBYE;
	const struct ct_slice *str = f->str; /* token, English, Chinese */

	tell_slice(app, bye ? WORD_CLOSED : WORD_REFUSED,
	    str[app->lang == CT_LANG_ZH ? 2 : 1], str[0]);
	return bye && f->num[0] == CT_ESHUTDOWN ? APP_LINK : APP_REFUSED;
}

static void
name_it(struct link *l, const struct endpoint *where)
{
	l->where = *where;
	endpoint_text(where, l->name);
}

/*
 * More than any number this identity has used, also by a run that began a
 * moment ago: time in steps finer than messages are sent. And not what a run of
 * the same millisecond begins with: chance.
 */
static uint64_t
numbers_before(void)
{
	uint32_t chance = 0;

	pf_random(&chance, sizeof(chance));
	return ((uint64_t)pf_clock_wall() << 20) + (chance & 0x7ffff);
}

static void
init(const struct app *app, struct link *l, const struct link_hello *hello)
{
	*l = (struct link){
	    .app = *app, .sock = PF_SOCK_NONE, .end = PF_OK, .hello = *hello};
	conn_init(&l->conn);
	outbox_init(&l->outbox, numbers_before());
	resume_init(&l->resume);
	ct_buf_init(&l->me, name_max);
	ct_buf_init(&l->lobby, name_max);
	ct_buf_init(&l->server, name_max);
	ct_buf_init(&l->why, why_max);
}

int
link_open(const struct app *app, struct link *l, const struct endpoint *where,
    const struct link_hello *hello)
{
	enum pf_err err;
	struct ct_frame f;

	init(app, l, hello);
	name_it(l, where);
	err = pf_poller_new(&l->poller);
	if (err != PF_OK) {
		tell(app, WORD_SYSTEM, tell_pf(app, err), NULL);
		return APP_SYSTEM;
	}
	link_dial(l, pf_clock_mono());
	for (;;) {
		switch (link_next(l, CT_NEVER, &f)) {
		case LINK_UP:
			return APP_OK;
		case LINK_FRAME:
			return link_refused(app, &f);
		case LINK_END:
			return link_lost(app, l);
		default:
			break;
		}
	}
}

void
link_bye(struct link *l)
{
	struct ct_frame f = {.type = CT_FRAME_BYE};
	ct_ms until = pf_clock_mono() + bye_wait;
	enum link_event ev = LINK_FRAME;

	l->patience = 0;
	if (l->state != LINK_HERE || conn_add(&l->conn, &f) != CT_OK)
		return;
	while (ev != LINK_END && ev != LINK_TIME)
		ev = link_next(l, until, &f);
}
