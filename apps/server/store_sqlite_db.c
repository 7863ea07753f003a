/* A connection: opening it, and its statements. */
#include "store_sqlite_db.h"

#include "platform/err.h"

#include <stdarg.h>
#include <string.h>

static const char *const texts[DB_SQL_COUNT] = {
    [DB_BEGIN] = "BEGIN IMMEDIATE",
    [DB_BEGIN_READ] = "BEGIN",
    [DB_COMMIT] = "COMMIT",
    [DB_PERSON_FIND] = "SELECT id FROM person WHERE identity=?1",
    [DB_PERSON_ADD] = "INSERT INTO person(identity, seen) VALUES(?1, ?2)",
    [DB_PERSON_PLACE] = "UPDATE person SET name=?2, name_key=?3,"
			" rooms=iif(?6, rooms, ?4), seen=?5 WHERE id=?1",
    [DB_PERSON_BY_ID] = "SELECT identity, name, rooms, seen FROM person"
			" WHERE identity=?1 AND name IS NOT NULL",
    [DB_PERSON_BY_NAME] = "SELECT identity, name, rooms, seen FROM person"
			  " WHERE name_key=?1 ORDER BY seen DESC LIMIT 1",
    [DB_PERSON_COUNT] = "SELECT count(*) FROM person",
    /* The last one stays, so that nobody else is ever given its id. */
    [DB_PERSON_OLDEST] =
	"SELECT id, seen, EXISTS(SELECT 1 FROM direct WHERE person=p.id) OR"
	" ifnull((SELECT 1 FROM sent WHERE person=p.id AND time>=?3"
	" ORDER BY number DESC LIMIT 1), 0) OR id=(SELECT max(id) FROM person)"
	" FROM person p WHERE (seen, id)>(?1, ?2) ORDER BY seen, id LIMIT ?4",
    [DB_PERSON_DROP] = "DELETE FROM person WHERE id=?1",
    [DB_SENT_FIND] = "SELECT seq, time FROM sent"
		     " WHERE person=?1 AND number=?2",
    [DB_SENT_ADD] = "INSERT INTO sent(person, number, seq, time)"
		    " VALUES(?1, ?2, ?3, ?4)",
    [DB_SENT_SCAN] = "SELECT person, number, time FROM sent"
		     " WHERE (person, number) > (?1, ?2)"
		     " ORDER BY person, number LIMIT ?3",
    [DB_SENT_DROP] = "DELETE FROM sent WHERE person=?1 AND number=?2",
    [DB_SENT_DROP_SOME] = "DELETE FROM sent WHERE person=?1 AND number IN"
			  " (SELECT number FROM sent WHERE person=?1 LIMIT ?2)",
    [DB_ROOM_FIND] = "SELECT id, seq FROM room WHERE key=?1",
    [DB_ROOM_ADD] = "INSERT INTO room(key, shown, seq) SELECT ?1, ?2, value"
		    " FROM state WHERE name='numbers'",
    [DB_ROOM_SAID] = "UPDATE room SET shown=?2, seq=?3, bytes=bytes+?4"
		     " WHERE id=?1",
    [DB_ROOM_TOPIC] = "UPDATE room SET shown=?2, topic=?3, topic_from=?4,"
		      " topic_time=?5 WHERE id=?1",
    [DB_ROOM_NEXT] = "SELECT id, key, shown, topic, seq, bytes FROM room"
		     " WHERE id>?1 ORDER BY id LIMIT 1",
    [DB_ROOM_SHOWN] = "SELECT shown FROM room WHERE key=?1",
    [DB_ROOM_LESS] = "UPDATE room SET bytes=bytes-?2 WHERE id=?1",
    [DB_ROOM_EMPTY] = "SELECT id, key FROM room r WHERE bytes=0 AND topic=''"
		      " AND id>?1 AND NOT EXISTS"
		      " (SELECT 1 FROM message WHERE room=r.id)"
		      " ORDER BY id LIMIT ?2",
    [DB_ROOM_DROP] = "DELETE FROM room WHERE id=?1 AND topic='' AND NOT EXISTS"
		     " (SELECT 1 FROM message WHERE room=?1)",
    [DB_MESSAGE_ADD] = "INSERT INTO message(room, seq, prev, time, person,"
		       " sender, text) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    [DB_MESSAGE_DROP] = "DELETE FROM message WHERE id=?1",
    [DB_BEFORE] = "SELECT seq, prev, time, sender, text, id FROM message"
		  " WHERE room=?1 AND seq<?2 ORDER BY seq DESC LIMIT ?3",
    [DB_AFTER] = "SELECT seq, prev, time, sender, text, id FROM message"
		 " WHERE room=?1 AND seq>?2 ORDER BY seq LIMIT ?3",
    [DB_OLDEST] = "SELECT id, time, sender, text FROM message"
		  " WHERE room=?1 ORDER BY seq LIMIT ?2",
    [DB_DIRECT_ADD] = "INSERT INTO direct(person, time, sender, addressee,"
		      " text) VALUES(?1, ?2, ?3, ?4, ?5)",
    [DB_DIRECT_COUNT] = "SELECT count(*) FROM"
			" (SELECT 1 FROM direct WHERE person=?1 LIMIT ?2)",
    [DB_DIRECT_TAKEN] = "DELETE FROM direct WHERE id<=?2 AND person ="
			" (SELECT id FROM person WHERE identity=?1)",
    [DB_WAITING] = "SELECT id, time, sender, addressee, text FROM direct"
		   " WHERE person = (SELECT id FROM person WHERE identity=?1)"
		   " AND id>?3 ORDER BY id LIMIT ?2",
    [DB_INDEXED] = "SELECT value FROM state WHERE name='indexed'",
    [DB_INDEX_SET] = "UPDATE state SET value=?1 WHERE name='indexed'",
    [DB_INDEX_ADD] = "INSERT INTO search(rowid, words) VALUES(?1, ?2)",
    [DB_INDEX_DROP] = "INSERT INTO search(search, rowid, words)"
		      " VALUES('delete', ?1, ?2)",
    [DB_UNINDEXED] = "SELECT id, text FROM message WHERE id>?1"
		     " ORDER BY id LIMIT ?2",
    [DB_LAST_MESSAGE] = "SELECT max(id) FROM message",
    [DB_SEARCH] = "SELECT m.id, m.room, m.seq, m.prev, m.time, m.sender,"
		  " m.text, r.shown, r.key FROM search s"
		  " CROSS JOIN message m ON m.id=s.rowid"
		  " CROSS JOIN room r ON r.id=m.room"
		  " WHERE s.search MATCH ?1 AND s.rowid<?2"
		  " ORDER BY s.rowid DESC",
    [DB_SEARCH_TAIL] = "SELECT m.id, m.room, m.seq, m.prev, m.time, m.sender,"
		       " m.text, r.shown, r.key FROM message m"
		       " CROSS JOIN room r ON r.id=m.room"
		       " WHERE m.id>?1 AND m.id<?2 ORDER BY m.id DESC",
    [DB_SPARE] = "PRAGMA freelist_count",
    [DB_SHRINK] = "PRAGMA incremental_vacuum(128)",
    [DB_EPOCH] = "SELECT value FROM state WHERE name='epoch'",
    [DB_NUMBERS] = "SELECT value FROM state WHERE name='numbers'",
    [DB_NUMBERS_RAISE] = "UPDATE state SET value=max(value, ?1)"
			 " WHERE name='numbers'",
    /* One that changes something: SQLite does not write what stays as it is. */
    [DB_FAILURE] = "INSERT INTO state VALUES('failures', 1)"
		   " ON CONFLICT(name) DO UPDATE SET value=value+1",
    [DB_LOOSE] = "SELECT value FROM state WHERE name='loose'",
    [DB_LOOSE_ADD] = "INSERT INTO state VALUES('loose', 1)"
		     " ON CONFLICT(name) DO UPDATE SET value=value+1",
    [DB_LETTERS_SKIP] = "UPDATE sqlite_sequence SET seq=seq+?1"
			" WHERE name='direct'",
    [DB_LETTERS_BEGIN] = "INSERT INTO sqlite_sequence(name, seq)"
			 " SELECT 'direct', 0 WHERE NOT EXISTS"
			 " (SELECT 1 FROM sqlite_sequence"
			 " WHERE name='direct')",
};

