/* Both sides of the lesson's chat. */
#include "lesson_drive.h"

#include <string.h>

#define ASK_CLIENT "请输入你要发送的内容: "
#define ASK_SERVER "请输入发送给客户端的信息"
#define NIHAO      "\xc4\xe3\xba\xc3" /* 你好 */

/* Something that a decoder of GBK has to be careful with: an ASCII trail, an
 * escape, a digit at the end. */
#define HARD                         \
	"\x96\x7c\\u{1F600}\xc4\xe3" \
	"1"
#define HARD_TEXT "東😀你1"

TEST(lesson_chat, client_says_what_the_lesson_says)
{
	struct drive d;

	drive_begin(&d, "chat", false);
	drive_shows(&d, ASK_CLIENT);
	drive_line(&d, "你好");
	drive_sends(&d, BYTES(NIHAO));
	EXPECT_EQ(LESSON_READS, d.l.state);
	drive_feed(&d, BYTES(NIHAO));
	drive_shows(&d, "");
	drive_quiet(&d);
	drive_shows(&d, "你好\n" ASK_CLIENT);
	drive_line(&d, "");
	EXPECT_EQ(LESSON_ENDS, d.l.state);
	drive_sends(&d, BYTES(""));
	drive_notes(&d, false);
	drive_end(&d);
}

TEST(lesson_chat, server_says_what_the_lesson_says)
{
	struct drive d;

	drive_begin(&d, "chat", true);
	drive_feed(&d, BYTES(NIHAO));
	drive_quiet(&d);
	drive_shows(&d, "你好\n" ASK_SERVER);
	drive_line(&d, "再见");
	drive_sends(&d, BYTES("\xd4\xd9\xbc\xfb"));
	lesson_feed_end(&d.l, d.now);
	EXPECT_EQ(LESSON_HANGS, d.l.state);
	drive_notes(&d, false);
	drive_end(&d);
}

TEST(lesson_chat, a_turn_is_whole_however_it_arrives)
{
	struct ct_slice turn = BYTES(HARD);

	for (size_t at = 1; at < turn.len; at++) {
		struct drive d;

		INFO("split %zu", at);
		drive_begin(&d, "chat", true);
		drive_feed(&d, (struct ct_slice){turn.data, at});
		d.now += LESSON_GAP - 1;
		lesson_tick(&d.l, d.now);
		EXPECT_EQ(LESSON_READS, d.l.state);
		drive_feed(
		    &d, (struct ct_slice){turn.data + at, turn.len - at});
		drive_quiet(&d);
		drive_shows(&d, HARD_TEXT "\n" ASK_SERVER);
		drive_end(&d);
	}
	for (size_t step = 1; step <= turn.len; step++) {
		struct drive d;

		INFO("steps of %zu", step);
		drive_begin(&d, "chat", false);
		drive_line(&d, "x");
		drive_shows(&d, ASK_CLIENT);
		drive_feed_by(&d, turn, step);
		drive_quiet(&d);
		drive_shows(&d, HARD_TEXT "\n" ASK_CLIENT);
		drive_end(&d);
	}
}

TEST(lesson_chat, half_a_character_is_waited_for_but_not_for_ever)
{
	struct drive d;

	drive_begin(&d, "chat", true);
	drive_feed(&d, BYTES("a\xc4"));
	d.now += LESSON_HALF - 1;
	lesson_tick(&d.l, d.now);
	drive_shows(&d, "");
	drive_feed(&d, BYTES("\xe3"));
	drive_quiet(&d);
	drive_shows(&d, "a你\n" ASK_SERVER);
	drive_line(&d, "b");
	drive_feed(&d, BYTES("c\xc4"));
	drive_quiet(&d);
	drive_shows(&d, "c\xef\xbf\xbd\n" ASK_SERVER);
	drive_end(&d);
}

TEST(lesson_chat, an_empty_answer_is_refused_with_a_hint)
{
	struct drive d;

	drive_begin(&d, "chat", true);
	drive_feed(&d, BYTES("a"));
	drive_quiet(&d);
	drive_shows(&d, "a\n" ASK_SERVER);
	drive_line(&d, "");
	drive_sends(&d, BYTES(""));
	drive_notes(&d, true);
	drive_shows(&d, ASK_SERVER);
	drive_line(&d, "b");
	drive_sends(&d, BYTES("b"));
	drive_end(&d);
}

