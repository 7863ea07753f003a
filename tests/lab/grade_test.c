/* The exercises' scripts against students that are right, and wrong in one
 * thing each, by a clock of the test's own. */
#include "tests/shim/shim.h"

#include "apps/lab/grade.h"

#include <string.h>

enum { GAP = 20, WAIT = 1000, TURNS_MAX = 20000 };

/* A student who knows the script; in one step it says something else. */
struct student {
	bool bytes;   /* says it byte by byte, */
	size_t sends; /* and takes so many at a time; 0: all */
	size_t odd;   /* the step with an answer of its own, */
	struct ct_slice answer;
	bool ends; /* which is its last */
	size_t resets, halves, meets;
};

static ct_ms now;

static void
feed(struct lab_grade *g, struct ct_slice bytes, bool one_by_one)
{
	if (!one_by_one && bytes.len > 0)
		lab_grade_feed(g, bytes, now);
	for (size_t i = 0; one_by_one && i < bytes.len; i++) {
		now += i % 3;
		lab_grade_feed(g, (struct ct_slice){bytes.data + i, 1}, now);
	}
}

/* What has to be said in a step, or something that will do. */
static struct ct_slice
right_answer(const struct lab_grade *g)
{
	const struct lab_grade_script *s = g->script;
	const struct lab_grade_step *step = &s->steps[g->step];

	switch (step->op) {
	case LAB_GRADE_TURN:
		return ct_slice_str("any");
	case LAB_GRADE_NUMBER:
		return ct_slice_str("12");
	case LAB_GRADE_COUNT:
		return ct_slice_str("twelve bytes");
	case LAB_GRADE_ANY_FRAME:
		return (struct ct_slice){"\0\0\0\2hi", 6};
	default:
		return lab_grade_bytes(s, step);
	}
}

static void
answer(struct lab_grade *g, const struct student *who)
{
	bool odd = g->step == who->odd;
	bool gone = g->script->steps[g->step].op == LAB_GRADE_GONE;

	if (odd || !gone)
		feed(g, odd ? who->answer : right_answer(g), who->bytes);
	if (odd ? who->ends : gone)
		lab_grade_feed_end(g, now);
}

static void
play(struct lab_grade *g, struct student *who)
{
	size_t said = SIZE_MAX; /* the last step that was answered */

	for (int turn = 0; turn < TURNS_MAX; turn++) {
		struct ct_slice out = {0};
		enum lab_grade_want want = lab_grade_want(g, &out);

		if (want == LAB_WANT_DONE)
			return;
		who->meets += want == LAB_WANT_MEET;
		who->halves += want == LAB_WANT_HALF;
		who->resets += want == LAB_WANT_RESET;
		if (want == LAB_WANT_MEET) {
			lab_grade_met(g, now);
		} else if (want == LAB_WANT_SEND) {
			size_t n = who->sends > 0 && who->sends < out.len
				       ? who->sends
				       : out.len;

			ASSERT_GT(n, 0);
			lab_grade_sent(g, n, now);
		} else if (want != LAB_WANT_READ) {
			lab_grade_did(g, now);
		} else if ((g->script->steps[g->step].op != LAB_GRADE_SAY ||
			       g->step == who->odd) &&
			   g->step != said) {
			said = g->step;
			answer(g, who);
		} else {
			ASSERT_NE(CT_NEVER, lab_grade_deadline(g));
			now = lab_grade_deadline(g);
			lab_grade_tick(g, now);
		}
	}
	ADD_FAILURE("it does not end");
}

static void
pass_case(enum lab_system system, enum lab_side side, bool any, size_t i)
{
	size_t count;
	const struct lab_grade_case *one =
	    &lab_grade_cases(system, side, &count)[i];

	for (size_t sends = 0; sends < 3; sends++) {
		struct student who = {
		    .bytes = sends > 0, .sends = sends, .odd = SIZE_MAX};
		struct lab_grade_script s;
		struct lab_grade g;

		/* Byte by byte takes long where there are many. */
		if (sends > 0 && strcmp(one->name, "long") == 0)
			continue;
		ASSERT_EQ(CT_OK,
		    lab_grade_script_init(&s, one, system, side, any, GAP));
		INFO("system %d side %d any %d %s sends %zu", (int)system,
		    (int)side, any, one->name, sends);
		lab_grade_init(&g, &s, WAIT);
		play(&g, &who);
		EXPECT_TRUE(g.done);
		EXPECT_STREQ("passed", lab_why_token(g.why));
		EXPECT_EQ(s.count, g.step);
		EXPECT_EQ(strcmp(one->name, "reset") == 0 ? 2 : 1, who.meets);
		lab_grade_fini(&g);
		lab_grade_script_fini(&s);
	}
}

