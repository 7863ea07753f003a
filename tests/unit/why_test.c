/* /why: what it says went to a reader is what the reader was sent, whatever
 * was changed since. */
#include "frames.h"
#include "tests/shim/shim.h"

#include <stdio.h>
#include <string.h>

struct sent {
	char hex[3 * 256 + 1]; /* as /why writes bytes */
};

static void
room_of(struct talk *t, struct peer **a, struct peer **b, size_t changes,
    const struct ct_door *door)
{
	talk_init(t);
	t->cfg.caps.why_changes = (int64_t)changes;
	talk_start(t);
	*a = talk_open(t, &talk_line);
	peer_say(*a, "/nick ann\n/lang en\n");
	*b = talk_open(t, door);
	if (door != &talk_classic)
		peer_say(*b, "/lang en\n");
	peer_eat(*a);
	peer_eat(*b);
}

/* `a` says something; what `b` was sent for it. */
static struct sent
says(struct peer *a, struct peer *b, const char *text)
{
	struct sent s = {""};
	char line[256];

	peer_eat(b);
	snprintf(line, sizeof(line), "%s\n", text);
	peer_say(a, line);
	for (size_t i = 0; i < b->got.len && i < 256; i++)
		snprintf(s.hex + 3 * i, 4, " %02X",
		    (unsigned)(unsigned char)b->got.data[i]);
	return s;
}

/* Is this what /why tells `b` of the message of that number? */
static bool
tells(struct peer *b, int number, const char *how, const struct sent *s)
{
	char line[32], want[1024];

	peer_eat(b);
	snprintf(line, sizeof(line), "/why %d\n", number);
	peer_say(b, line);
	snprintf(want, sizeof(want), "bytes:%s\n", s->hex);
	return peer_saw(b, how) && peer_saw(b, want);
}

static bool
says_of(struct peer *b, int number, const char *what)
{
	char line[32];

	peer_eat(b);
	snprintf(line, sizeof(line), "/why %d\n", number);
	peer_say(b, line);
	return peer_saw(b, what);
}

TEST(why, what_was_sent_before_a_change_and_after_it)
{
	static const char *const changes[] = {"/charset gbk\n", "/names on\n",
	    "/fold on\n", "/charset gb18030\n", "/charset utf-8\n"};
	static const char *const how[] = {"went to you as utf-8, 0 escaped, ",
	    "went to you as gbk, 1 escaped, ",
	    "went to you as gbk, 0 escaped, ",
	    "went to you as gbk, 0 escaped, ",
	    "went to you as gb18030, 0 escaped, "};
	enum { count = sizeof(how) / sizeof(how[0]) };
	struct sent sent[count];
	struct talk t;
	struct peer *a, *b;

	room_of(&t, &a, &b, 32, &talk_line);
	for (int i = 0; i < count; i++) {
		sent[i] = says(a, b, "你好 😀\xc2\xb7");
		peer_say(b, changes[i]);
	}
	for (int i = 0; i < count; i++) {
		INFO("message %d", i + 1);
		EXPECT_TRUE(tells(b, i + 1, how[i], &sent[i]));
	}
	EXPECT_STREQ(sent[2].hex, sent[3].hex);
	EXPECT_NE(0, strcmp(sent[1].hex, sent[2].hex));
	talk_fini(&t);
}

TEST(why, what_went_out_before_the_charset_was_learned)
{
	struct talk t;
	struct peer *a, *b;
	struct sent first, second, third;

	room_of(&t, &a, &b, 32, &talk_auto);
	first = says(a, b, "你好");
	peer_send(b, "\xc4\xe3\xba\xc3\n", 5);
	second = says(a, b, "再见");
	peer_send(b, "\x94\x39\xfc\x36\n", 5); /* so it reads four bytes */
	third = says(a, b, "😀");
	EXPECT_TRUE(tells(b, 1, "went to you as utf-8", &first));
	EXPECT_TRUE(tells(b, 3, "went to you as gbk", &second));
	EXPECT_TRUE(tells(b, 5, "went to you as gb18030", &third));
	EXPECT_TRUE(says_of(b, 2, "it is your own; you were not sent it"));
	talk_fini(&t);
}

