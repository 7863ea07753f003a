/*
 * One connection: bytes and time in, events out; messages in, bytes out.
 *
 * In this order: birth and end; what comes in; requests; what goes out; small
 * questions. Conversions are in session_text.c.
 */
#include "session_state.h"

#include "render.h"

#include <stdlib.h>
#include <string.h>

/* Birth and end */

/* The longest frame or line, and room for one more read. */
static size_t
input_max(const struct ct_caps *caps)
{
	int64_t longest = caps->frame_bytes > caps->line_bytes
			      ? caps->frame_bytes
			      : caps->line_bytes;

	return (size_t)longest + 4 + CT_READ_SIZE;
}

enum ct_err
ct_session_new(struct ct_env *env, const struct ct_door *door, ct_ms now,
    struct ct_session **out)
{
	size_t extra = door->dialect->state_size;
	struct ct_session *s = calloc(1, sizeof(*s) + extra);
	enum ct_err err;

	*out = NULL;
	if (s == NULL)
		return CT_ENOMEM;
	err = ct_coding_init(&s->coding, env->cfg.charsets, door->charset);
	if (err != CT_OK) {
		free(s);
		return err;
	}
	s->env = env;
	s->door = door;
	s->dialect = door->dialect;
	s->lang = door->lang;
	s->state = s + 1;
	s->born = s->heard = s->refilled = now;
	s->wake = CT_NEVER;
	s->tokens = env->cfg.caps.say_burst * CT_TOKEN;
	ct_buf_init(&s->in, input_max(&env->cfg.caps));
	ct_buf_init(&s->answer, SIZE_MAX / 2);
	*out = s;
	return CT_OK;
}

void
ct_session_free(struct ct_session *s)
{
	if (s == NULL)
		return;
	if (s->dialect->end != NULL)
		s->dialect->end(s);
	ct_coding_fini(&s->coding);
	ct_outq_fini(&s->out);
	ct_trail_fini(&s->trail);
	ct_buf_fini(&s->in);
	ct_buf_fini(&s->answer);
	free(s);
}

/* Queues the last words; they always fit, for they are the server's own. */
static void
say_bye(struct ct_session *s, enum ct_err err, struct ct_slice arg)
{
	struct ct_msg proto = {.kind = CT_MSG_BYE, .err = err, .from = arg};
	struct ct_msg *m = ct_msg_new(&proto);

	if (m == NULL || ct_outq_push(&s->out, m, false, SIZE_MAX) != CT_OK)
		s->phase = CT_SESSION_DONE;
	ct_msg_unref(m);
}

void
ct_session_fail(struct ct_session *s, enum ct_err err, struct ct_slice arg)
{
	if (s->phase != CT_SESSION_OPEN)
		return;
	if (s->err == CT_OK)
		s->err = err;
	s->phase = CT_SESSION_CLOSING;
	say_bye(s, err, arg);
	ct_session_dirty(s);
}

void
ct_session_finish(struct ct_session *s)
{
	if (s->phase != CT_SESSION_OPEN)
		return;
	s->phase = CT_SESSION_CLOSING;
	ct_session_dirty(s);
}

/* What comes in */

/* Moves what is left to the front, or gives the memory back. */
static void
compact(struct ct_session *s)
{
	uint32_t kept = 0;

	if (s->in_at == 0)
		return;
	for (uint32_t i = 0; i < s->marks; i++)
		if (s->mark[i] > s->in_at)
			s->mark[kept++] = s->mark[i] - (uint32_t)s->in_at;
	s->marks = kept;
	ct_buf_consume(&s->in, s->in_at);
	s->in_at = 0;
}

bool
ct_session_wants_read(const struct ct_session *s)
{
	return s->phase == CT_SESSION_OPEN && !s->ended &&
	       s->in.len - s->in_at < s->in.max - CT_READ_SIZE;
}

char *
ct_session_recv_buf(struct ct_session *s, size_t *cap)
{
	if (!ct_session_wants_read(s))
		return NULL;
	compact(s);
	if (ct_buf_reserve(&s->in, CT_READ_SIZE) != CT_OK)
		return NULL;
	*cap = CT_READ_SIZE;
	return s->in.data + s->in.len;
}

void
ct_session_recv_ack(struct ct_session *s, size_t n, ct_ms now)
{
	s->in.len += n;
	s->heard = now;
	if (s->marks == CT_CUTS_MAX)
		memmove(s->mark, s->mark + 1, --s->marks * sizeof(s->mark[0]));
	s->mark[s->marks++] = (uint32_t)s->in.len;
}

void
ct_session_recv_end(struct ct_session *s)
{
	s->ended = true;
}

