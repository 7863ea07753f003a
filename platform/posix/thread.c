/* Threads, locks and conditions of POSIX. */
#include "sys.h"

#include "../thread.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <time.h>

struct pf_thread {
	pthread_t id;
};

struct pf_mutex {
	pthread_mutex_t m;
};

struct pf_cond {
	pthread_cond_t c;
};

/* What the new thread needs; its own, for a detached pf_thread may be gone
 * before it begins. */
struct start {
	void (*fn)(void *);
	void *arg;
};

static void *
run(void *arg)
{
	struct start s = *(struct start *)arg;

	free(arg);
	s.fn(s.arg);
	return NULL;
}

static int
create(pthread_t *id, struct start *s)
{
	sigset_t all, old;
	int rc;

	/* Signals go to the thread that asked for them, the main one. */
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	rc = pthread_create(id, NULL, run, s);
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	return rc;
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
	if (create(&t->id, s) != 0)
		goto fail; /* EAGAIN: a lack of resources, not "later" */
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
	pthread_join(t->id, NULL);
	free(t);
}

void
pf_thread_detach(struct pf_thread *t)
{
	pthread_detach(t->id);
	free(t);
}

enum pf_err
pf_mutex_new(struct pf_mutex **out)
{
	*out = malloc(sizeof **out);
	if (!*out)
		return PF_ENOMEM;
	pthread_mutex_init(&(*out)->m, NULL);
	return PF_OK;
}

void
pf_mutex_free(struct pf_mutex *m)
{
	if (!m)
		return;
	pthread_mutex_destroy(&m->m);
	free(m);
}

void
pf_mutex_lock(struct pf_mutex *m)
{
	pthread_mutex_lock(&m->m);
}

void
pf_mutex_unlock(struct pf_mutex *m)
{
	pthread_mutex_unlock(&m->m);
}

/* macOS cannot wait by the monotonic clock; there, setting the clock while
 * somebody waits moves the end of the wait. */
#ifdef __APPLE__
static const clockid_t wait_clock = CLOCK_REALTIME;
#else
static const clockid_t wait_clock = CLOCK_MONOTONIC;
#endif

enum pf_err
pf_cond_new(struct pf_cond **out)
{
	pthread_condattr_t attr;

	*out = malloc(sizeof **out);
	if (!*out)
		return PF_ENOMEM;
	pthread_condattr_init(&attr);
#ifndef __APPLE__
	pthread_condattr_setclock(&attr, wait_clock);
#endif
	pthread_cond_init(&(*out)->c, &attr);
	pthread_condattr_destroy(&attr);
	return PF_OK;
}

void
pf_cond_free(struct pf_cond *c)
{
	if (!c)
		return;
	pthread_cond_destroy(&c->c);
	free(c);
}

bool
pf_cond_wait(struct pf_cond *c, struct pf_mutex *m, int64_t timeout_ms)
{
	struct timespec end;

	if (timeout_ms < 0)
		return pthread_cond_wait(&c->c, &m->m) == 0;
	clock_gettime(wait_clock, &end);
	end.tv_sec += (time_t)(timeout_ms / 1000);
	end.tv_nsec += (long)(timeout_ms % 1000) * 1000000;
	if (end.tv_nsec >= 1000000000) {
		end.tv_nsec -= 1000000000;
		end.tv_sec++;
	}
	return pthread_cond_timedwait(&c->c, &m->m, &end) != ETIMEDOUT;
}

void
pf_cond_signal(struct pf_cond *c)
{
	pthread_cond_signal(&c->c);
}
