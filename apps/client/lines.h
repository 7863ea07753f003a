/*
 * Bytes of standard input as lines of text: split on LF first, then decoded
 * strictly, so that nothing wrong is ever sent. It does no input itself.
 */
#ifndef CLIENT_LINES_H
#define CLIENT_LINES_H

#include "core/coding.h"

enum {
	LINES_TEXT_MAX = 60000,             /* bytes of one line in UTF-8 */
	LINES_RAW_MAX = 4 * LINES_TEXT_MAX, /* bytes of one line as it came */
};

struct lines {
	struct ct_buf in;
	size_t at;   /* where the next line begins */
	size_t seen; /* from there on, bytes known to hold no LF */
	struct ct_coding coding;
	size_t number; /* of the line given last, from 1 */
	bool ended;
	enum ct_err err; /* the first error; it sticks */
};

/* CT_OK, and lines_fini is owed; CT_ECHARSET, CT_ENOMEM. */
enum ct_err lines_init(
    struct lines *l, const struct ct_charset_port *port, const char *charset);
void lines_fini(struct lines *l); /* of zeroes: does nothing */

/* `len` bytes came. CT_OK, CT_ENOMEM, CT_EFULL when lines_next was not called
 * until it was dry. */
enum ct_err lines_feed(struct lines *l, const void *data, size_t len);

/* No more will come: what is left is a line of its own. */
void lines_end(struct lines *l);

/*
 * Replaces `out` (with a maximum of at least LINES_TEXT_MAX) with the next line
 * that is not empty, in UTF-8, without CR LF; a byte order mark in front of the
 * first one is dropped. CT_OK; CT_MORE: dry; CT_END: dry for ever; CT_EINVAL:
 * line `number` is not valid in its charset; CT_ELINE: it is too long.
 */
enum ct_err lines_next(struct lines *l, struct ct_buf *out);

#endif
