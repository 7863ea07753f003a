/*
 * The server's history: opens the store that its options ask for, wakes the
 * loop when it has something, and gives a new hub what it remembers.
 */
#ifndef SERVER_KEEP_H
#define SERVER_KEEP_H

#include "config.h"
#include "platform/poller.h"
#include "store_sqlite.h"

enum { KEEP_RULES = 32 }; /* rooms with a retention of their own */

struct keep {
	struct store *store; /* NULL: history is off */
	struct ct_store port;
	struct store_keep rules[KEEP_RULES];
	struct ct_buf names; /* of the rooms in the rules */
	char path[4096];
};

/* Opens it. CT_OK, also when history is off; CT_ESTORE or CT_EINVAL: one line
 * about it, without LF, is in `fault`. keep_close in every case. */
enum ct_err keep_open(struct keep *k, const struct config *c,
    struct pf_poller *p, enum ct_lang lang, struct ct_buf *fault);

/* Tells a new hub what is kept, and the last `count` messages of each room.
 * CT_OK; CT_ESTORE: as above. */
enum ct_err keep_restore(struct keep *k, struct ct_hub *hub, int64_t count,
    enum ct_lang lang, struct ct_buf *fault);

/* Waits at most `wait_ms` until all is on disk. Of zeroes: nothing. False: the
 * disk was too slow; then `k` and the poller are in use until the process ends.
 */
bool keep_close(struct keep *k, int64_t wait_ms);

/* The path of the history that the options mean, into `out`; false: there is
 * no folder for it. */
bool keep_path(const struct config *c, char *out, size_t size);

/*
 * Reads "ROOM:DAYS:MIB,…" ("*" for every room, 0 for no limit) into at most
 * `max` rules; names are folded into `names`, which owns them. CT_OK with
 * `*count`; CT_EINVAL; CT_ENOMEM.
 */
enum ct_err keep_rules(const char *text, struct store_keep *rules, size_t max,
    size_t *count, struct ct_buf *names);

/* crosstalkd backup FILE: copies the history while a server may be using it.
 * crosstalkd restore FILE: puts a copy in its place, while none is. CT_OK;
 * CT_ESTORE: what is wrong is in `fault`. */
enum ct_err keep_backup(const struct config *c, const char *file,
    enum ct_lang lang, struct ct_buf *fault);
enum ct_err keep_put_back(const struct config *c, const char *file,
    enum ct_lang lang, struct ct_buf *fault);

#endif
