/*
 * What a typed line asks for: the core reads it as the text doors do, and here
 * it becomes a frame, or something that we do ourselves. Pure.
 */
#ifndef CLIENT_REQUEST_H
#define CLIENT_REQUEST_H

#include "core/event.h"
#include "core/frame.h"

enum request_result {
	REQUEST_NOTHING, /* a line of spaces */
	REQUEST_SAY,     /* the frame is a SAY or DIRECT */
	REQUEST_ASK,     /* the frame asks the server for something */
	REQUEST_HELP,
	REQUEST_LANG, /* event.name is "zh" or "en" */
	REQUEST_QUIT,
	REQUEST_WRONG,    /* event.err, name and text, as ct_command_parse */
	REQUEST_NOT_HERE, /* a command of the text doors only */
};

struct request {
	struct ct_frame frame; /* its slices point into the line or the room */
	struct ct_event event;
};

enum {
	REQUEST_REPLAY = 20, /* old messages, if nobody said how many */
	REQUEST_FOUND = 20,  /* of them found at a time */
};

/* Reads one line of UTF-8 that was typed while `room` was the current one. */
enum request_result request_read(
    struct ct_slice line, struct ct_slice room, struct request *out);

#endif
