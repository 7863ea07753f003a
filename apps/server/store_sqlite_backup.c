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
open_source(struct store_copy *c, struct db *db)
{
	int version = 0;
	int rc = db_open(db, c->from, DB_READ, c->vfs);
	enum store_err err;

	c->of_from = true;
	if (rc == SQLITE_CANTOPEN && !exists(c->from))
		return STORE_EABSENT;
	err = rc == SQLITE_OK ? db_identify(db, &version, &rc)
			      : db_err(db->handle, rc);
	if (rc != SQLITE_OK)
		ct_buf_add_str(&c->detail, sqlite3_errmsg(db->handle));
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
fill(struct store_copy *c, const char *part, struct db *source)
{
	struct db db;
	int rc = db_open(&db, part, DB_WRITE, c->vfs);
	enum store_err err;

	if (rc == SQLITE_OK)
		rc = copy(source, &db);
	if (rc == SQLITE_OK)
		rc = db_journal(&db, "delete");
	if (rc == SQLITE_OK)
		rc = set_apart(&db);
	if (rc == SQLITE_OK)
		rc = check(&db, &c->detail);
	if (rc != SQLITE_OK && c->detail.len == 0)
		ct_buf_add_str(&c->detail, sqlite3_errmsg(db.handle));
	err = db_err(db.handle, rc);
	c->of_from = err == STORE_ECORRUPT;
	db_close(&db);
	return err;
}

static enum store_err
file_err(enum pf_err err)
{
	if (err == PF_OK || err == PF_ENOENT)
		return STORE_OK;
	return err == PF_EACCES ? STORE_EACCES : STORE_EIO;
}

/* Removes the logs of a file, and with `all` the file. */
static enum store_err
clean(const char *path, bool all)
{
	static const char *const ends[] = {"", "-wal", "-shm", "-journal"};
	enum store_err err = STORE_OK;

	for (size_t i = all ? 0 : 1;
	     i < sizeof(ends) / sizeof(ends[0]) && err == STORE_OK; i++) {
		char *name = sqlite3_mprintf("%s%s", path, ends[i]);

		err = name != NULL ? file_err(pf_file_remove(name))
				   : STORE_ENOMEM;
		sqlite3_free(name);
	}
	return err;
}

/* Gives the copy its name; the logs of what had it go first, for they would be
 * taken for the copy's. */
static enum store_err
name_it(const char *part, const char *to)
{
	enum store_err err = clean(to, false);

	return err == STORE_OK ? file_err(pf_file_rename(part, to)) : err;
}

/* `to` is its name in full. */
static enum store_err
make(struct store_copy *c, const char *to)
{
	struct db source = {0};
	char *part = sqlite3_mprintf("%s-part", to);
	enum store_err err = STORE_ENOMEM;

	if (part != NULL)
		err = open_source(c, &source);
	if (err == STORE_OK) {
		clean(part, true);
		err = fill(c, part, &source);
		db_close(&source);
		if (err == STORE_OK)
			err = name_it(part, to);
		clean(part, true);
	}
	db_close(&source);
	sqlite3_free(part);
	return err;
}

enum store_err
store_backup(struct store_copy *c)
{
	return exists(c->to) ? STORE_EEXIST : make(c, c->to);
}

enum store_err
store_put_back(struct store_copy *c)
{
	struct db guard = {0};
	char *to = db_full_name(c->to, c->vfs);
	int rc = SQLITE_NOMEM;
	enum store_err err;

	if (to != NULL)
		rc = db_guard(&guard, to, c->vfs);
	err = db_err(guard.handle, rc);
	if (rc == SQLITE_OK)
		err = make(c, to);
	else if (guard.handle != NULL)
		ct_buf_add_str(&c->detail, sqlite3_errmsg(guard.handle));
	db_close(&guard);
	sqlite3_free(to);
	return err;
}
