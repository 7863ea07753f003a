/* The store's port: what is submitted comes back, once, in order, also after
 * the file was closed and opened again. */
#include "store_kit.h"

#include "tests/shim/shim.h"

#include <stdio.h>

TEST(store, keeps_what_is_said)
{
	struct kit *k = kit_new();

	ASSERT_TRUE(kit_open(k));
	for (uint64_t i = 1; i <= 3; i++)
		EXPECT_EQ(i, kit_say(k, "茶馆", i * 2, 0, 0, "你好 1"));
	kit_settle(k);
	for (uint64_t i = 1; i <= 3; i++) {
		EXPECT_TRUE(k->has[i]);
		EXPECT_EQ(CT_OK, k->done[i].err);
		EXPECT_EQ(i * 2, k->done[i].seq);
		EXPECT_EQ(k->now + (int64_t)i * 2, k->done[i].time);
		EXPECT_FALSE(k->done[i].duplicate);
	}
	ASSERT_TRUE(kit_history(k, "茶馆", CT_HISTORY_LATEST, 0, 10));
	ASSERT_EQ(3u, k->count);
	for (size_t i = 0; i < 3; i++) {
		EXPECT_EQ(CT_MSG_SAY, k->rows[i].msg.kind);
		EXPECT_EQ((i + 1) * 2, k->rows[i].msg.seq);
		EXPECT_EQ(i * 2, k->rows[i].msg.prev);
		EXPECT_EQ(k->now + 2 + (int64_t)i * 2, k->rows[i].msg.time);
		EXPECT_SLICE("茶馆", k->rows[i].msg.room);
		EXPECT_SLICE("小明", k->rows[i].msg.from);
		EXPECT_SLICE("你好 1", k->rows[i].msg.text);
	}
	kit_end(k);
}

TEST(store, gives_history_by_pages)
{
	struct kit *k = kit_new();
	char text[16];

	ASSERT_TRUE(kit_open(k));
	for (uint64_t i = 1; i <= 9; i++) {
		snprintf(text, sizeof(text), "%d", (int)i);
		kit_say(k, "a", i * 10, 0, 0, text);
		kit_say(k, "b", i, 0, 0, "other");
	}
	kit_settle(k);
	ASSERT_TRUE(kit_history(k, "a", CT_HISTORY_LATEST, 0, 2));
	EXPECT_STREQ("8|9|", kit_texts(k));
	ASSERT_TRUE(kit_history(k, "a", CT_HISTORY_BEFORE, 80, 3));
	EXPECT_STREQ("5|6|7|", kit_texts(k));
	ASSERT_TRUE(kit_history(k, "a", CT_HISTORY_AFTER, 70, 9));
	EXPECT_STREQ("8|9|", kit_texts(k));
	ASSERT_TRUE(kit_history(k, "a", CT_HISTORY_AFTER, 0, 2));
	EXPECT_STREQ("1|2|", kit_texts(k));
	ASSERT_TRUE(kit_history(k, "a", CT_HISTORY_AFTER, UINT64_MAX, 2));
	EXPECT_EQ(0u, k->count);
	ASSERT_TRUE(kit_history(k, "a", CT_HISTORY_BEFORE, UINT64_MAX, 1));
	EXPECT_STREQ("9|", kit_texts(k));
	ASSERT_TRUE(kit_history(k, "a", CT_HISTORY_LATEST, 0, 0));
	EXPECT_EQ(0u, k->count);
	ASSERT_TRUE(kit_history(k, "nowhere", CT_HISTORY_LATEST, 0, 5));
	EXPECT_EQ(CT_OK, k->found_err);
	EXPECT_EQ(0u, k->count);
	kit_end(k);
}

