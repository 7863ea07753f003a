/* The inside of the hub, for its own files: hub.c, hub_input.c, hub_why.c. */
#ifndef CT_HUB_STATE_H
#define CT_HUB_STATE_H

#include "phrase.h"
#include "room.h"

/* From whom to whom. Sessions are NULL when they are gone. */
struct ct_way {
	struct ct_session *from;
	struct ct_session *to; /* of a DIRECT: who was here, or NULL */
	unsigned char id[CT_ID_BYTES], to_id[CT_ID_BYTES];
};

/* A message that the store has not completed yet. */
struct ct_pending {
	struct ct_pending *next;
	uint64_t ticket;
	struct ct_msg *msg;
	struct ct_way way;
	struct ct_slice key; /* of the room or the person; behind this struct */
};

/* What a room is to be told when the messages before it are stored. */
struct ct_news {
	struct ct_news *next;
	uint64_t ticket; /* one for all rooms that it is told in */
	uint64_t but;    /* the number of a session that is not told */
	struct ct_msg *msg;
};

/* A question that the store has not answered yet. */
struct ct_asked {
	struct ct_asked *next;
	uint64_t ticket;
	enum ct_query_kind kind;
	enum ct_history_mode mode;
	struct ct_way way;
	struct ct_msg *msg; /* what it is about */
};

struct ct_hub {
	struct ct_env env;
	struct ct_map rooms, people, addresses;
	struct ct_room *lobby;
	struct ct_session *sessions;
	struct ct_session *dirty_first, *dirty_last;
	struct ct_pending *pending_first, *pending_last;
	struct ct_news *news_first, *news_last;
	size_t news_bytes;
	struct ct_asked *asked;
	struct ct_store store;
	struct ct_store_mem *mem; /* when the owner gave no store */
	uint64_t ticket; /* the last one: they order all that is taken */
	uint64_t guests;
	uint64_t epoch;         /* told to who comes in */
	uint64_t stored;        /* the last record that was completed */
	uint64_t numbers_used;  /* by rooms that are gone: were delivered */
	uint64_t numbers_given; /* ... and may have been given away */
	uint64_t said;          /* messages of rooms, delivered so far */
	uint64_t opened;        /* sessions, so far */
	struct ct_hub_stats stats;
	struct ct_buf work; /* lists and texts while a request is served */
	ct_ms now;
	int64_t wall;
};

/* Makes a message of `proto` and queues it for one reader. */
void ct_hub_tell(struct ct_session *s, const struct ct_msg *proto);

void ct_hub_notice(struct ct_session *s, enum ct_phrase p, struct ct_slice a,
    struct ct_slice b);

/* An error for a person; `number` is that of the request, or 0. */
void ct_hub_error(struct ct_session *s, enum ct_err err, struct ct_slice a,
    struct ct_slice b, uint64_t number);

/* A limit of caps as its argument. */
void ct_hub_limit(struct ct_session *s, enum ct_err err, struct ct_slice a,
    int64_t limit, uint64_t number);

/* Gives the session a person of that name, or a guest's when it is empty or
 * taken, and takes them to the lobby. */
void ct_hub_enter(struct ct_hub *h, struct ct_session *s, struct ct_slice wish,
    const unsigned char *id);

/* The person leaves all rooms, announced as gone. */
void ct_hub_gone(struct ct_hub *h, struct ct_session *s);

/* The room of that name, with or without a # in front, or NULL. `name` need
 * not have passed any check. */
struct ct_room *ct_hub_room(struct ct_hub *h, struct ct_slice name);
struct ct_user *ct_hub_user(struct ct_hub *h, struct ct_slice name);

/* The next number of the room. One of which no message was ever stored begins,
 * for the store, behind all rooms that have been forgotten by then. */
uint64_t ct_hub_number(const struct ct_hub *h, struct ct_room *r);

/* The person enters (replaying `replay` messages, -1: the door's default). */
enum ct_err ct_hub_join(
    struct ct_hub *h, struct ct_user *u, struct ct_room *r, int32_t replay);

/* Leaves; the room is dropped if it was the last one. */
void ct_hub_leave(struct ct_hub *h, struct ct_user *u, struct ct_room *r);

