/*
 * How fast messages are acknowledged: each sender has one message under way, in
 * a room of their own, and says the next when the ACK is there.
 */
#include "bench.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/ct.h"
#include "core/frame.h"
#include "platform/clock.h"
#include "platform/console.h"
#include "platform/net.h"
#include "platform/poller.h"
#include "platform/process.h"

enum {
	events_max = 256,
	buffer_max = 1 << 22,
	read_size = 65536,
	text_max = 4096,
	stall_ms = 20000, /* nothing happened: give up */
};

struct options {
	struct bench_flags flags;
	const char *host;
	int64_t port, senders, messages, size;
};

static const struct options defaults = {
    .flags = BENCH_FLAGS,
    .host = "127.0.0.1",
    .port = 6680,
    .senders = 1,
    .messages = 2000,
    .size = 64,
};

#define AT(field) offsetof(struct options, field)

static const struct opt table[] = {
    {.kind = OPT_HEAD,
	.en = "crosstalk-bench ack: how fast a running server (with --say-rate "
	      "0) acknowledges",
	.zh = "crosstalk-bench ack：测量正在运行的服务器（须加 --say-rate "
	      "0）确认消息的速度"},
    {"host", OPT_TEXT, AT(host), .en = "the server's address",
	.zh = "服务器地址"},
    {"port", OPT_INT, AT(port), 1, 65535, .en = "its native port",
	.zh = "native 门的端口"},
    {"senders", OPT_INT, AT(senders), 1, 10000,
	.en = "people who speak, each waiting for the ACK",
	.zh = "发言的人数，每人等到确认后再说下一条"},
    {"messages", OPT_INT, AT(messages), 1, 10000000, .en = "messages in all",
	.zh = "消息总数"},
    {"size", OPT_INT, AT(size), 1, text_max, .en = "bytes of a message",
	.zh = "每条消息的字节数"},
    BENCH_ROWS,
};

struct sender {
	struct pf_sock sock;
	struct ct_buf in, out;
	uint64_t number; /* under way; 0: not in the room yet */
	int64_t said;    /* ns */
	char room[32];
	bool writing;
};

struct ack {
	const struct options *o;
	struct pf_poller *poller;
	struct sender *senders;
	size_t count;  /* of them open */
	int64_t *took; /* ns, of each message */
	size_t sent, acked;
	uint64_t wrong;
};

static void
flush(struct ack *a, struct sender *s)
{
	struct pf_slice v = {.data = s->out.data, .len = s->out.len};
	enum pf_err err = PF_OK;
	size_t n = 0;

	if (v.len > 0)
		err = pf_sendv(s->sock, &v, 1, &n);
	if (err != PF_OK && err != PF_AGAIN && err != PF_ENOTCONN)
		a->wrong++;
	ct_buf_consume(&s->out, n);
	if (s->writing == (s->out.len > 0))
		return;
	s->writing = !s->writing;
	pf_poller_set(a->poller, s->sock,
	    PF_POLL_READ | (s->writing ? PF_POLL_WRITE : 0u), s);
}

static void
put(struct ack *a, struct sender *s, const struct ct_frame *f)
{
	if (ct_frame_add(&s->out, f) != CT_OK)
		a->wrong++;
}

/* The identity is new each time, and that of a person. */
static void
greet(struct ack *a, struct sender *s)
{
	char id[16];
	struct ct_frame hello = {.type = CT_FRAME_HELLO,
	    .num = {CT_PROTOCOL_VERSION},
	    .str = {{id, sizeof(id)}, {"", 0}, {"en", 2}, {"", 0},
		{"crosstalk-bench", 15}}};
	struct ct_frame join = {
	    .type = CT_FRAME_JOIN, .str = {ct_slice_str(s->room)}};

	if (pf_random(id, sizeof(id)) != PF_OK)
		a->wrong++;
	id[15] = 'p';
	put(a, s, &hello);
	put(a, s, &join);
}

static void
say(struct ack *a, struct sender *s)
{
	static char text[text_max];
	struct ct_frame f = {.type = CT_FRAME_SAY,
	    .num = {++s->number},
	    .str = {ct_slice_str(s->room), {text, (size_t)a->o->size}}};

	if (a->sent == (size_t)a->o->messages)
		return;
	memset(text, 'x', sizeof(text));
	a->sent++;
	s->said = pf_clock_mono_ns();
	put(a, s, &f);
}

static void
hear(struct ack *a, struct sender *s, const struct ct_frame *f)
{
	if (f->type == CT_FRAME_ERROR || f->type == CT_FRAME_GOODBYE)
		a->wrong++;
	if (f->type == CT_FRAME_ACK && f->num[0] == s->number) {
		a->took[a->acked++] = pf_clock_mono_ns() - s->said;
		say(a, s);
	}
}

