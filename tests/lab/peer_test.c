/* Both programs of an exchange over a stream in memory: with a cure, messages
 * are whole whatever the cuts; without one, they are not. */
#include "tests/shim/shim.h"

#include "apps/lab/peer.h"

#include <string.h>

struct both {
	struct lab_sender sender;
	struct lab_receiver receiver;
	struct lab_timeline t;
	struct ct_buf way; /* sent, and not read yet */
};

/* Everything that can be sent is, before anything is read. */
static enum ct_err
send_all(struct both *b)
{
	enum ct_err err = CT_OK;

	while (err == CT_OK && lab_sender_step(&b->sender) == LAB_STEP_SEND) {
		ct_buf_add_slice(&b->way, b->sender.out);
		err = lab_timeline_send(&b->t, LAB_THERE, 0, b->sender.out);
		if (err == CT_OK)
			err = lab_sender_sent(&b->sender, b->sender.out.len);
	}
	return err;
}

static enum ct_err
read_one(struct both *b)
{
	struct ct_slice in = ct_buf_slice(&b->way);
	size_t want = lab_receiver_want(&b->receiver);
	enum ct_err err;

	if (in.len > want)
		in.len = want;
	if (in.len == 0)
		return CT_OK;
	err = lab_timeline_read(&b->t, LAB_THERE, 0, in);
	if (err == CT_OK)
		err = lab_receiver_feed(&b->receiver, in, &b->t, 0);
	ct_buf_consume(&b->way, in.len);
	return err;
}

static enum ct_err
answer(struct both *b)
{
	enum ct_err err =
	    lab_sender_feed(&b->sender, ct_buf_slice(&b->receiver.out));

	ct_buf_clear(&b->receiver.out, false);
	return err;
}

static enum ct_err
play(const struct lab_plan *p, struct both *b)
{
	enum ct_err err;

	lab_timeline_init(&b->t);
	ct_buf_init(&b->way, LAB_PLAN_BYTES * 2);
	err = lab_plan_declare(p, &b->t);
	if (err == CT_OK)
		err = lab_sender_init(&b->sender, p);
	if (err == CT_OK)
		err = lab_receiver_init(&b->receiver, p);
	while (err == CT_OK) {
		err = answer(b);
		if (err == CT_OK)
			err = send_all(b);
		if (lab_sender_step(&b->sender) == LAB_STEP_DONE &&
		    b->way.len == 0)
			break;
		if (err == CT_OK)
			err = read_one(b);
	}
	return err;
}

static void
end(struct both *b)
{
	lab_sender_fini(&b->sender);
	lab_receiver_fini(&b->receiver);
	lab_timeline_fini(&b->t);
	ct_buf_fini(&b->way);
}

static struct lab_tally
tally_of(enum lab_cure cure, const char *texts, const char *sizes,
    const char *reads, size_t chunk, uint64_t seed)
{
	struct lab_plan p;
	struct both b;
	struct lab_tally tally = {0};

	memset(&b, 0, sizeof b);
	lab_plan_init(&p);
	p.cure = cure;
	p.seed = seed;
	p.chunk = chunk;
	EXPECT_EQ(CT_OK, lab_plan_reads(&p, reads));
	EXPECT_EQ(CT_OK, texts != NULL ? lab_plan_texts(&p, texts)
				       : lab_plan_sizes(&p, sizes));
	EXPECT_EQ(CT_OK, play(&p, &b));
	lab_stream_tally(&b.t.ways[LAB_THERE], &tally);
	EXPECT_EQ(p.count, tally.messages);
	end(&b);
	lab_plan_fini(&p);
	return tally;
}

TEST(lab_peer, raw_is_glued_and_cut)
{
	struct lab_tally t =
	    tally_of(LAB_RAW, "hello,kniom", NULL, "2,10", 0, 0);

	EXPECT_EQ(2, t.units);
	EXPECT_EQ(1, t.glued);
	EXPECT_EQ(2, t.cut);
	EXPECT_EQ(0, t.whole);
}

