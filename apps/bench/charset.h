/* Texts that the benchmark of charsets is run on, the same on every machine. */
#ifndef BENCH_CHARSET_H
#define BENCH_CHARSET_H

#include "core/buf.h"

enum charset_text {
	CHARSET_HANZI, /* nothing else */
	CHARSET_MIXED, /* hanzi and ASCII in turns, as in a chat or a manual */
	CHARSET_ASCII,
	CHARSET_TEXTS,
};

extern const char *const charset_text_names[CHARSET_TEXTS];

/* `size` bytes of GBK, whole characters, appended to `out`. CT_OK, or as
 * ct_buf_add. */
enum ct_err charset_text_make(
    enum charset_text text, size_t size, struct ct_buf *out);

#endif
