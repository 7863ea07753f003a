/*
 * A server: doors, connections and one thread that serves them in turns. What
 * is said and to whom is the core's business, what a socket is the platform's.
 */
#ifndef SERVER_LOOP_H
#define SERVER_LOOP_H

#include "config.h"
#include "log.h"

struct server;

/*
 * Opens every door. CT_OK and a server that server_free takes; anything else:
 * one line about it in the language, without LF, is in `fault`, and nothing
 * stays open. `config` and `log` (may be NULL) outlive the server.
 */
enum ct_err server_new(const struct config *config, struct log *log,
    enum ct_lang lang, struct server **out, struct ct_buf *fault);

/* False: a disk hangs, and its store's threads use the server until the process
 * ends, or another call ends it. Of NULL: nothing. */
bool server_free(struct server *sv);

/*
 * Waits, at most until something happens, and serves it. False: the server has
 * been stopped, and all its connections are gone.
 */
bool server_turn(struct server *sv);

/* Closes the doors, tells everybody, and gives connections a moment to hear
 * it; server_turn does the rest, in less than 2 s. A second call: at once.
 * `why` is a token for the log. */
void server_stop(struct server *sv, const char *why);

/* Says that it is ready, and turns until it is stopped, by a signal. `started`
 * is the pf_clock_mono of the program's start, for the log. */
void server_run(struct server *sv, int64_t started);

/* The port of a door's first listener, 0 if it is shut; connections now. */
uint16_t server_port(const struct server *sv, enum door_id door);
size_t server_connections(const struct server *sv);

#endif
