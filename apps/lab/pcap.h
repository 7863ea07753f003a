/*
 * What a lab saw at its own sockets, as a capture that Wireshark and tcpdump
 * open: the classic pcap format (draft-ietf-opsawg-pcap), link type RAW, where
 * the first bits of a packet tell IPv4 from IPv6.
 *
 * The packets are synthesised: one for each send (more where it is larger than
 * a packet), an acknowledgement for each read. They are no record of what a
 * network card carried; the first packet, a datagram to port 9 (discard), says
 * so in words.
 */
#ifndef LAB_PCAP_H
#define LAB_PCAP_H

#include "timeline.h"

struct lab_pcap_end {
	uint8_t ip[16]; /* of IPv4 the first four */
	uint16_t port;
};

/* One exchange: who with whom, and when it began (microseconds since 1970). */
struct lab_pcap_run {
	struct lab_pcap_end from, to;
	bool v6, udp;
	int64_t began;
};

/* Appends the file's header and the packet that says what it is. CT_OK,
 * CT_EFULL, CT_ENOMEM. */
enum ct_err lab_pcap_begin(struct ct_buf *out, int64_t now);

/* Appends the packets of an exchange. Where the sends are not known, the reads
 * stand for them. Errors as above. */
enum ct_err lab_pcap_add(struct ct_buf *out, const struct lab_pcap_run *run,
    const struct lab_timeline *t);

#endif
