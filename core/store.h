/*
 * The core's port to durable history. Submit, then complete: nothing is
 * acknowledged or delivered before the store has it.
 */
#ifndef CT_STORE_H
#define CT_STORE_H

#include "msg.h"

struct ct_store {
	void *ctx;

	/*
	 * Takes a copy of what it needs of `m`, a SAY or DIRECT with its
	 * number, room and time set. CT_OK: it is stored now. CT_MORE:
	 * ct_hub_stored will be called with this `ticket`, in the order of the
	 * tickets. Any other: it is not stored and never will be.
	 */
	enum ct_err (*submit)(
	    void *ctx, const struct ct_msg *m, uint64_t ticket);
};

/* Keeps nothing: every message is "stored" at once. */
extern const struct ct_store ct_store_none;

#endif
