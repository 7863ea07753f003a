/* The receiving program: reads as it was told, and looks for messages by its
 * cure. */
#include "peer.h"

#include "core/frame.h"

#include <string.h>

enum { LENGTH_READ = 1024 }; /* bytes, as in the lesson's program */

enum ct_err
lab_receiver_init(struct lab_receiver *r, const struct lab_plan *plan)
{
	memset(r, 0, sizeof *r);
	r->plan = plan;
	r->random = plan->seed;
	ct_buf_init(&r->in, LAB_PLAN_BYTES + LAB_READ_MAX);
	ct_buf_init(&r->out, 4096);
	if (plan->cure == LAB_ANNOUNCE)
		return ct_buf_add_str(&r->out, "next");
	return CT_OK;
}

void
lab_receiver_fini(struct lab_receiver *r)
{
	ct_buf_fini(&r->in);
	ct_buf_fini(&r->out);
}

size_t
lab_receiver_want(struct lab_receiver *r)
{
	const struct lab_plan *p = r->plan;
	size_t i = r->reads < p->read_count ? r->reads : p->read_count - 1;
	struct lab_size size = p->reads[i];

	/* A length has no end of its own, so it has to come in one read. */
	if (p->cure == LAB_ANNOUNCE && r->length == 0)
		return LENGTH_READ;
	r->reads++;
	return size.least +
	       lab_random(&r->random) % (uint64_t)(size.most - size.least + 1);
}

/* The front `skip` bytes of what came were no message's, the `len` behind
 * them one. */
static enum ct_err
take(struct lab_receiver *r, struct lab_timeline *t, int64_t at, size_t skip,
    size_t len)
{
	size_t from = r->total - r->in.len + skip;
	enum ct_err err = lab_timeline_unit(t, LAB_THERE, at, from, len);

	if (err == CT_OK)
		r->units++;
	return err;
}

static enum ct_err
take_lines(struct lab_receiver *r, struct lab_timeline *t, int64_t at)
{
	enum ct_err err = CT_OK;
	const char *lf;

	while (err == CT_OK && r->in.len > 0 &&
	       (lf = memchr(r->in.data, '\n', r->in.len)) != NULL) {
		size_t len = (size_t)(lf - r->in.data);

		err = take(r, t, at, 0, len);
		ct_buf_consume(&r->in, len + 1);
	}
	return err;
}

static enum ct_err
take_frames(struct lab_receiver *r, struct lab_timeline *t, int64_t at)
{
	for (;;) {
		struct ct_slice rest = ct_buf_slice(&r->in);
		struct ct_frame f;
		enum ct_err err = ct_frame_take(&rest, CT_FRAME_MAX, &f);

		if (err != CT_OK)
			return err == CT_MORE ? CT_OK : err;
		if (f.type != CT_FRAME_TEXT)
			return CT_EFRAME;
		err = take(r, t, at, (size_t)(f.str[0].data - r->in.data),
		    f.str[0].len);
		if (err != CT_OK)
			return err;
		ct_buf_consume(&r->in, r->in.len - rest.len);
	}
}

/* The whole read is the length, as the lesson's program takes it. */
static enum ct_err
take_length(struct lab_receiver *r)
{
	size_t n = 0;

	for (size_t i = 0; i < r->in.len; i++) {
		char c = r->in.data[i];

		if (c < '0' || c > '9' || n > LAB_PLAN_BYTES)
			return CT_EINVAL;
		n = n * 10 + (size_t)(c - '0');
	}
	if (n == 0 || n > LAB_PLAN_BYTES)
		return CT_EINVAL;
	ct_buf_clear(&r->in, false);
	r->length = n;
	return ct_buf_add_str(&r->out, "recv_ready");
}

static enum ct_err
take_announced(struct lab_receiver *r, struct lab_timeline *t, int64_t at)
{
	enum ct_err err;

	if (r->length == 0)
		return take_length(r);
	if (r->in.len < r->length)
		return CT_OK;
	if (r->in.len > r->length)
		return CT_EINVAL;
	err = take(r, t, at, 0, r->length);
	ct_buf_clear(&r->in, false);
	r->length = 0;
	if (err == CT_OK && r->units < r->plan->count)
		err = ct_buf_add_str(&r->out, "next");
	return err;
}

/* Without a cure a read is a message; with `reply` it is the plan that knows
 * when one is whole. */
static enum ct_err
take_raw(struct lab_receiver *r)
{
	enum ct_err err = CT_OK;

	ct_buf_clear(&r->in, false);
	while (err == CT_OK && r->plan->reply && r->units < r->plan->count &&
	       r->total >= r->plan->ends[r->units]) {
		r->units++;
		err = ct_buf_add_str(&r->out, "ok");
	}
	return err;
}

enum ct_err
lab_receiver_feed(struct lab_receiver *r, struct ct_slice bytes,
    struct lab_timeline *t, int64_t at)
{
	enum ct_err err = ct_buf_add_slice(&r->in, bytes);

	if (err != CT_OK)
		return err;
	r->total += bytes.len;
	switch (r->plan->cure) {
	case LAB_DELIMITER:
		return take_lines(r, t, at);
	case LAB_ANNOUNCE:
		return take_announced(r, t, at);
	case LAB_PREFIX:
		return take_frames(r, t, at);
	default:
		return take_raw(r);
	}
}
