/* Rows that read back as what they were made of, and the calendar. */
#include "tests/shim/shim.h"

#include "apps/client/row.h"

static void
check_row(
    enum row_format format, bool ascii, const char *text, const char *want)
{
	struct ct_frame f = {.type = CT_FRAME_MESSAGE,
	    .num = {CT_KIND_SAY, 1, 57, 56, 1790000000123},
	    .str = {ct_slice_str("相声"), ct_slice_str("李,雷"),
		ct_slice_str(text)}};
	struct ct_buf out;

	ct_buf_init(&out, 4096);
	EXPECT_EQ(CT_OK, row_add(format, &f, ascii, &out));
	EXPECT_SLICE_EQ(ct_slice_str(want), ct_buf_slice(&out));
	ct_buf_fini(&out);
}

TEST(client_row, text)
{
	check_row(ROW_TXT, false, "你好\x1b[2J",
	    "2026-09-21T14:13:20Z 李,雷: 你好␛[2J\n");
}

TEST(client_row, csv_quotes_what_is_in_it)
{
	check_row(ROW_CSV, false, "他说：\"好\"，\n完",
	    "57,2026-09-21T14:13:20Z,\"相声\",\"李,雷\","
	    "\"他说：\"\"好\"\"，\n完\"\r\n");
	check_row(ROW_CSV, false, "",
	    "57,2026-09-21T14:13:20Z,\"相声\",\"李,雷\",\"\"\r\n");
}

TEST(client_row, json)
{
	check_row(ROW_JSON, false, "a\"b\n你",
	    "{\"seq\":57,\"prev\":56,\"time\":1790000000123,\"room\":\"相声\","
	    "\"from\":\"李,雷\",\"text\":\"a\\\"b\\n你\",\"kind\":\"say\"}\n");
	check_row(ROW_JSON, true, "你",
	    "{\"seq\":57,\"prev\":56,\"time\":1790000000123,"
	    "\"room\":\"\\u76f8\\u58f0\",\"from\":\"\\u674e,\\u96f7\","
	    "\"text\":\"\\u4f60\",\"kind\":\"say\"}\n");
}

TEST(client_row, heads_and_names)
{
	struct ct_buf out;

	ct_buf_init(&out, 4096);
	EXPECT_EQ(CT_OK, row_add_head(ROW_TXT, &out));
	EXPECT_EQ(CT_OK, row_add_head(ROW_JSON, &out));
	EXPECT_EQ(0, out.len);
	EXPECT_EQ(CT_OK, row_add_head(ROW_CSV, &out));
	EXPECT_SLICE("seq,time,room,from,text\r\n", ct_buf_slice(&out));
	ct_buf_fini(&out);
	EXPECT_EQ(ROW_TXT, row_format_named("txt"));
	EXPECT_EQ(ROW_JSON, row_format_named("json"));
	EXPECT_EQ(ROW_CSV, row_format_named("csv"));
	EXPECT_EQ(ROW_FORMATS, row_format_named("xml"));
}

TEST(client_row, times_read_back)
{
	char text[ROW_TIME_SIZE];
	int64_t back;

	row_time(0, text);
	EXPECT_STREQ("1970-01-01T00:00:00Z", text);
	row_time(951782399000, text);
	EXPECT_STREQ("2000-02-28T23:59:59Z", text);
	row_time(951782400000, text);
	EXPECT_STREQ("2000-02-29T00:00:00Z", text);
	row_time(4107542400000, text);
	EXPECT_STREQ("2100-03-01T00:00:00Z", text);
	row_time(INT64_MAX, text); /* it fits */
	row_time(-1, text);
	EXPECT_STREQ("1970-01-01T00:00:00Z", text);
	for (int64_t ms = 0; ms < 253402300799000; ms += 86399000 * 13) {
		row_time(ms, text);
		ASSERT_TRUE(row_parse_time(text, &back));
		ASSERT_EQ(ms, back);
	}
}

TEST(client_row, times_as_people_write_them)
{
	static const char *const good[] = {"2026-11-23T08:05:00Z",
	    "2026-11-23T08:05:00", "2026-11-23T08:05Z", "2026-11-23 08:05",
	    "2026-11-23t08:05z"};
	static const char *const bad[] = {"", "2026", "2026-11", "2026-11-2",
	    "2026-13-01", "2026-00-01", "2026-02-30", "2026-11-23T",
	    "2026-11-23T8:05", "2026-11-23T24:00", "2026-11-23T08:60",
	    "2026-11-23T08:05:61", "2026-11-23T08:05:", "2026-11-23x",
	    "2026-11-23T08:05ZZ", "1969-12-31", "-026-11-23"};
	int64_t ms;

	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		INFO("%s", good[i]);
		ASSERT_TRUE(row_parse_time(good[i], &ms));
		EXPECT_EQ(1795421100000, ms);
	}
	ASSERT_TRUE(row_parse_time("2026-11-23", &ms));
	EXPECT_EQ(1795392000000, ms);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		INFO("%s", bad[i]);
		EXPECT_FALSE(row_parse_time(bad[i], &ms));
	}
}
