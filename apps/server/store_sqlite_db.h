/* One connection to the history's file: its statements by name, and the few
 * ways in which the store uses them. */
#ifndef SERVER_STORE_SQLITE_DB_H
#define SERVER_STORE_SQLITE_DB_H

#include "store_sqlite.h"

#include <sqlite3.h>

enum db_sql {
	DB_BEGIN,
	DB_BEGIN_READ,
	DB_COMMIT,
	DB_PERSON_FIND,
	DB_PERSON_ADD,
	DB_PERSON_PLACE,
	DB_PERSON_BY_ID,
	DB_PERSON_BY_NAME,
	DB_PERSON_COUNT,
	DB_PERSON_OLDEST,
	DB_PERSON_DROP,
	DB_SENT_FIND,
	DB_SENT_ADD,
	DB_SENT_SCAN,
	DB_SENT_DROP,
	DB_SENT_DROP_SOME,
	DB_ROOM_FIND,
	DB_ROOM_ADD,
	DB_ROOM_SAID,
	DB_ROOM_TOPIC,
	DB_ROOM_NEXT,
	DB_ROOM_SHOWN,
	DB_ROOM_LESS,
	DB_ROOM_EMPTY,
	DB_ROOM_DROP,
	DB_MESSAGE_ADD,
	DB_MESSAGE_DROP,
	DB_BEFORE,
	DB_AFTER,
	DB_OLDEST,
	DB_DIRECT_ADD,
	DB_DIRECT_COUNT,
	DB_DIRECT_TAKEN,
	DB_WAITING,
	DB_INDEXED,
	DB_INDEX_SET,
	DB_INDEX_ADD,
	DB_INDEX_DROP,
	DB_UNINDEXED,
	DB_LAST_MESSAGE,
	DB_SEARCH,
	DB_SEARCH_TAIL,
	DB_SPARE,
	DB_SHRINK,
	DB_EPOCH,
	DB_NUMBERS,
	DB_NUMBERS_RAISE,
	DB_FAILURE,
	DB_LOOSE,
	DB_LOOSE_ADD,
	DB_LETTERS_SKIP,
	DB_LETTERS_BEGIN,
	DB_SQL_COUNT,
};

struct db {
	sqlite3 *handle;
	sqlite3_stmt *sql[DB_SQL_COUNT]; /* NULL until first used */
};

enum db_mode {
	DB_WRITE, /* creates the file */
	DB_READ,
};

/*
 * Opens a connection; db_close also after an error. An error of SQLite's, or
 * SQLITE_OK.
 */
int db_open(
    struct db *db, const char *path, enum db_mode mode, const char *vfs);
void db_close(struct db *db);

/* The file's name in full, as SQLite understands it; for sqlite3_free. NULL:
 * no memory, or there is none. */
char *db_full_name(const char *path, const char *vfs);

/* Keeps servers out of the history with this full name, until the connection is
 * closed or the process ends. SQLITE_BUSY: one is in it. */
int db_guard(struct db *guard, const char *full, const char *vfs);

/* Runs SQL that returns nothing. */
int db_exec(struct db *db, const char *sql);

/* Makes the journal of that kind; SQLite says nothing when it cannot. */
int db_journal(struct db *db, const char *mode);

/*
 * Binds a statement's values, one letter each: i int64_t, o the same but NULL
 * for 0, s struct ct_slice as text, d CT_ID_BYTES bytes. Slices live until
 * db_reset.
 * NULL: *rc says why.
 */
sqlite3_stmt *db_bind(
    struct db *db, enum db_sql which, int *rc, const char *types, ...);
void db_reset(sqlite3_stmt *s); /* of NULL: nothing */

/* One that returns nothing: SQLITE_OK or an error. */
int db_run(struct db *db, enum db_sql which, const char *types, ...);

/* One that returns at most one row of integers, `n` of them into `out`:
 * SQLITE_ROW, SQLITE_DONE or an error. */
int db_get(struct db *db, enum db_sql which, int64_t *out, int n,
    const char *types, ...);

/* A column, valid until the statement's next step. */
struct ct_slice db_text(sqlite3_stmt *s, int column);

/* Begins a transaction, ending one that an error has left open; ends it, well
 * if `rc` is SQLITE_OK and it can be committed. Returns how it ended. */
int db_begin(struct db *db);
int db_end(struct db *db, int rc);

/* SQLite's error as ours; the system's error decides what "cannot open" means.
 */
enum store_err db_err(sqlite3 *handle, int rc);

/* Is this file ours, and of which version? 0: it is empty. */
enum store_err db_identify(struct db *db, int *version, int *rc);

/* The same, and brings it up to date. */
enum store_err db_migrate(struct db *db, int *rc);

#endif
