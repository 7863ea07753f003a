/*
 * Load on a running server: what an idle connection costs, and how many
 * deliveries a second of its processor time makes. Every receiver checks that
 * it gets each message once and in order.
 */
#include "bench.h"
#include "gauge.h"
#include "peer.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "apps/common/endpoint.h"
#include "core/ct.h"
#include "platform/clock.h"
#include "platform/console.h"

enum {
	events_max = 256,
	connecting_max = 200, /* at once */
	stall_ms = 20000,     /* nothing happened: give up */
	settle_ms = 300,      /* before memory is read */
};

struct options {
	struct bench_flags flags;
	const char *door, *host;
	int64_t port, idle, room, senders, messages, size, window, pid;
};

static const struct options defaults = {
    .flags = BENCH_FLAGS,
    .door = "native",
    .host = "127.0.0.1",
    .port = 0,
    .idle = 0,
    .room = 100,
    .senders = 100,
    .messages = 200000,
    .size = 64,
    .window = 500,
};

#define AT(field) offsetof(struct options, field)

static const struct opt table[] = {
    {.kind = OPT_HEAD,
	.en = "crosstalk-bench load: what a running server (with --say-rate 0) "
	      "can do",
	.zh = "crosstalk-bench load：测量正在运行的服务器（须加 --say-rate "
	      "0）"},
    {"door", OPT_CHOICE, AT(door), .choices = "native|line",
	.en = "which door to use", .zh = "用哪个门"},
    {"host", OPT_TEXT, AT(host), .en = "the server's address",
	.zh = "服务器地址"},
    {"port", OPT_INT, AT(port), 0, 65535,
	.en = "its port; 0: the usual one of the door",
	.zh = "端口；0 为该门的默认端口"},
    {"idle", OPT_INT, AT(idle), 0, 1000000,
	.en = "connections that only sit there, for their memory",
	.zh = "只占位的连接数，用于测内存"},
    {"room", OPT_INT, AT(room), 0, 100000, .en = "people in the room",
	.zh = "房间人数"},
    {"senders", OPT_INT, AT(senders), 1, 100000, .en = "how many of them speak",
	.zh = "其中发言的人数"},
    {"messages", OPT_INT, AT(messages), 0, 1000000000, .en = "messages in all",
	.zh = "消息总数"},
    {"size", OPT_INT, AT(size), 32, 4096, .en = "bytes of a message",
	.zh = "每条消息的字节数"},
    {"window", OPT_INT, AT(window), 1, 1000000,
	.en = "messages under way at once", .zh = "同时在途的消息数"},
    {"pid", OPT_INT, AT(pid), 0, INT32_MAX,
	.en = "the server's process, to read its memory and time",
	.zh = "服务器进程号，用于读取其内存与时间"},
    BENCH_ROWS,
};

struct load {
	const struct options *o;
	struct pf_poller *poller;
	struct pf_addr to;
	enum peer_door door;
	struct peer *peers; /* first those of the room, then the idle ones */
	size_t count;       /* of them open */
	struct tally tally;
	uint32_t *next; /* room * senders */
	uint64_t sent;
};

static const char room_name[] = "bench";

/* Hears what there is, waiting at most `wait` ms. */
static void
pump(struct load *l, int64_t wait)
{
	struct pf_event events[events_max];
	size_t n = 0;

	pf_poller_wait(l->poller, events, events_max, wait, &n, NULL);
	for (size_t i = 0; i < n; i++)
		peer_ready(events[i].data, events[i].events, l->poller);
}

/* Pumps until `*counter` is `want`; false when it stalls. */
static bool
reach(struct load *l, const uint64_t *counter, uint64_t want)
{
	uint64_t seen = *counter;
	int64_t until = pf_clock_mono() + stall_ms;

	while (*counter < want && l->tally.gone == 0) {
		pump(l, 100);
		if (*counter != seen)
			until = pf_clock_mono() + stall_ms;
		else if (pf_clock_mono() > until)
			return false;
		seen = *counter;
	}
	return *counter >= want;
}

static bool
open_more(struct load *l, size_t n)
{
	for (size_t end = l->count + n; l->count < end; l->count++) {
		if (peer_open(&l->peers[l->count], l->door, &l->to, &l->tally,
			l->poller) != PF_OK)
			return false;
		if (l->count >= connecting_max &&
		    !reach(l, &l->tally.in, l->count - connecting_max))
			return false;
	}
	return reach(l, &l->tally.in, l->count);
}

static bool
join_all(struct load *l)
{
	size_t room = (size_t)l->o->room, senders = (size_t)l->o->senders;

	l->next = calloc(room * senders + 1, sizeof(*l->next));
	if (l->next == NULL)
		return false;
	for (size_t i = 0; i < room; i++)
		peer_join(&l->peers[i], room_name, l->next + i * senders,
		    (uint32_t)senders, l->poller);
	return reach(l, &l->tally.ready, room);
}

/* As many more as the window allows, everybody in turn. */
static void
say_more(struct load *l)
{
	uint64_t readers = (uint64_t)l->o->room - 1;
	uint64_t senders = (uint64_t)l->o->senders;

	while (l->sent < (uint64_t)l->o->messages &&
	       l->sent * readers <
		   l->tally.delivered + (uint64_t)l->o->window * readers) {
		uint32_t me = (uint32_t)(l->sent % senders);

		peer_say(&l->peers[me], room_name, me,
		    (uint32_t)(l->sent / senders), (size_t)l->o->size);
		l->sent++;
	}
	for (size_t i = 0; i < senders; i++)
		if (l->peers[i].out.len > 0)
			peer_flush(&l->peers[i], l->poller);
}

