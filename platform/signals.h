/* "Please stop", from Ctrl-C, SIGTERM, SIGHUP or a Windows console event. */
#ifndef PF_SIGNALS_H
#define PF_SIGNALS_H

#include <stdbool.h>

#include "poller.h"

/*
 * From now on a request to stop is remembered and wakes `p` (which may be NULL
 * to change that), instead of ending the process. On Windows the handler of a
 * closing console waits until the process ends by itself, at most the system's
 * 5 s. One poller at a time per process; take it away (NULL) before it is
 * freed. SIGHUP that nohup(1) ignored stays ignored.
 */
enum pf_err pf_signals_watch(struct pf_poller *p);

/* How often somebody asked since the last call; 0: nobody. */
int pf_signals_taken(void);

#endif
