/* Text that grows in a buffer: the first error sticks, so that it is asked for
 * once, at the end. */
#ifndef LAB_OUT_H
#define LAB_OUT_H

#include <stdio.h>

#include "core/buf.h"

struct lab_out {
	struct ct_buf *buf; /* somebody else's */
	enum ct_err err;    /* the first one; after it nothing is added */
};

void lab_put(struct lab_out *o, const char *text);
void lab_put_slice(struct lab_out *o, struct ct_slice bytes);
void lab_put_many(struct lab_out *o, const char *text, size_t times);

/*
 * As printf, at most LAB_PUTF_MAX - 1 bytes (else CT_EFULL). A macro, so that
 * every compiler sees the format beside its arguments.
 */
#define lab_putf(o, ...)                                                     \
	do {                                                                 \
		char *lab_putf_at_ = lab_put_room(o);                        \
		if (lab_putf_at_ != NULL)                                    \
			lab_put_done(o, snprintf(lab_putf_at_, LAB_PUTF_MAX, \
					    __VA_ARGS__));                   \
	} while (0)

enum { LAB_PUTF_MAX = 1024 };

/* The two halves of lab_putf. */
char *lab_put_room(struct lab_out *o);
void lab_put_done(struct lab_out *o, int n);

/*
 * A sentence of ours with its {0} to {9} filled in from `args` (`count` of
 * them).
 */
void lab_put_phrase(struct lab_out *o, const char *phrase,
    const char *const *args, size_t count);

#endif
