/* The parts of crosstalk charset: one function for each of its verbs. */
#ifndef CLIENT_CHARSET_H
#define CLIENT_CHARSET_H

#include "usage.h"

#include "apps/common/charset_port.h"

/* What a verb is given: its options are read, --help is dealt with. */
struct charset_run {
	struct app *app;
	struct usage *u;
	const struct ct_charset_port *port;
};

typedef int charset_verb_fn(const struct charset_run *r);

charset_verb_fn charset_convert, charset_detect, charset_explain, charset_diff;

/*
 * Reads a file in pieces ("-": standard input); `take` gets each, then once
 * n == 0. An exit code: APP_OK, what `take` gave, or a complaint was made.
 */
int charset_read(const struct charset_run *r, const char *path,
    int (*take)(void *ctx, const char *bytes, size_t n), void *ctx);

/* The operands, or "-" alone when there are none. */
size_t charset_files(const struct charset_run *r, const char *const **files);

/* To standard output; APP_OK or APP_OUTPUT. */
int charset_print(struct ct_slice text);

#endif
