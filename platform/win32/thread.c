/* Threads, locks and conditions of Windows. */
#include "sys.h"

#include "../thread.h"

#include <process.h>
#include <stdlib.h>

struct pf_thread {
	HANDLE handle;
};

struct pf_mutex {
	SRWLOCK lock;
};

struct pf_cond {
	CONDITION_VARIABLE cv;
};

/* What the new thread needs; its own, for a detached pf_thread may be gone
 * before it begins. */
struct start {
	void (*fn)(void *);
	void *arg;
};

static unsigned __stdcall run(void *arg)
{
	struct start s = *(struct start *)arg;

	free(arg);
	s.fn(s.arg);
	return 0;
}

enum pf_err
pf_thread_start(void (*fn)(void *), void *arg, struct pf_thread **out)
{
	struct pf_thread *t = malloc(sizeof *t);
	struct start *s = malloc(sizeof *s);

	*out = NULL;
	if (!t || !s)
		goto fail;
	s->fn = fn;
	s->arg = arg;
	t->handle = (HANDLE)_beginthreadex(NULL, 0, run, s, 0, NULL);
	if (!t->handle)
		goto fail;
	*out = t;
	return PF_OK;
fail:
	free(t);
	free(s);
	return PF_ENOMEM;
}

void
pf_thread_join(struct pf_thread *t)
{
	WaitForSingleObject(t->handle, INFINITE);
	pf_thread_detach(t);
}

void
pf_thread_detach(struct pf_thread *t)
{
	CloseHandle(t->handle);
	free(t);
}

enum pf_err
pf_mutex_new(struct pf_mutex **out)
{
	*out = malloc(sizeof **out);
	if (!*out)
		return PF_ENOMEM;
	InitializeSRWLock(&(*out)->lock);
	return PF_OK;
}

void
pf_mutex_free(struct pf_mutex *m)
{
	free(m);
}

void
pf_mutex_lock(struct pf_mutex *m)
{
	AcquireSRWLockExclusive(&m->lock);
}

void
pf_mutex_unlock(struct pf_mutex *m)
{
	ReleaseSRWLockExclusive(&m->lock);
}

enum pf_err
pf_cond_new(struct pf_cond **out)
{
	*out = malloc(sizeof **out);
	if (!*out)
		return PF_ENOMEM;
	InitializeConditionVariable(&(*out)->cv);
	return PF_OK;
}

void
pf_cond_free(struct pf_cond *c)
{
	free(c);
}

bool
pf_cond_wait(struct pf_cond *c, struct pf_mutex *m, int64_t timeout_ms)
{
	DWORD ms = INFINITE;

	if (timeout_ms >= 0)
		ms = timeout_ms < INFINITE ? (DWORD)timeout_ms : INFINITE - 1;
	return SleepConditionVariableSRW(&c->cv, &m->lock, ms, 0) != 0;
}

void
pf_cond_signal(struct pf_cond *c)
{
	WakeConditionVariable(&c->cv);
}
