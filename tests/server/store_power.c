/* What stands on the disk for sure, and what was only written: two images of
 * each file, sector by sector. */
#include "store_power.h"

#include "store_fault.h"

#include "platform/file.h"
#include "platform/process.h"
#include "platform/thread.h"

#include <stdlib.h>
#include <string.h>

enum { sector = 512, path_max = 1024 };

struct image {
	struct image *next;
	char path[path_max];
	char *now, *safe; /* `cap` bytes each, 0 behind their ends */
	bool *differs;    /* by sector */
	size_t cap, now_len, safe_len;
	bool born; /* its name is on the disk */
	bool gone; /* removed */
	bool back; /* ... and the disk does not know it yet */
};

static struct {
	struct pf_mutex *lock;
	struct image *images;
	uint64_t chance;
} p;

uint64_t
power_chance(uint64_t n)
{
	/* Marsaglia's xorshift64. */
	p.chance ^= p.chance << 13;
	p.chance ^= p.chance >> 7;
	p.chance ^= p.chance << 17;
	return (p.chance >> 11) % n;
}

static void *
grown(void *old, size_t had, size_t want)
{
	char *bytes = realloc(old, want);

	if (bytes == NULL)
		abort();
	memset(bytes + had, 0, want - had);
	return bytes;
}

static void
reserve(struct image *m, size_t len)
{
	size_t cap = m->cap > 0 ? m->cap : (size_t)64 * sector;

	while (cap < len)
		cap *= 2;
	if (cap == m->cap)
		return;
	m->now = grown(m->now, m->cap, cap);
	m->safe = grown(m->safe, m->cap, cap);
	m->differs = grown(m->differs, m->cap / sector, cap / sector);
	m->cap = cap;
}

static struct image *
find(const char *path)
{
	struct image *m = p.images;

	while (m != NULL && strcmp(m->path, path) != 0)
		m = m->next;
	return m;
}

static struct image *
add(const char *path)
{
	struct image *m = calloc(1, sizeof(*m));

	if (m == NULL || strlen(path) >= sizeof(m->path))
		abort();
	memcpy(m->path, path, strlen(path) + 1);
	m->next = p.images;
	p.images = m;
	return m;
}

/* A file of before is on the disk as it is. */
static void
load(struct image *m, sqlite3_file *file)
{
	sqlite3_int64 size = 0;

	m->gone = m->back = false;
	m->now_len = m->safe_len = 0;
	if (file->pMethods->xFileSize(file, &size) != SQLITE_OK)
		abort();
	reserve(m, (size_t)size);
	memset(m->differs, 0, m->cap / sector * sizeof(*m->differs));
	m->born = size > 0;
	if (size == 0)
		return;
	if (file->pMethods->xRead(file, m->now, (int)size, 0) != SQLITE_OK)
		abort();
	memcpy(m->safe, m->now, (size_t)size);
	m->now_len = m->safe_len = (size_t)size;
}

static void
opened(const char *path, sqlite3_file *file)
{
	struct image *m;

	pf_mutex_lock(p.lock);
	m = find(path);
	if (m == NULL || m->gone)
		load(m != NULL ? m : add(path), file);
	pf_mutex_unlock(p.lock);
}

static void
touch(struct image *m, size_t from, size_t to)
{
	for (size_t i = from / sector; i * sector < to; i++)
		m->differs[i] = true;
}

static void
wrote(const char *path, const void *in, int n, int64_t at)
{
	struct image *m;
	size_t end = (size_t)at + (size_t)n;

	pf_mutex_lock(p.lock);
	m = find(path);
	reserve(m, end);
	memcpy(m->now + at, in, (size_t)n);
	touch(m, (size_t)at, end);
	if (end > m->now_len)
		m->now_len = end;
	pf_mutex_unlock(p.lock);
}

