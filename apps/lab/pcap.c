/* Headers and checksums of IPv4 (RFC 791), IPv6 (RFC 8200), TCP (RFC 9293), UDP
 * (RFC 768). */
#include "pcap.h"

#include "events.h"

#include <string.h>

enum {
	LINKTYPE_RAW = 101,
	SNAP = 262144,
	PAYLOAD_MAX = 32768, /* bytes of one segment */
	IP4_HEADER = 20,
	IP6_HEADER = 40,
	LENGTH_MAX = 65535, /* of IPv4 with its header, of IPv6 without */
	PACKET_MAX = IP6_HEADER + LENGTH_MAX,
	TCP_HEADER = 20,
	UDP_HEADER = 8,
	PROTO_TCP = 6,
	PROTO_UDP = 17,
	FIN = 1,
	SYN = 2,
	RST = 4,
	PSH = 8,
	ACK = 16,
};

/* An exchange being written: how far each side is. */
struct capture {
	struct ct_buf *out;
	const struct lab_pcap_run *run;
	uint32_t sent[LAB_WAYS];  /* sequence numbers, relative; SYN is one */
	uint32_t taken[LAB_WAYS]; /* acknowledged by the reader */
	enum ct_err err;          /* the first one */
};

static uint32_t
add_words(uint32_t sum, const uint8_t *p, size_t n)
{
	for (size_t i = 0; i < n; i += 2) {
		uint32_t low = i + 1 < n ? p[i + 1] : 0;

		sum += (uint32_t)p[i] << 8 | low;
	}
	while (sum >> 16 != 0)
		sum = (sum & 0xffff) + (sum >> 16);
	return sum;
}

static void
put16(uint8_t *p, uint32_t v)
{
	p[0] = (uint8_t)(v >> 8);
	p[1] = (uint8_t)v;
}

static void
put32(uint8_t *p, uint32_t v)
{
	put16(p, v >> 16);
	put16(p + 2, v & 0xffff);
}

static void
add_record(struct capture *c, int64_t at, const uint8_t *packet, size_t len)
{
	struct ct_buf *b = c->out;

	if (c->err == CT_OK)
		c->err = ct_buf_reserve(b, 16 + len);
	if (c->err != CT_OK)
		return;
	ct_buf_add_u32(b, (uint32_t)(at / 1000000));
	ct_buf_add_u32(b, (uint32_t)(at % 1000000));
	ct_buf_add_u32(b, (uint32_t)len);
	ct_buf_add_u32(b, (uint32_t)len);
	ct_buf_add(b, packet, len);
}

static const struct lab_pcap_end *
side(const struct capture *c, enum lab_way way)
{
	return way == LAB_THERE ? &c->run->from : &c->run->to;
}

static enum lab_way
other(enum lab_way way)
{
	return way == LAB_THERE ? LAB_BACK : LAB_THERE;
}

static size_t
ip_header(const struct capture *c)
{
	return c->run->v6 ? IP6_HEADER : IP4_HEADER;
}

/* In front of a segment; returns the sum of the addresses. */
static uint32_t
put_ip4(uint8_t *p, const struct lab_pcap_end *from,
    const struct lab_pcap_end *to, uint8_t proto, size_t segment)
{
	p[0] = 0x45;
	put16(p + 2, (uint32_t)(IP4_HEADER + segment));
	put16(p + 6, 0x4000); /* do not fragment */
	p[8] = 64;
	p[9] = proto;
	memcpy(p + 12, from->ip, 4);
	memcpy(p + 16, to->ip, 4);
	put16(p + 10, 0xffff & ~add_words(0, p, IP4_HEADER));
	return add_words(0, p + 12, 8);
}

static uint32_t
put_ip6(uint8_t *p, const struct lab_pcap_end *from,
    const struct lab_pcap_end *to, uint8_t proto, size_t segment)
{
	p[0] = 0x60;
	put16(p + 4, (uint32_t)segment);
	p[6] = proto;
	p[7] = 64;
	memcpy(p + 8, from->ip, 16);
	memcpy(p + 24, to->ip, 16);
	return add_words(0, p + 8, 32);
}

/* One packet: the headers around a segment that is already in place behind
 * them, but for its ports and its checksum, which is at `sum_at` of it; `p` is
 * zeroes before that. */
static void
add_packet(struct capture *c, enum lab_way way, int64_t at, uint8_t *p,
    uint8_t proto, size_t segment, size_t sum_at)
{
	const struct lab_pcap_end *from = side(c, way);
	const struct lab_pcap_end *to = side(c, other(way));
	uint8_t *body = p + ip_header(c);
	uint32_t sum =
	    (c->run->v6 ? put_ip6 : put_ip4)(p, from, to, proto, segment);

	put16(body, from->port);
	put16(body + 2, to->port);
	sum += proto + (uint32_t)segment;
	sum = 0xffff & ~add_words(sum, body, segment);
	/* Of UDP zero would say that there is none. */
	put16(body + sum_at, sum == 0 && proto == PROTO_UDP ? 0xffff : sum);
	add_record(c, c->run->began + at, p, ip_header(c) + segment);
}

