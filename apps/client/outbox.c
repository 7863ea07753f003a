/* A queue of encoded frames with at most one message on its way. */
#include "outbox.h"

#include "core/text.h"

void
outbox_init(struct outbox *b, uint64_t last)
{
	*b = (struct outbox){.next = last, .wait = OUTBOX_FIRST_WAIT};
	ct_buf_init(&b->frames, OUTBOX_MAX);
}

void
outbox_fini(struct outbox *b)
{
	ct_buf_fini(&b->frames);
}

static bool
is_said(const struct ct_frame *f)
{
	return f->type == CT_FRAME_SAY || f->type == CT_FRAME_DIRECT;
}

enum ct_err
outbox_add(struct outbox *b, struct ct_frame *f)
{
	enum ct_err err;

	if (is_said(f))
		f->num[0] = b->next + 1;
	err = ct_frame_add(&b->frames, f);
	if (err != CT_OK || !is_said(f))
		return err;
	b->next++;
	b->waiting++;
	return CT_OK;
}

/* The frames on their way are done with. */
static void
drop_first(struct outbox *b)
{
	ct_buf_consume(&b->frames, b->first);
	b->first = 0;
	b->awaited = b->doubt = 0;
	b->again = 0;
}

/* Reads the frame at `*at` and moves past it. */
static bool
frame_at(const struct outbox *b, size_t *at, struct ct_frame *f)
{
	struct ct_slice in = ct_buf_slice(&b->frames);

	if (*at >= in.len)
		return false;
	in.data += *at;
	in.len -= *at;
	if (ct_frame_take(&in, CT_FRAME_MAX, f) != CT_OK)
		return false;
	*at = b->frames.len - in.len;
	return true;
}

/* The awaited frame once more. */
static struct ct_slice
repeat(struct outbox *b, ct_ms now)
{
	struct ct_slice none = {NULL, 0};
	size_t at = 0, last = 0;
	struct ct_frame f;

	if (b->again == 0 || now < b->again)
		return none;
	while (at < b->first && frame_at(b, &at, &f))
		last = at < b->first ? at : last;
	b->again = 0;
	return (struct ct_slice){b->frames.data + last, b->first - last};
}

struct ct_slice
outbox_next(struct outbox *b, ct_ms now)
{
	struct ct_slice none = {NULL, 0};
	size_t at = b->first;
	struct ct_frame f;

	if (b->awaited != 0)
		return repeat(b, now);
	if (!frame_at(b, &b->first, &f))
		return none;
	if (is_said(&f) || f.type == CT_FRAME_PING) {
		b->awaited = f.num[0];
		b->type = f.type;
		b->since = now;
	}
	return (struct ct_slice){b->frames.data + at, b->first - at};
}

ct_ms
outbox_deadline(const struct outbox *b)
{
	return b->awaited != 0 && b->again != 0 ? b->again : CT_NEVER;
}

static bool
is_awaited(const struct outbox *b, uint64_t number, bool ping)
{
	return number != 0 && number == b->awaited &&
	       ping == (b->type == CT_FRAME_PING);
}

bool
outbox_acked(struct outbox *b, uint64_t number)
{
	if (!is_awaited(b, number, false))
		return false;
	drop_first(b);
	b->waiting--;
	b->wait = OUTBOX_FIRST_WAIT;
	return true;
}

bool
outbox_ponged(struct outbox *b, uint64_t token)
{
	if (!is_awaited(b, token, true))
		return false;
	drop_first(b);
	return true;
}

void
outbox_again(struct outbox *b)
{
	if (b->awaited != 0 && b->type != CT_FRAME_PING)
		b->doubt = b->awaited;
	b->first = 0;
	b->awaited = 0;
	b->again = 0;
}

bool
outbox_is_double(struct outbox *b, struct ct_slice room, struct ct_slice text)
{
	struct ct_buf clean;
	struct ct_frame f;
	size_t at = 0;
	bool same;

	if (b->doubt == 0 || !outbox_left(b, &at, &f) ||
	    f.type != CT_FRAME_SAY || f.num[0] != b->doubt ||
	    !ct_slice_eq(f.str[0], room))
		return false;
	ct_buf_init(&clean, 4 * CT_FRAME_MAX);
	same = ct_text_clean(f.str[1], true, &clean) == CT_OK &&
	       ct_slice_eq(ct_buf_slice(&clean), text);
	ct_buf_fini(&clean);
	if (same)
		b->doubt = 0;
	return same;
}

bool
outbox_refused(struct outbox *b, uint64_t number, enum ct_err why, ct_ms now)
{
	if (!is_awaited(b, number, false))
		return false;
	if (why != CT_EFLOOD && why != CT_ELATER) {
		drop_first(b);
		b->waiting--;
		return false;
	}
	b->again = now + b->wait;
	b->wait *= 2;
	if (b->wait > OUTBOX_LAST_WAIT)
		b->wait = OUTBOX_LAST_WAIT;
	return true;
}

bool
outbox_left(const struct outbox *b, size_t *at, struct ct_frame *out)
{
	while (frame_at(b, at, out))
		if (is_said(out))
			return true;
	return false;
}
