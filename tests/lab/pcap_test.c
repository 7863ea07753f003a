/* A capture, read back with a small parser of its own. */
#include "tests/shim/shim.h"

#include "apps/lab/pcap.h"

#include <string.h>

struct packet {
	int64_t at;
	bool v6;
	unsigned proto, from, to, flags;
	uint32_t seq, ack;
	struct ct_slice body;
};

static uint32_t
sum_words(uint32_t sum, struct ct_slice s)
{
	for (size_t i = 0; i < s.len; i++)
		sum += (uint32_t)(unsigned char)s.data[i] << (i % 2 ? 0 : 8);
	return sum;
}

static bool
sums_up(uint32_t sum)
{
	while (sum >> 16 != 0)
		sum = (sum & 0xffff) + (sum >> 16);
	return sum == 0xffff;
}

/* The header of either version, which it takes away; returns what the addresses
 * sum up to. */
static uint32_t
take_ip(struct ct_slice *p, struct packet *out)
{
	const unsigned char *b = (const unsigned char *)p->data;
	size_t len = p->len;

	out->v6 = b[0] >> 4 == 6;
	if (out->v6) {
		EXPECT_EQ(0x60, b[0]);
		EXPECT_EQ(len - 40, (size_t)b[4] << 8 | b[5]);
		EXPECT_EQ(64, b[7]);
		out->proto = b[6];
		*p = (struct ct_slice){p->data + 40, len - 40};
		return sum_words(0, (struct ct_slice){p->data - 32, 32});
	}
	EXPECT_EQ(0x45, b[0]);
	EXPECT_EQ(len, (size_t)b[2] << 8 | b[3]);
	EXPECT_TRUE(sums_up(sum_words(0, (struct ct_slice){p->data, 20})));
	out->proto = b[9];
	*p = (struct ct_slice){p->data + 20, len - 20};
	return sum_words(0, (struct ct_slice){p->data - 8, 8});
}

/* Takes one record, and checks its lengths and all checksums. */
static void
take_packet(struct ct_slice *in, struct packet *out)
{
	uint32_t s, us, len, same, addresses;
	uint16_t port;
	uint8_t v;
	struct ct_slice tcp;

	ASSERT_EQ(CT_OK, ct_take_u32(in, &s));
	ct_take_u32(in, &us);
	ct_take_u32(in, &len);
	ASSERT_EQ(CT_OK, ct_take_u32(in, &same));
	EXPECT_EQ(len, same);
	ASSERT_EQ(CT_OK, ct_take(in, len, &tcp));
	out->at = (int64_t)s * 1000000 + us;
	addresses = take_ip(&tcp, out);
	EXPECT_TRUE(sums_up(
	    sum_words(addresses + out->proto + (uint32_t)tcp.len, tcp)));
	ct_take_u16(&tcp, &port);
	out->from = port;
	ct_take_u16(&tcp, &port);
	out->to = port;
	if (out->proto == 17) {
		out->body = (struct ct_slice){tcp.data + 4, tcp.len - 4};
		return;
	}
	ct_take_u32(&tcp, &out->seq);
	ct_take_u32(&tcp, &out->ack);
	ct_take_u8(&tcp, &v);
	EXPECT_EQ(0x50, v);
	ct_take_u8(&tcp, &v);
	out->flags = v;
	out->body = (struct ct_slice){tcp.data + 6, tcp.len - 6};
}

static void
begin(struct ct_buf *out, struct ct_slice *in)
{
	uint32_t magic, link;
	struct packet label;

	EXPECT_EQ(CT_OK, lab_pcap_begin(out, 5000007));
	*in = ct_buf_slice(out);
	ct_take_u32(in, &magic);
	EXPECT_EQ(0xa1b2c3d4, magic);
	in->data += 16;
	in->len -= 16;
	ct_take_u32(in, &link);
	EXPECT_EQ(101, link);
	take_packet(in, &label);
	EXPECT_EQ(5000007, label.at);
	EXPECT_EQ(9, label.to);
	EXPECT_EQ(0, memcmp(label.body.data, "Synthesised", 11));
	EXPECT_EQ(0, in->len);
}

static const struct lab_pcap_run run = {.from = {{127, 0, 0, 1}, 40000},
    .to = {{127, 0, 0, 1}, 7777},
    .began = 1000000};

static const struct lab_pcap_run run6 = {
    .from = {{0x20, 1, 0x0d, 0xb8, [15] = 9}, 40000},
    .to = {{[15] = 1}, 7777},
    .v6 = true,
    .began = 1000000};

