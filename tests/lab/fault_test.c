/* What a fault plan makes of a stream, by a clock of the test's own. */
#include "tests/shim/shim.h"

#include "apps/lab/fault.h"
#include "tests/feed.h"

#include <stdio.h>
#include <string.h>

enum { MAX = 8192 };

/* What came out: the bytes, and where and when each segment began. */
struct door {
	struct lab_fault_plan plan;
	struct lab_fault f;
	ct_ms now;
	char bytes[MAX];
	size_t len, begins[MAX], count;
	ct_ms at[MAX];
	enum lab_fault_act last;
	ct_ms ended_at;
	size_t most; /* bytes that one send takes; 0: all */
};

static struct lab_fault_plan
plan_of(const char *text)
{
	struct lab_fault_plan plan = LAB_FAULT_PLAN_NONE;
	struct lab_fault_error error;

	EXPECT_EQ(CT_OK, lab_fault_read(ct_slice_str(text), &plan, &error));
	return plan;
}

static void
door_open(struct door *d)
{
	lab_fault_init(&d->f, &d->plan, 7);
	d->now = 1000;
	d->len = d->count = 0;
	d->last = LAB_FAULT_WAIT;
}

static void
take_segment(struct door *d, struct ct_slice out)
{
	ASSERT_LE(d->len + out.len, MAX);
	d->begins[d->count] = d->len;
	d->at[d->count++] = d->now;
	if (d->most > 0 && out.len > d->most)
		out.len = d->most;
	memcpy(d->bytes + d->len, out.data, out.len);
	d->len += out.len;
	lab_fault_sent(&d->f, out.len, d->now);
}

/* Takes what leaves by `until`; the clock goes on to there. */
static void
door_run(struct door *d, ct_ms until)
{
	for (;;) {
		struct ct_slice out;
		enum lab_fault_act act = lab_fault_next(&d->f, d->now, &out);
		ct_ms next;

		if (act == LAB_FAULT_SEND) {
			take_segment(d, out);
			continue;
		}
		if (act == LAB_FAULT_END || act == LAB_FAULT_RESET) {
			d->last = act;
			d->ended_at = d->now;
			continue;
		}
		next = lab_fault_deadline(&d->f);
		if (act == LAB_FAULT_DONE) {
			EXPECT_EQ(CT_NEVER, next);
			break;
		}
		if (next > until || next == CT_NEVER)
			break;
		EXPECT_GT(next, d->now);
		if (next <= d->now)
			break;
		d->now = next;
	}
	if (until != CT_NEVER && until > d->now)
		d->now = until;
}

static void
door_feed(struct door *d, struct ct_slice bytes)
{
	EXPECT_EQ(CT_OK, lab_fault_feed(&d->f, bytes, d->now));
}

/* Everything at once, then the end; and all that follows. */
static void
pass(struct door *d, const char *plan, struct ct_slice bytes)
{
	*d = (struct door){.plan = plan_of(plan)};
	door_open(d);
	door_feed(d, bytes);
	lab_fault_feed_end(&d->f, d->now);
	door_run(d, CT_NEVER);
}

static void
expect_begins(const struct door *d, const size_t *want, size_t n)
{
	ASSERT_EQ(n, d->count);
	for (size_t i = 0; i < n; i++) {
		INFO("segment %zu", i);
		EXPECT_EQ(want[i], d->begins[i]);
	}
}

#define TEXT SHIM_LITERAL("hellokniom, 8月1日，安理会轮值主")

static struct door door;

TEST(lab_fault, nothing_is_changed_without_a_plan)
{
	struct door *d = &door;

	*d = (struct door){.plan = LAB_FAULT_PLAN_NONE};
	door_open(d);
	door_feed(d, ct_slice_str("hello"));
	door_run(d, d->now);
	EXPECT_EQ(1, d->count);
	door_feed(d, ct_slice_str("kniom"));
	door_run(d, d->now);
	expect_begins(d, (size_t[]){0, 5}, 2);
	EXPECT_EQ(LAB_FAULT_WAIT, d->last);
	lab_fault_feed_end(&d->f, d->now);
	door_run(d, CT_NEVER);
	EXPECT_EQ(LAB_FAULT_END, d->last);
	EXPECT_EQ(1000, d->ended_at);
	EXPECT_SLICE("hellokniom", ((struct ct_slice){d->bytes, d->len}));
	lab_fault_fini(&d->f);
}

