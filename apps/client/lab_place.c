/* Where exchanges take place: a listener, or a socket for datagrams. */
#include "lab_run.h"

#include "tell.h"

#include "platform/clock.h"
#include "platform/console.h"

#include <stdio.h>
#include <string.h>

static int
no_listen(const struct lab_place *p, enum pf_err err)
{
	char port[8];

	snprintf(port, sizeof port, "%u", (unsigned)p->where.port);
	tell(p->app, WORD_NO_LISTEN, port, tell_pf(p->app, err));
	return APP_USAGE;
}

static void
announce(const struct lab_place *p)
{
	char text[PF_ADDR_TEXT_MAX], line[PF_ADDR_TEXT_MAX + 16];
	int n;

	pf_addr_text(&p->door_at, text, sizeof text);
	n = snprintf(line, sizeof line, "listening %s\n", text);
	pf_console_write(true, line, (size_t)n);
}

static int
open_door(struct lab_place *p)
{
	const char *host = p->where.host[0] != '\0' ? p->where.host : NULL;
	struct pf_addr at;
	size_t n = 0;
	enum pf_err err = pf_addr_resolve(host, p->where.port, &at, 1, &n);

	if (err == PF_OK)
		err = p->udp ? pf_udp_open(&at, &p->door)
			     : pf_listen(&at, 0, &p->door);
	if (err == PF_OK)
		err = pf_local_addr(p->door, &p->door_at);
	if (err != PF_OK)
		return no_listen(p, err);
	if (p->role == LAB_ROLE_RECEIVER)
		announce(p);
	return APP_OK;
}

/* A sender of datagrams has to know where to, before there is a connection. */
static int
find_target(struct lab_place *p)
{
	char name[ENDPOINT_TEXT_MAX];
	size_t n = 0;
	enum pf_err err =
	    pf_addr_resolve(p->where.host, p->where.port, &p->door_at, 1, &n);

	if (err == PF_OK)
		return APP_OK;
	endpoint_text(&p->where, name);
	tell(p->app, WORD_NO_CONNECT, name, tell_pf(p->app, err));
	return APP_LINK;
}

int
lab_place_open(struct lab_place *p, const struct app *app, enum lab_role role,
    bool udp, const struct endpoint *where)
{
	enum pf_err err;

	memset(p, 0, sizeof *p);
	p->app = app;
	p->role = role;
	p->udp = udp;
	p->door = PF_SOCK_NONE;
	p->epoch = pf_clock_wall() * 1000 - pf_clock_mono_ns() / 1000;
	if (role == LAB_ROLE_BOTH)
		strcpy(p->where.host, "127.0.0.1");
	else
		p->where = *where;
	err = pf_poller_new(&p->poller);
	if (err != PF_OK) {
		tell(app, WORD_SYSTEM, tell_pf(app, err), NULL);
		return APP_SYSTEM;
	}
	if (role != LAB_ROLE_SENDER)
		return open_door(p);
	return udp ? find_target(p) : APP_OK;
}

void
lab_place_close(struct lab_place *p)
{
	if (p->poller == NULL)
		return;
	if (p->door.id != PF_SOCK_NONE.id)
		pf_poller_remove(p->poller, p->door);
	pf_close(&p->door);
	pf_poller_free(p->poller);
	p->poller = NULL;
}

int64_t
lab_place_now(const struct lab_place *p)
{
	return p->epoch + pf_clock_mono_ns() / 1000;
}
