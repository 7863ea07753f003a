/* Threads, locks, conditions and the clock. */
#include "tests/shim/shim.h"

#include "platform/clock.h"
#include "platform/thread.h"

#include <string.h>

struct shared {
	struct pf_mutex *m;
	struct pf_cond *c;
	int count;
	bool go, gone;
};

static void
count_up(void *arg)
{
	struct shared *s = arg;

	for (int i = 0; i < 10000; i++) {
		pf_mutex_lock(s->m);
		s->count++;
		pf_mutex_unlock(s->m);
	}
}

static bool
shared_open(struct shared *s)
{
	memset(s, 0, sizeof *s);
	return pf_mutex_new(&s->m) == PF_OK && pf_cond_new(&s->c) == PF_OK;
}

static void
shared_close(struct shared *s)
{
	pf_cond_free(s->c);
	pf_mutex_free(s->m);
}

TEST(pf_thread, a_lock_lets_one_in)
{
	struct pf_thread *t[4];
	struct shared s;

	ASSERT_TRUE(shared_open(&s));
	for (int i = 0; i < 4; i++)
		ASSERT_EQ(PF_OK, pf_thread_start(count_up, &s, &t[i]));
	for (int i = 0; i < 4; i++)
		pf_thread_join(t[i]);
	EXPECT_EQ(40000, s.count);
	shared_close(&s);
}

static void
wait_to_go(void *arg)
{
	struct shared *s = arg;

	pf_mutex_lock(s->m);
	while (!s->go)
		pf_cond_wait(s->c, s->m, -1);
	s->gone = true;
	pf_cond_signal(s->c);
	pf_mutex_unlock(s->m);
}

TEST(pf_thread, a_condition_wakes_who_waits_for_it_also_a_detached_thread)
{
	struct pf_thread *t;
	struct shared s;

	ASSERT_TRUE(shared_open(&s));
	ASSERT_EQ(PF_OK, pf_thread_start(wait_to_go, &s, &t));
	pf_thread_detach(t);
	pf_mutex_lock(s.m);
	s.go = true;
	pf_cond_signal(s.c);
	while (!s.gone)
		ASSERT_TRUE(pf_cond_wait(s.c, s.m, 10000));
	/* It signals before it unlocks, and after that touches nothing. */
	pf_mutex_unlock(s.m);
	pf_mutex_lock(s.m);
	pf_mutex_unlock(s.m);
	shared_close(&s);
}

TEST(pf_thread, a_wait_ends_with_its_time)
{
	struct shared s;
	int64_t begin = pf_clock_mono();

	ASSERT_TRUE(shared_open(&s));
	pf_mutex_lock(s.m);
	/* A wait may end without a reason, but not always. */
	while (pf_cond_wait(s.c, s.m, 50))
		continue;
	pf_mutex_unlock(s.m);
	EXPECT_GE(pf_clock_mono() - begin, 45);
	shared_close(&s);
}

TEST(pf_clock, never_steps_back)
{
	int64_t ms = pf_clock_mono(), ns = pf_clock_mono_ns();
	int64_t cpu = pf_clock_cpu_ns();

	for (int i = 0; i < 10000; i++) {
		int64_t next_ms = pf_clock_mono(), next = pf_clock_mono_ns();
		int64_t next_cpu = pf_clock_cpu_ns();

		ASSERT_GE(next_ms, ms);
		ASSERT_GE(next, ns);
		ASSERT_GE(next_cpu, cpu);
		ms = next_ms;
		ns = next;
		cpu = next_cpu;
	}
	/* Both count the same time. */
	ms = pf_clock_mono();
	ns = pf_clock_mono_ns();
	EXPECT_GE(ns / 1000000, ms);
	EXPECT_LT(ns / 1000000 - ms, 10000);
}

TEST(pf_clock, counts_processor_time_in_nanoseconds)
{
	int64_t cpu = pf_clock_cpu_ns(), begin = pf_clock_mono_ns();
	volatile unsigned x = 0;

	/* On a busy machine it may take long to get any. */
	while (pf_clock_mono_ns() - begin < 60000000 ||
	       (pf_clock_cpu_ns() == cpu &&
		   pf_clock_mono_ns() - begin < INT64_C(20000000000)))
		x++;
	EXPECT_GT(pf_clock_cpu_ns() - cpu, 0);
	EXPECT_LT(pf_clock_cpu_ns() - cpu, 2 * (pf_clock_mono_ns() - begin));
}

TEST(pf_clock, people_s_clock_is_in_this_century_and_written_as_hours)
{
	char text[6] = "xxxxx", later[6];
	int64_t now = pf_clock_wall();

	EXPECT_GT(now, INT64_C(1577836800000)); /* 2020 */
	EXPECT_LT(now, INT64_C(4102444800000)); /* 2100 */
	pf_clock_hhmm(now, text);
	EXPECT_EQ(5, strlen(text));
	EXPECT_EQ(':', text[2]);
	/* An hour later only the hour differs. */
	pf_clock_hhmm(INT64_C(1700000000000), text);
	pf_clock_hhmm(INT64_C(1700003600000), later);
	EXPECT_STREQ(text + 2, later + 2);
	EXPECT_TRUE(strcmp(text, later) != 0);
}
