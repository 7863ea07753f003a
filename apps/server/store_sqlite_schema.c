/* The file's layout: every version it ever had, and the way from each to the
 * next. A step is never changed once it has been released. */
#include "store_sqlite_db.h"

#include <stdio.h>

/* "CrTk" in the file's header. */
#define APPLICATION "1131566187"
enum { application = 1131566187 };

static const char *const steps[] = {
    /* 1: rooms and their messages, people, what waits for them */
    "CREATE TABLE room("
    " id INTEGER PRIMARY KEY,"
    " key TEXT NOT NULL UNIQUE," /* folded */
    " shown TEXT NOT NULL,"
    " topic TEXT NOT NULL DEFAULT '',"
    " topic_from TEXT NOT NULL DEFAULT '',"
    " topic_time INTEGER NOT NULL DEFAULT 0,"
    " seq INTEGER NOT NULL DEFAULT 0," /* the highest ever stored */
    " bytes INTEGER NOT NULL DEFAULT 0);"
    "CREATE TABLE message("
    " id INTEGER PRIMARY KEY AUTOINCREMENT," /* in order of commits */
    " room INTEGER NOT NULL,"
    " seq INTEGER NOT NULL,"
    " prev INTEGER NOT NULL,"
    " time INTEGER NOT NULL," /* ms since 1970, everywhere */
    " person INTEGER,"
    " sender TEXT NOT NULL,"
    " text TEXT NOT NULL);"
    "CREATE UNIQUE INDEX message_seq ON message(room, seq);"
    "CREATE TABLE person("
    " id INTEGER PRIMARY KEY,"
    " identity BLOB NOT NULL UNIQUE,"
    " name TEXT,"
    " name_key TEXT," /* folded */
    " rooms TEXT,"    /* as shown, separated by LF */
    " seen INTEGER);"
    "CREATE INDEX person_name ON person(name_key, seen)"
    " WHERE name_key IS NOT NULL;"
    "CREATE TABLE sent(" /* the clients' own numbers */
    " person INTEGER NOT NULL,"
    " number INTEGER NOT NULL,"
    " seq INTEGER NOT NULL,"
    " time INTEGER NOT NULL,"
    " PRIMARY KEY(person, number)) WITHOUT ROWID;"
    "CREATE TABLE direct(" /* waiting for `person` */
    " id INTEGER PRIMARY KEY AUTOINCREMENT,"
    " person INTEGER NOT NULL,"
    " time INTEGER NOT NULL,"
    " sender TEXT NOT NULL,"
    " addressee TEXT NOT NULL,"
    " text TEXT NOT NULL);"
    "CREATE INDEX direct_person ON direct(person, id);",

    /* 2: search; all messages up to `indexed` are in it */
    "CREATE TABLE state(name TEXT PRIMARY KEY, value INTEGER NOT NULL)"
    " WITHOUT ROWID;"
    "INSERT INTO state VALUES('indexed', 0);"
    "CREATE VIRTUAL TABLE search USING fts5(words, content='',"
    " columnsize=0, detail=none, tokenize='ascii');",

    /* 3: what tells this history from every other */
    "INSERT INTO state VALUES('epoch', 1 + (random() & 9007199254740990));",

    /* 4: rooms with nothing in them; the highest number of a forgotten one */
    "CREATE INDEX room_empty ON room(id) WHERE bytes=0 AND topic='';"
    "INSERT INTO state VALUES('numbers', 0);",

    /* 5: who was seen longest ago. Who had no place was never seen; now that
     * is who has no name. */
    "UPDATE person SET seen=id WHERE seen IS NULL;"
    "CREATE INDEX person_seen ON person(seen, id);",
};
enum { newest = sizeof(steps) / sizeof(steps[0]) };

/* One PRAGMA or SELECT that gives an integer. */
static int
ask(struct db *db, const char *sql, int *out)
{
	sqlite3_stmt *s = NULL;
	int rc = sqlite3_prepare_v2(db->handle, sql, -1, &s, NULL);

	if (rc == SQLITE_OK)
		rc = sqlite3_step(s);
	if (rc == SQLITE_ROW) {
		*out = sqlite3_column_int(s, 0);
		rc = SQLITE_OK;
	}
	sqlite3_finalize(s);
	return rc;
}

enum store_err
db_identify(struct db *db, int *version, int *rc)
{
	int app = 0, tables = 0;

	*rc = ask(db, "PRAGMA application_id", &app);
	if (*rc == SQLITE_OK)
		*rc = ask(db, "PRAGMA user_version", version);
	if (*rc == SQLITE_OK)
		*rc = ask(db, "SELECT count(*) FROM sqlite_schema", &tables);
	if (*rc != SQLITE_OK)
		return db_err(db->handle, *rc);
	if (app != application && (app != 0 || *version != 0 || tables > 0))
		return STORE_EFOREIGN;
	return *version > (int)newest ? STORE_ENEWER : STORE_OK;
}

/* From `version` to the next, all or nothing. */
static int
step(struct db *db, int version)
{
	char mark[96];
	int rc = db_begin(db);

	snprintf(mark, sizeof(mark),
	    "PRAGMA application_id=" APPLICATION "; PRAGMA user_version=%d",
	    version + 1);
	if (rc == SQLITE_OK)
		rc = db_exec(db, steps[version]);
	if (rc == SQLITE_OK)
		rc = db_exec(db, mark);
	return db_end(db, rc);
}

enum store_err
db_migrate(struct db *db, int *rc)
{
	int version = 0;
	enum store_err err = db_identify(db, &version, rc);

	if (err != STORE_OK)
		return err;
	/* Both need to be said before there is a table. */
	if (version == 0)
		*rc = db_exec(db,
		    "PRAGMA page_size=4096; PRAGMA auto_vacuum=INCREMENTAL");
	if (*rc == SQLITE_OK)
		*rc = db_journal(db, "wal");
	for (; version < (int)newest && *rc == SQLITE_OK; version++)
		*rc = step(db, version);
	return db_err(db->handle, *rc);
}
