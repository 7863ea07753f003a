/* What the owner of a hub calls: birth and end, connections, the loop. */
#include "hub_state.h"

#include "text.h"

#include <stdlib.h>
#include <string.h>

static const struct ct_slice none = {NULL, 0};

enum { scratch_max = 1 << 24 }; /* bytes a lent buffer may ever need */

/* What a number on the wire may have, for readers that use doubles. */
static const uint64_t number_mask = (UINT64_C(1) << 53) - 1;

/* Birth and end */

static enum ct_err
make_lobby(struct ct_hub *h)
{
	struct ct_slice name = ct_slice_str(h->env.cfg.lobby);
	struct ct_buf *line = &h->env.line;
	enum ct_err err;

	ct_buf_clear(line, false);
	err = ct_room_check(name, (size_t)h->env.cfg.caps.room_chars, line);
	if (err == CT_OK)
		err = ct_room_new(ct_buf_slice(line), &h->lobby);
	if (err == CT_OK)
		err = ct_map_add(&h->rooms, h->lobby->name.key, h->lobby);
	return err == CT_EINVAL ? CT_EROOM : err;
}

enum ct_err
ct_hub_new(const struct ct_hub_config *cfg, struct ct_hub **out)
{
	struct ct_hub *h = calloc(1, sizeof(*h));
	enum ct_err err;

	*out = NULL;
	if (h == NULL)
		return CT_ENOMEM;
	h->env.cfg = *cfg;
	h->epoch = (cfg->epoch != 0 ? cfg->epoch : cfg->seed) & number_mask;
	ct_map_init(&h->rooms, cfg->seed);
	ct_map_init(&h->people, cfg->seed + 1);
	ct_map_init(&h->addresses, cfg->seed + 2);
	ct_buf_init(&h->env.text, scratch_max);
	ct_buf_init(&h->env.name, scratch_max);
	ct_buf_init(&h->env.line, scratch_max);
	ct_buf_init(&h->env.wire, scratch_max);
	ct_buf_init(&h->work, scratch_max);
	err = make_lobby(h);
	if (err == CT_OK && cfg->store != NULL)
		h->store = *cfg->store;
	else if (err == CT_OK)
		err = ct_store_mem_new(
		    (size_t)cfg->caps.repeats, cfg->seed, &h->mem, &h->store);
	if (err != CT_OK) {
		ct_hub_free(h);
		return err;
	}
	*out = h;
	return CT_OK;
}

void
ct_hub_free(struct ct_hub *h)
{
	struct ct_room *r;
	size_t at = 0;

	if (h == NULL)
		return;
	while (h->sessions != NULL)
		ct_hub_close(h, h->sessions, h->wall);
	ct_hub_store_fini(h);
	while ((r = ct_map_each(&h->rooms, &at)) != NULL)
		ct_room_free(r);
	ct_map_fini(&h->rooms);
	ct_map_fini(&h->people);
	ct_map_fini(&h->addresses);
	ct_buf_fini(&h->env.text);
	ct_buf_fini(&h->env.name);
	ct_buf_fini(&h->env.line);
	ct_buf_fini(&h->env.wire);
	ct_buf_fini(&h->work);
	free(h);
}

/* Addresses */

/* How many connections came from one address. */
struct ct_address {
	size_t count;
	char text[];
};

static bool
is_loopback(const char *address)
{
	return strncmp(address, "127.", 4) == 0 || strcmp(address, "::1") == 0;
}

static enum ct_err
count_address(struct ct_hub *h, struct ct_session *s, const char *address)
{
	struct ct_slice key = ct_slice_str(address);
	struct ct_address *a = ct_map_get(&h->addresses, key);
	enum ct_err err;

	if (a == NULL) {
		a = calloc(1, sizeof(*a) + key.len + 1);
		if (a == NULL)
			return CT_ENOMEM;
		memcpy(a->text, address, key.len + 1);
		err = ct_map_add(&h->addresses, ct_slice_str(a->text), a);
		if (err != CT_OK) {
			free(a);
			return err;
		}
	}
	a->count++;
	s->address = a;
	if (a->count > (size_t)h->env.cfg.caps.per_address)
		return CT_EADDR;
	return CT_OK;
}

static void
uncount_address(struct ct_hub *h, struct ct_session *s)
{
	struct ct_address *a = s->address;

	if (a == NULL || --a->count > 0)
		return;
	ct_map_remove(&h->addresses, ct_slice_str(a->text));
	free(a);
}

/* Connections */

static void
refuse(struct ct_session *s, enum ct_err err, int64_t limit)
{
	char text[24];
	struct ct_buf b = {text, 0, sizeof(text), sizeof(text)};

	ct_buf_add_dec(&b, (uint64_t)limit);
	ct_session_fail(s, err, ct_buf_slice(&b));
}

static void
link_session(struct ct_hub *h, struct ct_session *s)
{
	s->hub = h;
	s->next = h->sessions;
	if (s->next != NULL)
		s->next->prev = s;
	h->sessions = s;
	h->stats.sessions++;
}

