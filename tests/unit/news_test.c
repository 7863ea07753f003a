/* What rooms are told besides messages: in the order in which all of it was
 * taken, to those it is for, once. */
#include "late.h"
#include "tests/alloc.h"
#include "tests/shim/shim.h"

#include <stdio.h>
#include <string.h>

/* Somebody at the line door, in the lobby. */
static struct peer *
person(struct talk *t, const char *name)
{
	struct peer *p = talk_open(t, &talk_line);
	char line[64];

	snprintf(line, sizeof(line), "/nick %s\n", name);
	peer_say(p, line);
	peer_eat(p);
	return p;
}

/* Ann, who acts, Bob, who looks on, and Cid, who speaks. */
struct three {
	struct late l;
	struct talk t;
	struct peer *ann, *bob, *cid;
};

static void
three_eat(struct three *w)
{
	peer_eat(w->ann);
	peer_eat(w->bob);
	peer_eat(w->cid);
}

/* After late_init. */
static void
three_enter(struct three *w)
{
	talk_start(&w->t);
	w->ann = person(&w->t, "ann");
	w->bob = person(&w->t, "bob");
	w->cid = person(&w->t, "cid");
	three_eat(w);
}

static void
three_start(struct three *w)
{
	late_init(&w->t, &w->l);
	three_enter(w);
}

static void
store(struct three *w)
{
	late_complete(&w->t, &w->l, CT_OK);
}

/* How often `text` is in what the peer was sent. */
static size_t
times(struct peer *p, const char *text)
{
	size_t n = 0;

	for (const char *at = peer_got(p); (at = strstr(at, text)) != NULL;
	     at += strlen(text))
		n++;
	return n;
}

TEST(news, of_one_write_come_in_its_order)
{
	struct three w;

	three_start(&w);
	peer_say(w.ann, "one\n/nick eve\ntwo\n/quit\n");
	EXPECT_TRUE(w.ann->session == NULL);
	EXPECT_STREQ("", peer_got(w.bob));
	store(&w);
	EXPECT_STREQ("[lobby] ann: one\n* ann is now eve\n", peer_got(w.bob));
	peer_eat(w.bob);
	store(&w);
	EXPECT_STREQ("[lobby] eve: two\n* eve is gone\n", peer_got(w.bob));
	EXPECT_STREQ("[lobby] ann: one\n* ann is now eve\n"
		     "[lobby] eve: two\n* eve is gone\n",
	    peer_got(w.cid));
	talk_fini(&w.t);
}

/* What Ann does, and what Bob is told of it; and she herself, at once. */
static const struct {
	const char *before, *does, *told, *answer;
} kinds[] = {
    {"", "/join tea\n", "* ann joined tea\n", "* you are in tea (2 here)\n"},
    {"/join tea\n", "/part tea\n", "* ann left tea\n", "* you left tea\n"},
    {"", "/nick eve\n", "* ann is now eve\n", "* you are now eve\n"},
    {"", "/topic x\n", "* ann set the topic of lobby: x\n",
	"* ann set the topic of lobby: x\n"},
    {"", "/quit\n", "* ann is gone\n", ""},
};

static void
do_kind(size_t i, bool waits)
{
	struct three w;

	three_start(&w);
	peer_say(w.bob, "/join tea\n");
	peer_say(w.ann, kinds[i].before);
	three_eat(&w);
	if (waits)
		peer_say(w.cid, "before\n");
	peer_say(w.ann, kinds[i].does);
	EXPECT_TRUE(peer_saw(w.ann, kinds[i].answer));
	EXPECT_STREQ(waits ? "" : kinds[i].told, peer_got(w.bob));
	peer_eat(w.ann);
	peer_eat(w.bob);
	/* Nothing waits for what comes later. */
	peer_say(w.cid, "after\n");
	store(&w);
	if (waits) {
		EXPECT_EQ(
		    0, strncmp("[lobby] cid: before\n", peer_got(w.bob), 20));
		EXPECT_STREQ(kinds[i].told, peer_got(w.bob) + 20);
		store(&w);
	}
	EXPECT_TRUE(peer_saw(w.bob, "cid: after\n"));
	EXPECT_EQ(waits, times(w.bob, kinds[i].told));
	EXPECT_EQ(0, times(w.ann, "* "));
	talk_fini(&w.t);
}

