/*
 * A whole server in this process, driven turn by turn over real sockets, and
 * people who come in.
 */
#ifndef BED_H
#define BED_H

#include "server.h"

enum { patience_ms = 20000 };

struct bed {
	struct config config;
	struct server *sv;
	struct log *log;
	struct ct_buf fault;
};

/* One who comes in; what was heard is a string. */
struct guest {
	struct pf_sock sock;
	char *heard;
	size_t len, cap;
	bool end;        /* the server closed its side, or all of it */
	enum pf_err err; /* PF_END, or worse */
};

/* Doors on kernel-chosen ports of the loopback; only what a test needs, and
 * no history. */
void bed_config(struct bed *b);
bool bed_open(struct bed *b);
void bed_close(struct bed *b);

bool guest_open(struct guest *g, const struct bed *b, enum door_id door);
void guest_close(struct guest *g);
void guest_hear(struct guest *g); /* what is there now */

/* One turn that does not wait. */
bool turn(struct bed *b);

/* Turns until it is so; false: not within the patience. */
bool hears(struct bed *b, struct guest *g, const char *text);
bool ends(struct bed *b, struct guest *g);
bool drops_to(struct bed *b, size_t connections);

bool says_bytes(struct bed *b, struct guest *g, const char *data, size_t len);
bool says(struct bed *b, struct guest *g, const char *text);

#endif
