/*
 * The charset of one connection: what its bytes mean, how text is written to
 * it, who decided that, and what was learned.
 *
 * Text goes line by line: a caller splits raw bytes on LF (never on a byte of
 * 0x40 to 0x7E, which occur inside GBK characters), strips CR, and decodes
 * whole lines. No state crosses lines but what was learned.
 */
#ifndef CT_CODING_H
#define CT_CODING_H

#include "charset.h"

/* Who fixed the charset; a later one of higher rank wins, a lower one never. */
enum ct_coding_by {
	CT_CODING_BY_DOOR,       /* the door's default */
	CT_CODING_BY_NEGOTIATED, /* a hello field, telnet CHARSET */
	CT_CODING_BY_USER,       /* /charset NAME */
};

enum ct_charset {
	CT_CHARSET_UTF8,
	CT_CHARSET_GBK,     /* encoder profile: the core that all agree on */
	CT_CHARSET_CP936,   /* … and 0x80, and the shared private use */
	CT_CHARSET_GB18030, /* … and four bytes */
	CT_CHARSET_OTHER,   /* one of the port's */
};

/* Evidence of a connection on an `auto` door. */
enum ct_coding_learned {
	CT_LEARNED_NOTHING,
	CT_LEARNED_UTF8,
	CT_LEARNED_GBK,
};

struct ct_label;

struct ct_coding {
	const struct ct_charset_port *port; /* may be NULL; outlives this */
	void *other;                        /* the port's handle, or NULL */
	const struct ct_label *label;       /* static; see ct_coding_name */
	enum ct_charset charset;            /* in force, for what goes out */
	enum ct_coding_by by;
	enum ct_coding_learned learned;
	bool automatic; /* incoming lines are detected, one by one */
	/* For what the charset cannot hold, before \u{…}; set at any time. */
	bool fold;  /* NBSP, ‧ and the like go out as a GBK cousin */
	bool names; /* emoji go out as their Chinese name in brackets */
	unsigned
	    utf8_run; /* plausible UTF-8 lines in a row against a gbk lock */
};

/* What one conversion did, counted in characters. */
struct ct_coding_report {
	enum ct_charset charset; /* the one used for this line */
	size_t invalid;          /* U+FFFD put in for bytes that mean nothing */
	size_t escaped;          /* written as \u{…} */
	size_t unescaped;        /* read from \u{…}, or from a name */
	size_t folded, named;    /* substituted by option */
	bool learned;            /* this line changed what goes out, or what
				    has been learned */
};

/*
 * Begins a connection with a door's default: a label, or "auto" (UTF-8 goes
 * out until something is learned). CT_OK, CT_ECHARSET (nothing to free),
 * CT_ENOMEM. ct_coding_fini gives back what the port opened.
 */
enum ct_err ct_coding_init(
    struct ct_coding *c, const struct ct_charset_port *port, const char *label);
void ct_coding_fini(struct ct_coding *c);

/*
 * Fixes the charset by label, any case ("auto" for detection again). CT_OK,
 * also when a higher rank had already decided and nothing changed;
 * CT_ECHARSET, and then nothing changed.
 */
enum ct_err ct_coding_set(
    struct ct_coding *c, struct ct_slice label, enum ct_coding_by by);

/* The name to show: "utf-8", "gbk", "cp936", "gb18030", or the port's. */
const char *ct_coding_name(const struct ct_coding *c);

/* All labels a user may give, into `out`, separated by spaces. */
enum ct_err ct_coding_labels(
    const struct ct_charset_port *port, struct ct_buf *out);

/*
 * A number that is equal for two connections exactly when the same text gives
 * the same bytes on both, so that they can share them.
 */
uint32_t ct_coding_key(const struct ct_coding *c);

/* The name of the charset of a connection that has this key. */
const char *ct_coding_key_name(uint32_t key);

/*
 * One whole line (no LF) to UTF-8, appended to `out`: invalid bytes become
 * U+FFFD by the WHATWG rule, \u{1F600} becomes its character in every charset
 * but UTF-8, with `names` a name in brackets too. A client whose line is valid
 * and has 0x80, cp936's private use or four bytes widens its profile. On an
 * `auto` door the charset of each line that is not ASCII goes out from then
 * on, but one that contradicts a lock; a lock is learned->learned.
 * CT_OK, CT_EFULL (the text has to fit before escapes are read, too),
 * CT_ENOMEM; then `out` and `c` are as they were. `report` may be NULL.
 */
enum ct_err ct_coding_decode(struct ct_coding *c, struct ct_slice line,
    struct ct_buf *out, struct ct_coding_report *report);

/*
 * UTF-8 to the connection's bytes, appended to `out`; what the charset cannot
 * hold goes out as \u{…}, by the rules of escape.h. Bytes that are not UTF-8
 * count as U+FFFD, but a charset of UTF-8 passes them on. Same errors.
 * `report` may be NULL.
 */
enum ct_err ct_coding_encode(const struct ct_coding *c, struct ct_slice utf8,
    struct ct_buf *out, struct ct_coding_report *report);

/*
 * The longest front of encoded `bytes`, at most `max` bytes, that cuts no
 * character and no escape. `bytes` begins on a character. 0 only when the
 * first one alone is longer than max.
 */
size_t ct_coding_cut(
    const struct ct_coding *c, struct ct_slice bytes, size_t max);

/*
 * How many bytes at the end of `bytes` are the beginning of a character that
 * is not there yet: 0 to 3. `bytes` begins on a character. While nothing is
 * learned on an `auto` door: of UTF-8 if all before it is UTF-8, else of GBK.
 */
size_t ct_coding_tail(const struct ct_coding *c, struct ct_slice bytes);

#endif
