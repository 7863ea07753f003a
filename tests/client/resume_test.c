/* What is shown of a room over many connections: once, in order, all of it. */
#include "tests/feed.h"
#include "tests/shim/shim.h"

#include "apps/client/resume.h"

#include <string.h>

static struct ct_frame
welcome(uint64_t epoch)
{
	return (struct ct_frame){.type = CT_FRAME_WELCOME,
	    .num = {1, 0, epoch},
	    .str = {ct_slice_str("me"), ct_slice_str("lobby")}};
}

static struct ct_frame
said(bool old, uint64_t seq, uint64_t prev)
{
	return (struct ct_frame){.type = CT_FRAME_MESSAGE,
	    .num = {CT_KIND_SAY, old, seq, prev, 5},
	    .str = {ct_slice_str("lobby"), ct_slice_str("x"),
		ct_slice_str("text")}};
}

static struct ct_frame
joined(const char *room)
{
	return (struct ct_frame){
	    .type = CT_FRAME_JOINED, .num = {1}, .str = {ct_slice_str(room)}};
}

static struct ct_frame
past(const char *room, uint64_t count, uint64_t last)
{
	return (struct ct_frame){.type = CT_FRAME_PAST,
	    .num = {count, last},
	    .str = {ct_slice_str(room)}};
}

static struct ct_frame
ack(uint64_t seq)
{
	return (struct ct_frame){.type = CT_FRAME_ACK,
	    .num = {99, seq},
	    .str = {ct_slice_str("lobby")}};
}

/* What comes of a frame, as "show 5, send HISTORY 4, gone 3 7 ". */
static struct ct_buf said_so;

static const char *
pull(struct resume *r)
{
	static const char *const kinds[] = {"show", "send", "gone", "anew"};
	struct resume_act act;

	ct_buf_clear(&said_so, false);
	while (resume_next(r, &act)) {
		const struct ct_frame *f = &act.frame;

		ct_buf_add_str(&said_so, kinds[act.kind]);
		if (act.kind == RESUME_SEND) {
			ct_buf_add_u8(&said_so, ' ');
			ct_buf_add_str(&said_so, ct_frame_name(f->type));
		}
		if (f->type == CT_FRAME_MESSAGE)
			ct_buf_add_u8(&said_so, ' '),
			    ct_buf_add_dec(&said_so, f->num[2]);
		if (f->type == CT_FRAME_HISTORY)
			ct_buf_add_u8(&said_so, ' '),
			    ct_buf_add_dec(&said_so, f->num[1]);
		if (act.kind == RESUME_GONE)
			ct_buf_add_u8(&said_so, ' '),
			    ct_buf_add_dec(&said_so, f->num[0]);
		ct_buf_add_str(&said_so, ", ");
	}
	ct_buf_add_u8(&said_so, '\0');
	return said_so.data;
}

static const char *
feed(struct resume *r, struct ct_frame f)
{
	if (!resume_feed(r, &f))
		return "as it is";
	return pull(r);
}

static const char *
up(struct resume *r, uint64_t epoch)
{
	struct ct_frame f = welcome(epoch);

	resume_up(r, &f);
	return pull(r);
}

/* A first connection: messages 3 and 4 are replayed. */
static void
begin(struct resume *r)
{
	ct_buf_init(&said_so, 1 << 20);
	resume_init(r);
	EXPECT_STREQ("", up(r, 7));
	EXPECT_STREQ("as it is", feed(r, joined("lobby")));
	EXPECT_STREQ("show 3, ", feed(r, said(true, 3, 2)));
	EXPECT_FALSE(resume_is_complete(r));
	EXPECT_STREQ("show 4, ", feed(r, said(true, 4, 3)));
	EXPECT_STREQ("as it is", feed(r, past("lobby", 2, 4)));
	EXPECT_TRUE(resume_is_complete(r));
	EXPECT_EQ(4, resume_have(r, ct_slice_str("lobby")));
}

static void
end(struct resume *r)
{
	EXPECT_EQ(CT_OK, r->err);
	resume_fini(r);
	ct_buf_fini(&said_so);
}