TEST(store, tells_a_duplicate_by_its_first)
{
	struct kit *k = kit_new();
	uint64_t again, other, nobody, none;

	ASSERT_TRUE(kit_open(k));
	kit_say(k, "a", 1, 7, 42, "once");
	again = kit_say(k, "a", 2, 7, 42, "once"); /* in the same commit */
	other = kit_say(k, "a", 3, 8, 42, "somebody else's 42");
	kit_settle(k);
	EXPECT_TRUE(k->done[again].duplicate);
	EXPECT_EQ(CT_OK, k->done[again].err);
	EXPECT_EQ(1u, k->done[again].seq);
	EXPECT_EQ(k->now + 1, k->done[again].time);
	EXPECT_FALSE(k->done[other].duplicate);

	kit_close(k);
	ASSERT_TRUE(kit_open(k));
	again = kit_say(k, "a", 4, 7, 42, "once");
	nobody = kit_say(k, "a", 5, 0, 42, "nobody's");
	none = kit_say(k, "a", 6, 7, 0, "unnumbered");
	kit_say(k, "a", 7, 0, 42, "nobody's again");
	kit_say(k, "a", 8, 7, UINT64_MAX, "the last number");
	kit_settle(k);
	EXPECT_TRUE(k->done[again].duplicate);
	EXPECT_EQ(1u, k->done[again].seq);
	EXPECT_FALSE(k->done[nobody].duplicate);
	EXPECT_FALSE(k->done[none].duplicate);
	kit_history(k, "a", CT_HISTORY_LATEST, 0, 20);
	EXPECT_STREQ("once|somebody else's 42|nobody's|unnumbered|"
		     "nobody's again|the last number|",
	    kit_texts(k));
	EXPECT_EQ(3u, k->rows[2].msg.prev);
	kit_end(k);
}

TEST(store, remembers_rooms)
{
	struct kit *k = kit_new();
	struct ct_record topic = {.kind = CT_RECORD_TOPIC,
	    .room = ct_slice_str("Tea"),
	    .room_key = ct_slice_str("tea"),
	    .text = ct_slice_str("明天见"),
	    .from = ct_slice_str("小明"),
	    .time = 5};

	ASSERT_TRUE(kit_open(k));
	EXPECT_STREQ("", kit_recall(k, 9));
	kit_say(k, "b", 5, 0, 0, "five");
	kit_say(k, "b", 9, 0, 0, "nine");
	kit_submit(k, &topic);
	kit_say(k, "c", 1, 0, 0, "one");
	kit_say(k, "b", 11, 0, 0, "eleven");
	kit_settle(k);
	kit_close(k);
	ASSERT_TRUE(kit_open(k));
	EXPECT_STREQ("b||11\nTea|明天见|0\nc||1\n"
		     "b:9:nine\nb:11:eleven\nc:1:one\n",
	    kit_recall(k, 2));
	EXPECT_STREQ("b||11\nTea|明天见|0\nc||1\n", kit_recall(k, 0));
	kit_end(k);
}

TEST(store, a_number_given_twice_fails_alone)
{
	struct kit *k = kit_new();

	ASSERT_TRUE(kit_open(k));
	kit_say(k, "a", 5, 1, 1, "five");
	kit_say(k, "a", 5, 1, 2, "five again");
	kit_say(k, "a", 4, 1, 3, "four");
	kit_say(k, "a", 6, 1, 4, "six");
	kit_settle(k);
	EXPECT_EQ(CT_OK, k->done[1].err);
	EXPECT_EQ(CT_ESTORE, k->done[2].err);
	EXPECT_EQ(CT_ESTORE, k->done[3].err);
	EXPECT_EQ(CT_OK, k->done[4].err);
	/* Its number was not used up. */
	kit_say(k, "a", 7, 1, 2, "seven");
	kit_settle(k);
	EXPECT_FALSE(k->done[5].duplicate);
	kit_history(k, "a", CT_HISTORY_LATEST, 0, 9);
	EXPECT_STREQ("five|six|seven|", kit_texts(k));
	EXPECT_EQ(5u, k->rows[1].msg.prev);
	kit_end(k);
}

static uint64_t
send_direct(struct kit *k, int from, int to, uint64_t number, bool waiting,
    const char *text)
{
	struct ct_record r = {.kind = CT_RECORD_DIRECT,
	    .from = ct_slice_str("小明"),
	    .to = ct_slice_str("Ann"),
	    .to_key = ct_slice_str("ann"),
	    .text = ct_slice_str(text),
	    .number = number,
	    .time = 77,
	    .waiting = waiting,
	    .most = 3};

	kit_id(from, r.id);
	kit_id(to, r.to_id);
	return kit_submit(k, &r);
}

static void
ask_waiting(struct kit *k, int who)
{
	struct ct_query q = {.kind = CT_QUERY_WAITING};

	kit_id(who, q.id);
	ASSERT_TRUE(kit_ask(k, &q));
}

