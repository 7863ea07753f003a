/* The page of a report: what was said stays text, and bands hold all bytes. */
#include "tests/shim/shim.h"

#include "apps/lab/report.h"
#include "apps/lab/report_svg.h"

#include <string.h>

static size_t
count(struct ct_slice in, const char *what)
{
	size_t n = 0, len = strlen(what);

	for (size_t i = 0; i + len <= in.len; i++)
		n += memcmp(in.data + i, what, len) == 0;
	return n;
}

static void
play(struct lab_timeline *t, size_t bytes)
{
	static char much[20000];

	memset(much, 'x', sizeof much);
	lab_timeline_init(t);
	lab_timeline_send(t, LAB_THERE, 0, (struct ct_slice){much, bytes});
	lab_timeline_read(t, LAB_THERE, 9, (struct ct_slice){much, bytes});
}

TEST(lab_report, bands)
{
	static const struct {
		size_t bytes, svgs, letters;
	} want[] = {{1, 1, 1}, {25, 1, 25}, {26, 2, 26}, {600, 24, 600},
	    {601, 1, 0}, {20000, 1, 0}};

	for (size_t i = 0; i < sizeof want / sizeof want[0]; i++) {
		struct lab_timeline t;
		struct ct_buf out;
		struct lab_out o = {.buf = &out};

		INFO("%zu bytes", want[i].bytes);
		ct_buf_init(&out, LAB_REPORT_MAX);
		play(&t, want[i].bytes);
		lab_svg_stream(&o, &t.ways[LAB_THERE], LAB_UTF8);
		EXPECT_EQ(CT_OK, o.err);
		EXPECT_EQ(want[i].svgs, count(ct_buf_slice(&out), "<svg"));
		EXPECT_EQ(want[i].svgs, count(ct_buf_slice(&out), "</svg>"));
		EXPECT_EQ(
		    want[i].letters, count(ct_buf_slice(&out), ">x</text>"));
		ct_buf_fini(&out);
		lab_timeline_fini(&t);
	}
}

TEST(lab_report, what_was_said_is_text)
{
	struct lab_timeline t;
	struct lab_plan p;
	struct lab_histogram h = {.runs = 1};
	const struct lab_scene *s = lab_scene_find("sticky");
	struct ct_buf out;

	ct_buf_init(&out, LAB_REPORT_MAX);
	lab_plan_init(&p);
	lab_timeline_init(&t);
	lab_timeline_send(&t, LAB_THERE, 0, ct_slice_str("<i>&\"\n\xff"));
	lab_timeline_read(&t, LAB_THERE, 9, ct_slice_str("<i>&\"\n\xff"));
	EXPECT_EQ(CT_OK, lab_report_begin(&out, s));
	EXPECT_EQ(
	    CT_OK, lab_report_exchange(&out, s, &s->setups[0], &p, &t, &h));
	EXPECT_EQ(CT_OK, lab_report_end(&out, s));
	EXPECT_EQ(0, count(ct_buf_slice(&out), "<i>&"));
	EXPECT_EQ(1, count(ct_buf_slice(&out),
			 "<code>&lt;i&gt;&amp;&quot;␊\xef\xbf\xbd</code>"));
	EXPECT_EQ(1, count(ct_buf_slice(&out), ">0a</text>"));
	EXPECT_EQ(1, count(ct_buf_slice(&out), ">ff</text>"));
	EXPECT_EQ(1, count(ct_buf_slice(&out), "</html>"));
	ct_buf_fini(&out);
	lab_timeline_fini(&t);
	lab_plan_fini(&p);
}

TEST(lab_report, no_room)
{
	const struct lab_scene *s = lab_scene_find("sticky");

	struct ct_buf all;

	ct_buf_init(&all, LAB_REPORT_MAX);
	ASSERT_EQ(CT_OK, lab_report_begin(&all, s));
	for (size_t max = 0; max < all.len; max += 97) {
		struct ct_buf out;

		ct_buf_init(&out, max);
		EXPECT_EQ(CT_EFULL, lab_report_begin(&out, s));
		ct_buf_fini(&out);
	}
	ct_buf_fini(&all);
}
