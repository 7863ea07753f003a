/* What send, tail and export begin with: connect, and be in the room. */
#ifndef CLIENT_ENTER_H
#define CLIENT_ENTER_H

#include "link.h"
#include "usage.h"

/*
 * Connects to u->where under a fresh identity and enters u->room (from then on
 * the connection comes back by itself, as `u` says), which with u->existing
 * must be there; `room` (a maximum of a few hundred bytes will do) becomes its
 * name as the server writes it. APP_OK; else the person was told, and it is the
 * exit code. link_fini in every case.
 */
int enter(const struct app *app, const struct usage *u, const char *nick,
    struct link *l, struct ct_buf *room);

/* Tells the person of an event that is no frame and no end. */
void enter_tell(const struct app *app, struct link *l, enum link_event ev,
    const struct ct_frame *f);

#endif
