/* Raw lines first, then their text. */
#include "lines.h"

#include <string.h>

enum ct_err
lines_init(
    struct lines *l, const struct ct_charset_port *port, const char *charset)
{
	*l = (struct lines){.err = CT_OK};
	ct_buf_init(&l->in, 2 * LINES_RAW_MAX);
	return ct_coding_init(&l->coding, port, charset);
}

void
lines_fini(struct lines *l)
{
	if (l->coding.label != NULL)
		ct_coding_fini(&l->coding);
	ct_buf_fini(&l->in);
	*l = (struct lines){.err = CT_OK};
}

enum ct_err
lines_feed(struct lines *l, const void *data, size_t len)
{
	if (l->at > 0) {
		ct_buf_consume(&l->in, l->at);
		l->at = 0;
	}
	return ct_buf_add(&l->in, data, len);
}

void
lines_end(struct lines *l)
{
	l->ended = true;
}

static struct ct_slice
rest(const struct lines *l)
{
	if (l->in.len == 0)
		return (struct ct_slice){"", 0};
	return (struct ct_slice){l->in.data + l->at, l->in.len - l->at};
}

/* The next line as it came, without its LF. */
static enum ct_err
take_raw(struct lines *l, struct ct_slice *out)
{
	struct ct_slice in = rest(l);
	const char *lf = memchr(in.data + l->seen, '\n', in.len - l->seen);
	size_t len = lf != NULL ? (size_t)(lf - in.data) : in.len;

	if (len > LINES_RAW_MAX) {
		l->number++;
		return CT_ELINE;
	}
	if (lf == NULL && !l->ended) {
		l->seen = in.len;
		return CT_MORE;
	}
	if (lf == NULL && in.len == 0)
		return CT_END;
	*out = (struct ct_slice){in.data, len};
	l->at += len + (lf != NULL);
	l->seen = 0;
	l->number++;
	return CT_OK;
}

static void
strip(struct lines *l, struct ct_slice *raw)
{
	static const char bom[] = "\xef\xbb\xbf";

	if (raw->len > 0 && raw->data[raw->len - 1] == '\r')
		raw->len--;
	if (l->number == 1 && raw->len >= 3 &&
	    l->coding.charset == CT_CHARSET_UTF8 &&
	    memcmp(raw->data, bom, 3) == 0)
		*raw = (struct ct_slice){raw->data + 3, raw->len - 3};
}

static enum ct_err
decode(struct lines *l, struct ct_slice raw, struct ct_buf *out)
{
	struct ct_coding_report report = {.invalid = 0};
	enum ct_err err;

	ct_buf_clear(out, false);
	err = ct_coding_decode(&l->coding, raw, out, &report);
	if (err == CT_OK && report.invalid > 0)
		return CT_EINVAL;
	if (err == CT_EFULL || (err == CT_OK && out->len > LINES_TEXT_MAX))
		return CT_ELINE;
	return err;
}

enum ct_err
lines_next(struct lines *l, struct ct_buf *out)
{
	struct ct_slice raw = {NULL, 0};

	while (l->err == CT_OK) {
		enum ct_err err = take_raw(l, &raw);

		if (err == CT_MORE || err == CT_END)
			return err;
		if (err == CT_OK) {
			strip(l, &raw);
			if (raw.len == 0)
				continue;
			err = decode(l, raw, out);
		}
		if (err == CT_OK)
			return CT_OK;
		l->err = err;
	}
	return l->err;
}
