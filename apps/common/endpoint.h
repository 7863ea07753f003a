/* Where to connect to, as a person writes it: HOST[:PORT]. */
#ifndef APP_ENDPOINT_H
#define APP_ENDPOINT_H

#include "core/ct.h"

enum { ENDPOINT_HOST_MAX = 256 }; /* bytes, with the final NUL */

struct endpoint {
	char host[ENDPOINT_HOST_MAX]; /* a name or a number, no brackets */
	uint16_t port;
};

/*
 * Reads "HOST", "HOST:PORT", "[IPV6]", "[IPV6]:PORT", or an IPv6 number alone
 * ("::1": more than one colon and no brackets means no port). Without a port
 * it is `port`. CT_OK, or CT_EINVAL and `out` is not changed: no host, a host
 * that is too long, or a port that is not 1 to 65535 in decimal digits.
 */
enum ct_err endpoint_parse(
    const char *text, uint16_t port, struct endpoint *out);

enum { ENDPOINT_TEXT_MAX = ENDPOINT_HOST_MAX + 16 }; /* bytes, with NUL */

/* "HOST:PORT", or "[IPV6]:PORT". */
void endpoint_text(const struct endpoint *e, char out[ENDPOINT_TEXT_MAX]);

#endif
