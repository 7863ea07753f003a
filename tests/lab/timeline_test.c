/* Spans over the bytes of an exchange, and how they fit. */
#include "tests/shim/shim.h"

#include "apps/lab/timeline.h"

#include <string.h>

static void
send_all(struct lab_timeline *t, const char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++)
		ASSERT_EQ(CT_OK, lab_timeline_send(t, LAB_THERE, (int64_t)i,
				     ct_slice_str(words[i])));
}

static void
read_one(struct lab_timeline *t, const char *text)
{
	ASSERT_EQ(
	    CT_OK, lab_timeline_read(t, LAB_THERE, 100, ct_slice_str(text)));
}

static void
expect_fit(const struct lab_stream *s, size_t unit, const char *token,
    size_t first, size_t count)
{
	struct lab_fit fit = lab_stream_fit(s, &lab_stream_units(s)->v[unit]);

	INFO("unit %zu", unit);
	EXPECT_STREQ(token, lab_fit_token(&fit));
	if (fit.count > 0)
		EXPECT_EQ(first, fit.first);
	EXPECT_EQ(count, fit.count);
}

static const char *const lesson[] = {"hello", "kniom"};

TEST(lab_timeline, the_lessons_reads)
{
	struct lab_timeline t;
	struct lab_stream *s = &t.ways[LAB_THERE];
	struct lab_tally tally = {0};

	lab_timeline_init(&t);
	send_all(&t, lesson, 2);
	read_one(&t, "he");
	read_one(&t, "llokniom");
	expect_fit(s, 0, "cut", 0, 1);
	expect_fit(s, 1, "glued+cut", 0, 2);
	lab_stream_tally(s, &tally);
	EXPECT_EQ(2, tally.units);
	EXPECT_EQ(0, tally.exact);
	EXPECT_EQ(1, tally.glued);
	EXPECT_EQ(2, tally.cut);
	EXPECT_EQ(2, tally.messages);
	EXPECT_EQ(0, tally.whole);
	EXPECT_EQ(0, lab_stream_owner(s, 4));
	EXPECT_EQ(1, lab_stream_owner(s, 5));
	EXPECT_EQ(LAB_NOBODY, lab_stream_owner(s, 10));
	lab_timeline_fini(&t);
}

TEST(lab_timeline, exact_and_glued)
{
	struct lab_timeline t;
	struct lab_tally tally = {0};

	lab_timeline_init(&t);
	send_all(&t, lesson, 2);
	read_one(&t, "hello");
	send_all(&t, lesson, 1);
	read_one(&t, "kniomhello");
	expect_fit(&t.ways[LAB_THERE], 0, "exact", 0, 1);
	expect_fit(&t.ways[LAB_THERE], 1, "glued", 1, 2);
	lab_stream_tally(&t.ways[LAB_THERE], &tally);
	EXPECT_EQ(1, tally.whole);
	EXPECT_EQ(3, tally.messages);
	lab_timeline_fini(&t);
}

/* Every cut of the stream into two reads, against a count by hand. */
TEST(lab_timeline, every_cut)
{
	for (size_t cut = 1; cut < 10; cut++) {
		struct lab_timeline t;
		struct lab_stream *s = &t.ways[LAB_THERE];
		struct lab_tally tally = {0};
		char all[] = "hellokniom";

		INFO("cut at %zu", cut);
		lab_timeline_init(&t);
		send_all(&t, lesson, 2);
		lab_timeline_read(
		    &t, LAB_THERE, 0, (struct ct_slice){all, cut});
		lab_timeline_read(
		    &t, LAB_THERE, 0, (struct ct_slice){all + cut, 10 - cut});
		EXPECT_EQ(10, s->read_to);
		lab_stream_tally(s, &tally);
		EXPECT_EQ(cut == 5 ? 2 : 0, tally.exact);
		EXPECT_EQ(cut == 5 ? 0 : 1, tally.glued);
		EXPECT_EQ(cut == 5 ? 0 : 2, tally.cut);
		lab_timeline_fini(&t);
	}
}

/* A cure's own bytes belong to the message, but not to what the user gets. */
TEST(lab_timeline, a_cure_is_exact)
{
	struct lab_timeline t;
	struct lab_stream *s = &t.ways[LAB_THERE];
	struct lab_tally tally = {0};

	lab_timeline_init(&t);
	EXPECT_EQ(CT_OK, lab_timeline_message(&t, LAB_THERE, 4, 9, 0));
	EXPECT_EQ(CT_OK, lab_timeline_message(&t, LAB_THERE, 4, 4, 0));
	EXPECT_EQ(CT_OK, lab_timeline_message(&t, LAB_THERE, 0, 6, 1));
	EXPECT_EQ(CT_EINVAL, lab_timeline_message(&t, LAB_THERE, 3, 4, 2));
	lab_timeline_send(
	    &t, LAB_THERE, 0, (struct ct_slice){"\0\0\0\5hello\0\0\0\0", 13});
	lab_timeline_send(&t, LAB_THERE, 0, ct_slice_str("kniom\n"));
	EXPECT_EQ(CT_EINVAL, lab_timeline_unit(&t, LAB_THERE, 0, 4, 5));
	lab_timeline_read(&t, LAB_THERE, 0, (struct ct_slice){"\0\0\0\5he", 6});
	s->cured = true;
	EXPECT_EQ(0, lab_stream_units(s)->count);
	lab_timeline_read(
	    &t, LAB_THERE, 0, (struct ct_slice){"llo\0\0\0\0kniom\n", 13});
	EXPECT_EQ(CT_OK, lab_timeline_unit(&t, LAB_THERE, 0, 4, 5));
	EXPECT_EQ(CT_OK, lab_timeline_unit(&t, LAB_THERE, 0, 13, 0));
	EXPECT_EQ(CT_OK, lab_timeline_unit(&t, LAB_THERE, 0, 13, 5));
	expect_fit(s, 0, "exact", 0, 1);
	expect_fit(s, 1, "exact", 1, 1);
	expect_fit(s, 2, "exact", 2, 1);
	lab_stream_tally(s, &tally);
	EXPECT_EQ(3, tally.whole);
	EXPECT_EQ(0, tally.glued + tally.cut);
	lab_timeline_fini(&t);
}

