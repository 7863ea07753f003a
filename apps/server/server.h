/* Inside of the server: what its loop, doors and connections share. */
#ifndef SERVER_SERVER_H
#define SERVER_SERVER_H

#include "charset_port.h"
#include "conn.h"
#include "core/hub.h"
#include "door.h"
#include "keep.h"
#include "loop.h"
#include "platform/poller.h"

struct server {
	const struct config *config;
	struct log *log;
	struct pf_poller *poller;
	struct ct_hub *hub;
	struct charset_port charsets;
	struct keep keep;                 /* history */
	struct ct_door doors[DOOR_COUNT]; /* as the core knows them */
	struct listener listeners[LISTENERS_MAX];
	size_t listener_count;
	struct pf_sock reserve; /* for shedding */
	struct conn *conns;     /* all of them */
	struct conn *ending;    /* those to be swept */
	size_t conn_count;
	struct deadlines deadlines;
	uint64_t last_id;
	ct_ms now; /* of this turn */
	int64_t wall;
	ct_ms stop_by, stopped; /* while stopping */
	unsigned failures;      /* of the poller, one after the other */
	bool stopping;
};

#endif
