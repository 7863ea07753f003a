/* Both sides of the lesson's sticky demonstration. */
#include "lesson_drive.h"

TEST(lesson_sticky, client_sends_twice_and_ends)
{
	struct drive d;

	drive_begin(&d, "sticky", false);
	drive_sends(&d, BYTES("hello"));
	EXPECT_EQ(LESSON_READS, d.l.state);
	drive_sends(&d, BYTES("kniom"));
	EXPECT_EQ(LESSON_ENDS, d.l.state);
	drive_sends(&d, BYTES(""));
	drive_shows(&d, "");
	drive_end(&d);
}

TEST(lesson_sticky, server_reads_two_bytes_and_then_ten)
{
	struct drive d;

	drive_begin(&d, "sticky", true);
	EXPECT_EQ(2, lesson_read_max(&d.l));
	drive_feed(&d, BYTES("he"));
	drive_shows(&d, "====> he\n");
	EXPECT_EQ(10, lesson_read_max(&d.l));
	drive_feed(&d, BYTES("llokniom"));
	drive_shows(&d, "====> llokniom\n");
	EXPECT_EQ(LESSON_ENDS, d.l.state);
	EXPECT_EQ(0, lesson_read_max(&d.l));
	drive_end(&d);
}

TEST(lesson_sticky, server_shows_what_a_read_cut)
{
	struct drive d;

	drive_begin(&d, "sticky", true);
	drive_feed(&d, BYTES("a\xc4"));
	drive_notes(&d, true);
	drive_shows(&d, "====> a\xef\xbf\xbd\n");
	drive_feed(&d, BYTES("\xe3"
			     "b"));
	EXPECT_EQ(LESSON_ENDS, d.l.state);
	drive_end(&d);
}

TEST(lesson_sticky, server_shows_two_reads_of_an_end)
{
	struct drive d;

	drive_begin(&d, "sticky", true);
	drive_feed(&d, BYTES("h"));
	lesson_feed_end(&d.l, d.now);
	drive_shows(&d, "====> h\n====> \n");
	EXPECT_EQ(LESSON_ENDS, d.l.state);
	drive_end(&d);
	drive_begin(&d, "sticky", true);
	lesson_feed_end(&d.l, d.now);
	drive_shows(&d, "====> \n====> \n");
	drive_end(&d);
}
