/* Waiting for sockets, with whichever poller this program was built with. */
#include "tests/shim/shim.h"

#include "platform/clock.h"
#include "platform/poller.h"
#include "platform/signals.h"
#include "platform/thread.h"
#include "tests/unit/pf_os.h"
#include "tests/unit/pf_pair.h"

#include <stdlib.h>
#include <string.h>

enum { SOON = 60 }; /* ms to wait for what must not happen */

/* What one wait told about one socket. */
static unsigned
wait_one(struct pf_poller *p, int ms, void *want)
{
	struct pf_event ev;
	size_t n;

	EXPECT_EQ(PF_OK, pf_poller_wait(p, &ev, 1, ms, &n, NULL));
	if (n == 0)
		return 0;
	EXPECT_TRUE(ev.data == want);
	return ev.events;
}

TEST(pf_poller, has_a_name_and_can_be_made_twice)
{
	struct pf_poller *p, *q;
	const char *name = pf_poller_name();

	ASSERT_EQ(PF_OK, pf_net_start());
	EXPECT_TRUE(!strcmp(name, "epoll") || !strcmp(name, "poll") ||
		    !strcmp(name, "wsapoll"));
	ASSERT_EQ(PF_OK, pf_poller_new(&p));
	ASSERT_EQ(PF_OK, pf_poller_new(&q));
	pf_poller_free(p);
	pf_poller_free(q);
	pf_poller_free(NULL);
	pf_net_stop();
}

TEST(pf_poller, an_empty_one_sleeps_for_its_time)
{
	struct pf_poller *p;
	int64_t begin;
	size_t n = 9;
	bool woken = true;

	ASSERT_EQ(PF_OK, pf_net_start());
	ASSERT_EQ(PF_OK, pf_poller_new(&p));
	begin = pf_clock_mono();
	EXPECT_EQ(PF_OK, pf_poller_wait(p, NULL, 0, SOON, &n, &woken));
	EXPECT_GE(pf_clock_mono() - begin, SOON - 2);
	EXPECT_EQ(0, n);
	EXPECT_FALSE(woken);
	EXPECT_EQ(PF_OK, pf_poller_wait(p, NULL, 0, 0, &n, NULL));
	pf_poller_free(p);
	pf_net_stop();
}

TEST(pf_poller, is_level_triggered)
{
	struct pf_poller *p;
	struct pair s;
	char c;
	size_t n;

	ASSERT_EQ(PF_OK, pf_net_start());
	ASSERT_EQ(PF_OK, pf_poller_new(&p));
	ASSERT_TRUE(pair_open(&s));
	ASSERT_EQ(PF_OK, pf_poller_set(p, s.b, PF_POLL_READ, &s));
	EXPECT_EQ(0, wait_one(p, 0, &s));
	ASSERT_EQ(PF_OK, pair_send(s.a, "ab"));
	for (int i = 0; i < 2; i++) {
		EXPECT_EQ(PF_POLL_READ, wait_one(p, PAIR_MS, &s));
		EXPECT_EQ(PF_POLL_READ, wait_one(p, PAIR_MS, &s));
		EXPECT_EQ(PF_OK, pf_recv(s.b, &c, 1, &n));
	}
	EXPECT_EQ(0, wait_one(p, 0, &s));
	pair_close(&s);
	pf_poller_free(p);
	pf_net_stop();
}

TEST(pf_poller, setting_again_replaces_events_and_data)
{
	struct pf_poller *p;
	struct pair s;
	int other;

	ASSERT_EQ(PF_OK, pf_net_start());
	ASSERT_EQ(PF_OK, pf_poller_new(&p));
	ASSERT_TRUE(pair_open(&s));
	ASSERT_EQ(PF_OK, pf_poller_set(p, s.b, PF_POLL_READ, &s));
	EXPECT_EQ(0, wait_one(p, 0, &s));
	ASSERT_EQ(
	    PF_OK, pf_poller_set(p, s.b, PF_POLL_READ | PF_POLL_WRITE, &other));
	EXPECT_EQ(PF_POLL_WRITE, wait_one(p, PAIR_MS, &other));
	ASSERT_EQ(PF_OK, pair_send(s.a, "a"));
	pair_wait(s.b, PF_POLL_READ, PAIR_MS);
	EXPECT_EQ(PF_POLL_READ | PF_POLL_WRITE, wait_one(p, PAIR_MS, &other));
	ASSERT_EQ(PF_OK, pf_poller_set(p, s.b, PF_POLL_WRITE, &s));
	EXPECT_EQ(PF_POLL_WRITE, wait_one(p, PAIR_MS, &s));
	pair_close(&s);
	pf_poller_free(p);
	pf_net_stop();
}

