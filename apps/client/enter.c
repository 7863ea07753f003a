/* Connects and joins one room. */
#include "enter.h"

#include "identity.h"
#include "tell.h"

#include <stdio.h>

#include "platform/clock.h"

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
	if (f->type == CT_FRAME_JOINED && ++*joined == 2)
		return set_room(room, f->str[0]) == APP_OK ? USAGE_GO_ON
							   : APP_SYSTEM;
	if (f->type == CT_FRAME_ERROR || f->type == CT_FRAME_GOODBYE)
		return link_refused(app, f);
	return f->type == CT_FRAME_PONG ? APP_OK : USAGE_GO_ON;
}

static int
ask(const struct app *app, struct link *l, const char *name)
{
	struct ct_frame join = {.type = CT_FRAME_JOIN};
	struct ct_frame ping = {.type = CT_FRAME_PING, .num = {1}};
	int code = APP_OK;

	join.str[0] = ct_slice_str(name);
	if (*name != '\0')
		code = link_say(app, l, &join);
	return code == APP_OK ? link_say(app, l, &ping) : code;
}

static int
join(const struct app *app, struct link *l, const char *name,
    struct ct_buf *room)
{
	ct_ms until = pf_clock_mono() + LINK_WAIT;
	unsigned joined = 0;
	struct ct_frame f;
	int code = ask(app, l, name);

	if (code != APP_OK)
		return code;
	for (;;) {
		enum link_event ev = link_next(l, until, &f);

		if (ev == LINK_END)
			return link_lost(app, l);
		if (ev == LINK_TIME) {
			tell(app, WORD_NO_HELLO, l->name, NULL);
			return APP_LINK;
		}
		if (ev != LINK_FRAME)
			continue;
		code = answered(app, &f, &joined, room);
		if (code != USAGE_GO_ON)
			return code;
	}
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
	code = join(app, l, name, room);
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
