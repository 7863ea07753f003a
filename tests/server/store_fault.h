/*
 * A disk that fails when it is told to: SQLite's VFS "fault", which hands every
 * call but syncs on to the system's, counts those that touch a file, and can
 * refuse them.
 */
#ifndef STORE_FAULT_H
#define STORE_FAULT_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>

struct fault_plan {
	long fail_at;  /* the call with this number fails, from 1; 0: none */
	bool lasting;  /* and all after it */
	int64_t space; /* bytes that files may grow by; -1: no limit */
	bool read_only;
	bool starved; /* there is no memory to share more of the log's index */
	int sync_ms;  /* that a sync takes */
};

/* Sees what becomes of files, by any thread; what was refused it does not see.
 * `file` is the system's. */
struct fault_witness {
	void (*opened)(const char *path, sqlite3_file *file);
	void (*wrote)(const char *path, const void *in, int n, int64_t at);
	void (*truncated)(const char *path, int64_t size);
	void (*synced)(const char *path);
	void (*removed)(const char *path);
};

/* While no file is open; NULL: none. */
void fault_watch(const struct fault_witness *w);

/* Registers the VFS (once) and makes it behave. */
void fault_begin(void);

/* From here on; the count of calls begins anew. */
void fault_arm(const struct fault_plan *plan);

/* Calls since fault_arm. */
long fault_calls(void);

/* While it is closed, a sync of the log does not return. */
void fault_gate(bool closed);

/* Waits until a sync stands before the closed gate. */
void fault_wait_blocked(void);

#endif