TEST(pf_poller, what_was_removed_or_wants_nothing_is_silent)
{
	struct pf_poller *p;
	struct pair s;

	ASSERT_EQ(PF_OK, pf_net_start());
	ASSERT_EQ(PF_OK, pf_poller_new(&p));
	ASSERT_TRUE(pair_open(&s));
	ASSERT_EQ(PF_OK, pf_poller_set(p, s.b, PF_POLL_READ, &s));
	ASSERT_EQ(PF_OK, pair_send(s.a, "a"));
	EXPECT_EQ(PF_POLL_READ, wait_one(p, PAIR_MS, &s));
	ASSERT_EQ(PF_OK, pf_poller_set(p, s.b, 0, &s));
	EXPECT_EQ(0, wait_one(p, 0, &s));
	ASSERT_EQ(PF_OK, pf_poller_set(p, s.b, PF_POLL_READ, &s));
	EXPECT_EQ(PF_POLL_READ, wait_one(p, PAIR_MS, &s));
	pf_poller_remove(p, s.b);
	EXPECT_EQ(0, wait_one(p, 0, &s));
	pf_poller_remove(p, s.b); /* once more does nothing */
	pair_close(&s);
	pf_poller_free(p);
	pf_net_stop();
}

TEST(pf_poller, a_socket_in_the_place_of_a_closed_one_has_its_own_data)
{
	struct pf_poller *p;
	struct pair s, t;
	int first, second;

	ASSERT_EQ(PF_OK, pf_net_start());
	ASSERT_EQ(PF_OK, pf_poller_new(&p));
	ASSERT_TRUE(pair_open(&s));
	ASSERT_EQ(PF_OK, pf_poller_set(p, s.b, PF_POLL_WRITE, &first));
	EXPECT_EQ(PF_POLL_WRITE, wait_one(p, PAIR_MS, &first));
	pf_poller_remove(p, s.b);
	pair_close(&s);
	ASSERT_TRUE(pair_open(&t)); /* likely with the same numbers */
	EXPECT_EQ(0, wait_one(p, 0, &first));
	ASSERT_EQ(PF_OK, pf_poller_set(p, t.b, PF_POLL_WRITE, &second));
	EXPECT_EQ(PF_POLL_WRITE, wait_one(p, PAIR_MS, &second));
	pair_close(&t);
	pf_poller_free(p);
	pf_net_stop();
}

TEST(pf_poller, the_end_of_a_stream_is_readable_until_it_wants_nothing)
{
	struct pf_poller *p;
	struct pair s;
	char c;
	size_t n;

	ASSERT_EQ(PF_OK, pf_net_start());
	ASSERT_EQ(PF_OK, pf_poller_new(&p));
	ASSERT_TRUE(pair_open(&s));
	ASSERT_EQ(PF_OK, pf_poller_set(p, s.b, PF_POLL_READ, &s));
	ASSERT_EQ(PF_OK, pf_shutdown_send(s.a));
	EXPECT_TRUE(wait_one(p, PAIR_MS, &s) & PF_POLL_READ);
	EXPECT_EQ(PF_END, pf_recv(s.b, &c, 1, &n));
	EXPECT_TRUE(wait_one(p, PAIR_MS, &s) & PF_POLL_READ);
	ASSERT_EQ(PF_OK, pf_poller_set(p, s.b, 0, &s));
	EXPECT_EQ(0, wait_one(p, SOON, &s));
	pair_close(&s);
	pf_poller_free(p);
	pf_net_stop();
}

