/* A copy of the history, made while a server is using it: one snapshot of the
 * file, whatever is committed meanwhile. */
#include "store_sqlite_db.h"

#include "platform/file.h"
#include "platform/process.h"

#include <string.h>

static bool
exists(const char *path)
{
	FILE *f;

	if (pf_fopen(path, "rb", &f) != PF_OK)
		return false;
	fclose(f);
	return true;
}

static enum store_err
open_source(
    struct db *db, const char *path, const char *vfs, struct ct_buf *detail)
{
	int version = 0;
	int rc = db_open(db, path, DB_READ, vfs);
	enum store_err err;

	if (rc == SQLITE_CANTOPEN && !exists(path))
		return STORE_EABSENT;
	err = rc == SQLITE_OK ? db_identify(db, &version, &rc)
			      : db_err(db->handle, rc);
	if (rc != SQLITE_OK)
		ct_buf_add_str(detail, sqlite3_errmsg(db->handle));
	return err == STORE_OK && version == 0 ? STORE_EABSENT : err;
}

static int
copy(struct db *from, struct db *to)
{
	sqlite3_backup *b =
	    sqlite3_backup_init(to->handle, "main", from->handle, "main");
	int rc;

	if (b == NULL)
		return sqlite3_errcode(to->handle);
	/* All at once: the source's writer does not wait for readers, and in
	 * steps the copy would begin anew after each commit. */
	rc = sqlite3_backup_step(b, -1);
	sqlite3_backup_finish(b);
	return rc == SQLITE_DONE ? SQLITE_OK : rc;
}

/* Is it sound? What is not, is in `detail`. */
static int
check(struct db *db, struct ct_buf *detail)
{
	sqlite3_stmt *s = NULL;
	int rc = sqlite3_prepare_v2(
	    db->handle, "PRAGMA integrity_check(1)", -1, &s, NULL);

	if (rc == SQLITE_OK)
		rc = sqlite3_step(s);
	if (rc == SQLITE_ROW) {
		rc = ct_slice_eq(db_text(s, 0), ct_slice_str("ok"))
			 ? SQLITE_OK
			 : SQLITE_CORRUPT;
		if (rc != SQLITE_OK)
			ct_buf_add_slice(detail, db_text(s, 0));
	}
	sqlite3_finalize(s);
	return rc;
}

/*
 * Whoever goes on from the copy gives numbers that the original gives to other
 * messages: it is another history. SQLITE_OK, too, when it is older than that.
 */
static int
set_apart(struct db *db)
{
	int version = 0, rc = SQLITE_OK;

	if (db_identify(db, &version, &rc) != STORE_OK || version < 3)
		return rc;
	return db_exec(db,
	    "UPDATE state SET value=(random() & 9007199254740990) + 1"
	    " WHERE name='epoch'");
}

/* Into the file `part`, which becomes one file that needs no other. */
static enum store_err
fill(
    struct db *source, const char *part, const char *vfs, struct ct_buf *detail)
{
	struct db db;
	int rc = db_open(&db, part, DB_WRITE, vfs);
	enum store_err err;

	if (rc == SQLITE_OK)
		rc = copy(source, &db);
	if (rc == SQLITE_OK)
		rc = db_journal(&db, "delete");
	if (rc == SQLITE_OK)
		rc = set_apart(&db);
	if (rc == SQLITE_OK)
		rc = check(&db, detail);
	if (rc != SQLITE_OK && detail->len == 0)
		ct_buf_add_str(detail, sqlite3_errmsg(db.handle));
	err = db_err(db.handle, rc);
	db_close(&db);
	return err;
}

static enum store_err
name_it(const char *part, const char *to)
{
	switch (pf_file_rename(part, to)) {
	case PF_OK:
		return STORE_OK;
	case PF_EACCES:
		return STORE_EACCES;
	default:
		return STORE_EIO;
	}
}

/* Removes what an attempt has left, but for the file under its new name. */
static void
clean(const char *part)
{
	static const char *const ends[] = {"", "-wal", "-shm", "-journal"};

	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		char *name = sqlite3_mprintf("%s%s", part, ends[i]);

		if (name != NULL)
			pf_file_remove(name);
		sqlite3_free(name);
	}
}

enum store_err
store_backup(
    const char *from, const char *to, const char *vfs, struct ct_buf *detail)
{
	struct db source = {0};
	char *part = sqlite3_mprintf("%s-part", to);
	enum store_err err;

	if (part == NULL)
		return STORE_ENOMEM;
	err =
	    exists(to) ? STORE_EEXIST : open_source(&source, from, vfs, detail);
	if (err == STORE_OK) {
		clean(part);
		err = fill(&source, part, vfs, detail);
		if (err == STORE_OK)
			err = name_it(part, to);
		clean(part);
	}
	db_close(&source);
	sqlite3_free(part);
	return err;
}
