/*
 * Durable history in one SQLite file: what core/store.h asks for, filled.
 *
 * Neither rooms nor people fill the disk. A room without a message and a topic
 * is told to the hub (see ct_hub_emptied), which alone knows whether it is in
 * use, and has it forgotten. Of people so many are remembered as the options
 * say; of more, those go who were seen longest ago. First such of whom nothing
 * is known but where they were, then those who said something, with the numbers
 * of it. Never who has letters waiting, nor who said something within the last
 * day: a client may still say it again. So the numbers of `sent` hold for a day
 * in any case, and for `remember` as long as there are not too many people; and
 * who only comes and goes, under however many identities, drives out nobody who
 * speaks. Who is here and was forgotten is written down again when they leave.
 *
 * Three threads serve it, and the loop waits for none of them. A writer commits
 * all that has been submitted when it comes round in one transaction (WAL), and
 * between transactions does the chores: checkpoints, the search index,
 * retention, giving pages back. A reader answers about rooms and people, and
 * another one searches, each with a connection of its own, so neither a slow
 * disk nor a long search holds up who joins a room.
 *
 * Only one server may use a file: while it is open, FILE-lock (an empty file
 * beside it) is locked, and the lock ends with the process. Who reads or makes
 * a backup takes no notice of it.
 */
#ifndef SERVER_STORE_SQLITE_H
#define SERVER_STORE_SQLITE_H

#include "core/buf.h"
#include "core/hub.h"
#include "core/store.h"

/* X(NAME, token, English, Chinese); {0} is the path. */
#define STORE_ERR_LIST(X)                                                      \
	X(OK, "ok", "done", "好了")                                            \
	X(ENOMEM, "no-memory", "no memory is left for the history",            \
	    "内存不足，无法打开历史记录")                                      \
	X(ENODIR, "no-such-folder", "the folder of {0} does not exist",        \
	    "{0} 所在的文件夹不存在")                                          \
	X(EACCES, "no-permission", "no permission to use {0} or its folder",   \
	    "没有权限使用 {0} 或其所在文件夹")                                 \
	X(EREADONLY, "read-only", "{0} cannot be written to", "{0} 不可写")    \
	X(EINUSE, "in-use", "another server is using {0}",                     \
	    "另一个服务器正在使用 {0}")                                        \
	X(EFOREIGN, "not-ours", "{0} is a database of some other program",     \
	    "{0} 是其他程序的数据库")                                          \
	X(ENEWER, "newer-version",                                             \
	    "{0} was written by a newer version of this program",              \
	    "{0} 由本程序更新的版本写成")                                      \
	X(ECORRUPT, "corrupt", "{0} is damaged, or is not a database",         \
	    "{0} 已损坏，或不是数据库")                                        \
	X(EFULL, "disk-full", "the disk of {0} is full", "{0} 所在的磁盘已满") \
	X(EIO, "io", "{0} could not be read or written", "{0} 读写失败")       \
	X(EEXIST, "exists", "{0} exists already", "{0} 已经存在")              \
	X(EABSENT, "no-such-file", "there is no history in {0}",               \
	    "{0} 中没有历史记录")

enum store_err {
#define STORE_ERR_ENUM(name, token, en, zh) STORE_##name,
	STORE_ERR_LIST(STORE_ERR_ENUM)
#undef STORE_ERR_ENUM
	    STORE_ERR_COUNT,
};

/* The stable token ("in-use"), and the sentence with its {0}; UTF-8, static. */
const char *store_err_token(enum store_err err);
const char *store_err_text(enum store_err err, enum ct_lang lang);

/* Appends that sentence about the file `path`, and in parentheses the detail,
 * if there is any. CT_OK, or the errors of ct_buf_add. */
enum ct_err store_err_tell(struct ct_buf *out, enum store_err err,
    enum ct_lang lang, const char *path, struct ct_slice detail);

/* When a commit is on disk. */
enum store_sync {
	STORE_SYNC_FULL,   /* before it is acknowledged: survives a power cut */
	STORE_SYNC_NORMAL, /* soon after: survives a kill, not a power cut */
	STORE_SYNC_OFF,    /* when the system likes; a power cut may damage
			      the file */
};

/* How long a room's messages are kept. 0: no limit. */
struct store_keep {
	const char *room; /* its key (folded); "": every room without its own */
	int64_t age;      /* ms */
	int64_t bytes;    /* of texts and names in the room */
};

struct store_options {
	enum store_sync sync;
	const struct store_keep *keep; /* outlives the store */
	size_t keep_count;
	int64_t remember; /* ms that a client's number is known to be a
			     duplicate; 0: for ever */
	int64_t people;   /* that are remembered; 0: no limit */
	int64_t check;    /* ms between looks for what is not kept any more */
	size_t queue;     /* bytes that may wait for the writer */
	size_t batch;     /* records in one transaction, at most */
	const char *vfs;  /* SQLite's name of it; NULL: the system's */

	/* Called by other threads when store_poll has something to do; must
	 * not call the store. */
	void (*wake)(void *ctx);
	void *wake_ctx;
};

#define STORE_OPTIONS_DEFAULT                                       \
	{                                                           \
		.remember = INT64_C(90) * 86400000, .check = 60000, \
		.queue = (size_t)64 << 20, .batch = 4096,           \
	}