TEST(pf_poller, a_dead_connection_that_wants_nothing_does_not_spin)
{
	struct pf_poller *p;
	struct pair s;
	int64_t begin;

	ASSERT_EQ(PF_OK, pf_net_start());
	ASSERT_EQ(PF_OK, pf_poller_new(&p));
	ASSERT_TRUE(pair_open(&s));
	ASSERT_EQ(PF_OK, pf_poller_set(p, s.b, PF_POLL_READ, &s));
	pf_close_reset(&s.a);
	EXPECT_TRUE(wait_one(p, PAIR_MS, &s) & PF_POLL_READ);
	ASSERT_EQ(PF_OK, pf_poller_set(p, s.b, 0, &s));
	begin = pf_clock_mono();
	EXPECT_EQ(0, wait_one(p, SOON, &s));
	EXPECT_GE(pf_clock_mono() - begin, SOON - 2);
	pair_close(&s);
	pf_poller_free(p);
	pf_net_stop();
}

static void
fill(struct pf_sock s)
{
	static char block[65536];
	struct pf_slice v = {block, sizeof block};
	size_t n;

	do
		while (pf_sendv(s, &v, 1, &n) == PF_OK)
			continue;
	while (pair_wait(s, PF_POLL_WRITE, SOON) != 0);
}

TEST(pf_poller, a_writer_whose_peer_closed_its_half_does_not_spin)
{
	static char block[1 << 20];
	struct pf_poller *p;
	struct pair s;
	int64_t cpu, begin;
	size_t n;

	ASSERT_EQ(PF_OK, pf_net_start());
	ASSERT_EQ(PF_OK, pf_poller_new(&p));
	ASSERT_TRUE(pair_open(&s));
	fill(s.b);
	ASSERT_EQ(PF_OK, pf_shutdown_send(s.a));
	EXPECT_EQ(PF_END, pair_recv(s.b, block, 1, &n));
	ASSERT_EQ(PF_OK, pf_poller_set(p, s.b, PF_POLL_WRITE, &s));
	cpu = pf_clock_cpu_ns();
	begin = pf_clock_mono();
	EXPECT_EQ(0, wait_one(p, 300, &s));
	EXPECT_GE(pf_clock_mono() - begin, 298);
	EXPECT_LT(pf_clock_cpu_ns() - cpu, INT64_C(150000000));
	/* And when there is room again, it is told. */
	while (pf_recv(s.a, block, sizeof block, &n) == PF_OK ||
	       pair_wait(s.a, PF_POLL_READ, SOON) != 0)
		continue;
	EXPECT_EQ(PF_POLL_WRITE, wait_one(p, PAIR_MS, &s));
	pair_close(&s);
	pf_poller_free(p);
	pf_net_stop();
}

TEST(pf_poller,
    a_reset_is_readable_for_who_reads_and_ends_the_wait_of_who_writes)
{
	struct pf_poller *p;
	struct pair s;

	ASSERT_EQ(PF_OK, pf_net_start());
	ASSERT_EQ(PF_OK, pf_poller_new(&p));
	ASSERT_TRUE(pair_open(&s));
	fill(s.b);
	ASSERT_EQ(PF_OK, pf_poller_set(p, s.b, PF_POLL_READ, &s));
	pf_close_reset(&s.a);
	EXPECT_TRUE(wait_one(p, PAIR_MS, &s) & PF_POLL_READ);
	ASSERT_EQ(PF_OK, pf_poller_set(p, s.b, PF_POLL_WRITE, &s));
	EXPECT_TRUE(wait_one(p, PAIR_MS, &s) & PF_POLL_WRITE);
	pair_close(&s);
	pf_poller_free(p);
	pf_net_stop();
}

struct waking {
	struct pf_poller *p;
	int times;
};

static void
wake_it(void *arg)
{
	struct waking *w = arg;

	for (int i = 0; i < w->times; i++)
		pf_poller_wake(w->p);
}