/* Waits this long for another program that writes to the file, ms. */
enum { busy_wait = 5000 };

int
db_open(struct db *db, const char *path, enum db_mode mode, const char *vfs)
{
	int flags = mode == DB_READ
			? SQLITE_OPEN_READONLY
			: SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
	int rc;

	memset(db, 0, sizeof(*db));
	rc = sqlite3_open_v2(
	    path, &db->handle, flags | SQLITE_OPEN_NOMUTEX, vfs);
	if (rc != SQLITE_OK)
		return rc;
	sqlite3_extended_result_codes(db->handle, 1);
	sqlite3_busy_timeout(db->handle, busy_wait);
	return SQLITE_OK;
}

void
db_close(struct db *db)
{
	for (size_t i = 0; i < DB_SQL_COUNT; i++)
		sqlite3_finalize(db->sql[i]);
	sqlite3_close(db->handle);
	memset(db, 0, sizeof(*db));
}

char *
db_full_name(const char *path, const char *vfs)
{
	sqlite3_vfs *v = sqlite3_vfs_find(vfs);
	char *full = NULL;

	if (v != NULL)
		full = sqlite3_malloc(v->mxPathname + 1);
	if (full == NULL ||
	    (v->xFullPathname(v, path, v->mxPathname + 1, full) & 0xff) ==
		SQLITE_OK)
		return full;
	sqlite3_free(full);
	return NULL;
}