/* The cures, on many plans, cut at every size and at random ones. */
TEST(lab_peer, a_cure_is_always_exact)
{
	static const char *const reads[] = {
	    "1", "2", "3", "7", "2,10", "1-16", "1-3000", "65536"};

	for (int cure = LAB_DELIMITER; cure < LAB_CURES; cure++) {
		for (size_t i = 0; i < sizeof reads / sizeof reads[0]; i++) {
			for (uint64_t seed = 0; seed < 40; seed++) {
				struct lab_tally t =
				    tally_of((enum lab_cure)cure, NULL,
					"5,5,1,300,2x10,1500", reads[i],
					(size_t)(seed % 5) * 7, seed);

				INFO("%s reads %s seed %u",
				    lab_cure_name((enum lab_cure)cure),
				    reads[i], (unsigned)seed);
				ASSERT_EQ(15, t.units);
				ASSERT_EQ(15, t.whole);
				ASSERT_EQ(0, t.glued + t.cut);
			}
		}
	}
}

/* Write, write, read: the receiver answers each whole message. */
TEST(lab_peer, replies)
{
	struct lab_plan p;
	struct both b;

	memset(&b, 0, sizeof b);
	lab_plan_init(&p);
	p.reply = true;
	p.chunk = 3;
	ASSERT_EQ(CT_OK, lab_plan_texts(&p, "hello,kniom,again"));
	ASSERT_EQ(CT_OK, play(&p, &b));
	EXPECT_EQ(6, b.t.ways[LAB_THERE].layers[LAB_SENDS].count);
	EXPECT_EQ(3, b.receiver.units);
	EXPECT_EQ(LAB_STEP_DONE, lab_sender_step(&b.sender));
	end(&b);
	lab_plan_fini(&p);
}

TEST(lab_peer, what_the_other_must_not_say)
{
	struct lab_plan p;
	struct lab_sender s;
	struct lab_receiver r;
	struct lab_timeline t;
	struct ct_slice glued = ct_slice_str("5hello");

	lab_plan_init(&p);
	lab_timeline_init(&t);
	p.cure = LAB_ANNOUNCE;
	ASSERT_EQ(CT_OK, lab_plan_texts(&p, "hello"));
	ASSERT_EQ(CT_OK, lab_sender_init(&s, &p));
	EXPECT_EQ(LAB_STEP_WAIT, lab_sender_step(&s));
	EXPECT_EQ(CT_OK, lab_sender_feed(&s, ct_slice_str("ne")));
	EXPECT_EQ(CT_OK, lab_sender_feed(&s, ct_slice_str("xt")));
	EXPECT_EQ(LAB_STEP_SEND, lab_sender_step(&s));
	EXPECT_SLICE("5", s.out);
	EXPECT_EQ(CT_EINVAL, lab_sender_feed(&s, ct_slice_str("ok")));
	lab_sender_fini(&s);
	/* Length and body together: int() of the lesson fails on it. */
	ASSERT_EQ(CT_OK, lab_receiver_init(&r, &p));
	EXPECT_EQ(1024, lab_receiver_want(&r));
	lab_timeline_read(&t, LAB_THERE, 0, glued);
	EXPECT_EQ(CT_EINVAL, lab_receiver_feed(&r, glued, &t, 0));
	lab_receiver_fini(&r);
	lab_timeline_fini(&t);
	lab_plan_fini(&p);
}

TEST(lab_peer, too_long_for_a_frame)
{
	struct lab_plan p;
	struct lab_sender s;

	lab_plan_init(&p);
	p.cure = LAB_PREFIX;
	ASSERT_EQ(CT_OK, lab_plan_sizes(&p, "65531"));
	EXPECT_EQ(CT_OK, lab_sender_init(&s, &p));
	lab_sender_fini(&s);
	ASSERT_EQ(CT_OK, lab_plan_sizes(&p, "65532"));
	EXPECT_EQ(CT_EFRAME, lab_sender_init(&s, &p));
	lab_sender_fini(&s);
	lab_plan_fini(&p);
}
