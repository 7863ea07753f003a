/*
 * The charsets of a connection, each way: our own, and those of the port with
 * the rules for invalid bytes that ours have.
 */
#include "coding_text.h"

#include "coding_labels.h"
#include "coding_utf8.h"
#include "gbk.h"

/* When the room for the worst case is not to be had, a piece at a time. */
enum { piece_len = 256 };

static enum ct_err
add_replacement(struct ct_buf *out, size_t *invalid)
{
	++*invalid;
	return ct_buf_add(out, CT_UTF8_REPLACEMENT, CT_UTF8_REPLACEMENT_LEN);
}

static void
skip(struct ct_slice *in, size_t n)
{
	in->data += n;
	in->len -= n;
}

static enum ct_err
decode_utf8(struct ct_slice in, struct ct_buf *out, size_t *invalid)
{
	enum ct_err err = CT_OK;
	struct ct_slice front;
	uint32_t cp;

	while (err == CT_OK && in.len > 0) {
		front = (struct ct_slice){in.data, ct_utf8_front(in)};
		err = ct_buf_add_slice(out, front);
		skip(&in, front.len);
		if (err != CT_OK || in.len == 0)
			return err;
		skip(&in, ct_utf8_take(in, &cp));
		err = add_replacement(out, invalid);
	}
	return err;
}

static enum ct_err
decode_gbk_pieces(
    struct ct_gbk_decoder *d, struct ct_slice in, struct ct_buf *out)
{
	char text[CT_GBK_DECODE_ROOM(piece_len)];
	struct ct_slice piece;
	enum ct_err err = CT_OK;
	size_t n;

	while (err == CT_OK && in.len > 0) {
		piece = in;
		if (piece.len > piece_len)
			piece.len = piece_len;
		skip(&in, piece.len);
		n = ct_gbk_decode(d, piece, in.len == 0, text);
		err = ct_buf_add(out, text, n);
	}
	return err;
}

static enum ct_err
decode_gbk(struct ct_slice in, struct ct_buf *out, size_t *invalid,
    struct ct_text_seen *seen)
{
	struct ct_gbk_decoder d = {0};
	enum ct_err err = ct_buf_reserve(out, CT_GBK_DECODE_ROOM(in.len));

	if (err == CT_OK)
		out->len += ct_gbk_decode(&d, in, true, out->data + out->len);
	else
		err = decode_gbk_pieces(&d, in, out);
	*invalid += d.invalid;
	seen->cp936 = d.saw_cp936;
	seen->four = d.saw_four;
	return err;
}

static bool
is_lead(const char *leads, char byte)
{
	unsigned char b = (unsigned char)byte;

	for (; *leads != '\0'; leads += 2)
		if (b >= (unsigned char)leads[0] &&
		    b <= (unsigned char)leads[1])
			return true;
	return false;
}

/* How many bytes one error takes: a byte below 0x80 is never part of it. */
static size_t
error_len(const struct ct_coding *c, struct ct_slice in)
{
	if (in.len < 2 || !is_lead(c->label->leads, in.data[0]))
		return 1;
	return (unsigned char)in.data[1] >= 0x80 ? 2 : 1;
}

static enum ct_err
decode_other(const struct ct_coding *c, struct ct_slice in, struct ct_buf *out,
    size_t *invalid)
{
	const struct ct_charset_port *port = c->port;
	enum ct_err err = CT_OK;

	while (err == CT_OK && in.len > 0) {
		err = port->decode(port->ctx, c->other, &in, out);
		if (err != CT_EINVAL && err != CT_MORE)
			return err;
		if (in.len == 0)
			return CT_OK;
		err = add_replacement(out, invalid);
		skip(&in, error_len(c, in));
	}
	return err;
}

enum ct_err
ct_text_decode(const struct ct_coding *c, enum ct_charset charset,
    struct ct_slice line, struct ct_buf *out, size_t *invalid,
    struct ct_text_seen *seen)
{
	*seen = (struct ct_text_seen){0};
	if (charset == CT_CHARSET_UTF8)
		return decode_utf8(line, out, invalid);
	if (charset == CT_CHARSET_OTHER)
		return decode_other(c, line, out, invalid);
	return decode_gbk(line, out, invalid, seen);
}

bool
ct_text_is_gbk(enum ct_charset charset)
{
	return charset == CT_CHARSET_GBK || charset == CT_CHARSET_CP936 ||
	       charset == CT_CHARSET_GB18030;
}

bool
ct_text_has_options(const struct ct_coding *c)
{
	return c->charset != CT_CHARSET_UTF8 &&
	       c->charset != CT_CHARSET_GB18030;
}

static enum ct_gbk_profile
profile_of(enum ct_charset charset)
{
	if (charset == CT_CHARSET_GB18030)
		return CT_GBK_GB18030;
	return charset == CT_CHARSET_CP936 ? CT_GBK_CP936 : CT_GBK_CORE;
}

static enum ct_err
encode_gbk_pieces(
    enum ct_gbk_profile profile, struct ct_slice *in, struct ct_buf *out)
{
	char bytes[CT_GBK_ENCODE_ROOM(CT_GBK_GB18030, piece_len)];
	struct ct_slice piece;
	enum ct_err err = CT_OK;
	size_t n, taken;

	do {
		piece = *in;
		if (piece.len > piece_len)
			piece.len = piece_len;
		taken = piece.len;
		n = ct_gbk_encode(profile, &piece, bytes);
		taken -= piece.len;
		skip(in, taken);
		err = ct_buf_add(out, bytes, n);
	} while (err == CT_OK && taken > 0 && in->len > 0);
	return err;
}

static enum ct_err
encode_gbk(const struct ct_coding *c, struct ct_slice *in, struct ct_buf *out)
{
	enum ct_gbk_profile profile = profile_of(c->charset);
	enum ct_err err =
	    ct_buf_reserve(out, CT_GBK_ENCODE_ROOM(profile, in->len));

	if (err != CT_OK)
		return encode_gbk_pieces(profile, in, out);
	out->len += ct_gbk_encode(profile, in, out->data + out->len);
	return CT_OK;
}

enum ct_err
ct_text_encode(
    const struct ct_coding *c, struct ct_slice *utf8, struct ct_buf *out)
{
	enum ct_err err;

	if (c->charset == CT_CHARSET_UTF8) {
		err = ct_buf_add_slice(out, *utf8);
		if (err == CT_OK)
			skip(utf8, utf8->len);
		return err;
	}
	if (ct_text_is_gbk(c->charset))
		return encode_gbk(c, utf8, out);
	err = c->port->encode(c->port->ctx, c->other, utf8, out);
	return err == CT_EINVAL || err == CT_MORE ? CT_OK : err;
}

size_t
ct_text_unit(const struct ct_coding *c, struct ct_slice bytes)
{
	uint32_t cp;
	size_t n;

	if (c->charset == CT_CHARSET_UTF8) {
		n = ct_utf8_take(bytes, &cp);
		return cp == CT_UTF8_CUT ? 0 : n;
	}
	if (ct_text_is_gbk(c->charset))
		return ct_gbk_unit(bytes);
	if (!is_lead(c->label->leads, bytes.data[0]))
		return 1;
	if (bytes.len < 2)
		return 0;
	return (unsigned char)bytes.data[1] >= 0x40 ? 2 : 1;
}
