/* Letters: direct messages that wait for somebody. They come in order, to whom
 * they were written, and none is taken that has not come. */
#include "late.h"
#include "tests/shim/shim.h"

#include <string.h>

/* Rows of letters with numbers from `first` on. */
static void
make_letters(struct ct_row *rows, uint64_t first, size_t n)
{
	for (size_t i = 0; i < n; i++)
		rows[i] = (struct ct_row){.msg = {.kind = CT_MSG_DIRECT,
					      .seq = first + i,
					      .from = ct_slice_str("x"),
					      .to = ct_slice_str("a"),
					      .text = ct_slice_str("信")}};
}

static void
write_to(struct peer *p, const char *name, uint64_t number)
{
	peer_frame(p, &(struct ct_frame){.type = CT_FRAME_DIRECT,
			  .num = {number},
			  .str = {ct_slice_str(name), ct_slice_str("live")}});
}

static void
take(struct peer *p, uint64_t seq)
{
	peer_frame(p, &(struct ct_frame){.type = CT_FRAME_TAKEN, .num = {seq}});
}

/* The letter under way is stored with this number. */
static void
store_letter(struct talk *t, struct late *l, uint64_t seq)
{
	l->seq[0] = seq;
	late_complete(t, l, CT_OK);
}

static void
answer(struct talk *t, struct late *l, uint64_t first, size_t n)
{
	struct ct_row rows[8];

	EXPECT_EQ(CT_QUERY_WAITING, l->kind);
	make_letters(rows, first, n);
	ct_hub_found(t->hub, l->asked, CT_OK, rows, n);
	talk_flush(t);
}

/* The numbers of what came, each as a digit. */
static const char *
came(struct peer *p)
{
	static char digits[16];
	struct ct_frame f;
	size_t n = 0;

	while (n + 1 < sizeof(digits) && peer_next(p, CT_FRAME_MESSAGE, &f))
		if (f.num[0] == CT_KIND_DIRECT)
			digits[n++] = (char)('0' + f.num[2]);
	digits[n] = '\0';
	return digits;
}

TEST(letters, a_new_one_waits_for_those_before)
{
	struct late l;
	struct talk t;
	struct peer *a, *b;

	late_start(&t, &l);
	b = talk_open(&t, &talk_native);
	peer_frame(b, &(struct ct_frame){.type = CT_FRAME_HELLO,
			  .num = {1},
			  .str = {{"0123456789abcde", 16}, ct_slice_str("b")}});
	a = talk_enter(&t, "a");
	write_to(b, "a", 1);
	store_letter(&t, &l, 7);
	EXPECT_STREQ("", came(a));
	answer(&t, &l, 5, 2);
	EXPECT_STREQ("56", came(a));
	/* It was not in the answer: it is asked for. */
	EXPECT_EQ(6, l.asked_seq);
	answer(&t, &l, 7, 1);
	EXPECT_STREQ("7", came(a));
	/* Now there is nothing to wait for. */
	write_to(b, "a", 2);
	store_letter(&t, &l, 8);
	EXPECT_STREQ("8", came(a));
	talk_fini(&t);
}

TEST(letters, what_is_taken_is_what_has_come)
{
	struct late l;
	struct talk t;
	struct peer *a;

	late_start(&t, &l);
	a = talk_enter(&t, "a");
	take(a, 9); /* they say so, and it may be so */
	EXPECT_EQ(0, l.taken);
	answer(&t, &l, 1, 3);
	take(a, 1);
	EXPECT_EQ(1, l.taken); /* 2 and 3 are on their way */
	take(a, 2);
	EXPECT_EQ(2, l.taken);
	take(a, 8);
	EXPECT_EQ(3, l.taken);
	talk_fini(&t);
}

