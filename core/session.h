/*
 * One connection as the core sees it: bytes and time in, events out; messages
 * in, bytes out. It never does any input or output itself.
 *
 * The owner (an event loop) calls, for a readable connection: recv_buf, then
 * recv_ack, then ct_hub_run; for one that is dirty or writable: send_vec, then
 * send_ack; at its deadline: ct_hub_run. It closes a connection when
 * ct_session_done says so, and by ct_hub_close only.
 */
#ifndef CT_SESSION_H
#define CT_SESSION_H

#include "caps.h"
#include "coding.h"
#include "dialect.h"

/* A door: how those are served who come through it. Lives as long as the hub.
 */
struct ct_door {
	const char
	    *name; /* "native", "classic", "length", "line" or your own */
	const struct ct_dialect *dialect;
	const char *charset; /* a label, or "auto" */
	enum ct_lang lang;   /* until the person chooses */
	int64_t replay;      /* old messages for who joins a room */
};

/*
 * Where to put the next bytes, and how many fit. NULL: do not read now, the
 * session has enough to do (back-pressure): stop polling for reading until
 * ct_session_wants_read. The space is valid until any other call.
 */
char *ct_session_recv_buf(struct ct_session *s, size_t *cap);
bool ct_session_wants_read(const struct ct_session *s);

/* `n` > 0 bytes were put there at `now`. */
void ct_session_recv_ack(struct ct_session *s, size_t n, ct_ms now);

/* The peer will send no more. What is there is still heard and answered. */
void ct_session_recv_end(struct ct_session *s);

/*
 * The next request. CT_OK; CT_MORE: dry; CT_END and any other: nothing will
 * follow (a session's first error sticks). `ev` is valid until the next call.
 */
enum ct_err ct_session_next(
    struct ct_session *s, ct_ms now, struct ct_event *ev);

/*
 * The bytes to send now, as at most `max` slices (64 is plenty); 0: none. Valid
 * until the next call but ct_session_send_ack, which says how many bytes of
 * them went out (fewer is normal).
 */
size_t ct_session_send_vec(
    struct ct_session *s, ct_ms now, struct ct_slice *vec, size_t max);
void ct_session_send_ack(struct ct_session *s, size_t n);

/* When it wants ct_hub_run without bytes; CT_NEVER. */
ct_ms ct_session_deadline(const struct ct_session *s);

enum ct_session_state {
	CT_SESSION_OPEN,
	CT_SESSION_CLOSING, /* send what send_vec gives, then close */
	CT_SESSION_DONE,    /* close now */
};
enum ct_session_state ct_session_state(const struct ct_session *s);

/* Why it ends or ended: its first error; CT_OK while it lives. */
enum ct_err ct_session_error(const struct ct_session *s);

/* For the log: the person's name now, or "" before there is one. */
struct ct_slice ct_session_nick(const struct ct_session *s);
const struct ct_door *ct_session_door(const struct ct_session *s);

/* Anything of the owner's, to find its connection again. */
void ct_session_set_owner(struct ct_session *s, void *owner);
void *ct_session_owner(const struct ct_session *s);

#endif