TEST(pf_poller, another_thread_wakes_it)
{
	struct waking w = {NULL, 1};
	struct pf_thread *t;
	bool woken = false;
	size_t n;

	ASSERT_EQ(PF_OK, pf_net_start());
	ASSERT_EQ(PF_OK, pf_poller_new(&w.p));
	for (int i = 0; i < 100; i++) {
		ASSERT_EQ(PF_OK, pf_thread_start(wake_it, &w, &t));
		ASSERT_EQ(PF_OK, pf_poller_wait(w.p, NULL, 0, -1, &n, &woken));
		EXPECT_TRUE(woken);
		pf_thread_join(t);
	}
	EXPECT_EQ(PF_OK, pf_poller_wait(w.p, NULL, 0, 0, &n, &woken));
	EXPECT_FALSE(woken);
	pf_poller_free(w.p);
	pf_net_stop();
}

TEST(pf_poller, no_wake_is_lost_and_many_are_one)
{
	struct waking w = {NULL, 100000};
	struct pf_thread *t;
	bool woken = false;
	size_t n;

	ASSERT_EQ(PF_OK, pf_net_start());
	ASSERT_EQ(PF_OK, pf_poller_new(&w.p));
	wake_it(&w); /* nobody waits: more than a pipe holds */
	EXPECT_EQ(PF_OK, pf_poller_wait(w.p, NULL, 0, PAIR_MS, &n, &woken));
	EXPECT_TRUE(woken);
	EXPECT_EQ(PF_OK, pf_poller_wait(w.p, NULL, 0, 0, &n, &woken));
	EXPECT_FALSE(woken);
	/* While somebody waits: after the last of them one more gets through.
	 */
	w.times = 20000;
	ASSERT_EQ(PF_OK, pf_thread_start(wake_it, &w, &t));
	for (int i = 0; i < 1000; i++)
		pf_poller_wait(w.p, NULL, 0, 0, &n, &woken);
	pf_thread_join(t);
	pf_poller_wait(w.p, NULL, 0, 0, &n, &woken);
	pf_poller_wake(w.p);
	EXPECT_EQ(PF_OK, pf_poller_wait(w.p, NULL, 0, PAIR_MS, &n, &woken));
	EXPECT_TRUE(woken);
	pf_poller_free(w.p);
	pf_net_stop();
}

TEST(pf_poller, a_wake_comes_through_beside_ready_sockets)
{
	struct pf_poller *p;
	struct pf_event ev;
	struct pair s;
	bool woken = false;
	size_t n;

	ASSERT_EQ(PF_OK, pf_net_start());
	ASSERT_EQ(PF_OK, pf_poller_new(&p));
	ASSERT_TRUE(pair_open(&s));
	ASSERT_EQ(PF_OK, pf_poller_set(p, s.a, PF_POLL_WRITE, &s));
	ASSERT_EQ(PF_OK, pf_poller_set(p, s.b, PF_POLL_WRITE, &s));
	pf_poller_wake(p);
	for (int i = 0; i < 3 && !woken; i++) {
		EXPECT_EQ(PF_OK, pf_poller_wait(p, &ev, 1, 0, &n, &woken));
		EXPECT_EQ(1, n);
	}
	EXPECT_TRUE(woken);
	pair_close(&s);
	pf_poller_free(p);
	pf_net_stop();
}

TEST(pf_poller, ctrl_c_wakes_it_and_is_counted)
{
	struct pf_poller *p;
	int64_t end = pf_clock_mono() + PAIR_MS;
	int asked = 0;
	size_t n;

	ASSERT_EQ(PF_OK, pf_net_start());
	ASSERT_EQ(PF_OK, pf_poller_new(&p));
	ASSERT_EQ(PF_OK, pf_signals_watch(p));
	EXPECT_EQ(0, pf_signals_taken());
	if (!pf_os_interrupt()) {
		pf_signals_watch(NULL);
		pf_poller_free(p);
		pf_net_stop();
		SKIP("no console here to press Ctrl-C at");
	}
	while (asked == 0 && pf_clock_mono() < end) {
		EXPECT_EQ(PF_OK, pf_poller_wait(p, NULL, 0, PAIR_MS, &n, NULL));
		asked = pf_signals_taken();
	}
	EXPECT_EQ(1, asked);
	EXPECT_EQ(0, pf_signals_taken());
	ASSERT_EQ(PF_OK, pf_signals_watch(NULL));
	pf_poller_free(p);
	pf_net_stop();
}

