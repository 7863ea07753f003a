/*
 * The fault door at work: listens, connects each client to the real server, and
 * passes bytes both ways through a fault plan each. One thread, many
 * connections; what waits in one direction is bounded (LAB_FAULT_BYTES), and
 * then the side that sends is not read any more.
 */
#ifndef CLIENT_PROXY_H
#define CLIENT_PROXY_H

#include "app.h"

#include "apps/common/endpoint.h"
#include "apps/lab/fault.h"
#include "apps/lab/glyph.h"
#include "apps/lab/timeline.h"
#include "platform/net.h"
#include "platform/poller.h"

enum {
	PROXY_PAIRS = 64,      /* connections at once; the next ones wait */
	PROXY_ADDRS = 8,       /* of the server's name */
	PROXY_CONNECT = 5000,  /* ms for each of them */
	PROXY_RECORD = 262144, /* bytes of a direction that are drawn, */
	PROXY_RECORDS = 16384, /* and pieces of them */
	PROXY_EVENTS = 32,
};

struct proxy_options {
	struct endpoint listen, to;
	struct lab_fault_plan plans[LAB_WAYS];
	uint64_t seed;
	int64_t connections; /* then it ends; 0: never */
	enum lab_charset charset;
	bool json, quiet;
};

struct proxy_pair;

/* One socket of a pair; the source of way `from`. */
struct proxy_end {
	struct proxy_pair *pair;
	enum lab_way from;
	struct pf_sock s;
	bool known;       /* to the poller, */
	unsigned watched; /* for this */
	bool blocked;     /* takes no more bytes until it can be written */
};

struct proxy_pair {
	struct proxy_pair *next;
	struct proxy *proxy;
	uint64_t number;                 /* from 1 */
	struct proxy_end ends[LAB_WAYS]; /* the client, the server */
	struct lab_fault ways[LAB_WAYS];
	struct lab_timeline seen;
	bool seen_in_part; /* there was more than is kept */
	int64_t began;     /* ns */
	size_t addr;       /* the next one to try */
	bool connecting;
	ct_ms give_up;   /* when, while it connects */
	enum pf_err why; /* it has no server; else PF_OK */
	bool over;
};

struct proxy {
	const struct app *app;
	const struct proxy_options *options;
	struct pf_poller *poller;
	struct pf_sock listener, reserve;
	struct pf_addr to[PROXY_ADDRS];
	size_t to_count;
	struct proxy_pair *pairs;
	size_t pair_count;
	uint64_t met; /* connections so far */
	bool stop;
	int code;
};

/* Runs until it is asked to stop, or has had its connections. The exit code;
 * what went wrong has been told. */
int proxy_run(const struct app *app, const struct proxy_options *options);

/* A client came: the pair owns `s`, and begins to connect. NULL: no memory,
 * and then `s` is closed. proxy_pair_free closes both sides. */
struct proxy_pair *proxy_pair_new(struct proxy *p, struct pf_sock s);
void proxy_pair_free(struct proxy_pair *pair);

/* An end can be read or written; then what the plans say by now is done. */
void proxy_pair_event(struct proxy_end *end, unsigned events);
void proxy_pair_turn(struct proxy_pair *pair);

/* Tells the poller what the pair waits for. */
enum pf_err proxy_pair_watch(struct proxy_pair *pair);

/* When proxy_pair_turn has something to do without an event, or CT_NEVER. */
ct_ms proxy_pair_deadline(const struct proxy_pair *pair);

/* Shows what passed, on standard output. PF_OK, PF_ENOMEM, or PF_END and the
 * like when nobody reads it. */
enum pf_err proxy_show(const struct proxy_pair *pair);

#endif