static void
truncated(const char *path, int64_t size)
{
	struct image *m;
	size_t len = (size_t)size;

	pf_mutex_lock(p.lock);
	m = find(path);
	reserve(m, len);
	if (len < m->now_len) {
		memset(m->now + len, 0, m->now_len - len);
		touch(m, len, m->now_len);
	}
	m->now_len = len;
	pf_mutex_unlock(p.lock);
}

/* With a new file its folder is synced, and so what was removed there. */
static void
sync_folder(struct image *m)
{
	m->born = true;
	for (struct image *i = p.images; i != NULL; i = i->next)
		i->back = false;
}

static void
synced(const char *path)
{
	struct image *m;

	pf_mutex_lock(p.lock);
	m = find(path);
	if (!m->born)
		sync_folder(m);
	for (size_t i = 0; i < m->cap / sector; i++) {
		if (!m->differs[i])
			continue;
		memcpy(m->safe + i * sector, m->now + i * sector, sector);
		m->differs[i] = false;
	}
	m->safe_len = m->now_len;
	pf_mutex_unlock(p.lock);
}

static void
removed(const char *path)
{
	struct image *m;

	pf_mutex_lock(p.lock);
	m = find(path);
	if (m != NULL)
		m->gone = m->back = true;
	pf_mutex_unlock(p.lock);
}

void
power_begin(uint64_t seed)
{
	static const struct fault_witness witness = {
	    opened, wrote, truncated, synced, removed};

	if (p.lock == NULL)
		pf_mutex_new(&p.lock);
	p.chance = seed * UINT64_C(0x9e3779b97f4a7c15) + 1;
	fault_watch(&witness);
}

static void
forget_all(void)
{
	while (p.images != NULL) {
		struct image *m = p.images;

		p.images = m->next;
		free(m->now);
		free(m->safe);
		free(m->differs);
		free(m);
	}
}

void
power_end(void)
{
	fault_watch(NULL);
	forget_all();
}

/* ---- the cut ---- */

/* What a sector looks like that was being written. */
static void
tear(char *now, const char *safe)
{
	size_t at = (size_t)power_chance(sector);

	if (power_chance(2) == 0)
		memcpy(now + at, safe + at, sector - at);
	else
		memcpy(now, safe, at);
}

/* `kept` of 16 sectors have reached the disk. Into `now`. What was only cut off
 * is there unless the new length is. */
static size_t
mix(struct image *m, uint64_t kept)
{
	size_t lost = 0;

	for (size_t i = 0; i < m->cap / sector; i++) {
		char *now = m->now + i * sector, *safe = m->safe + i * sector;

		bool cut_off = i * sector >= m->now_len;

		if (!m->differs[i] || (power_chance(16) < kept && !cut_off))
			continue;
		lost++;
		if (power_chance(8) == 0 && !cut_off)
			tear(now, safe);
		else
			memcpy(now, safe, sector);
	}
	return lost;
}

static size_t
length(const struct image *m)
{
	size_t least = m->now_len < m->safe_len ? m->now_len : m->safe_len;
	size_t most = m->now_len > m->safe_len ? m->now_len : m->safe_len;

	switch (power_chance(3)) {
	case 0:
		return least;
	case 1:
		return most;
	default:
		return least + (size_t)power_chance(most - least + 1);
	}
}

static void
put(const struct image *m, size_t len)
{
	FILE *f;

	if (pf_fopen(m->path, "wb", &f) != PF_OK ||
	    (len > 0 && fwrite(m->now, 1, len, f) != len) || fclose(f) != 0)
		abort();
}

static size_t
cut(struct image *m)
{
	uint64_t kept = power_chance(3) * 8; /* none, half, all */
	size_t lost = 0;

	pf_file_remove(m->path);
	if (m->gone && (!m->back || power_chance(2) == 0))
		return 0;
	if (!m->born && power_chance(2) == 0)
		return 0;
	lost = mix(m, kept);
	put(m, length(m));
	return lost;
}

size_t
power_cut(void)
{
	size_t lost = 0;

	for (struct image *m = p.images; m != NULL; m = m->next)
		lost += cut(m);
	forget_all();
	return lost;
}