TEST(client_resume, what_follows_is_shown_and_doubles_are_not)
{
	struct resume r;

	begin(&r);
	EXPECT_STREQ("show 5, ", feed(&r, said(false, 5, 4)));
	EXPECT_STREQ("", feed(&r, said(false, 5, 4)));
	EXPECT_STREQ("", feed(&r, said(true, 3, 2)));
	EXPECT_STREQ("show 9, ", feed(&r, said(false, 9, 5)));
	EXPECT_STREQ("as it is", feed(&r, ack(12)));
	EXPECT_STREQ("show 13, ", feed(&r, said(false, 13, 12)));
	end(&r);
}

TEST(client_resume, other_frames_and_rooms_are_shown_as_they_are)
{
	struct ct_frame f = said(false, 1, 0);
	struct resume r;

	begin(&r);
	f.str[0] = ct_slice_str("elsewhere");
	EXPECT_STREQ("as it is", feed(&r, f));
	f = said(false, 1, 0);
	f.num[0] = CT_KIND_DIRECT;
	f.num[2] = 0;
	EXPECT_STREQ("as it is", feed(&r, f));
	EXPECT_STREQ("as it is", feed(&r, past("elsewhere", 1, 1)));
	EXPECT_STREQ("as it is", feed(&r, past("lobby", 1, 1)));
	EXPECT_STREQ("as it is",
	    feed(&r, (struct ct_frame){.type = CT_FRAME_PONG, .num = {1}}));
	end(&r);
}

TEST(client_resume, a_hole_is_filled_before_what_lies_behind_it)
{
	struct resume r;

	begin(&r);
	EXPECT_STREQ("send HISTORY 4, ", feed(&r, said(false, 8, 7)));
	EXPECT_FALSE(resume_is_complete(&r));
	EXPECT_STREQ("", feed(&r, said(false, 9, 8)));
	EXPECT_STREQ("as it is", feed(&r, ack(10)));
	EXPECT_STREQ("", feed(&r, said(false, 11, 10)));
	EXPECT_STREQ("show 6, ", feed(&r, said(true, 6, 4)));
	EXPECT_STREQ("show 7, ", feed(&r, said(true, 7, 6)));
	EXPECT_STREQ("show 8, ", feed(&r, said(true, 8, 7)));
	EXPECT_STREQ("show 9, show 11, ", feed(&r, past("lobby", 3, 11)));
	EXPECT_TRUE(resume_is_complete(&r));
	end(&r);
}

TEST(client_resume, what_the_server_does_not_keep_is_told)
{
	struct resume r;

	begin(&r);
	EXPECT_STREQ("send HISTORY 4, ", feed(&r, said(false, 20, 19)));
	EXPECT_STREQ("gone 6, show 11, ", feed(&r, said(true, 11, 10)));
	EXPECT_STREQ("send HISTORY 11, ", feed(&r, past("lobby", 1, 20)));
	EXPECT_STREQ("gone 8, show 20, ", feed(&r, past("lobby", 0, 20)));
	EXPECT_STREQ("send HISTORY 20, ", feed(&r, said(false, 22, 21)));
	EXPECT_STREQ("gone 1, show 22, ", feed(&r, past("lobby", 0, 22)));
	end(&r);
}

TEST(client_resume, a_full_page_means_ask_again)
{
	struct resume r;
	uint64_t have = 4;

	begin(&r);
	EXPECT_STREQ("send HISTORY 4, ", feed(&r, said(false, 100, 99)));
	for (; have < 4 + RESUME_PAGE; have++)
		feed(&r, said(true, have + 1, have));
	EXPECT_STREQ(
	    "send HISTORY 24, ", feed(&r, past("lobby", RESUME_PAGE, 100)));
	/* A server that says so without sending anything does not hold us. */
	EXPECT_STREQ(
	    "gone 75, show 100, ", feed(&r, past("lobby", RESUME_PAGE, 100)));
	end(&r);
}

