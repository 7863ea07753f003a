/* One connection through the fault door: two sockets, two fault plans. */
#include "proxy.h"

#include "platform/clock.h"

#include <stdlib.h>

enum { READ_MAX = 16384 };

static enum lab_way
other(enum lab_way way)
{
	return way == LAB_THERE ? LAB_BACK : LAB_THERE;
}

static int64_t
elapsed(const struct proxy_pair *pair)
{
	return (pf_clock_mono_ns() - pair->began) / 1000;
}

static void
drop(struct proxy_end *end, bool reset)
{
	if (end->s.id == PF_SOCK_NONE.id)
		return;
	if (end->known)
		pf_poller_remove(end->pair->proxy->poller, end->s);
	end->known = false;
	if (reset)
		pf_close_reset(&end->s);
	else
		pf_close(&end->s);
}

/* Both sides see a reset; `way` is the one in which it travels. */
static void
reset_both(struct proxy_pair *pair, enum lab_way way)
{
	lab_timeline_close(&pair->seen, way, elapsed(pair), LAB_RESET);
	drop(&pair->ends[LAB_THERE], true);
	drop(&pair->ends[LAB_BACK], true);
	pair->over = true;
}

/* The server's next address, until none is left. */
static void
try_next(struct proxy_pair *pair)
{
	struct proxy *p = pair->proxy;
	struct proxy_end *server = &pair->ends[LAB_BACK];

	drop(server, false);
	pair->connecting = true;
	pair->give_up = pf_clock_mono() + PROXY_CONNECT;
	while (pair->addr < p->to_count) {
		enum pf_err err = pf_connect(&p->to[pair->addr++], &server->s);

		pair->connecting = err == PF_AGAIN;
		pair->why = pair->connecting ? PF_OK : err;
		if (err == PF_OK || err == PF_AGAIN)
			return;
	}
	reset_both(pair, LAB_BACK);
}

static void
look_connected(struct proxy_pair *pair)
{
	enum pf_err err = pf_connect_done(pair->ends[LAB_BACK].s);

	if (err == PF_AGAIN)
		return;
	pair->connecting = err != PF_OK;
	pair->why = err;
	if (err != PF_OK)
		try_next(pair);
}

struct proxy_pair *
proxy_pair_new(struct proxy *p, struct pf_sock s)
{
	struct proxy_pair *pair = calloc(1, sizeof *pair);

	if (pair == NULL) {
		pf_close(&s);
		return NULL;
	}
	pair->proxy = p;
	pair->number = ++p->met;
	pair->began = pf_clock_mono_ns();
	lab_timeline_init(&pair->seen);
	for (int w = 0; w < LAB_WAYS; w++) {
		lab_fault_init(&pair->ways[w], &p->options->plans[w],
		    p->options->seed + (uint64_t)w);
		pair->ends[w] = (struct proxy_end){
		    .pair = pair, .from = (enum lab_way)w, .s = PF_SOCK_NONE};
	}
	pair->ends[LAB_THERE].s = s;
	try_next(pair);
	return pair;
}

void
proxy_pair_free(struct proxy_pair *pair)
{
	for (int w = 0; w < LAB_WAYS; w++) {
		drop(&pair->ends[w], false);
		lab_fault_fini(&pair->ways[w]);
	}
	lab_timeline_fini(&pair->seen);
	free(pair);
}

/* Is there room to remember what passes? The rest passes unseen. */
static bool
remembers(struct proxy_pair *pair, enum lab_way way, size_t n)
{
	const struct lab_stream *s = &pair->seen.ways[way];

	if (s->bytes.len + n > PROXY_RECORD ||
	    s->layers[LAB_SENDS].count >= PROXY_RECORDS ||
	    s->layers[LAB_READS].count >= PROXY_RECORDS)
		pair->seen_in_part = true;
	return !pair->seen_in_part;
}

static void
take_bytes(struct proxy_pair *pair, enum lab_way way, struct ct_slice bytes)
{
	if (remembers(pair, way, bytes.len) &&
	    lab_timeline_send(&pair->seen, way, elapsed(pair), bytes) != CT_OK)
		pair->seen_in_part = true;
	if (lab_fault_feed(&pair->ways[way], bytes, pf_clock_mono()) != CT_OK)
		reset_both(pair, way);
}

