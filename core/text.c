/* UTF-8 text: validity, cleaning, and the equality of names. */
#include "text.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

/* Bytes of plain ASCII that begin `s`, looked at eight at a time. */
static size_t
ascii_front(struct ct_slice s)
{
	size_t n = 0;
	uint64_t eight;

	for (; s.len - n >= sizeof(eight); n += sizeof(eight)) {
		memcpy(&eight, s.data + n, sizeof(eight));
		if ((eight & UINT64_C(0x8080808080808080)) != 0)
			break;
	}
	while (n < s.len && (unsigned char)s.data[n] < 0x80)
		n++;
	return n;
}

/* The first character of `s`: its length in bytes, 0 when it is none. */
static size_t
first_char(struct ct_slice s, int32_t *cp)
{
	utf8proc_ssize_t len = s.len < 4 ? (utf8proc_ssize_t)s.len : 4;
	utf8proc_int32_t c = -1;

	len = utf8proc_iterate((const utf8proc_uint8_t *)s.data, len, &c);
	*cp = c;
	return len > 0 ? (size_t)len : 0;
}

/* Takes the first character of valid UTF-8; -1 at the end. */
static int32_t
next_char(struct ct_slice *s)
{
	int32_t cp = -1;
	size_t n;

	if (s->len == 0)
		return -1;
	n = first_char(*s, &cp);
	s->data += n;
	s->len -= n;
	return n > 0 ? cp : -1;
}

bool
ct_utf8_valid(struct ct_slice s)
{
	while (s.len > 0) {
		size_t n = ascii_front(s);

		s.data += n;
		s.len -= n;
		if (s.len > 0 && next_char(&s) < 0)
			return false;
	}
	return true;
}

static bool
is_tail(char c)
{
	return ((unsigned char)c & 0xc0) == 0x80;
}

size_t
ct_utf8_count(struct ct_slice s)
{
	size_t count = 0;

	for (size_t i = 0; i < s.len; i++)
		count += !is_tail(s.data[i]);
	return count;
}

size_t
ct_utf8_cut(struct ct_slice s, size_t max)
{
	if (s.len <= max)
		return s.len;
	while (max > 0 && is_tail(s.data[max]))
		max--;
	return max;
}

/* What is shown instead of `c`; `c` itself, when it is harmless. */
static int32_t
shown_as(int32_t c, bool lines)
{
	if (c < 0x20 && c != '\t' && !(c == '\n' && lines))
		return 0x2400 + c;
	if (c == 0x7f)
		return 0x2421;
	if ((c >= 0x80 && c <= 0x9f) || (c >= 0x2028 && c <= 0x202e) ||
	    (c >= 0x2066 && c <= 0x2069))
		return 0xfffd;
	return c;
}

static struct ct_slice
without_last_lines(struct ct_slice s)
{
	while (s.len > 0 && s.data[s.len - 1] == '\n') {
		s.len--;
		if (s.len > 0 && s.data[s.len - 1] == '\r')
			s.len--;
	}
	return s;
}

/* The next character that is not as it should be; what is before it goes into
 * `plain`, what is after it stays in `s`. -1: there is none. */
static int32_t
next_strange(struct ct_slice *s, bool lines, struct ct_slice *plain)
{
	struct ct_slice at = *s;

	*plain = *s;
	while (s->len > 0) {
		int32_t c = next_char(s);

		if (shown_as(c, lines) != c) {
			plain->len = (size_t)(at.data - plain->data);
			return c;
		}
		at = *s;
	}
	return -1;
}

static enum ct_err
add_char(struct ct_buf *out, int32_t c)
{
	utf8proc_uint8_t bytes[4];
	utf8proc_ssize_t n = utf8proc_encode_char(c, bytes);

	return ct_buf_add(out, bytes, (size_t)n);
}

enum ct_err
ct_text_clean(struct ct_slice in, bool lines, struct ct_buf *out)
{
	struct ct_slice rest = without_last_lines(in), plain;
	size_t before = out->len;
	enum ct_err err;
	int32_t c;

	if (!ct_utf8_valid(in))
		return CT_EUTF8;
	do {
		c = next_strange(&rest, lines, &plain);
		if (c == '\r' && rest.len > 0 && rest.data[0] == '\n')
			c = next_char(&rest);
		err = ct_buf_add_slice(out, plain);
		if (err == CT_OK && c >= 0)
			err = add_char(out, shown_as(c, lines));
	} while (err == CT_OK && c >= 0);
	if (err != CT_OK)
		out->len = before;
	return err;
}