TEST(news, of_every_kind_wait_for_the_messages_before_them)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		do_kind(i, false);
		do_kind(i, true);
	}
}

TEST(news, come_when_the_message_before_them_is_refused)
{
	struct three w;

	three_start(&w);
	peer_say(w.ann, "lost\n/nick eve\nkept\n");
	late_complete(&w.t, &w.l, CT_ESTORE);
	EXPECT_TRUE(peer_saw(w.ann, "(not-stored)"));
	EXPECT_STREQ("* ann is now eve\n", peer_got(w.bob));
	store(&w);
	EXPECT_STREQ("* ann is now eve\n[lobby] eve: kept\n", peer_got(w.bob));
	talk_fini(&w.t);
}

/* Their sessions are gone long before. */
TEST(news, of_who_is_lost_are_told)
{
	struct three w;

	three_start(&w);
	peer_say(w.ann, "one\n/nick eve\n/join tea\n");
	peer_close(w.ann);
	peer_say(w.bob, "/msg cid two\n");
	peer_close(w.bob);
	EXPECT_STREQ("", peer_got(w.cid));
	store(&w);
	EXPECT_STREQ("[lobby] ann: one\n* ann is now eve\n* eve is gone\n",
	    peer_got(w.cid));
	peer_eat(w.cid);
	store(&w);
	EXPECT_STREQ("(bob to you) two\n* bob is gone\n", peer_got(w.cid));
	talk_fini(&w.t);
}

TEST(news, come_once_to_who_shares_many_rooms)
{
	struct three w;

	three_start(&w);
	peer_say(w.ann, "/join tea\n/join rice\n");
	peer_say(w.bob, "/join tea\n/join rice\n");
	three_eat(&w);
	peer_say(w.cid, "x\n");
	peer_say(w.ann, "/nick eve\n/quit\n");
	/* In one of them no more. */
	peer_say(w.bob, "/part lobby\n");
	peer_eat(w.bob);
	store(&w);
	EXPECT_STREQ("* ann is now eve\n* eve is gone\n", peer_got(w.bob));
	talk_fini(&w.t);
}

TEST(news, are_for_who_was_there_and_still_is)
{
	struct three w;
	struct peer *dan;

	three_start(&w);
	peer_say(w.ann, "/join tea\n");
	peer_eat(w.ann);
	peer_say(w.cid, "x\n");
	peer_say(w.ann, "/nick eve\n");
	dan = person(&w.t, "dan");
	peer_say(w.ann, "/nick amy\n");
	peer_say(w.bob, "/join tea\n/part lobby\n/join lobby\n");
	three_eat(&w);
	store(&w);
	EXPECT_STREQ("[lobby] cid: x\n* guest4 joined lobby\n"
		     "* guest4 is now dan\n* bob joined tea\n"
		     "* bob left lobby\n* bob joined lobby\n",
	    peer_got(w.ann));
	/* Who left and came back has seen how it is now. */
	EXPECT_STREQ("[lobby] cid: x\n", peer_got(w.bob));
	EXPECT_STREQ("* ann is now eve\n* guest4 joined lobby\n"
		     "* guest4 is now dan\n* eve is now amy\n"
		     "* bob left lobby\n* bob joined lobby\n",
	    peer_got(w.cid));
	EXPECT_STREQ("[lobby] cid: x\n* eve is now amy\n"
		     "* bob left lobby\n* bob joined lobby\n",
	    peer_got(dan));
	talk_fini(&w.t);
}

