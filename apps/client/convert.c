/* Streams of text between charsets, line by line. */
#include "convert.h"

#include <string.h>

enum {
	long_line =
	    65536, /* bytes of a line that are converted before its end */
	room = 1 << 20,
};

enum ct_err
convert_init(struct convert *c, const struct ct_charset_port *port,
    const char *from, const char *to, const char **bad)
{
	enum ct_err err;

	*c = (struct convert){.mark = strcmp(to, "utf-8-bom") == 0};
	*bad = from;
	err = ct_coding_init(&c->from, port, from);
	if (err != CT_OK)
		return err;
	*bad = to;
	err = ct_coding_init(&c->to, port, c->mark ? "utf-8" : to);
	if (err != CT_OK) {
		ct_coding_fini(&c->from);
		return err;
	}
	ct_buf_init(&c->in, room);
	ct_buf_init(&c->text, 8 * room);
	return CT_OK;
}

void
convert_fini(struct convert *c)
{
	ct_coding_fini(&c->from);
	ct_coding_fini(&c->to);
	ct_buf_fini(&c->in);
	ct_buf_fini(&c->text);
}

/* A byte order mark in front is no text; one is written when asked for. */
static enum ct_err
begin(struct convert *c, struct ct_slice *piece, struct ct_buf *out)
{
	static const char mark[] = "\xef\xbb\xbf";
	bool utf8 = c->from.charset == CT_CHARSET_UTF8;

	if (c->begun)
		return CT_OK;
	c->begun = true;
	if (utf8 && piece->len >= 3 && memcmp(piece->data, mark, 3) == 0) {
		piece->data += 3;
		piece->len -= 3;
	}
	return c->mark ? ct_buf_add(out, mark, 3) : CT_OK;
}

/* A line without its LF, or a part of one that cuts no character. */
static enum ct_err
put(struct convert *c, struct ct_slice piece, struct ct_buf *out)
{
	struct ct_coding_report in = {0}, made = {0};
	enum ct_err err = begin(c, &piece, out);

	if (err != CT_OK)
		return err;
	ct_buf_clear(&c->text, false);
	err = ct_coding_decode(&c->from, piece, &c->text, &in);
	if (err == CT_OK)
		err = ct_coding_encode(
		    &c->to, ct_buf_slice(&c->text), out, &made);
	c->invalid += in.invalid;
	c->unescaped += in.unescaped;
	c->escaped += made.escaped;
	return err;
}

/* The whole lines that are there. */
static enum ct_err
put_lines(struct convert *c, size_t *at, struct ct_buf *out)
{
	enum ct_err err = CT_OK;

	while (err == CT_OK && *at < c->in.len) {
		const char *line = c->in.data + *at;
		const char *lf = memchr(line, '\n', c->in.len - *at);
		size_t n;

		if (lf == NULL)
			break;
		n = (size_t)(lf - line);
		err = put(c, (struct ct_slice){line, n}, out);
		if (err == CT_OK)
			err = ct_buf_add_u8(out, '\n');
		c->lines++;
		*at += n + 1;
	}
	return err;
}

enum ct_err
convert_feed(struct convert *c, const char *bytes, size_t n, struct ct_buf *out)
{
	enum ct_err err = ct_buf_add(&c->in, bytes, n);
	size_t at = 0;

	if (err == CT_OK)
		err = put_lines(c, &at, out);
	if (err == CT_OK && c->in.len - at > long_line) {
		struct ct_slice rest = {c->in.data + at, c->in.len - at};

		rest.len = ct_coding_cut(&c->from, rest, long_line);
		err = put(c, rest, out);
		at += rest.len;
	}
	ct_buf_consume(&c->in, at);
	return err;
}

enum ct_err
convert_end(struct convert *c, struct ct_buf *out)
{
	if (c->in.len == 0 && c->begun)
		return CT_OK;
	return put(c, ct_buf_slice(&c->in), out);
}
