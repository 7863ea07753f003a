/* Turns: wait, hear who spoke, wake who is due, send, sweep. */
#include "server.h"

#include "core/phrase.h"
#include "platform/clock.h"
#include "platform/process.h"
#include "platform/signals.h"

#include <stdio.h>
#include <stdlib.h>

enum {
	events_per_turn = 256,
	spare_descriptors = 32, /* for doors, files and the poller */
	stop_wait = 1200,       /* ms, whatever peers do */
	failures_max = 100,     /* of the poller, one after the other */
	store_wait = 600,       /* ms, for the last commit */
};

static void
tick(struct server *sv)
{
	sv->now = pf_clock_mono();
	sv->wall = pf_clock_wall();
}

/* "unknown-charset: native-charset: …", or as much of it as there is. */
static enum ct_err
fail(struct ct_buf *fault, enum ct_lang lang, enum ct_err err,
    const char *option, const struct ct_slice *words, size_t count)
{
	ct_buf_add_str(fault, ct_err_token(err));
	ct_buf_add_str(fault, ": ");
	ct_buf_add_str(fault, option);
	ct_buf_add_str(fault, *option != '\0' ? ": " : "");
	ct_phrase_fill(fault, ct_err_text(err, lang), words, count);
	return err;
}

/* A door's charset must be one that people can speak. */
static enum ct_err
check_charset(struct server *sv, const struct door_config *d, enum ct_lang lang,
    struct ct_buf *fault)
{
	struct ct_coding coding;
	struct ct_buf labels;
	char option[64];
	enum ct_err err =
	    ct_coding_init(&coding, &sv->charsets.port, d->charset);

	if (err == CT_OK) {
		ct_coding_fini(&coding);
		return CT_OK;
	}
	ct_buf_init(&labels, 4096);
	ct_coding_labels(&sv->charsets.port, &labels);
	snprintf(option, sizeof(option), "%s-charset", d->name);
	fail(fault, lang, err, option,
	    (struct ct_slice[]){
		ct_slice_str(d->charset), ct_buf_slice(&labels)},
	    2);
	ct_buf_fini(&labels);
	return err;
}

static enum ct_err
make_doors(struct server *sv, enum ct_lang lang, struct ct_buf *fault)
{
	enum ct_err err = CT_OK;

	for (size_t i = 0; i < DOOR_COUNT && err == CT_OK; i++) {
		const struct door_config *d = &sv->config->doors[i];

		sv->doors[i] = (struct ct_door){
		    .name = d->name,
		    .dialect = ct_dialect_find(d->name),
		    .charset = d->charset,
		    .lang = d->lang[0] == 'z' ? CT_LANG_ZH : CT_LANG_EN,
		    .replay = d->replay,
		};
		if (d->on)
			err = check_charset(sv, d, lang, fault);
	}
	return err;
}

/* Minutes that local time is ahead of UTC, of the times of day only. */
static int
utc_offset(int64_t wall)
{
	const int day = 24 * 60;
	char local[6] = "";
	int hour = 0, minute = 0, utc = (int)(wall / 60000 % day);

	pf_clock_hhmm(wall, local);
	if (sscanf(local, "%d:%d", &hour, &minute) != 2)
		return 0;
	return (hour * 60 + minute - utc + day + day / 2 - 1) % day -
	       (day / 2 - 1);
}

