/* The log's thread, and the two buffers between it and the server. */
#include "log.h"

#include "platform/clock.h"
#include "platform/console.h"
#include "platform/process.h"
#include "platform/thread.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { waiting_max = 4 * 1024 * 1024, line_max = 4096 };

struct log {
	struct pf_mutex *lock;
	struct pf_cond *more;  /* for the thread: something waits, or closing */
	struct pf_cond *empty; /* for log_close: all is written */
	struct pf_thread *thread;
	struct ct_buf waiting; /* whole lines; under the lock */
	uint64_t lost;         /* lines; under the lock */
	bool closing, done;    /* under the lock */
	struct ct_buf line;    /* the server's alone */
	bool broken;           /* the line did not fit */
	FILE *file;            /* the thread's alone; NULL: standard output */
};

static void
log_free(struct log *l)
{
	if (l->file != NULL)
		fclose(l->file);
	ct_buf_fini(&l->waiting);
	ct_buf_fini(&l->line);
	pf_cond_free(l->more);
	pf_cond_free(l->empty);
	pf_mutex_free(l->lock);
	free(l);
}

static bool
write_out(struct log *l, const struct ct_buf *b)
{
	if (l->file == NULL)
		return pf_console_write(false, b->data, b->len) == PF_OK;
	return fwrite(b->data, 1, b->len, l->file) == b->len &&
	       fflush(l->file) == 0;
}

/* Takes what waits; false when there is nothing and never will be. */
static bool
take_waiting(struct log *l, struct ct_buf *batch)
{
	bool more;

	pf_mutex_lock(l->lock);
	while (l->waiting.len == 0 && !l->closing)
		pf_cond_wait(l->more, l->lock, -1);
	more = l->waiting.len > 0;
	ct_buf_clear(batch, batch->cap > 64 * 1024);
	if (more) {
		struct ct_buf spare = *batch;

		*batch = l->waiting;
		l->waiting = spare;
	}
	l->done = !more;
	if (!more)
		pf_cond_signal(l->empty);
	pf_mutex_unlock(l->lock);
	return more;
}

/* The thread. When nobody can be written to any more, lines are thrown away. */
static void
write_lines(void *arg)
{
	struct log *l = arg;
	struct ct_buf batch;
	bool heard = true;

	ct_buf_init(&batch, waiting_max);
	while (take_waiting(l, &batch))
		heard = heard && write_out(l, &batch);
	ct_buf_fini(&batch);
}

enum pf_err
log_open(const char *path, struct log **out)
{
	struct log *l = calloc(1, sizeof(*l));
	enum pf_err err = PF_ENOMEM;

	if (l == NULL)
		return err;
	ct_buf_init(&l->waiting, waiting_max);
	ct_buf_init(&l->line, line_max);
	err = strcmp(path, "-") == 0 ? PF_OK : pf_fopen(path, "ab", &l->file);
	if (err == PF_OK)
		err = pf_mutex_new(&l->lock);
	if (err == PF_OK)
		err = pf_cond_new(&l->more);
	if (err == PF_OK)
		err = pf_cond_new(&l->empty);
	if (err == PF_OK)
		err = pf_thread_start(write_lines, l, &l->thread);
	if (err != PF_OK) {
		log_free(l);
		return err;
	}
	*out = l;
	return PF_OK;
}

/* Says how many lines are missing here; under the lock. */
static void
tell_lost(struct log *l)
{
	char text[96], time[25];

	log_time(pf_clock_wall(), time);
	snprintf(text, sizeof(text), "%s event=log-lost lines=%" PRIu64 "\n",
	    time, l->lost);
	if (ct_buf_add_str(&l->waiting, text) == CT_OK)
		l->lost = 0;
}

void
log_close(struct log *l, int64_t wait_ms)
{
	int64_t until = pf_clock_mono() + wait_ms, left = wait_ms;
	bool done;

	if (l == NULL)
		return;
	pf_mutex_lock(l->lock);
	if (l->lost > 0)
		tell_lost(l);
	l->closing = true;
	pf_cond_signal(l->more);
	while (!l->done && left > 0) {
		pf_cond_wait(l->empty, l->lock, left);
		left = until - pf_clock_mono();
	}
	done = l->done;
	pf_mutex_unlock(l->lock);
	if (done) {
		pf_thread_join(l->thread);
		log_free(l);
	} else {
		/* It is stuck in a write, and keeps what it needs. */
		pf_thread_detach(l->thread);
	}
}

/* Adds to the line; one that does not fit is dropped whole. */
static void
add(struct log *l, const char *text)
{
	if (ct_buf_add_str(&l->line, text) != CT_OK)
		l->broken = true;
}

void
log_begin(struct log *l, int64_t wall, const char *event)
{
	char time[25];

	if (l == NULL)
		return;
	ct_buf_clear(&l->line, false);
	l->broken = false;
	log_time(wall, time);
	add(l, time);
	log_text(l, "event", event);
}

void
log_slice(struct log *l, const char *name, struct ct_slice value)
{
	if (l == NULL)
		return;
	add(l, " ");
	add(l, name);
	add(l, "=");
	if (log_value(&l->line, value) != CT_OK)
		l->broken = true;
}

void
log_text(struct log *l, const char *name, const char *value)
{
	log_slice(l, name, ct_slice_str(value));
}

void
log_number(struct log *l, const char *name, int64_t value)
{
	char text[24];

	snprintf(text, sizeof(text), "%" PRId64, value);
	log_text(l, name, text);
}

void
log_end(struct log *l)
{
	if (l == NULL)
		return;
	add(l, "\n");
	pf_mutex_lock(l->lock);
	if (l->lost > 0)
		tell_lost(l);
	if (l->lost > 0 || l->broken ||
	    ct_buf_add_slice(&l->waiting, ct_buf_slice(&l->line)) != CT_OK)
		l->lost++;
	pf_cond_signal(l->more);
	pf_mutex_unlock(l->lock);
}
