/* Bytes as characters that can be shown. */
#include "tests/shim/shim.h"

#include "apps/lab/glyph.h"

#include <string.h>

static void
expect_text(enum lab_charset charset, const char *bytes, size_t cells,
    bool ascii, const char *want)
{
	struct ct_buf out;
	struct lab_out o = {.buf = &out};

	ct_buf_init(&out, 1024);
	lab_put_text(&o, charset, ct_slice_str(bytes), cells, ascii);
	EXPECT_EQ(CT_OK, o.err);
	ct_buf_add_u8(&out, '\0');
	EXPECT_STREQ(want, out.data);
	ct_buf_fini(&out);
}

TEST(lab_glyph, text)
{
	expect_text(LAB_UTF8, "a你b", 20, false, "a你b");
	expect_text(
	    LAB_UTF8, "a\xe4\xbd", 20, false, "a\xef\xbf\xbd\xef\xbf\xbd");
	expect_text(LAB_UTF8, "a\n\x7f\x1b", 20, false, "a␊␡␛");
	expect_text(LAB_UTF8, "\xe2\x80\xae", 20, false, "\xef\xbf\xbd");
	expect_text(LAB_UTF8, "你\n", 20, true, "?.");
	expect_text(LAB_GBK, "\xc4\xe3\xba\xc3", 20, false, "你好");
	expect_text(LAB_GBK, "\xe3\xba\xc3", 20, false, "愫\xef\xbf\xbd");
	expect_text(LAB_GBK, "a\xc4", 20, false, "a\xef\xbf\xbd");
}

TEST(lab_glyph, cut_to_the_cells)
{
	expect_text(LAB_UTF8, "hello", 5, false, "hello");
	expect_text(LAB_UTF8, "hello!", 5, false, "hell…");
	expect_text(LAB_UTF8, "hello!", 5, true, "hel..");
	expect_text(LAB_UTF8, "你好吗", 5, false, "你好…");
	expect_text(LAB_UTF8, "你好吗", 6, false, "你好吗");
}

/* Whatever the bytes, each glyph takes one at least, and ends. */
TEST(lab_glyph, any_bytes)
{
	for (int a = 0; a < 256; a++) {
		for (int b = 0; b < 256; b++) {
			char two[2] = {(char)a, (char)b};
			struct ct_slice in = {two, 2};

			for (int c = 0; c < 2; c++) {
				struct lab_glyph g = lab_glyph(
				    c ? LAB_GBK : LAB_UTF8, in, b & 1);

				ASSERT_GE(g.bytes, 1);
				ASSERT_LE(g.bytes, 2);
				ASSERT_LE(g.cells, 2);
				ASSERT_LT(strlen(g.text), sizeof g.text);
			}
		}
	}
}

TEST(lab_glyph, hex)
{
	struct ct_buf out;
	struct lab_out o = {.buf = &out};

	ct_buf_init(&out, 2000);
	lab_put_hex(&o, ct_slice_str("he\xff"), 3, false);
	lab_put(&o, ";");
	lab_put_hex(&o, ct_slice_str("hello"), 2, true);
	EXPECT_SLICE("68 65 ff;68 65 ..", ct_buf_slice(&out));
	ct_buf_fini(&out);
}

TEST(lab_glyph, phrases)
{
	static const char *const args[] = {"one", "two"};
	struct ct_buf out;
	struct lab_out o = {.buf = &out};

	ct_buf_init(&out, 40);
	lab_put_phrase(&o, "{1} {x} {0}{9}.", args, 2);
	EXPECT_SLICE("two {x} one.", ct_buf_slice(&out));
	lab_put_many(&o, "x", 100);
	EXPECT_EQ(CT_EFULL, o.err);
	lab_put(&o, "");
	EXPECT_EQ(CT_EFULL, o.err);
	ct_buf_fini(&out);
}
