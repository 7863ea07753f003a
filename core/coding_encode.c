/* Text to a connection's bytes, and where those may be cut. */
#include "coding.h"

#include "coding_names.h"
#include "coding_text.h"
#include "coding_utf8.h"
#include "escape.h"

struct work {
	const struct ct_coding *c;
	struct ct_slice in;
	const char *safe; /* nothing before here needs protection */
	struct ct_buf *out;
	struct ct_coding_report report;
	bool fold, names;
};

static struct ct_slice
after(struct ct_slice in, size_t n)
{
	return (struct ct_slice){in.data + n, in.len - n};
}

static enum ct_err
put_escape(struct work *w, uint32_t cp)
{
	char text[CT_ESCAPE_MAX];

	w->report.escaped++;
	return ct_buf_add(w->out, text, ct_escape_put(cp, text));
}

/* All of the text, or nothing and then `*whole` is false. */
static enum ct_err
put_whole(struct work *w, const char *text, size_t len, bool *whole)
{
	struct ct_slice rest = {text, len};
	size_t start = w->out->len;
	enum ct_err err = ct_text_encode(w->c, &rest, w->out);

	*whole = err == CT_OK && rest.len == 0;
	if (!*whole)
		w->out->len = start;
	return err;
}

/* In front stands a backslash or a bracket that would be read as more. */
static enum ct_err
put_literal(struct work *w)
{
	size_t plain = 0, len;
	enum ct_err err;
	uint32_t cp;

	if (w->in.data[0] == '[') /* up to the name's first hanzi */
		while ((unsigned char)w->in.data[plain] < 0x80)
			plain++;
	err = ct_buf_add(w->out, w->in.data, plain);
	if (err != CT_OK)
		return err;
	w->in = after(w->in, plain);
	len = ct_utf8_take(w->in, &cp);
	w->in = after(w->in, len);
	w->safe = w->in.data;
	return put_escape(w, cp);
}

/* In front stands a character that has to be folded or named; `*done` false:
 * it is neither. */
static enum ct_err
put_option(struct work *w, uint32_t cp, size_t len, bool *done)
{
	char text[CT_NAME_MAX];
	uint32_t folded = w->fold ? ct_fold(cp) : 0;
	size_t made, named;
	enum ct_err err = CT_OK;

	*done = false;
	if (folded != 0) {
		made = ct_utf8_put(folded, text);
		err = put_whole(w, text, made, done);
		w->report.folded += *done;
	}
	if (err != CT_OK || *done || !w->names) {
		w->in = after(w->in, *done ? len : 0);
		return err;
	}
	named = ct_name_put(w->in, cp, text, &made);
	if (named > 0)
		err = put_whole(w, text, made, done);
	w->report.named += *done;
	w->in = after(w->in, *done ? named : 0);
	return err;
}

/* In front stands a character that the charset does not hold. */
static enum ct_err
put_fallback(struct work *w)
{
	enum ct_err err;
	uint32_t cp;
	size_t len = ct_utf8_take(w->in, &cp);
	bool done;

	if (cp == CT_UTF8_BAD || cp == CT_UTF8_CUT) {
		cp = 0xFFFD;
		w->report.invalid++;
		err = put_whole(
		    w, CT_UTF8_REPLACEMENT, CT_UTF8_REPLACEMENT_LEN, &done);
		w->in = after(w->in, done ? len : 0);
	} else {
		err = put_option(w, cp, len, &done);
	}
	if (err != CT_OK || done)
		return err;
	w->in = after(w->in, len);
	return put_escape(w, cp);
}

static enum ct_err
put_some(struct work *w)
{
	struct ct_slice piece = w->in;
	enum ct_err err;
	size_t n;

	if (w->safe == w->in.data) {
		n = ct_escape_literal(w->in, w->names);
		if (n == 0)
			return put_literal(w);
		w->safe = w->in.data + n;
	}
	piece.len = (size_t)(w->safe - w->in.data);
	n = piece.len;
	err = ct_text_encode(w->c, &piece, w->out);
	w->in = after(w->in, n - piece.len);
	if (err != CT_OK || piece.len == 0)
		return err;
	return put_fallback(w);
}

enum ct_err
ct_coding_encode(const struct ct_coding *c, struct ct_slice utf8,
    struct ct_buf *out, struct ct_coding_report *report)
{
	bool options = ct_text_has_options(c);
	struct work w = {
	    .c = c,
	    .in = utf8,
	    .safe = utf8.data,
	    .out = out,
	    .report.charset = c->charset,
	    .fold = c->fold && options,
	    .names = c->names && options,
	};
	size_t start = out->len;
	enum ct_err err = CT_OK;

	if (c->charset == CT_CHARSET_UTF8)
		err = ct_buf_add_slice(out, utf8);
	else
		while (err == CT_OK && w.in.len > 0)
			err = put_some(&w);
	if (err != CT_OK)
		out->len = start;
	else if (report != NULL)
		*report = w.report;
	return err;
}

/* The length of what may not be cut in front of `bytes`; 0: its end is
 * missing. */
static size_t
whole_unit(const struct ct_coding *c, struct ct_slice bytes)
{
	uint32_t number;
	size_t n = 0;

	if (c->charset != CT_CHARSET_UTF8 && bytes.data[0] == '\\')
		n = ct_escape_take(bytes, &number);
	return n > 0 ? n : ct_text_unit(c, bytes);
}

/* The length of what stands in brackets in front of `bytes`, if it is short
 * enough for a name; or 0. */
static size_t
bracket_unit(const struct ct_coding *c, struct ct_slice bytes)
{
	size_t n = 0, unit;

	if (!c->names || !ct_text_has_options(c) || bytes.data[0] != '[')
		return 0;
	do {
		unit = ct_text_unit(c, after(bytes, n));
		n += unit;
		if (unit == 0 || n >= CT_NAME_MAX || n == bytes.len)
			return 0;
	} while (bytes.data[n] != ']');
	return n + 1;
}

size_t
ct_coding_cut(const struct ct_coding *c, struct ct_slice bytes, size_t max)
{
	size_t at = 0, n;

	if (bytes.len <= max)
		return bytes.len;
	while (at < max) {
		n = bracket_unit(c, after(bytes, at));
		if (n == 0 || (at == 0 && n > max))
			n = whole_unit(c, after(bytes, at));
		if (n == 0 || n > max - at)
			break;
		at += n;
	}
	return at;
}

size_t
ct_coding_tail(const struct ct_coding *c, struct ct_slice bytes)
{
	struct ct_coding as = *c;
	struct ct_slice rest;
	uint32_t cp;
	size_t n;

	if (c->automatic && c->learned == CT_LEARNED_NOTHING) {
		rest = after(bytes, ct_utf8_front(bytes));
		if (rest.len == 0)
			return 0;
		ct_utf8_take(rest, &cp);
		if (cp == CT_UTF8_CUT)
			return rest.len;
		as.charset = CT_CHARSET_GBK;
	}
	while (bytes.len > 0) {
		n = ct_text_unit(&as, bytes);
		if (n == 0)
			return bytes.len;
		bytes = after(bytes, n);
	}
	return 0;
}
