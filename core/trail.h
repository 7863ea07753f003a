/*
 * In which forms the messages of rooms went to one reader. A connection's
 * charset, language and options change while it lives; /why is about what was
 * sent then, and finds it by this.
 *
 * A live message is found by its `said`, which grows with each message that the
 * hub delivers; a replayed one by its room and number. What has the form of the
 * one before it costs nothing; a change of form or a replay is one entry, and
 * the oldest entries go first. One of zeroes is empty.
 */
#ifndef CT_TRAIL_H
#define CT_TRAIL_H

#include "msg.h"

struct ct_trail_entry {
	uint64_t room;        /* 0: of live ones; else of its name, see .c */
	uint64_t first, last; /* `said` of live ones, seq of replayed ones */
	struct ct_form form;
};

struct ct_trail {
	struct ct_trail_entry *v; /* `len` of `cap`, oldest first */
	uint32_t len, cap;
	uint32_t live;  /* place of the newest live entry, and 1; 0: none */
	uint64_t known; /* live ones before it are forgotten */
};

void ct_trail_fini(struct ct_trail *t);

/* `m`, a SAY, has become bytes of `form`. At most `most` entries are kept; for
 * want of memory what was known is forgotten. */
void ct_trail_add(struct ct_trail *t, const struct ct_msg *m,
    struct ct_form form, size_t most);

enum ct_trail_found {
	CT_TRAIL_SENT,   /* in `*form` */
	CT_TRAIL_NEVER,  /* it was not sent */
	CT_TRAIL_FORGOT, /* it was sent in a form that is not known any more */
};

/* How `m` went to a reader who is in its room since `since` (the last `said`
 * before that): as a live message, or else as the last replay of it. */
enum ct_trail_found ct_trail_find(const struct ct_trail *t,
    const struct ct_msg *m, uint64_t since, struct ct_form *form);

#endif