TEST(lab_timeline, what_was_not_sent_cannot_be_read)
{
	struct lab_timeline t;

	lab_timeline_init(&t);
	send_all(&t, lesson, 1);
	EXPECT_EQ(CT_EINVAL,
	    lab_timeline_read(&t, LAB_THERE, 0, ct_slice_str("help")));
	EXPECT_EQ(CT_EINVAL,
	    lab_timeline_read(&t, LAB_THERE, 0, ct_slice_str("hello!")));
	EXPECT_EQ(
	    CT_OK, lab_timeline_read(&t, LAB_THERE, 0, ct_slice_str("hello")));
	EXPECT_EQ(1, t.ways[LAB_THERE].layers[LAB_READS].count);
	lab_timeline_fini(&t);
}

/* On two machines the reader knows the plan, and its own reads. */
TEST(lab_timeline, the_reader_alone)
{
	struct lab_timeline t;

	lab_timeline_init(&t);
	lab_timeline_message(&t, LAB_THERE, 0, 5, 0);
	lab_timeline_message(&t, LAB_THERE, 0, 5, 0);
	read_one(&t, "hel");
	read_one(&t, "lokni");
	expect_fit(&t.ways[LAB_THERE], 0, "cut", 0, 1);
	expect_fit(&t.ways[LAB_THERE], 1, "glued+cut", 0, 2);
	EXPECT_EQ(0, lab_stream_owner(&t.ways[LAB_THERE], 4));
	lab_timeline_fini(&t);
}

TEST(lab_timeline, datagrams_are_whole_truncated_or_lost)
{
	static const char *const words[] = {"hello", "lost", "hexagon"};
	struct lab_timeline t;
	struct lab_stream *s = &t.ways[LAB_THERE];
	const struct lab_span *reads;

	lab_timeline_init(&t);
	send_all(&t, words, 3);
	EXPECT_EQ(CT_OK,
	    lab_timeline_datagram(&t, LAB_THERE, 5, ct_slice_str("he"), true));
	EXPECT_EQ(CT_EINVAL, lab_timeline_datagram(&t, LAB_THERE, 6,
				 ct_slice_str("hexa"), false));
	EXPECT_EQ(CT_OK, lab_timeline_datagram(
			     &t, LAB_THERE, 6, ct_slice_str("hexagon"), false));
	reads = s->layers[LAB_READS].v;
	EXPECT_TRUE(s->datagrams);
	EXPECT_EQ(3, reads[0].lost);
	EXPECT_EQ(9, reads[1].from);
	EXPECT_EQ(0, reads[1].lost);
	expect_fit(s, 0, "cut", 0, 1);
	expect_fit(s, 1, "exact", 2, 1);
	lab_timeline_fini(&t);
}

TEST(lab_timeline, order_and_close)
{
	struct lab_timeline t;

	lab_timeline_init(&t);
	send_all(&t, lesson, 2);
	lab_timeline_send(&t, LAB_BACK, 3, ct_slice_str("ok"));
	lab_timeline_close(&t, LAB_THERE, 9, LAB_END);
	lab_timeline_close(&t, LAB_THERE, 10, LAB_RESET);
	EXPECT_EQ(LAB_END, t.ways[LAB_THERE].closed);
	EXPECT_EQ(9, t.ways[LAB_THERE].closed_at);
	EXPECT_EQ(3, t.ways[LAB_THERE].closed_order);
	EXPECT_EQ(2, t.ways[LAB_BACK].layers[LAB_SENDS].v[0].order);
	EXPECT_SLICE("kniom", lab_stream_bytes(&t.ways[LAB_THERE],
				  &t.ways[LAB_THERE].layers[LAB_SENDS].v[1]));
	lab_timeline_clear(&t);
	EXPECT_EQ(0, t.ways[LAB_THERE].bytes.len);
	EXPECT_EQ(LAB_OPEN, t.ways[LAB_THERE].closed);
	lab_timeline_fini(&t);
	lab_timeline_fini(&t);
}

TEST(lab_timeline, limits)
{
	static char much[1024 * 1024];
	struct lab_timeline t;
	struct ct_slice all = {much, sizeof much};

	lab_timeline_init(&t);
	for (int i = 0; i < 16; i++)
		ASSERT_EQ(CT_OK, lab_timeline_send(&t, LAB_THERE, 0, all));
	EXPECT_EQ(
	    CT_EFULL, lab_timeline_send(&t, LAB_THERE, 0, ct_slice_str("x")));
	EXPECT_EQ(16, t.ways[LAB_THERE].layers[LAB_SENDS].count);
	EXPECT_EQ(CT_OK, lab_timeline_send(&t, LAB_BACK, 0, ct_slice_str("x")));
	EXPECT_EQ(CT_EFULL,
	    lab_timeline_message(&t, LAB_THERE, 0, LAB_BYTES_MAX + 1, 0));
	lab_timeline_fini(&t);
}
