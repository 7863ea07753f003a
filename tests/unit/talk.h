/*
 * A hub with peers but without sockets: what a test feeds to a peer goes
 * through session and hub, and what everybody is sent is gathered.
 */
#ifndef TALK_H
#define TALK_H

#include "core/hub.h"

enum { TALK_PEERS = 16 };

struct peer {
	struct talk *talk;
	struct ct_session *session; /* NULL: closed */
	struct ct_buf got;          /* all it was sent and has not eaten */
	size_t step;                /* bytes a send may take; 0: all */
	bool stopped;               /* reads nothing */
	enum ct_err why;            /* the session's error when it closed */
};

struct talk {
	struct ct_hub_config cfg;
	struct ct_hub *hub;
	ct_ms now;
	struct peer peers[TALK_PEERS];
	size_t count;
};

extern const struct ct_door talk_line, talk_classic, talk_length, talk_native,
    talk_auto;

void talk_init(struct talk *t);  /* caps by default */
void talk_start(struct talk *t); /* after changing t->cfg */
void talk_fini(struct talk *t);
struct peer *talk_open(struct talk *t, const struct ct_door *door);

/* The peer sends; everybody is served and flushed. */
void peer_send(struct peer *p, const char *bytes, size_t n);
void peer_say(struct peer *p, const char *text);
void peer_half_close(struct peer *p);
void peer_close(struct peer *p);

/* Time passes; deadlines are served. */
void talk_wait(struct talk *t, ct_ms ms);
void talk_flush(struct talk *t);

/* What the peer was sent, as a C string; and forgetting it. */
const char *peer_got(struct peer *p);
void peer_eat(struct peer *p);

/* True when `text` is in what it was sent. */
bool peer_saw(struct peer *p, const char *text);

#endif