TEST(letters, of_which_nothing_is_known_are_asked_for_again)
{
	struct late l;
	struct talk t;
	struct peer *a, *b;
	struct ct_frame f;

	late_start(&t, &l);
	a = talk_enter(&t, "a");
	ct_hub_found(t.hub, l.asked, CT_ELATER, NULL, 0);
	talk_flush(&t);
	ASSERT_TRUE(peer_next(a, CT_FRAME_ERROR, &f));
	EXPECT_EQ(CT_ELATER, f.num[0]);
	take(a, 9); /* nothing of what waits */
	EXPECT_EQ(0, l.taken);
	b = talk_open(&t, &talk_line);
	peer_say(b, "/msg a live\n");
	l.asked = 0;
	store_letter(&t, &l, 4);
	EXPECT_STREQ("", came(a));
	ASSERT_NE(0, l.asked);
	answer(&t, &l, 3, 2);
	EXPECT_STREQ("34", came(a));
	talk_fini(&t);
}

TEST(letters, go_to_the_person_not_to_the_name)
{
	struct late l;
	struct talk t;
	struct peer *a, *b, *c;

	late_start(&t, &l);
	a = talk_open(&t, &talk_line);
	b = talk_open(&t, &talk_line);
	c = talk_open(&t, &talk_line);
	peer_say(a, "/nick ann\n");
	peer_say(b, "/msg ann for you\n");
	peer_say(a, "/nick ada\n");
	peer_say(c, "/nick ann\n");
	late_complete(&t, &l, CT_OK);
	EXPECT_TRUE(peer_saw(a, "for you"));
	EXPECT_FALSE(peer_saw(c, "for you"));
	/* Nor to who comes with the name of one who is gone. */
	peer_say(b, "/msg ann once more\n");
	peer_close(c);
	peer_say(a, "/nick ann\n");
	late_complete(&t, &l, CT_OK);
	EXPECT_FALSE(peer_saw(a, "once more"));
	talk_fini(&t);
}

/* A store is asked who somebody is; meanwhile they come, and are written to. */
TEST(letters, of_one_writer_come_in_their_order)
{
	struct late l;
	struct talk t;
	struct peer *a, *b;
	uint64_t first, second;

	late_start(&t, &l);
	b = talk_open(&t, &talk_line);
	peer_say(b, "/msg ann first\n");
	first = l.asked;
	a = talk_open(&t, &talk_line);
	peer_say(a, "/nick ann\n");
	peer_say(b, "/msg ann second\n");
	second = l.asked;
	EXPECT_EQ(0, l.waiting);
	ct_hub_found(t.hub, first, CT_OK, NULL, 0);
	ct_hub_found(t.hub, second, CT_OK, NULL, 0);
	talk_flush(&t);
	ASSERT_EQ(2, l.waiting);
	late_complete(&t, &l, CT_OK);
	EXPECT_TRUE(peer_saw(a, "first"));
	late_complete(&t, &l, CT_OK);
	EXPECT_TRUE(peer_saw(a, "second"));
	/* Now nothing is asked any more. */
	peer_say(b, "/msg ann third\n");
	EXPECT_EQ(second, l.asked);
	EXPECT_EQ(1, l.waiting);
	talk_fini(&t);
}

/* Who was here by that name is meant, whoever had it before. */
TEST(letters, behind_others_go_to_who_was_here)
{
	struct late l;
	struct talk t;
	struct peer *a, *b;
	struct ct_row row = {.id = "0123456789abcdef"};

	late_start(&t, &l);
	a = talk_open(&t, &talk_line);
	b = talk_open(&t, &talk_line);
	peer_say(a, "/nick ann\n");
	peer_say(b, "/msg away x\n/msg ann y\n");
	ct_hub_found(t.hub, l.asked - 1, CT_OK, &row, 1);
	ct_hub_found(t.hub, l.asked, CT_OK, &row, 1);
	ASSERT_EQ(2, l.waiting);
	EXPECT_FALSE(l.away);
	late_complete(&t, &l, CT_OK);
	late_complete(&t, &l, CT_OK);
	EXPECT_TRUE(peer_saw(a, "y"));
	/* Who is gone by then is not taken for one who was here. */
	peer_say(b, "/msg away x\n/msg ann z\n");
	peer_close(a);
	ct_hub_found(t.hub, l.asked - 1, CT_ELATER, NULL, 0);
	ct_hub_found(t.hub, l.asked, CT_OK, NULL, 0);
	talk_flush(&t);
	EXPECT_EQ(0, l.waiting);
	EXPECT_TRUE(peer_saw(b, "(try-later)"));
	EXPECT_TRUE(peer_saw(b, "(no-such-user)"));
	talk_fini(&t);
}

