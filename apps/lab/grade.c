/* Plays a script against a student's program. */
#include "grade.h"

#include <string.h>

enum { IN_MAX = 1 << 20 };

static const struct lab_grade_step *
current(const struct lab_grade *g)
{
	return &g->script->steps[g->step];
}

static bool
reads(const struct lab_grade_step *step)
{
	return step->op >= LAB_GRADE_HEAR;
}

static bool
is_exact(const struct lab_grade_step *step)
{
	return step->op >= LAB_GRADE_HEAR && step->op <= LAB_GRADE_FRAME;
}

void
lab_grade_init(
    struct lab_grade *g, const struct lab_grade_script *script, ct_ms wait)
{
	memset(g, 0, sizeof *g);
	g->script = script;
	g->wait = wait;
	g->until = CT_NEVER;
	ct_buf_init(&g->in, IN_MAX);
	ct_buf_init(&g->got, IN_MAX);
	g->done = script->count == 0;
}

void
lab_grade_fini(struct lab_grade *g)
{
	ct_buf_fini(&g->in);
	ct_buf_fini(&g->got);
}

static void
fail(struct lab_grade *g, enum lab_why why)
{
	struct ct_buf swap = g->got;

	g->done = true;
	g->why = why;
	g->failed_at = g->step;
	g->got = g->in;
	g->in = swap;
}

/* What came is wrong: the rest of it makes clear why. */
static void
fail_soon(struct lab_grade *g, ct_ms now)
{
	if (g->ended) {
		fail(g, lab_grade_diagnose(
			    g->script, g->step, ct_buf_slice(&g->in)));
		return;
	}
	g->foul = true;
	g->calm = false;
	g->until = now + g->script->gap * 5;
}

/* No more will come, or not in time. */
static void
fail_short(struct lab_grade *g)
{
	enum lab_why why = g->ended ? LAB_WHY_CLOSED : LAB_WHY_SILENT;

	if (g->in.len > 0)
		why = lab_grade_diagnose(
		    g->script, g->step, ct_buf_slice(&g->in));
	fail(g, why);
}

static void look(struct lab_grade *g, ct_ms now);

/* The next step begins. */
static void
enter(struct lab_grade *g, ct_ms now)
{
	const struct lab_grade_step *step = current(g);

	g->sent = 0;
	g->calm = g->foul = false;
	g->until = CT_NEVER;
	if (g->step == g->script->count) {
		if (g->in.len > 0)
			fail(g, LAB_WHY_SURPLUS);
		g->done = true;
		return;
	}
	if (step->op == LAB_GRADE_SAY && g->in.len > 0)
		fail(g, LAB_WHY_SURPLUS);
	else if (step->op == LAB_GRADE_SAY && g->ended)
		fail(g, LAB_WHY_CLOSED);
	if (!reads(step) || g->done)
		return;
	g->until = now + g->wait;
	look(g, now);
}

static void
next(struct lab_grade *g, size_t used, ct_ms now)
{
	ct_buf_consume(&g->in, used);
	g->step++;
	enter(g, now);
}

/* The front of `in` is what was asked for: all there is, for `ms`? */
static void
settle(struct lab_grade *g, size_t used, ct_ms now)
{
	ct_ms ms = current(g)->ms;

	if (ms > 0 && g->in.len > used && !is_exact(current(g)))
		fail(g, LAB_WHY_SURPLUS);
	else if (ms > 0 && g->in.len > used)
		fail_soon(g, now);
	else if (ms == 0 || g->ended)
		next(g, used, now);
	else if (!g->calm) {
		g->calm = true;
		g->until = now + ms;
	}
}

static void
look_exact(struct lab_grade *g, ct_ms now)
{
	struct ct_slice want = lab_grade_bytes(g->script, current(g));
	size_t n = g->in.len < want.len ? g->in.len : want.len;

	if (n > 0 && memcmp(g->in.data, want.data, n) != 0)
		fail_soon(g, now);
	else if (g->in.len >= want.len)
		settle(g, want.len, now);
	else if (g->ended)
		fail_short(g);
	else
		g->until = now + g->wait;
}

/* It is whole; is it good? With `calm`, nothing more came for long enough. */
static void
take(struct lab_grade *g, size_t len, bool calm, ct_ms now)
{
	struct ct_slice in = {g->in.data, len};
	enum lab_why why =
	    lab_grade_judge_whole(g->script, current(g)->op, in, &g->announced);

	if (why != LAB_WHY_NOTHING)
		fail(g, why);
	else if (calm)
		next(g, len, now);
	else
		settle(g, len, now);
}

