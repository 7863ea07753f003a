/* The requests of people, one small function each, in one table. */
#include "hub_state.h"

#include "command.h"
#include "text.h"

#include <string.h>

static const struct ct_slice none = {NULL, 0};

enum { list_max = 32768 }; /* bytes of names in one answer */

typedef void input_fn(
    struct ct_hub *h, struct ct_session *s, const struct ct_event *ev);

/* The room meant: the named one, or where plain text goes. Must be a member. */
static struct ct_room *
my_room(struct ct_hub *h, struct ct_session *s, const struct ct_event *ev)
{
	struct ct_user *u = s->user;
	struct ct_room *r = u->current;

	if (ev->name.len > 0)
		r = ct_hub_room(h, ev->name);
	if (r != NULL && ct_user_in(u, r) != NULL)
		return r;
	ct_hub_error(s, CT_ENOTIN,
	    ev->name.len > 0 ? ev->name : ct_slice_str("#"), none, ev->number);
	return NULL;
}

/* The text made harmless, in h->work. False: the person was told why not. */
static bool
clean(struct ct_hub *h, struct ct_session *s, const struct ct_event *ev,
    int64_t max, enum ct_err too_long)
{
	enum ct_err err;

	ct_buf_clear(&h->work, false);
	err = ct_text_clean(ev->text, true, &h->work);
	if (err != CT_OK)
		ct_hub_error(s, err, none, none, ev->number);
	else if (h->work.len == 0)
		ct_hub_error(s, CT_EEMPTY, none, none, ev->number);
	else if (h->work.len > (size_t)max)
		ct_hub_limit(s, too_long, none, max, ev->number);
	else
		return true;
	return false;
}

static void
on_hello(struct ct_hub *h, struct ct_session *s, const struct ct_event *ev)
{
	if (ct_slice_eq(ev->text, ct_slice_str("zh")))
		s->lang = CT_LANG_ZH;
	ct_hub_enter(h, s, ev->name, ev->id);
}

static void
on_nick(struct ct_hub *h, struct ct_session *s, const struct ct_event *ev)
{
	struct ct_user *u = s->user, *other;
	int64_t max = h->env.cfg.caps.name_chars;
	struct ct_name name, old = u->name;

	ct_buf_clear(&h->work, false);
	if (ct_name_check(ev->name, (size_t)max, &h->work) != CT_OK) {
		ct_hub_limit(s, CT_ENICK, ev->name, max, ev->number);
		return;
	}
	other = ct_hub_user(h, ct_buf_slice(&h->work));
	if (other != NULL && other != u) {
		ct_hub_error(s, CT_ETAKEN, ev->name, none, ev->number);
		return;
	}
	if (ct_name_init(&name, ct_buf_slice(&h->work)) != CT_OK) {
		ct_hub_error(s, CT_ENOMEM, none, none, ev->number);
		return;
	}
	ct_map_remove(&h->people, old.key);
	u->name = name;
	/* It cannot fail: an entry of the same map was just removed. */
	ct_map_add(&h->people, u->name.key, u);
	ct_hub_announce_near(h, u,
	    &(struct ct_msg){.kind = CT_MSG_NICK,
		.time = h->wall,
		.from = old.shown,
		.to = name.shown});
	ct_hub_tell(s,
	    &(struct ct_msg){
		.kind = CT_MSG_RENAMED, .from = old.shown, .to = name.shown});
	ct_hub_keep_place(h, u);
	ct_name_fini(&old);
}

/* The room of that name, made if need be. NULL: the person was told. */
static struct ct_room *
open_room(struct ct_hub *h, struct ct_session *s, const struct ct_event *ev)
{
	int64_t max = h->env.cfg.caps.room_chars;
	struct ct_room *r;
	enum ct_err err;

	ct_buf_clear(&h->work, false);
	if (ct_room_check(ev->name, (size_t)max, &h->work) != CT_OK) {
		ct_hub_limit(s, CT_EROOM, ev->name, max, ev->number);
		return NULL;
	}
	r = ct_hub_room(h, ct_buf_slice(&h->work));
	if (r != NULL)
		return r;
	if (h->rooms.len >= (size_t)h->env.cfg.caps.rooms) {
		ct_hub_limit(
		    s, CT_ENOMORE, none, h->env.cfg.caps.rooms, ev->number);
		return NULL;
	}
	err = ct_room_new(ct_buf_slice(&h->work), &r);
	if (err == CT_OK)
		err = ct_map_add(&h->rooms, r->name.key, r);
	if (err == CT_OK) {
		/* Who was away may know this room from before: they see the
		 * hole, and take no new number for an old one. */
		r->seq = h->numbers_used;
		r->assigned = h->numbers_given;
		return r;
	}
	ct_room_free(r);
	ct_hub_error(s, err, none, none, ev->number);
	return NULL;
}