/* Frees a room that is not the lobby, if nobody is in it and no store has
 * anything of it. */
void ct_hub_drop_empty(struct ct_hub *h, struct ct_room *r);

/* A message: one reference on the queue of each member but `except`. */
void ct_hub_spread(struct ct_hub *h, struct ct_room *r, struct ct_msg *m,
    const struct ct_user *except);

/* Tells a room that the person comes or goes; not them, nor a large room. */
void ct_hub_announce(struct ct_hub *h, const struct ct_room *r,
    const struct ct_user *u, enum ct_msg_kind kind);

/* The same from `proto`, to each person once who shares a room with `u`. */
void ct_hub_announce_near(
    struct ct_hub *h, const struct ct_user *u, struct ct_msg *proto);

/* Tells a room of its new topic, `m`; `s`, who set it, at once, unless another
 * topic waits to be told: the last one told is the room's. */
void ct_hub_announce_topic(struct ct_hub *h, struct ct_room *r,
    struct ct_session *s, struct ct_msg *m);

/* Tells what waited for messages that are completed now; or all that waits. */
void ct_hub_tell_news(struct ct_hub *h);
void ct_hub_tell_all_news(struct ct_hub *h);
void ct_hub_news_fini(struct ct_hub *h);

/* Serves one request of a session that has a person, or is a hello. */
void ct_hub_input(
    struct ct_hub *h, struct ct_session *s, const struct ct_event *ev);

/* Is this the identity of a person, who comes back? One that ends in a zero
 * byte is an errand's: it only tells what is sent twice. */
bool ct_id_is_person(const unsigned char *id);

/* From the person of `s` to `to`, or to nobody who is here. */
struct ct_way ct_hub_way(struct ct_session *s, const struct ct_user *to);

/*
 * Submits a message to the store; it is delivered and acknowledged when that is
 * done. Takes over the reference. `key` is of the room or the person. A DIRECT
 * to nobody who is here or known is refused, unless it was stored when it came
 * before.
 */
void ct_hub_submit(struct ct_hub *h, struct ct_msg *m, struct ct_slice key,
    const struct ct_way *way);

/* A direct message to a name that nobody here has now, or that comes behind
 * such a one. Takes over `m`. */
void ct_hub_submit_away(
    struct ct_hub *h, struct ct_msg *m, const struct ct_way *way);

/*
 * How many of `n` old messages may go to `s` now: half of what its queue has
 * left for such, so that there is space for other answers. They are the first,
 * or with `last` the last ones.
 */
typedef size_t ct_old_size(const void *from, size_t i);
size_t ct_hub_fitting(const struct ct_session *s, size_t n, bool last,
    ct_old_size *size, const void *from);

/* Old messages, from memory or from the store; then where they end. */
void ct_hub_history(struct ct_hub *h, struct ct_session *s, struct ct_room *r,
    const struct ct_event *ev);

/* `text` empty: the next page of the person's last search. */
void ct_hub_search(
    struct ct_hub *h, struct ct_session *s, const struct ct_event *ev);

/* The person is back: their rooms, and what waited for them. */
void ct_hub_welcome_back(struct ct_hub *h, struct ct_session *s);

/* Asks for the letters that wait behind those that were sent already. */
void ct_hub_ask_letters(struct ct_hub *h, struct ct_session *s);

/* The letter `seq` has been stored. True: older ones come first, and the store
 * will give it; false: it is to be sent now. */
bool ct_hub_letter_waits(struct ct_hub *h, struct ct_user *u, uint64_t seq);

/* Remembers the person, and where they are once it is known where they were. */
void ct_hub_keep_place(struct ct_hub *h, const struct ct_user *u);

/* The person has the direct messages up to `seq`. */
void ct_hub_taken(struct ct_hub *h, struct ct_user *u, uint64_t seq);

void ct_hub_keep_topic(
    struct ct_hub *h, struct ct_room *r, const struct ct_msg *m);

/* The session goes: what is under way forgets it. */
void ct_hub_forget(struct ct_hub *h, const struct ct_session *s);
void ct_hub_store_fini(struct ct_hub *h);

/* Answers /why for a message that the person can see. */
void ct_hub_why(
    struct ct_hub *h, struct ct_session *s, struct ct_room *r, uint64_t seq);

#endif
