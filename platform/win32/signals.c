/* Requests to stop: Ctrl-C, Ctrl-Break, and the end of console, session or
 * system, which Windows tells in a thread of its own. */
#include "sys.h"

#include "../signals.h"

/* A console handler has no other way to know. */
static volatile LONG asked;
static struct pf_poller *watcher;
static SRWLOCK lock = SRWLOCK_INIT;
static LONG installed;

static BOOL WINAPI
on_event(DWORD event)
{
	InterlockedIncrement(&asked);
	AcquireSRWLockShared(&lock);
	if (watcher)
		pf_poller_wake(watcher);
	ReleaseSRWLockShared(&lock);
	/* After these the process ends when we return: let it end by itself. */
	if (event == CTRL_CLOSE_EVENT || event == CTRL_LOGOFF_EVENT ||
	    event == CTRL_SHUTDOWN_EVENT)
		Sleep(INFINITE);
	return TRUE;
}

enum pf_err
pf_signals_watch(struct pf_poller *p)
{
	AcquireSRWLockExclusive(&lock);
	watcher = p;
	ReleaseSRWLockExclusive(&lock);
	if (InterlockedExchange(&installed, 1) == 0) {
		/* Who started us may have told us to ignore Ctrl-C. */
		SetConsoleCtrlHandler(NULL, FALSE);
		if (!SetConsoleCtrlHandler(on_event, TRUE))
			return pf_err_from_os((int)GetLastError());
	}
	return PF_OK;
}

int
pf_signals_taken(void)
{
	return (int)InterlockedExchange(&asked, 0);
}
