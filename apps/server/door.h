/* The doors: listening, letting people in, and turning them away when there
 * are no descriptors left. */
#ifndef SERVER_DOOR_H
#define SERVER_DOOR_H

#include "config.h"
#include "platform/net.h"

struct server;

enum { LISTENERS_MAX = 64 };

/* What the poller watches; the first member of what it is. */
enum watch {
	WATCH_LISTENER,
	WATCH_CONN,
};

struct listener {
	enum watch watch;
	enum door_id door;
	struct pf_sock sock;
	struct pf_addr addr;
	uint64_t shed; /* turned away and not told yet */
	ct_ms told;    /* when that was last told */
};

/*
 * Opens every listener of every door that is on. CT_OK, or one line about it
 * is in `fault`; doors_close in both cases.
 */
enum ct_err doors_open(
    struct server *sv, enum ct_lang lang, struct ct_buf *fault);
void doors_close(struct server *sv);

/* Lets in who waits at this listener, but only so many in one turn. */
void door_ready(struct server *sv, struct listener *l);

#endif
