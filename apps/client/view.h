/*
 * What a frame looks like to a person: lines of text in their language. It does
 * no output itself.
 */
#ifndef CLIENT_VIEW_H
#define CLIENT_VIEW_H

#include "core/frame.h"

/* How things are seen; the slices belong to the caller. */
struct view {
	enum ct_lang lang;
	struct ct_slice me;    /* our name */
	struct ct_slice lobby; /* the room that needs no prefix */
	bool asked; /* somebody waits for old messages: say if there are none,
		       and their numbers */

	/* `wall` (ms since 1970) as "hh:mm" into 6 bytes: for old messages. */
	void (*hhmm)(int64_t wall, char *out);
};

/*
 * Appends the lines of one frame, each ended by LF; none for a frame that a
 * person need not see. A room other than the lobby stands in front in brackets,
 * old messages begin with their time, and with the number that /why and
 * /history take if they were asked for. Control characters of the net are shown
 * as their pictures. CT_OK, or the errors of ct_buf_add: then `out` is as it
 * was.
 */
enum ct_err view_frame(
    const struct view *v, const struct ct_frame *f, struct ct_buf *out);

/* Appends what we say ourselves: a SAY or DIRECT frame. Same errors. */
enum ct_err view_said(
    const struct view *v, const struct ct_frame *f, struct ct_buf *out);

#endif
