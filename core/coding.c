/* A connection's charset: decided, learned, and applied to lines. */
#include "coding.h"

#include "coding_labels.h"
#include "coding_text.h"
#include "detect.h"
#include "escape.h"

static const struct ct_label *
label_of(enum ct_charset charset)
{
	const struct ct_label *l;

	for (size_t i = 0; (l = ct_label_at(i)) != NULL; i++)
		if (l->charset == charset)
			break;
	return l;
}

/* What goes out from now on; the port's handle is given back. */
static void
put_in_force(struct ct_coding *c, const struct ct_label *label, void *other)
{
	if (c->other != NULL)
		c->port->close(c->port->ctx, c->other);
	c->other = other;
	c->label = label;
	c->charset = label->charset;
}

static bool
is_auto(struct ct_slice label)
{
	static const char word[] = "auto";

	if (label.len != sizeof(word) - 1)
		return false;
	for (size_t i = 0; i < label.len; i++)
		if ((label.data[i] | 0x20) != word[i])
			return false;
	return true;
}

/* Our entry by its own name, opened if it is the port's. */
static enum ct_err
open_label(const struct ct_coding *c, struct ct_slice name,
    const struct ct_label **label, void **other)
{
	const struct ct_charset_port *port = c->port;

	*other = NULL;
	*label = ct_label_find(name);
	if (*label == NULL)
		return CT_ECHARSET;
	*label = ct_label_find(ct_slice_str((*label)->canonical));
	if ((*label)->charset != CT_CHARSET_OTHER)
		return CT_OK;
	if (port == NULL || !ct_label_listed(port->labels, (*label)->name))
		return CT_ECHARSET;
	return port->open(port->ctx, (*label)->name, other);
}

enum ct_err
ct_coding_init(
    struct ct_coding *c, const struct ct_charset_port *port, const char *label)
{
	*c = (struct ct_coding){.port = port};
	put_in_force(c, label_of(CT_CHARSET_UTF8), NULL);
	return ct_coding_set(c, ct_slice_str(label), CT_CODING_BY_DOOR);
}

void
ct_coding_fini(struct ct_coding *c)
{
	if (c->other != NULL)
		c->port->close(c->port->ctx, c->other);
	c->other = NULL;
}

enum ct_err
ct_coding_set(struct ct_coding *c, struct ct_slice label, enum ct_coding_by by)
{
	const struct ct_label *found = label_of(CT_CHARSET_UTF8);
	void *other = NULL;
	bool automatic = is_auto(label);
	enum ct_err err = CT_OK;

	if (!automatic)
		err = open_label(c, label, &found, &other);
	if (err != CT_OK)
		return err;
	if (by < c->by) {
		if (other != NULL)
			c->port->close(c->port->ctx, other);
		return CT_OK;
	}
	put_in_force(c, found, other);
	c->automatic = automatic;
	c->learned = CT_LEARNED_NOTHING;
	c->utf8_run = 0;
	c->by = by;
	return CT_OK;
}

const char *
ct_coding_name(const struct ct_coding *c)
{
	return c->label->canonical;
}

enum ct_err
ct_coding_labels(const struct ct_charset_port *port, struct ct_buf *out)
{
	enum ct_err err = ct_buf_add_str(out, "auto");
	const char *known = port != NULL ? port->labels : "";
	const struct ct_label *l;

	for (size_t i = 0; err == CT_OK && (l = ct_label_at(i)) != NULL; i++) {
		if (l->charset == CT_CHARSET_OTHER &&
		    !ct_label_listed(known, l->canonical))
			continue;
		err = ct_buf_add_str(out, " ");
		if (err == CT_OK)
			err = ct_buf_add_str(out, l->name);
	}
	return err;
}

uint32_t
ct_coding_key(const struct ct_coding *c)
{
	uint32_t key = (uint32_t)(c->label - ct_label_at(0)) << 2;

	if (ct_text_has_options(c))
		key |= (uint32_t)c->fold | (uint32_t)c->names << 1;
	return key;
}

const char *
ct_coding_key_name(uint32_t key)
{
	return ct_label_at(key >> 2)->canonical;
}

/* The charset of an incoming line, and what it teaches. */
static enum ct_charset
charset_of_line(
    const struct ct_coding *c, struct ct_slice line, struct ct_detect *d)
{
	*d = (struct ct_detect){c->learned, c->utf8_run};
	if (!c->automatic)
		return c->charset;
	switch (ct_detect_line(d, line)) {
	case CT_LINE_UTF8:
		return CT_CHARSET_UTF8;
	case CT_LINE_GBK:
		return ct_text_is_gbk(c->charset) ? c->charset : CT_CHARSET_GBK;
	default:
		return c->charset;
	}
}

/* What goes out after a line on an `auto` door: what is locked, or else what
 * the line is in. */
static enum ct_charset
charset_after(const struct ct_coding *c, enum ct_charset line,
    enum ct_coding_learned learned)
{
	if (learned == CT_LEARNED_UTF8)
		return CT_CHARSET_UTF8;
	if (learned == CT_LEARNED_NOTHING)
		return line;
	return ct_text_is_gbk(c->charset) ? c->charset : CT_CHARSET_GBK;
}

/* A client that sends more than the profile emits can read it, too. */
static enum ct_charset
widened(enum ct_charset charset, struct ct_text_seen seen)
{
	if (!ct_text_is_gbk(charset))
		return charset;
	if (seen.four)
		return CT_CHARSET_GB18030;
	if (seen.cp936 && charset == CT_CHARSET_GBK)
		return CT_CHARSET_CP936;
	return charset;
}

/* Takes over what a line has taught; true when anything changed. */
static bool
learn(struct ct_coding *c, enum ct_charset line, struct ct_detect d,
    struct ct_text_seen seen)
{
	bool news = d.learned != c->learned;
	enum ct_charset next = c->charset;

	if (c->automatic)
		next = charset_after(c, line, d.learned);
	next = widened(next, seen);
	c->learned = d.learned;
	c->utf8_run = d.utf8_run;
	if (next == c->charset)
		return news;
	put_in_force(c, label_of(next), NULL);
	return true;
}

enum ct_err
ct_coding_decode(struct ct_coding *c, struct ct_slice line, struct ct_buf *out,
    struct ct_coding_report *report)
{
	struct ct_coding_report r = {0};
	struct ct_unescaped count = {0};
	struct ct_text_seen seen;
	struct ct_detect d;
	size_t start = out->len;
	enum ct_err err;

	r.charset = charset_of_line(c, line, &d);
	err = ct_text_decode(c, r.charset, line, out, &r.invalid, &seen);
	if (err == CT_OK && r.charset != CT_CHARSET_UTF8)
		err = ct_unescape(
		    out, start, c->names && ct_text_has_options(c), &count);
	if (err != CT_OK) {
		out->len = start;
		return err;
	}
	if (r.invalid > 0)
		seen = (struct ct_text_seen){0};
	r.learned = learn(c, r.charset, d, seen);
	r.unescaped = count.escapes + count.names;
	if (report != NULL)
		*report = r;
	return CT_OK;
}
