/* The page of a report: what was said stays text, and bands hold all bytes. */
#include "tests/shim/shim.h"

#include "apps/lab/report.h"
#include "apps/lab/report_svg.h"

#include <stdlib.h>
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
	EXPECT_EQ(CT_OK, lab_report_begin(&out, s, ""));
	EXPECT_EQ(CT_OK,
	    lab_report_exchange(&out, s, s->setups[0].title, &p, &t, &h));
	EXPECT_EQ(CT_OK, lab_report_end(&out, s, ""));
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

/* A page of one exchange; the caller frees it. */
static void
make_page(struct ct_buf *out, const char *scene, const char *knobs,
    const struct lab_plan *p, const struct lab_timeline *t,
    const struct lab_histogram *h)
{
	const struct lab_scene *s = lab_scene_find(scene);

	ct_buf_init(out, LAB_REPORT_MAX);
	EXPECT_EQ(CT_OK, lab_report_begin(out, s, knobs));
	EXPECT_EQ(
	    CT_OK, lab_report_exchange(out, s, s->setups[0].title, p, t, h));
	EXPECT_EQ(CT_OK, lab_report_end(out, s, knobs));
}

static void
send_and_read(struct lab_timeline *t, const char *text, size_t step)
{
	size_t len = strlen(text);

	lab_timeline_init(t);
	lab_timeline_send(t, LAB_THERE, 0, ct_slice_str(text));
	for (size_t at = 0; at < len; at += step)
		lab_timeline_read(t, LAB_THERE, 9,
		    (struct ct_slice){
			text + at, len - at < step ? len - at : step});
}

TEST(lab_report, both_languages)
{
	struct lab_histogram h = {.runs = 7, .glued = 7, .shape_count = 0};
	struct lab_plan p;
	struct lab_timeline t;
	struct ct_buf out;
	struct ct_slice page;

	lab_plan_init(&p);
	send_and_read(&t, "hello", 9);
	make_page(&out, "prefix", " --runs 7", &p, &t, &h);
	page = ct_buf_slice(&out);
	EXPECT_EQ(1, count(page, "TCP，解法 raw，种子 0 · <span lang=\"en\">"
				 "TCP, cure raw, seed 0</span>"));
	EXPECT_EQ(
	    1, count(page, "发生了什么 · <span lang=\"en\">What happened"));
	EXPECT_EQ(1, count(page, "这一次 · <span lang=\"en\">This time"));
	EXPECT_EQ(2, count(page, "<code>crosstalk lab prefix "
				 "<span class=\"o\">--runs</span> 7</code>"));
	/* Lines of the source are joined with blanks where there belong some.
	 */
	EXPECT_EQ(1, count(page, "4 字节长度和 1 字节类型"));
	EXPECT_EQ(1, count(page, "Crosstalk 自己的协议"));
	/* No bar for what never was. */
	EXPECT_EQ(1, count(page, "<b style=\"width:100.0%\"></b>"));
	EXPECT_EQ(1, count(page, "<b style"));
	ct_buf_fini(&out);
	lab_timeline_fini(&t);
	lab_plan_fini(&p);
}

TEST(lab_report, as_it_is_without_knobs)
{
	struct lab_histogram h = {.runs = 1};
	struct lab_plan p;
	struct lab_timeline t;
	struct ct_buf out;

	lab_plan_init(&p);
	send_and_read(&t, "hello", 9);
	make_page(&out, "upload", "", &p, &t, &h);
	EXPECT_EQ(0, count(ct_buf_slice(&out), "This time"));
	EXPECT_EQ(
	    1, count(ct_buf_slice(&out), "<code>crosstalk lab upload</code>"));
	EXPECT_EQ(2, count(ct_buf_slice(&out),
			 "<code class=\"o\">--cure prefix</code>"));
	ct_buf_fini(&out);
	lab_timeline_fini(&t);
	lab_plan_fini(&p);
}

/* Who only sends has no list, and no heading of one. */
TEST(lab_report, only_sends)
{
	struct lab_histogram h = {.runs = 1};
	struct lab_plan p;
	struct lab_timeline t;
	struct ct_buf out;

	lab_plan_init(&p);
	lab_timeline_init(&t);
	lab_timeline_send(&t, LAB_THERE, 0, ct_slice_str("hello"));
	make_page(&out, "sticky", "", &p, &t, &h);
	EXPECT_EQ(0, count(ct_buf_slice(&out), "<h3>"));
	EXPECT_EQ(0, count(ct_buf_slice(&out), "<ol"));
	EXPECT_EQ(1, count(ct_buf_slice(&out), "<svg"));
	ct_buf_fini(&out);
	lab_timeline_fini(&t);
	lab_plan_fini(&p);
}

