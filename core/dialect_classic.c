/*
 * The classic dialect: the lesson's chat. The peer says something, reads once,
 * at most 1,024 bytes, decodes strictly, and only then speaks again. So each
 * turn gets exactly one answer, never empty, cut on a character.
 */
#include "turn.h"

#include <string.h>

struct classic {
	struct ct_turn turn;
};

/* A turn that is longer than a line may be is skipped as it comes. */
static enum ct_err
skip(struct ct_session *s, struct ct_turn *t, ct_ms now, struct ct_event *ev)
{
	struct ct_slice in = ct_session_input(s);
	const char *lf = in.len > 0 ? memchr(in.data, '\n', in.len) : NULL;

	if (!t->skipping) {
		t->skipping = true;
		ct_session_wrong(s, CT_ELINE, s->env->cfg.caps.line_bytes, ev);
		return CT_OK;
	}
	if (lf == NULL && !s->ended &&
	    now < s->heard + s->env->cfg.caps.turn_gap) {
		ct_session_consume(s, in.len);
		ct_session_wake_at(s, s->heard + s->env->cfg.caps.turn_gap);
		return CT_MORE;
	}
	ct_session_consume(s, lf != NULL ? (size_t)(lf - in.data) + 1 : in.len);
	t->skipping = false;
	ct_turn_owe(s, t, now);
	return CT_OK;
}

static bool
too_long(const struct ct_session *s, struct ct_slice in)
{
	size_t limit = (size_t)s->env->cfg.caps.line_bytes;

	return in.len > limit && memchr(in.data, '\n', limit + 1) == NULL;
}

static enum ct_err
decode(struct ct_session *s, ct_ms now, struct ct_event *ev)
{
	struct ct_turn *t = &((struct classic *)s->state)->turn;
	struct ct_slice raw;
	const char *how;
	size_t gone;
	enum ct_err err = ct_session_sniff(s, &t->known);

	if (err != CT_OK)
		return err;
	if (t->skipping || too_long(s, ct_session_input(s)))
		return skip(s, t, now, ev);
	err = ct_turn_take(s, t, now, true, &raw, &gone, &how);
	if (err != CT_OK)
		return err;
	ct_session_consume(s, gone);
	ct_turn_owe(s, t, now);
	return raw.len > 0 ? ct_session_heard(s, raw, how, ev) : CT_OK;
}

/* As much of the carried lines as one read of the peer takes: whole lines if
 * they fit, else whole characters. */
static size_t
front(const struct ct_session *s, struct ct_slice lines)
{
	size_t max = (size_t)s->env->cfg.caps.turn_bytes;
	size_t cut;

	if (lines.len - 1 <= max)
		return lines.len;
	cut = ct_coding_cut(&s->coding, lines, max);
	for (size_t n = cut; n > 0; n--)
		if (lines.data[n - 1] == '\n')
			return n;
	return cut;
}

/* Nothing more is said to this peer: it reads once only. */
static void
drop_all(struct ct_session *s, struct ct_turn *t)
{
	ct_buf_clear(&t->carry, true);
	ct_outq_fini(&s->out);
}

static enum ct_err
turn(struct ct_session *s, ct_ms now)
{
	struct ct_turn *t = &((struct classic *)s->state)->turn;
	bool last = s->phase != CT_SESSION_OPEN;
	size_t n, text;
	enum ct_err err;

	if (!t->owed && !last)
		return CT_OK;
	if (!ct_turn_due(s, t, now, (size_t)s->env->cfg.caps.turn_bytes + 1))
		return CT_OK;
	n = front(s, ct_buf_slice(&t->carry));
	text = n;
	while (text > 1 && t->carry.data[text - 1] == '\n')
		text--;
	err = ct_buf_add(&s->answer, t->carry.data, text);
	if (err != CT_OK)
		return err;
	ct_buf_consume(&t->carry, n);
	t->owed = false;
	if (last)
		drop_all(s, t);
	return CT_OK;
}

static void
end(struct ct_session *s)
{
	ct_buf_fini(&((struct classic *)s->state)->turn.carry);
}

const struct ct_dialect ct_dialect_classic = {
    .name = "classic",
    .form = 2,
    .greets = true,
    .state_size = sizeof(struct classic),
    .decode = decode,
    .encode = ct_turn_encode,
    .turn = turn,
    .end = end,
};