/* One segment from the sender of `way`. */
static void
add_tcp(struct capture *c, enum lab_way way, int64_t at, uint8_t flags,
    struct ct_slice body)
{
	uint8_t p[PACKET_MAX] = {0};
	uint8_t *tcp = p + ip_header(c);

	put32(tcp + 4, c->sent[way]);
	if ((flags & ACK) != 0)
		put32(tcp + 8, c->taken[other(way)]);
	tcp[12] = TCP_HEADER / 4 << 4;
	tcp[13] = flags;
	put16(tcp + 14, 65535);
	if (body.len > 0)
		memcpy(tcp + TCP_HEADER, body.data, body.len);
	add_packet(c, way, at, p, PROTO_TCP, TCP_HEADER + body.len, 16);
	c->sent[way] += (uint32_t)body.len + ((flags & (SYN | FIN)) != 0);
}

static void
add_udp(struct capture *c, enum lab_way way, int64_t at, struct ct_slice body)
{
	static uint8_t const none[1] = {0};
	uint8_t p[PACKET_MAX] = {0};
	uint8_t *udp = p + ip_header(c);
	size_t most = LENGTH_MAX - UDP_HEADER - (c->run->v6 ? 0 : IP4_HEADER);
	size_t len = body.len < most ? body.len : most;

	put16(udp + 4, (uint32_t)(UDP_HEADER + len));
	memcpy(udp + UDP_HEADER, len > 0 ? (const void *)body.data : none, len);
	add_packet(c, way, at, p, PROTO_UDP, UDP_HEADER + len, 6);
}

static void
add_data(struct capture *c, const struct lab_event *e, struct ct_slice body)
{
	while (!c->run->udp && body.len > PAYLOAD_MAX) {
		add_tcp(c, e->way, e->at, ACK,
		    (struct ct_slice){body.data, PAYLOAD_MAX});
		body.data += PAYLOAD_MAX;
		body.len -= PAYLOAD_MAX;
	}
	if (c->run->udp)
		add_udp(c, e->way, e->at, body);
	else
		add_tcp(c, e->way, e->at, PSH | ACK, body);
}

static void
add_close(struct capture *c, const struct lab_event *e, enum lab_close how)
{
	const struct ct_slice nothing = {NULL, 0};

	if (c->run->udp)
		return;
	if (how == LAB_RESET) {
		add_tcp(c, e->way, e->at, RST | ACK, nothing);
		return;
	}
	add_tcp(c, e->way, e->at, FIN | ACK, nothing);
	c->taken[e->way] = c->sent[e->way];
	add_tcp(c, other(e->way), e->at, ACK, nothing);
}

static void
add_event(
    struct capture *c, const struct lab_timeline *t, const struct lab_event *e)
{
	const struct lab_stream *s = &t->ways[e->way];
	bool known = s->layers[LAB_SENDS].count > 0;

	if (e->span == NULL) {
		add_close(c, e, s->closed);
		return;
	}
	if (e->layer == (known ? LAB_SENDS : LAB_READS))
		add_data(c, e, lab_stream_bytes(s, e->span));
	if (e->layer != LAB_READS || c->run->udp)
		return;
	c->taken[e->way] = (uint32_t)(e->span->from + e->span->len + 1);
	add_tcp(c, other(e->way), e->at, ACK, (struct ct_slice){NULL, 0});
}

static void
add_handshake(struct capture *c)
{
	const struct ct_slice nothing = {NULL, 0};

	if (c->run->udp)
		return;
	add_tcp(c, LAB_THERE, 0, SYN, nothing);
	c->taken[LAB_THERE] = 1;
	add_tcp(c, LAB_BACK, 0, SYN | ACK, nothing);
	c->taken[LAB_BACK] = 1;
	add_tcp(c, LAB_THERE, 0, ACK, nothing);
}

enum ct_err
lab_pcap_begin(struct ct_buf *out, int64_t now)
{
	static const struct lab_pcap_run discard = {
	    .from = {{127, 0, 0, 1}, 9}, .to = {{127, 0, 0, 1}, 9}};
	static const char label[] =
	    "Synthesised by crosstalk lab from what it saw at its own sockets: "
	    "a packet for each send, an acknowledgement for each read. "
	    "Not recorded from a network.";
	struct lab_pcap_run run = discard;
	struct capture c = {.out = out, .run = &run};

	run.began = now;
	ct_buf_add_u32(out, 0xa1b2c3d4); /* microseconds, big-endian */
	ct_buf_add_u16(out, 2);
	ct_buf_add_u16(out, 4);
	ct_buf_add_u64(out, 0);
	ct_buf_add_u32(out, SNAP);
	c.err = ct_buf_add_u32(out, LINKTYPE_RAW);
	add_udp(&c, LAB_THERE, 0, ct_slice_str(label));
	return c.err;
}

enum ct_err
lab_pcap_add(struct ct_buf *out, const struct lab_pcap_run *run,
    const struct lab_timeline *t)
{
	struct capture c = {.out = out, .run = run};
	struct lab_cursor cursor = {{{0}}, {false}};
	struct lab_event e = {0};

	add_handshake(&c);
	while (c.err == CT_OK && lab_event_next(t, &cursor, &e))
		add_event(&c, t, &e);
	return c.err;
}
