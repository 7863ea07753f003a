/*
 * People who come, go, speak and set topics at random, and a store that does
 * what store.h says: late, failing now and then, with messages that go after a
 * while, empty rooms that are told of late, and servers that die. What is said
 * is never refused, no number is given twice, the hub knows of all that is
 * stored, and in the end nothing is left of what is empty.
 */
#include "core/hub_state.h"
#include "frames.h"
#include "tests/feed.h"
#include "tests/shim/shim.h"

#include <string.h>

enum { ROOMS = 6, PEOPLE = 3, NUMBERS = 1 << 14, QUEUE = 64, TOLD = 32 };

static const char *const names[ROOMS] = {"lobby", "a", "b", "c", "d", "e"};

struct row {
	uint64_t seq;
	int messages;
	bool is, topic;
};

struct entry {
	enum ct_record_kind kind;
	uint64_t ticket, seq;
	int room;
	bool topic;
};

struct model {
	struct ct_store port;
	struct talk talk;
	struct peer *people[PEOPLE];
	uint64_t random, number;
	struct row rows[ROOMS];
	uint64_t numbers;      /* of forgotten rooms */
	uint64_t stored_as_of; /* the last ticket */
	struct entry queue[QUEUE];
	size_t queued;
	struct entry told[TOLD]; /* rooms that were empty */
	size_t tells;
	bool given[ROOMS][NUMBERS];
	int said, forgotten, refused, failed;
};

static unsigned
any(struct model *m, unsigned n)
{
	return (unsigned)(feed_random(&m->random) >> 33) % n;
}

static int
room_of(struct ct_slice key)
{
	for (int i = 0; i < ROOMS; i++)
		if (ct_slice_eq(key, ct_slice_str(names[i])))
			return i;
	return -1;
}

/* ---- the store ---- */

static enum ct_err
submit(void *ctx, const struct ct_record *r, uint64_t ticket,
    struct ct_stored *done)
{
	struct model *m = ctx;

	(void)done;
	if (m->queued == QUEUE || any(m, 40) == 0)
		return CT_ESTORE;
	m->queue[m->queued++] = (struct entry){
	    r->kind, ticket, r->seq, room_of(r->room_key), r->text.len > 0};
	return CT_MORE;
}

static void
make_row(struct model *m, struct row *row)
{
	if (!row->is)
		*row = (struct row){.is = true, .seq = m->numbers};
}

static enum ct_err
store_say(struct model *m, const struct entry *e, struct row *row)
{
	make_row(m, row);
	if (e->seq <= row->seq) {
		m->refused++;
		return CT_ESTORE;
	}
	EXPECT_FALSE(m->given[e->room][e->seq]);
	m->given[e->room][e->seq] = true;
	row->seq = e->seq;
	row->messages++;
	m->said++;
	return CT_OK;
}

static void
store_forget(struct model *m, struct row *row)
{
	if (!row->is || row->messages > 0 || row->topic)
		return;
	if (row->seq > m->numbers)
		m->numbers = row->seq;
	*row = (struct row){0};
	m->forgotten++;
}

static enum ct_err
store_one(struct model *m, const struct entry *e)
{
	struct row *row = e->room >= 0 ? &m->rows[e->room] : NULL;

	if (e->kind == CT_RECORD_SAY)
		return store_say(m, e, row);
	if (e->kind == CT_RECORD_TOPIC) {
		make_row(m, row);
		row->topic = e->topic;
	}
	if (e->kind == CT_RECORD_FORGET)
		store_forget(m, row);
	return CT_OK;
}

/* What is stored is in the hub, too: else nobody sees that they missed it. */
static void
expect_known(struct model *m)
{
	for (int i = 0; i < ROOMS; i++) {
		const struct ct_room *r =
		    ct_hub_room(m->talk.hub, ct_slice_str(names[i]));

		if (m->rows[i].messages == 0 && !m->rows[i].topic)
			continue;
		ASSERT_TRUE(r != NULL);
		EXPECT_GE(r->seq, m->rows[i].seq * (m->rows[i].messages > 0));
	}
}

/* One transaction, in which all fails or nothing. */
static void
complete(struct model *m, size_t count)
{
	bool fails = any(m, 8) == 0;
	struct entry batch[QUEUE];

	if (count > m->queued)
		count = m->queued;
	memcpy(batch, m->queue, sizeof(batch));
	m->queued -= count;
	memmove(m->queue, m->queue + count, m->queued * sizeof(batch[0]));
	for (size_t i = 0; i < count; i++) {
		struct ct_stored done = {
		    .ticket = batch[i].ticket, .seq = batch[i].seq, .time = 1};

		done.err = fails ? CT_ESTORE : store_one(m, &batch[i]);
		m->failed += fails;
		m->stored_as_of = done.ticket;
		ct_hub_stored(m->talk.hub, &done);
	}
	talk_flush(&m->talk);
}

/* ---- what the server does by itself ---- */

