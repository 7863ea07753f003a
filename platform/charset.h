/*
 * The system's charset converters (iconv; MultiByteToWideChar), for charsets
 * that the core does not know itself, and to compare with. Stateless: only
 * whole characters go through, nothing is held back, so that one handle serves
 * any number of streams of one thread. The same bytes are the same text on
 * both systems: what they map differently (private use, gaps that one fills
 * with controls) is invalid on both, except in the charsets to compare with.
 */
#ifndef PF_CHARSET_H
#define PF_CHARSET_H

#include <stddef.h>

#include "err.h"

struct pf_charset;

/*
 * By one of our own labels, lower case: "big5", "cp932", "cp949", "koi8-r",
 * "windows-1250" … "windows-1258", "iso-8859-1", and, to compare with,
 * "gbk", "cp936", "gb18030". PF_OK and a handle that pf_charset_close takes;
 * PF_ECHARSET when this system has no such charset; PF_ENOMEM.
 */
enum pf_err pf_charset_open(const char *label, struct pf_charset **out);
void pf_charset_close(struct pf_charset *c);

/* All the labels that this system can open, space-separated, into `out`; the
 * comparison ones are left out. `size` of 512 is enough. */
void pf_charset_labels(char *out, size_t size);

/*
 * Decodes whole characters from the front of `in` to UTF-8. `*taken` bytes were
 * read and `*made` bytes written, whatever it returns. PF_OK: all of it;
 * PF_AGAIN: the rest is the beginning of a character; PF_EILSEQ: the byte at
 * in[*taken] begins nothing valid; PF_EFULL: `out` has no room for the next
 * character (`cap` of 4 * len is always enough).
 */
enum pf_err pf_charset_decode(struct pf_charset *c, const char *in, size_t len,
    char *out, size_t cap, size_t *taken, size_t *made);

/*
 * The same from UTF-8. PF_EILSEQ: the character at in[*taken] does not exist in
 * this charset; it is never replaced by a similar one (no best fit, no
 * transliteration).
 */
enum pf_err pf_charset_encode(struct pf_charset *c, const char *in, size_t len,
    char *out, size_t cap, size_t *taken, size_t *made);

#endif