TEST(lab_fault, segments)
{
	static const struct {
		const char *plan;
		size_t begins[12], count;
	} cases[] = {
	    {"dribble=1", {0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, 10},
	    {"dribble=4,gap=0", {0, 4, 8}, 3},
	    {"cut=3", {0, 3}, 2},
	    {"cut=1:9,gap=5", {0, 1, 9}, 3},
	    {"dribble=4,cut=2:8:9", {0, 2, 4, 8, 9}, 5},
	    {"cut=10:20", {0}, 1},
	    {"random=1", {0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, 10},
	};

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct door *d = &door;

		pass(d, cases[i].plan, ct_slice_str("hellokniom"));
		INFO("%s", cases[i].plan);
		EXPECT_SLICE(
		    "hellokniom", ((struct ct_slice){d->bytes, d->len}));
		expect_begins(d, cases[i].begins, cases[i].count);
		for (size_t k = 1; k < d->count; k++)
			EXPECT_EQ((ct_ms)d->plan.gap, d->at[k] - d->at[k - 1]);
		EXPECT_EQ(LAB_FAULT_END, d->last);
		lab_fault_fini(&d->f);
	}
}

/* Segments are where the plan says, however the bytes came. */
struct ways {
	struct door door;
	const char *plan;
	size_t begins[MAX], count; /* of the first way: whole */
};

static void
ways_begin(void *ctx)
{
	struct ways *w = ctx;

	w->door.plan = plan_of(w->plan);
	door_open(&w->door);
}

static void
ways_piece(void *ctx, struct ct_slice piece)
{
	struct ways *w = ctx;

	door_feed(&w->door, piece);
	door_run(&w->door, w->door.now + 3);
}

static bool
begins_at(const struct door *d, size_t at)
{
	for (size_t i = 0; i < d->count; i++)
		if (d->begins[i] == at)
			return true;
	return false;
}

static void
ways_end(void *ctx)
{
	struct ways *w = ctx;
	struct door *d = &w->door;

	lab_fault_feed_end(&d->f, d->now);
	door_run(d, CT_NEVER);
	EXPECT_SLICE_EQ(TEXT, ((struct ct_slice){d->bytes, d->len}));
	EXPECT_EQ(LAB_FAULT_END, d->last);
	if (w->count == 0) {
		w->count = d->count;
		memcpy(w->begins, d->begins, d->count * sizeof d->begins[0]);
	}
	for (size_t i = 0; i < w->count; i++)
		EXPECT_TRUE(begins_at(d, w->begins[i]));
	lab_fault_fini(&d->f);
}

TEST(lab_fault, however_the_bytes_came)
{
	static const char *const plans[] = {"dribble=3,gap=1", "random=7",
	    "cut=2:14:16", "random=5,cut=1:30,dribble=8,gap=0",
	    "delay=20,random=9", "hold=1000", "hold=1000,quiet=50,cut=7"};

	for (size_t i = 0; i < sizeof plans / sizeof plans[0]; i++) {
		static struct ways w;
		struct feed feed = {ways_begin, ways_piece, ways_end, &w};

		w = (struct ways){.plan = plans[i]};
		feed_all(&feed, TEXT);
		EXPECT_GT(w.count, 0);
	}
}

TEST(lab_fault, a_seed_decides)
{
	size_t first[MAX], n;
	bool other = false;
	struct door *d = &door;

	pass(d, "random=4", TEXT);
	n = d->count;
	memcpy(first, d->begins, sizeof first);
	lab_fault_fini(&d->f);
	pass(d, "random=4", TEXT);
	expect_begins(d, first, n);
	lab_fault_fini(&d->f);
	*d = (struct door){.plan = plan_of("random=4")};
	door_open(d);
	lab_fault_init(&d->f, &d->plan, 8);
	door_feed(d, TEXT);
	door_run(d, CT_NEVER);
	for (size_t i = 0; i < n && i < d->count; i++)
		other = other || first[i] != d->begins[i];
	EXPECT_TRUE(other || n != d->count);
	lab_fault_fini(&d->f);
}

/* A system that takes fewer bytes makes no borders of its own to wait at. */
TEST(lab_fault, partial_sends)
{
	struct door *d = &door;

	*d = (struct door){.plan = plan_of("cut=6,gap=50"), .most = 2};
	door_open(d);
	door_feed(d, ct_slice_str("hellokniom"));
	door_run(d, CT_NEVER);
	expect_begins(d, (size_t[]){0, 2, 4, 6, 8}, 5);
	EXPECT_EQ(1000, d->at[2]);
	EXPECT_EQ(1050, d->at[3]);
	EXPECT_EQ(1050, d->at[4]);
	lab_fault_fini(&d->f);
}

TEST(lab_fault, delay)
{
	struct door *d = &door;

	*d = (struct door){.plan = plan_of("delay=100")};
	door_open(d);
	door_feed(d, ct_slice_str("he"));
	door_run(d, 1030);
	door_feed(d, ct_slice_str("llo"));
	lab_fault_feed_end(&d->f, d->now);
	EXPECT_EQ(1100, lab_fault_deadline(&d->f));
	door_run(d, CT_NEVER);
	expect_begins(d, (size_t[]){0, 2}, 2);
	EXPECT_EQ(1100, d->at[0]);
	EXPECT_EQ(1130, d->at[1]);
	EXPECT_EQ(1130, d->ended_at);
	lab_fault_fini(&d->f);
}

TEST(lab_fault, hold_until_enough)
{
	struct door *d = &door;

	*d = (struct door){.plan = plan_of("hold=8")};
	door_open(d);
	door_feed(d, ct_slice_str("hello"));
	door_run(d, 2000);
	EXPECT_EQ(0, d->count);
	door_feed(d, ct_slice_str("kniom"));
	door_run(d, 2000);
	door_feed(d, ct_slice_str("x"));
	door_run(d, 3000);
	expect_begins(d, (size_t[]){0}, 1);
	lab_fault_feed_end(&d->f, d->now);
	door_run(d, CT_NEVER);
	expect_begins(d, (size_t[]){0, 10}, 2);
	lab_fault_fini(&d->f);
}

TEST(lab_fault, hold_until_quiet)
{
	struct door *d = &door;

	*d = (struct door){.plan = plan_of("quiet=40")};
	door_open(d);
	for (int i = 0; i < 5; i++) {
		door_feed(d, ct_slice_str("hi"));
		door_run(d, d->now + 30);
	}
	EXPECT_EQ(0, d->count);
	door_run(d, 3000);
	expect_begins(d, (size_t[]){0}, 1);
	EXPECT_EQ(10, d->len);
	EXPECT_EQ(1160, d->at[0]);
	lab_fault_fini(&d->f);
}

TEST(lab_fault, half_close_swallows_the_rest)
{
	struct door *d = &door;

	pass(d, "end=3", ct_slice_str("hello"));
	EXPECT_SLICE("hel", ((struct ct_slice){d->bytes, d->len}));
	EXPECT_EQ(LAB_FAULT_END, d->last);
	EXPECT_EQ(2, d->f.swallowed);
	lab_fault_fini(&d->f);

	*d = (struct door){.plan = plan_of("end=0")};
	door_open(d);
	door_run(d, d->now);
	EXPECT_EQ(LAB_FAULT_END, d->last);
	EXPECT_EQ(LAB_FAULT_BYTES, lab_fault_room(&d->f));
	door_feed(d, ct_slice_str("hello"));
	door_run(d, CT_NEVER);
	EXPECT_EQ(0, d->len);
	EXPECT_EQ(5, d->f.swallowed);
	lab_fault_fini(&d->f);
}

TEST(lab_fault, reset_in_the_middle)
{
	struct door *d = &door;

	pass(d, "reset=4,end=9,dribble=3", ct_slice_str("hellokniom"));
	EXPECT_SLICE("hell", ((struct ct_slice){d->bytes, d->len}));
	expect_begins(d, (size_t[]){0, 3}, 2);
	EXPECT_EQ(LAB_FAULT_RESET, d->last);
	EXPECT_EQ(1020, d->ended_at);
	lab_fault_fini(&d->f);
	pass(d, "reset=40", ct_slice_str("hellokniom"));
	EXPECT_EQ(LAB_FAULT_END, d->last);
	lab_fault_fini(&d->f);
}

TEST(lab_fault, back_pressure)
{
	static char much[LAB_FAULT_BYTES + 1];
	struct lab_fault f;
	struct lab_fault_plan plan = plan_of("delay=9");
	struct ct_slice out;

	lab_fault_init(&f, &plan, 1);
	EXPECT_EQ(CT_EFULL,
	    lab_fault_feed(&f, (struct ct_slice){much, sizeof much}, 0));
	EXPECT_EQ(CT_OK,
	    lab_fault_feed(&f, (struct ct_slice){much, LAB_FAULT_BYTES}, 0));
	EXPECT_EQ(0, lab_fault_room(&f));
	EXPECT_EQ(LAB_FAULT_WAIT, lab_fault_next(&f, 8, &out));
	EXPECT_EQ(LAB_FAULT_SEND, lab_fault_next(&f, 9, &out));
	lab_fault_sent(&f, 10, 9);
	EXPECT_EQ(10, lab_fault_room(&f));
	lab_fault_fini(&f);
}

/* More arrivals than are kept apart: the source waits. */
TEST(lab_fault, many_arrivals)
{
	struct door *d = &door;
	size_t fed = 0;

	*d = (struct door){.plan = plan_of("delay=60000")};
	door_open(d);
	while (lab_fault_room(&d->f) > 0) {
		door_feed(d, ct_slice_str("x"));
		fed++;
		d->now++;
	}
	EXPECT_EQ(LAB_FAULT_MARKS, fed);
	door_run(d, CT_NEVER);
	EXPECT_EQ(LAB_FAULT_MARKS, d->len);
	EXPECT_EQ(61000, d->at[0]);
	EXPECT_GT(lab_fault_room(&d->f), 0);
	lab_fault_fini(&d->f);
	lab_fault_fini(&(struct lab_fault){0});
}

TEST(lab_fault, what_a_person_writes)
{
	struct lab_fault_plan p =
	    plan_of("dribble=2,random=3,cut=1:5:900,gap=0,delay=4,hold=6,"
		    "quiet=7,end=8,reset=9");

	EXPECT_EQ(2, p.dribble);
	EXPECT_EQ(3, p.random);
	EXPECT_EQ(3, p.cut_count);
	EXPECT_EQ(900, p.cuts[2]);
	EXPECT_EQ(0, p.gap);
	EXPECT_EQ(4, p.delay);
	EXPECT_EQ(6, p.hold);
	EXPECT_EQ(7, p.quiet);
	EXPECT_EQ(8, p.end_at);
	EXPECT_EQ(9, p.reset_at);
	p = plan_of("dribble=1");
	EXPECT_EQ(LAB_FAULT_GAP, p.gap);
	EXPECT_TRUE(p.end_at == LAB_FAULT_OFF);
}

TEST(lab_fault, what_is_no_fault)
{
	static const char *const cases[][2] = {{"", ""}, {"dribble", "dribble"},
	    {"dribble=", "dribble="}, {"dribble=0", "dribble=0"},
	    {"dribble=1,", ""}, {"gap=1,,gap=2", ""}, {"Gap=1", "Gap=1"},
	    {"gap=60001", "gap=60001"}, {"gap=-1", "gap=-1"},
	    {"cut=3:3", "cut=3:3"}, {"cut=5:3", "cut=5:3"},
	    {"cut=3:", "cut=3:"}, {"cut=", "cut="}, {"cut=:3", "cut=:3"},
	    {"gap=1,drible=2,cut=x", "drible=2"},
	    {"reset=99999999999999999999", "reset=99999999999999999999"},
	    {"gap=1=2", "gap=1=2"}, {"gap= 1", "gap= 1"}};

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct lab_fault_plan plan = LAB_FAULT_PLAN_NONE;
		struct lab_fault_plan before = plan;
		struct lab_fault_error error = {0};
		struct ct_slice copy = feed_copy(ct_slice_str(cases[i][0]));

		INFO("%s", cases[i][0]);
		EXPECT_EQ(CT_EINVAL, lab_fault_read(copy, &plan, &error));
		EXPECT_SLICE_EQ(ct_slice_str(cases[i][1]), error.word);
		EXPECT_TRUE(error.text[0] != NULL && error.text[1] != NULL);
		EXPECT_MEMEQ(&before, &plan, sizeof plan);
		feed_free(copy);
	}
}

