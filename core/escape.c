/* \u{1F600}: written, read and protected. */
#include "escape.h"

#include "coding_names.h"
#include "coding_utf8.h"

#include <string.h>

static const char escape_front[] = "\\u{";
enum { escape_front_len = 3, escape_digits = 6 };

size_t
ct_escape_put(uint32_t cp, char *out)
{
	static const char digits[] = "0123456789ABCDEF";
	size_t n = escape_front_len;
	int shift = 20;

	memcpy(out, escape_front, escape_front_len);
	while (shift > 0 && cp >> shift == 0)
		shift -= 4;
	for (; shift >= 0; shift -= 4)
		out[n++] = digits[cp >> shift & 0xF];
	out[n++] = '}';
	return n;
}

static int
hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return -1;
}

static bool
has_front(struct ct_slice in)
{
	return in.len >= escape_front_len &&
	       memcmp(in.data, escape_front, escape_front_len) == 0;
}

size_t
ct_escape_take(struct ct_slice in, uint32_t *number)
{
	size_t n = escape_front_len;

	if (!has_front(in))
		return 0;
	*number = 0;
	for (; n < in.len && n < escape_front_len + escape_digits; n++) {
		int digit = hex_value(in.data[n]);

		if (digit < 0)
			break;
		*number = *number << 4 | (uint32_t)digit;
	}
	if (n == escape_front_len || n == in.len || in.data[n] != '}')
		return 0;
	return n + 1;
}

bool
ct_escape_is_read(uint32_t number)
{
	if (number == '\\')
		return true;
	return number >= 0xA0 && number <= 0x10FFFF &&
	       !(number >= 0xD800 && number <= 0xDFFF);
}

static struct ct_slice
after(struct ct_slice in, size_t n)
{
	return (struct ct_slice){in.data + n, in.len - n};
}

/* The next backslash or, with `names`, opening bracket; in.len: none. */
static size_t
next_special(struct ct_slice in, bool names)
{
	const char *found;
	size_t n = 0;

	if (!names && in.len > 0) {
		found = memchr(in.data, '\\', in.len);
		return found != NULL ? (size_t)(found - in.data) : in.len;
	}
	while (n < in.len && in.data[n] != '\\' && in.data[n] != '[')
		n++;
	return n;
}

size_t
ct_escape_literal(struct ct_slice in, bool names)
{
	char named[CT_NAMED_MAX];
	size_t at = 0, made;

	if (in.len == 0)
		return 0;
	for (;;) {
		at += next_special(after(in, at), names);
		if (at == in.len || has_front(after(in, at)))
			return at;
		if (in.data[at] == '[' &&
		    ct_name_take(after(in, at), named, &made) > 0)
			return at;
		at++;
	}
}

/* What is in front of `in` means to `out`; returns the bytes read, or 0. */
static size_t
read_special(struct ct_slice in, bool names, char *out, size_t *made,
    struct ct_unescaped *count)
{
	uint32_t number;
	size_t len = ct_escape_take(in, &number);

	if (len > 0 && ct_escape_is_read(number)) {
		*made = ct_utf8_put(number, out);
		count->escapes++;
		return len;
	}
	len = names ? ct_name_take(in, out, made) : 0;
	if (len > 0)
		count->names++;
	return len;
}

/* From `rest` to `out`, which is in front of it by more than what names may
 * add. Returns the end of what was written. */
static char *
read_all(
    struct ct_slice rest, char *out, bool names, struct ct_unescaped *count)
{
	char special[CT_NAMED_MAX];
	size_t n, made;

	for (;;) {
		n = next_special(rest, names);
		if (out != rest.data)
			memmove(out, rest.data, n);
		out += n;
		rest = after(rest, n);
		if (rest.len == 0)
			return out;
		n = read_special(rest, names, special, &made, count);
		if (n == 0) {
			special[0] = rest.data[0];
			n = made = 1;
		}
		memcpy(out, special, made);
		out += made;
		rest = after(rest, n);
	}
}

enum ct_err
ct_unescape(
    struct ct_buf *b, size_t start, bool names, struct ct_unescaped *count)
{
	struct ct_slice text;
	size_t ahead = 0;
	enum ct_err err;

	if (b->len == start)
		return CT_OK;
	text = (struct ct_slice){b->data + start, b->len - start};
	if (next_special(text, names) == text.len)
		return CT_OK;
	if (names && memchr(text.data, '[', text.len) != NULL) {
		/* The shortest name: 5 bytes, and 7 of an emoji. */
		ahead = text.len / 5 * 2;
		err = ct_buf_reserve(b, ahead);
		if (err != CT_OK)
			return err;
		memmove(b->data + start + ahead, b->data + start, text.len);
	}
	text.data = b->data + start + ahead;
	b->len =
	    (size_t)(read_all(text, b->data + start, names, count) - b->data);
	return CT_OK;
}