static bool
talk(struct load *l)
{
	uint64_t want = (uint64_t)l->o->messages * ((uint64_t)l->o->room - 1);

	while (l->tally.delivered < want && l->tally.gone == 0) {
		uint64_t before = l->tally.delivered;

		say_more(l);
		if (!reach(l, &l->tally.delivered, before + 1))
			return false;
	}
	return l->tally.delivered == want;
}

/* Nobody's counter may be behind: each got all of the others' texts. */
static uint64_t
missing(const struct load *l)
{
	uint64_t lost = 0, senders = (uint64_t)l->o->senders;

	for (uint64_t i = 0; i < (uint64_t)l->o->room; i++)
		for (uint64_t s = 0; s < senders; s++) {
			uint64_t said =
			    l->sent / senders + (s < l->sent % senders);

			if (s != i)
				lost += said - l->next[i * senders + s];
		}
	return lost;
}

static void
put(const char *name, int64_t value)
{
	if (value < 0)
		printf(",\n  \"%s\": null", name);
	else
		printf(",\n  \"%s\": %" PRId64, name, value);
}

static void
rest(struct load *l)
{
	int64_t until = pf_clock_mono() + settle_ms;

	while (pf_clock_mono() < until)
		pump(l, until - pf_clock_mono());
}

static bool
measure_idle(struct load *l)
{
	struct gauge before = gauge_read(l->o->pid), after;
	int64_t begun = pf_clock_mono(), idle = l->o->idle;
	bool good = open_more(l, (size_t)idle);
	int64_t took = pf_clock_mono() - begun;

	rest(l);
	after = gauge_read(l->o->pid);
	put("idle_connections", idle);
	put("connect_ms", took);
	put("resident_before", before.resident);
	put("resident_after", after.resident);
	put("bytes_per_connection",
	    before.resident < 0 ? -1
				: (after.resident - before.resident) / idle);
	return good;
}

static bool
measure_talk(struct load *l)
{
	bool good = open_more(l, (size_t)l->o->room) && join_all(l);
	struct gauge before = gauge_read(l->o->pid), after;
	int64_t begun = pf_clock_mono_ns(), took;
	int64_t delivered;

	good = good && talk(l);
	took = pf_clock_mono_ns() - begun;
	after = gauge_read(l->o->pid);
	delivered = (int64_t)l->tally.delivered;
	put("room", l->o->room);
	put("senders", l->o->senders);
	put("bytes", l->o->size);
	put("messages", (int64_t)l->sent);
	put("deliveries", delivered);
	put("wall_ms", took / 1000000);
	put("deliveries_per_second",
	    took > 0 ? (int64_t)((double)delivered * 1e9 / (double)took) : -1);
	put("server_cpu_ms",
	    before.cpu_ms < 0 ? -1 : after.cpu_ms - before.cpu_ms);
	put("deliveries_per_cpu_second",
	    before.cpu_ms < 0 || after.cpu_ms == before.cpu_ms
		? -1
		: delivered * 1000 / (after.cpu_ms - before.cpu_ms));
	put("missing", l->next != NULL ? (int64_t)missing(l) : -1);
	return good;
}

static int
measure(struct load *l)
{
	const struct options *o = l->o;
	bool good = true;

	printf("{\n  \"bench\": \"load\",\n  \"door\": \"%s\"", o->door);
	if (o->room > 1 && o->messages > 0)
		good = measure_talk(l);
	if (o->idle > 0 && good)
		good = measure_idle(l);
	put("wrong", (int64_t)l->tally.wrong);
	put("gone", (int64_t)l->tally.gone);
	good = good && l->tally.wrong == 0 && l->tally.gone == 0;
	printf(",\n  \"good\": %s\n}\n", good ? "true" : "false");
	return good ? BENCH_OK : BENCH_WRONG;
}

static int
load_run(const struct bench *b, const struct options *o)
{
	struct load l = {.o = o};
	size_t n = 0, all = (size_t)(o->room + o->idle);
	int64_t port = o->port;
	int code;

	l.door = strcmp(o->door, "line") == 0 ? PEER_LINE : PEER_NATIVE;
	if (port == 0)
		port = l.door == PEER_LINE ? 2323 : 6680;
	if (o->senders > o->room && o->messages > 0)
		return bench_complain(b, BENCH_WORD_SENDERS, "");
	if (pf_addr_resolve(o->host, (uint16_t)port, &l.to, 1, &n) != PF_OK)
		return bench_complain(b, BENCH_WORD_NO_HOST, o->host);
	pf_sock_limit();
	l.peers = calloc(all > 0 ? all : 1, sizeof(*l.peers));
	if (l.peers == NULL || pf_poller_new(&l.poller) != PF_OK) {
		free(l.peers);
		return bench_complain(
		    b, BENCH_WORD_FAULT, ct_err_text(CT_ENOMEM, b->lang));
	}
	code = measure(&l);
	for (size_t i = 0; i < l.count; i++)
		peer_close(&l.peers[i], l.poller);
	pf_poller_free(l.poller);
	free(l.next);
	free(l.peers);
	return code;
}

int
load_main(const struct bench *b, int count, char **args)
{
	struct options o = defaults;
	struct bench_page page = {
	    .set = {.opts = table,
		.count = sizeof(table) / sizeof(table[0]),
		.target = &o},
	    .defaults = &defaults,
	};
	int code;

	if (bench_args(b, &page, count, args, &code))
		code = load_run(b, &o);
	opt_fini(&page.set);
	return code;
}
