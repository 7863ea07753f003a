/*
 * A dialect: one wire language, as a table of functions over a session. One
 * file each; the session calls them, nobody else does.
 */
#ifndef CT_DIALECT_H
#define CT_DIALECT_H

#include "event.h"
#include "msg.h"

struct ct_session;

struct ct_dialect {
	const char *name;
	uint8_t form;      /* of its wire bytes; unique, see struct ct_form */
	size_t state_size; /* bytes of zeroed state a session carries for it */

	bool greets; /* a person enters at once, without a hello */

	/*
	 * The next request of s->in, consumed. CT_OK: `ev` is set; CT_MORE:
	 * dry (a deadline may be set with ct_session_wake_at); anything else
	 * is the session's end, and its first error.
	 */
	enum ct_err (*decode)(
	    struct ct_session *s, ct_ms now, struct ct_event *ev);

	/* Appends the bytes of `m` to `out`: nothing, if this dialect does not
	 * show that kind. The result may depend on `form` alone. */
	enum ct_err (*encode)(const struct ct_session *s,
	    const struct ct_msg *m, struct ct_form form, struct ct_buf *out);

	/*
	 * NULL: messages leave as soon as they come. Otherwise the peer is to
	 * be spoken to in turns: moves what is due now from the queue into
	 * s->answer. Called before each flush and at each deadline.
	 */
	enum ct_err (*turn)(struct ct_session *s, ct_ms now);

	/*
	 * The server stops. True: the peer is in the middle of something, will
	 * be told within it, and then the session finishes by itself; false:
	 * it can be told at once. NULL: as false.
	 */
	bool (*leave)(struct ct_session *s, ct_ms now);

	/* Frees what the state holds; may be NULL. */
	void (*end)(struct ct_session *s);
};

extern const struct ct_dialect ct_dialect_native;
extern const struct ct_dialect ct_dialect_classic;
extern const struct ct_dialect ct_dialect_length;
extern const struct ct_dialect ct_dialect_line;

/* By name ("native"); NULL: there is none. */
const struct ct_dialect *ct_dialect_find(const char *name);

#endif