struct ct_slice
ct_session_input(const struct ct_session *s)
{
	if (s->in.len == s->in_at)
		return (struct ct_slice){NULL, 0};
	return (struct ct_slice){s->in.data + s->in_at, s->in.len - s->in_at};
}

void
ct_session_consume(struct ct_session *s, size_t n)
{
	s->in_at += n;
}

/* Requests */

/* Adds what time has earned; true when a request may be heard now. */
static bool
may_speak(struct ct_session *s, ct_ms now)
{
	const struct ct_caps *caps = &s->env->cfg.caps;
	int64_t full = caps->say_burst * CT_TOKEN;

	if (s->env->paused) {
		s->throttled = now + CT_PAUSE;
		return false;
	}
	if (caps->say_rate == 0)
		return true;
	if (now - s->refilled > full / caps->say_rate)
		s->tokens = full;
	else
		s->tokens += (now - s->refilled) * caps->say_rate;
	if (s->tokens > full)
		s->tokens = full;
	s->refilled = now;
	if (s->tokens >= CT_TOKEN)
		return true;
	s->throttled = now + (CT_TOKEN - s->tokens) / caps->say_rate + 1;
	return false;
}

/* Nothing more to decode: the memory goes back; an ended peer is finished. */
static enum ct_err
dry(struct ct_session *s)
{
	if (s->in.len == s->in_at) {
		ct_buf_clear(&s->in, true);
		s->in_at = 0;
		s->marks = 0;
	}
	if (!s->ended)
		return CT_MORE;
	ct_session_finish(s);
	return CT_END;
}

/* What came in cannot be understood: {0} is how much of it there was. */
static void
fail_input(struct ct_session *s, enum ct_err err)
{
	char text[24];
	struct ct_buf digits = {text, 0, sizeof(text), sizeof(text)};

	ct_buf_add_dec(&digits, ct_session_input(s).len);
	ct_session_fail(s, err, ct_buf_slice(&digits));
}

static enum ct_err
decode(struct ct_session *s, ct_ms now, struct ct_event *ev)
{
	enum ct_err err;

	*ev = (struct ct_event){.count = -1};
	s->wake = CT_NEVER;
	err = s->dialect->decode(s, now, ev);
	if (err == CT_OK) {
		if (s->env->cfg.caps.say_rate > 0 && ev->kind != CT_EV_NONE)
			s->tokens -= CT_TOKEN;
		return CT_OK;
	}
	if (err == CT_MORE)
		return dry(s);
	fail_input(s, err);
	return err;
}

/* Closes who has been silent for longer than is allowed. */
static enum ct_err
check_idle(struct ct_session *s, ct_ms now)
{
	ct_ms limit = s->env->cfg.caps.idle_wait;
	char text[24];
	struct ct_buf digits = {text, 0, sizeof(text), sizeof(text)};

	if (limit == 0 || now - s->heard < limit)
		return CT_OK;
	ct_buf_add_dec(&digits, (uint64_t)(limit / 1000));
	ct_session_fail(s, CT_EIDLE, ct_buf_slice(&digits));
	return CT_EIDLE;
}

enum ct_err
ct_session_next(struct ct_session *s, ct_ms now, struct ct_event *ev)
{
	s->throttled = CT_NEVER;
	if (s->phase != CT_SESSION_OPEN)
		return s->err != CT_OK ? s->err : CT_END;
	if (check_idle(s, now) != CT_OK)
		return CT_EIDLE;
	if (ct_session_input(s).len > 0 && !may_speak(s, now))
		return CT_MORE;
	return decode(s, now, ev);
}

/* What goes out */

void
ct_session_push(struct ct_session *s, struct ct_msg *m, bool old)
{
	size_t max = (size_t)s->env->cfg.caps.queue_bytes;

	if (s->phase != CT_SESSION_OPEN)
		return;
	if (old)
		max *= 2; /* asked for; that it is no flood, the hub sees to */
	if (ct_outq_push(&s->out, m, old, max) == CT_OK) {
		ct_session_dirty(s);
		return;
	}
	s->err = CT_ESLOW;
	s->phase = CT_SESSION_DONE;
	ct_session_dirty(s);
}

struct ct_form
ct_session_form(const struct ct_session *s, const struct ct_msg *m, bool old)
{
	struct ct_form form = {
	    .coding = ct_coding_key(&s->coding),
	    .dialect = (uint8_t)(s->dialect->form + s->variant),
	    .lang = ct_render_speaks(m->kind) ? (uint8_t)s->lang : 0,
	    .old = old,
	};

	return form;
}

