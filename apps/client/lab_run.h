/* One exchange of the laboratory over real sockets: both programs here, over
 * loopback, or one of them on another machine. */
#ifndef CLIENT_LAB_RUN_H
#define CLIENT_LAB_RUN_H

#include "app.h"

#include "apps/common/endpoint.h"
#include "apps/lab/peer.h"
#include "platform/net.h"
#include "platform/poller.h"

enum lab_role {
	LAB_ROLE_BOTH,
	LAB_ROLE_SENDER,   /* --connect */
	LAB_ROLE_RECEIVER, /* --listen */
};

/* Where exchanges take place. */
struct lab_place {
	const struct app *app;
	enum lab_role role;
	bool udp;
	struct endpoint where; /* of the receiver */
	int64_t epoch;         /* microseconds since 1970 at 0 of the clock
				  that never steps back */
	struct pf_poller *poller;
	struct pf_sock door;    /* listens; of UDP, receives; or none */
	struct pf_addr door_at; /* as it is bound, or is to be sent to */
};

/*
 * Opens a place. `where` is not used for both. A receiver tells its port on
 * standard error: "listening ADDRESS:PORT". APP_OK, or the exit code after
 * the person was told; lab_place_close in either case.
 */
int lab_place_open(struct lab_place *place, const struct app *app,
    enum lab_role role, bool udp, const struct endpoint *where);
void lab_place_close(struct lab_place *place);

/* Microseconds since 1970, by the place's one clock: never steps back, so that
 * what is taken later is never earlier. */
int64_t lab_place_now(const struct lab_place *place);

/* The two ends of an exchange, as far as they are known here, and when. */
struct lab_ends {
	struct pf_addr from, to;
	int64_t began; /* microseconds since 1970 */
};

/*
 * Plays `plan` once and writes what happened into `t` (init, empty). APP_OK;
 * APP_LINK, APP_SYSTEM after the person was told, and then `t` holds what
 * happened until then.
 */
int lab_exchange(struct lab_place *place, const struct lab_plan *plan,
    struct lab_timeline *t, struct lab_ends *ends);

#endif