/* Many pairs, of which each first half is watched. */
static size_t
open_many(struct pf_poller *p, struct pair *s, size_t count)
{
	struct pf_sock listener;
	struct pf_addr at;
	size_t n = 0;

	if (pair_listen("127.0.0.1", &listener, &at) != PF_OK)
		return 0;
	while (n < count && pair_open_at(listener, &at, &s[n]) &&
	       pf_poller_set(p, s[n].b, PF_POLL_READ, &s[n]) == PF_OK &&
	       pf_poller_set(p, s[n].a, PF_POLL_READ, &s[n]) == PF_OK)
		n++;
	pf_close(&listener);
	return n;
}

TEST(pf_poller, watches_thousands_of_sockets_and_passes_over_none)
{
	enum { MOST = 1000 };
	static struct pair s[MOST];
	static bool seen[MOST];
	size_t count = CT_ON_WINDOWS ? 250 : MOST, found = 0, n;
	size_t limit = pf_sock_limit();
	struct pf_event ev[16];
	struct pf_poller *p;

	if (limit != 0 && limit < 2 * count + 64)
		SKIP("this process may not have so many descriptors");
	ASSERT_EQ(PF_OK, pf_net_start());
	ASSERT_EQ(PF_OK, pf_poller_new(&p));
	ASSERT_EQ(count, open_many(p, s, count));
	for (size_t i = 0; i < count; i++)
		ASSERT_EQ(PF_OK, pair_send(s[i].a, "x"));
	/* Nobody reads: each stays ready, and few are told at once. */
	for (int k = 0; k < 1000 && found < count; k++) {
		ASSERT_EQ(PF_OK, pf_poller_wait(p, ev, 16, 1000, &n, NULL));
		for (size_t i = 0; i < n; i++) {
			size_t at = (size_t)((struct pair *)ev[i].data - s);

			EXPECT_EQ(PF_POLL_READ, ev[i].events);
			found += !seen[at];
			seen[at] = true;
		}
	}
	EXPECT_EQ(count, found);
	for (size_t i = 0; i < count; i++)
		pair_close(&s[i]);
	pf_poller_free(p);
	pf_net_stop();
}

TEST(pf_poller, any_order_of_setting_and_removing_leaves_the_right_ones)
{
	enum { COUNT = 40, STEPS = 2000 };
	struct pair s[COUNT];
	bool in[COUNT] = {false};
	struct pf_event ev[COUNT];
	struct pf_poller *p;
	unsigned x = 12345;

	ASSERT_EQ(PF_OK, pf_net_start());
	ASSERT_EQ(PF_OK, pf_poller_new(&p));
	for (int i = 0; i < COUNT; i++)
		ASSERT_TRUE(pair_open(&s[i]));
	for (int step = 0; step < STEPS; step++) {
		size_t at, n, want = 0;

		x = x * 1103515245u + 12345u;
		at = (x >> 16) % COUNT;
		if (x >> 31)
			pf_poller_remove(p, s[at].a);
		else
			pf_poller_set(p, s[at].a, PF_POLL_WRITE, &in[at]);
		in[at] = !(x >> 31);
		for (int i = 0; i < COUNT; i++)
			want += in[i];
		ASSERT_EQ(PF_OK, pf_poller_wait(p, ev, COUNT, 0, &n, NULL));
		ASSERT_EQ(want, n);
		for (size_t i = 0; i < n; i++)
			ASSERT_TRUE(*(bool *)ev[i].data);
	}
	for (int i = 0; i < COUNT; i++)
		pair_close(&s[i]);
	pf_poller_free(p);
	pf_net_stop();
}
