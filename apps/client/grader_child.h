/* The student's program, where the grader starts it itself: a client for each
 * connection, a server once, and again when it has ended. */
#ifndef CLIENT_GRADER_CHILD_H
#define CLIENT_GRADER_CHILD_H

#include "grader.h"

/*
 * A copy of the command in which {host} and {port} are those of `at`, for one
 * free(); NULL: no memory. Both end with NULL.
 */
char **grader_args(const char *const *command, const struct endpoint *at);

/*
 * A port of at->host, into `at`, that nobody listens at now: a program that is
 * started next can. It is below those that systems give away by themselves
 * (Linux from 32768 on, ip(7); Windows from 49152 on, RFC 6335), so that no
 * other program is given it meanwhile, and no connection to it meets itself.
 * Where none of some is free, it is one that the system gives. Fails like
 * pf_addr_resolve and pf_listen.
 */
enum { GRADER_PORT_FROM = 20000, GRADER_PORT_END = 32768 };
enum pf_err grader_choose_port(struct endpoint *at);

/*
 * The rest does nothing when the student starts it, and says that it runs.
 * Starts it, for where r->listener listens, or the server is to: at another
 * port each time when none was given. False: r->err, or it cannot be started
 * and the person has been told.
 */
bool grader_child_start(struct grader *r);

/* Does it run? If it has ended, that is noted in `r`. */
bool grader_child_lives(struct grader *r);

/* After a case: has it died of it? A server that has fails. A client is ended.
 * False: Ctrl-C has ended it, and so there is no verdict. */
bool grader_child_settle(struct grader *r, struct lab_grade *g);

/* Ends it, if it runs. */
void grader_child_stop(struct grader *r);

#endif