int
db_guard(struct db *guard, const char *full, const char *vfs)
{
	char *path = sqlite3_mprintf("%s-lock", full);
	int rc;

	if (path == NULL)
		return SQLITE_NOMEM;
	rc = db_open(guard, path, DB_WRITE, vfs);
	if (rc == SQLITE_OK) {
		sqlite3_busy_timeout(guard->handle, 0);
		rc = db_exec(guard, "PRAGMA locking_mode=EXCLUSIVE;"
				    " PRAGMA journal_mode=MEMORY;"
				    " BEGIN EXCLUSIVE");
	}
	sqlite3_free(path);
	return rc;
}

int
db_exec(struct db *db, const char *sql)
{
	return sqlite3_exec(db->handle, sql, NULL, NULL, NULL);
}

int
db_journal(struct db *db, const char *mode)
{
	char sql[64];
	sqlite3_stmt *s = NULL;
	int rc;

	sqlite3_snprintf(sizeof(sql), sql, "PRAGMA journal_mode=%s", mode);
	rc = sqlite3_prepare_v2(db->handle, sql, -1, &s, NULL);
	if (rc == SQLITE_OK)
		rc = sqlite3_step(s);
	if (rc == SQLITE_ROW)
		rc = ct_slice_eq(db_text(s, 0), ct_slice_str(mode))
			 ? SQLITE_OK
			 : SQLITE_IOERR;
	sqlite3_finalize(s);
	return rc;
}

static int
prepare(struct db *db, enum db_sql which)
{
	if (db->sql[which] != NULL)
		return SQLITE_OK;
	return sqlite3_prepare_v3(db->handle, texts[which], -1,
	    SQLITE_PREPARE_PERSISTENT, &db->sql[which], NULL);
}

static int
bind_one(sqlite3_stmt *s, int at, char type, va_list *args)
{
	struct ct_slice t;
	int64_t i;

	switch (type) {
	case 's':
		t = va_arg(*args, struct ct_slice);
		return sqlite3_bind_text64(s, at, t.len > 0 ? t.data : "",
		    t.len, SQLITE_STATIC, SQLITE_UTF8);
	case 'd':
		return sqlite3_bind_blob(s, at,
		    va_arg(*args, const unsigned char *), CT_ID_BYTES,
		    SQLITE_STATIC);
	default:
		i = va_arg(*args, int64_t);
		return type == 'o' && i == 0 ? sqlite3_bind_null(s, at)
					     : sqlite3_bind_int64(s, at, i);
	}
}

