/* Where to listen, and that it is told. */
#include "listen.h"

#include "platform/console.h"

#include <stdio.h>
#include <string.h>

enum { ADDRS = 8 };

static bool
is_number(const char *text)
{
	return *text != '\0' && text[strspn(text, "0123456789")] == '\0';
}

enum ct_err
listen_parse(const char *text, struct endpoint *out)
{
	char full[ENDPOINT_HOST_MAX + 16];
	size_t n = strlen(text);
	bool any = false;
	enum ct_err err;

	if (n + sizeof "127.0.0.1:" > sizeof full)
		return CT_EINVAL;
	snprintf(full, sizeof full, "%s%s", is_number(text) ? "127.0.0.1:" : "",
	    text);
	n = strlen(full);
	if (n > 2 && strcmp(full + n - 2, ":0") == 0) {
		any = true; /* a port that nobody can connect to */
		full[n - 1] = '1';
	}
	err = endpoint_parse(full, 0, out);
	if (err == CT_OK && out->port == 0)
		return CT_EINVAL;
	if (err == CT_OK && any)
		out->port = 0;
	return err;
}

static void
tell_port(struct pf_sock s)
{
	struct pf_addr a;
	char text[PF_ADDR_TEXT_MAX], line[PF_ADDR_TEXT_MAX + 16];
	int n;

	if (pf_local_addr(s, &a) != PF_OK)
		return;
	pf_addr_text(&a, text, sizeof text);
	n = snprintf(line, sizeof line, "listening %s\n", text);
	pf_console_write(true, line, (size_t)n);
}

enum pf_err
listen_open(const struct endpoint *where, struct pf_sock *out)
{
	struct pf_addr addrs[ADDRS];
	size_t count = 0;
	enum pf_err err =
	    pf_addr_resolve(where->host, where->port, addrs, ADDRS, &count);

	*out = PF_SOCK_NONE;
	if (err != PF_OK)
		return err;
	for (size_t i = 0; i < count; i++) {
		err = pf_listen(&addrs[i], 0, out);
		if (err == PF_OK || err == PF_EADDRINUSE)
			break;
	}
	if (err == PF_OK)
		tell_port(*out);
	return err;
}
