/* A message as the lines that a person reads on a text door. */
#ifndef CT_RENDER_H
#define CT_RENDER_H

#include "msg.h"

struct ct_render {
	enum ct_lang lang;
	bool old;          /* a replayed one: shown with its time */
	bool show_lobby;   /* "[lobby] " before what is said there, too */
	const char *lobby; /* its name */
	int utc_offset;    /* minutes, of the times shown */
};

/*
 * Appends the lines of `m` in UTF-8, each ended by LF; nothing for a kind that
 * people are not shown. CT_EFULL, CT_ENOMEM.
 */
enum ct_err ct_render(
    const struct ct_msg *m, const struct ct_render *how, struct ct_buf *out);

/* Do the words of this kind depend on the reader's language? */
bool ct_render_speaks(enum ct_msg_kind kind);

#endif
