/* Paragraphs: joined to one line, and broken for another width. */
#include "tests/shim/shim.h"

#include "apps/common/width.h"
#include "apps/lab/prose.h"
#include "apps/lab/scene.h"

#include <string.h>

static void
expect_joined(const char *want, const char *text)
{
	struct ct_buf out;
	struct lab_out o = {.buf = &out};

	INFO("%s", text);
	ct_buf_init(&out, 4096);
	lab_put_joined(&o, text);
	EXPECT_EQ(CT_OK, o.err);
	ct_buf_add_u8(&out, '\0');
	EXPECT_STREQ(want, out.data);
	ct_buf_fini(&out);
}

static void
expect_prose(const char *want, const char *text, size_t width)
{
	struct ct_buf out;
	struct lab_out o = {.buf = &out};

	INFO("%s", text);
	ct_buf_init(&out, 4096);
	lab_put_prose(&o, text, width);
	EXPECT_EQ(CT_OK, o.err);
	ct_buf_add_u8(&out, '\0');
	EXPECT_STREQ(want, out.data);
	ct_buf_fini(&out);
}

TEST(lab_prose, joined)
{
	expect_joined("", "");
	expect_joined("two words", "two\nwords\n");
	expect_joined("每次读三字节", "每次读\n三字节\n");
	expect_joined("和 1 字节", "和 1\n字节\n");
	expect_joined("发送 kniom。", "发送\nkniom。\n");
	expect_joined("字节，再读", "字节，\n再读\n");
	expect_joined("字节，2 次", "字节，\n2 次\n");
	expect_joined("写（RFC）", "写\n（RFC）\n");
	expect_joined("你好 and 世界 are", "你好 and 世界\nare\n");
}

TEST(lab_prose, what_fits_stays)
{
	expect_prose("", "", 9);
	expect_prose("one\n\ntwo\n", "one\n\ntwo\n", 3);
	expect_prose("每次\n读\n", "每次\n读\n", 4);
}

TEST(lab_prose, broken_anew)
{
	expect_prose("one two\nthree\n", "one\ntwo three\n", 8);
	expect_prose("每次读\n三字节\n", "每次\n读三字节\n", 7);
	/* What closes goes with what it closes; what opens, with what comes. */
	expect_prose("读三\n次，再\n读\n", "读三次，再读\n", 6);
	expect_prose("先写\n（RFC）\n", "先写（RFC）\n", 8);
	expect_prose("try\n--cure\nprefix.\n", "try --cure prefix.\n", 8);
	expect_prose("a\nincomprehensible\nb\n", "a incomprehensible b\n", 5);
}

static void
expect_hanging(const char *want, const char *line, size_t used, size_t width)
{
	struct ct_buf out;
	struct lab_out o = {.buf = &out};

	INFO("%s", line);
	ct_buf_init(&out, 4096);
	lab_put_hanging(&o, ct_slice_str(line), used, 2, width);
	ct_buf_add_u8(&out, '\0');
	EXPECT_STREQ(want, out.data);
	ct_buf_fini(&out);
}

TEST(lab_prose, hanging)
{
	expect_hanging("", "", 0, 8);
	expect_hanging("one two", "one two", 0, 7);
	expect_hanging("one two", "one two", 3, SIZE_MAX);
	expect_hanging("one\n  two\n  three", "one two three", 0, 6);
	expect_hanging("one\n  two", "one two", 3, 9);
	expect_hanging("  一句\n  中文", "  一句中文", 0, 6);
	expect_hanging("a  b", "a  b ", 0, 9);
}

/* All that scenes say fits a narrow terminal, and only blanks are lost. */
TEST(lab_prose, every_scene)
{
	for (size_t i = 0; i < lab_scene_count * 2 * CT_LANG_COUNT; i++) {
		const struct lab_scene *s = &lab_scenes[i / 4];
		const char *const *texts = i % 4 < 2 ? s->question : s->answer;
		const char *want = texts[i % 2];
		struct ct_buf out;
		struct lab_out o = {.buf = &out};

		INFO("%s %s", s->name, want);
		ct_buf_init(&out, 16384);
		lab_put_prose(&o, want, 40);
		ASSERT_EQ(CT_OK, ct_buf_add_u8(&out, '\0'));
		for (const char *p = out.data; *p != '\0';) {
			size_t n = strcspn(p, "\n");

			EXPECT_LE(width_cells((struct ct_slice){p, n}, 1), 40);
			EXPECT_GT(n, 0);
			p += n + 1;
		}
		for (const char *p = out.data; *p != '\0'; p++) {
			want += strspn(want, " \n");
			if (*p != ' ' && *p != '\n')
				ASSERT_EQ(*want++, *p);
		}
		ct_buf_fini(&out);
	}
}
