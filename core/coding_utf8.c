/* UTF-8, one character at a time. */
#include "coding_utf8.h"

#include <string.h>

/* The second byte's bounds by the first; the others are 80 to BF. */
struct lead {
	unsigned char first, last, low, high, len;
};

static const struct lead leads[] = {
    {0xC2, 0xDF, 0x80, 0xBF, 2},
    {0xE0, 0xE0, 0xA0, 0xBF, 3},
    {0xE1, 0xEC, 0x80, 0xBF, 3},
    {0xED, 0xED, 0x80, 0x9F, 3},
    {0xEE, 0xEF, 0x80, 0xBF, 3},
    {0xF0, 0xF0, 0x90, 0xBF, 4},
    {0xF1, 0xF3, 0x80, 0xBF, 4},
    {0xF4, 0xF4, 0x80, 0x8F, 4},
};

static const struct lead *
find_lead(unsigned char b)
{
	for (size_t i = 0; i < sizeof(leads) / sizeof(leads[0]); i++)
		if (b >= leads[i].first && b <= leads[i].last)
			return &leads[i];
	return NULL;
}

size_t
ct_utf8_take(struct ct_slice in, uint32_t *cp)
{
	const unsigned char *b = (const unsigned char *)in.data;
	const struct lead *lead;
	unsigned char low, high;
	uint32_t c;

	*cp = b[0];
	if (b[0] < 0x80)
		return 1;
	*cp = CT_UTF8_BAD;
	lead = find_lead(b[0]);
	if (lead == NULL)
		return 1;
	c = b[0] & (0x7Fu >> lead->len);
	low = lead->low;
	high = lead->high;
	for (size_t i = 1; i < lead->len; i++) {
		if (i == in.len) {
			*cp = CT_UTF8_CUT;
			return i;
		}
		if (b[i] < low || b[i] > high)
			return i;
		c = c << 6 | (b[i] & 0x3Fu);
		low = 0x80;
		high = 0xBF;
	}
	*cp = c;
	return lead->len;
}

size_t
ct_utf8_put(uint32_t cp, char *out)
{
	size_t len = cp < 0x80 ? 1 : cp < 0x800 ? 2 : cp < 0x10000 ? 3 : 4;

	if (len == 1) {
		out[0] = (char)cp;
		return 1;
	}
	for (size_t i = len - 1; i > 0; i--) {
		out[i] = (char)(0x80 | (cp & 0x3F));
		cp >>= 6;
	}
	out[0] = (char)(0xF00u >> len | cp);
	return len;
}

/* The length of the ASCII in front, by eights. */
static size_t
skip_ascii(struct ct_slice in)
{
	size_t n = 0;
	uint64_t w;

	for (; in.len - n >= 8; n += 8) {
		memcpy(&w, in.data + n, 8);
		if ((w & 0x8080808080808080u) != 0)
			break;
	}
	return n;
}

size_t
ct_utf8_front(struct ct_slice in)
{
	struct ct_slice rest = in;
	uint32_t cp;
	size_t n;

	while (rest.len > 0) {
		n = skip_ascii(rest);
		if (n == 0) {
			n = ct_utf8_take(rest, &cp);
			if (cp == CT_UTF8_BAD || cp == CT_UTF8_CUT)
				break;
		}
		rest.data += n;
		rest.len -= n;
	}
	return in.len - rest.len;
}