/* Appends what utf8proc makes of `in`. */
static enum ct_err
add_mapped(struct ct_slice in, utf8proc_option_t options, struct ct_buf *out)
{
	utf8proc_uint8_t *text = NULL;
	utf8proc_ssize_t n = utf8proc_map((const utf8proc_uint8_t *)in.data,
	    (utf8proc_ssize_t)in.len, &text, options | UTF8PROC_STABLE);
	enum ct_err err;

	if (n < 0)
		return n == UTF8PROC_ERROR_NOMEM ? CT_ENOMEM : CT_EUTF8;
	err = ct_buf_add(out, text, (size_t)n);
	free(text);
	return err;
}

/* Appends ASCII in lower case: the common key, without any table. */
static enum ct_err
add_lower(struct ct_slice in, struct ct_buf *out)
{
	enum ct_err err = ct_buf_reserve(out, in.len);

	if (err != CT_OK)
		return err;
	for (size_t i = 0; i < in.len; i++) {
		char c = in.data[i];

		out->data[out->len++] =
		    c >= 'A' && c <= 'Z' ? (char)(c + 0x20) : c;
	}
	return CT_OK;
}

enum ct_err
ct_text_fold(struct ct_slice in, struct ct_buf *out)
{
	struct ct_buf nfd;
	enum ct_err err;

	if (ascii_front(in) == in.len)
		return add_lower(in, out);
	/* Marks must be in order before they are folded: U+0345 folds to a
	 * letter, and what stood behind it would stay behind. */
	ct_buf_init(&nfd, SIZE_MAX);
	err = add_mapped(in, UTF8PROC_DECOMPOSE, &nfd);
	if (err == CT_OK)
		err = add_mapped(ct_buf_slice(&nfd),
		    UTF8PROC_COMPOSE | UTF8PROC_CASEFOLD, out);
	ct_buf_fini(&nfd);
	return err;
}

/* True for the categories of which a name may be made. */
static bool
is_visible(int32_t c)
{
	const utf8proc_property_t *p = utf8proc_get_property(c);

	if (c == 0x2800 || c == 0xfffc || c == 0xfffd)
		return false;
	return p->category >= UTF8PROC_CATEGORY_LU &&
	       p->category <= UTF8PROC_CATEGORY_SO && !p->ignorable;
}

static bool
is_one_of(int32_t c, const char *set)
{
	/* U+FF01 to U+FF5E are the full-width forms of 0x21 to 0x7E. */
	if (c >= 0xff01 && c <= 0xff5e)
		c -= 0xff01 - 0x21;
	return c > 0 && c < 0x80 && strchr(set, c) != NULL;
}

static bool
can_begin(int32_t c)
{
	utf8proc_category_t category = utf8proc_category(c);

	return category < UTF8PROC_CATEGORY_MN ||
	       category > UTF8PROC_CATEGORY_ME;
}

static bool
is_name(struct ct_slice s, size_t max_chars, const char *not_first)
{
	struct ct_slice rest = s;
	int32_t c = next_char(&rest);

	if (!can_begin(c) || is_one_of(c, not_first))
		return false;
	if (ct_utf8_count(s) > max_chars)
		return false;
	for (; c >= 0; c = next_char(&rest))
		if (!is_visible(c) || is_one_of(c, "#@,:;/\\\"'<>!*?`"))
			return false;
	return true;
}

/* Appends the NFC form of `in`, if it is a name and does not begin with one of
 * `not_first`. */
static enum ct_err
check(struct ct_slice in, size_t max_chars, const char *not_first,
    struct ct_buf *out)
{
	size_t before = out->len;
	enum ct_err err = add_mapped(in, UTF8PROC_COMPOSE, out);
	struct ct_slice name;

	if (err == CT_OK && out->len > before) {
		name.data = out->data + before;
		name.len = out->len - before;
		if (is_name(name, max_chars, not_first))
			return CT_OK;
	}
	out->len = before;
	return err == CT_OK || err == CT_EUTF8 ? CT_EINVAL : err;
}

enum ct_err
ct_name_check(struct ct_slice in, size_t max_chars, struct ct_buf *out)
{
	return check(in, max_chars, "~&%+$=-.", out);
}

enum ct_err
ct_room_check(struct ct_slice in, size_t max_chars, struct ct_buf *out)
{
	struct ct_slice rest = in;

	if (is_one_of(next_char(&rest), "#"))
		in = rest;
	return check(in, max_chars, "", out);
}
