/* Connects and joins one room. */
#include "enter.h"

#include "identity.h"
#include "tell.h"

#include "core/text.h"
#include "platform/clock.h"

#include <stdio.h>

static int
open_link(const struct app *app, const struct usage *u, const char *nick,
    struct link *l)
{
	struct link_hello hello = {.nick = nick};
	enum pf_err err = identity_random(hello.id);

	*l = (struct link){.poller = NULL};
	if (err == PF_OK)
		return link_open(app, l, &u->where, &hello);
	tell(app, WORD_SYSTEM, tell_pf(app, err), NULL);
	return APP_SYSTEM;
}

static int
set_room(struct ct_buf *room, struct ct_slice name)
{
	return ct_buf_add_slice(room, name) == CT_OK ? APP_OK : APP_SYSTEM;
}

/*
 * What comes until the PONG: the second JOINED, after the lobby's, is the
 * answer to our JOIN. USAGE_GO_ON: the PONG has not come.
 */
static int
answered(const struct app *app, const struct ct_frame *f, unsigned *joined,
    struct ct_buf *room)
{
	if (f->type == CT_FRAME_JOINED && ++*joined == 2 && room != NULL)
		return set_room(room, f->str[0]) == APP_OK ? USAGE_GO_ON
							   : APP_SYSTEM;
	if (f->type == CT_FRAME_ERROR || f->type == CT_FRAME_GOODBYE)
		return link_refused(app, f);
	return f->type == CT_FRAME_PONG ? APP_OK : USAGE_GO_ON;
}

/* A request, or none, and what ends the answer to it. */
static int
ask(const struct app *app, struct link *l, struct ct_frame *f)
{
	struct ct_frame ping = {.type = CT_FRAME_PING, .num = {1}};
	int code = f != NULL ? link_say(app, l, f) : APP_OK;

	return code == APP_OK ? link_say(app, l, &ping) : code;
}

/* Hears all until the PONG. */
static int
hear(const struct app *app, struct link *l, ct_ms until, unsigned *joined,
    struct ct_buf *room)
{
	struct ct_frame f;
	int code = USAGE_GO_ON;

	while (code == USAGE_GO_ON) {
		enum link_event ev = link_next(l, until, &f);

		if (ev == LINK_END)
			return link_lost(app, l);
		if (ev == LINK_TIME) {
			tell(app, WORD_NO_HELLO, l->name, NULL);
			return APP_LINK;
		}
		if (ev == LINK_FRAME)
			code = answered(app, &f, joined, room);
	}
	return code;
}

/* Is there such a room? JOIN would make it; and of one that cannot be, it tells
 * what is wrong with its name. */
static int
look_up(const struct app *app, struct link *l, const char *name, ct_ms until,
    unsigned *joined)
{
	struct ct_frame who = {.type = CT_FRAME_WHO};
	struct ct_buf checked;
	int code = APP_OK;

	ct_buf_init(&checked, 4096);
	if (ct_room_check(ct_slice_str(name), SIZE_MAX, &checked) == CT_OK) {
		who.str[0] = ct_buf_slice(&checked);
		code = ask(app, l, &who);
		if (code == APP_OK)
			code = hear(app, l, until, joined, NULL);
	}
	ct_buf_fini(&checked);
	return code;
}

static int
join(const struct app *app, const struct usage *u, struct link *l,
    const char *name, struct ct_buf *room)
{
	struct ct_frame f = {.type = CT_FRAME_JOIN};
	ct_ms until = pf_clock_mono() + LINK_WAIT;
	unsigned joined = 0;
	int code = APP_OK;

	f.str[0] = ct_slice_str(name);
	if (u->existing && *name != '\0')
		code = look_up(app, l, name, until, &joined);
	if (code == APP_OK)
		code = ask(app, l, *name != '\0' ? &f : NULL);
	return code == APP_OK ? hear(app, l, until, &joined, room) : code;
}

int
enter(const struct app *app, const struct usage *u, const char *nick,
    struct link *l, struct ct_buf *room)
{
	const char *name = u->room;
	int code = open_link(app, u, nick, l);

	if (code != APP_OK)
		return code;
	if (ct_slice_eq(ct_slice_str(name), ct_buf_slice(&l->lobby)))
		name = "";
	code = join(app, u, l, name, room);
	if (code == APP_OK && *name == '\0')
		code = set_room(room, ct_buf_slice(&l->lobby));
	l->patience = usage_patience(u, false);
	return code;
}

void
enter_tell(const struct app *app, struct link *l, enum link_event ev,
    const struct ct_frame *f)
{
	char count[24];

	if (ev == LINK_DOWN)
		tell(app, WORD_DOWN, link_why(app, l), NULL);
	if (ev == LINK_UP)
		tell(app, WORD_UP, l->name, NULL);
	if (ev == LINK_ANEW)
		tell(app, WORD_ANEW, NULL, NULL);
	if (ev != LINK_GONE)
		return;
	snprintf(count, sizeof(count), "%llu", (unsigned long long)f->num[0]);
	tell_slice(app, WORD_GONE, ct_slice_str(count), f->str[0]);
}
