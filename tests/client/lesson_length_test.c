/* Both sides of the lesson's announced length. */
#include "lesson_drive.h"

#include "apps/client/lesson_roles.h"

#include <string.h>

#define ASK    "请输入数据:"
#define TEXT   "8月1日，安理会轮值主"
#define ANSWER "29\n" TEXT "\n" ASK

static void
ask(struct drive *d)
{
	drive_begin(d, "length", false);
	drive_line(d, "你好");
	drive_shows(d, ASK);
	drive_sends(d, ct_slice_str("你好"));
}

TEST(lesson_length, client_says_what_the_lesson_says)
{
	struct drive d;

	ask(&d);
	drive_feed(&d, BYTES("29"));
	drive_sends(&d, BYTES(""));
	drive_quiet(&d);
	drive_shows(&d, "29\n");
	drive_sends(&d, BYTES("recv_ready"));
	drive_feed(&d, ct_slice_str(TEXT));
	drive_shows(&d, TEXT "\n" ASK);
	drive_line(&d, " \t　");
	drive_shows(&d, ASK);
	drive_line(&d, "　 quit ");
	EXPECT_EQ(LESSON_ENDS, d.l.state);
	drive_sends(&d, BYTES(""));
	drive_notes(&d, false);
	drive_end(&d);
}

TEST(lesson_length, client_takes_the_length_and_text_in_any_pieces)
{
	struct ct_slice text = ct_slice_str(TEXT);

	for (size_t step = 1; step <= text.len; step++) {
		struct drive d;

		INFO("steps of %zu", step);
		ask(&d);
		drive_feed_by(&d, BYTES("29"), step);
		drive_quiet(&d);
		drive_sends(&d, BYTES("recv_ready"));
		drive_feed_by(&d, text, step);
		drive_quiet(&d);
		drive_shows(&d, ANSWER);
		drive_end(&d);
	}
}

TEST(lesson_length, client_takes_digits_glued_to_the_text_at_every_split)
{
	struct ct_slice glued = ct_slice_str("29" TEXT);

	for (size_t at = 1; at <= glued.len; at++) {
		struct drive d;

		INFO("split %zu", at);
		ask(&d);
		drive_feed(&d, (struct ct_slice){glued.data, at});
		d.now += 10;
		lesson_tick(&d.l, d.now);
		if (at < glued.len)
			drive_feed(&d,
			    (struct ct_slice){glued.data + at, glued.len - at});
		drive_quiet(&d);
		drive_shows(&d, ANSWER);
		drive_sends(&d, BYTES("recv_ready"));
		drive_end(&d);
	}
}

TEST(lesson_length, the_number_is_found)
{
	static const struct {
		const char *in;
		enum ct_err err;
		size_t want, skip;
	} rows[] = {
	    {"29", CT_OK, 29, 2},
	    {"10", CT_OK, 10, 2},
	    {"0", CT_OK, 0, 1},
	    {" 29\r\n", CT_OK, 29, 5},
	    {"298"
	     "abc",
		CT_OK, 298, 3},
	    {"298"
	     "abcdefghijklmnopqrstuvwxyz02",
		CT_OK, 29, 2},
	    {"3abc", CT_OK, 3, 1},
	    {"3\nabc", CT_OK, 3, 2},
	    {"4\nabc", CT_OK, 4, 1},
	    {"16777216", CT_OK, LESSON_BODY_MAX, 8},
	    {"16777217", CT_EFULL, 0, 0},
	    {"99999999999999999999999999", CT_EFULL, 0, 0},
	    {"", CT_EINVAL, 0, 0},
	    {"abc", CT_EINVAL, 0, 0},
	    {"-3", CT_EINVAL, 0, 0},
	    {"\n", CT_EINVAL, 0, 0},
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		size_t want = 0, skip = 0;
		enum ct_err err =
		    lesson_length_read(ct_slice_str(rows[i].in), &want, &skip);

		INFO("%s", rows[i].in);
		EXPECT_EQ(rows[i].err, err);
		if (err == CT_OK) {
			EXPECT_EQ(rows[i].want, want);
			EXPECT_EQ(rows[i].skip, skip);
		}
	}
}

