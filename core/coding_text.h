/* How coding.c's charsets become UTF-8 and back; nothing else uses this. */
#ifndef CT_CODING_TEXT_H
#define CT_CODING_TEXT_H

#include "coding.h"

/* What a line showed that widens the profile of its connection. */
struct ct_text_seen {
	bool cp936, four;
};

/*
 * One line in `charset` to the end of `out`, without reading escapes. CT_OK;
 * CT_EFULL and CT_ENOMEM leave a part behind `out->len`'s old value that the
 * caller drops.
 */
enum ct_err ct_text_decode(const struct ct_coding *c, enum ct_charset charset,
    struct ct_slice line, struct ct_buf *out, size_t *invalid,
    struct ct_text_seen *seen);

/*
 * Characters from the front of `utf8` to the end of `out` while the charset of
 * `c` holds them; moves `utf8` past them. CT_OK (also when it stops early),
 * or as above.
 */
enum ct_err ct_text_encode(
    const struct ct_coding *c, struct ct_slice *utf8, struct ct_buf *out);

/* The length of what is in front of `bytes` (len > 0) in the charset of `c`,
 * a character or an error; 0: its end is missing. */
size_t ct_text_unit(const struct ct_coding *c, struct ct_slice bytes);

/* Whether a charset is one of the GBK family. */
bool ct_text_is_gbk(enum ct_charset charset);

/* Whether fold and names apply: UTF-8 and GB18030 hold all they are for. */
bool ct_text_has_options(const struct ct_coding *c);

#endif
