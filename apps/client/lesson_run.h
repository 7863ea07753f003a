/* The lesson's programs at work: a side, a socket, a keyboard and a screen. */
#ifndef LESSON_RUN_H
#define LESSON_RUN_H

#include "app.h"
#include "lesson_side.h"

#include "apps/common/endpoint.h"
#include "platform/console.h"
#include "platform/net.h"
#include "platform/poller.h"

enum { LESSON_LISTENERS = 2, LESSON_BACKLOG = 5, LESSON_LINE_MAX = 65536 };

struct lesson_run {
	const struct app *app;
	struct lesson side;
	struct pf_poller *poller;
	struct pf_input *keys;
	struct ct_buf typed; /* bytes of the keyboard that are no line yet */
	bool typed_ended;
	struct pf_sock listeners[LESSON_LISTENERS];
	size_t listening;
	struct pf_sock peer;
	bool known;       /* to the poller: the peer, */
	unsigned watched; /* watched for this */
	bool stop;        /* it is over: */
	int code;         /* with this exit code */
};

/*
 * Plays a role until it is over: connects to `where`, or serves on `bind`
 * (NULL: every local address) and `port`, with the ports told on standard
 * error. Tells the person what goes wrong; returns the exit code. `text` is a
 * length server's answer (NULL: the lesson's).
 */
int lesson_connect(const struct app *app, const struct lesson_role *role,
    const struct endpoint *where);
int lesson_serve(const struct app *app, const struct lesson_role *role,
    const char *bind, uint16_t port, const char *text);

/* Opens and closes what both of them need. APP_OK, or the exit code. */
int lesson_run_open(struct lesson_run *r, const struct app *app,
    const struct lesson_role *role, const char *text);
void lesson_run_close(struct lesson_run *r);

/* Goes on until it is over; returns the exit code. */
int lesson_run_loop(struct lesson_run *r);

/* `s` is connected: the conversation begins. Owns it. */
void lesson_run_meet(struct lesson_run *r, struct pf_sock s);

#endif