TEST(store, direct_messages_wait_until_taken)
{
	struct kit *k = kit_new();
	struct ct_record taken = {.kind = CT_RECORD_TAKEN};

	ASSERT_TRUE(kit_open(k));
	send_direct(k, 1, 2, 1, true, "one");
	send_direct(k, 1, 2, 2, false, "not kept");
	send_direct(k, 1, 3, 3, true, "for another");
	send_direct(k, 1, 2, 4, true, "two");
	send_direct(k, 1, 2, 4, true, "two"); /* again */
	kit_settle(k);
	EXPECT_TRUE(k->done[5].duplicate);
	EXPECT_EQ(k->done[4].seq, k->done[5].seq);
	EXPECT_EQ(0u, k->done[2].seq);
	kit_close(k);
	ASSERT_TRUE(kit_open(k));
	ask_waiting(k, 2);
	EXPECT_STREQ("one|two|", kit_texts(k));
	EXPECT_EQ(CT_MSG_DIRECT, k->rows[0].msg.kind);
	EXPECT_SLICE("小明", k->rows[0].msg.from);
	EXPECT_SLICE("Ann", k->rows[0].msg.to);
	EXPECT_EQ(77, k->rows[0].msg.time);
	EXPECT_EQ(k->done[1].seq, k->rows[0].msg.seq);

	kit_id(2, taken.to_id);
	taken.seq = k->rows[0].msg.seq;
	ASSERT_NE(0u, kit_submit(k, &taken));
	kit_settle(k);
	ask_waiting(k, 2);
	EXPECT_STREQ("two|", kit_texts(k));
	ask_waiting(k, 3);
	EXPECT_STREQ("for another|", kit_texts(k));
	ask_waiting(k, 9);
	EXPECT_EQ(0u, k->count);
	kit_end(k);
}

TEST(store, not_too_many_letters_wait_for_one_person)
{
	struct kit *k = kit_new();
	struct ct_record taken = {.kind = CT_RECORD_TAKEN};

	ASSERT_TRUE(kit_open(k));
	for (uint64_t i = 1; i <= 5; i++)
		send_direct(k, 1, 2, i, true, "one of many");
	send_direct(k, 1, 3, 6, true, "for another");
	send_direct(k, 1, 2, 7, false, "not kept");
	send_direct(k, 1, 2, 2, true, "one of many"); /* again */
	kit_settle(k);
	for (uint64_t i = 1; i <= 8; i++)
		EXPECT_EQ(
		    i == 4 || i == 5 ? CT_ELETTERS : CT_OK, k->done[i].err);
	EXPECT_TRUE(k->done[8].duplicate);
	ask_waiting(k, 2);
	EXPECT_EQ(3u, k->count);
	kit_id(2, taken.to_id);
	taken.seq = k->rows[0].msg.seq;
	kit_submit(k, &taken);
	/* What was refused has not used up its number. */
	send_direct(k, 1, 2, 5, true, "there is room");
	kit_settle(k);
	EXPECT_EQ(CT_OK, k->done[10].err);
	EXPECT_FALSE(k->done[10].duplicate);
	kit_end(k);
}

TEST(store, a_message_to_nobody_is_known_if_it_comes_again)
{
	struct kit *k = kit_new();
	struct ct_record r = {.kind = CT_RECORD_DIRECT, .again = true};

	ASSERT_TRUE(kit_open(k));
	kit_id(1, r.id);
	send_direct(k, 1, 2, 1, false, "read");
	for (r.number = 1; r.number <= 3; r.number++)
		kit_submit(k, &r);
	send_direct(k, 1, 2, 2, false, "somebody is there now");
	kit_settle(k);
	EXPECT_TRUE(k->done[2].duplicate);
	EXPECT_EQ(CT_OK, k->done[2].err);
	EXPECT_EQ(CT_ENOUSER, k->done[3].err);
	EXPECT_EQ(CT_ENOUSER, k->done[4].err);
	EXPECT_EQ(CT_OK, k->done[5].err);
	EXPECT_FALSE(k->done[5].duplicate);
	kit_end(k);
}

