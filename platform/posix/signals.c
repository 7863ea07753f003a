/* Requests to stop: SIGINT, SIGTERM, SIGHUP. */
#include "sys.h"

#include "../signals.h"

#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <stddef.h>
#include <string.h>

/* A signal handler has no other way to know. */
static atomic_int asked;
static _Atomic(struct pf_poller *) watcher;

static void
on_signal(int sig)
{
	struct pf_poller *p = atomic_load(&watcher);

	(void)sig;
	atomic_fetch_add(&asked, 1);
	if (p)
		pf_poller_wake(p);
}

/* What nohup(1) has ignored stays ignored. */
static bool
is_nohup(int sig)
{
	struct sigaction old;

	return sig == SIGHUP && sigaction(sig, NULL, &old) == 0 &&
	       old.sa_handler == SIG_IGN;
}

enum pf_err
pf_signals_watch(struct pf_poller *p)
{
	static const int signals[] = {SIGINT, SIGTERM, SIGHUP};
	struct sigaction act;

	atomic_store(&watcher, p);
	memset(&act, 0, sizeof act);
	act.sa_handler = on_signal;
	act.sa_flags = SA_RESTART;
	sigfillset(&act.sa_mask);
	for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) {
		if (!is_nohup(signals[i]) &&
		    sigaction(signals[i], &act, NULL) != 0)
			return pf_err_from_os(errno);
	}
	return PF_OK;
}

int
pf_signals_taken(void)
{
	return atomic_exchange(&asked, 0);
}