static void
on_join(struct ct_hub *h, struct ct_session *s, const struct ct_event *ev)
{
	struct ct_user *u = s->user;
	int64_t max = h->env.cfg.caps.rooms_per_user;
	struct ct_room *r = ct_hub_room(h, ev->name);

	if (r != NULL && ct_user_in(u, r) != NULL) {
		u->current = r;
		ct_hub_tell(s, &(struct ct_msg){.kind = CT_MSG_JOINED,
				   .room = r->name.shown,
				   .text = r->topic,
				   .number = r->count});
		return;
	}
	if (u->count >= (size_t)max) {
		ct_hub_limit(s, CT_EROOMS, none, max, ev->number);
		return;
	}
	r = open_room(h, s, ev);
	if (r == NULL)
		return;
	if (ct_hub_join(h, u, r, ev->count) == CT_OK) {
		ct_hub_keep_place(h, u);
		return;
	}
	ct_hub_drop_empty(h, r);
	ct_session_fail(s, CT_ENOMEM, none);
}

static void
on_part(struct ct_hub *h, struct ct_session *s, const struct ct_event *ev)
{
	struct ct_room *r = my_room(h, s, ev);

	if (r == NULL)
		return;
	ct_hub_tell(
	    s, &(struct ct_msg){.kind = CT_MSG_LEFT, .room = r->name.shown});
	ct_hub_leave(h, s->user, r);
	ct_hub_keep_place(h, s->user);
}

/* A message with its evidence; NULL: the person was told. */
static struct ct_msg *
new_message(struct ct_hub *h, struct ct_session *s, const struct ct_event *ev,
    const struct ct_msg *proto)
{
	struct ct_msg *m = ct_msg_new(proto);

	if (m == NULL)
		ct_hub_error(s, CT_ENOMEM, none, none, ev->number);
	else if (h->env.cfg.caps.why_bytes > 0)
		ct_msg_remember(m, &ev->arrival, s->door->name, s->number);
	return m;
}

static void
on_say(struct ct_hub *h, struct ct_session *s, const struct ct_event *ev)
{
	struct ct_room *r = my_room(h, s, ev);
	struct ct_way way = ct_hub_way(s, NULL);
	struct ct_msg *m;

	if (r == NULL || !clean(h, s, ev, h->env.cfg.caps.text_bytes, CT_ETEXT))
		return;
	m = new_message(h, s, ev,
	    &(struct ct_msg){.kind = CT_MSG_SAY,
		.time = h->wall,
		.seq = ct_hub_number(h, r),
		.number = ev->number,
		.room = r->name.shown,
		.from = s->user->name.shown,
		.text = ct_buf_slice(&h->work)});
	if (m != NULL)
		ct_hub_submit(h, m, r->name.key, &way);
}

static void
on_direct(struct ct_hub *h, struct ct_session *s, const struct ct_event *ev)
{
	struct ct_user *to = ct_hub_user(h, ev->name);
	struct ct_way way = ct_hub_way(s, to);
	struct ct_msg *m;

	if (!clean(h, s, ev, h->env.cfg.caps.text_bytes, CT_ETEXT))
		return;
	m = new_message(h, s, ev,
	    &(struct ct_msg){.kind = CT_MSG_DIRECT,
		.time = h->wall,
		.number = ev->number,
		.to = to != NULL ? to->name.shown : ev->name,
		.from = s->user->name.shown,
		.text = ct_buf_slice(&h->work)});
	if (m == NULL)
		return;
	if (to != NULL && s->user->asking == 0)
		ct_hub_submit(h, m, to->name.key, &way);
	else
		ct_hub_submit_away(h, m, &way);
}

