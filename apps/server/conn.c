/* Connections: reading, sending, waiting, and their orderly end. */
#include "server.h"

#include <stdlib.h>
#include <string.h>

enum {
	read_per_turn = 64 * 1024,  /* bytes of one connection */
	send_per_turn = 256 * 1024, /* bytes to one connection */
	slices_max = 64,
};

/* Marks it for the sweep. */
static void
end(struct server *sv, struct conn *c, enum pf_err err)
{
	if (c->ending)
		return;
	c->ending = true;
	c->err = err;
	c->next_ending = sv->ending;
	sv->ending = c;
}

static bool
is_open(const struct conn *c)
{
	return c->session != NULL &&
	       ct_session_state(c->session) == CT_SESSION_OPEN;
}

/* Is more to be read? A closing connection is read too, and what comes is
 * thrown away: a peer that is still busy sending would never get to reading. */
static bool
wants_read(const struct conn *c)
{
	return !c->ended && (!is_open(c) || ct_session_wants_read(c->session));
}

/* Brings poller and deadline up to date after anything that happened. */
static void
settle(struct server *sv, struct conn *c)
{
	ct_ms when = CT_NEVER;
	unsigned events;
	enum pf_err err;

	if (c->ending)
		return;
	if (!is_open(c) && c->close_by == CT_NEVER)
		c->close_by = sv->now + sv->config->caps.close_wait;
	if (c->session != NULL)
		when = ct_session_deadline(c->session);
	if (c->close_by < when)
		when = c->close_by;
	deadline_set(&sv->deadlines, &c->deadline, when);
	events = c->leftover ? PF_POLL_WRITE : 0;
	if (wants_read(c))
		events |= PF_POLL_READ;
	if (events == c->interest)
		return;
	err = pf_poller_set(sv->poller, c->sock, events, c);
	if (err != PF_OK)
		end(sv, c, err);
	c->interest = (uint8_t)events;
}

static void
run(struct server *sv, struct conn *c)
{
	ct_hub_run(sv->hub, c->session, sv->now, sv->wall);
}

/* Reads for nobody. */
static void
discard(struct server *sv, struct conn *c)
{
	char nowhere[4096];
	size_t n, left = read_per_turn;
	enum pf_err err = PF_OK;

	while (left >= sizeof(nowhere) && err == PF_OK) {
		err = pf_recv(c->sock, nowhere, sizeof(nowhere), &n);
		left -= sizeof(nowhere);
	}
	if (err == PF_OK || err == PF_AGAIN)
		return;
	c->ended = true;
	if (c->session == NULL || err != PF_END)
		end(sv, c, err);
}

static void
heard_end(struct server *sv, struct conn *c, enum pf_err err)
{
	if (err != PF_END) {
		end(sv, c, err);
		return;
	}
	c->ended = true;
	ct_session_recv_end(c->session);
	run(sv, c);
}

/* Straight into the session's buffer; what is more waits for its next turn. */
static void
hear(struct server *sv, struct conn *c)
{
	size_t left = read_per_turn;

	while (left > 0 && is_open(c)) {
		size_t cap = 0, n = 0;
		char *buf = ct_session_recv_buf(c->session, &cap);
		enum pf_err err;

		if (buf == NULL)
			return;
		cap = cap < left ? cap : left;
		err = pf_recv(c->sock, buf, cap, &n);
		if (err == PF_AGAIN)
			return;
		if (err != PF_OK) {
			heard_end(sv, c, err);
			return;
		}
		c->in += n;
		left -= n;
		ct_session_recv_ack(c->session, n, sv->now);
		run(sv, c);
		if (n < cap)
			return;
	}
}

/* One send; true when the socket may take more. */
static bool
send_some(struct server *sv, struct conn *c, size_t *sent)
{
	struct ct_slice from[slices_max];
	struct pf_slice to[slices_max];
	size_t total = 0, n = 0;
	size_t count =
	    ct_session_send_vec(c->session, sv->now, from, slices_max);
	enum pf_err err;

	if (count == 0)
		return false;
	for (size_t i = 0; i < count; i++) {
		to[i].data = from[i].data;
		to[i].len = from[i].len;
		total += from[i].len;
	}
	err = pf_sendv(c->sock, to, count, &n);
	c->leftover = n < total;
	if (err == PF_OK)
		ct_session_send_ack(c->session, n);
	else if (err != PF_AGAIN)
		end(sv, c, err);
	c->out += n;
	*sent += n;
	return err == PF_OK && !c->leftover;
}

void
conn_flush(struct server *sv, struct conn *c)
{
	size_t sent = 0;

	if (c->ending || c->session == NULL)
		return;
	c->leftover = false;
	while (send_some(sv, c, &sent)) {
		if (sent < send_per_turn)
			continue;
		c->leftover = true;
		break;
	}
	if (ct_session_state(c->session) == CT_SESSION_DONE ||
	    (!c->leftover && !is_open(c)))
		end(sv, c, PF_OK);
	settle(sv, c);
}