static void
look_for_empty(struct model *m)
{
	for (int i = 0; i < ROOMS && m->tells < TOLD; i++)
		if (m->rows[i].is && !m->rows[i].topic &&
		    m->rows[i].messages == 0)
			m->told[m->tells++] = (struct entry){
			    .room = i, .ticket = m->stored_as_of};
}

static void
tell_empty(struct model *m, size_t count)
{
	if (count > m->tells)
		count = m->tells;
	for (size_t i = 0; i < count; i++)
		ct_hub_emptied(m->talk.hub,
		    ct_slice_str(names[m->told[i].room]), m->told[i].ticket);
	m->tells -= count;
	memmove(m->told, m->told + count, m->tells * sizeof(m->told[0]));
}

static void
enter(struct model *m, unsigned i)
{
	struct ct_frame f = hello_frame("", "utf-8");
	static const char *const ids[PEOPLE] = {
	    "0123456789abcde1", "0123456789abcde2", "0123456789abcde3"};

	m->people[i] = talk_open(&m->talk, &talk_native);
	f.str[0] = ct_slice_str(ids[i]);
	peer_frame(m->people[i], &f);
}

static void
start(struct model *m)
{
	talk_init(&m->talk);
	m->talk.cfg.store = &m->port;
	m->talk.cfg.caps.say_rate = 0;
	talk_start(&m->talk);
	ct_hub_restore_numbers(m->talk.hub, m->numbers);
	for (int i = 0; i < ROOMS; i++)
		if (m->rows[i].is)
			ct_hub_restore_room(m->talk.hub, ct_slice_str(names[i]),
			    ct_slice_str(m->rows[i].topic ? "x" : ""),
			    m->rows[i].seq);
	m->queued = m->tells = 0;
	m->stored_as_of = 0;
	for (unsigned i = 0; i < PEOPLE; i++)
		enter(m, i);
}

/* ---- what happens ---- */

static void
request(struct model *m)
{
	static const uint8_t types[] = {CT_FRAME_JOIN, CT_FRAME_JOIN,
	    CT_FRAME_PART, CT_FRAME_PART, CT_FRAME_TOPIC, CT_FRAME_SAY,
	    CT_FRAME_SAY, CT_FRAME_SAY};
	struct peer *p = m->people[any(m, PEOPLE)];
	struct ct_frame f = {.type = types[any(m, 8)]};

	f.str[0] = ct_slice_str(names[any(m, ROOMS)]);
	if (f.type == CT_FRAME_SAY) {
		f.num[0] = ++m->number;
		f.str[1] = ct_slice_str("text");
	} else if (f.type == CT_FRAME_TOPIC) {
		f.num[0] = 1;
		f.str[1] = ct_slice_str(any(m, 3) == 0 ? "x" : "");
	}
	peer_frame(p, &f);
	peer_eat(p);
}

static void
act(struct model *m)
{
	unsigned what = any(m, 100);

	if (what < 60)
		request(m);
	else if (what < 75)
		complete(m, 1 + any(m, 6));
	else if (what < 83)
		m->rows[any(m, ROOMS)].messages = 0;
	else if (what < 90)
		look_for_empty(m);
	else if (what < 99)
		tell_empty(m, 1 + any(m, 3));
	else if (any(m, 10) == 0) {
		talk_fini(&m->talk);
		start(m);
	}
}

static void
forget_all(struct model *m)
{
	for (int turn = 0; turn < 100; turn++) {
		complete(m, QUEUE);
		for (int i = 0; i < ROOMS; i++)
			m->rows[i].messages = 0;
		look_for_empty(m);
		tell_empty(m, TOLD);
	}
	complete(m, QUEUE);
}

/* Nobody is there any more, nor a topic that the store was not told of. */
static void
leave(struct model *m)
{
	struct ct_hub_stats stats;
	size_t kept = 1;

	complete(m, QUEUE);
	talk_fini(&m->talk);
	start(m);
	for (int i = 0; i < PEOPLE; i++)
		peer_close(m->people[i]);
	forget_all(m);
	for (int i = 1; i < ROOMS; i++) {
		EXPECT_EQ(m->rows[i].topic, m->rows[i].is);
		kept += m->rows[i].is;
	}
	ct_hub_stats(m->talk.hub, &stats);
	EXPECT_EQ(kept, stats.rooms);
}

static void
run(uint64_t seed, int steps, int total[3])
{
	static struct model m;

	m = (struct model){.port = {&m, submit, NULL}, .random = seed};
	start(&m);
	for (int i = 0; i < steps; i++) {
		act(&m);
		expect_known(&m);
	}
	leave(&m);
	EXPECT_EQ(0, m.refused);
	total[0] += m.said;
	total[1] += m.forgotten;
	total[2] += m.failed;
	talk_fini(&m.talk);
}

TEST(forget_model, no_number_twice_and_nothing_lost)
{
	enum { runs = 100, steps = 2000 };
	int total[3] = {0};

	for (uint64_t seed = 1; seed <= runs; seed++)
		run(seed, steps, total);
	/* All of it has happened, and often. */
	EXPECT_GT(total[0], runs * steps / 100);
	EXPECT_GT(total[1], runs * steps / 1000);
	EXPECT_GT(total[2], runs);
}
