/*
 * A stream of text from one charset to another: bytes in, bytes out, in
 * constant memory, the same however the input is cut.
 */
#ifndef CLIENT_CONVERT_H
#define CLIENT_CONVERT_H

#include "core/coding.h"

struct convert {
	struct ct_coding from, to;
	struct ct_buf in;   /* what is not a whole line yet */
	struct ct_buf text; /* a line in UTF-8 */
	bool begun;         /* a byte order mark cannot come any more */
	bool mark;          /* one is to be written */
	uint64_t lines;
	uint64_t invalid, escaped, unescaped; /* characters */
};

/*
 * By labels; `from` may be "auto", `to` "utf-8-bom". CT_OK, and convert_fini is
 * owed; CT_ECHARSET, with *bad the label; CT_ENOMEM.
 */
enum ct_err convert_init(struct convert *c, const struct ct_charset_port *port,
    const char *from, const char *to, const char **bad);
void convert_fini(struct convert *c);

/* Appends to `out` what `n` more bytes make. CT_OK, CT_EFULL, CT_ENOMEM. */
enum ct_err convert_feed(
    struct convert *c, const char *bytes, size_t n, struct ct_buf *out);

/* There is no more: appends the rest. */
enum ct_err convert_end(struct convert *c, struct ct_buf *out);

#endif
