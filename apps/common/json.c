/* Exact escaping of strings for JSON. */
#include "json.h"

#include <string.h>

#include <utf8proc.h>

static enum ct_err
add_u(struct ct_buf *out, unsigned unit)
{
	static const char hex[] = "0123456789abcdef";
	char text[6] = {'\\', 'u', hex[unit >> 12 & 15], hex[unit >> 8 & 15],
	    hex[unit >> 4 & 15], hex[unit & 15]};

	return ct_buf_add(out, text, sizeof(text));
}

static enum ct_err
add_escape(struct ct_buf *out, uint32_t c)
{
	static const char shorts[] = "\"\\\b\f\n\r\t", names[] = "\"\\bfnrt";
	const char *at = c > 0 && c < 0x80 ? strchr(shorts, (int)c) : NULL;
	enum ct_err err;

	if (at != NULL) {
		char text[2] = {'\\', names[at - shorts]};

		return ct_buf_add(out, text, sizeof(text));
	}
	if (c < 0x10000)
		return add_u(out, c);
	c -= 0x10000;
	err = add_u(out, 0xd800 + (c >> 10));
	return err == CT_OK ? add_u(out, 0xdc00 + (c & 0x3ff)) : err;
}

/* What is always escaped: first and last. */
static const uint32_t escaped[][2] = {{0x0, 0x1f}, {'"', '"'}, {'\\', '\\'},
    {0x7f, 0x9f}, {0x2028, 0x202e}, {0x2066, 0x2069}};

static bool
is_plain(uint32_t c, bool ascii)
{
	for (size_t i = 0; i < sizeof(escaped) / sizeof(escaped[0]); i++)
		if (c >= escaped[i][0] && c <= escaped[i][1])
			return false;
	return !ascii || c < 0x80;
}

enum ct_err
json_add_string(struct ct_buf *out, struct ct_slice text, bool ascii)
{
	enum ct_err err = ct_buf_add_u8(out, '"');
	size_t at = 0;

	while (err == CT_OK && at < text.len) {
		const char *s = text.data + at;
		utf8proc_int32_t c;
		utf8proc_ssize_t n =
		    utf8proc_iterate((const utf8proc_uint8_t *)s,
			(utf8proc_ssize_t)(text.len - at), &c);

		if (n <= 0) {
			n = 1;
			c = 0xfffd;
			s = "\xef\xbf\xbd";
		}
		if (!is_plain((uint32_t)c, ascii))
			err = add_escape(out, (uint32_t)c);
		else
			err = ct_buf_add(out, s, c == 0xfffd ? 3 : (size_t)n);
		at += (size_t)n;
	}
	return err == CT_OK ? ct_buf_add_u8(out, '"') : err;
}

enum ct_err
json_add_key(struct ct_buf *out, const char *key)
{
	enum ct_err err = CT_OK;

	if (out->len > 0 && out->data[out->len - 1] != '{')
		err = ct_buf_add_u8(out, ',');
	if (err == CT_OK)
		err = json_add_string(out, ct_slice_str(key), true);
	return err == CT_OK ? ct_buf_add_u8(out, ':') : err;
}
