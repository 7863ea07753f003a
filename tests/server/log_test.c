/* How the log looks, and that nothing it is given can break a line. */
#include "log.h"

#include "platform/process.h"
#include "tests/shim/shim.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

TEST(log, time_is_utc_with_milliseconds)
{
	static const struct {
		int64_t wall;
		const char *text;
	} rows[] = {
	    {0, "1970-01-01T00:00:00.000Z"},
	    {951782399999, "2000-02-28T23:59:59.999Z"},
	    {951782400000, "2000-02-29T00:00:00.000Z"},
	    {1709251200000, "2024-03-01T00:00:00.000Z"},
	    {1795395723456, "2026-11-23T01:02:03.456Z"},
	    {4107542399000, "2100-02-28T23:59:59.000Z"},
	    {4107542400000, "2100-03-01T00:00:00.000Z"},
	    {-1, "1969-12-31T23:59:59.999Z"},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char text[25];

		log_time(rows[i].wall, text);
		EXPECT_STREQ(rows[i].text, text);
	}
}

TEST(log, values_are_quoted_as_needed)
{
	static const struct {
		struct ct_slice value;
		const char *text;
	} rows[] = {
#define ROW(value, text) {{value, sizeof(value) - 1}, text}
	    ROW("plain", "plain"),
	    ROW("127.0.0.1:80", "127.0.0.1:80"),
	    ROW("小明", "小明"),
	    ROW("", "\"\""),
	    ROW("a b", "\"a b\""),
	    ROW("a=b", "\"a=b\""),
	    ROW("say \"hi\"", "\"say \\\"hi\\\"\""),
	    ROW("back\\slash", "\"back\\\\slash\""),
	    ROW("x\nevent=fake\r\t", "\"x\\nevent=fake\\r\\t\""),
	    ROW("\x00\x1F\x7F", "\"\\x00\\x1F\\x7F\""),
	    ROW("\xC4\xE3", "\"\\xC4\\xE3\""),
	    ROW("\xE4\xBD", "\"\\xE4\\xBD\""),
#undef ROW
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct ct_buf out;

		INFO("row %zu", i);
		ct_buf_init(&out, 256);
		EXPECT_EQ(CT_OK, log_value(&out, rows[i].value));
		EXPECT_SLICE_EQ(ct_slice_str(rows[i].text), ct_buf_slice(&out));
		ct_buf_fini(&out);
	}
}

/* A value of any bytes is one word, or one quoted string, on one line. */
TEST(log, no_byte_can_leave_its_value)
{
	for (int c = 0; c < 256 * 256; c++) {
		char bytes[2] = {(char)(c >> 8), (char)c};
		struct ct_buf out;
		char *end;

		ct_buf_init(&out, 64);
		ASSERT_EQ(CT_OK, log_value(&out, (struct ct_slice){bytes, 2}));
		ASSERT_EQ(CT_OK, ct_buf_add_u8(&out, 0));
		ASSERT_TRUE(strpbrk(out.data, "\n\r\t") == NULL);
		if (out.data[0] == '"') {
			for (end = out.data + 1; *end != '"'; end++)
				end += *end == '\\';
			ASSERT_EQ('\0', end[1]);
		} else {
			ASSERT_TRUE(strpbrk(out.data, " \"=\\") == NULL);
		}
		ct_buf_fini(&out);
	}
}

static const char path[] = "log_test.tmp";

/* The file as a string that the caller frees; "" if there is none. */
static char *
slurp(void)
{
	char *text = calloc(1, 8 << 20);
	FILE *f = NULL;

	if (pf_fopen(path, "rb", &f) == PF_OK) {
		text[fread(text, 1, (8 << 20) - 1, f)] = '\0';
		fclose(f);
	}
	return text;
}

TEST(log, lines_reach_the_file_whole_and_in_order)
{
	struct log *l = NULL;
	char *text, *at;

	remove(path);
	ASSERT_EQ(PF_OK, log_open(path, &l));
	for (int i = 0; i < 1000; i++) {
		log_begin(l, 0, "open");
		log_number(l, "id", i);
		log_text(l, "nick", "a b");
		log_end(l);
	}
	log_close(l, 60000);
	text = at = slurp();
	for (int i = 0; i < 1000; i++) {
		char line[96];
		int n = snprintf(line, sizeof(line),
		    "1970-01-01T00:00:00.000Z event=open id=%d nick=\"a b\"\n",
		    i);

		ASSERT_EQ(0, strncmp(at, line, (size_t)n));
		at += n;
	}
	EXPECT_STREQ("", at);
	free(text);
	remove(path);
}

TEST(log, a_line_that_does_not_fit_is_counted)
{
	struct log *l = NULL;
	char *text, *big = malloc(100001);

	memset(big, 'x', 100000);
	big[100000] = '\0';
	remove(path);
	ASSERT_EQ(PF_OK, log_open(path, &l));
	log_begin(l, 0, "open");
	log_text(l, "nick", big);
	log_end(l);
	log_begin(l, 0, "bye");
	log_end(l);
	log_close(l, 60000);
	text = slurp();
	EXPECT_TRUE(strstr(text, "xxx") == NULL);
	EXPECT_TRUE(strstr(text, "event=log-lost lines=1\n") != NULL);
	EXPECT_TRUE(strstr(text, "event=bye\n") != NULL);
	free(text);
	free(big);
	remove(path);
}

TEST(log, a_path_that_cannot_be_opened)
{
	struct log *l = NULL;

	EXPECT_EQ(PF_ENOENT, log_open("no/such/folder/x.log", &l));
	EXPECT_TRUE(l == NULL);
}

TEST(log, no_log_is_fine)
{
	log_begin(NULL, 0, "open");
	log_text(NULL, "a", "b");
	log_number(NULL, "a", 1);
	log_end(NULL);
	log_close(NULL, 0);
}