static void
on_topic(struct ct_hub *h, struct ct_session *s, const struct ct_event *ev)
{
	struct ct_room *r = my_room(h, s, ev);
	int64_t max = h->env.cfg.caps.topic_bytes;
	struct ct_msg *m;

	if (r == NULL)
		return;
	if (!ev->has_text) {
		ct_hub_tell(s, &(struct ct_msg){.kind = CT_MSG_TOPIC_IS,
				   .room = r->name.shown,
				   .text = r->topic});
		return;
	}
	ct_buf_clear(&h->work, false);
	if (ct_text_clean(ev->text, false, &h->work) != CT_OK ||
	    h->work.len > (size_t)max) {
		ct_hub_limit(s, CT_ETOPIC, none, max, ev->number);
		return;
	}
	m = ct_msg_new(&(struct ct_msg){.kind = CT_MSG_TOPIC,
	    .time = h->wall,
	    .room = r->name.shown,
	    .from = s->user->name.shown,
	    .text = ct_buf_slice(&h->work)});
	if (m != NULL && ct_room_set_topic(r, m->text) == CT_OK) {
		ct_hub_keep_topic(h, r, m);
		ct_hub_announce_topic(h, r, s, m);
	} else {
		ct_hub_error(s, CT_ENOMEM, none, none, ev->number);
	}
	ct_msg_unref(m);
}

/* Sends what was gathered when it is enough for one answer, or the last. */
static void
list_flush(struct ct_hub *h, struct ct_session *s, enum ct_msg_kind kind,
    struct ct_slice room, bool last)
{
	if (!last && h->work.len < list_max)
		return;
	ct_hub_tell(
	    s, &(struct ct_msg){
		   .kind = kind, .room = room, .text = ct_buf_slice(&h->work)});
	ct_buf_clear(&h->work, false);
}

static void
on_who(struct ct_hub *h, struct ct_session *s, const struct ct_event *ev)
{
	struct ct_room *r = s->user->current;

	if (ev->name.len > 0)
		r = ct_hub_room(h, ev->name);
	if (r == NULL) {
		ct_hub_error(s, CT_ENOROOM, ev->name, none, ev->number);
		return;
	}
	ct_buf_clear(&h->work, false);
	for (size_t i = 0; i < r->count; i++) {
		if (h->work.len > 0)
			ct_buf_add_u8(&h->work, '\n');
		ct_buf_add_slice(&h->work, r->people[i]->name.shown);
		list_flush(h, s, CT_MSG_WHO, r->name.shown, i + 1 == r->count);
	}
	if (r->count == 0)
		list_flush(h, s, CT_MSG_WHO, r->name.shown, true);
}

static void
on_rooms(struct ct_hub *h, struct ct_session *s, const struct ct_event *ev)
{
	struct ct_room *r;
	size_t at = 0;

	(void)ev;
	ct_buf_clear(&h->work, false);
	while ((r = ct_map_each(&h->rooms, &at)) != NULL) {
		list_flush(h, s, CT_MSG_ROOMS, none, false);
		if (h->work.len > 0)
			ct_buf_add_u8(&h->work, '\n');
		ct_buf_add_slice(&h->work, r->name.shown);
		ct_buf_add_u8(&h->work, '\t');
		ct_buf_add_dec(&h->work, r->count);
		ct_buf_add_u8(&h->work, '\t');
		ct_buf_add_slice(&h->work, r->topic);
	}
	list_flush(h, s, CT_MSG_ROOMS, none, true);
}

static void
on_history(struct ct_hub *h, struct ct_session *s, const struct ct_event *ev)
{
	struct ct_room *r = my_room(h, s, ev);

	if (r != NULL)
		ct_hub_history(h, s, r, ev);
}

static void
on_search(struct ct_hub *h, struct ct_session *s, const struct ct_event *ev)
{
	ct_hub_search(h, s, ev);
}

static void
on_taken(struct ct_hub *h, struct ct_session *s, const struct ct_event *ev)
{
	ct_hub_taken(h, s->user, ev->seq);
}

static void
on_ping(struct ct_hub *h, struct ct_session *s, const struct ct_event *ev)
{
	(void)h;
	ct_hub_tell(
	    s, &(struct ct_msg){.kind = CT_MSG_PONG, .number = ev->number});
}