TEST(lab_fault, too_many_cuts)
{
	char all[600] = "cut=";
	struct lab_fault_plan plan = LAB_FAULT_PLAN_NONE;
	struct lab_fault_error error;

	for (int i = 1; i <= 65; i++)
		snprintf(all + strlen(all), sizeof all - strlen(all), "%s%d",
		    i > 1 ? ":" : "", i);
	EXPECT_EQ(CT_EINVAL, lab_fault_read(ct_slice_str(all), &plan, &error));
	all[strlen(all) - 3] = '\0';
	EXPECT_EQ(CT_OK, lab_fault_read(ct_slice_str(all), &plan, &error));
	EXPECT_EQ(64, plan.cut_count);
}

TEST(lab_fault, help_names_all)
{
	static const char *const names[] = {"dribble", "random", "cut", "gap",
	    "delay", "hold", "quiet", "end", "reset"};

	for (int lang = 0; lang < CT_LANG_COUNT; lang++) {
		struct ct_buf out;

		ct_buf_init(&out, 4096);
		EXPECT_EQ(CT_OK, lab_fault_help((enum ct_lang)lang, &out));
		ct_buf_add_u8(&out, 0);
		for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
			EXPECT_TRUE(strstr(out.data, names[i]) != NULL);
		ct_buf_fini(&out);
	}
}
