/*
 * The inside of a session, for the session itself, its dialects and the hub;
 * nobody else includes this.
 */
#ifndef CT_SESSION_STATE_H
#define CT_SESSION_STATE_H

#include "hub.h"
#include "outq.h"
#include "trail.h"

struct ct_address;
struct ct_user;

enum {
	CT_READ_SIZE = 16384, /* bytes a session offers to one read */
	CT_PAUSE = 10,        /* ms until a paused session looks again */
	CT_TOKEN = 1000,      /* one request, in the unit of `tokens` */
};

/* What all sessions of a hub share: its settings, and space to work in. */
struct ct_env {
	struct ct_hub_config cfg;
	struct ct_buf text; /* an event's text, until the next event */
	struct ct_buf name;
	struct ct_buf line; /* a rendered message, in UTF-8 */
	struct ct_buf wire; /* a message in a reader's charset */
	uint64_t invalid, escaped, folded, named;
	bool paused; /* no request is heard */
};

struct ct_session {
	const struct ct_dialect *dialect;
	const struct ct_door *door;
	struct ct_env *env; /* the hub's */
	struct ct_hub *hub;
	struct ct_user *user; /* NULL before a native hello */
	void *owner;
	uint64_t number;                /* of the hub's, never used again */
	void *state;                    /* the dialect's, zeroed at first */
	struct ct_session *prev, *next; /* all of the hub */
	struct ct_session *dirty_next;  /* those with something to send */
	struct ct_buf in;               /* bytes not understood yet … */
	size_t in_at;                   /* … from here on */
	uint32_t mark[CT_CUTS_MAX];     /* where reads ended, in `in` */
	uint32_t marks;
	struct ct_address *address; /* of the hub, or NULL: not counted */
	ct_ms born;
	ct_ms heard;     /* when the last bytes came */
	ct_ms wake;      /* the dialect's own deadline */
	ct_ms throttled; /* no request is heard before */
	ct_ms refilled;  /* when tokens were last added */
	int64_t tokens;  /* thousandths of a request */
	struct ct_coding coding;
	const char *told; /* the charset last learned and told; static */
	struct ct_outq out;
	struct ct_trail trail; /* how messages went out, for /why */
	size_t front_sent;     /* bytes of the front item that are gone */
	struct ct_buf answer;  /* of a dialect with turns */
	size_t answer_sent;
	enum ct_lang lang;
	enum ct_err err;
	enum ct_session_state phase;
	bool ended; /* the peer will send no more */
	bool dirty;
	bool lang_said;
	bool learned;    /* a line settled the charset; not told yet */
	uint8_t variant; /* of the dialect's form, added to it */
};

/* CT_OK, CT_ENOMEM, CT_ECHARSET; on error there is nothing to free. */
enum ct_err ct_session_new(struct ct_env *env, const struct ct_door *door,
    ct_ms now, struct ct_session **out);
void ct_session_free(struct ct_session *s);

/* For the hub: queues a message for this reader, and marks it dirty. What does
 * not fit ends the session as a slow reader. */
void ct_session_push(struct ct_session *s, struct ct_msg *m, bool old);

/* The end, by an error of the peer's or the server's: told, then closed. */
void ct_session_fail(
    struct ct_session *s, enum ct_err err, struct ct_slice arg);

/* A friendly end: flushes what is queued. */
void ct_session_finish(struct ct_session *s);

/* Puts it on the hub's list of those to flush. */
void ct_session_dirty(struct ct_session *s);

/* For dialects: what is there, and taking `n` bytes of it. */
struct ct_slice ct_session_input(const struct ct_session *s);
void ct_session_consume(struct ct_session *s, size_t n);

/* Asks for another decode and turn at `when`, if nothing earlier. */
void ct_session_wake_at(struct ct_session *s, ct_ms when);

/*
 * Decodes `raw`, a front part of the input, by the connection's charset and
 * keeps how it arrived: ev->text and ev->arrival. Lines inside are decoded
 * one by one. `how` is static.
 */
enum ct_err ct_session_decode(struct ct_session *s, struct ct_slice raw,
    const char *how, struct ct_event *ev);

/* Notes where `raw`, a front part of the input, was cut by reads. */
void ct_session_arrival(const struct ct_session *s, struct ct_slice raw,
    const char *how, struct ct_arrival *a);

/* The same for what a person typed: the request it is. */
enum ct_err ct_session_heard(struct ct_session *s, struct ct_slice raw,
    const char *how, struct ct_event *ev);

/* Ends a session whose first bytes are of a language that this door does not
 * speak: CT_EDOOR. `*known` becomes true when there is no doubt left. */
enum ct_err ct_session_sniff(struct ct_session *s, bool *known);

/* Makes `ev` a complaint about a limit. */
void ct_session_wrong(
    struct ct_session *s, enum ct_err err, int64_t limit, struct ct_event *ev);

/* UTF-8 lines to the reader's charset, each ended by `eol`. */
enum ct_err ct_session_encode(const struct ct_session *s, struct ct_slice lines,
    const char *eol, struct ct_buf *out);

/* The bytes of a message in a form of this session as it is now; the first
 * reader of a form makes them, and what its charset could not hold is counted.
 * NULL: no memory. */
const struct ct_wire *ct_session_bytes(
    struct ct_session *s, struct ct_msg *m, struct ct_form form);

/* The item's bytes for this reader, who will be sent them: they are settled,
 * and its trail has them. NULL: no memory. */
const struct ct_wire *ct_session_wire(
    struct ct_session *s, struct ct_outq_item *item);

/* The form in which this session reads a message of that kind. */
struct ct_form ct_session_form(
    const struct ct_session *s, const struct ct_msg *m, bool old);

#endif