TEST(client_resume, back_again_rooms_are_entered_and_caught_up_with)
{
	struct resume r;

	begin(&r);
	feed(&r, joined("相声"));
	EXPECT_STREQ("as it is", feed(&r, past("相声", 0, 0)));
	EXPECT_STREQ("send JOIN, send PING, ", up(&r, 7));
	EXPECT_FALSE(resume_is_complete(&r));
	EXPECT_STREQ("", feed(&r, joined("lobby")));
	/* What the server replays by itself counts, if it follows. */
	EXPECT_STREQ("", feed(&r, said(true, 8, 7)));
	EXPECT_STREQ("send HISTORY 4, ", feed(&r, past("lobby", 1, 8)));
	EXPECT_STREQ("", feed(&r, joined("相声")));
	EXPECT_STREQ("", feed(&r, past("相声", 0, 0)));
	EXPECT_STREQ("", feed(&r, (struct ct_frame){.type = CT_FRAME_PONG,
				      .num = {r.token}}));
	EXPECT_FALSE(resume_is_complete(&r));
	EXPECT_STREQ("show 7, ", feed(&r, said(true, 7, 4)));
	EXPECT_STREQ("show 8, ", feed(&r, said(true, 8, 7)));
	EXPECT_STREQ("", feed(&r, past("lobby", 2, 8)));
	EXPECT_TRUE(resume_is_complete(&r));
	EXPECT_STREQ("as it is", feed(&r, joined("lobby")));
	end(&r);
}

TEST(client_resume, a_room_that_does_not_take_us_back_is_given_up)
{
	struct resume r;

	begin(&r);
	feed(&r, joined("相声"));
	feed(&r, past("相声", 0, 0));
	EXPECT_STREQ("send JOIN, send PING, ", up(&r, 7));
	feed(&r, joined("lobby"));
	feed(&r, past("lobby", 0, 4));
	feed(&r, (struct ct_frame){.type = CT_FRAME_ERROR, .num = {47}});
	EXPECT_STREQ("", feed(&r, (struct ct_frame){.type = CT_FRAME_PONG,
				      .num = {r.token}}));
	EXPECT_TRUE(resume_is_complete(&r));
	EXPECT_STREQ("send PING, ", up(&r, 7));
	end(&r);
}

/* A refusal of something else is no answer to what we asked for. */
TEST(client_resume, a_room_refused_costs_another_one_nothing)
{
	static const uint64_t codes[] = {CT_EROOM, CT_EROOMS, CT_ENOMORE};
	struct resume r;

	begin(&r);
	feed(&r, joined("相声"));
	feed(&r, past("相声", 0, 0));
	up(&r, 7);
	feed(&r, joined("lobby"));
	EXPECT_STREQ("send HISTORY 4, ", feed(&r, past("lobby", 0, 6)));
	EXPECT_STREQ("", feed(&r, said(false, 7, 6)));
	for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++)
		EXPECT_STREQ("as it is",
		    feed(&r, (struct ct_frame){
				 .type = CT_FRAME_ERROR, .num = {codes[i]}}));
	EXPECT_STREQ("", pull(&r));
	EXPECT_STREQ("show 5, ", feed(&r, said(true, 5, 4)));
	EXPECT_STREQ("show 6, ", feed(&r, said(true, 6, 5)));
	EXPECT_STREQ("show 7, ", feed(&r, past("lobby", 2, 7)));
	end(&r);
}

TEST(client_resume, a_room_that_we_left_is_not_entered_again)
{
	struct ct_frame f = {
	    .type = CT_FRAME_LEFT, .str = {ct_slice_str("相声")}};
	struct resume r;

	begin(&r);
	feed(&r, joined("相声"));
	feed(&r, past("相声", 0, 0));
	EXPECT_STREQ("as it is", feed(&r, f));
	EXPECT_STREQ("send PING, ", up(&r, 7));
	end(&r);
}

TEST(client_resume, a_cut_while_a_hole_is_filled_loses_nothing)
{
	struct resume r;

	begin(&r);
	feed(&r, said(false, 9, 8));
	EXPECT_STREQ("show 5, ", feed(&r, said(true, 5, 4)));
	EXPECT_STREQ("send PING, ", up(&r, 7));
	feed(&r, joined("lobby"));
	EXPECT_STREQ("send HISTORY 5, ", feed(&r, past("lobby", 0, 9)));
	EXPECT_STREQ("show 8, ", feed(&r, said(true, 8, 5)));
	EXPECT_STREQ("show 9, ", feed(&r, said(true, 9, 8)));
	EXPECT_STREQ("", feed(&r, past("lobby", 2, 9)));
	end(&r);
}

