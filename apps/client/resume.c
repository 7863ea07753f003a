/* Rooms, what we have of them, and what waits behind their holes. */
#include "resume.h"

#include <stdlib.h>
#include <string.h>

/* Numbers of our own pings; nobody else uses such high ones. */
static const uint64_t token_base = UINT64_C(1) << 52;

enum phase {
	PHASE_QUIET,  /* what comes is shown if it follows */
	PHASE_REPLAY, /* between JOINED and PAST */
	PHASE_FILL,   /* HISTORY is asked for a hole */
	PHASE_ASKED,  /* HISTORY is asked for by somebody */
};

struct resume_room {
	struct resume_room *next;
	enum phase phase;
	uint64_t have;
	uint64_t from; /* `have` when the last FILL was asked for */
	bool known;    /* `have` is known */
	bool in;       /* on this connection */
	bool back;     /* ... and not yet, but it was on the one before */
	bool spilled;  /* `held` was full, and what came then was dropped */
	struct ct_buf held; /* frames that came behind a hole */
	size_t len;
	char name[];
};

void
resume_init(struct resume *r)
{
	*r = (struct resume){.rooms = NULL};
	ct_buf_init(&r->ready, RESUME_READY_MAX);
}

static void
free_room(struct resume_room *room)
{
	ct_buf_fini(&room->held);
	free(room);
}

static struct ct_slice
name_of(const struct resume_room *room)
{
	return (struct ct_slice){room->name, room->len};
}

static struct resume_room *
find(const struct resume *r, struct ct_slice name)
{
	struct resume_room *room = r->rooms;

	while (room != NULL && !ct_slice_eq(name_of(room), name))
		room = room->next;
	return room;
}

/* At the end, so that rooms come back in the order in which we entered. */
static struct resume_room *
add_room(struct resume *r, struct ct_slice name)
{
	struct resume_room **link = &r->rooms;
	struct resume_room *room = calloc(1, sizeof(*room) + name.len + 1);

	if (room == NULL) {
		r->err = CT_ENOMEM;
		return NULL;
	}
	ct_buf_init(&room->held, RESUME_HELD_MAX);
	room->len = name.len;
	if (name.len > 0)
		memcpy(room->name, name.data, name.len);
	while (*link != NULL)
		link = &(*link)->next;
	return *link = room;
}

static void
remove_room(struct resume *r, struct resume_room *room)
{
	struct resume_room **link = &r->rooms;

	while (*link != room)
		link = &(*link)->next;
	*link = room->next;
	free_room(room);
}

void
resume_fini(struct resume *r)
{
	while (r->rooms != NULL)
		remove_room(r, r->rooms);
	ct_buf_fini(&r->ready);
}

/* What is to be done */

static void
put(struct resume *r, enum resume_kind kind, const struct ct_frame *f)
{
	enum ct_err err = ct_buf_add_u8(&r->ready, (uint8_t)kind);

	if (err == CT_OK)
		err = ct_frame_add(&r->ready, f);
	if (err != CT_OK && r->err == CT_OK)
		r->err = err;
}

bool
resume_next(struct resume *r, struct resume_act *out)
{
	struct ct_slice in = ct_buf_slice(&r->ready);

	if (r->at >= in.len) {
		r->at = 0;
		ct_buf_clear(&r->ready, r->ready.cap > RESUME_HELD_MAX);
		return false;
	}
	in.data += r->at;
	in.len -= r->at;
	out->kind = (enum resume_kind)(unsigned char)in.data[0];
	in.data++;
	in.len--;
	if (ct_frame_take(&in, CT_FRAME_MAX, &out->frame) != CT_OK)
		return false;
	r->at = r->ready.len - in.len;
	return true;
}

static void
put_gone(struct resume *r, const struct resume_room *room, uint64_t to)
{
	struct ct_frame f = {.type = CT_FRAME_PAST,
	    .num = {to - room->have, to},
	    .str = {name_of(room)}};

	if (f.num[0] > UINT32_MAX)
		f.num[0] = UINT32_MAX;
	put(r, RESUME_GONE, &f);
}

/* Shows a message that is new; what lies before it will not come. */
static void
show(struct resume *r, struct resume_room *room, const struct ct_frame *f)
{
	if (room->known && f->num[3] > room->have)
		put_gone(r, room, f->num[3]);
	put(r, RESUME_SHOW, f);
	room->have = f->num[2];
	room->known = true;
}

static void
ask(struct resume *r, struct resume_room *room)
{
	struct ct_frame f = {.type = CT_FRAME_HISTORY,
	    .num = {2, room->have, RESUME_PAGE},
	    .str = {name_of(room)}};

	room->phase = PHASE_FILL;
	room->from = room->have;
	put(r, RESUME_SEND, &f);
}