void
conn_ready(struct server *sv, struct conn *c, unsigned events)
{
	if (c->ending)
		return;
	if ((events & PF_POLL_HUP) && !wants_read(c))
		end(sv, c, PF_ERESET);
	else if ((events & PF_POLL_READ) && is_open(c))
		hear(sv, c);
	else if (events & PF_POLL_READ)
		discard(sv, c);
	if (events & PF_POLL_WRITE)
		conn_flush(sv, c);
	else
		settle(sv, c);
}

void
conn_due(struct server *sv, struct conn *c)
{
	if (c->ending)
		return;
	if (c->close_by <= sv->now)
		end(sv, c, PF_ETIMEDOUT);
	else if (c->session != NULL)
		run(sv, c);
	settle(sv, c);
}

static void
log_opened(struct server *sv, const struct conn *c, const struct listener *l,
    const struct pf_addr *peer)
{
	char text[PF_ADDR_TEXT_MAX];

	pf_addr_text(peer, text, sizeof(text));
	log_begin(
	    sv->log, sv->wall, c != NULL && !c->refused ? "open" : "refused");
	if (c != NULL)
		log_number(sv->log, "id", (int64_t)c->id);
	log_text(sv->log, "door", sv->config->doors[l->door].name);
	log_text(sv->log, "peer", text);
	if (c == NULL)
		log_text(sv->log, "reason", ct_err_token(CT_ENOMEM));
	else if (c->refused)
		log_text(sv->log, "reason",
		    ct_err_token(ct_session_error(c->session)));
	log_end(sv->log);
}

static struct conn *
conn_new(
    struct server *sv, const struct listener *l, const struct pf_addr *peer)
{
	char host[PF_ADDR_TEXT_MAX];
	struct conn *c = calloc(1, sizeof(*c));

	pf_addr_host(peer, host, sizeof(host));
	if (c == NULL ||
	    deadlines_reserve(&sv->deadlines, sv->conn_count + 1) != CT_OK ||
	    ct_hub_open(sv->hub, &sv->doors[l->door], host, sv->now,
		&c->session) != CT_OK) {
		free(c);
		return NULL;
	}
	ct_session_set_owner(c->session, c);
	c->watch = WATCH_CONN;
	c->id = ++sv->last_id;
	c->opened = sv->now;
	c->close_by = CT_NEVER;
	c->next = sv->conns;
	if (c->next != NULL)
		c->next->prev = c;
	sv->conns = c;
	sv->conn_count++;
	return c;
}

void
conn_open(struct server *sv, const struct listener *l, struct pf_sock sock,
    const struct pf_addr *peer)
{
	struct conn *c = conn_new(sv, l, peer);

	if (c == NULL) {
		log_opened(sv, NULL, l, peer);
		pf_close_reset(&sock);
		return;
	}
	c->sock = sock;
	c->refused = !is_open(c);
	log_opened(sv, c, l, peer);
	conn_flush(sv, c);
}

static const char *
reason(const struct conn *c)
{
	enum ct_err err = ct_session_error(c->session);

	if (err != CT_OK && err != CT_END)
		return ct_err_token(err);
	return c->err != PF_OK ? pf_err_token(c->err) : ct_err_token(CT_END);
}

/* The person leaves; the connection may have to linger. */
static void
leave(struct server *sv, struct conn *c)
{
	if (!c->refused) {
		log_begin(sv->log, sv->wall, "close");
		log_number(sv->log, "id", (int64_t)c->id);
		log_text(sv->log, "door", ct_session_door(c->session)->name);
		log_slice(sv->log, "nick", ct_session_nick(c->session));
		log_text(sv->log, "reason", reason(c));
		log_number(sv->log, "in", (int64_t)c->in);
		log_number(sv->log, "out", (int64_t)c->out);
		log_number(sv->log, "ms", sv->now - c->opened);
		log_end(sv->log);
	}
	ct_hub_close(sv->hub, c->session, sv->wall);
	c->session = NULL;
	c->leftover = false;
}

static void
conn_free(struct server *sv, struct conn *c)
{
	deadline_set(&sv->deadlines, &c->deadline, CT_NEVER);
	if (c->next != NULL)
		c->next->prev = c->prev;
	if (c->prev != NULL)
		c->prev->next = c->next;
	else
		sv->conns = c->next;
	sv->conn_count--;
	pf_poller_remove(sv->poller, c->sock);
	pf_close(&c->sock);
	free(c);
}

static void
sweep(struct server *sv, struct conn *c)
{
	bool lingers = c->session != NULL && c->err == PF_OK && !c->ended;

	if (c->session != NULL)
		leave(sv, c);
	if (!lingers || pf_shutdown_send(c->sock) != PF_OK) {
		conn_free(sv, c);
		return;
	}
	c->ending = false;
	c->close_by = sv->now + sv->config->caps.close_wait;
	settle(sv, c);
}

bool
conns_sweep(struct server *sv)
{
	struct conn *list = sv->ending;

	sv->ending = NULL;
	for (struct conn *c = list, *next; c != NULL; c = next) {
		next = c->next_ending;
		sweep(sv, c);
	}
	return list != NULL;
}

void
conns_free(struct server *sv)
{
	/* Those that had ended already may choose to linger first. */
	while (sv->conns != NULL) {
		for (struct conn *c = sv->conns; c != NULL; c = c->next)
			end(sv, c, PF_ETIMEDOUT);
		conns_sweep(sv);
	}
}