TEST(lab_grade, who_is_right_passes_all)
{
	for (int system = 0; system < LAB_SYSTEMS; system++)
		for (int side = 0; side < LAB_SIDES; side++)
			for (int any = 0; any < 2; any++) {
				size_t count;

				lab_grade_cases((enum lab_system)system,
				    (enum lab_side)side, &count);
				EXPECT_GE(count, 8);
				for (size_t i = 0; i < count; i++)
					pass_case((enum lab_system)system,
					    (enum lab_side)side, any != 0, i);
			}
}

static const struct lab_grade_case *
find(enum lab_system system, enum lab_side side, const char *name)
{
	size_t count;
	const struct lab_grade_case *v = lab_grade_cases(system, side, &count);

	for (size_t i = 0; i < count; i++)
		if (strcmp(v[i].name, name) == 0)
			return &v[i];
	return NULL;
}

/* The `nth` step (from 0) of a kind. */
static size_t
find_step(const struct lab_grade_script *s, enum lab_grade_op op, size_t nth)
{
	for (size_t i = 0; i < s->count; i++)
		if (s->steps[i].op == op && nth-- == 0)
			return i;
	return SIZE_MAX;
}

struct wrong {
	enum lab_system system;
	enum lab_side side;
	const char *name;
	enum lab_grade_op op;
	size_t nth;
	const char *bytes;
	size_t len;
	const char *why;
	bool any, ends;
	bool whole; /* not byte by byte, too */
};

#define B(s) s, sizeof(s) - 1

