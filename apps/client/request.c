/* From the events of core/command.h to frames, by one table. */
#include "request.h"

#include "core/command.h"

/* The fields of a frame, filled from an event. */
typedef void fill_fn(
    struct ct_frame *f, const struct ct_event *ev, struct ct_slice room);

static struct ct_slice
or_room(const struct ct_event *ev, struct ct_slice room)
{
	return ev->name.len > 0 ? ev->name : room;
}

static void
fill_name(struct ct_frame *f, const struct ct_event *ev, struct ct_slice room)
{
	(void)room;
	f->str[0] = ev->name;
}

static void
fill_room(struct ct_frame *f, const struct ct_event *ev, struct ct_slice room)
{
	f->str[0] = or_room(ev, room);
}

static void
fill_join(struct ct_frame *f, const struct ct_event *ev, struct ct_slice room)
{
	fill_name(f, ev, room);
	f->num[0] = ev->count < 0 ? REQUEST_REPLAY : (uint64_t)ev->count;
}

static void
fill_say(struct ct_frame *f, const struct ct_event *ev, struct ct_slice room)
{
	f->str[0] = or_room(ev, room);
	f->str[1] = ev->text;
}

static void
fill_topic(struct ct_frame *f, const struct ct_event *ev, struct ct_slice room)
{
	f->str[0] = or_room(ev, room);
	f->num[0] = ev->has_text;
	f->str[1] = ev->text;
}

static void
fill_history(
    struct ct_frame *f, const struct ct_event *ev, struct ct_slice room)
{
	f->str[0] = or_room(ev, room);
	f->num[0] = ev->mode;
	f->num[1] = ev->seq;
	f->num[2] = ev->count < 0 ? REQUEST_REPLAY : (uint64_t)ev->count;
}

static void
fill_search(struct ct_frame *f, const struct ct_event *ev, struct ct_slice room)
{
	(void)room;
	f->num[1] = REQUEST_FOUND;
	f->str[0] = ev->text;
}

static void
fill_why(struct ct_frame *f, const struct ct_event *ev, struct ct_slice room)
{
	f->str[0] = or_room(ev, room);
	f->num[0] = ev->seq;
}

static const struct {
	enum request_result result;
	uint8_t type;
	fill_fn *fill; /* NULL: there is no frame */
} requests[CT_EV_COUNT] = {
    [CT_EV_NONE] = {REQUEST_NOTHING, 0, NULL},
    [CT_EV_NICK] = {REQUEST_ASK, CT_FRAME_NICK, fill_name},
    [CT_EV_JOIN] = {REQUEST_ASK, CT_FRAME_JOIN, fill_join},
    [CT_EV_PART] = {REQUEST_ASK, CT_FRAME_PART, fill_room},
    [CT_EV_SAY] = {REQUEST_SAY, CT_FRAME_SAY, fill_say},
    [CT_EV_DIRECT] = {REQUEST_SAY, CT_FRAME_DIRECT, fill_say},
    [CT_EV_TOPIC] = {REQUEST_ASK, CT_FRAME_TOPIC, fill_topic},
    [CT_EV_WHO] = {REQUEST_ASK, CT_FRAME_WHO, fill_room},
    [CT_EV_ROOMS] = {REQUEST_ASK, CT_FRAME_ROOMS, fill_name},
    [CT_EV_HISTORY] = {REQUEST_ASK, CT_FRAME_HISTORY, fill_history},
    [CT_EV_SEARCH] = {REQUEST_ASK, CT_FRAME_SEARCH, fill_search},
    [CT_EV_WHY] = {REQUEST_ASK, CT_FRAME_WHY, fill_why},
    [CT_EV_CHARSET] = {REQUEST_NOT_HERE, 0, NULL},
    [CT_EV_FOLD] = {REQUEST_NOT_HERE, 0, NULL},
    [CT_EV_NAMES] = {REQUEST_NOT_HERE, 0, NULL},
    [CT_EV_LANG] = {REQUEST_LANG, 0, NULL},
    [CT_EV_HELP] = {REQUEST_HELP, 0, NULL},
    [CT_EV_BYE] = {REQUEST_QUIT, 0, NULL},
    [CT_EV_WRONG] = {REQUEST_WRONG, 0, NULL},
};

enum request_result
request_read(struct ct_slice line, struct ct_slice room, struct request *out)
{
	struct ct_event *ev = &out->event;

	*out = (struct request){.event = {.kind = CT_EV_NONE}};
	ct_command_parse(line, ev);
	if (requests[ev->kind].fill != NULL) {
		out->frame.type = requests[ev->kind].type;
		requests[ev->kind].fill(&out->frame, ev, room);
	}
	return requests[ev->kind].result;
}