const struct ct_wire *
ct_session_bytes(struct ct_session *s, struct ct_msg *m, struct ct_form form)
{
	struct ct_env *env = s->env;
	uint64_t escaped = env->escaped, folded = env->folded;
	uint64_t named = env->named;
	const struct ct_wire *w = ct_msg_wire(m, form);
	struct ct_substituted by;

	if (w != NULL)
		return w;
	ct_buf_clear(&env->wire, false);
	if (s->dialect->encode(s, m, form, &env->wire) != CT_OK)
		return NULL;
	by.escaped = (uint32_t)(env->escaped - escaped);
	by.folded = (uint32_t)(env->folded - folded);
	by.named = (uint32_t)(env->named - named);
	return ct_msg_keep(m, form, ct_buf_slice(&env->wire), by);
}

const struct ct_wire *
ct_session_wire(struct ct_session *s, struct ct_outq_item *item)
{
	struct ct_form form;

	if (item->wire != NULL)
		return item->wire;
	form = ct_session_form(s, item->msg, item->old);
	item->wire = ct_session_bytes(s, item->msg, form);
	if (item->wire != NULL && item->msg->kind == CT_MSG_SAY)
		ct_trail_add(&s->trail, item->msg, form,
		    (size_t)s->env->cfg.caps.why_changes);
	return item->wire;
}

static size_t
queue_vec(struct ct_session *s, struct ct_slice *vec, size_t max)
{
	size_t n = 0;

	for (uint32_t i = 0; i < s->out.len && n < max; i++) {
		const struct ct_wire *w =
		    ct_session_wire(s, ct_outq_at(&s->out, i));
		size_t sent = i == 0 ? s->front_sent : 0;

		if (w == NULL) {
			s->err = s->err != CT_OK ? s->err : CT_ENOMEM;
			s->phase = CT_SESSION_DONE;
			return 0;
		}
		if (w->len > sent)
			vec[n++] =
			    (struct ct_slice){w->data + sent, w->len - sent};
	}
	return n;
}

static size_t
answer_vec(struct ct_session *s, ct_ms now, struct ct_slice *vec)
{
	if (s->answer.len == 0 && s->dialect->turn(s, now) != CT_OK) {
		s->err = s->err != CT_OK ? s->err : CT_ENOMEM;
		s->phase = CT_SESSION_DONE;
		return 0;
	}
	if (s->answer.len == s->answer_sent)
		return 0;
	vec[0] = (struct ct_slice){
	    s->answer.data + s->answer_sent, s->answer.len - s->answer_sent};
	return 1;
}

size_t
ct_session_send_vec(
    struct ct_session *s, ct_ms now, struct ct_slice *vec, size_t max)
{
	size_t n;

	if (s->phase == CT_SESSION_DONE)
		return 0;
	if (s->dialect->turn != NULL)
		n = answer_vec(s, now, vec);
	else
		n = queue_vec(s, vec, max);
	if (n == 0)
		ct_session_send_ack(s, 0);
	if (n == 0 && s->phase == CT_SESSION_CLOSING && s->out.len == 0)
		s->phase = CT_SESSION_DONE;
	return n;
}

/* Drops what is gone from the front of the queue, and what has no bytes. */
static void
queue_ack(struct ct_session *s, size_t n)
{
	while (s->out.len > 0) {
		const struct ct_wire *w = ct_outq_at(&s->out, 0)->wire;
		size_t left;

		if (w == NULL)
			return;
		left = w->len - s->front_sent;
		if (n < left) {
			s->front_sent += n;
			return;
		}
		n -= left;
		s->front_sent = 0;
		ct_outq_pop(&s->out);
	}
}

void
ct_session_send_ack(struct ct_session *s, size_t n)
{
	if (s->dialect->turn == NULL) {
		queue_ack(s, n);
		return;
	}
	s->answer_sent += n;
	if (s->answer_sent < s->answer.len)
		return;
	ct_buf_clear(&s->answer, true);
	s->answer_sent = 0;
}

/* Small questions */

void
ct_session_wake_at(struct ct_session *s, ct_ms when)
{
	if (when < s->wake)
		s->wake = when;
}

ct_ms
ct_session_deadline(const struct ct_session *s)
{
	ct_ms at = s->wake;
	ct_ms idle = s->env->cfg.caps.idle_wait;

	if (s->phase != CT_SESSION_OPEN)
		return CT_NEVER;
	if (s->throttled < at)
		at = s->throttled;
	if (idle > 0 && s->heard + idle < at)
		at = s->heard + idle;
	return at;
}

enum ct_session_state
ct_session_state(const struct ct_session *s)
{
	return s->phase;
}

enum ct_err
ct_session_error(const struct ct_session *s)
{
	return s->err;
}

const struct ct_door *
ct_session_door(const struct ct_session *s)
{
	return s->door;
}

void
ct_session_set_owner(struct ct_session *s, void *owner)
{
	s->owner = owner;
}

void *
ct_session_owner(const struct ct_session *s)
{
	return s->owner;
}