TEST(client_resume, a_server_that_began_anew_is_read_from_its_beginning)
{
	struct resume r;

	begin(&r);
	EXPECT_STREQ("anew, send PING, ", up(&r, 8));
	feed(&r, joined("lobby"));
	EXPECT_STREQ("show 1, ", feed(&r, said(true, 1, 0)));
	EXPECT_STREQ("send HISTORY 1, ", feed(&r, past("lobby", 1, 2)));
	EXPECT_STREQ("show 2, ", feed(&r, said(true, 2, 1)));
	EXPECT_STREQ("", feed(&r, past("lobby", 1, 2)));
	EXPECT_STREQ("send PING, ", up(&r, 8));
	end(&r);
}

TEST(client_resume, history_that_somebody_asked_for_is_shown)
{
	struct ct_frame f = {.type = CT_FRAME_HISTORY,
	    .num = {0, 0, 20},
	    .str = {ct_slice_str("lobby")}};
	struct resume r;

	begin(&r);
	resume_asked(&r, &f);
	EXPECT_FALSE(resume_is_complete(&r));
	EXPECT_STREQ("show 1, ", feed(&r, said(true, 1, 0)));
	EXPECT_STREQ("", feed(&r, said(false, 5, 4)));
	EXPECT_STREQ("show 4, ", feed(&r, said(true, 4, 2)));
	EXPECT_EQ(4, resume_have(&r, ct_slice_str("lobby")));
	EXPECT_STREQ("show, send HISTORY 4, ", feed(&r, past("lobby", 2, 5)));
	EXPECT_STREQ("show 5, ", feed(&r, said(true, 5, 4)));
	EXPECT_STREQ("", feed(&r, past("lobby", 1, 5)));
	resume_asked(&r, &f);
	EXPECT_STREQ("show, ", feed(&r, past("lobby", 0, 5)));
	EXPECT_TRUE(resume_is_complete(&r));
	resume_asked(&r, &f);
	EXPECT_STREQ("as it is",
	    feed(&r, (struct ct_frame){.type = CT_FRAME_ERROR, .num = {68}}));
	EXPECT_TRUE(resume_is_complete(&r));
	end(&r);
}

TEST(client_resume, letters_are_shown_once_and_taken_afterwards)
{
	struct ct_frame f = said(true, 8, 0);
	struct resume r;

	begin(&r);
	f.num[0] = CT_KIND_DIRECT;
	EXPECT_STREQ("show 8, send TAKEN, ", feed(&r, f));
	f.num[2] = 6;
	EXPECT_STREQ("show 6, send TAKEN, ", feed(&r, f));
	up(&r, 7);
	EXPECT_STREQ("send TAKEN, ", feed(&r, f));
	up(&r, 8);
	EXPECT_STREQ("show 6, send TAKEN, ", feed(&r, f));
	end(&r);
}

/* As many as a server gives, and all of them again: none was taken there. */
TEST(client_resume, a_thousand_letters_are_shown_once)
{
	struct ct_frame f = said(true, 0, 0);
	struct resume r;

	begin(&r);
	f.num[0] = CT_KIND_DIRECT;
	for (f.num[2] = 1; f.num[2] <= 1000; f.num[2]++)
		EXPECT_EQ(0, strncmp("show", feed(&r, f), 4));
	up(&r, 7);
	for (f.num[2] = 1; f.num[2] <= 1000; f.num[2]++)
		EXPECT_STREQ("send TAKEN, ", feed(&r, f));
	end(&r);
}

TEST(client_resume, since_a_number_that_we_name)
{
	struct resume r;

	begin(&r);
	EXPECT_FALSE(resume_since(&r, ct_slice_str("nowhere"), 1));
	EXPECT_TRUE(resume_since(&r, ct_slice_str("lobby"), 99));
	EXPECT_STREQ("", pull(&r));
	EXPECT_TRUE(resume_since(&r, ct_slice_str("lobby"), 2));
	EXPECT_STREQ("send HISTORY 2, ", pull(&r));
	EXPECT_STREQ("show 3, ", feed(&r, said(true, 3, 2)));
	end(&r);
}

