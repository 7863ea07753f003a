/*
 * Turns: what the classic and the length dialect share. Neither has message
 * boundaries of its own, so a turn ends with a newline or with a quiet gap; and
 * whoever has spoken waits for one answer, which therefore always comes.
 */
#ifndef CT_TURN_H
#define CT_TURN_H

#include "session_state.h"

struct ct_turn {
	bool owed;           /* the peer waits for an answer … */
	ct_ms until;         /* … and gets one by then, whoever speaks */
	bool known;          /* the first bytes were looked at */
	bool skipping;       /* inside a turn that is too long */
	struct ct_buf carry; /* encoded lines that found no place yet */
};

/*
 * The bytes of the next turn, not consumed: CT_OK, `*raw` without line end,
 * `*gone` bytes of input that it stands for, `*how` it ended; CT_MORE: the
 * peer may still be sending (the session is woken in time). With `lines` a
 * newline ends a turn at once.
 */
enum ct_err ct_turn_take(struct ct_session *s, struct ct_turn *t, ct_ms now,
    bool lines, struct ct_slice *raw, size_t *gone, const char **how);

/* The turn is over: an answer is owed from now on. */
void ct_turn_owe(struct ct_session *s, struct ct_turn *t, ct_ms now);

/*
 * Is there an answer to give now? Moves waiting messages into `carry` until it
 * holds `enough` bytes; when time is up and nobody spoke, a line that says
 * so. False: not yet (the session is woken in time).
 */
bool ct_turn_due(
    struct ct_session *s, struct ct_turn *t, ct_ms now, size_t enough);

/* A message as lines in the reader's charset, for ct_dialect.encode. */
enum ct_err ct_turn_encode(const struct ct_session *s, const struct ct_msg *m,
    struct ct_form form, struct ct_buf *out);

#endif
