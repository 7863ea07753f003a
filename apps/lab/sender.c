/* The sending program: one message after the other, in the cure's clothes. */
#include "peer.h"

#include "core/frame.h"

#include <string.h>

/* What the receiver says, and the sender waits for. */
static const char next_please[] = "next", ready[] = "recv_ready", ok[] = "ok";

/* The next send is the front of what is on the wire. */
static void
cut_send(struct lab_sender *s)
{
	s->out = ct_buf_slice(&s->wire);
	s->out.len -= s->sent;
	if (s->out.len > 0)
		s->out.data += s->sent;
	if (s->plan->chunk > 0 && s->out.len > s->plan->chunk)
		s->out.len = s->plan->chunk;
}

static enum ct_err
add_frame(struct ct_buf *wire, struct ct_slice body)
{
	struct ct_frame f = {.type = CT_FRAME_TEXT, .str = {body}};

	return ct_frame_add(wire, &f);
}

/* Puts the next message on the wire, or its length. */
static enum ct_err
load(struct lab_sender *s)
{
	struct ct_slice body;
	enum ct_err err = CT_OK;

	ct_buf_clear(&s->wire, false);
	s->sent = 0;
	if (s->next == s->plan->count)
		return CT_OK;
	body = lab_plan_message(s->plan, s->next);
	if (s->plan->cure == LAB_ANNOUNCE && !s->announced) {
		err = ct_buf_add_dec(&s->wire, body.len);
		s->announced = true;
		cut_send(s);
		return err;
	}
	if (s->plan->cure == LAB_PREFIX)
		err = add_frame(&s->wire, body);
	else
		err = ct_buf_add_slice(&s->wire, body);
	if (err == CT_OK && s->plan->cure == LAB_DELIMITER)
		err = ct_buf_add_u8(&s->wire, '\n');
	s->announced = false;
	s->next++;
	cut_send(s);
	return err;
}

enum ct_err
lab_sender_init(struct lab_sender *s, const struct lab_plan *plan)
{
	memset(s, 0, sizeof *s);
	s->plan = plan;
	ct_buf_init(&s->wire, LAB_PLAN_BYTES + 64);
	if (plan->cure == LAB_ANNOUNCE) {
		s->await = next_please;
		return CT_OK;
	}
	return load(s);
}

void
lab_sender_fini(struct lab_sender *s)
{
	ct_buf_fini(&s->wire);
}

enum lab_step
lab_sender_step(const struct lab_sender *s)
{
	if (s->out.len > 0)
		return LAB_STEP_SEND;
	return s->await != NULL ? LAB_STEP_WAIT : LAB_STEP_DONE;
}

enum ct_err
lab_sender_sent(struct lab_sender *s, size_t n)
{
	bool last;

	s->sent += n;
	cut_send(s);
	if (s->out.len > 0)
		return CT_OK;
	last = s->next == s->plan->count;
	if (s->plan->cure == LAB_ANNOUNCE)
		s->await = s->announced ? ready : last ? NULL : next_please;
	else if (s->plan->reply)
		s->await = ok;
	else
		return load(s);
	return CT_OK;
}

enum ct_err
lab_sender_feed(struct lab_sender *s, struct ct_slice bytes)
{
	enum ct_err err = CT_OK;

	for (size_t i = 0; err == CT_OK && i < bytes.len; i++) {
		if (s->await == NULL || *s->await != bytes.data[i])
			return CT_EINVAL;
		s->await++;
		if (*s->await != '\0')
			continue;
		s->await = NULL;
		err = load(s);
	}
	return err;
}