TEST(client_resume, what_waits_is_bounded_and_asked_for_again)
{
	static char text[CT_FRAME_MAX - 100];
	struct ct_frame f = said(false, 6, 5);
	struct resume r;
	uint64_t n;

	begin(&r);
	memset(text, 'x', sizeof(text));
	f.str[2] = (struct ct_slice){text, sizeof(text)};
	for (n = 6; n < 6 + 2 * RESUME_HELD_MAX / CT_FRAME_MAX; n++) {
		f.num[2] = n;
		f.num[3] = n - 1;
		feed(&r, f);
	}
	EXPECT_STREQ("show 5, ", feed(&r, said(true, 5, 4)));
	feed(&r, past("lobby", 1, n - 1));
	EXPECT_LT(resume_have(&r, ct_slice_str("lobby")), n - 1);
	EXPECT_GT(resume_have(&r, ct_slice_str("lobby")), 10);
	EXPECT_FALSE(resume_is_complete(&r));
	end(&r);
}

/*
 * A server of one room, and a line to it that is cut at any moment: everything
 * that happens is chosen by chance.
 */

enum { LOG_MAX = 4000, QUEUE_MAX = 4096 };

struct sim {
	struct resume r;
	uint64_t chance, epoch, seq, last_shown;
	struct {
		uint64_t seq, prev;
		bool seen, gone;
	} log[LOG_MAX];
	size_t kept, count;               /* messages from `kept` on are kept */
	struct ct_frame queue[QUEUE_MAX]; /* to the client */
	size_t head, tail;
	uint64_t asked[4]; /* HISTORY after these, not answered */
	size_t asks, shown, told_gone;
	bool up, in;
};

static void
to_client(struct sim *s, struct ct_frame f)
{
	ASSERT_LT(s->tail, QUEUE_MAX);
	s->queue[s->tail++] = f;
}

static size_t
below(struct sim *s, size_t n)
{
	return feed_below(&s->chance, n);
}

static void
sim_say(struct sim *s, bool own)
{
	uint64_t prev = s->seq;

	if (s->count == LOG_MAX || s->tail + 400 > QUEUE_MAX)
		return;
	s->seq += 1 + below(s, 3);
	s->log[s->count].seq = s->seq;
	s->log[s->count].prev = prev;
	s->log[s->count].seen = s->log[s->count].gone = false;
	s->count++;
	if (s->up && s->in)
		to_client(s, own ? ack(s->seq) : said(false, s->seq, prev));
}

static void
sim_rows(struct sim *s, size_t first, size_t end)
{
	size_t n = 0;

	for (size_t i = first; i < end; i++, n++)
		to_client(s, said(true, s->log[i].seq, s->log[i].prev));
	to_client(s, past("lobby", n, s->seq));
}

static void
sim_answer(struct sim *s)
{
	size_t first = s->kept, end;

	if (s->asks == 0 || s->tail + 400 > QUEUE_MAX)
		return;
	while (first < s->count && s->log[first].seq <= s->asked[0])
		first++;
	end = first + 1 + below(s, RESUME_PAGE);
	if (end > s->count)
		end = s->count;
	sim_rows(s, first, end);
	memmove(s->asked, s->asked + 1, sizeof(s->asked) - sizeof(*s->asked));
	s->asks--;
}

static struct ct_frame
sim_up(struct sim *s)
{
	size_t first = s->count - below(s, s->count - s->kept + 1);

	if (s->count - first > 5)
		first = s->count - 5;
	s->up = s->in = true;
	to_client(s, joined("lobby"));
	sim_rows(s, first, s->count);
	return welcome(s->epoch);
}

static void
sim_cut(struct sim *s)
{
	s->head = s->tail = s->asks = 0;
	s->up = s->in = false;
}

/* Only what was pruned may be missing, and nothing is shown twice. */
static void
sim_shown(struct sim *s, const struct ct_frame *f)
{
	if (f->type != CT_FRAME_MESSAGE)
		return;
	EXPECT_GT(f->num[2], s->last_shown);
	s->last_shown = f->num[2];
	s->shown++;
	for (size_t i = 0; i < s->count; i++)
		if (s->log[i].seq == f->num[2]) {
			EXPECT_FALSE(s->log[i].seen);
			s->log[i].seen = true;
		}
}