static void
set_place(
    struct kit *k, int who, const char *name, const char *rooms, int64_t time)
{
	struct ct_record r = {.kind = CT_RECORD_PLACE,
	    .from = ct_slice_str(name),
	    .text = ct_slice_str(rooms),
	    .time = time};

	kit_id(who, r.id);
	ASSERT_NE(0u, kit_submit(k, &r));
}

static void
ask_person(struct kit *k, enum ct_query_kind kind, int who, const char *name)
{
	struct ct_query q = {.kind = kind, .text = ct_slice_str(name)};

	kit_id(who, q.id);
	ASSERT_TRUE(kit_ask(k, &q));
}

TEST(store, knows_where_somebody_was)
{
	struct kit *k = kit_new();
	unsigned char id[CT_ID_BYTES];

	ASSERT_TRUE(kit_open(k));
	set_place(k, 1, "Ann", "lobby\n茶馆", 10);
	set_place(k, 2, "ANN", "", 20);
	set_place(k, 3, "Bob", "x", 30);
	set_place(k, 1, "Ann", "lobby\n茶馆\nThird", 15);
	kit_settle(k);
	kit_close(k);
	ASSERT_TRUE(kit_open(k));
	ask_person(k, CT_QUERY_PLACE, 1, "");
	ASSERT_EQ(3u, k->count);
	EXPECT_SLICE("lobby", k->rows[0].msg.room);
	EXPECT_SLICE("茶馆", k->rows[1].msg.room);
	EXPECT_SLICE("Third", k->rows[2].msg.room);
	EXPECT_SLICE("Ann", k->rows[2].msg.from);
	EXPECT_EQ(15, k->rows[2].msg.time);
	ask_person(k, CT_QUERY_PLACE, 2, "");
	EXPECT_EQ(0u, k->count);
	ask_person(k, CT_QUERY_PERSON, 0, "ann");
	ASSERT_EQ(1u, k->count);
	kit_id(2, id);
	EXPECT_MEMEQ(id, k->rows[0].id, CT_ID_BYTES);
	EXPECT_SLICE("ANN", k->rows[0].msg.from);
	ask_person(k, CT_QUERY_PERSON, 0, "nobody");
	EXPECT_EQ(0u, k->count);
	kit_end(k);
}

/* Who comes back at once finds what they left, not what was before it. */
TEST(store, people_are_asked_about_behind_what_was_submitted)
{
	struct kit *k = kit_new();
	struct ct_query q = {.kind = CT_QUERY_PLACE};

	ASSERT_TRUE(kit_open(k));
	set_place(k, 1, "Ann", "lobby", 10);
	kit_say(k, "a", 1, 0, 0, "before");
	kit_settle(k);
	kit_idle(k);
	fault_gate(true);
	set_place(k, 1, "Ann", "lobby\n茶馆", 20);
	fault_wait_blocked();
	kit_id(1, q.id);
	EXPECT_EQ(CT_MORE, k->port.query(k->port.ctx, &q, 7));
	ASSERT_TRUE(kit_history(k, "a", CT_HISTORY_LATEST, 0, 9));
	EXPECT_EQ(1u, k->answers);
	fault_gate(false);
	kit_settle(k);
	while (k->answers < 2)
		kit_settle(k);
	EXPECT_EQ(7u, k->found_ticket);
	ASSERT_EQ(2u, k->count);
	EXPECT_SLICE("茶馆", k->rows[1].msg.room);
	kit_end(k);
}

TEST(store, many_may_come_back_at_once)
{
	enum { people = 20000 };
	struct kit *k = kit_new();
	struct ct_query q = {.kind = CT_QUERY_PLACE};

	ASSERT_TRUE(kit_open(k));
	kit_idle(k);
	fault_gate(true);
	set_place(k, 1, "Ann", "lobby", 10);
	fault_wait_blocked();
	for (int i = 0; i < 2 * people; i++) {
		kit_id(i / 2, q.id);
		q.kind = i % 2 == 0 ? CT_QUERY_PLACE : CT_QUERY_WAITING;
		ASSERT_EQ(
		    CT_MORE, k->port.query(k->port.ctx, &q, (uint64_t)i + 1));
	}
	fault_gate(false);
	while (k->answers < 2 * people)
		kit_settle(k);
	kit_end(k);
}

