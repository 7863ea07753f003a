/* A queue of encoded frames with at most one message on its way. */
#include "outbox.h"

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

/* The first frame is done with. */
static void
drop_first(struct outbox *b)
{
	ct_buf_consume(&b->frames, b->first);
	b->first = 0;
	b->awaited = 0;
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

struct ct_slice
outbox_next(struct outbox *b, ct_ms now)
{
	struct ct_frame f;
	struct ct_slice none = {NULL, 0};

	if (b->awaited != 0 && (b->again == 0 || now < b->again))
		return none;
	if (b->awaited == 0) {
		if (b->first > 0)
			drop_first(b);
		if (!frame_at(b, &b->first, &f))
			return none;
		b->awaited = is_said(&f) ? f.num[0] : 0;
	}
	b->again = 0;
	return (struct ct_slice){b->frames.data, b->first};
}

ct_ms
outbox_deadline(const struct outbox *b)
{
	return b->awaited != 0 && b->again != 0 ? b->again : CT_NEVER;
}

bool
outbox_acked(struct outbox *b, uint64_t number)
{
	if (number == 0 || number != b->awaited)
		return false;
	drop_first(b);
	b->waiting--;
	b->wait = OUTBOX_FIRST_WAIT;
	return true;
}

bool
outbox_refused(struct outbox *b, uint64_t number, enum ct_err why, ct_ms now)
{
	if (number == 0 || number != b->awaited)
		return false;
	if (why != CT_EFLOOD) {
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
	if (*at == 0 && b->awaited == 0)
		*at = b->first;
	while (frame_at(b, at, out))
		if (is_said(out))
			return true;
	return false;
}
