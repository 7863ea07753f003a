/* Delays, holds, cuts and ends a stream, by the byte's number and the time. */
#include "fault.h"

#include <string.h>

/* splitmix64 (Vigna): the same numbers on every machine. */
static uint64_t
random_next(uint64_t *state)
{
	uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
	return z ^ z >> 31;
}

static void
advance_random(struct lab_fault *f)
{
	f->next_random = LAB_FAULT_OFF;
	if (f->plan.random > 0)
		f->next_random =
		    f->passed + 1 + random_next(&f->random) % f->plan.random;
}

void
lab_fault_init(
    struct lab_fault *f, const struct lab_fault_plan *plan, uint64_t seed)
{
	memset(f, 0, sizeof *f);
	f->plan = *plan;
	f->random = seed;
	f->not_before = INT64_MIN;
	ct_buf_init(&f->buf, LAB_FAULT_BYTES);
	advance_random(f);
}

void
lab_fault_fini(struct lab_fault *f)
{
	ct_buf_fini(&f->buf);
}

size_t
lab_fault_room(const struct lab_fault *f)
{
	if (f->ended)
		return 0;
	if (f->over)
		return LAB_FAULT_BYTES;
	if (f->mark_count == LAB_FAULT_MARKS)
		return 0;
	return LAB_FAULT_BYTES - f->buf.len;
}

/* A boundary: here a segment ends, the stream is closed, or it is reset. */
static uint64_t
boundary(const struct lab_fault *f)
{
	const struct lab_fault_plan *p = &f->plan;
	uint64_t at = f->next_random, drip = LAB_FAULT_OFF;

	if (p->dribble > 0)
		drip = f->passed - f->passed % p->dribble + p->dribble;
	if (drip < at)
		at = drip;
	for (size_t i = 0; i < p->cut_count; i++)
		if (p->cuts[i] > f->passed && p->cuts[i] < at)
			at = p->cuts[i];
	if (p->end_at < at)
		at = p->end_at;
	return p->reset_at < at ? p->reset_at : at;
}

static void
pop_mark(struct lab_fault *f)
{
	f->due = f->marks[0].end;
	f->last_due = f->marks[0].at + (ct_ms)f->plan.delay;
	f->mark_count--;
	memmove(f->marks, f->marks + 1, f->mark_count * sizeof f->marks[0]);
}

/* Is the source's end as late as its bytes are? */
static bool
end_is_due(const struct lab_fault *f, ct_ms now)
{
	return f->ended && f->due == f->came &&
	       now - f->ended_at >= (ct_ms)f->plan.delay;
}

static bool
lets_go(const struct lab_fault *f, ct_ms now)
{
	const struct lab_fault_plan *p = &f->plan;

	if ((p->hold == 0 && p->quiet == 0) || end_is_due(f, now))
		return true;
	if (p->hold > 0 && f->due - f->let >= p->hold)
		return true;
	return p->quiet > 0 && now - f->last_due >= (ct_ms)p->quiet;
}

static void
advance(struct lab_fault *f, ct_ms now)
{
	while (
	    f->mark_count > 0 && now - f->marks[0].at >= (ct_ms)f->plan.delay)
		pop_mark(f);
	if (f->due > f->let && lets_go(f, now))
		f->let = f->due;
}

enum ct_err
lab_fault_feed(struct lab_fault *f, struct ct_slice bytes, ct_ms now)
{
	struct lab_fault_mark *last = f->marks + f->mark_count;
	enum ct_err err;

	if (bytes.len > lab_fault_room(f))
		return CT_EFULL;
	if (f->over) {
		f->swallowed += bytes.len;
		return CT_OK;
	}
	err = ct_buf_add_slice(&f->buf, bytes);
	if (err != CT_OK || bytes.len == 0)
		return err;
	if (f->mark_count == 0 || last[-1].at != now)
		f->mark_count++;
	else
		last--;
	f->came += bytes.len;
	*last = (struct lab_fault_mark){f->came, now};
	advance(f, now);
	return CT_OK;
}

void
lab_fault_feed_end(struct lab_fault *f, ct_ms now)
{
	if (f->ended)
		return;
	f->ended = true;
	f->ended_at = now;
}

static enum lab_fault_act
finish(struct lab_fault *f, enum lab_fault_act how)
{
	f->over = true;
	f->swallowed += f->came - f->passed;
	f->mark_count = 0;
	ct_buf_clear(&f->buf, true);
	return how;
}

enum lab_fault_act
lab_fault_next(struct lab_fault *f, ct_ms now, struct ct_slice *out)
{
	uint64_t to;

	if (f->over)
		return LAB_FAULT_DONE;
	advance(f, now);
	if (now < f->not_before)
		return LAB_FAULT_WAIT;
	if (f->passed >= f->plan.reset_at)
		return finish(f, LAB_FAULT_RESET);
	if (f->passed >= f->plan.end_at)
		return finish(f, LAB_FAULT_END);
	if (f->let > f->passed) {
		to = boundary(f);
		if (to > f->let)
			to = f->let;
		*out = ct_buf_slice(&f->buf);
		out->len = (size_t)(to - f->passed);
		return LAB_FAULT_SEND;
	}
	if (f->passed == f->came && end_is_due(f, now))
		return finish(f, LAB_FAULT_END);
	return LAB_FAULT_WAIT;
}

void
lab_fault_sent(struct lab_fault *f, size_t n, ct_ms now)
{
	uint64_t end = boundary(f);

	if (n == 0)
		return;
	f->passed += n;
	ct_buf_consume(&f->buf, n);
	if (f->passed == f->next_random)
		advance_random(f);
	if (f->passed == end)
		f->not_before = now + (ct_ms)f->plan.gap;
}

static ct_ms
least(ct_ms a, ct_ms b)
{
	return a < b ? a : b;
}

ct_ms
lab_fault_deadline(const struct lab_fault *f)
{
	const struct lab_fault_plan *p = &f->plan;
	ct_ms at = CT_NEVER;

	if (f->over)
		return at;
	if (f->mark_count > 0)
		at = f->marks[0].at + (ct_ms)p->delay;
	else if (f->ended)
		at = f->ended_at + (ct_ms)p->delay;
	if (p->quiet > 0 && f->due > f->let)
		at = least(at, f->last_due + (ct_ms)p->quiet);
	/* In a gap nothing leaves before it is over. */
	if (f->let > f->passed || f->passed >= p->end_at ||
	    f->passed >= p->reset_at)
		return f->not_before;
	return at > f->not_before ? at : f->not_before;
}