TEST(store, refuses_what_cannot_be)
{
	static const enum ct_record_kind kinds[] = {
	    CT_RECORD_SAY, CT_RECORD_TOPIC, CT_RECORD_TAKEN, CT_RECORD_PLACE};
	struct kit *k = kit_new();
	struct ct_record r = {.kind = CT_RECORD_DIRECT, .waiting = true};
	struct ct_stored done;

	ASSERT_TRUE(kit_open(k));
	EXPECT_EQ(CT_EINVAL, k->port.submit(k->st, &r, 1, &done));
	for (size_t i = 0; i < 4; i++) {
		r.kind = kinds[i];
		EXPECT_EQ(CT_EINVAL, k->port.submit(k->st, &r, 1, &done));
	}
	kit_end(k);
}

TEST(store, any_bytes_are_kept)
{
	struct kit *k = kit_new();
	struct ct_record r = {.kind = CT_RECORD_SAY,
	    .room = {"a", 1},
	    .room_key = {"a", 1},
	    .seq = 1};

	ASSERT_TRUE(kit_open(k));
	r.text = (struct ct_slice){"a\0b\n'\"%;", 8};
	kit_submit(k, &r);
	r.seq = 2;
	r.text = (struct ct_slice){NULL, 0};
	kit_submit(k, &r);
	kit_settle(k);
	kit_history(k, "a", CT_HISTORY_LATEST, 0, 9);
	ASSERT_EQ(2u, k->count);
	EXPECT_EQ(8u, k->rows[0].msg.text.len);
	EXPECT_MEMEQ("a\0b\n'\"%;", k->rows[0].msg.text.data, 8);
	EXPECT_EQ(0u, k->rows[1].msg.text.len);
	kit_end(k);
}

TEST(store, a_slow_disk_holds_up_nobody_but_the_writer)
{
	struct kit *k = kit_new();

	ASSERT_TRUE(kit_open(k));
	kit_say(k, "a", 1, 0, 0, "before");
	kit_settle(k);
	kit_idle(k);
	fault_gate(true);
	kit_say(k, "a", 2, 0, 0, "slow");
	fault_wait_blocked();
	for (uint64_t i = 3; i < 100; i++)
		kit_say(k, "a", i, 0, 0, "waits");
	EXPECT_FALSE(store_flush(k->st, 0));
	/* The readers answer meanwhile, and show nothing that may be lost. */
	ASSERT_TRUE(kit_history(k, "a", CT_HISTORY_LATEST, 0, 9));
	EXPECT_STREQ("before|", kit_texts(k));
	EXPECT_FALSE(k->has[2]);
	fault_gate(false);
	kit_settle(k);
	ASSERT_TRUE(kit_history(k, "a", CT_HISTORY_LATEST, 0, 200));
	EXPECT_EQ(99u, k->count);
	kit_end(k);
}

TEST(store, a_full_queue_says_so)
{
	struct kit *k = kit_new();
	uint64_t seq = 2, refused;

	k->opt.queue = 4096;
	ASSERT_TRUE(kit_open(k));
	kit_idle(k);
	fault_gate(true);
	kit_say(k, "a", 1, 0, 0, "slow");
	fault_wait_blocked();
	EXPECT_FALSE(store_busy(k->st));
	while (kit_say(k, "a", seq, 0, 0, "waits") != 0)
		seq++;
	refused = seq;
	EXPECT_GT(refused, 3u);
	EXPECT_TRUE(store_busy(k->st));
	fault_gate(false);
	kit_settle(k);
	EXPECT_FALSE(store_busy(k->st));
	EXPECT_NE(0u, kit_say(k, "a", seq, 0, 0, "now"));
	kit_settle(k);
	ASSERT_TRUE(kit_history(k, "a", CT_HISTORY_LATEST, 0, 1000));
	EXPECT_EQ(seq, k->count);
	kit_end(k);
}

TEST(store, closing_commits_what_was_submitted)
{
	struct kit *k = kit_new();

	ASSERT_TRUE(kit_open(k));
	for (uint64_t i = 1; i <= 500; i++)
		kit_say(k, "a", i, 0, 0, "quick");
	kit_close(k);
	ASSERT_TRUE(kit_open(k));
	EXPECT_STREQ("a||500\n", kit_recall(k, 0));
	kit_end(k);
}
