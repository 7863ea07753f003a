/* Power cuts at any moment: what was acknowledged is there, what is said again
 * is there once, and the file is sound. */
#include "store_kit.h"
#include "store_power.h"

#include "platform/clock.h"
#include "tests/shim/shim.h"

#include <stdio.h>
#include <string.h>

enum { lives = 16, enough_ms = 2000, cuts = 10, most = 1000, text_max = 30000 };

/* A history with its clients: each message is said until it is acknowledged. */
struct life {
	struct kit *k;
	uint64_t seq;          /* the last one tried */
	int said;              /* messages, and the last client's number */
	uint64_t ticket[most]; /* of the last attempt; 0: none since a cut */
	uint64_t stored[most]; /* the number that the ACK had; 0: none came */
	int seen[most];        /* in the history */
	size_t lost;           /* sectors */
	int gone;              /* acknowledged ones that were lost */
};

/* The same message always has the same text, of a length of its own. */
static const char *
text_of(int n)
{
	static char text[text_max + 1];
	int len = n % 7 == 0 ? n * 7919 % text_max : 20 + n % 200;

	memset(text, 'x', text_max);
	len += snprintf(text, 16, "%d ", n);
	text[strlen(text)] = 'x';
	text[len < text_max ? len : text_max] = '\0';
	return text;
}

static void
say(struct life *l, int n)
{
	l->ticket[n] = kit_say(l->k, "a", ++l->seq, 1, (uint64_t)n, text_of(n));
	EXPECT_NE(0u, l->ticket[n]);
}

/* What has been acknowledged meanwhile. */
static void
hear(struct life *l)
{
	kit_settle(l->k);
	for (int n = 1; n <= l->said; n++) {
		const struct ct_stored *done = &l->k->done[l->ticket[n]];

		if (l->ticket[n] == 0 || done->err != CT_OK)
			continue;
		if (l->stored[n] != 0)
			EXPECT_EQ(l->stored[n], done->seq);
		l->stored[n] = done->seq;
	}
}

/* All that was said and not acknowledged, once more. */
static void
say_again(struct life *l)
{
	for (int n = 1; n <= l->said; n++)
		if (l->stored[n] == 0)
			say(l, n);
	hear(l);
	for (int n = 1; n <= l->said; n++)
		EXPECT_NE(0u, l->stored[n]);
}

/* What a text begins with. */
static int
number_of(struct ct_slice text)
{
	int n = 0;

	for (size_t i = 0; i < text.len && text.data[i] != ' '; i++)
		n = n * 10 + (text.data[i] - '0');
	return n;
}

static void
see_row(struct life *l, const struct ct_row *row, uint64_t *last)
{
	int n = number_of(row->msg.text);

	EXPECT_EQ(*last, row->msg.prev);
	EXPECT_LT(*last, row->msg.seq);
	*last = row->msg.seq;
	ASSERT_TRUE(n > 0 && n <= l->said);
	EXPECT_TRUE(ct_slice_eq(ct_slice_str(text_of(n)), row->msg.text));
	if (l->stored[n] != 0)
		EXPECT_EQ(l->stored[n], row->msg.seq);
	l->seen[n]++;
}

/* Reads all of it; nothing is there twice. */
static void
look(struct life *l)
{
	uint64_t last = 0;

	memset(l->seen, 0, sizeof(l->seen));
	do {
		ASSERT_TRUE(
		    kit_history(l->k, "a", CT_HISTORY_AFTER, last, 100));
		for (size_t i = 0; i < l->k->count; i++)
			see_row(l, &l->k->rows[i], &last);
	} while (l->k->count > 0 && !shim_failed());
	for (int n = 1; n <= l->said; n++) {
		EXPECT_LE(l->seen[n], 1);
		l->gone += l->stored[n] != 0 && l->seen[n] == 0;
	}
}

/* Some are for a room of which little is kept, so that pages go and come. */
static void
say_some(struct life *l)
{
	for (int i = 0; i < 40; i++) {
		if (power_chance(4) == 0)
			kit_say(l->k, "old", ++l->seq, 0, 0, text_of(7));
		say(l, ++l->said);
		if (power_chance(3) == 0)
			hear(l);
	}
	hear(l);
}

static void
lose_power(struct life *l)
{
	fault_arm(&(struct fault_plan){
	    .fail_at = 1 + (long)power_chance(l->said > 100 ? 400 : 150),
	    .lasting = true,
	    .space = -1});
	say_some(l);
	kit_close(l->k);
	l->lost += power_cut();
	memset(l->ticket, 0, sizeof(l->ticket));
	fault_begin();
}

/* Gives the acknowledged ones that were lost. */
static int
live(uint64_t seed, enum store_sync sync, size_t *lost)
{
	static const struct store_keep keep[] = {
	    {.room = "old", .bytes = 100000}};
	static struct life l;

	INFO("seed %d", (int)seed);
	l = (struct life){.k = kit_new()};
	l.k->opt.keep = keep;
	l.k->opt.keep_count = 1;
	l.k->opt.check = 1;
	l.k->opt.sync = sync;
	power_begin(seed);
	for (int i = 0; i <= cuts && l.gone == 0 && !shim_failed(); i++) {
		EXPECT_TRUE(kit_open(l.k));
		if (l.k->st == NULL)
			break;
		look(&l);
		kit_expect_sound(l.k->path);
		if (l.gone > 0)
			break;
		say_again(&l);
		if (i < cuts)
			lose_power(&l);
	}
	if (l.k->st != NULL && l.gone == 0)
		look(&l);
	*lost += l.lost;
	kit_close(l.k);
	power_end();
	kit_end(l.k);
	return l.gone;
}

TEST(store_power, a_cut_takes_nothing_that_was_acknowledged)
{
	int64_t until = pf_clock_mono() + enough_ms;
	size_t lost = 0;

	for (uint64_t seed = 1; seed <= lives && !shim_failed(); seed++)
		if (seed <= 2 || pf_clock_mono() < until)
			EXPECT_EQ(0, live(seed, STORE_SYNC_FULL, &lost));
	EXPECT_GT(lost, 50u);
}

/* As its name says; this shows that the cut is one. */
TEST(store_power, with_less_syncs_it_takes_the_last_ones)
{
	size_t lost = 0;
	int gone = 0;

	for (uint64_t seed = 1; seed <= lives && !shim_failed(); seed++)
		gone += live(seed, STORE_SYNC_NORMAL, &lost);
	EXPECT_GT(gone, 0);
}
