/* Addresses: names to numbers and back, the way people write them. */
#include "sys.h"

#include "../net.h"

#include <netdb.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

/* Copied, because the bytes of a pf_addr belong to no type. */
static struct sockaddr_storage
storage(const struct pf_addr *a)
{
	struct sockaddr_storage ss;

	memset(&ss, 0, sizeof ss);
	memcpy(&ss, a->bytes, (size_t)a->len);
	return ss;
}

/* /etc/hosts may name one address twice. */
static bool
known(const struct pf_addr *list, size_t n, const struct addrinfo *ai)
{
	for (size_t i = 0; i < n; i++) {
		if (list[i].len == (int)ai->ai_addrlen &&
		    memcmp(list[i].bytes, ai->ai_addr, ai->ai_addrlen) == 0)
			return true;
	}
	return false;
}

static bool
usable(const struct addrinfo *ai)
{
	return ai->ai_family == AF_INET || ai->ai_family == AF_INET6;
}

static size_t
collect(const struct addrinfo *ai, struct pf_addr *out, size_t max)
{
	size_t n = 0;

	for (; ai && n < max; ai = ai->ai_next) {
		if (!usable(ai) || known(out, n, ai))
			continue;
		memset(&out[n], 0, sizeof out[n]);
		memcpy(out[n].bytes, ai->ai_addr, ai->ai_addrlen);
		out[n].len = (int)ai->ai_addrlen;
		n++;
	}
	return n;
}

enum pf_err
pf_addr_resolve(const char *host, uint16_t port, struct pf_addr *out,
    size_t max, size_t *count)
{
	struct addrinfo hints, *list = NULL;
	char service[8];
	int rc;

	*count = 0;
	if (host && !*host)
		return PF_ENONAME; /* not this machine, as some would say */
	memset(&hints, 0, sizeof hints);
	hints.ai_family = AF_UNSPEC;
	hints.ai_socktype = SOCK_STREAM;
	hints.ai_protocol = IPPROTO_TCP;
	hints.ai_flags = AI_NUMERICSERV | (host ? 0 : AI_PASSIVE);
	snprintf(service, sizeof service, "%u", (unsigned)port);
	rc = getaddrinfo(host, service, &hints, &list);
	if (rc != 0)
		return rc == EAI_MEMORY ? PF_ENOMEM : PF_ENONAME;
	*count = collect(list, out, max);
	freeaddrinfo(list);
	return *count > 0 ? PF_OK : PF_ENONAME;
}

/* ::ffff:127.0.0.1 is shown as what it stands for. */
static struct sockaddr_storage
unmapped(struct sockaddr_storage ss)
{
	struct sockaddr_in6 six;
	struct sockaddr_in four;

	if (ss.ss_family != AF_INET6)
		return ss;
	memcpy(&six, &ss, sizeof six);
	if (!IN6_IS_ADDR_V4MAPPED(&six.sin6_addr))
		return ss;
	memset(&four, 0, sizeof four);
	four.sin_family = AF_INET;
	four.sin_port = six.sin6_port;
	memcpy(&four.sin_addr, &six.sin6_addr.s6_addr[12], 4);
	memset(&ss, 0, sizeof ss);
	memcpy(&ss, &four, sizeof four);
	return ss;
}

void
pf_addr_host(const struct pf_addr *a, char *out, size_t size)
{
	struct sockaddr_storage ss = unmapped(storage(a));
	socklen_t len = ss.ss_family == AF_INET6 ? sizeof(struct sockaddr_in6)
						 : sizeof(struct sockaddr_in);

	if (size == 0)
		return;
	if (getnameinfo((struct sockaddr *)&ss, len, out, (socklen_t)size, NULL,
		0, NI_NUMERICHOST) != 0)
		out[0] = '\0';
}

void
pf_addr_text(const struct pf_addr *a, char *out, size_t size)
{
	char host[PF_ADDR_TEXT_MAX];

	pf_addr_host(a, host, sizeof host);
	snprintf(out, size, strchr(host, ':') ? "[%s]:%u" : "%s:%u", host,
	    (unsigned)pf_addr_port(a));
}

uint16_t
pf_addr_port(const struct pf_addr *a)
{
	struct sockaddr_storage ss = storage(a);
	struct sockaddr_in6 six;
	struct sockaddr_in four;

	if (ss.ss_family == AF_INET6) {
		memcpy(&six, &ss, sizeof six);
		return ntohs(six.sin6_port);
	}
	memcpy(&four, &ss, sizeof four);
	return ntohs(four.sin_port);
}

bool
pf_addr_is_v6(const struct pf_addr *a)
{
	return storage(a).ss_family == AF_INET6;
}

size_t
pf_addr_ip(const struct pf_addr *a, uint8_t out[16])
{
	struct sockaddr_storage ss = unmapped(storage(a));
	struct sockaddr_in6 six;
	struct sockaddr_in four;

	memset(out, 0, 16);
	if (a->len == 0)
		return 0;
	if (ss.ss_family == AF_INET6) {
		memcpy(&six, &ss, sizeof six);
		memcpy(out, &six.sin6_addr, 16);
		return 16;
	}
	memcpy(&four, &ss, sizeof four);
	memcpy(out, &four.sin_addr, 4);
	return 4;
}
