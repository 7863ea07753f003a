/*
 * What the fault door does to one direction of a connection, with no socket and
 * no clock: bytes and the time in; bytes, an end or a reset, and the next
 * moment at which something happens, out.
 *
 * Faults work in this order: each byte is delayed; what came is held together;
 * what is let go leaves in segments. Where a segment begins depends only on the
 * plan, the seed and the byte's number in the stream, never on how the bytes
 * came or on the time, so that a run can be repeated.
 */
#ifndef LAB_FAULT_H
#define LAB_FAULT_H

#include "core/buf.h"

enum {
	LAB_FAULT_BYTES = 65536, /* that wait in one direction, at most */
	LAB_FAULT_CUTS = 64,     /* of one plan */
	LAB_FAULT_MARKS = 256,   /* arrivals that are being delayed */
	LAB_FAULT_MS_MAX = 60000,
};

#define LAB_FAULT_OFF UINT64_MAX

/* LAB_FAULT_PLAN_NONE passes everything on as it comes. Numbers of bytes count
 * from the beginning of the stream. */
struct lab_fault_plan {
	uint64_t dribble; /* bytes in a segment; 0: off */
	uint64_t random;  /* 1 to so many bytes in a segment; 0: off */
	uint64_t cuts[LAB_FAULT_CUTS]; /* a segment begins there; ascending */
	size_t cut_count;
	uint64_t gap;      /* ms between two segments */
	uint64_t delay;    /* ms that each byte waits */
	uint64_t hold;     /* let go at so many bytes; 0: off */
	uint64_t quiet;    /* … or so many ms after the last; 0: off */
	uint64_t end_at;   /* half-close after so many bytes, or OFF */
	uint64_t reset_at; /* reset after so many, or OFF */
};

#define LAB_FAULT_PLAN_NONE                               \
	((struct lab_fault_plan){.end_at = LAB_FAULT_OFF, \
	    .reset_at = LAB_FAULT_OFF,                    \
	    .gap = LAB_FAULT_GAP})

enum { LAB_FAULT_GAP = 10 }; /* ms, where the plan does not say */

/* What is wrong with a text of faults, and where; static strings but `word`. */
struct lab_fault_error {
	struct ct_slice word; /* of the text that was read */
	const char *text[CT_LANG_COUNT];
};

/*
 * Adds to `*plan` what a text says: "dribble=1,gap=5,cut=3:7,reset=100".
 * CT_OK; CT_EINVAL and `*error`, and then `*plan` is as it was.
 */
enum ct_err lab_fault_read(struct ct_slice text, struct lab_fault_plan *plan,
    struct lab_fault_error *error);

/* Appends a line of help for each fault. CT_OK, CT_EFULL, CT_ENOMEM. */
enum ct_err lab_fault_help(enum ct_lang lang, struct ct_buf *out);

enum lab_fault_act {
	LAB_FAULT_WAIT,  /* for bytes, or for lab_fault_deadline */
	LAB_FAULT_SEND,  /* these bytes, in one send */
	LAB_FAULT_END,   /* half-close; told once */
	LAB_FAULT_RESET, /* both connections; told once */
	LAB_FAULT_DONE,  /* nothing more will leave */
};

struct lab_fault_mark {
	uint64_t end; /* byte up to which all came */
	ct_ms at;
};

struct lab_fault {
	struct lab_fault_plan plan;
	struct ct_buf buf; /* bytes `passed` to `came` */
	struct lab_fault_mark marks[LAB_FAULT_MARKS];
	size_t mark_count;
	uint64_t came, due, let, passed; /* came >= due >= let >= passed:
	    that arrived, whose delay is over, that may leave, that left */
	uint64_t swallowed;              /* came after our own end */
	uint64_t next_random, random;    /* boundary; the generator */
	ct_ms last_due, not_before, ended_at;
	bool ended, over; /* the source's end came; our own was told */
};

/* `seed` is that of the random segments. Nothing to free until bytes come;
 * lab_fault_fini of zeroes does nothing. */
void lab_fault_init(
    struct lab_fault *f, const struct lab_fault_plan *plan, uint64_t seed);
void lab_fault_fini(struct lab_fault *f);

/* How many bytes may come now; 0: do not read (back-pressure). */
size_t lab_fault_room(const struct lab_fault *f);

/* Bytes came, at most as many as there is room for: CT_OK, CT_EFULL (more),
 * CT_ENOMEM. And: no more will come. */
enum ct_err lab_fault_feed(
    struct lab_fault *f, struct ct_slice bytes, ct_ms now);
void lab_fault_feed_end(struct lab_fault *f, ct_ms now);

/* What to do now. The bytes stay valid until the next call of any other. */
enum lab_fault_act lab_fault_next(
    struct lab_fault *f, ct_ms now, struct ct_slice *out);

/* The first `n` bytes of what lab_fault_next gave were sent. */
void lab_fault_sent(struct lab_fault *f, size_t n, ct_ms now);

/* After LAB_FAULT_WAIT: when to ask again, or CT_NEVER. */
ct_ms lab_fault_deadline(const struct lab_fault *f);

#endif
