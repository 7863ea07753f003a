/* A whole server in this process, driven turn by turn over real sockets. */
#include "bed.h"

#include "platform/clock.h"
#include "platform/process.h"

#include <stdlib.h>
#include <string.h>

/* Doors on kernel-chosen ports of the loopback; only what a test needs. */
void
bed_config(struct bed *b)
{
	*b = (struct bed){.config = config_default};
	b->config.history = false;
	b->config.bind = "127.0.0.1";
	for (int i = 0; i < DOOR_COUNT; i++)
		b->config.doors[i].port = 0;
	b->config.doors[DOOR_line].replay = 0;
	ct_buf_init(&b->fault, 4096);
}

bool
bed_open(struct bed *b)
{
	return pf_net_start() == PF_OK &&
	       server_new(&b->config, b->log, CT_LANG_EN, &b->sv, &b->fault) ==
		   CT_OK;
}

void
bed_close(struct bed *b)
{
	server_free(b->sv);
	ct_buf_fini(&b->fault);
	pf_net_stop();
}

bool
guest_open(struct guest *g, const struct bed *b, enum door_id door)
{
	struct pf_addr a;
	size_t n;
	enum pf_err err;

	*g = (struct guest){.sock = PF_SOCK_NONE};
	err = pf_addr_resolve("127.0.0.1", server_port(b->sv, door), &a, 1, &n);
	if (err == PF_OK)
		err = pf_connect(&a, &g->sock);
	g->cap = 1 << 22;
	g->heard = calloc(1, g->cap);
	return err == PF_OK || err == PF_AGAIN;
}

void
guest_close(struct guest *g)
{
	pf_close(&g->sock);
	free(g->heard);
}

/* What is there now. */
void
guest_hear(struct guest *g)
{
	size_t n = 0;

	while (!g->end && g->len + 1 < g->cap) {
		g->err = pf_recv(
		    g->sock, g->heard + g->len, g->cap - g->len - 1, &n);
		if (g->err == PF_AGAIN)
			return;
		g->end = g->err != PF_OK;
		if (!g->end)
			g->len += n;
		g->heard[g->len] = '\0';
	}
}

/* One turn that does not wait. */
bool
turn(struct bed *b)
{
	pf_poller_wake(b->sv->poller);
	return server_turn(b->sv);
}

bool
hears(struct bed *b, struct guest *g, const char *text)
{
	int64_t until = pf_clock_mono() + patience_ms;

	while (strstr(g->heard, text) == NULL && pf_clock_mono() < until) {
		turn(b);
		guest_hear(g);
	}
	return strstr(g->heard, text) != NULL;
}

bool
ends(struct bed *b, struct guest *g)
{
	int64_t until = pf_clock_mono() + patience_ms;

	while (!g->end && pf_clock_mono() < until) {
		turn(b);
		guest_hear(g);
	}
	return g->end;
}

bool
drops_to(struct bed *b, size_t connections)
{
	int64_t until = pf_clock_mono() + patience_ms;

	while (
	    server_connections(b->sv) > connections && pf_clock_mono() < until)
		turn(b);
	return server_connections(b->sv) <= connections;
}

bool
says_bytes(struct bed *b, struct guest *g, const char *data, size_t len)
{
	int64_t until = pf_clock_mono() + patience_ms;
	size_t n;

	while (len > 0 && pf_clock_mono() < until) {
		struct pf_slice v = {.data = data, .len = len};
		enum pf_err err = pf_sendv(g->sock, &v, 1, &n);

		if (err == PF_OK) {
			data += n;
			len -= n;
		} else if (err != PF_AGAIN && err != PF_ENOTCONN) {
			return false;
		}
		turn(b);
	}
	return len == 0;
}

bool
says(struct bed *b, struct guest *g, const char *text)
{
	return says_bytes(b, g, text, strlen(text));
}
