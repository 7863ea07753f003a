/*
 * Wrong-door manners: what a peer speaks that came to a door for something
 * else, by its first bytes, so that it can be told instead of served nonsense.
 */
#ifndef CT_SNIFF_H
#define CT_SNIFF_H

#include "ct.h"

/*
 * `first`: all that the peer has sent so far. A static name ("TLS", "HTTP",
 * "SSH", "IRC", "Crosstalk native") only when it is certain, or else NULL.
 * `*need_more`: set to whether more bytes could still make it certain; never
 * with a name. More bytes never change a name, and an answer without
 * *need_more is final. Who cannot wait for more takes NULL for an answer: a
 * person's line may begin with GET or NICK.
 *
 * TLS: a handshake record, RFC 8446 section 5.1. SSH: RFC 4253 section 4.2.
 * HTTP: a request line, RFC 9112 section 3, at most 8,000 bytes of it. IRC: a
 * first line CAP LS, or USER with four parameters, alone or after NICK or
 * PASS (RFC 2812 section 3.1, IRCv3 capability negotiation).
 */
const char *ct_sniff(struct ct_slice first, bool *need_more);

#endif
