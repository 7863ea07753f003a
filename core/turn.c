/* Turns: where one ends, what is owed for it, and what the answer holds. */
#include "turn.h"

#include "phrase.h"
#include "render.h"

#include <string.h>

/* Until when the peer may still be sending: longer for half a character. */
static ct_ms
gap_end(const struct ct_session *s, struct ct_slice in)
{
	const struct ct_caps *caps = &s->env->cfg.caps;

	if (ct_coding_tail(&s->coding, in) > 0)
		return s->heard + caps->turn_half;
	return s->heard + caps->turn_gap;
}

static struct ct_slice
trim_end(struct ct_slice raw)
{
	while (raw.len > 0 &&
	       (raw.data[raw.len - 1] == '\r' || raw.data[raw.len - 1] == '\n'))
		raw.len--;
	return raw;
}

enum ct_err
ct_turn_take(struct ct_session *s, struct ct_turn *t, ct_ms now, bool lines,
    struct ct_slice *raw, size_t *gone, const char **how)
{
	struct ct_slice in = ct_session_input(s);
	const char *lf;

	(void)t;
	if (in.len == 0)
		return CT_MORE;
	lf = lines ? memchr(in.data, '\n', in.len) : NULL;
	*how = lf != NULL ? "LF" : s->ended ? "end" : "gap";
	*gone = lf != NULL ? (size_t)(lf - in.data) + 1 : in.len;
	*raw = trim_end((struct ct_slice){in.data, *gone});
	if (lf != NULL || s->ended || now >= gap_end(s, in))
		return CT_OK;
	ct_session_wake_at(s, gap_end(s, in));
	return CT_MORE;
}

void
ct_turn_owe(struct ct_session *s, struct ct_turn *t, ct_ms now)
{
	if (!t->owed)
		t->until = now + s->env->cfg.caps.turn_wait;
	t->owed = true;
}

/* Appends the front message's lines to what is carried, and drops it. */
static enum ct_err
carry_front(struct ct_session *s, struct ct_turn *t)
{
	const struct ct_wire *w = ct_session_wire(s, ct_outq_at(&s->out, 0));
	enum ct_err err = CT_ENOMEM;

	if (w != NULL)
		err = ct_buf_add(&t->carry, w->data, w->len);
	if (err == CT_OK)
		ct_outq_pop(&s->out);
	return err;
}

static void
say_quiet(struct ct_session *s)
{
	struct ct_msg proto = {
	    .kind = CT_MSG_NOTICE, .phrase = CT_PHRASE_QUIET};
	struct ct_msg *m = ct_msg_new(&proto);

	if (m != NULL)
		ct_session_push(s, m, false);
	ct_msg_unref(m);
}

bool
ct_turn_due(struct ct_session *s, struct ct_turn *t, ct_ms now, size_t enough)
{
	bool last = s->ended || s->phase != CT_SESSION_OPEN;

	t->carry.max = SIZE_MAX / 2;
	for (;;) {
		while (s->out.len > 0 && t->carry.len < enough)
			if (carry_front(s, t) != CT_OK)
				return false;
		if (t->carry.len > 0)
			return true;
		if (last)
			return false;
		if (now < t->until) {
			ct_session_wake_at(s, t->until);
			return false;
		}
		say_quiet(s);
		if (s->out.len == 0)
			return false;
	}
}

enum ct_err
ct_turn_encode(const struct ct_session *s, const struct ct_msg *m,
    struct ct_form form, struct ct_buf *out)
{
	const struct ct_hub_config *cfg = &s->env->cfg;
	struct ct_render how = {(enum ct_lang)form.lang, form.old != 0, false,
	    cfg->lobby, cfg->utc_offset};
	struct ct_buf *line = &s->env->line;
	enum ct_err err;

	ct_buf_clear(line, false);
	err = ct_render(m, &how, line);
	if (err != CT_OK)
		return err;
	return ct_session_encode(s, ct_buf_slice(line), "\n", out);
}
