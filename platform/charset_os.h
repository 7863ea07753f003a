/*
 * What platform/charset.c needs of a system: two converters that do all of a
 * piece or fail. Everything a caller sees (where the error is, whether bytes
 * are missing, what may be emitted) is decided above this, once.
 */
#ifndef PF_CHARSET_OS_H
#define PF_CHARSET_OS_H

#include <stdbool.h>
#include <stddef.h>

#include "err.h"

struct charset_os;

/* By both systems' names. PF_ECHARSET when this system has none of the kind,
 * PF_ENOMEM. charset_os_close takes the result. */
enum pf_err charset_os_open(
    const char *iconv_name, unsigned code_page, struct charset_os **out);
void charset_os_close(struct charset_os *os);

enum { CHARSET_PIECE = 1024 }; /* the most bytes of one piece */

/* `len` bytes of whole characters to UTF-8, strictly; false: some are not
 * valid or do not fit, and what `out` holds means nothing. */
bool charset_os_decode(struct charset_os *os, const char *in, size_t len,
    char *out, size_t cap, size_t *made);

/* The same from valid UTF-8; false also when the charset lacks one of the
 * characters. */
bool charset_os_encode(struct charset_os *os, const char *in, size_t len,
    char *out, size_t cap, size_t *made);

#endif