TEST(lab_report, what_each_read_means)
{
	struct lab_histogram h = {.runs = 1};
	struct lab_plan p;
	struct lab_timeline t;
	struct ct_buf out;
	struct ct_slice page;

	lab_plan_init(&p);
	p.charset = LAB_GBK;
	send_and_read(&t, "\xc4\xe3\xba\xc3", 3);
	make_page(&out, "gbk", "", &p, &t, &h);
	page = ct_buf_slice(&out);
	EXPECT_EQ(1, count(page, "decoded as a stream</span></th>"));
	EXPECT_EQ(1, count(page, "<td><code>你\xef\xbf\xbd</code></td>"
				 "<td><code>你</code></td>"));
	EXPECT_EQ(1, count(page, "<td><code>\xef\xbf\xbd</code></td>"
				 "<td><code>好</code></td>"));
	ct_buf_fini(&out);
	lab_timeline_fini(&t);
	lab_plan_fini(&p);
}

static void
draw(struct ct_buf *out, const struct lab_timeline *t)
{
	struct lab_out o = {.buf = out};

	ct_buf_init(out, LAB_REPORT_MAX);
	lab_svg_stream(&o, &t->ways[LAB_THERE], LAB_UTF8);
	EXPECT_EQ(CT_OK, o.err);
	ct_buf_add_u8(out, '\0');
}

/* Bands end beside characters, so that each is drawn once, within its band. */
TEST(lab_report, no_character_is_cut)
{
	for (size_t chars = 1; chars < 200; chars++) {
		static char text[601];
		struct lab_timeline t;
		struct ct_buf out;
		size_t found = 0;

		INFO("%zu characters", chars);
		for (size_t i = 0; i < chars; i++)
			memcpy(text + 3 * i, "字", 4);
		send_and_read(&t, text, 1000);
		draw(&out, &t);
		for (const char *at = out.data;
		     (at = strstr(at, "<text class=\"b\"")) != NULL; at++) {
			double x = strtod(strstr(at, " x=\"") + 4, NULL);

			EXPECT_GE(x, 13.0);
			EXPECT_LE(x, 328.0 - 13.0);
			found++;
		}
		EXPECT_EQ(chars, found);
		ct_buf_fini(&out);
		lab_timeline_fini(&t);
	}
}

/* Bytes without a picture are shown in hex, all of them. */
TEST(lab_report, what_cannot_be_shown)
{
	struct lab_timeline t;
	struct ct_buf out;
	struct ct_slice svg;

	send_and_read(&t, "a\xe2\x80\x8d\xff", 9); /* a joiner, no UTF-8 */
	draw(&out, &t);
	svg = ct_buf_slice(&out);
	EXPECT_EQ(4, count(svg, "<text class=\"h\""));
	EXPECT_EQ(1, count(svg, ">e2</text>"));
	EXPECT_EQ(1, count(svg, ">80</text>"));
	EXPECT_EQ(1, count(svg, ">8d</text>"));
	EXPECT_EQ(1, count(svg, ">ff</text>"));
	ct_buf_fini(&out);
	lab_timeline_fini(&t);
}

/* The bytes are marked where a read ends, but not at the end of a band. */
TEST(lab_report, cuts)
{
	struct lab_timeline t;
	struct ct_buf out;

	send_and_read(&t, "hellokniom", 4);
	draw(&out, &t);
	EXPECT_EQ(2, count(ct_buf_slice(&out), "<path class=\"k\""));
	EXPECT_EQ(1, count(ct_buf_slice(&out), "d=\"M120.0 "));
	EXPECT_EQ(1, count(ct_buf_slice(&out), "d=\"M240.0 "));
	ct_buf_fini(&out);
	lab_timeline_fini(&t);
}

/* Of boxes that are equal, either all are numbered or none. */
TEST(lab_report, all_numbers_or_none)
{
	for (size_t reads = 2; reads < 40; reads++) {
		static char text[2000];
		size_t step = 700 / reads + 1, labels;
		struct lab_timeline t;
		struct ct_buf out;

		INFO("%zu reads", reads);
		memset(text, 'x', reads * step);
		text[reads * step] = '\0';
		send_and_read(&t, text, step);
		draw(&out, &t);
		labels = count(ct_buf_slice(&out), "<text class=\"l\"");
		EXPECT_TRUE(labels == 1 || labels == 1 + reads);
		EXPECT_EQ(reads<19, labels> 1);
		ct_buf_fini(&out);
		lab_timeline_fini(&t);
	}
}

TEST(lab_report, no_room)
{
	const struct lab_scene *s = lab_scene_find("sticky");

	struct ct_buf all;

	ct_buf_init(&all, LAB_REPORT_MAX);
	ASSERT_EQ(CT_OK, lab_report_begin(&all, s, ""));
	for (size_t max = 0; max < all.len; max += 97) {
		struct ct_buf out;

		ct_buf_init(&out, max);
		EXPECT_EQ(CT_EFULL, lab_report_begin(&out, s, ""));
		ct_buf_fini(&out);
	}
	ct_buf_fini(&all);
}