static enum ct_err
make_hub(struct server *sv, enum ct_lang lang, struct ct_buf *fault)
{
	const struct config *c = sv->config;
	struct ct_hub_config cfg = {
	    .caps = c->caps,
	    .charsets = &sv->charsets.port,
	    .lobby = c->lobby,
	    .server_name = c->name,
	    .utc_offset = utc_offset(sv->wall),
	};
	char limit[24];
	enum ct_err err;

	if (pf_random(&cfg.seed, sizeof(cfg.seed)) != PF_OK)
		cfg.seed = (uint64_t)sv->wall ^ (uint64_t)pf_clock_mono_ns();
	if (sv->keep.store != NULL) {
		cfg.store = &sv->keep.port;
		cfg.epoch = store_epoch(sv->keep.store);
	}
	err = ct_hub_new(&cfg, &sv->hub);
	snprintf(limit, sizeof(limit), "%d", (int)c->caps.room_chars);
	if (err != CT_OK)
		fail(fault, lang, err, "lobby",
		    (struct ct_slice[]){
			ct_slice_str(c->lobby), ct_slice_str(limit)},
		    2);
	if (err != CT_OK || sv->keep.store == NULL)
		return err;
	return keep_restore(
	    &sv->keep, sv->hub, c->caps.ring_messages, lang, fault);
}

/* Everything but the doors themselves. */
static enum ct_err
furnish(struct server *sv, enum ct_lang lang, struct ct_buf *fault)
{
	enum pf_err failed = pf_poller_new(&sv->poller);
	enum ct_err err;

	if (failed == PF_OK)
		failed = pf_reserve(&sv->reserve);
	if (failed != PF_OK) {
		ct_buf_add_str(fault, pf_err_token(failed));
		ct_buf_add_str(fault, ": ");
		ct_buf_add_str(fault, pf_err_text(failed, lang == CT_LANG_ZH));
		return CT_ENOMEM;
	}
	charset_port_init(&sv->charsets);
	err = make_doors(sv, lang, fault);
	if (err == CT_OK)
		err = keep_open(&sv->keep, sv->config, sv->poller, lang, fault);
	return err == CT_OK ? make_hub(sv, lang, fault) : err;
}

/* More connections were promised than descriptors can be had: say so. */
static void
warn_descriptors(struct server *sv)
{
	size_t have = pf_sock_limit();
	int64_t want = sv->config->caps.connections + spare_descriptors;

	if (have == 0 || (int64_t)have >= want)
		return;
	log_begin(sv->log, sv->wall, "warning");
	log_text(sv->log, "reason", "descriptors");
	log_number(sv->log, "have", (int64_t)have);
	log_number(sv->log, "want", want);
	log_end(sv->log);
}

enum ct_err
server_new(const struct config *config, struct log *log, enum ct_lang lang,
    struct server **out, struct ct_buf *fault)
{
	struct server *sv = calloc(1, sizeof(*sv));
	enum ct_err err;

	if (sv == NULL)
		return fail(fault, lang, CT_ENOMEM, "", NULL, 0);
	sv->config = config;
	sv->log = log;
	sv->reserve = PF_SOCK_NONE;
	tick(sv);
	err = furnish(sv, lang, fault);
	if (err == CT_OK)
		err = doors_open(sv, lang, fault);
	if (err != CT_OK) {
		server_free(sv);
		return err;
	}
	warn_descriptors(sv);
	*out = sv;
	return CT_OK;
}

bool
server_free(struct server *sv)
{
	if (sv == NULL)
		return true;
	doors_close(sv);
	conns_free(sv);
	if (sv->hub != NULL)
		ct_hub_free(sv->hub);
	sv->hub = NULL;
	if (!keep_close(&sv->keep, store_wait))
		return false;
	deadlines_fini(&sv->deadlines);
	if (sv->poller != NULL)
		pf_poller_free(sv->poller);
	free(sv);
	return true;
}

/* How long there is nothing to do but wait: ms, -1 for ever. */
static int64_t
patience(const struct server *sv)
{
	ct_ms first = deadline_first(&sv->deadlines);
	ct_ms now = pf_clock_mono();

	if (sv->stopping && sv->stop_by < first)
		first = sv->stop_by;
	if (first == CT_NEVER)
		return -1;
	return first > now ? first - now : 0;
}

static void
dispatch(struct server *sv, const struct pf_event *ev)
{
	if (*(enum watch *)ev->data == WATCH_CONN)
		conn_ready(sv, ev->data, ev->events);
	else if (!sv->stopping)
		door_ready(sv, ev->data);
}

