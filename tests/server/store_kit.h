/* A history in a file of its own, for one test: what is said into it, and what
 * comes back. */
#ifndef STORE_KIT_H
#define STORE_KIT_H

#include "store_fault.h"
#include "store_sqlite.h"

enum { KIT_TICKETS = 8192, KIT_ROWS = 1024 };

struct kit {
	char path[96];
	struct store_options opt;
	struct store *st;
	struct ct_store port;
	enum store_err err;   /* of the last kit_open */
	struct ct_buf detail; /* of it */
	struct pf_mutex *lock;
	struct pf_cond *woken;
	bool wake;

	int64_t now;     /* ms since 1970 when the kit was made */
	uint64_t ticket; /* the last one given */
	uint64_t order;  /* the last one completed; they come in order */
	struct ct_stored done[KIT_TICKETS]; /* by ticket */
	bool has[KIT_TICKETS];

	uint64_t answers;      /* that have come */
	uint64_t found_ticket; /* the last one */
	enum ct_err found_err;
	struct ct_row rows[KIT_ROWS];
	size_t count;
	struct ct_buf text; /* of the rows */

	struct ct_buf past; /* of kit_recall, as lines */

	/* Rooms of which it was told that they are empty: how often of any, of
	 * this one, and as of which ticket the last time. */
	int emptied, watched;
	const char *watch;
	uint64_t watched_as_of;
};

/* A kit with no file yet and the VFS "fault"; kit_end removes the files. */
struct kit *kit_new(void);
void kit_end(struct kit *k);

/* Opens the file; k->err says how it went. */
bool kit_open(struct kit *k);
void kit_close(struct kit *k);

/* Removes the file and what lies beside it. */
void kit_remove(const char *path);

/* Submits; the ticket, 0: the store did not take it. `who` is 0 for nobody. */
uint64_t kit_submit(struct kit *k, const struct ct_record *r);
uint64_t kit_say(struct kit *k, const char *room, uint64_t seq, int who,
    uint64_t number, const char *text);
uint64_t kit_forget(struct kit *k, const char *room);
void kit_id(int who, unsigned char *id);

/* Waits until all that was submitted is completed, and takes it. */
void kit_settle(struct kit *k);

/* Waits until the store has something to tell, and takes it. */
void kit_wait(struct kit *k);

/* Waits until the writer has no chores left. */
void kit_idle(struct kit *k);

/* Asks and waits; the rows are in the kit. False: not taken. */
bool kit_ask(struct kit *k, const struct ct_query *q);
bool kit_history(struct kit *k, const char *room, enum ct_history_mode mode,
    uint64_t seq, int32_t count);
bool kit_search(
    struct kit *k, const char *rooms, const char *text, uint64_t before);

/* The texts of the rows, each followed by a bar. */
const char *kit_texts(struct kit *k);

/* store_recall as lines: "room|topic|seq" and "room:seq:text". */
const char *kit_recall(struct kit *k, int32_t count);

/* SQLite's own opinion of a file and of its index is good. */
void kit_expect_sound(const char *path);

/* Bytes of a file; -1: there is none. */
long kit_size(const char *path);

#endif
