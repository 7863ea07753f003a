/* Doors are listeners: one for each address of each door. */
#include "server.h"

#include <stdio.h>
#include <string.h>

enum {
	backlog = 4096,
	accepts_per_turn = 64,
	shed_quiet = 1000, /* ms between two lines about it */
	addrs_max = 16,    /* of one name */
};

/* What is being opened, to tell what went wrong. */
struct opening {
	struct server *sv;
	enum ct_lang lang;
	struct ct_buf *fault;
	enum door_id door;
	bool asked; /* the address was asked for by name */
};

/* "address-in-use: native 127.0.0.1:6680: the port is in use" */
static enum ct_err
fail(const struct opening *o, enum pf_err err, const char *where)
{
	const char *text = pf_err_text(err, o->lang == CT_LANG_ZH);
	char line[512];

	snprintf(line, sizeof(line), "%s: %s %s: %s", pf_err_token(err),
	    o->sv->config->doors[o->door].name, where, text);
	ct_buf_add_str(o->fault, line);
	return CT_EINVAL;
}

/* A system without IPv6 says so in one of these ways. */
static bool
is_absent(enum pf_err err)
{
	return err == PF_ENOTSUP || err == PF_EADDRNOTAVAIL;
}

static void
told(struct server *sv, const struct listener *l)
{
	const struct door_config *d = &sv->config->doors[l->door];
	char host[PF_ADDR_TEXT_MAX];

	pf_addr_host(&l->addr, host, sizeof(host));
	log_begin(sv->log, sv->wall, "door");
	log_text(sv->log, "dialect", d->name);
	log_text(sv->log, "addr", host);
	log_number(sv->log, "port", pf_addr_port(&l->addr));
	log_text(sv->log, "charset", d->charset);
	log_end(sv->log);
}

static enum ct_err
open_one(struct opening *o, const struct pf_addr *a)
{
	struct server *sv = o->sv;
	struct listener *l = &sv->listeners[sv->listener_count];
	char where[PF_ADDR_TEXT_MAX];
	enum pf_err err;

	pf_addr_text(a, where, sizeof(where));
	if (sv->listener_count == LISTENERS_MAX)
		return fail(o, PF_EFULL, where);
	*l = (struct listener){.watch = WATCH_LISTENER, .door = o->door};
	err = pf_listen(a, backlog, &l->sock);
	if (err != PF_OK) {
		if (!o->asked && pf_addr_is_v6(a) && is_absent(err))
			return CT_OK;
		return fail(o, err, where);
	}
	sv->listener_count++;
	err = pf_local_addr(l->sock, &l->addr);
	if (err == PF_OK)
		err = pf_poller_set(sv->poller, l->sock, PF_POLL_READ, l);
	if (err != PF_OK)
		return fail(o, err, where);
	told(sv, l);
	return CT_OK;
}

/* The port of the last listener of this door, for its next one. */
static int64_t
port_of(const struct server *sv, enum door_id door)
{
	if (sv->config->doors[door].port == 0 && sv->listener_count > 0 &&
	    sv->listeners[sv->listener_count - 1].door == door)
		return pf_addr_port(
		    &sv->listeners[sv->listener_count - 1].addr);
	return sv->config->doors[door].port;
}

/* The addresses of one host and one family (NULL: those of this machine). */
static enum ct_err
open_family(struct opening *o, const char *host, int64_t port, bool v6)
{
	struct pf_addr addrs[addrs_max];
	size_t count = 0;
	enum ct_err err = CT_OK;
	enum pf_err failed =
	    pf_addr_resolve(host, (uint16_t)port, addrs, addrs_max, &count);

	if (failed != PF_OK)
		return fail(o, failed, host != NULL ? host : "*");
	for (size_t i = 0; i < count && err == CT_OK; i++)
		if (pf_addr_is_v6(&addrs[i]) == v6)
			err = open_one(o, &addrs[i]);
	return err;
}