static void
on_charset(struct ct_hub *h, struct ct_session *s, const struct ct_event *ev)
{
	enum ct_err err = CT_OK;

	if (ev->name.len > 0)
		err = ct_coding_set(&s->coding, ev->name, CT_CODING_BY_USER);
	if (err == CT_ECHARSET) {
		ct_buf_clear(&h->work, false);
		ct_coding_labels(h->env.cfg.charsets, &h->work);
		ct_hub_error(
		    s, err, ev->name, ct_buf_slice(&h->work), ev->number);
		return;
	}
	if (s->coding.charset != CT_CHARSET_UTF8 && !s->lang_said &&
	    s->coding.charset != CT_CHARSET_OTHER)
		s->lang = CT_LANG_ZH;
	s->told = NULL;
	ct_hub_notice(s, CT_PHRASE_CHARSET,
	    ct_slice_str(ct_coding_name(&s->coding)), none);
}

static void
on_lang(struct ct_hub *h, struct ct_session *s, const struct ct_event *ev)
{
	(void)h;
	s->lang =
	    ct_slice_eq(ev->name, ct_slice_str("zh")) ? CT_LANG_ZH : CT_LANG_EN;
	s->lang_said = true;
	ct_hub_notice(s, CT_PHRASE_LANG, none, none);
}

static struct ct_slice
on_or_off(const struct ct_session *s, bool on)
{
	static const char *const words[CT_LANG_COUNT][2] = {
	    {"off", "on"}, {"关", "开"}};

	return ct_slice_str(words[s->lang][on]);
}

static void
on_fold(struct ct_hub *h, struct ct_session *s, const struct ct_event *ev)
{
	(void)h;
	s->coding.fold = ev->flag;
	ct_hub_notice(s, CT_PHRASE_FOLD, on_or_off(s, ev->flag), none);
}

static void
on_names(struct ct_hub *h, struct ct_session *s, const struct ct_event *ev)
{
	(void)h;
	s->coding.names = ev->flag;
	ct_hub_notice(s, CT_PHRASE_NAMES, on_or_off(s, ev->flag), none);
}

static void
on_why(struct ct_hub *h, struct ct_session *s, const struct ct_event *ev)
{
	struct ct_room *r = my_room(h, s, ev);

	if (r != NULL)
		ct_hub_why(h, s, r, ev->seq);
}

static void
on_help(struct ct_hub *h, struct ct_session *s, const struct ct_event *ev)
{
	(void)ev;
	ct_buf_clear(&h->work, false);
	ct_command_help(s->lang, &h->work);
	ct_hub_tell(s, &(struct ct_msg){.kind = CT_MSG_TEXT,
			   .text = ct_buf_slice(&h->work)});
	if (s->dialect->turn != NULL)
		ct_hub_notice(s, CT_PHRASE_TURNS, none, none);
}

static void
on_bye(struct ct_hub *h, struct ct_session *s, const struct ct_event *ev)
{
	(void)h, (void)ev;
	ct_hub_tell(s, &(struct ct_msg){.kind = CT_MSG_BYE, .err = CT_OK});
	ct_session_finish(s);
}

static void
on_wrong(struct ct_hub *h, struct ct_session *s, const struct ct_event *ev)
{
	bool zh_usage = ev->err == CT_EARGS && s->lang == CT_LANG_ZH;

	(void)h;
	ct_hub_error(
	    s, ev->err, zh_usage ? ev->text : ev->name, ev->text, ev->number);
}

static input_fn *const inputs[CT_EV_COUNT] = {
    [CT_EV_HELLO] = on_hello,
    [CT_EV_NICK] = on_nick,
    [CT_EV_JOIN] = on_join,
    [CT_EV_PART] = on_part,
    [CT_EV_SAY] = on_say,
    [CT_EV_DIRECT] = on_direct,
    [CT_EV_TOPIC] = on_topic,
    [CT_EV_WHO] = on_who,
    [CT_EV_ROOMS] = on_rooms,
    [CT_EV_HISTORY] = on_history,
    [CT_EV_PING] = on_ping,
    [CT_EV_CHARSET] = on_charset,
    [CT_EV_LANG] = on_lang,
    [CT_EV_FOLD] = on_fold,
    [CT_EV_NAMES] = on_names,
    [CT_EV_WHY] = on_why,
    [CT_EV_SEARCH] = on_search,
    [CT_EV_TAKEN] = on_taken,
    [CT_EV_HELP] = on_help,
    [CT_EV_BYE] = on_bye,
    [CT_EV_WRONG] = on_wrong,
};

void
ct_hub_input(struct ct_hub *h, struct ct_session *s, const struct ct_event *ev)
{
	if (inputs[ev->kind] == NULL)
		return;
	if (s->user == NULL && ev->kind != CT_EV_HELLO)
		return;
	inputs[ev->kind](h, s, ev);
}
