/* How a subcommand speaks to the person: on standard error, one line each. */
#ifndef CLIENT_TELL_H
#define CLIENT_TELL_H

#include "app.h"
#include "words.h"

#include "platform/err.h"

/* "crosstalk: ...\n"; `a` and `b` may be NULL. Control characters in them are
 * shown, not sent. Nothing is said when memory is out. */
void tell(const struct app *app, enum word w, const char *a, const char *b);
void tell_slice(
    const struct app *app, enum word w, struct ct_slice a, struct ct_slice b);

/* The sentence of a platform error in the person's language. */
const char *tell_pf(const struct app *app, enum pf_err err);

#endif
