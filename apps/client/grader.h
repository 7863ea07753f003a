/* The exercises' scripts over real sockets, against one student's program. */
#ifndef CLIENT_GRADER_H
#define CLIENT_GRADER_H

#include "app.h"

#include "apps/common/endpoint.h"
#include "apps/lab/grade.h"
#include "platform/net.h"
#include "platform/poller.h"

struct grader_options {
	enum lab_system system;
	enum lab_side side;    /* the student's */
	struct endpoint where; /* of the server; or where a client comes; port
				  0: any */
	/* Starts the student's program, up to a NULL; {host} and {port} in it
	 * stand for where. NULL: the student does. */
	const char *const *command;
	bool any;         /* with a command, it has our standard input */
	const char *only; /* one case, by its name; NULL: all */
	ct_ms gap, wait;
	ct_ms meet; /* for a client to come, a server to be there; 0: the
		       usual */
	bool json;
};

struct grader {
	const struct app *app;
	const struct grader_options *options;
	struct pf_poller *poller;
	struct pf_sock listener, s;
	const char *playing;   /* the case's name */
	bool stop;             /* a person asked for it, */
	enum pf_err err;       /* or this machine failed */
	struct endpoint where; /* as it turned out */
	char **args;           /* the command */
	bool unstarted;        /* it cannot be started, and that was told */
	struct pf_child *child;
	bool ended;    /* in this case it ended by itself, */
	uint32_t code; /* so */
};

/* APP_OK, or the exit code, and then the person has been told; grader_close in
 * either case. A listener's port is told on standard error. */
int grader_open(struct grader *r, const struct app *app,
    const struct grader_options *options);
void grader_close(struct grader *r);

/* Some ms, fewer when somebody asks to stop. */
void grader_sleep(struct grader *r, ct_ms ms);

/* Plays one script to its verdict (then g->done), or until `stop` or `err`. */
void grader_play(struct grader *r, struct lab_grade *g);

/* Plays the cases and shows what came of them; the exit code. */
int grader_run(const struct app *app, const struct grader_options *options);

#endif