static const struct wrong wrongs[] = {
    {LAB_CLASSIC, LAB_SERVER, "whole", LAB_GRADE_HEAR, 0, B(""),
	.why = "silent"},
    {LAB_CLASSIC, LAB_SERVER, "whole", LAB_GRADE_HEAR, 0, B(""),
	.why = "closed", .ends = true},
    {LAB_CLASSIC, LAB_SERVER, "whole", LAB_GRADE_HEAR, 0,
	B("\xc4\xe3\xba\xc3\xa3\xac\xca\xc0\xbd\xe7\n"), .why = "newline"},
    {LAB_CLASSIC, LAB_SERVER, "whole", LAB_GRADE_HEAR, 0,
	B("\xc4\xe3\xba\xc3\xa3\xac\xca\xc0\xbd\xe7\xbd\xe7"),
	.why = "surplus"},
    {LAB_CLASSIC, LAB_SERVER, "whole", LAB_GRADE_HEAR, 0, B("\xc4\xe3\xba"),
	.why = "short"},
    {LAB_CLASSIC, LAB_SERVER, "whole", LAB_GRADE_HEAR, 0, B("\xc4\xe3???"),
	.why = "replaced"},
    {LAB_CLASSIC, LAB_SERVER, "whole", LAB_GRADE_HEAR, 0, B("hello"),
	.why = "different"},
    {LAB_CLASSIC, LAB_SERVER, "bytes", LAB_GRADE_SAY, 2, B("\xc4"),
	.why = "early"},
    {LAB_CLASSIC, LAB_CLIENT, "half", LAB_GRADE_GONE, 0, B(""), .why = "open"},
    {LAB_CLASSIC, LAB_CLIENT, "half", LAB_GRADE_GONE, 0, B("x"),
	.why = "surplus"},
    {LAB_CLASSIC, LAB_SERVER, "split", LAB_GRADE_TURN, 0, B("\xc4\xe3\xba"),
	.why = "charset", .any = true},
    {LAB_CLASSIC, LAB_CLIENT, "whole", LAB_GRADE_TURN, 0, B("\xff\xff"),
	.why = "charset"},
    {LAB_LENGTH, LAB_SERVER, "whole", LAB_GRADE_DIGITS, 0, B("5"),
	.why = "characters"},
    {LAB_LENGTH, LAB_SERVER, "whole", LAB_GRADE_DIGITS, 0, B("15你好，世界"),
	.why = "glued"},
    {LAB_LENGTH, LAB_SERVER, "whole", LAB_GRADE_DIGITS, 0, B("15\n"),
	.why = "newline"},
    {LAB_LENGTH, LAB_SERVER, "whole", LAB_GRADE_DIGITS, 0, B("16"),
	.why = "length"},
    {LAB_LENGTH, LAB_SERVER, "whole", LAB_GRADE_DIGITS, 0, B("1"),
	.why = "length"},
    {LAB_LENGTH, LAB_SERVER, "whole", LAB_GRADE_DIGITS, 0, B("0"),
	.why = "empty"},
    {LAB_LENGTH, LAB_SERVER, "whole", LAB_GRADE_DIGITS, 0, B("你好"),
	.why = "no-digits"},
    {LAB_LENGTH, LAB_SERVER, "whole", LAB_GRADE_NUMBER, 0, B("12x"),
	.why = "glued", .any = true},
    {LAB_LENGTH, LAB_SERVER, "whole", LAB_GRADE_NUMBER, 0, B("x"),
	.why = "no-digits", .any = true},
    {LAB_LENGTH, LAB_SERVER, "whole", LAB_GRADE_NUMBER, 0, B("999999999"),
	.why = "length", .any = true},
    {LAB_LENGTH, LAB_SERVER, "whole", LAB_GRADE_NUMBER, 0, B("0"),
	.why = "empty", .any = true},
    {LAB_LENGTH, LAB_SERVER, "whole", LAB_GRADE_COUNT, 0, B("12 bytes and so"),
	.why = "surplus", .any = true},
    {LAB_LENGTH, LAB_SERVER, "whole", LAB_GRADE_COUNT, 0, B("12 byt"),
	.why = "short", .any = true},
    {LAB_LENGTH, LAB_SERVER, "turns", LAB_GRADE_BODY, 1, B("你好，世界"),
	.why = "wrong-turn"},
    {LAB_LENGTH, LAB_SERVER, "ready", LAB_GRADE_BODY, 0, B("\xef\xbf\xbd"),
	.why = "replaced"},
    {LAB_LENGTH, LAB_CLIENT, "whole", LAB_GRADE_READY, 0, B("recv_ready\n"),
	.why = "newline"},
    {LAB_LENGTH, LAB_CLIENT, "whole", LAB_GRADE_READY, 0, B("ready"),
	.why = "not-ready"},
    {LAB_LENGTH, LAB_CLIENT, "ended", LAB_GRADE_GONE, 0, B("你"),
	.why = "surplus"},
    {LAB_PREFIX, LAB_SERVER, "whole", LAB_GRADE_FRAME, 0,
	B("\17\0\0\0你好，世界"), .why = "little-endian"},
    {LAB_PREFIX, LAB_SERVER, "whole", LAB_GRADE_FRAME, 0,
	B("\0\0\0\5你好，世界"), .why = "characters"},
    {LAB_PREFIX, LAB_SERVER, "whole", LAB_GRADE_FRAME, 0, B("\0\0\0\0"),
	.why = "empty"},
    {LAB_PREFIX, LAB_SERVER, "whole", LAB_GRADE_FRAME, 0, B("你好，世界"),
	.why = "no-header"},
    {LAB_PREFIX, LAB_SERVER, "whole", LAB_GRADE_FRAME, 0, B("\0\0"),
	.why = "short"},
    {LAB_PREFIX, LAB_SERVER, "whole", LAB_GRADE_FRAME, 0, B("\0\0\0\17你"),
	.why = "short"},
    {LAB_PREFIX, LAB_SERVER, "whole", LAB_GRADE_FRAME, 0,
	B("\0\0\0\20你好，世界\n"), .why = "newline"},
    {LAB_PREFIX, LAB_SERVER, "whole", LAB_GRADE_FRAME, 0, B("\0\0\0\6你好"),
	.why = "short"},
    {LAB_PREFIX, LAB_SERVER, "bytes", LAB_GRADE_SAY, 9,
	B("\0\0\0\17\xef\xbf\xbd"), .why = "replaced", .whole = true},
    {LAB_PREFIX, LAB_SERVER, "header", LAB_GRADE_SAY, 0, B("x"),
	.why = "early"},
    {LAB_PREFIX, LAB_CLIENT, "whole", LAB_GRADE_ANY_FRAME, 0, B("\2\0\0\0hi"),
	.why = "little-endian"},
    {LAB_PREFIX, LAB_CLIENT, "whole", LAB_GRADE_ANY_FRAME, 0, B("hello"),
	.why = "no-header"},
    {LAB_PREFIX, LAB_CLIENT, "whole", LAB_GRADE_ANY_FRAME, 0,
	B("\0\0\0\2\xff\xff"), .why = "charset"},
};