static void
wake_due(struct server *sv)
{
	struct deadline *d;

	/* Each at most once, should one be due again at once. */
	for (size_t left = sv->deadlines.count; left > 0; left--) {
		d = deadline_due(&sv->deadlines, sv->now);
		if (d == NULL)
			return;
		conn_due(sv, (struct conn *)((char *)d -
					     offsetof(struct conn, deadline)));
	}
}

/* What the store has completed goes on; speakers wait while it is busy. */
static void
poll_store(struct server *sv)
{
	if (sv->keep.store == NULL)
		return;
	store_poll(sv->keep.store, sv->hub);
	ct_hub_pause(sv->hub, store_busy(sv->keep.store));
}

/* Who leaves is announced, so there may be more to send after each sweep. */
static void
flush(struct server *sv)
{
	struct ct_session *s;

	do
		while ((s = ct_hub_next_dirty(sv->hub)) != NULL)
			conn_flush(sv, ct_session_owner(s));
	while (conns_sweep(sv));
}

bool
server_turn(struct server *sv)
{
	struct pf_event events[events_per_turn];
	size_t n = 0;
	enum pf_err err = pf_poller_wait(
	    sv->poller, events, events_per_turn, patience(sv), &n, NULL);

	tick(sv);
	sv->failures = err == PF_OK ? 0 : sv->failures + 1;
	if (sv->failures == failures_max)
		server_stop(sv, pf_err_token(err));
	for (size_t i = 0; i < n; i++)
		dispatch(sv, &events[i]);
	wake_due(sv);
	poll_store(sv);
	flush(sv);
	if (sv->stopping && sv->now >= sv->stop_by)
		conns_free(sv);
	return !sv->stopping || sv->conns != NULL;
}

void
server_stop(struct server *sv, const char *why)
{
	tick(sv);
	if (sv->stopping) {
		sv->stop_by = sv->now;
		return;
	}
	sv->stopping = true;
	sv->stopped = sv->now;
	sv->stop_by = sv->now + stop_wait;
	log_begin(sv->log, sv->wall, "stop");
	log_text(sv->log, "reason", why);
	log_number(sv->log, "connections", (int64_t)sv->conn_count);
	log_end(sv->log);
	doors_close(sv);
	if (sv->keep.store != NULL)
		store_flush(sv->keep.store, store_wait);
	poll_store(sv);
	ct_hub_shutdown(sv->hub, sv->now);
	flush(sv);
}

/* Only who can be stopped in order is ready. */
static void
begin(struct server *sv, int64_t started)
{
	if (pf_signals_watch(sv->poller) != PF_OK) {
		log_begin(sv->log, sv->wall, "warning");
		log_text(sv->log, "reason", "signals");
		log_end(sv->log);
	}
	tick(sv);
	log_begin(sv->log, sv->wall, "ready");
	log_number(sv->log, "ms", sv->now - started);
	log_number(sv->log, "pid", pf_process_id());
	log_end(sv->log);
}

void
server_run(struct server *sv, int64_t started)
{
	bool more = true;

	begin(sv, started);
	while (more) {
		more = server_turn(sv);
		if (pf_signals_taken() > 0) {
			server_stop(sv, "signal");
			more = sv->conns != NULL;
		}
	}
	pf_signals_watch(NULL);
	log_begin(sv->log, sv->wall, "bye");
	log_number(sv->log, "ms", sv->now - sv->stopped);
	log_end(sv->log);
}

uint16_t
server_port(const struct server *sv, enum door_id door)
{
	for (size_t i = 0; i < sv->listener_count; i++)
		if (sv->listeners[i].door == door)
			return pf_addr_port(&sv->listeners[i].addr);
	return 0;
}

size_t
server_connections(const struct server *sv)
{
	return sv->conn_count;
}