static void
look_inexact(struct lab_grade *g, ct_ms now)
{
	enum lab_judgement how;
	size_t len;
	enum lab_why why = lab_grade_judge(g->script, current(g)->op,
	    g->announced, ct_buf_slice(&g->in), &how, &len);
	ct_ms quiet = current(g)->ms;

	if (why != LAB_WHY_NOTHING) {
		fail(g, why);
	} else if (how == LAB_JUDGE_WHOLE) {
		take(g, len, false, now);
	} else if (how == LAB_JUDGE_QUIET && g->ended) {
		take(g, len, true, now);
	} else if (how == LAB_JUDGE_QUIET) {
		g->calm = true;
		g->until = now + (quiet > 0 ? quiet : g->script->gap * 5);
	} else if (g->ended) {
		fail_short(g);
	} else {
		g->until = now + g->wait;
	}
}

static void
look_gone(struct lab_grade *g, ct_ms now)
{
	if (g->in.len > 0 && !g->script->any)
		fail(g, LAB_WHY_SURPLUS);
	else if (g->ended)
		next(g, g->in.len, now);
}

/* Something came in a step that reads. */
static void
look(struct lab_grade *g, ct_ms now)
{
	if (g->foul && g->ended)
		fail_soon(g, now);
	else if (g->foul)
		return;
	else if (current(g)->op == LAB_GRADE_GONE)
		look_gone(g, now);
	else if (is_exact(current(g)))
		look_exact(g, now);
	else
		look_inexact(g, now);
}

enum lab_grade_want
lab_grade_want(const struct lab_grade *g, struct ct_slice *out)
{
	const struct lab_grade_step *step = current(g);

	if (g->done)
		return LAB_WANT_DONE;
	switch (step->op) {
	case LAB_GRADE_MEET:
		return LAB_WANT_MEET;
	case LAB_GRADE_HALF:
		return LAB_WANT_HALF;
	case LAB_GRADE_RESET:
		return LAB_WANT_RESET;
	case LAB_GRADE_SAY:
		if (g->sent == step->len)
			return LAB_WANT_READ;
		*out = lab_grade_bytes(g->script, step);
		out->data += g->sent;
		out->len -= g->sent;
		return LAB_WANT_SEND;
	default:
		return LAB_WANT_READ;
	}
}

void
lab_grade_met(struct lab_grade *g, ct_ms now)
{
	g->ended = false;
	ct_buf_clear(&g->in, false);
	next(g, 0, now);
}

void
lab_grade_nobody(struct lab_grade *g)
{
	fail(g, LAB_WHY_NOBODY);
}

void
lab_grade_died(struct lab_grade *g)
{
	if (!g->done || g->why != LAB_WHY_NOTHING)
		return;
	g->why = LAB_WHY_DIED;
	g->failed_at = g->script->count - 1;
}

void
lab_grade_sent(struct lab_grade *g, size_t n, ct_ms now)
{
	const struct lab_grade_step *step = current(g);

	if (g->done)
		return;
	g->sent += n;
	if (g->sent < step->len)
		return;
	if (step->ms == 0)
		next(g, 0, now);
	else
		g->until = now + step->ms;
}

void
lab_grade_did(struct lab_grade *g, ct_ms now)
{
	next(g, 0, now);
}

void
lab_grade_feed(struct lab_grade *g, struct ct_slice bytes, ct_ms now)
{
	const struct lab_grade_step *step = current(g);

	if (g->done)
		return;
	if (ct_buf_add_slice(&g->in, bytes) != CT_OK)
		fail(g, LAB_WHY_SURPLUS);
	else if (step->op == LAB_GRADE_SAY && g->sent == step->len)
		fail(g, lab_grade_diagnose(
			    g->script, g->step, ct_buf_slice(&g->in)));
	else if (reads(step))
		look(g, now);
}

void
lab_grade_feed_end(struct lab_grade *g, ct_ms now)
{
	if (g->done)
		return;
	g->ended = true;
	if (current(g)->op == LAB_GRADE_SAY)
		fail(g, LAB_WHY_CLOSED);
	else if (reads(current(g)))
		look(g, now);
}

ct_ms
lab_grade_deadline(const struct lab_grade *g)
{
	return g->done ? CT_NEVER : g->until;
}

void
lab_grade_tick(struct lab_grade *g, ct_ms now)
{
	if (g->done || now < g->until)
		return;
	if (current(g)->op == LAB_GRADE_SAY)
		next(g, 0, now);
	else if (g->foul)
		fail(g, lab_grade_diagnose(
			    g->script, g->step, ct_buf_slice(&g->in)));
	else if (current(g)->op == LAB_GRADE_GONE)
		fail(g, LAB_WHY_OPEN);
	else if (!g->calm)
		fail_short(g);
	else if (is_exact(current(g)))
		next(g, current(g)->len, now);
	else
		take(g, g->in.len, true, now);
}
