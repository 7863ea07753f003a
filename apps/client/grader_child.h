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
