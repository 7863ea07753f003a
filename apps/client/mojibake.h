/*
 * Garbled text, and by which mistakes it came to be: text written in one
 * charset and read in another, perhaps more than once.
 */
#ifndef CLIENT_MOJIBAKE_H
#define CLIENT_MOJIBAKE_H

#include "core/charset.h"

enum { MOJIBAKE_STEPS = 3 };

/* One mistake: bytes of `written` were taken for `read`. Static labels. */
struct mojibake_step {
	const char *written, *read;
};

struct mojibake {
	/* The mistakes, the first one first; 0: none was found. */
	struct mojibake_step steps[MOJIBAKE_STEPS];
	size_t count;
	size_t lost;        /* characters that cannot be had back */
	struct ct_buf text; /* what was meant, in UTF-8; U+FFFD where lost */
};

/*
 * Looks for the mistakes that explain `text`, valid UTF-8, best. CT_OK, also
 * when there are none, and mojibake_fini is owed; CT_ENOMEM, and nothing is.
 */
enum ct_err mojibake_explain(struct mojibake *m,
    const struct ct_charset_port *port, struct ct_slice text);
void mojibake_fini(struct mojibake *m);

#endif