static void
sim_gone(struct sim *s, const struct ct_frame *f)
{
	s->told_gone++;
	for (size_t i = 0; i < s->count; i++)
		if (s->log[i].seq <= f->num[1])
			s->log[i].gone = true;
}

static void
sim_pull(struct sim *s)
{
	struct resume_act act;

	while (resume_next(&s->r, &act)) {
		if (act.kind == RESUME_SHOW)
			sim_shown(s, &act.frame);
		else if (act.kind == RESUME_GONE)
			sim_gone(s, &act.frame);
		else if (act.kind == RESUME_ANEW)
			s->last_shown = 0;
		else if (act.frame.type == CT_FRAME_PING)
			to_client(s, (struct ct_frame){.type = CT_FRAME_PONG,
					 .num = {act.frame.num[0]}});
		else if (act.frame.type == CT_FRAME_HISTORY)
			s->asked[s->asks++] = act.frame.num[1];
	}
}

static void
sim_hear(struct sim *s)
{
	struct ct_frame f;

	if (s->head == s->tail)
		return;
	f = s->queue[s->head++];
	if (s->head == s->tail)
		s->head = s->tail = 0;
	resume_feed(&s->r, &f);
	if (f.type == CT_FRAME_ACK)
		for (size_t i = 0; i < s->count; i++)
			s->log[i].seen |= s->log[i].seq == f.num[1];
	sim_pull(s);
}

static void
sim_connect(struct sim *s)
{
	struct ct_frame f = sim_up(s);

	resume_up(&s->r, &f);
	sim_pull(s);
}

static void
sim_restart(struct sim *s)
{
	sim_cut(s);
	s->epoch++;
	s->seq = s->count = s->kept = 0;
}

static void
sim_step(struct sim *s, bool pruning)
{
	size_t n = below(s, 100);

	if (n < 35)
		sim_say(s, false);
	else if (n < 40 && s->up && resume_is_complete(&s->r))
		sim_say(s, true);
	else if (n < 80)
		sim_hear(s);
	else if (n < 92)
		sim_answer(s);
	else if (n < 95 && s->up)
		sim_cut(s);
	else if (n < 99 && !s->up)
		sim_connect(s);
	else if (pruning && n == 99 && s->count - s->kept > 3)
		s->kept += below(s, s->count - s->kept);
}

/* All that is under way arrives. */
static void
sim_settle(struct sim *s)
{
	if (!s->up)
		sim_connect(s);
	while (s->asks > 0 || s->head < s->tail) {
		sim_hear(s);
		if (s->head == s->tail)
			sim_answer(s);
	}
	EXPECT_TRUE(resume_is_complete(&s->r));
	EXPECT_EQ(s->seq, resume_have(&s->r, ct_slice_str("lobby")));
}

static void
simulate(uint64_t seed, bool pruning)
{
	static struct sim s;
	size_t missing = 0;

	s = (struct sim){.chance = seed, .epoch = 1};
	resume_init(&s.r);
	sim_settle(&s);
	for (int round = 0; round < 4; round++) {
		for (int i = 0; i < 400; i++)
			sim_step(&s, pruning);
		sim_settle(&s);
		for (size_t i = 0; i < s.count; i++) {
			missing += !s.log[i].seen;
			EXPECT_TRUE(s.log[i].seen || s.log[i].gone);
		}
		if (!pruning)
			EXPECT_EQ(0, missing);
		sim_restart(&s);
	}
	EXPECT_GT(s.shown, 100);
	EXPECT_EQ(CT_OK, s.r.err);
	resume_fini(&s.r);
}

TEST(client_resume, chance_cuts_the_line_and_nothing_is_missing)
{
	for (uint64_t seed = 1; seed <= 300 && !shim_failed(); seed++) {
		INFO("seed %d", (int)seed);
		simulate(seed, false);
	}
}

TEST(client_resume, chance_forgets_messages_and_that_is_told)
{
	for (uint64_t seed = 1; seed <= 300 && !shim_failed(); seed++) {
		INFO("seed %d", (int)seed);
		simulate(seed, true);
	}
}
