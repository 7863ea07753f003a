/*
 * The client's end of a native connection: bytes in, frames out; frames in,
 * bytes out. It does no input or output itself.
 */
#ifndef CLIENT_CONN_H
#define CLIENT_CONN_H

#include "core/frame.h"

enum {
	CONN_IN_MAX = 2 * CT_FRAME_MAX, /* bytes that wait to be understood */
	CONN_OUT_MAX = 1 << 20,         /* bytes that wait to be sent */
};

struct conn {
	struct ct_buf in, out;
	size_t taken;    /* bytes of `in` that conn_next has given */
	enum ct_err err; /* the first thing the server did wrong; it sticks */
};

void conn_init(struct conn *c);
void conn_fini(struct conn *c); /* of zeroes: does nothing */

/*
 * `len` bytes came. CT_OK; CT_ENOMEM; CT_EFULL when conn_next was not called
 * until it was dry. After an error none of the bytes is taken.
 */
enum ct_err conn_feed(struct conn *c, const void *data, size_t len);

/*
 * The next frame, its strings valid UTF-8 and valid until the next conn_feed.
 * CT_OK; CT_MORE: dry; CT_EFRAME, CT_EUTF8: what came is no frame of this
 * protocol, and nothing will follow.
 */
enum ct_err conn_next(struct conn *c, struct ct_frame *out);

/* Queues a frame to be sent; errors of ct_frame_add, and nothing is queued. */
enum ct_err conn_add(struct conn *c, const struct ct_frame *f);

/* The bytes to send now (valid until the next conn_add or conn_sent), and how
 * many of them went out. */
struct ct_slice conn_pending(const struct conn *c);
void conn_sent(struct conn *c, size_t n);

#endif
