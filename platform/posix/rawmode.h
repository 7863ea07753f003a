/* A terminal that gives each key at once, and gets its old mode back, come
 * what may. */
#ifndef PF_POSIX_RAWMODE_H
#define PF_POSIX_RAWMODE_H

#include "../err.h"

/*
 * Raw mode for standard input. It ends with rawmode_leave, at exit, and when a
 * signal ends the process; after SIGCONT it begins again. A byte is written to
 * `notify` when the size may have changed.
 */
enum pf_err rawmode_enter(int notify);
void rawmode_leave(void);

#endif
