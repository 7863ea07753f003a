/*
 * Between the thread that reads standard input and the one that polls: a
 * bounded queue of bytes or of keys, whose producer waits when it is full.
 * Counted references, since the reader may outlive everybody in a read that
 * nothing can end.
 */
#ifndef PF_INPUTQ_H
#define PF_INPUTQ_H

#include "console.h"
#include "keys.h"

struct inputq;

/* Of bytes, or of `keys`; each thing put wakes `p`. The caller has one
 * reference. PF_ENOMEM. */
enum pf_err inputq_new(struct pf_poller *p, bool keys, struct inputq **out);
struct inputq *inputq_ref(struct inputq *q);
void inputq_unref(struct inputq *q);

/* All of it, waiting for room; false: closed, stop reading. */
bool inputq_put_bytes(struct inputq *q, const char *data, size_t len);
bool inputq_put_keys(struct inputq *q, const struct key_event *keys, size_t n);

/* Nothing follows: PF_END, or why. Only the first counts. */
void inputq_finish(struct inputq *q, enum pf_err why);

/* As pf_input_next. */
enum pf_err inputq_next(struct inputq *q, struct pf_input_event *ev);

/* From here on the poller is not touched, and who puts is told to stop. */
void inputq_close(struct inputq *q);

#endif