/*
 * Both families, IPv4 first. Where the system chose its port, IPv6 tries the
 * same number, and any other when somebody else has that one.
 */
static enum ct_err
open_host(struct opening *o, const char *host)
{
	struct server *sv = o->sv;
	enum ct_err err = open_family(o, host, port_of(sv, o->door), false);
	int64_t port = port_of(sv, o->door);
	size_t told_before = o->fault->len, before = sv->listener_count;

	if (err != CT_OK)
		return err;
	err = open_family(o, host, port, true);
	if (err != CT_OK && port != sv->config->doors[o->door].port &&
	    sv->listener_count == before) {
		o->fault->len = told_before;
		err = open_family(o, host, 0, true);
	}
	return err;
}

/* "ADDR,ADDR": each of them. */
static enum ct_err
open_list(struct opening *o, const char *list)
{
	enum ct_err err = CT_OK;
	char host[256];

	while (err == CT_OK) {
		size_t len = strcspn(list, ", ");

		if (len >= sizeof(host))
			return fail(o, PF_ENONAME, list);
		memcpy(host, list, len);
		host[len] = '\0';
		if (len > 0)
			err = open_host(o, host);
		list += len;
		if (*list == '\0')
			return err;
		list++;
	}
	return err;
}

enum ct_err
doors_open(struct server *sv, enum ct_lang lang, struct ct_buf *fault)
{
	struct opening o = {.sv = sv, .lang = lang, .fault = fault};
	enum ct_err err = CT_OK;

	for (int i = 0; i < DOOR_COUNT && err == CT_OK; i++) {
		const struct door_config *d = &sv->config->doors[i];
		const char *bind = *d->bind ? d->bind : sv->config->bind;

		if (!d->on)
			continue;
		o.door = (enum door_id)i;
		o.asked = *bind != '\0';
		err = o.asked ? open_list(&o, bind) : open_host(&o, NULL);
	}
	if (err != CT_OK || sv->listener_count > 0)
		return err;
	ct_buf_add_str(fault, lang == CT_LANG_ZH ? "no-door: 没有一个门是开着的"
						 : "no-door: no door is open");
	return CT_EINVAL;
}

/* At most one line a second, however fast people are turned away. */
static void
tell_shed(struct server *sv, struct listener *l, enum pf_err why)
{
	if (l->shed == 0 ||
	    (why != PF_OK && sv->now - l->told < shed_quiet && l->told != 0))
		return;
	log_begin(sv->log, sv->wall, "shed");
	log_text(sv->log, "door", sv->config->doors[l->door].name);
	log_number(sv->log, "count", (int64_t)l->shed);
	log_text(sv->log, "reason", pf_err_token(why));
	log_end(sv->log);
	l->shed = 0;
	l->told = sv->now;
}

void
doors_close(struct server *sv)
{
	for (size_t i = 0; i < sv->listener_count; i++) {
		struct listener *l = &sv->listeners[i];

		tell_shed(sv, l, PF_EMFILE);
		pf_poller_remove(sv->poller, l->sock);
		pf_close(&l->sock);
	}
	sv->listener_count = 0;
	pf_close(&sv->reserve);
}

static void
shed(struct server *sv, struct listener *l, enum pf_err why)
{
	for (int i = 0; i < accepts_per_turn; i++) {
		if (pf_accept_shed(l->sock, &sv->reserve) != PF_OK)
			break;
		l->shed++;
	}
	tell_shed(sv, l, why);
}

void
door_ready(struct server *sv, struct listener *l)
{
	for (int i = 0; i < accepts_per_turn; i++) {
		struct pf_sock sock = PF_SOCK_NONE;
		struct pf_addr peer = {0};
		enum pf_err err = pf_accept(l->sock, &sock, &peer);

		if (err == PF_AGAIN)
			return;
		if (err != PF_OK) {
			shed(sv, l, err);
			return;
		}
		conn_open(sv, l, sock, &peer);
	}
}
