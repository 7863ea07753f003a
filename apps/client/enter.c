/* Connects and joins one room. */
#include "enter.h"

#include "identity.h"
#include "tell.h"

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
 * The answer to our JOIN: the second JOINED, after the lobby's. USAGE_GO_ON:
 * this frame was not it.
 */
static int
answered(const struct app *app, const struct ct_frame *f, unsigned *joined,
    struct ct_buf *room)
{
	if (f->type == CT_FRAME_JOINED && ++*joined == 2)
		return set_room(room, f->str[0]);
	if (f->type == CT_FRAME_ERROR || f->type == CT_FRAME_GOODBYE)
		return link_refused(app, f);
	return USAGE_GO_ON;
}

static int
join(const struct app *app, struct link *l, const char *name,
    struct ct_buf *room)
{
	struct ct_frame f = {.type = CT_FRAME_JOIN};
	ct_ms until = pf_clock_mono() + LINK_WAIT;
	unsigned joined = 0;
	int code;

	f.str[0] = ct_slice_str(name);
	code = link_say(app, l, &f);
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
	int code = open_link(app, u, nick, l);

	if (code != APP_OK)
		return code;
	if (*u->room == '\0' ||
	    ct_slice_eq(ct_slice_str(u->room), ct_buf_slice(&l->lobby)))
		return set_room(room, ct_buf_slice(&l->lobby));
	return join(app, l, u->room, room);
}