static void
expect_tcp(const struct lab_pcap_run *how)
{
	static const struct {
		unsigned from, flags;
		uint32_t seq, ack;
		const char *body;
	} want[] = {
	    {40000, 0x02, 0, 0, ""},
	    {7777, 0x12, 0, 1, ""},
	    {40000, 0x10, 1, 1, ""},
	    {40000, 0x18, 1, 1, "hello"},
	    {40000, 0x18, 6, 1, "kniom"},
	    {7777, 0x10, 1, 3, ""},
	    {7777, 0x18, 1, 3, "ok"},
	    {40000, 0x10, 11, 3, ""},
	    {40000, 0x11, 11, 3, ""},
	    {7777, 0x10, 3, 12, ""},
	};
	struct ct_buf out;
	struct ct_slice in;
	struct lab_timeline t;
	size_t before;

	ct_buf_init(&out, 1 << 20);
	lab_timeline_init(&t);
	begin(&out, &in);
	before = out.len;
	lab_timeline_send(&t, LAB_THERE, 10, ct_slice_str("hello"));
	lab_timeline_send(&t, LAB_THERE, 20, ct_slice_str("kniom"));
	lab_timeline_read(&t, LAB_THERE, 30, ct_slice_str("he"));
	lab_timeline_send(&t, LAB_BACK, 40, ct_slice_str("ok"));
	lab_timeline_read(&t, LAB_BACK, 50, ct_slice_str("ok"));
	lab_timeline_close(&t, LAB_THERE, 60, LAB_END);
	ASSERT_EQ(CT_OK, lab_pcap_add(&out, how, &t));
	in = (struct ct_slice){out.data + before, out.len - before};
	for (size_t i = 0; i < sizeof want / sizeof want[0]; i++) {
		struct packet p = {0};

		INFO("packet %zu", i);
		take_packet(&in, &p);
		EXPECT_EQ(how->v6, p.v6);
		EXPECT_EQ(6, p.proto);
		EXPECT_EQ(want[i].from, p.from);
		EXPECT_EQ(want[i].flags, p.flags);
		EXPECT_EQ(want[i].seq, p.seq);
		EXPECT_EQ(want[i].ack, p.ack);
		EXPECT_SLICE_EQ(ct_slice_str(want[i].body), p.body);
	}
	EXPECT_EQ(0, in.len);
	lab_timeline_fini(&t);
	ct_buf_fini(&out);
}

TEST(lab_pcap, tcp)
{
	expect_tcp(&run);
	expect_tcp(&run6);
}

/* Whose packet it is stands in its addresses. */
TEST(lab_pcap, addresses)
{
	for (int v6 = 0; v6 < 2; v6++) {
		const struct lab_pcap_run *how = v6 ? &run6 : &run;
		size_t len = v6 ? 16 : 4, at = v6 ? 8 : 12;
		struct ct_buf out;
		struct ct_slice in;
		struct lab_timeline t;
		const char *ip;

		ct_buf_init(&out, 1 << 20);
		lab_timeline_init(&t);
		begin(&out, &in);
		in.len = out.len;
		ASSERT_EQ(CT_OK, lab_pcap_add(&out, how, &t));
		ip = out.data + in.len + 16 + at; /* of the SYN */
		EXPECT_EQ(0, memcmp(how->from.ip, ip, len));
		EXPECT_EQ(0, memcmp(how->to.ip, ip + len, len));
		lab_timeline_fini(&t);
		ct_buf_fini(&out);
	}
}

/* A long send is several packets, with all its bytes; odd ones add up, too. */
static void
expect_long(const struct lab_pcap_run *how)
{
	static char much[100001];
	struct ct_buf out;
	struct ct_slice in;
	struct lab_timeline t;
	size_t before, bytes = 0;

	memset(much, 'x', sizeof much);
	ct_buf_init(&out, 1 << 20);
	lab_timeline_init(&t);
	begin(&out, &in);
	before = out.len;
	lab_timeline_send(
	    &t, LAB_THERE, 10, (struct ct_slice){much, sizeof much});
	ASSERT_EQ(CT_OK, lab_pcap_add(&out, how, &t));
	in = (struct ct_slice){out.data + before, out.len - before};
	while (in.len > 0) {
		struct packet p = {0};

		take_packet(&in, &p);
		bytes += p.body.len;
	}
	EXPECT_EQ(sizeof much, bytes);
	lab_timeline_fini(&t);
	ct_buf_fini(&out);
}

TEST(lab_pcap, a_long_send)
{
	expect_long(&run);
	expect_long(&run6);
}

static void
expect_udp(const struct lab_pcap_run *how)
{
	struct lab_pcap_run udp = *how;
	struct ct_buf out;
	struct ct_slice in;
	struct lab_timeline t;
	struct packet p = {0};
	size_t before;

	udp.udp = true;
	ct_buf_init(&out, 1 << 20);
	lab_timeline_init(&t);
	begin(&out, &in);
	before = out.len;
	lab_timeline_send(&t, LAB_THERE, 10, ct_slice_str("hello"));
	lab_timeline_datagram(&t, LAB_THERE, 30, ct_slice_str("he"), true);
	ASSERT_EQ(CT_OK, lab_pcap_add(&out, &udp, &t));
	in = (struct ct_slice){out.data + before, out.len - before};
	take_packet(&in, &p);
	EXPECT_EQ(how->v6, p.v6);
	EXPECT_EQ(17, p.proto);
	EXPECT_EQ(1000010, p.at);
	EXPECT_SLICE("hello", p.body);
	EXPECT_EQ(0, in.len);
	lab_timeline_fini(&t);
	ct_buf_fini(&out);
}

TEST(lab_pcap, udp)
{
	expect_udp(&run);
	expect_udp(&run6);
}

/* The largest datagram there is fits either version. */
TEST(lab_pcap, the_largest_datagram)
{
	static char much[65507];

	for (int v6 = 0; v6 < 2; v6++) {
		struct lab_pcap_run udp = v6 ? run6 : run;
		struct ct_buf out;
		struct ct_slice in;
		struct lab_timeline t;
		struct packet p = {0};
		size_t before;

		udp.udp = true;
		ct_buf_init(&out, 1 << 20);
		lab_timeline_init(&t);
		begin(&out, &in);
		before = out.len;
		lab_timeline_send(
		    &t, LAB_THERE, 10, (struct ct_slice){much, sizeof much});
		ASSERT_EQ(CT_OK, lab_pcap_add(&out, &udp, &t));
		in = (struct ct_slice){out.data + before, out.len - before};
		take_packet(&in, &p);
		EXPECT_EQ(sizeof much, p.body.len);
		lab_timeline_fini(&t);
		ct_buf_fini(&out);
	}
}
