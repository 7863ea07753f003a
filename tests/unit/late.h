/* A store that completes and answers when the test says so. */
#ifndef LATE_H
#define LATE_H

#include "frames.h"

struct late {
	struct ct_store port;
	uint64_t ticket[16]; /* of SAY and DIRECT, not completed yet */
	uint64_t seq[16];
	size_t waiting;
	uint64_t asked; /* the ticket of the last query */
	enum ct_query_kind kind;
	uint64_t asked_seq;
	char text[64], place[64], name[64], room[64];
	bool away; /* of the last DIRECT */
	uint64_t taken;
	enum ct_err busy; /* what it answers to questions, if not CT_OK */
	char forgot[64];  /* the last room that it was to forget */
	bool full;        /* takes nothing but what has a number */
};

/* A talk whose hub has this store; talk_start after changing t->cfg. */
void late_init(struct talk *t, struct late *l);
void late_start(struct talk *t, struct late *l);

/* The oldest that waits is completed. */
void late_complete(struct talk *t, struct late *l, enum ct_err err);

#endif
