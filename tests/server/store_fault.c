/* The failing disk: a VFS around the system's. */
#include "store_fault.h"

#include "platform/thread.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

struct faulty {
	sqlite3_file base;
	sqlite3_file *real; /* behind this struct */
	const char *name;   /* NULL: one that nobody watches */
};

static struct {
	struct pf_mutex *lock;
	struct pf_cond *gate, *blocked;
	struct fault_plan plan;
	long calls;
	bool closed;
	int waiting;
	const struct fault_witness *witness;
	sqlite3_vfs vfs;
	sqlite3_io_methods io;
} f;

static sqlite3_vfs *
real_vfs(void)
{
	return f.vfs.pAppData;
}

/* Is this call to fail? */
static bool
refused(void)
{
	bool no;

	pf_mutex_lock(f.lock);
	f.calls++;
	no = f.plan.fail_at > 0 && (f.plan.lasting ? f.calls >= f.plan.fail_at
						   : f.calls == f.plan.fail_at);
	pf_mutex_unlock(f.lock);
	return no;
}

/* May a file grow so much? */
static bool
has_space(int64_t growth)
{
	bool ok = true;

	pf_mutex_lock(f.lock);
	if (growth > 0 && f.plan.space >= 0) {
		ok = growth <= f.plan.space;
		if (ok)
			f.plan.space -= growth;
	}
	pf_mutex_unlock(f.lock);
	return ok;
}

static bool
is_starved(void)
{
	bool yes;

	pf_mutex_lock(f.lock);
	yes = f.plan.starved;
	pf_mutex_unlock(f.lock);
	return yes;
}

static sqlite3_file *
real(sqlite3_file *file)
{
	return ((struct faulty *)file)->real;
}

/* The path of a file, if there is a witness who wants to know. */
static const char *
watched(sqlite3_file *file)
{
	return f.witness != NULL ? ((struct faulty *)file)->name : NULL;
}

static int
f_close(sqlite3_file *file)
{
	return real(file)->pMethods->xClose(real(file));
}

static int
f_read(sqlite3_file *file, void *out, int n, sqlite3_int64 at)
{
	if (refused())
		return SQLITE_IOERR_READ;
	return real(file)->pMethods->xRead(real(file), out, n, at);
}

static int
f_write(sqlite3_file *file, const void *in, int n, sqlite3_int64 at)
{
	sqlite3_int64 size = 0;

	if (refused())
		return SQLITE_IOERR_WRITE;
	real(file)->pMethods->xFileSize(real(file), &size);
	if (!has_space(at + n - size))
		return SQLITE_FULL;
	if (watched(file) != NULL)
		f.witness->wrote(watched(file), in, n, at);
	return real(file)->pMethods->xWrite(real(file), in, n, at);
}

static int
f_truncate(sqlite3_file *file, sqlite3_int64 size)
{
	if (refused())
		return SQLITE_IOERR_TRUNCATE;
	if (watched(file) != NULL)
		f.witness->truncated(watched(file), size);
	return real(file)->pMethods->xTruncate(real(file), size);
}

static void
pass_gate(void)
{
	pf_mutex_lock(f.lock);
	f.waiting++;
	while (f.closed) {
		pf_cond_signal(f.blocked);
		pf_cond_wait(f.gate, f.lock, -1);
	}
	f.waiting--;
	pf_mutex_unlock(f.lock);
}

static int
f_sync(sqlite3_file *file, int flags)
{
	int ms;

	if (refused())
		return SQLITE_IOERR_FSYNC;
	pass_gate();
	pf_mutex_lock(f.lock);
	ms = f.plan.sync_ms;
	pf_mutex_unlock(f.lock);
	if (ms > 0)
		real_vfs()->xSleep(real_vfs(), ms * 1000);
	(void)flags;
	if (watched(file) != NULL)
		f.witness->synced(watched(file));
	return SQLITE_OK; /* the machine itself does not fail */
}

static int
f_size(sqlite3_file *file, sqlite3_int64 *out)
{
	if (refused())
		return SQLITE_IOERR_FSTAT;
	return real(file)->pMethods->xFileSize(real(file), out);
}

static int
f_lock(sqlite3_file *file, int level)
{
	return real(file)->pMethods->xLock(real(file), level);
}

static int
f_unlock(sqlite3_file *file, int level)
{
	return real(file)->pMethods->xUnlock(real(file), level);
}

static int
f_reserved(sqlite3_file *file, int *out)
{
	return real(file)->pMethods->xCheckReservedLock(real(file), out);
}

