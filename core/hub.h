/*
 * The hub: people, rooms, names and fan-out. The only code that loops over the
 * members of a room. One thread.
 */
#ifndef CT_HUB_H
#define CT_HUB_H

#include "session.h"
#include "store.h"

struct ct_hub;

struct ct_hub_config {
	struct ct_caps caps;
	const struct ct_charset_port *charsets; /* NULL: only the core's own */
	const struct ct_store *store;           /* NULL: one in memory */
	const char *lobby;       /* UTF-8, "lobby"; outlives the hub */
	const char *server_name; /* for the welcome, or ""; outlives the hub */
	int utc_offset;          /* minutes, for the times shown to people */
	uint64_t seed;           /* of the hash tables: random */
	/*
	 * Which numbers these are: what the store keeps for good, told to
	 * clients modulo 2^53. 0: the seed, for a hub that begins anew.
	 */
	uint64_t epoch;
};

/* CT_OK and a hub that ct_hub_free takes, with the sessions still in it;
 * CT_ENOMEM, CT_EROOM for a lobby that cannot be a room's name. */
enum ct_err ct_hub_new(const struct ct_hub_config *cfg, struct ct_hub **out);
void ct_hub_free(struct ct_hub *h);

/*
 * A connection came through `door` from `address` (a host, no port, for the
 * limit per address; NULL: not counted). It may be born closing, with the
 * reason queued for the peer: ECROWD, EADDR. CT_ENOMEM: there is none.
 */
enum ct_err ct_hub_open(struct ct_hub *h, const struct ct_door *door,
    const char *address, ct_ms now, struct ct_session **out);

/* Serves all requests that are in the session; also called at its deadline. */
void ct_hub_run(
    struct ct_hub *h, struct ct_session *s, ct_ms now, int64_t wall);

/*
 * The next session with something to send or to be closed that was not given
 * since it became so; NULL: none. Nothing is freed here.
 */
struct ct_session *ct_hub_next_dirty(struct ct_hub *h);

/* The connection is gone, or is to go: its person leaves, and it is freed. */
void ct_hub_close(struct ct_hub *h, struct ct_session *s, int64_t wall);

/* While paused, no request is heard, and nothing is lost: for a store that has
 * enough to do. Sessions look again by themselves every few milliseconds. */
void ct_hub_pause(struct ct_hub *h, bool paused);

/* Tells what waits for messages, and every peer that the server stops. Sessions
 * become closing; on the length door, when the peer has read what it was
 * announced. */
void ct_hub_shutdown(struct ct_hub *h, ct_ms now);

/* The store has completed a record. */
void ct_hub_stored(struct ct_hub *h, const struct ct_stored *done);

/* The store has answered a query with `n` rows, valid during the call. */
void ct_hub_found(struct ct_hub *h, uint64_t ticket, enum ct_err err,
    const struct ct_row *rows, size_t n);

/*
 * The store has this room (its key), and neither a message nor a topic of it,
 * as of the record with this ticket. If nobody is in it, and there was nothing
 * of it since, it is forgotten here, and a CT_RECORD_FORGET is submitted. Else
 * nothing is done: the store tells it again after a while.
 */
void ct_hub_emptied(struct ct_hub *h, struct ct_slice key, uint64_t ticket);

/*
 * Before any connection is open: what the store knew. Rooms first, with the
 * highest number they ever gave; then their last messages, oldest first.
 * CT_OK, CT_ENOMEM, CT_EROOM for a message whose room was not restored.
 */
enum ct_err ct_hub_restore_room(struct ct_hub *h, struct ct_slice shown,
    struct ct_slice topic, uint64_t seq);
enum ct_err ct_hub_restore(struct ct_hub *h, const struct ct_msg *proto);

/* With the rooms: the highest number that a forgotten one had. Those that are
 * made from now on go on behind it. */
void ct_hub_restore_numbers(struct ct_hub *h, uint64_t used);

/* After those: so many more numbers of each room may have been given, and lost
 * with their messages. They are not given again. */
void ct_hub_skip(struct ct_hub *h, uint64_t numbers);

struct ct_hub_stats {
	size_t sessions, people, rooms;
	uint64_t said;      /* messages that got a number, and direct ones */
	uint64_t delivered; /* references put on queues for them */
	uint64_t invalid;   /* characters replaced by U+FFFD */
	uint64_t escaped;
	uint64_t slow; /* connections cut off for reading too slowly */
};
void ct_hub_stats(const struct ct_hub *h, struct ct_hub_stats *out);

#endif