TEST(why, what_was_shown_again_as_an_old_one)
{
	struct talk t;
	struct peer *a, *b, *c;
	struct sent live, old;

	room_of(&t, &a, &b, 32, &talk_line);
	live = says(a, b, "你好");
	c = talk_open(&t, &talk_line);
	EXPECT_TRUE(says_of(c, 1,
	    "was shown to you again, as an old one, as "
	    "utf-8, 0 escaped, "));
	peer_say(c, "/charset gbk\n/lang en\n");
	EXPECT_TRUE(says_of(c, 1, "as an old one, as utf-8"));
	EXPECT_FALSE(says_of(c, 1, "went to you as"));
	/* One's own is shown again, too. */
	peer_eat(a);
	peer_say(a, "/charset gbk\n/history 1\n");
	EXPECT_TRUE(peer_saw(a, "\xc4\xe3\xba\xc3"));
	EXPECT_TRUE(says_of(a, 1, "as an old one, as gbk"));
	EXPECT_TRUE(tells(b, 1, "went to you as utf-8", &live));
	peer_eat(b);
	peer_say(b, "/history 1\n");
	/* Who heard it live is told of that. */
	EXPECT_TRUE(tells(b, 1, "went to you as utf-8", &live));
	old = says(a, b, "x");
	EXPECT_TRUE(tells(b, 2, "went to you as utf-8", &old));
	talk_fini(&t);
}

TEST(why, what_was_not_sent)
{
	static const struct ct_door none = {
	    "line", &ct_dialect_line, "utf-8", CT_LANG_EN, 0};
	struct talk t;
	struct peer *a, *b, *c;
	struct sent later;

	room_of(&t, &a, &b, 32, &talk_line);
	says(a, b, "early");
	c = talk_open(&t, &none);
	later = says(a, c, "later");
	EXPECT_TRUE(says_of(c, 1, "it was not sent to you since you came in"));
	EXPECT_TRUE(tells(c, 2, "went to you as utf-8", &later));
	/* A name that is taken over makes nobody its speaker. */
	peer_close(a);
	peer_say(c, "/nick ann\n");
	EXPECT_TRUE(says_of(c, 1, "it was not sent to you since you came in"));
	/* In another room nothing went to who is not there. */
	peer_say(b, "/join 别处\n");
	peer_say(b, "hidden\n");
	peer_say(c, "/join 别处\n");
	EXPECT_TRUE(says_of(c, 1, "not sent to you since you came in"));
	talk_fini(&t);
}

TEST(why, more_changes_than_are_kept)
{
	struct talk t;
	struct peer *a, *b;
	struct sent sent[4];

	room_of(&t, &a, &b, 2, &talk_line);
	for (int i = 0; i < 4; i++) {
		sent[i] = says(a, b, "你好");
		peer_say(b, i % 2 == 0 ? "/charset gbk\n" : "/charset utf-8\n");
	}
	EXPECT_TRUE(says_of(b, 1, "is not kept any more"));
	EXPECT_TRUE(says_of(b, 2, "is not kept any more"));
	EXPECT_TRUE(tells(b, 3, "went to you as utf-8", &sent[2]));
	EXPECT_TRUE(tells(b, 4, "went to you as gbk", &sent[3]));
	talk_fini(&t);
	room_of(&t, &a, &b, 0, &talk_line);
	says(a, b, "你好");
	EXPECT_TRUE(says_of(b, 1, "is not kept any more"));
	talk_fini(&t);
}

TEST(why, in_turns_and_in_frames)
{
	struct ct_frame ask = {.type = CT_FRAME_WHY}, f;
	char text[1024];
	struct talk t;
	struct peer *a, *b, *c;
	struct sent s;

	room_of(&t, &a, &b, 32, &talk_classic);
	peer_say(b, "/lang en\n");
	c = talk_enter(&t, "c");
	s = says(a, c, "你好");
	peer_eat(b);
	peer_say(b, "/why 1\n");
	EXPECT_TRUE(peer_saw(b, "ann: \xc4\xe3\xba\xc3\n"));
	EXPECT_TRUE(peer_saw(b, "went to you as gbk, 0 escaped, 10 bytes: "
				"61 6E 6E 3A 20 C4 E3 BA C3 0A"));
	peer_eat(c);
	ask.num[0] = 1;
	ask.str[0] = ct_slice_str("lobby");
	peer_frame(c, &ask);
	ASSERT_TRUE(peer_next(c, CT_FRAME_TEXT, &f));
	snprintf(text, sizeof(text), "%.*s", (int)f.str[0].len, f.str[0].data);
	EXPECT_TRUE(strstr(text, s.hex) != NULL);
	talk_fini(&t);
}
