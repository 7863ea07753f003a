/* The socket's side of a native connection, one event at a time. */
#include "link.h"

#include <stdio.h>
#include <string.h>

#include "tell.h"

#include "apps/common/dial.h"
#include "platform/clock.h"
#include "platform/process.h"

enum {
	chunk = 16 * 1024,  /* bytes of one read */
	out_enough = 65536, /* bytes in front of the socket */
	bye_wait = 1000,    /* ms */
	name_max = 1024,    /* bytes of a name */
};

void
link_fini(struct link *l)
{
	conn_fini(&l->conn);
	outbox_fini(&l->outbox);
	ct_buf_fini(&l->me);
	ct_buf_fini(&l->lobby);
	if (l->poller == NULL)
		return;
	pf_poller_remove(l->poller, l->sock);
	pf_close(&l->sock);
	pf_poller_free(l->poller);
	l->poller = NULL;
}

/* Moves what may leave now from the outbox into the connection. */
static void
fill(struct link *l, ct_ms now)
{
	while (conn_pending(&l->conn).len < out_enough) {
		struct ct_slice frame = outbox_next(&l->outbox, now);

		if (frame.len == 0)
			return;
		if (ct_buf_add_slice(&l->conn.out, frame) != CT_OK) {
			l->end = PF_ENOMEM;
			return;
		}
	}
}

static void
flush(struct link *l)
{
	struct ct_slice out = conn_pending(&l->conn);

	while (out.len > 0 && !l->mute) {
		struct pf_slice v = {out.data, out.len};
		size_t n = 0;
		enum pf_err err = pf_sendv(l->sock, &v, 1, &n);

		if (err == PF_AGAIN)
			return;
		if (err != PF_OK)
			l->mute = true; /* what it said is still read */
		conn_sent(&l->conn, n);
		out = conn_pending(&l->conn);
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
	if (err == PF_OK && conn_feed(&l->conn, bytes, n) != CT_OK)
		err = PF_ENOMEM;
	if (err != PF_OK)
		l->end = err;
}

/* What the frame means for the link itself. False: it is for nobody else. */
static bool
notice(struct link *l, const struct ct_frame *f)
{
	ct_ms now = pf_clock_mono();

	switch (f->type) {
	case CT_FRAME_ACK:
		outbox_acked(&l->outbox, f->num[0]);
		break;
	case CT_FRAME_ERROR:
		return !outbox_refused(
		    &l->outbox, f->num[1], (enum ct_err)f->num[0], now);
	case CT_FRAME_RENAMED:
		ct_buf_clear(&l->me, false);
		ct_buf_add_slice(&l->me, f->str[1]);
		break;
	case CT_FRAME_GOODBYE:
		l->bye = true;
		break;
	default:
		break;
	}
	return true;
}

static enum pf_err
sleep_until(struct link *l, ct_ms now, ct_ms until, bool *woken)
{
	unsigned want = PF_POLL_READ;
	struct pf_event ev;
	ct_ms again = outbox_deadline(&l->outbox);
	int64_t timeout = -1;
	size_t n = 0;
	enum pf_err err;

	if (conn_pending(&l->conn).len > 0 && !l->mute)
		want |= PF_POLL_WRITE;
	err = pf_poller_set(l->poller, l->sock, want, l);
	if (err != PF_OK)
		return err;
	until = again < until ? again : until;
	if (until != CT_NEVER)
		timeout = until > now ? until - now : 0;
	err = pf_poller_wait(l->poller, &ev, 1, timeout, &n, woken);
	if (err == PF_OK && n == 1 && (ev.events & PF_POLL_READ) != 0)
		receive(l);
	return err;
}

enum link_event
link_next(struct link *l, ct_ms until, struct ct_frame *f)
{
	for (;;) {
		enum ct_err err = conn_next(&l->conn, f);
		enum pf_err failed;
		bool woken = false;
		ct_ms now;

		if (err == CT_OK && !notice(l, f))
			continue;
		if (err == CT_OK)
			return LINK_FRAME;
		if (err != CT_MORE || l->end != PF_OK)
			return LINK_END;
		now = pf_clock_mono();
		fill(l, now);
		flush(l);
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

int
link_lost(const struct app *app, const struct link *l)
{
	if (l->bye)
		return APP_LINK;
	if (l->conn.err != CT_OK)
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
	bool v6 = strchr(where->host, ':') != NULL;

	l->where = *where;
	snprintf(l->name, sizeof(l->name), v6 ? "[%s]:%u" : "%s:%u",
	    where->host, (unsigned)where->port);
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

static int
connect_to(const struct app *app, struct link *l, const struct endpoint *where)
{
	enum pf_err err;

	*l = (struct link){.sock = PF_SOCK_NONE, .end = PF_OK};
	conn_init(&l->conn);
	outbox_init(&l->outbox, numbers_before());
	ct_buf_init(&l->me, name_max);
	ct_buf_init(&l->lobby, name_max);
	name_it(l, where);
	err = pf_poller_new(&l->poller);
	if (err == PF_OK)
		err = dial(where, DIAL_WAIT, &l->sock);
	if (err == PF_OK)
		return APP_OK;
	tell(app, WORD_NO_CONNECT, l->name, tell_pf(app, err));
	return APP_LINK;
}

static enum ct_err
say_hello(const struct app *app, struct link *l, const struct link_hello *hello)
{
	struct ct_frame f = {.type = CT_FRAME_HELLO};
	char agent[64];

	snprintf(agent, sizeof(agent), "crosstalk/%s", app->version);
	f.num[0] = CT_PROTOCOL_VERSION;
	f.str[0] = (struct ct_slice){(const char *)hello->id, LINK_ID_BYTES};
	f.str[1] = ct_slice_str(hello->nick);
	f.str[2] = ct_slice_str(app->lang == CT_LANG_ZH ? "zh" : "en");
	f.str[3] = ct_slice_str("utf-8");
	f.str[4] = ct_slice_str(agent);
	return conn_add(&l->conn, &f);
}

static int
welcomed(struct link *l, const struct ct_frame *f)
{
	ct_buf_add_slice(&l->me, f->str[0]);
	ct_buf_add_slice(&l->lobby, f->str[1]);
	return APP_OK;
}

int
link_open(const struct app *app, struct link *l, const struct endpoint *where,
    const struct link_hello *hello)
{
	int code = connect_to(app, l, where);
	ct_ms until = pf_clock_mono() + LINK_WAIT;
	struct ct_frame f;

	if (code != APP_OK)
		return code;
	if (say_hello(app, l, hello) != CT_OK)
		return APP_SYSTEM;
	for (;;) {
		switch (link_next(l, until, &f)) {
		case LINK_FRAME:
			if (f.type == CT_FRAME_WELCOME)
				return welcomed(l, &f);
			if (f.type == CT_FRAME_GOODBYE ||
			    f.type == CT_FRAME_ERROR)
				return link_refused(app, &f);
			break;
		case LINK_TIME:
			tell(app, WORD_NO_HELLO, l->name, NULL);
			return APP_LINK;
		case LINK_END:
			return link_lost(app, l);
		case LINK_WOKEN:
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

	if (conn_add(&l->conn, &f) != CT_OK)
		return;
	while (ev == LINK_FRAME || ev == LINK_WOKEN)
		ev = link_next(l, until, &f);
}
