/* Line breaks by a handful of rules (UAX 14 has dozens). */
#include "wrap.h"

#include "width.h"

#include <utf8proc.h>

/* The character at `at`; 0 at the end. Sets its bytes. */
static utf8proc_int32_t
char_at(struct ct_slice s, size_t at, size_t *bytes)
{
	utf8proc_int32_t c = 0;
	utf8proc_ssize_t n = 0;

	if (at < s.len)
		n = utf8proc_iterate((const utf8proc_uint8_t *)s.data + at,
		    (utf8proc_ssize_t)(s.len - at), &c);
	*bytes = n > 0 ? (size_t)n : 1;
	return n > 0 ? c : 0;
}

static utf8proc_int32_t
char_before(struct ct_slice s, size_t at)
{
	size_t bytes;

	do
		at--;
	while (at > 0 && ((unsigned char)s.data[at] & 0xC0) == 0x80);
	return char_at(s, at, &bytes);
}

static bool
is_mark(utf8proc_int32_t c)
{
	switch (utf8proc_category(c)) {
	case UTF8PROC_CATEGORY_PS:
	case UTF8PROC_CATEGORY_PE:
	case UTF8PROC_CATEGORY_PI:
	case UTF8PROC_CATEGORY_PF:
	case UTF8PROC_CATEGORY_PO:
		return true;
	default:
		return false;
	}
}

static bool
opens(utf8proc_int32_t c)
{
	utf8proc_category_t k = utf8proc_category(c);

	return k == UTF8PROC_CATEGORY_PS || k == UTF8PROC_CATEGORY_PI;
}

/* Chinese: no blank beside it is needed to break a line. */
static bool
is_wide(utf8proc_int32_t c)
{
	return utf8proc_charwidth(c) == 2;
}

static bool
is_chinese_mark(utf8proc_int32_t c)
{
	return is_mark(c) && c >= 0x80;
}

static bool
wants_blank(utf8proc_int32_t before, utf8proc_int32_t behind)
{
	if (is_chinese_mark(before) || is_chinese_mark(behind))
		return false;
	return !is_wide(before) || !is_wide(behind);
}

static bool
may_break(utf8proc_int32_t before, utf8proc_int32_t behind)
{
	if (behind == ' ' || behind == 0)
		return true;
	if (opens(before) || (is_mark(behind) && !opens(behind)))
		return false;
	return is_wide(before) || is_wide(behind) || is_chinese_mark(before) ||
	       is_chinese_mark(behind);
}

enum ct_err
wrap_join(struct ct_buf *out, struct ct_slice s)
{
	enum ct_err err = CT_OK;

	while (s.len > 0 && s.data[s.len - 1] == '\n')
		s.len--;
	for (size_t at = 0; at < s.len && err == CT_OK;) {
		size_t bytes;
		bool end = s.data[at] == '\n';

		char_at(s, at, &bytes);
		if (!end)
			err = ct_buf_add(out, s.data + at, bytes);
		else if (at > 0 && wants_blank(char_before(s, at),
				       char_at(s, at + 1, &bytes)))
			err = ct_buf_add_u8(out, ' ');
		at += end ? 1 : bytes;
	}
	return err;
}

/* The bytes from `at` to where a line may be broken next. */
static size_t
word_end(struct ct_slice s, size_t at)
{
	size_t bytes;
	utf8proc_int32_t before = char_at(s, at, &bytes), behind;

	for (at += bytes;; at += bytes) {
		behind = char_at(s, at, &bytes);
		if (may_break(before, behind))
			return at;
		before = behind;
	}
}

static enum ct_err
add_break(struct ct_buf *out, size_t indent)
{
	enum ct_err err = ct_buf_add_u8(out, '\n');

	while (indent-- > 0 && err == CT_OK)
		err = ct_buf_add_u8(out, ' ');
	return err;
}

enum ct_err
wrap_add(struct ct_buf *out, struct ct_slice s, size_t used, size_t indent,
    size_t width)
{
	bool first = true; /* a word of its line */
	enum ct_err err = CT_OK;

	while (s.len > 0 && s.data[s.len - 1] == ' ')
		s.len--;
	for (size_t at = 0; at < s.len && err == CT_OK; first = false) {
		size_t blank = s.data[at] == ' ', end = word_end(s, at + blank);
		struct ct_slice word = {s.data + at + blank, end - at - blank};
		size_t cells = width_cells(word, 1);

		if (!first && used + blank + cells > width) {
			err = add_break(out, indent);
			used = indent;
			blank = 0;
		}
		if (blank > 0 && err == CT_OK)
			err = ct_buf_add_u8(out, ' ');
		if (err == CT_OK)
			err = ct_buf_add_slice(out, word);
		used += blank + cells;
		at = end;
	}
	return err;
}
