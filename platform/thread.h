/* Threads, locks and conditions; for the few places that cannot do without:
 * the console's reader and the store's writer. */
#ifndef PF_THREAD_H
#define PF_THREAD_H

#include <stdint.h>
#include <stdbool.h>

#include "err.h"

struct pf_thread;
struct pf_mutex;
struct pf_cond;

/* Runs fn(arg) in a new thread. pf_thread_join waits for it and frees it;
 * pf_thread_detach frees it without waiting. */
enum pf_err pf_thread_start(
    void (*fn)(void *), void *arg, struct pf_thread **out);
void pf_thread_join(struct pf_thread *t);
void pf_thread_detach(struct pf_thread *t);

enum pf_err pf_mutex_new(struct pf_mutex **out);
void pf_mutex_free(struct pf_mutex *m);
void pf_mutex_lock(struct pf_mutex *m);
void pf_mutex_unlock(struct pf_mutex *m);

enum pf_err pf_cond_new(struct pf_cond **out);
void pf_cond_free(struct pf_cond *c);
/* Waits with `m` held, at most `timeout_ms` (-1: no limit); false: time. */
bool pf_cond_wait(struct pf_cond *c, struct pf_mutex *m, int64_t timeout_ms);
void pf_cond_signal(struct pf_cond *c);

#endif
