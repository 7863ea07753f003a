/* The table of scenes, histograms, and JSON. */
#include "tests/shim/shim.h"

#include "apps/common/width.h"
#include "apps/lab/histogram.h"
#include "apps/lab/json.h"
#include "apps/lab/scene.h"

#include <string.h>

/* Lines that a terminal of 80 columns shows whole, each with its LF. */
static void
expect_lines(const char *text)
{
	INFO("%s", text);
	ASSERT_NE(0, strlen(text));
	EXPECT_EQ('\n', text[strlen(text) - 1]);
	while (*text != '\0') {
		size_t n = strcspn(text, "\n");

		EXPECT_LE(width_cells((struct ct_slice){text, n}, 2), 72);
		text += n + 1;
	}
}

TEST(lab_scene, every_scene_speaks_both_languages)
{
	for (size_t i = 0; i < lab_scene_count; i++) {
		const struct lab_scene *s = &lab_scenes[i];

		INFO("%s", s->name);
		EXPECT_TRUE(s == lab_scene_find(s->name));
		for (int lang = 0; lang < CT_LANG_COUNT; lang++) {
			EXPECT_NE(0, strlen(s->about[lang]));
			expect_lines(s->question[lang]);
			expect_lines(s->answer[lang]);
		}
		EXPECT_GE(s->count, 1);
		ASSERT_LE(s->count, LAB_SETUPS);
	}
	EXPECT_TRUE(lab_scene_find("nosuch") == NULL);
}

TEST(lab_scene, every_setup_is_a_plan)
{
	for (size_t i = 0; i < lab_scene_count; i++) {
		for (size_t k = 0; k < lab_scenes[i].count; k++) {
			struct lab_plan p;

			INFO("%s %zu", lab_scenes[i].name, k);
			EXPECT_EQ(CT_OK,
			    lab_setup_plan(&lab_scenes[i].setups[k], 1, &p));
			EXPECT_GE(p.count, 1);
			EXPECT_EQ(lab_scenes[i].setups[0].udp, p.udp);
			lab_plan_fini(&p);
		}
	}
}

/* The cures are played on the sends and reads of the sticky scene. */
TEST(lab_scene, cures_have_the_lessons_cuts)
{
	static const char *const cures[] = {"delimiter", "announce", "prefix"};
	const struct lab_setup *sticky = lab_scene_find("sticky")->setups;

	for (int i = 0; i < 3; i++) {
		const struct lab_setup *s = lab_scene_find(cures[i])->setups;

		EXPECT_STREQ(sticky->texts, s->texts);
		EXPECT_STREQ(sticky->reads, s->reads);
		EXPECT_STREQ(cures[i], lab_cure_name(s->cure));
	}
}

static void
play(struct lab_timeline *t, const char *reads)
{
	lab_timeline_init(t);
	lab_timeline_send(t, LAB_THERE, 0, ct_slice_str("hello"));
	lab_timeline_send(t, LAB_THERE, 20, ct_slice_str("kniom"));
	for (const char *p = "hellokniom"; *reads != '\0'; reads++) {
		size_t n = (size_t)(*reads - '0');

		lab_timeline_read(t, LAB_THERE, 50, (struct ct_slice){p, n});
		p += n;
	}
}

static void
count(struct lab_histogram *h, const char *reads)
{
	struct lab_timeline t;

	play(&t, reads);
	lab_histogram_add(h, &t.ways[LAB_THERE]);
	lab_timeline_fini(&t);
}

TEST(lab_histogram, counts_runs_and_shapes)
{
	struct lab_histogram h = {0};
	struct lab_draw how = {.width = 60, .ascii = true};
	struct ct_buf out;

	count(&h, "28");
	count(&h, "28");
	count(&h, "55");
	count(&h, "5"); /* the second message never came */
	EXPECT_EQ(4, h.runs);
	EXPECT_EQ(1, h.exact);
	EXPECT_EQ(2, h.glued);
	EXPECT_EQ(2, h.cut);
	EXPECT_EQ(7, h.tally.units);
	EXPECT_EQ(3, h.shape_count);
	ct_buf_init(&out, LAB_DRAW_MAX);
	EXPECT_EQ(CT_OK, lab_histogram_draw(&how, &h, &out));
	EXPECT_SLICE("4 runs, of which\n"
		     "  all exact                1  #######\n"
		     "  something glued          2  ##############\n"
		     "  something cut            2  ##############\n"
		     "bytes of the reads\n"
		     "  2+8                      2  ##############\n"
		     "  5+5                      1  #######\n"
		     "  5                        1  #######\n",
	    ct_buf_slice(&out));
	ct_buf_fini(&out);
}

TEST(lab_histogram, many_shapes)
{
	static const char *const shapes[] = {"19", "28", "37", "46", "55", "64",
	    "73", "82", "91", "1111111111", "1111111111"};
	struct lab_histogram h = {0};

	for (size_t i = 0; i < sizeof shapes / sizeof shapes[0]; i++)
		count(&h, shapes[i]);
	EXPECT_EQ(LAB_SHAPES, lab_histogram_shown(&h));
	EXPECT_STREQ("1+1+1+1+1+1+1+1+1+1", h.shapes[0].text);
	EXPECT_EQ(2, h.shapes[0].count);
	EXPECT_STREQ("1+9", h.shapes[1].text);
	EXPECT_STREQ("7+3", h.shapes[LAB_SHAPES - 1].text);
	EXPECT_EQ(2, lab_histogram_others(&h));
}