/* It waits for what lies before it. */
static void
hold(struct resume_room *room, const struct ct_frame *f)
{
	if (room->spilled || ct_frame_add(&room->held, f) != CT_OK)
		room->spilled = true;
}

static void
have_own(struct resume_room *room, uint64_t seq)
{
	if (seq > room->have)
		room->have = seq;
}

/* The hole is filled, as far as it can be: shows what waited. */
static void
release(struct resume *r, struct resume_room *room)
{
	struct ct_slice in = ct_buf_slice(&room->held);
	struct ct_frame f;

	room->phase = PHASE_QUIET;
	while (ct_frame_take(&in, CT_FRAME_MAX, &f) == CT_OK) {
		if (f.type == CT_FRAME_ACK)
			have_own(room, f.num[1]);
		else if (f.num[2] > room->have)
			show(r, room, &f);
	}
	ct_buf_clear(&room->held, true);
	if (room->spilled) {
		room->spilled = false;
		ask(r, room);
	}
}

/* Frames */

static bool
joined(struct resume *r, const struct ct_frame *f)
{
	struct resume_room *room = find(r, f->str[0]);

	if (room == NULL)
		room = add_room(r, f->str[0]);
	if (room == NULL || room->in)
		return false;
	room->in = true;
	room->phase = PHASE_REPLAY;
	return room->back;
}

static bool
left(struct resume *r, const struct ct_frame *f)
{
	if (find(r, f->str[0]) != NULL)
		remove_room(r, find(r, f->str[0]));
	return false;
}

/* The end of what JOINED began. */
static bool
replayed(struct resume *r, struct resume_room *room, const struct ct_frame *f)
{
	bool back = room->back;

	room->phase = PHASE_QUIET;
	room->back = false;
	if (!room->known)
		have_own(room, f->num[1]);
	else if (f->num[1] > room->have)
		ask(r, room);
	room->known = true;
	return back;
}

/* Does what waited follow at once? Of an ACK nobody knows. */
static bool
held_follows(const struct resume_room *room)
{
	struct ct_slice in = ct_buf_slice(&room->held);
	struct ct_frame f;

	return ct_frame_take(&in, CT_FRAME_MAX, &f) == CT_OK &&
	       f.type == CT_FRAME_MESSAGE && f.num[3] <= room->have;
}

/* A page of a hole, however long; the last one if it brings us no further. */
static void
filled(struct resume *r, struct resume_room *room, const struct ct_frame *f)
{
	if (room->have > room->from && room->have < f->num[1] &&
	    !held_follows(room)) {
		ask(r, room);
		return;
	}
	release(r, room);
	if (room->phase != PHASE_QUIET || f->num[1] <= room->have)
		return;
	put_gone(r, room, f->num[1]);
	room->have = f->num[1];
}

static bool
past(struct resume *r, const struct ct_frame *f)
{
	struct resume_room *room = find(r, f->str[0]);

	if (room == NULL)
		return false;
	switch (room->phase) {
	case PHASE_REPLAY:
		return replayed(r, room, f);
	case PHASE_FILL:
		filled(r, room, f);
		return true;
	case PHASE_ASKED:
		put(r, RESUME_SHOW, f);
		/* What came meanwhile may lie behind a hole. */
		if (room->held.len > 0)
			ask(r, room);
		else
			release(r, room);
		return true;
	default:
		return false;
	}
}

/* An old message, or one that follows at once what we have. */
static void
old_message(
    struct resume *r, struct resume_room *room, const struct ct_frame *f)
{
	bool follows = !room->known || f->num[3] <= room->have;

	if (room->phase == PHASE_ASKED)
		put(r, RESUME_SHOW, f);
	else if (f->num[2] <= room->have && room->known)
		return;
	else if (room->phase == PHASE_FILL || !room->back || follows)
		show(r, room, f);
}

/* A direct message: TAKEN leaves when it has been shown. */
static bool
letter(struct resume *r, const struct ct_frame *f)
{
	struct ct_frame taken = {.type = CT_FRAME_TAKEN, .num = {f->num[2]}};
	bool seen = false;

	if (f->num[2] == 0)
		return false;
	for (size_t i = 0; i < RESUME_LETTERS; i++)
		seen = seen || r->letters[i] == f->num[2];
	if (!seen) {
		put(r, RESUME_SHOW, f);
		r->letters[r->letter++ % RESUME_LETTERS] = f->num[2];
	}
	put(r, RESUME_SEND, &taken);
	return true;
}