static void
admit(struct ct_hub *h, struct ct_session *s, const char *address)
{
	static const unsigned char nobody[CT_ID_BYTES] = {0};
	const struct ct_caps *caps = &h->env.cfg.caps;
	enum ct_err err = CT_OK;

	if (address != NULL && !is_loopback(address))
		err = count_address(h, s, address);
	if (h->stats.sessions > (size_t)caps->connections)
		refuse(s, CT_ECROWD, caps->connections);
	else if (err == CT_EADDR)
		refuse(s, CT_EADDR, caps->per_address);
	else if (err != CT_OK)
		ct_session_fail(s, err, none);
	else if (s->dialect->greets)
		ct_hub_enter(h, s, none, nobody);
}

enum ct_err
ct_hub_open(struct ct_hub *h, const struct ct_door *door, const char *address,
    ct_ms now, struct ct_session **out)
{
	struct ct_session *s;
	enum ct_err err = ct_session_new(&h->env, door, now, &s);

	*out = NULL;
	if (err != CT_OK)
		return err;
	h->now = now;
	s->number = ++h->opened;
	link_session(h, s);
	admit(h, s, address);
	*out = s;
	return CT_OK;
}

/* Takes `s` out of the list of those to flush. */
static void
undirty(struct ct_hub *h, struct ct_session *s)
{
	struct ct_session **link = &h->dirty_first, *last = NULL;

	if (!s->dirty)
		return;
	while (*link != s) {
		last = *link;
		link = &last->dirty_next;
	}
	*link = s->dirty_next;
	if (h->dirty_last == s)
		h->dirty_last = last;
	s->dirty = false;
}

void
ct_hub_close(struct ct_hub *h, struct ct_session *s, int64_t wall)
{
	h->wall = wall;
	if (s->err == CT_ESLOW)
		h->stats.slow++;
	s->phase = CT_SESSION_DONE;
	ct_hub_gone(h, s);
	undirty(h, s);
	ct_hub_forget(h, s);
	uncount_address(h, s);
	if (s->prev != NULL)
		s->prev->next = s->next;
	else
		h->sessions = s->next;
	if (s->next != NULL)
		s->next->prev = s->prev;
	h->stats.sessions--;
	ct_session_free(s);
}

/* The loop */

void
ct_session_dirty(struct ct_session *s)
{
	struct ct_hub *h = s->hub;

	if (s->dirty || h == NULL)
		return;
	s->dirty = true;
	s->dirty_next = NULL;
	if (h->dirty_last != NULL)
		h->dirty_last->dirty_next = s;
	else
		h->dirty_first = s;
	h->dirty_last = s;
}

struct ct_session *
ct_hub_next_dirty(struct ct_hub *h)
{
	struct ct_session *s = h->dirty_first;

	if (s == NULL)
		return NULL;
	h->dirty_first = s->dirty_next;
	if (h->dirty_first == NULL)
		h->dirty_last = NULL;
	s->dirty = false;
	return s;
}

/* Says what was learned about the charset, and how to overrule it: a
 * guess that later becomes certain is no news. */
static void
tell_learned(struct ct_session *s)
{
	bool utf8 = s->coding.charset == CT_CHARSET_UTF8;
	const char *name = ct_coding_name(&s->coding);

	s->learned = false;
	if (s->told != NULL && strcmp(name, s->told) == 0)
		return;
	s->told = name;
	if (!utf8 && !s->lang_said)
		s->lang = CT_LANG_ZH;
	ct_hub_notice(s, CT_PHRASE_LEARNED, ct_slice_str(name),
	    ct_slice_str(utf8 ? "gbk" : "utf-8"));
}

void
ct_hub_run(struct ct_hub *h, struct ct_session *s, ct_ms now, int64_t wall)
{
	struct ct_event ev;

	h->now = now;
	h->wall = wall;
	while (ct_session_next(s, now, &ev) == CT_OK) {
		if (s->learned)
			tell_learned(s);
		if (ev.kind != CT_EV_NONE)
			ct_hub_input(h, s, &ev);
	}
	/* Turns are answered by time as well: let the flush look. */
	if (s->dialect->turn != NULL)
		ct_session_dirty(s);
}

void
ct_hub_pause(struct ct_hub *h, bool paused)
{
	h->env.paused = paused;
}

void
ct_hub_shutdown(struct ct_hub *h, ct_ms now)
{
	h->now = now;
	ct_hub_tell_all_news(h);
	for (struct ct_session *s = h->sessions; s != NULL; s = s->next)
		if (s->dialect->leave == NULL || !s->dialect->leave(s, now))
			ct_session_fail(s, CT_ESHUTDOWN, none);
}

void
ct_hub_stats(const struct ct_hub *h, struct ct_hub_stats *out)
{
	*out = h->stats;
	out->people = h->people.len;
	out->rooms = h->rooms.len;
	out->invalid = h->env.invalid;
	out->escaped = h->env.escaped;
}

struct ct_slice
ct_session_nick(const struct ct_session *s)
{
	return s->user != NULL ? s->user->name.shown : none;
}