TEST(news, do_not_tell_who_is_back_that_they_are_gone)
{
	struct three w;
	struct peer *old, *now;
	struct ct_frame f;

	three_start(&w);
	old = talk_enter(&w.t, "dan");
	peer_say_frame(old, 1, "x");
	now = talk_enter(&w.t, "dan");
	EXPECT_TRUE(old->session == NULL);
	peer_eat(w.bob);
	store(&w);
	EXPECT_STREQ("[lobby] dan: x\n* dan is gone\n* dan joined lobby\n",
	    peer_got(w.bob));
	ASSERT_TRUE(peer_next(now, CT_FRAME_MESSAGE, &f));
	EXPECT_EQ(CT_KIND_SAY, f.num[0]);
	EXPECT_FALSE(peer_next(now, CT_FRAME_MESSAGE, &f));
	talk_fini(&w.t);
}

TEST(news, of_rooms_that_are_gone_are_told_to_nobody)
{
	struct three w;
	struct ct_hub_stats stats;

	three_start(&w);
	peer_say(w.ann, "/join tea\n");
	peer_say(w.bob, "/join tea\n");
	peer_say(w.cid, "x\n");
	peer_say(w.ann, "/part tea\n");
	peer_say(w.bob, "/part tea\n");
	ct_hub_stats(w.t.hub, &stats);
	EXPECT_EQ(1, stats.rooms);
	/* One of that name is another room. */
	peer_say(w.cid, "/join rice\n/part rice\n/join tea\n");
	three_eat(&w);
	store(&w);
	EXPECT_STREQ("", peer_got(w.cid));
	EXPECT_STREQ("[lobby] cid: x\n", peer_got(w.ann));
	talk_fini(&w.t);
}

/* Who sets a topic knows it at once, but the last one they hear of is right. */
TEST(news, of_topics_end_with_the_last)
{
	struct three w;

	three_start(&w);
	peer_say(w.cid, "x\n");
	peer_say(w.ann, "/topic first\n");
	EXPECT_STREQ("* ann set the topic of lobby: first\n", peer_got(w.ann));
	peer_say(w.bob, "/topic second\n");
	EXPECT_STREQ("", peer_got(w.bob));
	store(&w);
	for (size_t i = 0; i < 3; i++) {
		struct peer *p = i == 0 ? w.ann : i == 1 ? w.bob : w.cid;

		EXPECT_EQ(1, times(p, "ann set the topic of lobby: first\n"));
		EXPECT_EQ(1, times(p, "bob set the topic of lobby: second\n"));
		EXPECT_EQ(1, times(p, "first\n* bob") +
				 times(p, "first\n[lobby] cid: x\n* bob"));
	}
	/* Nothing waits any more. */
	peer_eat(w.bob);
	peer_say(w.cid, "x\n");
	peer_say(w.bob, "/topic third\n");
	EXPECT_TRUE(peer_saw(w.bob, "third"));
	talk_fini(&w.t);
}

enum { renames = 200, line_max = 64 };

/* "* ann7 is now ann8" */
static size_t
rename_line(char *out, int i)
{
	char old[16] = "";

	if (i > 0)
		snprintf(old, sizeof(old), "%d", i - 1);
	return (size_t)snprintf(
	    out, line_max, "* ann%s is now ann%d\n", old, i);
}

/* All of them, and what was said behind the first `told`. */
static void
expect_renames(struct peer *p, int told, const char *said)
{
	char all[renames * line_max + line_max];
	size_t n = 0;

	for (int i = 0; i < renames; i++) {
		if (i == told)
			n += (size_t)snprintf(&all[n], line_max, "%s", said);
		n += rename_line(&all[n], i);
	}
	EXPECT_STREQ(all, peer_got(p));
}

/* Somebody makes much of a disk that stalls: what waits is bounded, nothing is
 * told twice or out of its order, and nobody who reads is cut off. */
