/* The hub and its store: nothing early, nothing twice, nothing forgotten. */
#include "late.h"
#include "tests/shim/shim.h"

#include <string.h>

TEST(keep, nothing_is_acknowledged_or_seen_before_it_is_stored)
{
	struct late l;
	struct talk t;
	struct peer *a, *b;
	struct ct_frame f;

	late_start(&t, &l);
	a = talk_enter(&t, "a");
	b = talk_open(&t, &talk_line);
	peer_eat(b);
	peer_say_frame(a, 1, "one");
	peer_say_frame(a, 2, "two");
	EXPECT_EQ(2, l.waiting);
	EXPECT_STREQ("", peer_got(b));
	EXPECT_FALSE(peer_next(a, CT_FRAME_ACK, &f));
	late_complete(&t, &l, CT_OK);
	EXPECT_STREQ("[lobby] a: one\r\n", peer_got(b));
	late_complete(&t, &l, CT_OK);
	ASSERT_TRUE(peer_next(a, CT_FRAME_ACK, &f));
	EXPECT_EQ(1, f.num[0]);
	ASSERT_TRUE(peer_next(a, CT_FRAME_ACK, &f));
	EXPECT_EQ(2, f.num[0]);
	peer_say_frame(a, 3, "three");
	late_complete(&t, &l, CT_ESTORE);
	ASSERT_TRUE(peer_next(a, CT_FRAME_ERROR, &f));
	EXPECT_EQ(CT_ESTORE, f.num[0]);
	EXPECT_EQ(3, f.num[1]);
	EXPECT_FALSE(peer_saw(b, "three"));
	talk_fini(&t);
}

TEST(keep, a_sender_who_is_gone_is_still_heard)
{
	struct late l;
	struct talk t;
	struct peer *a, *b;

	late_start(&t, &l);
	a = talk_enter(&t, "a");
	b = talk_open(&t, &talk_line);
	peer_say_frame(a, 1, "last words");
	peer_close(a);
	late_complete(&t, &l, CT_OK);
	EXPECT_TRUE(peer_saw(b, "a: last words"));
	peer_say(b, "unfinished\n");
	talk_fini(&t);
}

TEST(keep, a_writer_who_is_gone_is_still_read)
{
	struct late l;
	struct talk t;
	struct peer *a, *b;
	struct ct_row row = {.id = "0123456789abcdef"};

	late_start(&t, &l);
	b = talk_open(&t, &talk_line);
	peer_say(b, "/msg a last words\n");
	peer_close(b);
	EXPECT_EQ(CT_QUERY_PERSON, l.kind);
	ct_hub_found(t.hub, l.asked, CT_OK, &row, 1);
	ASSERT_EQ(1, l.waiting);
	EXPECT_TRUE(l.away);
	late_complete(&t, &l, CT_OK);
	/* To nobody: nor is there anybody to be told. */
	a = talk_enter(&t, "a");
	peer_frame(a, &(struct ct_frame){.type = CT_FRAME_DIRECT,
			  .num = {1},
			  .str = {ct_slice_str("x"), ct_slice_str("y")}});
	peer_close(a);
	ct_hub_found(t.hub, l.asked, CT_OK, NULL, 0);
	EXPECT_EQ(0, l.waiting);
	talk_fini(&t);
}

TEST(keep, restored_rooms_go_on_counting_and_are_replayed)
{
	struct late l;
	struct talk t;
	struct peer *b;
	struct ct_slice lobby = ct_slice_str("lobby");

	late_start(&t, &l);
	EXPECT_EQ(
	    CT_OK, ct_hub_restore_room(t.hub, lobby, ct_slice_str("旧题"), 41));
	EXPECT_EQ(
	    CT_OK, ct_hub_restore(t.hub, &(struct ct_msg){.kind = CT_MSG_SAY,
					     .room = lobby,
					     .seq = 40,
					     .prev = 7,
					     .from = ct_slice_str("old"),
					     .text = ct_slice_str("before")}));
	b = talk_open(&t, &talk_line);
	EXPECT_TRUE(peer_saw(b, "* topic of lobby: 旧题\r\n"));
	EXPECT_TRUE(peer_saw(b, "#40] [lobby] old: before\r\n"));
	peer_say(b, "next\n");
	EXPECT_EQ(42, l.seq[0]);
	talk_fini(&t);
}

