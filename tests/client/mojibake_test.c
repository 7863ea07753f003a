/* Garbled text: the chain of mistakes, and what was meant. */
#include "tests/shim/shim.h"

#include <string.h>

#include "apps/common/charset_port.h"
#include "mojibake.h"

static void
expect(const char *garbled, const char *meant, size_t count,
    const char *written, const char *read)
{
	struct charset_port port;
	struct mojibake m;

	charset_port_init(&port);
	shim_info("%s", garbled);
	ASSERT_EQ(
	    CT_OK, mojibake_explain(&m, &port.port, ct_slice_str(garbled)));
	EXPECT_EQ(count, m.count);
	EXPECT_SLICE_EQ(ct_slice_str(meant), ct_buf_slice(&m.text));
	if (count > 0 && m.count > 0) {
		EXPECT_STREQ(written, m.steps[0].written);
		EXPECT_STREQ(read, m.steps[0].read);
	}
	mojibake_fini(&m);
}

TEST(mojibake, utf8_read_as_gbk)
{
	expect("浣犲ソ", "你好", 1, "utf-8", "gbk");
	expect("鎴戠埍浣犱腑鍥藉ぇ", "我爱你中国大", 1, "utf-8", "gbk");
}

TEST(mojibake, read_as_western)
{
	expect("ÄãºÃ£¬ÊÀ½ç", "你好，世界", 1, "gbk", "windows-1252");
	expect("ä½\xc2\xa0å¥½", "你好", 1, "utf-8", "windows-1252");
}

TEST(mojibake, gbk_that_happened_to_be_utf8)
{
	expect("ʲô", "什么", 1, "gbk", "utf-8");
}

TEST(mojibake, what_was_replaced_is_lost_and_that_is_said)
{
	struct charset_port port;
	struct mojibake m;

	expect("锟斤拷", "\xef\xbf\xbd\xef\xbf\xbd", 2, "gbk", "utf-8");
	charset_port_init(&port);
	ASSERT_EQ(CT_OK,
	    mojibake_explain(&m, &port.port, ct_slice_str("鎴戠埍浣犱腑鍥�")));
	EXPECT_EQ(1, m.lost);
	EXPECT_SLICE("我爱你中�", ct_buf_slice(&m.text));
	mojibake_fini(&m);
}

TEST(mojibake, right_text_is_left_alone)
{
	static const char *const right[] = {
	    "你好",
	    "什么",
	    "hello, world",
	    "我们明天去学校学习系统编程。",
	    "GBK 与 UTF-8：两种编码",
	    "café",
	    "Привет",
	    "",
	};

	for (size_t i = 0; i < sizeof(right) / sizeof(right[0]); i++)
		expect(right[i], right[i], 0, NULL, NULL);
}
