/*
 * A room and its people: names, membership and the last messages. It knows
 * nothing of requests; the hub uses it.
 */
#ifndef CT_ROOM_H
#define CT_ROOM_H

#include "map.h"
#include "session_state.h"

/* A name as shown, and the key under which it is unique; owned. */
struct ct_name {
	struct ct_slice shown; /* both point into `bytes` */
	struct ct_slice key;
	char *bytes;
};

/* CT_OK, CT_EFULL, CT_ENOMEM. `shown` must have passed ct_name_check. */
enum ct_err ct_name_init(struct ct_name *n, struct ct_slice shown);
void ct_name_fini(struct ct_name *n);

struct ct_member {
	struct ct_room *room;
	size_t at;        /* its place in room->people */
	uint64_t since;   /* the last `said` of a message before it came */
	uint64_t entered; /* the last ticket before it came */
};

struct ct_user {
	struct ct_name name;
	struct ct_session *session;
	struct ct_member *rooms; /* `count` of `cap` */
	size_t count, cap;
	struct ct_room *current; /* where plain text goes; NULL: nowhere */
	char *search;            /* the last /search, or NULL; owned */
	uint64_t search_row;     /* where its next page begins */
	uint64_t taken;          /* the last direct message that has arrived */
	uint64_t letter;         /* the last one that was sent */
	uint64_t held; /* one that came while older ones had to come first */
	size_t asking; /* letters to others of whom the store is asked */
	bool letters;  /* those that waited are not on their way yet */
	bool more;     /* when `letter` has been taken, more may come */
	bool cut;      /* ... and there are more */
	bool unread;   /* it could not be read which ones wait */
	bool strange;  /* where they were is not known yet */
	uint64_t told; /* the ticket of the last news: each comes once */
	unsigned char id[CT_ID_BYTES];
};

struct ct_room {
	struct ct_name name;
	char *topic_bytes;     /* owned */
	struct ct_slice topic; /* of them */
	struct ct_user **people;
	size_t count, cap;
	struct ct_msg **ring; /* the last messages, `ring_len` of `ring_cap` */
	size_t ring_len, ring_cap, ring_head;
	size_t ring_bytes, why_bytes;
	size_t why_at; /* of the ring: older ones have no evidence any more */
	uint64_t seq;  /* of the last message that was delivered */
	uint64_t assigned;     /* the last number that was given away */
	uint64_t topic_ticket; /* of the news of the last topic */
	uint64_t ticket; /* of the last record about it that a store got */
	bool kept;       /* a store has something of it, or had */
	bool begun;      /* a store has its place among the numbers */
};

/* CT_OK, CT_ENOMEM. A room has no people when it is freed. */
enum ct_err ct_room_new(struct ct_slice shown, struct ct_room **out);
void ct_room_free(struct ct_room *r);

enum ct_err ct_user_new(
    struct ct_slice shown, struct ct_session *s, struct ct_user **out);
void ct_user_free(struct ct_user *u);

/* The membership, or NULL. */
struct ct_member *ct_user_in(const struct ct_user *u, const struct ct_room *r);

/* CT_OK, CT_ENOMEM and nothing changed. Not in it before. */
enum ct_err ct_room_enter(struct ct_room *r, struct ct_user *u);

/* In it before. `current` becomes another of the person's rooms, or NULL. */
void ct_room_leave(struct ct_room *r, struct ct_user *u);

/* CT_OK, CT_ENOMEM. */
enum ct_err ct_room_set_topic(struct ct_room *r, struct ct_slice topic);

/* Keeps a reference among the last messages, within the limits of caps; what
 * falls out is dropped. CT_ENOMEM: it is not kept. */
enum ct_err ct_room_keep(
    struct ct_room *r, struct ct_msg *m, const struct ct_caps *caps);

/* The i-th oldest kept message, i < ring_len. */
struct ct_msg *ct_room_past(const struct ct_room *r, size_t i);

#endif