TEST(lab_histogram, more_shapes_than_are_kept)
{
	static char bytes[LAB_SHAPES_KEPT + 9];
	struct lab_histogram h = {0};

	for (size_t n = 1; n <= sizeof bytes; n++) {
		struct lab_timeline t;
		struct ct_slice all = {bytes, n};

		lab_timeline_init(&t);
		lab_timeline_send(&t, LAB_THERE, 0, all);
		lab_timeline_read(&t, LAB_THERE, 1, all);
		lab_histogram_add(&h, &t.ways[LAB_THERE]);
		lab_timeline_fini(&t);
	}
	EXPECT_EQ(LAB_SHAPES_KEPT, h.shape_count);
	EXPECT_EQ(9, h.other);
	EXPECT_EQ(sizeof bytes - LAB_SHAPES, lab_histogram_others(&h));
}

TEST(lab_json, one_run)
{
	struct lab_plan p;
	struct lab_timeline t;
	struct lab_run_id id = {"sticky", 0, 3};
	struct ct_buf out;

	play(&t, "28");
	lab_timeline_close(&t, LAB_THERE, 60, LAB_END);
	lab_plan_init(&p);
	p.seed = 7;
	ct_buf_init(&out, 65536);
	EXPECT_EQ(CT_OK, lab_json_run(&id, &p, &t, &out));
	EXPECT_SLICE(
	    "{\"scene\":\"sticky\",\"setup\":0,\"run\":3,\"cure\":\"raw\","
	    "\"charset\":\"utf-8\",\"udp\":false,\"reply\":false,"
	    "\"nodelay\":false,\"chunk\":0,\"gap_ms\":0,\"delay_ms\":0,"
	    "\"sndbuf\":0,\"rcvbuf\":0,\"seed\":7,\"tally\":{\"units\":2,"
	    "\"exact\":0,\"glued\":1,\"cut\":2,\"messages\":2,\"whole\":0},"
	    "\"events\":[{\"at_us\":0,\"way\":\"there\",\"kind\":\"send\","
	    "\"from\":0,\"len\":5,\"hex\":\"68656c6c6f\",\"text\":"
	    "\"hello\"},{\"at_us\":20,\"way\":\"there\",\"kind\":\"send\","
	    "\"from\":5,\"len\":5,\"hex\":\"6b6e696f6d\",\"text\":"
	    "\"kniom\"},{\"at_us\":50,\"way\":\"there\",\"kind\":\"read\","
	    "\"from\":0,\"len\":2,\"fit\":\"cut\",\"messages\":[1],"
	    "\"hex\":\"6865\",\"text\":\"he\"},{\"at_us\":50,\"way\":"
	    "\"there\",\"kind\":\"read\",\"from\":2,\"len\":8,\"fit\":"
	    "\"glued+cut\",\"messages\":[1,2],\"hex\":"
	    "\"6c6c6f6b6e696f6d\",\"text\":\"llokniom\"},{\"at_us\":60,"
	    "\"way\":\"there\",\"kind\":\"end\"}]}\n",
	    ct_buf_slice(&out));
	ct_buf_fini(&out);
	lab_plan_fini(&p);
	lab_timeline_fini(&t);
}

TEST(lab_draw, decoded)
{
	struct lab_timeline t;
	struct lab_draw how = {.width = 80, .charset = LAB_GBK};
	struct ct_buf out;

	lab_timeline_init(&t);
	lab_timeline_send(&t, LAB_THERE, 0, ct_slice_str("\xc4\xe3\xba\xc3"));
	lab_timeline_read(&t, LAB_THERE, 0, ct_slice_str("\xc4\xe3\xba"));
	lab_timeline_read(&t, LAB_THERE, 0, ct_slice_str("\xc3"));
	ct_buf_init(&out, LAB_DRAW_MAX);
	EXPECT_EQ(CT_OK, lab_draw_decoded(&how, &t.ways[LAB_THERE], &out));
	EXPECT_SLICE("                   each read decoded alone    "
		     "decoded as a stream\n"
		     "read   1      3 B  你\xef\xbf\xbd                        "
		     "你\n"
		     "read   2      1 B  \xef\xbf\xbd                          "
		     "好\n",
	    ct_buf_slice(&out));
	ct_buf_clear(&out, false);
	how.width = 40;
	EXPECT_EQ(CT_OK, lab_draw_decoded(&how, &t.ways[LAB_THERE], &out));
	EXPECT_SLICE("each read decoded alone\n"
		     "read   1      3 B  你\xef\xbf\xbd\n"
		     "read   2      1 B  \xef\xbf\xbd\n"
		     "\n"
		     "decoded as a stream\n"
		     "read   1      3 B  你\n"
		     "read   2      1 B  好\n",
	    ct_buf_slice(&out));
	ct_buf_fini(&out);
	lab_timeline_fini(&t);
}
