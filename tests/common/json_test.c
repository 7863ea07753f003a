/* JSON strings, exactly. */
#include "tests/shim/shim.h"

#include "apps/common/json.h"

static void
expect(struct ct_slice text, bool ascii, const char *want)
{
	struct ct_buf out;

	ct_buf_init(&out, 1024);
	EXPECT_EQ(CT_OK, json_add_string(&out, text, ascii));
	EXPECT_SLICE_EQ(ct_slice_str(want), ct_buf_slice(&out));
	ct_buf_fini(&out);
}

TEST(common_json, plain_and_escaped)
{
	expect(ct_slice_str(""), false, "\"\"");
	expect(ct_slice_str("你好 😀 / '"), false, "\"你好 😀 / '\"");
	expect(ct_slice_str("a\"b\\c"), false, "\"a\\\"b\\\\c\"");
	expect(ct_slice_str("\b\f\n\r\t"), false, "\"\\b\\f\\n\\r\\t\"");
	expect((struct ct_slice){"\0\x01\x1b\x7f", 4}, false,
	    "\"\\u0000\\u0001\\u001b\\u007f\"");
	expect(ct_slice_str("\xc2\x9b\xe2\x80\xa8\xe2\x80\xae\xe2\x81\xa6"),
	    false, "\"\\u009b\\u2028\\u202e\\u2066\"");
	expect(ct_slice_str("\\u{41}"), false, "\"\\\\u{41}\"");
}

TEST(common_json, ascii_only)
{
	expect(ct_slice_str("~é你\xef\xbf\xbf"), true,
	    "\"~\\u00e9\\u4f60\\uffff\"");
	expect(ct_slice_str("😀\xf4\x8f\xbf\xbf"), true,
	    "\"\\ud83d\\ude00\\udbff\\udfff\"");
}

TEST(common_json, keys)
{
	struct ct_buf out;

	ct_buf_init(&out, 1024);
	ct_buf_add_u8(&out, '{');
	EXPECT_EQ(CT_OK, json_add_key(&out, "a"));
	ct_buf_add_dec(&out, 1);
	EXPECT_EQ(CT_OK, json_add_key(&out, "b"));
	EXPECT_SLICE("{\"a\":1,\"b\":", ct_buf_slice(&out));
	ct_buf_fini(&out);
}

TEST(common_json, no_room)
{
	struct ct_buf out;

	ct_buf_init(&out, 5);
	EXPECT_EQ(CT_EFULL, json_add_string(&out, ct_slice_str("你好"), false));
	ct_buf_fini(&out);
}
