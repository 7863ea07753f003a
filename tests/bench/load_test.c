/* The load generator's own checks must notice what they are for. */
#include "gauge.h"
#include "peer.h"

#include "core/frame.h"
#include "platform/clock.h"
#include "platform/process.h"
#include "tests/shim/shim.h"

#include <stdio.h>
#include <string.h>

enum { patience_ms = 20000 };

/* A peer, and the socket of the server that it thinks it talks to. */
struct bed {
	struct pf_poller *poller;
	struct pf_sock listener, server;
	struct peer peer;
	struct tally tally;
	uint32_t next[2];
};

static bool
bed_open(struct bed *b, enum peer_door door)
{
	struct pf_addr a;
	size_t n;
	int64_t until = pf_clock_mono() + patience_ms;

	memset(b, 0, sizeof(*b));
	b->server = PF_SOCK_NONE;
	if (pf_net_start() != PF_OK || pf_poller_new(&b->poller) != PF_OK ||
	    pf_addr_resolve("127.0.0.1", 0, &a, 1, &n) != PF_OK ||
	    pf_listen(&a, 5, &b->listener) != PF_OK ||
	    pf_local_addr(b->listener, &a) != PF_OK ||
	    peer_open(&b->peer, door, &a, &b->tally, b->poller) != PF_OK)
		return false;
	while (pf_accept(b->listener, &b->server, NULL) == PF_AGAIN &&
	       pf_clock_mono() < until)
		continue;
	b->peer.state = PEER_READY;
	b->peer.next = b->next;
	b->peer.senders = 2;
	return b->server.id != PF_SOCK_NONE.id;
}

static void
bed_close(struct bed *b)
{
	peer_close(&b->peer, b->poller);
	pf_close(&b->server);
	pf_close(&b->listener);
	pf_poller_free(b->poller);
	pf_net_stop();
}

/* The server says `data`; the peer hears it until `delivered` are counted. */
static void
tell(struct bed *b, struct ct_slice data, uint64_t delivered)
{
	struct pf_slice v = {.data = data.data, .len = data.len};
	int64_t until = pf_clock_mono() + patience_ms;
	struct pf_event ev[4];
	size_t n;

	ASSERT_EQ(PF_OK, pf_sendv(b->server, &v, 1, &n));
	ASSERT_EQ(data.len, n);
	while (b->tally.delivered < delivered && pf_clock_mono() < until) {
		pf_poller_wait(b->poller, ev, 4, 100, &n, NULL);
		for (size_t i = 0; i < n; i++)
			peer_ready(&b->peer, ev[i].events, b->poller);
	}
	EXPECT_EQ(delivered, b->tally.delivered);
}

static void
add_say(struct ct_buf *out, uint64_t seq, uint64_t prev, const char *text)
{
	struct ct_frame f = {.type = CT_FRAME_MESSAGE,
	    .num = {CT_KIND_SAY, 0, seq, prev, 0},
	    .str = {
		ct_slice_str("bench"), ct_slice_str("x"), ct_slice_str(text)}};

	ASSERT_EQ(CT_OK, ct_frame_add(out, &f));
}

struct said {
	uint64_t seq, prev;
	const char *text;
};

/* How many faults a native peer finds in these messages. */
static uint64_t
faults(const struct said *said, size_t count)
{
	struct bed b;
	struct ct_buf out;

	ct_buf_init(&out, 4096);
	for (size_t i = 0; i < count; i++)
		add_say(&out, said[i].seq, said[i].prev, said[i].text);
	if (bed_open(&b, PEER_NATIVE))
		tell(&b, ct_buf_slice(&out), count);
	else
		ADD_FAILURE("no bed");
	bed_close(&b);
	ct_buf_fini(&out);
	return b.tally.wrong;
}

TEST(load, what_is_in_order_is_right)
{
	static const struct said said[] = {{5, 4, "@0.0 x"}, {7, 5, "@1.0 x"},
	    {8, 7, "@0.1 x"}, {9, 8, "@1.1 x"}};

	EXPECT_EQ(0u, faults(said, 4));
}

TEST(load, lost_doubled_and_swapped_are_noticed)
{
	static const struct said lost[] = {{1, 0, "@0.0 x"}, {3, 1, "@0.2 x"}};
	static const struct said doubled[] = {
	    {1, 0, "@0.0 x"}, {2, 1, "@0.0 x"}};
	static const struct said swapped[] = {
	    {1, 0, "@0.1 x"}, {2, 1, "@0.0 x"}};
	static const struct said hole[] = {{1, 0, "@0.0 x"}, {9, 8, "@0.1 x"}};
	static const struct said stranger[] = {{1, 0, "@7.0 x"}};

	EXPECT_EQ(1u, faults(lost, 2));
	EXPECT_EQ(1u, faults(doubled, 2));
	EXPECT_EQ(2u, faults(swapped, 2));
	EXPECT_EQ(1u, faults(hole, 2));
	EXPECT_EQ(1u, faults(stranger, 1));
}

TEST(load, lines_are_checked_too)
{
	static const char good[] = "[bench] guest1: @0.0 xx\r\n"
				   "* guest2 joined bench\r\n"
				   "[bench] guest2: @1.0 xx\n";
	static const char again[] = "[bench] guest2: @1.0 xx\n";
	struct bed b;

	ASSERT_TRUE(bed_open(&b, PEER_LINE));
	tell(&b, ct_slice_str(good), 2);
	EXPECT_EQ(0u, b.tally.wrong);
	tell(&b, ct_slice_str(again), 3);
	EXPECT_EQ(1u, b.tally.wrong);
	bed_close(&b);
}

TEST(gauge, this_process_can_be_read)
{
	struct gauge g = gauge_read(pf_process_id());
	struct gauge none = gauge_read(0);

	EXPECT_EQ(-1, none.resident);
	EXPECT_EQ(-1, none.cpu_ms);
	if (CT_ON_WINDOWS)
		SKIP("only Linux tells");
	EXPECT_GT(g.resident, 100000);
	EXPECT_GE(g.cpu_ms, 0);
}
