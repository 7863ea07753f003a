/* Frames out of bytes and into bytes, and the first error. */
#include "conn.h"

void
conn_init(struct conn *c)
{
	*c = (struct conn){.err = CT_OK};
	ct_buf_init(&c->in, CONN_IN_MAX);
	ct_buf_init(&c->out, CONN_OUT_MAX);
}

void
conn_fini(struct conn *c)
{
	ct_buf_fini(&c->in);
	ct_buf_fini(&c->out);
}

enum ct_err
conn_feed(struct conn *c, const void *data, size_t len)
{
	if (c->taken > 0) {
		ct_buf_consume(&c->in, c->taken);
		c->taken = 0;
	}
	return ct_buf_add(&c->in, data, len);
}

static struct ct_slice
rest(const struct conn *c)
{
	struct ct_slice in = ct_buf_slice(&c->in);

	if (c->taken > 0) {
		in.data += c->taken;
		in.len -= c->taken;
	}
	return in;
}

enum ct_err
conn_next(struct conn *c, struct ct_frame *out)
{
	struct ct_slice in = rest(c);
	size_t before = in.len;
	enum ct_err err;

	if (c->err != CT_OK)
		return c->err;
	err = ct_frame_take(&in, CT_FRAME_MAX, out);
	if (err == CT_MORE)
		return CT_MORE;
	if (err == CT_OK)
		err = ct_frame_check(out);
	if (err != CT_OK)
		return c->err = err;
	c->taken += before - in.len;
	return CT_OK;
}

enum ct_err
conn_add(struct conn *c, const struct ct_frame *f)
{
	return ct_frame_add(&c->out, f);
}

struct ct_slice
conn_pending(const struct conn *c)
{
	return ct_buf_slice(&c->out);
}

void
conn_sent(struct conn *c, size_t n)
{
	ct_buf_consume(&c->out, n);
}
