/* Who comes back: their place is kept, and what they missed comes in pieces
 * that they can take. */
#include "late.h"
#include "tests/shim/shim.h"

#include <string.h>

/* A connection that is lost at once must not cost anybody their rooms. */
TEST(back, a_place_is_not_kept_before_the_old_one_is_known)
{
	struct late l;
	struct talk t;
	struct peer *a;
	struct ct_frame join = {
	    .type = CT_FRAME_JOIN, .str = {ct_slice_str("b")}};
	struct ct_row room = {.msg = {.room = ct_slice_str("技术")}};

	late_start(&t, &l);
	a = talk_enter(&t, "a");
	peer_close(a);
	EXPECT_STREQ("", l.place);
	EXPECT_STREQ("a", l.name);
	a = talk_enter(&t, "a");
	peer_frame(a, &join);
	EXPECT_STREQ("", l.place);
	ct_hub_found(t.hub, l.asked - 1, CT_OK, &room, 1);
	EXPECT_STREQ("lobby\nb\n技术", l.place);
	peer_eat(a);
	peer_frame(a, &(struct ct_frame){.type = CT_FRAME_SAY,
			  .num = {7},
			  .str = {ct_slice_str(""), ct_slice_str("x")}});
	EXPECT_STREQ("b", l.room);
	talk_fini(&t);
}

/* Who is new is known from now on, and under a new name as well. */
TEST(back, a_person_has_a_place_from_the_beginning)
{
	struct late l;
	struct talk t;
	struct peer *a;

	late_start(&t, &l);
	a = talk_enter(&t, "a");
	ct_hub_found(t.hub, l.asked - 1, CT_OK, NULL, 0);
	EXPECT_STREQ("lobby", l.place);
	EXPECT_STREQ("a", l.name);
	peer_frame(a, &(struct ct_frame){
			  .type = CT_FRAME_NICK, .str = {ct_slice_str("b")}});
	EXPECT_STREQ("b", l.name);
	talk_fini(&t);
}

enum { big_rows = 100, big_text = 30000 };

static void
big_rows_of(struct ct_row *rows, const char *text, enum ct_msg_kind kind)
{
	for (size_t i = 0; i < big_rows; i++)
		rows[i] = (struct ct_row){.msg = {.kind = kind,
					      .seq = i + 1,
					      .prev = i,
					      .room = ct_slice_str("lobby"),
					      .from = ct_slice_str("x"),
					      .to = ct_slice_str("a"),
					      .text = {text, big_text}}};
}

/* How many messages come, and the number of the last. */
static size_t
count_messages(struct peer *p, uint64_t *last)
{
	struct ct_frame f;
	size_t n = 0;

	while (peer_next(p, CT_FRAME_MESSAGE, &f)) {
		*last = f.num[2];
		n++;
	}
	return n;
}

/* A page that is more than a queue holds costs nobody their connection. */
TEST(back, a_page_is_no_longer_than_a_queue)
{
	static char text[big_text];
	struct ct_row rows[big_rows];
	struct late l;
	struct talk t;
	struct peer *a;
	uint64_t last = 0;
	size_t n;
	struct ct_frame ask = {.type = CT_FRAME_HISTORY,
	    .num = {CT_HISTORY_AFTER, 0, big_rows},
	    .str = {ct_slice_str("lobby")}};

	memset(text, 'x', sizeof(text));
	big_rows_of(rows, text, CT_MSG_SAY);
	late_start(&t, &l);
	ct_hub_restore_room(t.hub, ct_slice_str("lobby"), ask.str[1], big_rows);
	a = talk_enter(&t, "a");
	peer_eat(a);
	peer_frame(a, &ask);
	ct_hub_found(t.hub, l.asked, CT_OK, rows, big_rows);
	talk_flush(&t);
	n = count_messages(a, &last);
	EXPECT_EQ(17, n);
	EXPECT_EQ(n, last);
	ask.num[0] = CT_HISTORY_LATEST;
	a->stopped = true;
	for (int i = 0; i < 30; i++) {
		peer_frame(a, &ask);
		ct_hub_found(t.hub, l.asked, CT_OK, rows, big_rows);
	}
	EXPECT_EQ(CT_SESSION_OPEN, ct_session_state(a->session));
	talk_fini(&t);
}

TEST(back, letters_come_as_fast_as_they_are_taken)
{
	static char text[big_text];
	struct ct_row rows[big_rows];
	struct late l;
	struct talk t;
	struct peer *a;
	uint64_t last = 0;

	memset(text, 'x', sizeof(text));
	big_rows_of(rows, text, CT_MSG_DIRECT);
	late_start(&t, &l);
	a = talk_enter(&t, "a");
	while (last < big_rows) {
		uint64_t before = last;

		EXPECT_EQ(CT_QUERY_WAITING, l.kind);
		ASSERT_EQ(before, l.asked_seq);
		ct_hub_found(t.hub, l.asked, CT_OK, rows + before,
		    (size_t)(big_rows - before));
		talk_flush(&t);
		count_messages(a, &last);
		ASSERT_GT(last, before);
		peer_frame(a,
		    &(struct ct_frame){.type = CT_FRAME_TAKEN, .num = {1000}});
		EXPECT_EQ(last, l.taken);
	}
	ct_hub_found(t.hub, l.asked, CT_OK, NULL, 0);
	EXPECT_EQ(1000, l.taken);
	talk_fini(&t);
}