struct store;

/*
 * Opens or creates the file (UTF-8 path), brings an older one up to date, and
 * starts the threads. STORE_OK and a store that store_close takes; or what is
 * wrong, with SQLite's own words appended to `detail`.
 */
enum store_err store_open(const char *path, const struct store_options *opt,
    struct store **out, struct ct_buf *detail);

/*
 * Waits, at most `wait_ms`, until everything submitted is committed or has
 * failed, and ends the store; what store_poll was not asked for is dropped.
 * False: the disk was too slow. Then the threads, and so the store's memory,
 * are left to the end of the process.
 */
bool store_close(struct store *st, int64_t wait_ms);

/* The same wait alone: afterwards one store_poll completes all of it. */
bool store_flush(struct store *st, int64_t wait_ms);

/*
 * The core's port to this store; submit and query are for one thread, the
 * loop's. Beside what core/store.h says:
 * - submit: `queue` bytes are waiting already: CT_ELATER for what has a number,
 *   for it may be there since before, CT_ESTORE for the others. CT_EINVAL: a
 *   PLACE, TAKEN or waiting DIRECT of nobody. CT_ENOMEM.
 * - When a transaction fails, all of its records complete with CT_ESTORE, but
 *   for those that were stored before (CT_OK, duplicates) and those of which
 *   the disk does not tell (CT_ELATER); the next one may succeed, as when the
 *   disk has space again.
 * - A waiting DIRECT completes with its row's seq, another DIRECT with 0.
 * - PLACE, WAITING and PERSON are answered when all that was submitted before
 *   them is completed; HISTORY and SEARCH at once, from what is on disk.
 * - query: CT_ELATER: so many wait already (4096 searches, 65536 others).
 * - HISTORY and WAITING give at most 1000 rows, SEARCH 100; a WAITING with a
 *   count of 0 as many as there are.
 * - SEARCH finds rows that contain every word of its text (words are separated
 *   by spaces), wherever it stands and whatever its case. CT_EEMPTY: none.
 */
void store_port(struct store *st, struct ct_store *out);

/* A number, 1 to 2^53 - 1, that this history has for ever and no other has. */
uint64_t store_epoch(const struct store *st);

/* The highest number that a forgotten room had, when the store was opened. */
uint64_t store_numbers(const struct store *st);

/*
 * How many numbers beyond those stored may have been given, in any room: there
 * was a run with less than STORE_SYNC_FULL, and a power cut may have taken its
 * last messages. People have seen them, and would take others of the same
 * number for them.
 */
uint64_t store_skip(const struct store *st);

/* True while more than half of `queue` waits: better not to read from clients.
 * A wake comes when it ends. */
bool store_busy(struct store *st);

/* Hands to the hub what has been completed; on the loop's thread. */
void store_poll(struct store *st, struct ct_hub *hub);

/* Tells a new hub the rooms and the last `count` messages of each. STORE_OK, or
 * what is wrong with the file. */
enum store_err store_restore(
    struct store *st, struct ct_hub *hub, int32_t count);

/* The same two for anybody. Rows are valid during the call. */
struct store_sink {
	void *ctx;
	void (*stored)(void *ctx, const struct ct_stored *done);
	void (*found)(void *ctx, uint64_t ticket, enum ct_err err,
	    const struct ct_row *rows, size_t n);
	/* NULL: nobody is told. */
	void (*emptied)(void *ctx, struct ct_slice key, uint64_t ticket);
};
struct store_memory {
	void *ctx;
	enum ct_err (*room)(void *ctx, struct ct_slice shown,
	    struct ct_slice topic, uint64_t seq);
	enum ct_err (*message)(void *ctx, const struct ct_msg *proto);
};
void store_take(struct store *st, const struct store_sink *sink);
enum store_err store_recall(
    struct store *st, int32_t count, const struct store_memory *memory);

struct store_stats {
	uint64_t records, failed; /* completed; of them, not stored */
	uint64_t commits;         /* transactions of records */
	uint64_t removed;         /* messages that were not to be kept longer */
	size_t queued;            /* bytes */
	uint64_t pending;         /* records */
	bool idle;                /* nothing to do but wait */
	enum store_err err;       /* the last failure's; OK since a success */
};
void store_stats(struct store *st, struct store_stats *out);

/* A copy from one file to another; `vfs` as in the options. */
struct store_copy {
	const char *from, *to, *vfs;
	bool of_from;         /* what is wrong is wrong with `from` */
	struct ct_buf detail; /* SQLite's own words about it */
};

/*
 * Copies a history to a new file, while a server is using it or not, and checks
 * the copy. The file appears under its name when it is whole; it has an epoch
 * of its own. STORE_OK; STORE_EEXIST; STORE_EABSENT; or what else is wrong.
 */
enum store_err store_backup(struct store_copy *c);

/*
 * The same, but in the place of what is there, which is lost with its log; that
 * log would be taken for the copy's, had it stayed. After any error but that of
 * the last step, which is quick, what is there is as it was; after a power cut
 * it is to be done again. STORE_EINUSE: a server is using `to`.
 */
enum store_err store_put_back(struct store_copy *c);

#endif
