/* The texts of the benchmark: of the core, and as long as asked. */
#include "charset.h"
#include "core/coding.h"
#include "tests/shim/shim.h"

TEST(bench_charset, texts_are_of_the_core)
{
	for (int text = 0; text < CHARSET_TEXTS; text++) {
		struct ct_coding_report r;
		struct ct_coding c;
		struct ct_buf gbk, utf8, back;

		INFO("%s", charset_text_names[text]);
		ct_buf_init(&gbk, 100000);
		ct_buf_init(&utf8, 200000);
		ct_buf_init(&back, 200000);
		ASSERT_EQ(CT_OK, ct_coding_init(&c, NULL, "gbk"));
		EXPECT_EQ(CT_OK, charset_text_make(text, 50000, &gbk));
		EXPECT_GE(gbk.len, 49999);
		EXPECT_LE(gbk.len, 50000);
		EXPECT_EQ(
		    CT_OK, ct_coding_decode(&c, ct_buf_slice(&gbk), &utf8, &r));
		EXPECT_EQ(0, r.invalid);
		EXPECT_EQ(CT_OK,
		    ct_coding_encode(&c, ct_buf_slice(&utf8), &back, &r));
		EXPECT_EQ(0, r.escaped);
		EXPECT_SLICE_EQ(ct_buf_slice(&gbk), ct_buf_slice(&back));
		EXPECT_EQ(text == CHARSET_ASCII, utf8.len == gbk.len);
		EXPECT_EQ(text == CHARSET_HANZI, utf8.len == gbk.len / 2 * 3);
		ct_coding_fini(&c);
		ct_buf_fini(&gbk);
		ct_buf_fini(&utf8);
		ct_buf_fini(&back);
	}
}