TEST(news, that_wait_are_bounded)
{
	const size_t queue = 8192;
	struct three w;
	size_t told = 0, most = 0;

	late_init(&w.t, &w.l);
	w.t.cfg.caps.queue_bytes = (int64_t)queue;
	w.t.cfg.caps.say_rate = 0;
	three_enter(&w);
	peer_say(w.cid, "stalled\n");
	for (int i = 0; i < renames; i++) {
		char line[line_max];

		snprintf(line, sizeof(line), "/nick ann%d\n", i);
		peer_say(w.ann, line);
		told = times(w.bob, " is now ");
		if ((size_t)i + 1 - told > most)
			most = (size_t)i + 1 - told;
	}
	EXPECT_GT(most, 2);
	EXPECT_LT(most, queue / 4 / sizeof(struct ct_msg));
	EXPECT_LT(told, renames);
	store(&w);
	expect_renames(w.bob, (int)told, "[lobby] cid: stalled\n");
	ASSERT_TRUE(w.bob->session != NULL);
	talk_fini(&w.t);
}

TEST(news, are_told_at_once_without_memory)
{
	bool failed = true, early = false;

	if (!alloc_can_fail())
		SKIP("allocations cannot be made to fail here");
	for (long n = 0; failed; n++) {
		struct three w;

		three_start(&w);
		peer_say(w.bob, "words\n/topic first\n");
		peer_eat(w.bob);
		alloc_fail_after(n);
		ct_hub_close(w.t.hub, w.ann->session, 0);
		failed = alloc_failed();
		w.ann->session = NULL;
		talk_flush(&w.t);
		/* If at all, then behind those that waited. */
		EXPECT_EQ(times(w.cid, "is gone"), times(w.cid, "first"));
		early |= times(w.cid, "first\n* ann is gone") > 0;
		EXPECT_EQ(0, times(w.cid, "words"));
		store(&w);
		EXPECT_EQ(1, times(w.cid, "first"));
		EXPECT_LE(times(w.cid, "is gone"), 1);
		EXPECT_LE(1, times(w.cid, "is gone") + failed);
		talk_fini(&w.t);
	}
	EXPECT_TRUE(early);
}

TEST(news, are_told_before_a_server_stops)
{
	struct three w;

	three_start(&w);
	peer_say(w.cid, "x\n");
	peer_say(w.ann, "/nick eve\n");
	ct_hub_shutdown(w.t.hub, w.t.now);
	talk_flush(&w.t);
	EXPECT_EQ(0, strncmp("* ann is now eve\n", peer_got(w.bob), 17));
	EXPECT_TRUE(peer_saw(w.bob, "(shutting-down)"));
	EXPECT_EQ(1, times(w.bob, "is now"));
	talk_fini(&w.t);
}

/* As when a server stops whose disk stalls: for the sanitizers. */
TEST(news, that_are_never_told_are_freed)
{
	struct three w;

	three_start(&w);
	peer_say(w.cid, "x\n");
	peer_say(w.ann, "/nick eve\n/topic y\n/quit\n");
	EXPECT_STREQ("", peer_got(w.bob));
	talk_fini(&w.t);
}

TEST(news, of_large_rooms_are_not_told_later_either)
{
	struct three w;

	late_init(&w.t, &w.l);
	w.t.cfg.caps.announce_members = 2;
	talk_start(&w.t);
	w.ann = person(&w.t, "ann");
	w.bob = person(&w.t, "bob");
	peer_eat(w.ann);
	peer_say(w.ann, "x\n/nick eve\n");
	/* Large when it was taken, or not: that counts. */
	w.cid = person(&w.t, "cid");
	peer_say(w.ann, "/nick amy\n");
	peer_eat(w.cid);
	store(&w);
	EXPECT_STREQ("[lobby] ann: x\n* ann is now eve\n", peer_got(w.bob));
	EXPECT_EQ(0, times(w.cid, "is now"));
	talk_fini(&w.t);
}