/* 600 characters of two bytes after one of one byte: 1,024 is inside one. */
TEST(lesson_chat, a_long_line_goes_out_in_turns_cut_on_a_character)
{
	char line[1 + 600 * 3 + 1] = "a";
	struct drive d;

	for (size_t i = 0; i < 600; i++)
		memcpy(line + 1 + i * 3, "你", 4);
	drive_begin(&d, "chat", false);
	drive_line(&d, line);
	drive_notes(&d, true);
	EXPECT_EQ(1023, d.l.out.len);
	ct_buf_clear(&d.l.out, false);
	drive_feed(&d, BYTES("ok"));
	drive_shows(&d, ASK_CLIENT);
	drive_quiet(&d);
	drive_shows(&d, "ok\n");
	EXPECT_EQ(1201 - 1023, d.l.out.len);
	EXPECT_MEMEQ(NIHAO, d.l.out.data, 2);
	EXPECT_EQ(LESSON_READS, d.l.state);
	drive_feed(&d, BYTES("ok"));
	drive_quiet(&d);
	drive_shows(&d, "ok\n" ASK_CLIENT);
	drive_end(&d);
}

TEST(lesson_chat, what_gbk_cannot_hold_goes_out_readable)
{
	struct drive d;

	drive_begin(&d, "chat", false);
	drive_line(&d, "😀€");
	drive_sends(&d, BYTES("\\u{1F600}\\u{20AC}"));
	drive_notes(&d, true);
	drive_end(&d);
}

TEST(lesson_chat, a_half_closed_client_still_gets_its_answer)
{
	struct drive d;

	drive_begin(&d, "chat", true);
	drive_feed(&d, BYTES("a"));
	lesson_feed_end(&d.l, d.now);
	drive_shows(&d, "a\n" ASK_SERVER);
	drive_line(&d, "b");
	drive_sends(&d, BYTES("b"));
	EXPECT_EQ(LESSON_HANGS, d.l.state);
	drive_end(&d);
}

TEST(lesson_chat, a_reset_client_is_let_go_and_the_next_starts_afresh)
{
	struct drive d;

	drive_begin(&d, "chat", true);
	drive_feed(&d, BYTES("a\xc4"));
	lesson_feed_reset(&d.l, d.now);
	EXPECT_EQ(LESSON_HANGS, d.l.state);
	ct_buf_clear(&d.l.show, false);
	lesson_begin(&d.l, d.now);
	drive_feed(&d, BYTES("\xe3\xba"));
	drive_quiet(&d);
	drive_shows(&d, "愫\n" ASK_SERVER);
	drive_end(&d);
}

TEST(lesson_chat, an_answer_to_a_client_that_is_gone_goes_nowhere)
{
	struct drive d;

	drive_begin(&d, "chat", true);
	drive_feed(&d, BYTES("a"));
	drive_quiet(&d);
	lesson_feed_reset(&d.l, d.now);
	drive_notes(&d, true);
	EXPECT_EQ(LESSON_ASKS, d.l.state);
	drive_line(&d, "b");
	EXPECT_EQ(LESSON_HANGS, d.l.state);
	lesson_feed_reset(&d.l, d.now);
	EXPECT_EQ(LESSON_HANGS, d.l.state);
	drive_sends(&d, BYTES(""));
	drive_notes(&d, false);
	drive_end(&d);
}

TEST(lesson_chat, a_server_that_leaves_ends_the_client)
{
	struct drive d;

	drive_begin(&d, "chat", false);
	drive_line(&d, "a");
	lesson_feed_end(&d.l, d.now);
	EXPECT_EQ(LESSON_FAILS, d.l.state);
	drive_notes(&d, true);
	drive_end(&d);
}

TEST(lesson_chat, a_line_that_is_not_utf8_is_not_sent)
{
	struct drive d;

	drive_begin(&d, "chat", false);
	EXPECT_EQ(CT_EUTF8, lesson_line(&d.l, BYTES("\xc4\xe3"), d.now));
	drive_sends(&d, BYTES(""));
	EXPECT_EQ(LESSON_FAILS, d.l.state);
	drive_end(&d);
}

/* A peer that never pauses must not make us wait, or grow, for ever. */
TEST(lesson_chat, a_turn_has_a_limit)
{
	struct drive d;
	size_t fed = 0;

	drive_begin(&d, "chat", true);
	drive_feed(&d, BYTES("a"));
	while (d.l.state == LESSON_READS && fed < 2 * LESSON_TURN_MAX) {
		size_t max = lesson_read_max(&d.l);

		ASSERT_GT(max, 0);
		drive_feed(&d, (struct ct_slice){NIHAO, max < 4 ? max : 4});
		fed += 4;
	}
	EXPECT_EQ(LESSON_ASKS, d.l.state);
	EXPECT_LE(d.l.in.len, 1);
	drive_end(&d);
}
