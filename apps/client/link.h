/*
 * A native connection that is alive: the socket, its frames, and what is still
 * to be said over it.
 */
#ifndef CLIENT_LINK_H
#define CLIENT_LINK_H

#include "app.h"
#include "conn.h"
#include "outbox.h"

#include "apps/common/endpoint.h"
#include "platform/poller.h"

enum { LINK_ID_BYTES = 16, LINK_WAIT = 10000 /* ms for the welcome */ };

struct link {
	struct conn conn;
	struct outbox outbox;
	struct pf_poller *poller;
	struct pf_sock sock;
	struct endpoint where;
	char name[ENDPOINT_HOST_MAX + 16]; /* HOST:PORT, for people */
	struct ct_buf me, lobby;           /* our name now; the lobby's name */
	enum pf_err end; /* why nothing more comes; PF_OK: it does */
	bool mute;       /* nothing more can be sent */
	bool bye;        /* the server said goodbye */
};

/* What we say about ourselves. */
struct link_hello {
	unsigned char id[LINK_ID_BYTES];
	const char *nick; /* "" lets the server choose */
};

/*
 * Connects, says hello and waits for the welcome. APP_OK; else the person was
 * told, and it is the exit code. link_fini in every case.
 */
int link_open(const struct app *app, struct link *l,
    const struct endpoint *where, const struct link_hello *hello);
void link_fini(struct link *l); /* of zeroes: does nothing */

enum link_event {
	LINK_FRAME, /* one came */
	LINK_TIME,  /* `until` has come */
	LINK_WOKEN, /* somebody called pf_poller_wake */
	LINK_END,   /* nothing more will come: link_lost tells why */
};

/*
 * Sends what may be sent, and waits for the next event; with CT_NEVER for as
 * long as it takes. `f` is valid until the next call. The outbox is told of
 * acknowledgements and refusals before the frame is given; an ERROR that only
 * asks us to say the same again later is not given.
 */
enum link_event link_next(struct link *l, ct_ms until, struct ct_frame *f);

/* Queues a frame in the outbox. APP_OK; APP_SYSTEM, and the person was told. */
int link_say(const struct app *app, struct link *l, struct ct_frame *f);

/* Tells the person why the connection ended; gives the exit code. Says nothing
 * when the server's goodbye was told already. */
int link_lost(const struct app *app, const struct link *l);

/* Tells of an ERROR or GOODBYE frame; gives APP_REFUSED, or APP_LINK for a
 * server that only goes away. */
int link_refused(const struct app *app, const struct ct_frame *f);

/* Says bye, and waits for the server to close, a second at most. */
void link_bye(struct link *l);

#endif
