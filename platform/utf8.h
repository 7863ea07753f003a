/* One character at a time out of UTF-8, and into it (RFC 3629). */
#ifndef PF_UTF8_H
#define PF_UTF8_H

#include <stddef.h>
#include <stdint.h>

enum {
	UTF8_BAD = -1,  /* no character begins so */
	UTF8_SHORT = 0, /* the rest of the character is missing */
};

/* The length of the first character of `len` > 0 bytes and its scalar value,
 * or one of the above. */
static inline int
utf8_decode(const char *in, size_t len, uint32_t *out)
{
	const unsigned char *p = (const unsigned char *)in;
	uint32_t code = p[0];
	int n = code < 0x80 ? 1 : code < 0xE0 ? 2 : code < 0xF0 ? 3 : 4;
	static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};

	*out = code;
	if (n == 1)
		return 1;
	if (code < 0xC2 || code > 0xF4)
		return UTF8_BAD;
	code &= 0x7Fu >> n;
	for (int i = 1; i < n; i++) {
		uint32_t low, high;

		if ((size_t)i >= len)
			return UTF8_SHORT;
		if ((p[i] & 0xC0) != 0x80)
			return UTF8_BAD;
		code = code << 6 | (p[i] & 0x3Fu);
		/* What the missing bytes can still make of it, so that a bad
		 * beginning is not taken for a short one. */
		low = code << 6 * (n - 1 - i);
		high = low | ((UINT32_C(1) << 6 * (n - 1 - i)) - 1);
		if (high < least[n] || low > 0x10FFFF ||
		    (low >= 0xD800 && high <= 0xDFFF))
			return UTF8_BAD;
	}
	*out = code;
	return n;
}

/* Writes at most four bytes; returns how many. */
static inline size_t
utf8_encode(uint32_t code, char *out)
{
	static const unsigned char marks[] = {0, 0, 0xC0, 0xE0, 0xF0};
	size_t n = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;

	for (size_t i = n; i-- > 1; code >>= 6)
		out[i] = (char)(0x80 | (code & 0x3F));
	out[0] = (char)(marks[n] | code);
	return n;
}

#endif