static sqlite3_stmt *
bind_all(
    struct db *db, enum db_sql which, int *rc, const char *types, va_list *args)
{
	sqlite3_stmt *s;

	*rc = prepare(db, which);
	s = db->sql[which];
	for (int i = 0; types[i] != '\0' && *rc == SQLITE_OK; i++)
		*rc = bind_one(s, i + 1, types[i], args);
	return *rc == SQLITE_OK ? s : NULL;
}

sqlite3_stmt *
db_bind(struct db *db, enum db_sql which, int *rc, const char *types, ...)
{
	sqlite3_stmt *s;
	va_list args;

	va_start(args, types);
	s = bind_all(db, which, rc, types, &args);
	va_end(args);
	return s;
}

void
db_reset(sqlite3_stmt *s)
{
	if (s == NULL)
		return;
	sqlite3_reset(s);
	sqlite3_clear_bindings(s);
}

int
db_run(struct db *db, enum db_sql which, const char *types, ...)
{
	sqlite3_stmt *s;
	va_list args;
	int rc;

	va_start(args, types);
	s = bind_all(db, which, &rc, types, &args);
	va_end(args);
	if (s == NULL)
		return rc;
	while ((rc = sqlite3_step(s)) == SQLITE_ROW)
		;
	db_reset(s);
	return rc == SQLITE_DONE ? SQLITE_OK : rc;
}

int
db_get(struct db *db, enum db_sql which, int64_t *out, int n, const char *types,
    ...)
{
	sqlite3_stmt *s;
	va_list args;
	int rc;

	va_start(args, types);
	s = bind_all(db, which, &rc, types, &args);
	va_end(args);
	if (s == NULL)
		return rc;
	rc = sqlite3_step(s);
	for (int i = 0; i < n && rc == SQLITE_ROW; i++)
		out[i] = sqlite3_column_int64(s, i);
	db_reset(s);
	return rc;
}

struct ct_slice
db_text(sqlite3_stmt *s, int column)
{
	const void *data = sqlite3_column_text(s, column);

	return (struct ct_slice){
	    data, data != NULL ? (size_t)sqlite3_column_bytes(s, column) : 0};
}

int
db_begin(struct db *db)
{
	if (!sqlite3_get_autocommit(db->handle))
		db_exec(db, "ROLLBACK");
	return db_run(db, DB_BEGIN, "");
}

int
db_end(struct db *db, int rc)
{
	if (rc == SQLITE_OK)
		rc = db_run(db, DB_COMMIT, "");
	if (!sqlite3_get_autocommit(db->handle))
		db_exec(db, "ROLLBACK");
	return rc;
}

static enum store_err
cannot_open(sqlite3 *handle)
{
	int code = handle != NULL ? sqlite3_system_errno(handle) : 0;

	switch (pf_err_from_os(code)) {
	case PF_ENOENT:
		return STORE_ENODIR;
	case PF_EACCES:
		return STORE_EACCES;
	default:
		return STORE_EIO;
	}
}

enum store_err
db_err(sqlite3 *handle, int rc)
{
	switch (rc & 0xff) {
	case SQLITE_OK:
		return STORE_OK;
	case SQLITE_NOMEM:
		return STORE_ENOMEM;
	case SQLITE_READONLY:
		return STORE_EREADONLY;
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return STORE_EINUSE;
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
		return STORE_ECORRUPT;
	case SQLITE_FULL:
		return STORE_EFULL;
	case SQLITE_PERM:
		return STORE_EACCES;
	case SQLITE_CANTOPEN:
		return cannot_open(handle);
	default:
		return STORE_EIO;
	}
}