static int
f_control(sqlite3_file *file, int op, void *arg)
{
	return real(file)->pMethods->xFileControl(real(file), op, arg);
}

static int
f_sector(sqlite3_file *file)
{
	return real(file)->pMethods->xSectorSize(real(file));
}

static int
f_traits(sqlite3_file *file)
{
	return real(file)->pMethods->xDeviceCharacteristics(real(file));
}

static int
f_shm_map(
    sqlite3_file *file, int page, int size, int extend, void volatile **out)
{
	if (refused())
		return SQLITE_IOERR_SHMMAP;
	if (page > 0 && is_starved())
		return SQLITE_NOMEM;
	return real(file)->pMethods->xShmMap(
	    real(file), page, size, extend, out);
}

static int
f_shm_lock(sqlite3_file *file, int offset, int n, int flags)
{
	return real(file)->pMethods->xShmLock(real(file), offset, n, flags);
}

static void
f_shm_barrier(sqlite3_file *file)
{
	real(file)->pMethods->xShmBarrier(real(file));
}

static int
f_shm_unmap(sqlite3_file *file, int drop)
{
	return real(file)->pMethods->xShmUnmap(real(file), drop);
}

static int
f_open(
    sqlite3_vfs *vfs, const char *name, sqlite3_file *file, int flags, int *out)
{
	struct faulty *mine = (struct faulty *)file;
	int rc;

	(void)vfs;
	mine->base.pMethods = NULL;
	mine->real = (sqlite3_file *)(mine + 1);
	mine->name = name;
	if (refused())
		return SQLITE_CANTOPEN;
	if (f.plan.read_only && (flags & SQLITE_OPEN_MAIN_DB))
		flags =
		    (flags & ~(SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE)) |
		    SQLITE_OPEN_READONLY;
	rc = real_vfs()->xOpen(real_vfs(), name, mine->real, flags, out);
	if (rc != SQLITE_OK)
		return rc;
	mine->base.pMethods = &f.io;
	if (watched(file) != NULL)
		f.witness->opened(name, mine->real);
	return SQLITE_OK;
}

static int
f_delete(sqlite3_vfs *vfs, const char *name, int sync)
{
	(void)vfs;
	if (refused())
		return SQLITE_IOERR_DELETE;
	if (f.witness != NULL)
		f.witness->removed(name);
	return real_vfs()->xDelete(real_vfs(), name, sync);
}

static int
f_access(sqlite3_vfs *vfs, const char *name, int flags, int *out)
{
	(void)vfs;
	if (refused())
		return SQLITE_IOERR_ACCESS;
	return real_vfs()->xAccess(real_vfs(), name, flags, out);
}

void
fault_begin(void)
{
	if (f.lock == NULL) {
		sqlite3_vfs *base = sqlite3_vfs_find(NULL);

		pf_mutex_new(&f.lock);
		pf_cond_new(&f.gate);
		pf_cond_new(&f.blocked);
		f.vfs = *base;
		f.vfs.zName = "fault";
		f.vfs.pAppData = base;
		f.vfs.pNext = NULL;
		f.vfs.szOsFile += (int)sizeof(struct faulty);
		f.vfs.xOpen = f_open;
		f.vfs.xDelete = f_delete;
		f.vfs.xAccess = f_access;
		f.io = (sqlite3_io_methods){2, f_close, f_read, f_write,
		    f_truncate, f_sync, f_size, f_lock, f_unlock, f_reserved,
		    f_control, f_sector, f_traits, f_shm_map, f_shm_lock,
		    f_shm_barrier, f_shm_unmap, NULL, NULL};
		sqlite3_vfs_register(&f.vfs, 0);
	}
	fault_arm(&(struct fault_plan){.space = -1});
	fault_gate(false);
}

void
fault_watch(const struct fault_witness *w)
{
	f.witness = w;
}

void
fault_arm(const struct fault_plan *plan)
{
	pf_mutex_lock(f.lock);
	f.plan = *plan;
	f.calls = 0;
	pf_mutex_unlock(f.lock);
}

long
fault_calls(void)
{
	long n;

	pf_mutex_lock(f.lock);
	n = f.calls;
	pf_mutex_unlock(f.lock);
	return n;
}

void
fault_gate(bool closed)
{
	pf_mutex_lock(f.lock);
	f.closed = closed;
	pf_cond_signal(f.gate);
	pf_mutex_unlock(f.lock);
}

void
fault_wait_blocked(void)
{
	pf_mutex_lock(f.lock);
	while (f.waiting == 0)
		pf_cond_wait(f.blocked, f.lock, -1);
	pf_mutex_unlock(f.lock);
}