static void
ready(struct ack *a, struct sender *s)
{
	struct ct_frame f;
	struct ct_slice in;
	enum pf_err err = PF_OK;
	size_t n = 0;

	while (err == PF_OK && ct_buf_reserve(&s->in, read_size) == CT_OK) {
		err = pf_recv(s->sock, s->in.data + s->in.len, read_size, &n);
		if (err == PF_OK)
			s->in.len += n;
	}
	if (err != PF_AGAIN)
		a->wrong++;
	in = ct_buf_slice(&s->in);
	while (ct_frame_take(&in, CT_FRAME_MAX, &f) == CT_OK)
		hear(a, s, &f);
	ct_buf_consume(&s->in, s->in.len - in.len);
	flush(a, s);
}

static bool
open_all(struct ack *a, const struct pf_addr *to)
{
	for (; a->count < (size_t)a->o->senders; a->count++) {
		struct sender *s = &a->senders[a->count];
		enum pf_err err;

		ct_buf_init(&s->in, buffer_max);
		ct_buf_init(&s->out, buffer_max);
		snprintf(s->room, sizeof(s->room), "ack%zu", a->count);
		err = pf_connect(to, &s->sock);
		if (err != PF_OK && err != PF_AGAIN)
			return false;
		greet(a, s);
		s->writing = true;
		pf_poller_set(
		    a->poller, s->sock, PF_POLL_READ | PF_POLL_WRITE, s);
	}
	return true;
}

/* Until all are acknowledged; false: something is wrong, or nothing comes. */
static bool
talk(struct ack *a)
{
	struct pf_event events[events_max];
	int64_t until = pf_clock_mono() + stall_ms;

	for (size_t i = 0; i < a->count; i++)
		say(a, &a->senders[i]);
	for (size_t i = 0; i < a->count; i++)
		flush(a, &a->senders[i]);
	while (a->acked < (size_t)a->o->messages && a->wrong == 0) {
		size_t n = 0, before = a->acked;

		pf_poller_wait(
		    a->poller, events, events_max, stall_ms, &n, NULL);
		for (size_t i = 0; i < n; i++)
			ready(a, events[i].data);
		if (a->acked > before)
			until = pf_clock_mono() + stall_ms;
		else if (pf_clock_mono() > until)
			return false;
	}
	return a->wrong == 0;
}

static int
compare(const void *x, const void *y)
{
	int64_t a = *(const int64_t *)x, b = *(const int64_t *)y;

	return (a > b) - (a < b);
}

static void
report(struct ack *a, int64_t ns, bool good)
{
	size_t n = a->acked;

	qsort(a->took, n, sizeof(*a->took), compare);
	printf("{\n  \"bench\": \"ack\",\n  \"senders\": %" PRId64
	       ",\n  \"bytes\": %" PRId64 ",\n  \"acknowledged\": %zu",
	    a->o->senders, a->o->size, n);
	if (n > 0 && ns > 0)
		printf(",\n  \"per_second\": %" PRId64
		       ",\n  \"p50_us\": %" PRId64 ",\n  \"p99_us\": %" PRId64
		       ",\n  \"max_us\": %" PRId64,
		    (int64_t)((double)n * 1e9 / (double)ns),
		    a->took[n / 2] / 1000, a->took[n * 99 / 100] / 1000,
		    a->took[n - 1] / 1000);
	printf(",\n  \"good\": %s\n}\n", good ? "true" : "false");
}

static void
close_all(struct ack *a)
{
	for (size_t i = 0; i < a->count; i++) {
		pf_poller_remove(a->poller, a->senders[i].sock);
		pf_close(&a->senders[i].sock);
		ct_buf_fini(&a->senders[i].in);
		ct_buf_fini(&a->senders[i].out);
	}
}

static int
ack_run(const struct bench *b, const struct options *o)
{
	struct ack a = {.o = o};
	struct pf_addr to;
	int64_t begun;
	size_t n = 0;
	bool good = false;

	if (pf_addr_resolve(o->host, (uint16_t)o->port, &to, 1, &n) != PF_OK)
		return bench_complain(b, BENCH_WORD_NO_HOST, o->host);
	pf_sock_limit();
	a.senders = calloc((size_t)o->senders, sizeof(*a.senders));
	a.took = calloc((size_t)o->messages, sizeof(*a.took));
	if (a.senders != NULL && a.took != NULL &&
	    pf_poller_new(&a.poller) == PF_OK) {
		good = open_all(&a, &to);
		begun = pf_clock_mono_ns();
		good = good && talk(&a);
		report(&a, pf_clock_mono_ns() - begun, good);
		close_all(&a);
		pf_poller_free(a.poller);
	}
	free(a.took);
	free(a.senders);
	return good ? BENCH_OK : BENCH_WRONG;
}

int
ack_main(const struct bench *b, int count, char **args)
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
		code = ack_run(b, &o);
	opt_fini(&page.set);
	return code;
}
