/* HOST[:PORT]: where the host ends, and whether the port is one. */
#include "endpoint.h"

#include <stdio.h>
#include <string.h>

static enum ct_err
parse_port(const char *text, uint16_t *out)
{
	unsigned long value = 0;

	if (*text == '\0' || strlen(text) > 5)
		return CT_EINVAL;
	for (; *text != '\0'; text++) {
		if (*text < '0' || *text > '9')
			return CT_EINVAL;
		value = value * 10 + (unsigned long)(*text - '0');
	}
	if (value < 1 || value > 65535)
		return CT_EINVAL;
	*out = (uint16_t)value;
	return CT_OK;
}

/* `*rest` is what follows the host: "" or ":PORT". */
static enum ct_err
split(const char *text, struct ct_slice *host, const char **rest)
{
	const char *end;

	if (*text == '[') {
		end = strchr(++text, ']');
		if (end == NULL || (end[1] != '\0' && end[1] != ':'))
			return CT_EINVAL;
		*rest = end + 1;
	} else {
		end = strchr(text, ':');
		if (end == NULL || strchr(end + 1, ':') != NULL)
			end = text + strlen(text);
		*rest = end;
	}
	*host = (struct ct_slice){text, (size_t)(end - text)};
	return host->len == 0 || host->len >= ENDPOINT_HOST_MAX ? CT_EINVAL
								: CT_OK;
}

enum ct_err
endpoint_parse(const char *text, uint16_t port, struct endpoint *out)
{
	struct ct_slice host;
	const char *rest;
	enum ct_err err = split(text, &host, &rest);

	if (err == CT_OK && *rest == ':')
		err = parse_port(rest + 1, &port);
	if (err != CT_OK)
		return err;
	memcpy(out->host, host.data, host.len);
	out->host[host.len] = '\0';
	out->port = port;
	return CT_OK;
}

void
endpoint_text(const struct endpoint *e, char out[ENDPOINT_TEXT_MAX])
{
	bool v6 = strchr(e->host, ':') != NULL;

	snprintf(out, ENDPOINT_TEXT_MAX, v6 ? "[%s]:%u" : "%s:%u", e->host,
	    (unsigned)e->port);
}
