/*
 * The length dialect: the lesson's cure. The answer's length is announced as
 * decimal digits, alone; the peer says recv_ready; the body follows. Digits and
 * body never leave together, whatever the peer glues or splits.
 */
#include "turn.h"

#include <string.h>

static const char ready[] = "recv_ready";

struct length {
	struct ct_turn turn;
	size_t announced; /* bytes of `carry` that were announced; 0: none */
	bool body;        /* recv_ready came: the body may go */
	bool leaving;     /* the server stops: the end comes after the body */
};

/* CT_OK: recv_ready was there and is consumed; CT_MORE: a part of it;
 * CT_EINVAL: something else. */
static enum ct_err
take_ready(struct ct_session *s)
{
	struct ct_slice in = ct_session_input(s);
	size_t all = sizeof(ready) - 1;
	size_t n = in.len < all ? in.len : all;

	if (n > 0 && memcmp(in.data, ready, n) != 0)
		return CT_EINVAL;
	if (n < all)
		return CT_MORE;
	ct_session_consume(s, all);
	return CT_OK;
}

/* A turn longer than a line may be is skipped as it comes. */
static enum ct_err
skip(struct ct_session *s, struct ct_turn *t, ct_ms now, struct ct_event *ev)
{
	ct_ms due = s->heard + s->env->cfg.caps.turn_gap;

	ct_session_consume(s, ct_session_input(s).len);
	if (!t->skipping) {
		t->skipping = true;
		ct_session_wrong(s, CT_ELINE, s->env->cfg.caps.line_bytes, ev);
		return CT_OK;
	}
	if (!s->ended && now < due) {
		ct_session_wake_at(s, due);
		return CT_MORE;
	}
	t->skipping = false;
	ct_turn_owe(s, t, now);
	return CT_OK;
}

static enum ct_err
take_turn(
    struct ct_session *s, struct ct_turn *t, ct_ms now, struct ct_event *ev)
{
	struct ct_slice raw;
	const char *how;
	size_t gone;
	enum ct_err err = ct_turn_take(s, t, now, false, &raw, &gone, &how);

	if (err != CT_OK)
		return err;
	ct_session_consume(s, gone);
	if (raw.len == 0)
		return CT_OK;
	ct_turn_owe(s, t, now);
	return ct_session_heard(s, raw, how, ev);
}

static enum ct_err
decode(struct ct_session *s, ct_ms now, struct ct_event *ev)
{
	struct length *st = s->state;
	struct ct_turn *t = &st->turn;
	enum ct_err err = ct_session_sniff(s, &t->known);

	if (err != CT_OK)
		return err;
	if (st->announced > 0 && !st->body) {
		err = take_ready(s);
		st->body = err == CT_OK;
		if (err == CT_OK)
			ct_session_dirty(s);
		if (err != CT_EINVAL)
			return err;
		/* The peer would not have it: announced again next turn. */
		st->announced = 0;
	}
	if (t->skipping ||
	    ct_session_input(s).len > (size_t)s->env->cfg.caps.line_bytes)
		return skip(s, t, now, ev);
	return take_turn(s, t, now, ev);
}

/* The announced bytes go, without the line end that follows them. */
static enum ct_err
send_body(struct ct_session *s, struct length *st)
{
	enum ct_err err =
	    ct_buf_add(&s->answer, st->turn.carry.data, st->announced);

	if (err != CT_OK)
		return err;
	ct_buf_consume(&st->turn.carry, st->announced + 1);
	st->announced = 0;
	st->body = false;
	if (st->leaving)
		ct_session_finish(s);
	return CT_OK;
}

/* Who waits for digits or a body is told in an answer of its own form. */
static bool
leave(struct ct_session *s, ct_ms now)
{
	struct length *st = s->state;
	struct ct_msg proto = {.kind = CT_MSG_BYE, .err = CT_ESHUTDOWN};
	struct ct_msg *m;

	if (s->phase != CT_SESSION_OPEN ||
	    (!st->turn.owed && st->announced == 0))
		return false;
	m = ct_msg_new(&proto);
	if (m == NULL)
		return false;
	ct_session_push(s, m, false);
	ct_msg_unref(m);
	st->leaving = true;
	st->turn.until = now;
	return true;
}

/* Nothing is said any more to who counts bytes; but who speaks another protocol
 * does not, and is told so. */
static enum ct_err
last_words(struct ct_session *s, struct ct_turn *t, ct_ms now)
{
	enum ct_err err = CT_OK;

	if (ct_session_error(s) == CT_EDOOR && ct_turn_due(s, t, now, SIZE_MAX))
		err = ct_buf_add_slice(&s->answer, ct_buf_slice(&t->carry));
	ct_buf_clear(&t->carry, true);
	ct_outq_fini(&s->out);
	return err;
}

static enum ct_err
turn(struct ct_session *s, ct_ms now)
{
	struct length *st = s->state;
	struct ct_turn *t = &st->turn;

	if (s->phase != CT_SESSION_OPEN)
		return last_words(s, t, now);
	if (st->body)
		return send_body(s, st);
	if (!t->owed || st->announced > 0 || !ct_turn_due(s, t, now, SIZE_MAX))
		return CT_OK;
	t->owed = false;
	st->announced = t->carry.len - 1;
	return ct_buf_add_dec(&s->answer, st->announced);
}

static void
end(struct ct_session *s)
{
	ct_buf_fini(&((struct length *)s->state)->turn.carry);
}

const struct ct_dialect ct_dialect_length = {
    .name = "length",
    .form = 4,
    .greets = true,
    .state_size = sizeof(struct length),
    .decode = decode,
    .encode = ct_turn_encode,
    .turn = turn,
    .leave = leave,
    .end = end,
};
