/*
 * What one exchange looked like at its own sockets: the bytes of both
 * directions, and the spans of them that were messages, sends, reads and units.
 *
 * A stream is all bytes of one direction, numbered from 0. A message is what
 * its author meant as one; a send, what one call gave to the system; a read,
 * what one call took from it; a unit, what the receiving program took for a
 * message. A program without a cure takes each read for a message.
 *
 * Nothing here reads a clock or a socket: times are microseconds since the
 * exchange began, and come in as arguments. A zeroed timeline is empty; after
 * an error it is as it was before the call, and may be used further.
 */
#ifndef LAB_TIMELINE_H
#define LAB_TIMELINE_H

#include "core/buf.h"

enum lab_way {
	LAB_THERE, /* from the one who connected */
	LAB_BACK,
	LAB_WAYS,
};

enum lab_layer {
	LAB_MESSAGES,
	LAB_SENDS,
	LAB_READS,
	LAB_UNITS,
	LAB_LAYERS,
};

enum lab_close {
	LAB_OPEN,
	LAB_END,   /* the end of the stream was read, or sent */
	LAB_RESET, /* the connection was reset */
};

enum {
	LAB_BYTES_MAX = 16 * 1024 * 1024, /* in one stream */
	LAB_SPANS_MAX = 262144,           /* in one layer of it */
};

struct lab_span {
	size_t from, len; /* bytes of the stream */
	size_t head;      /* of a message: bytes in front that are a cure's, */
	size_t tail;      /* and behind; both count in `len` */
	size_t lost;      /* of a read datagram: bytes behind `len` that the
			     system threw away */
	bool truncated;   /* … which is so, even where `lost` is not known */
	int64_t at;       /* microseconds */
	unsigned order;   /* of all that happened, from 0 */
};

struct lab_spans {
	struct lab_span *v;
	size_t count, cap;
};

struct lab_stream {
	struct ct_buf bytes;
	struct lab_spans layers[LAB_LAYERS];
	bool cured; /* units are what counts, even while there are none */
	bool datagrams;
	size_t read_to; /* where the next read of the stream begins */
	enum lab_close closed;
	int64_t closed_at;
	unsigned closed_order;
};

struct lab_timeline {
	struct lab_stream ways[LAB_WAYS];
	unsigned order; /* of what happens next */
};

void lab_timeline_init(struct lab_timeline *t);
void lab_timeline_fini(struct lab_timeline *t); /* of zeroes: nothing */

/* Forgets what happened; `cured` and `datagrams`, too. */
void lab_timeline_clear(struct lab_timeline *t);

/*
 * The next message is `len` bytes, `head` and `tail` of them a cure's. Its
 * bytes are sent, or read, before or after. CT_OK, CT_EINVAL (more head and
 * tail than message), CT_EFULL, CT_ENOMEM.
 */
enum ct_err lab_timeline_message(struct lab_timeline *t, enum lab_way way,
    size_t head, size_t len, size_t tail);

/* One send took these bytes. CT_OK, CT_EFULL, CT_ENOMEM. */
enum ct_err lab_timeline_send(struct lab_timeline *t, enum lab_way way,
    int64_t at, struct ct_slice bytes);

/*
 * One read gave these bytes: the next ones that were sent, or, where only the
 * reading side is known, bytes that are new. CT_OK; CT_EINVAL: what was sent
 * there is not the same; CT_EFULL, CT_ENOMEM.
 */
enum ct_err lab_timeline_read(struct lab_timeline *t, enum lab_way way,
    int64_t at, struct ct_slice bytes);

/*
 * The same of a datagram: the next one sent that begins with these bytes, so
 * one that got lost is passed over. `truncated`: the system threw away its
 * end. Sets `datagrams`. Errors as above.
 */
enum ct_err lab_timeline_datagram(struct lab_timeline *t, enum lab_way way,
    int64_t at, struct ct_slice bytes, bool truncated);

/* The program took `len` bytes from `from` on for a message (without what
 * belongs to a cure). Sets `cured`. CT_OK; CT_EINVAL: they have not all been
 * read; CT_EFULL, CT_ENOMEM. */
enum ct_err lab_timeline_unit(struct lab_timeline *t, enum lab_way way,
    int64_t at, size_t from, size_t len);

/* That way is closed; only the first call for a way counts. */
void lab_timeline_close(
    struct lab_timeline *t, enum lab_way way, int64_t at, enum lab_close how);

/* The spans that count as messages: LAB_MESSAGES, or, where nobody said, the
 * sends. And those that the receiver took for them: units, or reads. */
const struct lab_spans *lab_stream_messages(const struct lab_stream *s);
const struct lab_spans *lab_stream_units(const struct lab_stream *s);

/* The bytes of a span that are in the stream. */
struct ct_slice lab_stream_bytes(
    const struct lab_stream *s, const struct lab_span *span);

enum { LAB_NOBODY = -1 };

/* The index of the message that byte `at` belongs to, or LAB_NOBODY. */
ptrdiff_t lab_stream_owner(const struct lab_stream *s, size_t at);

/* How a span (a read, a unit) stands to the messages. All zero: exact, when
 * `count` is 1. */
struct lab_fit {
	size_t first, count; /* messages of which it holds bytes */
	bool glued;          /* of more than one */
	bool cut;            /* of one, not all (a cure's own apart) */
};

struct lab_fit lab_stream_fit(
    const struct lab_stream *s, const struct lab_span *span);

/* "exact", "glued", "cut" or "glued+cut"; "none" of no message's bytes. */
const char *lab_fit_token(const struct lab_fit *fit);

/* How all units of a stream fit. */
struct lab_tally {
	size_t units, exact, glued, cut; /* one may be glued and cut */
	size_t messages, whole;          /* whole: some unit is exactly it */
};

/* Adds to `out`, which may be zeroes or hold another stream. */
void lab_stream_tally(const struct lab_stream *s, struct lab_tally *out);

#endif
