/* Inside of the SQLite store: what its writer, its readers and its chores
 * share. */
#ifndef SERVER_STORE_SQLITE_STATE_H
#define SERVER_STORE_SQLITE_STATE_H

#include "store_sqlite_db.h"

#include "platform/thread.h"

/* A record on its way to the disk and back; one allocation. */
struct item {
	struct item *next;
	struct ct_record record; /* its slices point behind this struct */
	struct ct_stored done;
	size_t size;
};

/* A query and its answer. */
struct ask {
	struct ask *next;
	uint64_t ticket;
	uint64_t after;        /* so many records must have been completed */
	struct ct_query query; /* its slices point behind this struct */
	enum ct_err err;
	int rc;              /* SQLite's */
	struct ct_row *rows; /* own; their slices are offsets into `text`
				until it is answered */
	size_t count, cap;
	int64_t limit; /* rows of a history, at most */
	struct ct_buf text;
};

struct items {
	struct item *first, **last;
};
struct asks {
	struct ask *first, **last;
};

enum { LANE_ROOMS, LANE_SEARCH, LANES };

/* A thread that answers queries. */
struct lane {
	struct store *st;
	struct pf_thread *thread;
	struct pf_cond *work;
	struct asks waiting; /* guarded by the store's lock */
	size_t count;        /* of them */
	struct db db;        /* the thread's own */
};

/* What a look at what is not kept any more does, one after the other. */
enum {
	LOOK_NONE,
	LOOK_ROOMS,   /* messages too old or too many */
	LOOK_EMPTY,   /* rooms that have nothing left */
	LOOK_NUMBERS, /* clients' numbers that nobody will send again */
	LOOK_PEOPLE,  /* more than are remembered */
	LOOK_END,
};

/* Where a look is among people, from who was seen longest ago on. */
struct people {
	int64_t seen, id;
	int64_t spare; /* so many are too many; -1: not counted yet */
	int pass;
};

/* What the writer has still to do between two transactions; its own. */
struct chores {
	int wal, wal_done;   /* pages in the log; at the last checkpoint */
	int64_t indexed;     /* the last message in the index */
	int64_t last;        /* the last message */
	int64_t next_look;   /* pf_clock_mono of the next look at retention */
	int64_t hold_until;  /* after a failure: not before */
	int look;            /* what that look is at */
	int64_t room;        /* where it is among the rooms */
	int64_t empty;       /* among those that are empty */
	int64_t sent_person; /* among the numbers */
	int64_t sent_number;
	int64_t next_sent; /* pf_clock_mono of the next look at numbers */
	struct people people;
	uint64_t ticket; /* of the last record that was completed */
	bool sent, shrink;
};

struct store {
	struct store_options opt;
	char *path; /* in full */
	int64_t epoch, numbers;
	int64_t loose;   /* earlier runs since the first with less syncs */
	struct db guard; /* keeps other servers out while it is open */

	struct pf_mutex *lock;
	struct pf_cond *work; /* for the writer */
	struct pf_cond *calm; /* for who waits in store_flush, store_close */
	/* Guarded by `lock`: */
	struct items queue, done;
	struct items empty; /* rooms, to be told to the loop */
	struct asks answers;
	struct store_stats stats;
	int threads; /* that have not ended */
	bool stopping, crowded;

	/* The writer's own: */
	struct pf_thread *writer;
	struct db db;
	enum store_sync sync; /* of `db`, at the moment */
	struct chores chores;
	struct ct_buf words; /* scratch */

	struct lane lanes[LANES];
};

/* The bodies of the threads. */
void store_writer(void *arg);
void store_lane(void *arg);

/*
 * Does what a record says, inside a transaction. SQLITE_OK: `it->done` says how
 * it went, and a record that cannot be has left no trace; anything else: the
 * transaction has failed.
 */
int store_apply(struct store *st, struct item *it);

/* A record with its own copy of the slices, for free; NULL: no memory. */
struct item *store_item(const struct ct_record *r, uint64_t ticket);

/* When a commit is on disk, from now on; outside of a transaction. */
int store_set_sync(struct store *st, enum store_sync sync);

/* The loop has something to take. */
void store_wake(struct store *st);

/* Can it be known again when it comes twice? */
bool store_is_numbered(const struct ct_record *r);

/* Answers a query into its own rows. */
void store_answer(struct db *db, struct ask *a);
int store_search(struct db *db, struct ask *a);

/* A row more, with copies of the slices of `proto`. CT_OK, CT_ENOMEM, CT_EFULL.
 */
enum ct_err ask_add(struct ask *a, const struct ct_row *proto);
void ask_free(struct ask *a);

/*
 * One bounded piece of what there is to do besides records. True: there is
 * more. `*wait` becomes the time in ms until there may be something.
 */
bool store_chore(struct store *st, int64_t *wait);
enum store_err store_chores_begin(struct store *st);
int store_index_step(struct store *st);
int store_retain_step(struct store *st);

/* Two of the parts of a look: a piece each; `*over`: that was the last. */
int store_empty_step(struct store *st, bool *over);
int store_people_step(struct store *st, bool *over);

/*
 * Appends the words under which the index finds a text: every two characters
 * that stand together, and the last one before a space or the end.
 */
enum ct_err search_words(struct ct_slice text, struct ct_buf *out);

/* The bytes that a message counts for in its room. */
int64_t store_weight(struct ct_slice from, struct ct_slice text);

#endif
