/* JSON (RFC 8259), written: strings and numbers as our data need. */
#ifndef APP_JSON_H
#define APP_JSON_H

#include "core/buf.h"

/*
 * Appends `text` (valid UTF-8) as a JSON string with its quotes. Controls, DEL,
 * C1, line separators and what turns the writing direction (U+202A to U+202E,
 * U+2066 to U+2069) are escaped, so that the line can be shown on a terminal;
 * with `ascii` all above U+007E are, as surrogates above U+FFFF. CT_OK, or the
 * errors of ct_buf_add.
 */
enum ct_err json_add_string(
    struct ct_buf *out, struct ct_slice text, bool ascii);

/* "key":  (with a comma in front unless `out` ends in '{'). `key` is plain. */
enum ct_err json_add_key(struct ct_buf *out, const char *key);

#endif
