/* Peers of a hub in memory: a small event loop without an operating system. */
#include "talk.h"

#include <string.h>

const struct ct_door talk_line = {
    "line", &ct_dialect_line, "utf-8", CT_LANG_EN, 20};
const struct ct_door talk_auto = {
    "line", &ct_dialect_line, "auto", CT_LANG_EN, 20};
const struct ct_door talk_classic = {
    "classic", &ct_dialect_classic, "gbk", CT_LANG_ZH, 3};
const struct ct_door talk_length = {
    "length", &ct_dialect_length, "utf-8", CT_LANG_ZH, 10};
const struct ct_door talk_native = {
    "native", &ct_dialect_native, "utf-8", CT_LANG_EN, 20};

void
talk_init(struct talk *t)
{
	*t = (struct talk){.now = 1000};
	t->cfg.caps = (struct ct_caps)CT_CAPS_DEFAULT;
	t->cfg.lobby = "lobby";
	t->cfg.server_name = "";
	t->cfg.seed = 42;
}

void
talk_start(struct talk *t)
{
	if (ct_hub_new(&t->cfg, &t->hub) != CT_OK)
		t->hub = NULL;
}

void
talk_fini(struct talk *t)
{
	ct_hub_free(t->hub);
	for (size_t i = 0; i < t->count; i++)
		ct_buf_fini(&t->peers[i].got);
}

static int64_t
wall(const struct talk *t)
{
	return INT64_C(1700000000000) + t->now;
}

/* One flush of one session, as the server does it. */
static void
flush(struct talk *t, struct ct_session *s)
{
	struct peer *p = ct_session_owner(s);
	struct ct_slice vec[8];
	size_t n;

	while (
	    !p->stopped && (n = ct_session_send_vec(s, t->now, vec, 8)) > 0) {
		size_t take = vec[0].len;

		if (p->step > 0 && p->step < take)
			take = p->step;
		ct_buf_add(&p->got, vec[0].data, take);
		ct_session_send_ack(s, take);
	}
	if (ct_session_state(s) != CT_SESSION_DONE)
		return;
	p->why = ct_session_error(s);
	p->session = NULL;
	ct_hub_close(t->hub, s, wall(t));
}

void
talk_flush(struct talk *t)
{
	struct ct_session *s;

	while ((s = ct_hub_next_dirty(t->hub)) != NULL)
		flush(t, s);
}

struct peer *
talk_open(struct talk *t, const struct ct_door *door)
{
	struct peer *p = &t->peers[t->count++];

	*p = (struct peer){.talk = t};
	ct_buf_init(&p->got, SIZE_MAX / 2);
	if (ct_hub_open(t->hub, door, "192.0.2.1", t->now, &p->session) !=
	    CT_OK)
		return p;
	ct_session_set_owner(p->session, p);
	ct_hub_run(t->hub, p->session, t->now, wall(t));
	talk_flush(t);
	return p;
}

void
peer_send(struct peer *p, const char *bytes, size_t n)
{
	struct talk *t = p->talk;

	while (n > 0 && p->session != NULL) {
		size_t cap = 0;
		char *buf = ct_session_recv_buf(p->session, &cap);
		size_t take = n < cap ? n : cap;

		if (buf == NULL)
			return;
		memcpy(buf, bytes, take);
		ct_session_recv_ack(p->session, take, t->now);
		ct_hub_run(t->hub, p->session, t->now, wall(t));
		talk_flush(t);
		bytes += take;
		n -= take;
	}
}

void
peer_say(struct peer *p, const char *text)
{
	peer_send(p, text, strlen(text));
}

void
peer_half_close(struct peer *p)
{
	ct_session_recv_end(p->session);
	ct_hub_run(p->talk->hub, p->session, p->talk->now, wall(p->talk));
	talk_flush(p->talk);
}

void
peer_close(struct peer *p)
{
	ct_hub_close(p->talk->hub, p->session, wall(p->talk));
	p->session = NULL;
	talk_flush(p->talk);
}

void
talk_wait(struct talk *t, ct_ms ms)
{
	ct_ms end = t->now + ms;

	for (;;) {
		ct_ms least = CT_NEVER;
		struct peer *due = NULL;

		for (size_t i = 0; i < t->count; i++) {
			struct ct_session *s = t->peers[i].session;

			if (s != NULL && ct_session_deadline(s) < least) {
				least = ct_session_deadline(s);
				due = &t->peers[i];
			}
		}
		if (due == NULL || least > end)
			break;
		if (least > t->now)
			t->now = least;
		ct_hub_run(t->hub, due->session, t->now, wall(t));
		talk_flush(t);
	}
	t->now = end;
}

const char *
peer_got(struct peer *p)
{
	if (ct_buf_reserve(&p->got, 1) != CT_OK)
		return "";
	p->got.data[p->got.len] = '\0';
	return p->got.data;
}

void
peer_eat(struct peer *p)
{
	ct_buf_clear(&p->got, false);
}

bool
peer_saw(struct peer *p, const char *text)
{
	return strstr(peer_got(p), text) != NULL;
}