TEST(lesson_length, client_ends_when_there_is_no_length_or_too_little_text)
{
	struct drive d;

	ask(&d);
	drive_feed(&d, BYTES("what?"));
	drive_quiet(&d);
	drive_shows(&d, "what?\n");
	drive_notes(&d, true);
	EXPECT_EQ(LESSON_FAILS, d.l.state);
	drive_end(&d);
	ask(&d);
	drive_feed(&d, BYTES("5"));
	drive_quiet(&d);
	drive_feed(&d, BYTES("abcd"));
	lesson_feed_end(&d.l, d.now);
	drive_notes(&d, true);
	EXPECT_EQ(LESSON_FAILS, d.l.state);
	drive_end(&d);
}

TEST(lesson_length, client_sends_a_long_line_in_turns)
{
	char line[1100 + 1];
	struct drive d;

	memset(line, 'x', 1100);
	line[1100] = '\0';
	drive_begin(&d, "length", false);
	drive_line(&d, line);
	EXPECT_EQ(1024, d.l.out.len);
	ct_buf_clear(&d.l.out, false);
	drive_feed(&d, BYTES("2"));
	drive_quiet(&d);
	drive_sends(&d, BYTES("recv_ready"));
	drive_feed(&d, BYTES("ok"));
	drive_shows(&d, ASK "2\nok\n");
	EXPECT_EQ(1100 - 1024, d.l.out.len);
	EXPECT_EQ(LESSON_READS, d.l.state);
	drive_end(&d);
}

TEST(lesson_length, server_says_what_the_lesson_says)
{
	struct drive d;

	drive_begin(&d, "length", true);
	drive_feed(&d, ct_slice_str("你好"));
	drive_sends(&d, BYTES(""));
	drive_quiet(&d);
	drive_shows(&d, "你好\n");
	drive_sends(&d, BYTES("29"));
	drive_feed(&d, BYTES("recv_ready"));
	drive_sends(&d, ct_slice_str(TEXT));
	lesson_feed_end(&d.l, d.now);
	EXPECT_EQ(LESSON_HANGS, d.l.state);
	drive_notes(&d, false);
	drive_end(&d);
}

/* recv_ready in two pieces, and glued to the next message, at every split. */
TEST(lesson_length, server_takes_ready_cut_or_glued)
{
	struct ct_slice both = ct_slice_str("recv_ready再来");

	for (size_t at = 1; at <= both.len; at++) {
		struct drive d;

		INFO("split %zu", at);
		drive_begin(&d, "length", true);
		drive_feed(&d, BYTES("a"));
		drive_quiet(&d);
		drive_sends(&d, BYTES("29"));
		drive_feed(&d, (struct ct_slice){both.data, at});
		if (at < 10) {
			d.now += 10 * LESSON_GAP;
			lesson_tick(&d.l, d.now);
			drive_sends(&d, BYTES(""));
		}
		drive_feed(
		    &d, (struct ct_slice){both.data + at, both.len - at});
		drive_quiet(&d);
		drive_shows(&d, "a\n再来\n");
		drive_sends(&d, ct_slice_str(TEXT "29"));
		drive_notes(&d, false);
		drive_end(&d);
	}
}

TEST(lesson_length, server_takes_something_else_as_the_next_message)
{
	struct drive d;

	drive_begin(&d, "length", true);
	drive_feed(&d, BYTES("a"));
	drive_quiet(&d);
	drive_sends(&d, BYTES("29"));
	drive_feed(&d, BYTES("recv_b"));
	drive_notes(&d, true);
	drive_quiet(&d);
	drive_shows(&d, "a\nrecv_b\n");
	drive_sends(&d, BYTES("29"));
	drive_feed(&d, BYTES("recv"));
	lesson_feed_end(&d.l, d.now);
	drive_shows(&d, "recv\n");
	EXPECT_EQ(LESSON_HANGS, d.l.state);
	drive_end(&d);
}