TEST(keep, numbers_that_may_be_lost_are_not_given_again)
{
	struct late l;
	struct talk t;
	struct peer *b;

	late_start(&t, &l);
	ct_hub_restore_room(
	    t.hub, ct_slice_str("lobby"), (struct ct_slice){NULL, 0}, 41);
	ct_hub_skip(t.hub, 1000);
	b = talk_open(&t, &talk_line);
	peer_say(b, "next\n/join new\nfirst\n");
	EXPECT_EQ(1042, l.seq[0]);
	EXPECT_EQ(1001, l.seq[1]);
	talk_fini(&t);
}

static size_t
rooms_of(const struct talk *t)
{
	struct ct_hub_stats stats;

	ct_hub_stats(t->hub, &stats);
	return stats.rooms;
}

TEST(keep, a_room_in_which_nothing_was_said_is_forgotten)
{
	struct late l;
	struct talk t;
	struct peer *b;

	late_start(&t, &l);
	ct_hub_skip(t.hub, 1000);
	b = talk_open(&t, &talk_line);
	peer_say(b, "/join silent\n/join said\nx\n/join topic\n/topic x\n");
	EXPECT_EQ(4, rooms_of(&t));
	/* Also while what was said is on its way to the disk. */
	peer_say(b, "/part silent\n/part said\n/part topic\n");
	EXPECT_EQ(3, rooms_of(&t));
	late_complete(&t, &l, CT_OK);
	peer_say(b, "/join said\ny\n");
	EXPECT_EQ(1002, l.seq[0]);
	/* The next ones are as new as the first. */
	peer_say(b, "/join silent\n/part silent\n/join other\n");
	EXPECT_EQ(4, rooms_of(&t));
	peer_say(b, "x\n");
	EXPECT_EQ(1001, l.seq[1]);
	talk_fini(&t);
}

TEST(keep, older_history_is_asked_of_the_store)
{
	struct late l;
	struct talk t;
	struct peer *b;
	struct ct_slice lobby = ct_slice_str("lobby");
	struct ct_row row = {.msg = {.kind = CT_MSG_SAY,
				 .room = lobby,
				 .from = ct_slice_str("x"),
				 .seq = 3,
				 .text = ct_slice_str("ancient")}};

	late_start(&t, &l);
	ct_hub_restore_room(t.hub, lobby, (struct ct_slice){NULL, 0}, 40);
	ct_hub_restore(t.hub, &(struct ct_msg){.kind = CT_MSG_SAY,
				  .room = lobby,
				  .seq = 40,
				  .prev = 7,
				  .text = lobby});
	b = talk_open(&t, &talk_line);
	l.asked = 0;
	peer_say(b, "/history 1\n");
	EXPECT_EQ(0, l.asked);
	peer_say(b, "/history before 40 5\n");
	ASSERT_NE(0, l.asked);
	EXPECT_EQ(CT_QUERY_HISTORY, l.kind);
	EXPECT_EQ(40, l.asked_seq);
	ct_hub_found(t.hub, l.asked, CT_OK, &row, 1);
	talk_flush(&t);
	EXPECT_TRUE(peer_saw(b, "#3] [lobby] x: ancient\n"));
	talk_fini(&t);
}

TEST(keep, searches_page_by_page)
{
	struct late l;
	struct talk t;
	struct peer *b;
	struct ct_row row = {.row = 99,
	    .msg = {.kind = CT_MSG_SAY,
		.room = ct_slice_str("lobby"),
		.from = ct_slice_str("x"),
		.seq = 3,
		.text = ct_slice_str("系统")}};

	late_start(&t, &l);
	b = talk_open(&t, &talk_line);
	peer_say(b, "/search 系统\n");
	EXPECT_EQ(CT_QUERY_SEARCH, l.kind);
	EXPECT_STREQ("系统", l.text);
	EXPECT_EQ(0, l.asked_seq);
	ct_hub_found(t.hub, l.asked, CT_OK, &row, 1);
	talk_flush(&t);
	EXPECT_TRUE(peer_saw(b, "#3] [lobby] x: 系统\n"));
	EXPECT_TRUE(peer_saw(b, "* 1 found"));
	peer_say(b, "/search\n");
	EXPECT_EQ(99, l.asked_seq);
	ct_hub_found(t.hub, l.asked, CT_OK, NULL, 0);
	talk_flush(&t);
	EXPECT_TRUE(peer_saw(b, "* nothing found\n"));
	talk_fini(&t);
}