static bool
message(struct resume *r, const struct ct_frame *f)
{
	struct resume_room *room = find(r, f->str[0]);

	if (f->num[0] == CT_KIND_DIRECT)
		return letter(r, f);
	if (f->num[0] != CT_KIND_SAY || room == NULL)
		return false;
	if (room->phase != PHASE_QUIET && f->num[1] != 0)
		old_message(r, room, f);
	else if (room->phase != PHASE_QUIET)
		hold(room, f);
	else if (f->num[3] > room->have) {
		ask(r, room);
		hold(room, f);
	} else if (f->num[2] > room->have)
		show(r, room, f);
	return true;
}

static bool
own(struct resume *r, const struct ct_frame *f)
{
	struct resume_room *room = find(r, f->str[0]);

	if (room != NULL && room->phase != PHASE_QUIET)
		hold(room, f);
	else if (room != NULL)
		have_own(room, f->num[1]);
	return false;
}

/* What was asked for will not come, unless it is a JOIN that is refused. */
static bool
refused(struct resume *r, const struct ct_frame *f)
{
	if (f->num[1] != 0 || f->num[0] == CT_EROOM || f->num[0] == CT_EROOMS ||
	    f->num[0] == CT_ENOMORE)
		return false;
	for (struct resume_room *m = r->rooms; m != NULL; m = m->next)
		if (m->phase == PHASE_FILL || m->phase == PHASE_ASKED)
			release(r, m);
	return false;
}

/* Our JOINs are answered: a room that we are not in did not take us back. */
static bool
answered(struct resume *r, const struct ct_frame *f)
{
	struct resume_room *room, *next;

	if (r->token == 0 || f->num[0] != r->token)
		return false;
	r->token = 0;
	for (room = r->rooms; room != NULL; room = next) {
		next = room->next;
		if (room->back && !room->in)
			remove_room(r, room);
	}
	return true;
}

static const struct {
	uint8_t type;
	bool (*take)(struct resume *r, const struct ct_frame *f);
} takers[] = {
    {CT_FRAME_MESSAGE, message},
    {CT_FRAME_ACK, own},
    {CT_FRAME_PAST, past},
    {CT_FRAME_JOINED, joined},
    {CT_FRAME_LEFT, left},
    {CT_FRAME_PONG, answered},
    {CT_FRAME_ERROR, refused},
};

bool
resume_feed(struct resume *r, const struct ct_frame *f)
{
	for (size_t i = 0; i < sizeof(takers) / sizeof(takers[0]); i++)
		if (takers[i].type == f->type)
			return takers[i].take(r, f);
	return false;
}

/* Connections */

static void
come_back(struct resume *r, struct resume_room *room, struct ct_slice lobby)
{
	struct ct_frame f = {.type = CT_FRAME_JOIN,
	    .num = {room->known ? 0 : 0xffff},
	    .str = {name_of(room)}};

	room->in = room->spilled = false;
	room->back = true;
	room->phase = PHASE_QUIET;
	ct_buf_clear(&room->held, true);
	if (!ct_slice_eq(name_of(room), lobby))
		put(r, RESUME_SEND, &f);
}

void
resume_up(struct resume *r, const struct ct_frame *welcome)
{
	bool anew = r->begun && welcome->num[2] != r->epoch;
	struct ct_frame ping = {.type = CT_FRAME_PING};

	if (anew) {
		put(r, RESUME_ANEW, &ping);
		memset(r->letters, 0, sizeof(r->letters));
	}
	for (struct resume_room *m = r->rooms; m != NULL; m = m->next) {
		if (anew)
			m->have = 0;
		come_back(r, m, welcome->str[1]);
	}
	ping.num[0] = r->token = token_base;
	if (r->begun)
		put(r, RESUME_SEND, &ping);
	else
		r->token = 0;
	r->begun = true;
	r->epoch = welcome->num[2];
}

void
resume_asked(struct resume *r, const struct ct_frame *history)
{
	struct resume_room *room = find(r, history->str[0]);

	if (room != NULL && room->in && room->phase == PHASE_QUIET)
		room->phase = PHASE_ASKED;
}

bool
resume_since(struct resume *r, struct ct_slice name, uint64_t seq)
{
	struct resume_room *room = find(r, name);

	if (room == NULL)
		return false;
	if (seq < room->have) {
		room->have = seq;
		ask(r, room);
	}
	return true;
}

uint64_t
resume_have(const struct resume *r, struct ct_slice name)
{
	const struct resume_room *room = find(r, name);

	return room != NULL ? room->have : 0;
}

bool
resume_is_complete(const struct resume *r)
{
	if (r->token != 0)
		return false;
	for (const struct resume_room *m = r->rooms; m != NULL; m = m->next)
		if (m->back || m->phase != PHASE_QUIET)
			return false;
	return true;
}
