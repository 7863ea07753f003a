/*
 * The core's port to durable history. Everything is submitted first and
 * completed later: the hub neither delivers nor acknowledges a message before
 * the store has it, and it never waits.
 *
 * An app fills it; completions come back through ct_hub_stored and
 * ct_hub_found, on the hub's own thread. People are known by the identity that
 * their client keeps (16 bytes); zeroes are nobody's, and one that ends in a
 * zero byte is an errand's: only what it says comes here, no place, no letters.
 */
#ifndef CT_STORE_H
#define CT_STORE_H

#include "msg.h"

enum ct_record_kind {
	CT_RECORD_SAY, /* room …, seq, prev, time, from, id, number, text */
	CT_RECORD_DIRECT, /* from, id, number, to, to_id, time, text; waiting:
			     it stays until CT_RECORD_TAKEN */
	CT_RECORD_TAKEN,  /* to_id has been sent all direct messages that
			     waited up to and including `seq` (a row's seq) */
	CT_RECORD_TOPIC,  /* room …, text, from, time */
	CT_RECORD_PLACE,  /* id, from: the name; text: the rooms they are in, as
			     shown, separated by LF; time: last seen */
	CT_RECORD_FORGET, /* room_key: if no message of the room is left and it
			     has no topic, it is no room any more; those that
			     are made later get higher numbers than it had */
};

/* What is to be kept. All slices are UTF-8; the store copies what it needs. */
struct ct_record {
	enum ct_record_kind kind;
	struct ct_slice room, room_key; /* as shown; folded, unique */
	struct ct_slice from;
	struct ct_slice to, to_key;
	struct ct_slice text;
	/*
	 * Of a SAY: the number that the hub gave it, growing per room. Its
	 * predecessor is the store's to keep: the last one that it stored
	 * there before, whatever became of the numbers between.
	 */
	uint64_t seq;
	uint64_t number; /* the client's own; 0: none */
	int64_t time;    /* ms since 1970 */
	bool waiting;    /* of a DIRECT: the person has an identity */
	bool again;      /* of a DIRECT: nobody has that name; it completes with
			    CT_ENOUSER, unless it was stored before */
	int64_t most;    /* of a waiting DIRECT: so many may wait for them; one
			    more completes with CT_ELETTERS */
	bool stays;      /* of a PLACE: text is nothing, the rooms stay */
	unsigned char id[CT_ID_BYTES], to_id[CT_ID_BYTES];
};

/* How a record ended. */
struct ct_stored {
	uint64_t ticket;
	/*
	 * CT_OK: it is on disk, or was there before. CT_ELATER: a numbered one
	 * of which that cannot be told at the moment; it may come again. Any
	 * other: it is not stored and never will be.
	 */
	enum ct_err err;
	/*
	 * The same identity had sent the same number before: nothing new is
	 * stored, and these are the numbers of the first one.
	 */
	bool duplicate;
	uint64_t seq; /* of a SAY as given; of a waiting DIRECT its own */
	int64_t time;
};

enum ct_query_kind {
	CT_QUERY_HISTORY, /* room_key, mode, seq, count */
	CT_QUERY_SEARCH,  /* room_keys, text, seq: older than this row, count */
	CT_QUERY_WAITING, /* id, seq: direct messages that wait for them, and
			     are younger than this one */
	CT_QUERY_PLACE,   /* id: the rooms they were in */
	CT_QUERY_PERSON,  /* text: a folded name; id of who last had it */
};

struct ct_query {
	enum ct_query_kind kind;
	struct ct_slice room_key; /* of SEARCH: keys separated by LF */
	struct ct_slice text;
	enum ct_history_mode mode;
	uint64_t seq;
	int32_t count;
	unsigned char id[CT_ID_BYTES];
};

/*
 * One row of an answer. HISTORY and SEARCH: a SAY with room, from, text, seq,
 * prev, time (HISTORY oldest first, SEARCH newest first; `row` pages a search).
 * WAITING: a DIRECT, its seq for CT_RECORD_TAKEN. PLACE: room as shown.
 * PERSON: `id`, and `from`, the name as shown.
 */
struct ct_row {
	struct ct_msg msg; /* kind, numbers and slices only */
	uint64_t row;
	unsigned char id[CT_ID_BYTES];
};

struct ct_store {
	void *ctx;

	/*
	 * CT_OK: done now, `*done` says how. CT_MORE: ct_hub_stored will be
	 * called with this ticket, in the order of tickets. Any other: as the
	 * error in ct_stored.
	 */
	enum ct_err (*submit)(void *ctx, const struct ct_record *r,
	    uint64_t ticket, struct ct_stored *done);

	/*
	 * CT_MORE: ct_hub_found will be called with this ticket, in any order
	 * (but those of PERSON in theirs); with CT_ELATER when it cannot be
	 * read at the moment. Any other: it will not (CT_END: this store keeps
	 * no such thing, and the hub answers from what it has in memory). NULL:
	 * as CT_END.
	 */
	enum ct_err (*query)(
	    void *ctx, const struct ct_query *q, uint64_t ticket);
};

/*
 * A store in memory: nothing survives it, but what the same client sends twice
 * is known, within the last `remembered` messages. CT_OK and a store that
 * ct_store_mem_free takes, with `*out` valid until then; CT_ENOMEM.
 */
struct ct_store_mem;
enum ct_err ct_store_mem_new(size_t remembered, uint64_t seed,
    struct ct_store_mem **mem, struct ct_store *out);
void ct_store_mem_free(struct ct_store_mem *mem); /* of NULL: nothing */

#endif