static void
read_end(struct proxy_end *end)
{
	struct proxy_pair *pair = end->pair;
	struct lab_fault *f = &pair->ways[end->from];
	char bytes[READ_MAX];
	size_t room = lab_fault_room(f), n = 0;
	enum pf_err err;

	if (room == 0)
		return;
	err = pf_recv(end->s, bytes, room < READ_MAX ? room : READ_MAX, &n);
	if (err == PF_OK)
		take_bytes(pair, end->from, (struct ct_slice){bytes, n});
	else if (err == PF_END)
		lab_fault_feed_end(f, pf_clock_mono());
	else if (err != PF_AGAIN)
		reset_both(pair, end->from);
}

void
proxy_pair_event(struct proxy_end *end, unsigned events)
{
	struct proxy_pair *pair = end->pair;

	if (pair->over || !end->known)
		return;
	if (pair->connecting && end->from == LAB_BACK) {
		look_connected(pair);
		return;
	}
	if ((events & PF_POLL_WRITE) != 0)
		end->blocked = false;
	if ((events & PF_POLL_READ) != 0)
		read_end(end);
}

static void
send_some(struct proxy_pair *pair, enum lab_way way, struct ct_slice bytes)
{
	struct proxy_end *to = &pair->ends[other(way)];
	struct pf_slice v = {bytes.data, bytes.len};
	size_t n = 0;
	enum pf_err err = pf_sendv(to->s, &v, 1, &n);

	if (err == PF_AGAIN) {
		to->blocked = true;
		return;
	}
	if (err != PF_OK) {
		reset_both(pair, other(way));
		return;
	}
	bytes.len = n;
	if (remembers(pair, way, 0) &&
	    lab_timeline_read(&pair->seen, way, elapsed(pair), bytes) != CT_OK)
		pair->seen_in_part = true;
	lab_fault_sent(&pair->ways[way], n, pf_clock_mono());
}

/* Does what one plan says by now; at most a buffer full of it. */
static void
pass(struct proxy_pair *pair, enum lab_way way)
{
	struct proxy_end *to = &pair->ends[other(way)];
	struct lab_fault *f = &pair->ways[way];
	struct ct_slice bytes;

	while (!pair->over && !to->blocked) {
		switch (lab_fault_next(f, pf_clock_mono(), &bytes)) {
		case LAB_FAULT_SEND:
			send_some(pair, way, bytes);
			break;
		case LAB_FAULT_END:
			lab_timeline_close(
			    &pair->seen, way, elapsed(pair), LAB_END);
			pf_shutdown_send(to->s);
			break;
		case LAB_FAULT_RESET:
			reset_both(pair, way);
			break;
		case LAB_FAULT_WAIT:
		case LAB_FAULT_DONE:
			return;
		}
	}
}

void
proxy_pair_turn(struct proxy_pair *pair)
{
	const struct lab_fault *f = pair->ways;

	if (pair->connecting && !pair->over &&
	    pf_clock_mono() >= pair->give_up) {
		pair->why = PF_ETIMEDOUT;
		try_next(pair);
	}
	if (pair->connecting || pair->over)
		return;
	pass(pair, LAB_THERE);
	pass(pair, LAB_BACK);
	if (f[LAB_THERE].over && f[LAB_THERE].ended && f[LAB_BACK].over &&
	    f[LAB_BACK].ended)
		pair->over = true;
}

static unsigned
wanted(const struct proxy_end *end)
{
	const struct proxy_pair *pair = end->pair;
	unsigned events = 0;

	if (pair->connecting && end->from == LAB_BACK)
		return PF_POLL_WRITE;
	if (lab_fault_room(&pair->ways[end->from]) > 0)
		events |= PF_POLL_READ;
	return end->blocked ? events | PF_POLL_WRITE : events;
}

enum pf_err
proxy_pair_watch(struct proxy_pair *pair)
{
	enum pf_err err = PF_OK;

	for (int w = 0; w < LAB_WAYS && err == PF_OK; w++) {
		struct proxy_end *end = &pair->ends[w];
		unsigned events;

		if (end->s.id == PF_SOCK_NONE.id)
			continue;
		events = wanted(end);
		if (end->known && events == end->watched)
			continue;
		err = pf_poller_set(pair->proxy->poller, end->s, events, end);
		end->known = err == PF_OK;
		end->watched = events;
	}
	return err;
}

ct_ms
proxy_pair_deadline(const struct proxy_pair *pair)
{
	ct_ms at = CT_NEVER;

	if (pair->connecting)
		return pair->give_up;
	for (int w = 0; w < LAB_WAYS; w++) {
		ct_ms one = lab_fault_deadline(&pair->ways[w]);

		if (!pair->ends[other((enum lab_way)w)].blocked && one < at)
			at = one;
	}
	return at;
}
