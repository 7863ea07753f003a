/*
 * A native connection that lasts: the socket, its frames, what is still to be
 * said over it, and what we have of its rooms. When it is lost, it comes back
 * by itself, catches up, and says again what was not acknowledged.
 */
#ifndef CLIENT_LINK_H
#define CLIENT_LINK_H

#include "app.h"
#include "backoff.h"
#include "conn.h"
#include "outbox.h"
#include "resume.h"

#include "apps/common/dial.h"

enum {
	LINK_ID_BYTES = 16,
	LINK_WAIT = 10000,  /* ms for the welcome */
	LINK_QUIET = 60000, /* ms without a word before we ask; and once more
			       that before we give the connection up */
};

/* What we say about ourselves. */
struct link_hello {
	unsigned char id[LINK_ID_BYTES];
	const char *nick; /* "" lets the server choose */
};

enum link_state {
	LINK_AWAY,     /* until `next` */
	LINK_DIALING,  /* ... */
	LINK_GREETING, /* connected; the welcome must come until `next` */
	LINK_HERE,
};

struct link {
	struct app app;
	struct conn conn;
	struct outbox outbox;
	struct resume resume;
	struct dialer dialer;
	struct backoff backoff;
	struct pf_poller *poller;
	struct pf_sock sock;
	struct endpoint where;
	struct link_hello hello;
	enum link_state state;
	ct_ms next;     /* when `state` must have changed */
	ct_ms heard;    /* when the last bytes came */
	ct_ms lost;     /* when the last connection was lost */
	ct_ms patience; /* ms for which to try again; 0: not at all */
	char name[ENDPOINT_TEXT_MAX]; /* HOST:PORT, for people */
	struct ct_buf me, lobby;      /* our name now; the lobby's name */
	struct ct_buf server;         /* its own name, or empty */
	struct ct_buf why; /* the goodbye of the server, in our language */
	enum pf_err end;   /* why nothing more comes; PF_OK: it does */
	enum pf_err last;  /* the one of the last connection */
	bool greeted;      /* there was a connection */
	bool mute;         /* nothing more can be sent */
	bool asked;        /* ... whether the server is still there */
	bool final;        /* there is no sense in trying again */
	bool told;         /* the person knows why it ended */
};

/*
 * Connects, says hello and waits for the welcome. APP_OK; else the person was
 * told, and it is the exit code. link_fini in every case. Afterwards
 * `l->patience` may be set.
 */
int link_open(const struct app *app, struct link *l,
    const struct endpoint *where, const struct link_hello *hello);
void link_fini(struct link *l); /* of zeroes: does nothing */

enum link_event {
	LINK_FRAME, /* one came */
	LINK_GONE,  /* so many (num[0]) messages of a room (str[0]) are not kept
		       by the server */
	LINK_ANEW,  /* the server has begun anew */
	LINK_DOWN,  /* the connection was lost; it will come back */
	LINK_UP,    /* it is back, and the welcome came */
	LINK_TIME,  /* `until` has come */
	LINK_WOKEN, /* somebody called pf_poller_wake */
	LINK_END,   /* nothing more will come: link_lost tells why */
};

/*
 * Sends what may be sent, and waits for the next event; with CT_NEVER for as
 * long as it takes, with 0 not at all. `f` is valid until the next call. The
 * outbox is told of acknowledgements and refusals before the frame is given; an
 * ERROR that only asks us to say the same again later is not given, nor is what
 * we have already.
 */
enum link_event link_next(struct link *l, ct_ms until, struct ct_frame *f);

/* Queues a frame in the outbox. APP_OK; APP_SYSTEM, and the person was told. */
int link_say(const struct app *app, struct link *l, struct ct_frame *f);

/* Tells the person why the connection ended; gives the exit code. Says nothing
 * when the server's goodbye was told already. */
int link_lost(const struct app *app, const struct link *l);

/* Why the connection was lost, in the person's language; valid until the next
 * event. */
const char *link_why(const struct app *app, struct link *l);

/* Is everything said and heard that can be at the moment? */
bool link_is_up(const struct link *l);

/* Tells of an ERROR or GOODBYE frame; gives APP_REFUSED, or APP_LINK for a
 * server that only goes away. */
int link_refused(const struct app *app, const struct ct_frame *f);

/* Says bye if there is a connection, and waits for the server to close, a
 * second at most. */
void link_bye(struct link *l);

/* link_dial.c, for link.c: begins a connection; goes on with it; a frame came
 * instead of, or with, the welcome; it was lost (true: it may come back). */
void link_dial(struct link *l, ct_ms now);
void link_dial_on(struct link *l, ct_ms now);
bool link_lose(struct link *l, ct_ms now);

#endif
