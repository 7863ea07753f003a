/* Connected sockets for the tests of platform/. */
#include "tests/unit/pf_pair.h"

#include <string.h>

unsigned
pair_wait(struct pf_sock s, unsigned events, int ms)
{
	struct pf_poller *p;
	struct pf_event ev = {NULL, 0};
	size_t n = 0;

	if (pf_poller_new(&p) != PF_OK)
		return 0;
	if (pf_poller_set(p, s, events, NULL) == PF_OK)
		pf_poller_wait(p, &ev, 1, ms, &n, NULL);
	pf_poller_free(p);
	return n > 0 ? ev.events : 0;
}

enum pf_err
pair_listen(const char *host, struct pf_sock *out, struct pf_addr *at)
{
	size_t n;
	enum pf_err err = pf_addr_resolve(host, 0, at, 1, &n);

	*out = PF_SOCK_NONE;
	if (err == PF_OK)
		err = pf_listen(at, 0, out);
	return err == PF_OK ? pf_local_addr(*out, at) : err;
}

static bool
accepted(struct pf_sock listener, struct pf_sock *out)
{
	enum pf_err err = pf_accept(listener, out, NULL);

	while (err == PF_AGAIN && pair_wait(listener, PF_POLL_READ, PAIR_MS))
		err = pf_accept(listener, out, NULL);
	return err == PF_OK;
}

static bool
connected(struct pf_sock s)
{
	enum pf_err err = pf_connect_done(s);

	while (err == PF_AGAIN && pair_wait(s, PF_POLL_WRITE, PAIR_MS))
		err = pf_connect_done(s);
	return err == PF_OK;
}

bool
pair_open_at(struct pf_sock listener, const struct pf_addr *at, struct pair *p)
{
	enum pf_err err = pf_connect(at, &p->a);

	p->b = PF_SOCK_NONE;
	return (err == PF_OK || err == PF_AGAIN) && accepted(listener, &p->b) &&
	       connected(p->a);
}

bool
pair_open(struct pair *p)
{
	struct pf_sock listener;
	struct pf_addr at;
	bool ok = pair_listen("127.0.0.1", &listener, &at) == PF_OK &&
		  pair_open_at(listener, &at, p);

	pf_close(&listener);
	return ok;
}

void
pair_close(struct pair *p)
{
	pf_close(&p->a);
	pf_close(&p->b);
}

enum pf_err
pair_recv(struct pf_sock s, void *buf, size_t cap, size_t *n)
{
	enum pf_err err = pf_recv(s, buf, cap, n);

	while (err == PF_AGAIN && pair_wait(s, PF_POLL_READ, PAIR_MS))
		err = pf_recv(s, buf, cap, n);
	return err;
}

enum pf_err
pair_send(struct pf_sock s, const char *text)
{
	struct pf_slice v = {text, strlen(text)};
	size_t n;
	enum pf_err err = pf_sendv(s, &v, 1, &n);

	return err == PF_OK && n < v.len ? PF_EFULL : err;
}