TEST(keep, who_is_away_is_written_to_when_the_store_knows_them)
{
	struct late l;
	struct talk t;
	struct peer *b;
	struct ct_row row = {.id = "fedcba9876543210"};

	late_start(&t, &l);
	b = talk_open(&t, &talk_line);
	peer_say(b, "/msg Absent 给你留言\n");
	EXPECT_EQ(CT_QUERY_PERSON, l.kind);
	EXPECT_STREQ("absent", l.text);
	ct_hub_found(t.hub, l.asked, CT_OK, NULL, 0);
	talk_flush(&t);
	EXPECT_TRUE(peer_saw(b, "(no-such-user)"));
	peer_say(b, "/msg Absent 给你留言\n");
	ct_hub_found(t.hub, l.asked, CT_OK, &row, 1);
	EXPECT_EQ(1, l.waiting);
	EXPECT_TRUE(l.away);
	talk_fini(&t);
}

TEST(keep, who_comes_back_finds_rooms_and_letters)
{
	struct late l;
	struct talk t;
	struct peer *a;
	struct ct_frame f;
	struct ct_row room = {.msg = {.room = ct_slice_str("技术")}};
	struct ct_row letter = {.msg = {.kind = CT_MSG_DIRECT,
				    .from = ct_slice_str("x"),
				    .seq = 8,
				    .to = ct_slice_str("a"),
				    .text = ct_slice_str("信")}};
	struct ct_frame taken = {.type = CT_FRAME_TAKEN, .num = {8}};

	late_start(&t, &l);
	a = talk_enter(&t, "a");
	EXPECT_EQ(CT_QUERY_WAITING, l.kind);
	ct_hub_found(t.hub, l.asked - 1, CT_OK, &room, 1);
	ct_hub_found(t.hub, l.asked, CT_OK, &letter, 1);
	talk_flush(&t);
	ASSERT_TRUE(peer_next(a, CT_FRAME_JOINED, &f));
	ASSERT_TRUE(peer_next(a, CT_FRAME_JOINED, &f));
	EXPECT_SLICE("技术", f.str[0]);
	EXPECT_STREQ("lobby\n技术", l.place);
	ASSERT_TRUE(peer_next(a, CT_FRAME_MESSAGE, &f));
	EXPECT_EQ(CT_KIND_DIRECT, f.num[0]);
	EXPECT_EQ(8, f.num[2]);
	EXPECT_SLICE("信", f.str[2]);
	peer_frame(a, &taken);
	EXPECT_EQ(8, l.taken);
	talk_fini(&t);
}

TEST(keep, an_answer_for_who_is_gone_is_dropped)
{
	struct late l;
	struct talk t;
	struct peer *b;

	late_start(&t, &l);
	b = talk_open(&t, &talk_line);
	peer_say(b, "/search x\n");
	peer_close(b);
	ct_hub_found(t.hub, l.asked, CT_OK, NULL, 0);
	ct_hub_found(t.hub, 12345, CT_OK, NULL, 0);
	talk_fini(&t);
}

TEST(keep, no_letter_is_taken_while_older_ones_are_on_their_way)
{
	struct ct_frame taken = {.type = CT_FRAME_TAKEN, .num = {8}};
	struct late l;
	struct talk t;
	struct peer *a, *b;

	late_start(&t, &l);
	a = talk_enter(&t, "a");
	peer_frame(a, &taken);
	EXPECT_EQ(0, l.taken);
	ct_hub_found(t.hub, l.asked, CT_OK, NULL, 0);
	EXPECT_EQ(8, l.taken);
	taken.num[0] = 9;
	peer_frame(a, &taken);
	EXPECT_EQ(9, l.taken);
	b = talk_enter(&t, "b");
	taken.num[0] = 20;
	peer_frame(b, &taken);
	ct_hub_found(t.hub, l.asked, CT_OK,
	    &(struct ct_row){.msg = {.kind = CT_MSG_DIRECT, .seq = 19}}, 1);
	EXPECT_EQ(9, l.taken);
	taken.num[0] = 19;
	peer_frame(b, &taken);
	EXPECT_EQ(19, l.taken);
	EXPECT_EQ(CT_QUERY_WAITING, l.kind);
	EXPECT_EQ(19, l.asked_seq);
	ct_hub_found(t.hub, l.asked, CT_OK, NULL, 0);
	EXPECT_EQ(20, l.taken);
	talk_fini(&t);
}