TEST(lab_grade, who_is_wrong_is_told_why)
{
	for (size_t i = 0; i < 2 * sizeof wrongs / sizeof wrongs[0]; i++) {
		const struct wrong *w = &wrongs[i / 2];
		struct student who = {.bytes = i % 2 != 0,
		    .answer = {w->bytes, w->len},
		    .ends = w->ends};
		struct lab_grade_script s;
		struct lab_grade g;
		const struct lab_grade_case *one =
		    find(w->system, w->side, w->name);

		if (w->whole && who.bytes)
			continue;
		INFO("wrong %zu, %s, bytes %zu", i / 2, w->why, i % 2);
		ASSERT_TRUE(one != NULL);
		ASSERT_EQ(CT_OK, lab_grade_script_init(
				     &s, one, w->system, w->side, w->any, GAP));
		who.odd = find_step(&s, w->op, w->nth);
		ASSERT_NE(SIZE_MAX, who.odd);
		lab_grade_init(&g, &s, WAIT);
		play(&g, &who);
		EXPECT_STREQ(w->why, lab_why_token(g.why));
		EXPECT_EQ(who.odd, g.failed_at);
		if (!who.bytes)
			EXPECT_SLICE_EQ(who.answer, ct_buf_slice(&g.got));
		lab_grade_fini(&g);
		lab_grade_script_fini(&s);
	}
}

TEST(lab_grade, a_read_is_not_all)
{
	struct lab_grade_script s;
	struct lab_grade g;
	struct student who = {0};

	ASSERT_EQ(CT_OK,
	    lab_grade_script_init(&s, find(LAB_LENGTH, LAB_SERVER, "long"),
		LAB_LENGTH, LAB_SERVER, false, GAP));
	who.odd = find_step(&s, LAB_GRADE_BODY, 0);
	who.answer = lab_grade_bytes(&s, &s.steps[who.odd]);
	who.answer.len = 1024;
	lab_grade_init(&g, &s, WAIT);
	play(&g, &who);
	EXPECT_STREQ("cut-1024", lab_why_token(g.why));
	lab_grade_fini(&g);
	lab_grade_script_fini(&s);
}

/* Nobody there, and one who goes in the middle of what is said. */
TEST(lab_grade, without_a_connection)
{
	struct lab_grade_script s;
	struct lab_grade g;
	struct ct_slice out;

	ASSERT_EQ(CT_OK,
	    lab_grade_script_init(&s, find(LAB_PREFIX, LAB_SERVER, "bytes"),
		LAB_PREFIX, LAB_SERVER, false, GAP));
	lab_grade_init(&g, &s, WAIT);
	EXPECT_EQ(LAB_WANT_MEET, lab_grade_want(&g, &out));
	lab_grade_nobody(&g);
	EXPECT_EQ(LAB_WANT_DONE, lab_grade_want(&g, &out));
	EXPECT_STREQ("nobody", lab_why_token(g.why));
	lab_grade_fini(&g);

	lab_grade_init(&g, &s, WAIT);
	lab_grade_met(&g, now);
	EXPECT_EQ(LAB_WANT_SEND, lab_grade_want(&g, &out));
	EXPECT_EQ(1, out.len);
	lab_grade_sent(&g, 1, now);
	lab_grade_feed_end(&g, now);
	EXPECT_STREQ("closed", lab_why_token(g.why));
	lab_grade_fini(&g);
	lab_grade_script_fini(&s);
}

/* That a server has died counts, unless something else was wrong before. */
TEST(lab_grade, who_has_died)
{
	struct student right = {.odd = SIZE_MAX};
	struct lab_grade_script s;
	struct lab_grade g;

	ASSERT_EQ(CT_OK,
	    lab_grade_script_init(&s, find(LAB_PREFIX, LAB_SERVER, "whole"),
		LAB_PREFIX, LAB_SERVER, false, GAP));
	lab_grade_init(&g, &s, WAIT);
	lab_grade_died(&g); /* too early: it has no verdict yet */
	play(&g, &right);
	EXPECT_STREQ("passed", lab_why_token(g.why));
	lab_grade_died(&g);
	EXPECT_STREQ("died", lab_why_token(g.why));
	EXPECT_LT(g.failed_at, s.count);
	lab_grade_fini(&g);

	lab_grade_init(&g, &s, WAIT);
	lab_grade_nobody(&g);
	lab_grade_died(&g);
	EXPECT_STREQ("nobody", lab_why_token(g.why));
	lab_grade_fini(&g);
	lab_grade_script_fini(&s);
}

TEST(lab_grade, words)
{
	for (int i = 0; i < LAB_WHY_COUNT; i++) {
		EXPECT_GT(strlen(lab_why_token((enum lab_why)i)), 0);
		for (int lang = 0; lang < CT_LANG_COUNT; lang++)
			EXPECT_GT(strlen(lab_why_text(
				      (enum lab_why)i, (enum ct_lang)lang)),
			    0);
	}
}