/* One that cannot answer now is not one that keeps nothing. */
TEST(letters, a_store_that_is_busy_is_not_an_empty_one)
{
	struct late l;
	struct talk t;
	struct peer *a, *b;
	struct ct_frame f;
	struct ct_slice lobby = ct_slice_str("lobby");

	late_start(&t, &l);
	ct_hub_restore_room(t.hub, lobby, (struct ct_slice){NULL, 0}, 9);
	l.busy = CT_ELATER;
	a = talk_enter(&t, "a");
	b = talk_open(&t, &talk_line);
	peer_frame(a, &(struct ct_frame){.type = CT_FRAME_HISTORY,
			  .num = {CT_HISTORY_AFTER, 0, 9},
			  .str = {lobby}});
	ASSERT_TRUE(peer_next(a, CT_FRAME_ERROR, &f));
	EXPECT_EQ(CT_ELATER, f.num[0]);
	EXPECT_STREQ("", l.place); /* their rooms stay */
	peer_say(b, "/search x\n/msg nobody x\n");
	EXPECT_FALSE(peer_saw(b, "(no-history)"));
	EXPECT_FALSE(peer_saw(b, "(no-such-user)"));
	EXPECT_TRUE(peer_saw(b, "(try-later)"));
	peer_close(a);
	EXPECT_STREQ("", l.place);
	talk_fini(&t);
}

TEST(letters, who_writes_too_many_is_told)
{
	struct late l;
	struct talk t;
	struct peer *a, *b;

	late_start(&t, &l);
	a = talk_enter(&t, "a");
	b = talk_open(&t, &talk_line);
	peer_say(b, "/msg a one more\n");
	late_complete(&t, &l, CT_ELETTERS);
	EXPECT_TRUE(peer_saw(b, "! 1000 letters wait for a already; this one "
				"was not sent (too-many-letters)"));
	peer_say(b, "/lang zh\n/msg a one more\n");
	late_complete(&t, &l, CT_ELETTERS);
	EXPECT_TRUE(peer_saw(b, "已有 1000 封信在等 a，这封没有发出"));
	EXPECT_STREQ("", came(a));
	talk_fini(&t);
}

/* Its reader has left, its ACK was lost: it comes again, and was read. */
TEST(letters, what_was_read_is_not_refused_when_it_comes_again)
{
	struct talk t;
	struct peer *a, *b;
	struct ct_frame f;

	talk_init(&t);
	talk_start(&t);
	a = talk_enter(&t, "a");
	b = talk_open(&t, &talk_line);
	peer_say(b, "/nick bob\n");
	write_to(a, "bob", 5);
	EXPECT_TRUE(peer_saw(b, "live"));
	ASSERT_TRUE(peer_next(a, CT_FRAME_ACK, &f));
	peer_close(b);
	write_to(a, "bob", 5);
	ASSERT_TRUE(peer_next(a, CT_FRAME_ACK, &f));
	EXPECT_EQ(5, f.num[0]);
	write_to(a, "bob", 6);
	ASSERT_TRUE(peer_next(a, CT_FRAME_ERROR, &f));
	EXPECT_EQ(CT_ENOUSER, f.num[0]);
	EXPECT_EQ(6, f.num[1]);
	EXPECT_SLICE("nobody here is called bob", f.str[1]);
	talk_fini(&t);
}