TEST(keep, the_epoch_is_what_the_owner_says_or_the_seed)
{
	static const uint64_t epochs[][2] = {
	    {0, 42}, {9, 9}, {UINT64_MAX, (UINT64_C(1) << 53) - 1}};

	for (size_t i = 0; i < sizeof(epochs) / sizeof(epochs[0]); i++) {
		struct ct_frame f;
		struct talk t;

		talk_init(&t);
		t.cfg.epoch = epochs[i][0];
		talk_start(&t);
		ASSERT_TRUE(
		    peer_next(talk_enter(&t, "a"), CT_FRAME_WELCOME, &f));
		EXPECT_EQ(epochs[i][1], f.num[2]);
		talk_fini(&t);
	}
}

TEST(keep, the_end_of_a_replay_tells_the_last_number)
{
	struct ct_frame join = {.type = CT_FRAME_JOIN};
	struct ct_frame part = {.type = CT_FRAME_PART};
	struct talk t;
	struct peer *a;
	struct ct_frame f;

	talk_init(&t);
	talk_start(&t);
	a = talk_enter(&t, "a");
	join.str[0] = part.str[0] = ct_slice_str("r");
	ASSERT_TRUE(peer_next(a, CT_FRAME_PAST, &f));
	EXPECT_EQ(0, f.num[1]);
	peer_frame(a, &join);
	for (uint64_t i = 1; i <= 3; i++)
		peer_frame(a, &(struct ct_frame){.type = CT_FRAME_SAY,
				  .num = {i},
				  .str = {join.str[0], join.str[0]}});
	peer_frame(a, &(struct ct_frame){.type = CT_FRAME_HISTORY,
			  .num = {CT_HISTORY_AFTER, 2, 1},
			  .str = {join.str[0]}});
	ASSERT_TRUE(peer_next(a, CT_FRAME_PAST, &f));
	ASSERT_TRUE(peer_next(a, CT_FRAME_PAST, &f));
	EXPECT_EQ(1, f.num[0]);
	EXPECT_EQ(3, f.num[1]);
	/* Forgotten and made again, the room goes on behind all numbers. */
	peer_frame(a, &part);
	peer_frame(a, &join);
	ASSERT_TRUE(peer_next(a, CT_FRAME_PAST, &f));
	EXPECT_EQ(0, f.num[0]);
	EXPECT_EQ(3, f.num[1]);
	peer_frame(a, &(struct ct_frame){.type = CT_FRAME_SAY,
			  .num = {4},
			  .str = {join.str[0], join.str[0]}});
	ASSERT_TRUE(peer_next(a, CT_FRAME_ACK, &f));
	EXPECT_EQ(4, f.num[1]);
	talk_fini(&t);
}

TEST(keep, nothing_is_kept_of_an_errand)
{
	struct late l;
	struct talk t;
	struct peer *p;
	struct ct_frame f = hello_frame("errand", "");
	char id[CT_ID_BYTES] = "0123456789abcde"; /* and a zero byte */

	late_start(&t, &l);
	f.str[0].data = id;
	p = talk_open(&t, &talk_native);
	peer_frame(p, &f);
	EXPECT_EQ(0, l.asked);
	peer_close(p);
	EXPECT_STREQ("", l.place);
	talk_fini(&t);
}

TEST(keep, an_answer_shows_nothing_before_its_time)
{
	struct late l;
	struct talk t;
	struct peer *a;
	struct ct_frame f;
	struct ct_slice lobby = ct_slice_str("lobby");
	struct ct_row rows[2] = {
	    {.msg = {.kind = CT_MSG_SAY, .seq = 1, .room = lobby}},
	    {.msg = {.kind = CT_MSG_SAY, .seq = 2, .prev = 1, .room = lobby}}};

	late_start(&t, &l);
	ct_hub_restore_room(t.hub, lobby, (struct ct_slice){NULL, 0}, 1);
	a = talk_enter(&t, "a");
	peer_eat(a);
	peer_frame(a, &(struct ct_frame){.type = CT_FRAME_HISTORY,
			  .num = {CT_HISTORY_AFTER, 0, 9},
			  .str = {lobby}});
	peer_say_frame(a, 1, "two");
	/* The store has it already, and has not said so. */
	ct_hub_found(t.hub, l.asked, CT_OK, rows, 2);
	talk_flush(&t);
	ASSERT_TRUE(peer_next(a, CT_FRAME_PAST, &f));
	EXPECT_EQ(1, f.num[0]);
	EXPECT_EQ(1, f.num[1]);
	late_complete(&t, &l, CT_OK);
	ASSERT_TRUE(peer_next(a, CT_FRAME_ACK, &f));
	EXPECT_EQ(2, f.num[1]);
	talk_fini(&t);
}
