/*
 * GBK's decoder and encoders: the unusual characters, errors and cut
 * characters; gbk_run does what is usual.
 */
#include "gbk.h"

#include "coding_utf8.h"
#include "gbk_run.h"
#include "gbk_tables.h"

#include <string.h>

#define NOTHING 0xFFFFFFFFu /* bytes that are no character */

/* Kept apart, so that the usual way saves no registers for it; the build tells
 * how this compiler is asked for that. */
#ifdef CT_NOINLINE
#define RARE CT_NOINLINE
#else
#define RARE
#endif

enum {
	bmp_pointers = 39420,    /* four-byte pointers that are in the BMP */
	astral_pointer = 189000, /* that of U+10000 */
	last_pointer = 1237575,  /* that of U+10FFFF */
	swapped_pointer = 7457,  /* 8135F437, by the edition of 2005 */
	swapped_char = 0xE7C7
};

struct unit {
	size_t len; /* 0: more bytes are needed */
	uint32_t cp;
	bool four;
	bool cp936;
};

static bool
is_lead(unsigned char b)
{
	return b >= 0x81 && b <= 0xFE;
}

static bool
is_digit(unsigned char b)
{
	return b >= 0x30 && b <= 0x39;
}

static bool
is_private(uint32_t cp)
{
	return cp >= 0xE000 && cp <= 0xF8FF;
}

/* The last range that begins at `pointer` or before. */
static const struct ct_gbk_range *
range_of_pointer(uint32_t pointer)
{
	size_t low = 0, high = CT_GBK_RANGES;

	while (high - low > 1) {
		size_t mid = low + (high - low) / 2;

		if (ct_gbk_ranges[mid].pointer <= pointer)
			low = mid;
		else
			high = mid;
	}
	return &ct_gbk_ranges[low];
}

static const struct ct_gbk_range *
range_of_char(uint32_t cp)
{
	size_t low = 0, high = CT_GBK_RANGES;

	while (high - low > 1) {
		size_t mid = low + (high - low) / 2;

		if (ct_gbk_ranges[mid].first <= cp)
			low = mid;
		else
			high = mid;
	}
	return &ct_gbk_ranges[low];
}

static uint32_t
char_of_pointer(uint32_t pointer)
{
	const struct ct_gbk_range *range;

	if (pointer >= astral_pointer)
		return pointer <= last_pointer
			   ? pointer - astral_pointer + 0x10000
			   : NOTHING;
	if (pointer >= bmp_pointers)
		return NOTHING;
	if (pointer == swapped_pointer)
		return swapped_char;
	range = range_of_pointer(pointer);
	return range->first + (pointer - range->pointer);
}

/* The four bytes of a character that no pair holds. */
static uint32_t
pointer_of_char(uint32_t cp)
{
	const struct ct_gbk_range *range;

	if (cp >= 0x10000)
		return cp - 0x10000 + astral_pointer;
	range = range_of_char(cp);
	return cp - range->first + range->pointer;
}

/* What begins with a lead and a digit. */
static struct unit
read_four(const unsigned char *b, size_t n)
{
	const struct unit bad = {.len = 1, .cp = NOTHING};
	struct unit u = {.len = 4, .four = true};

	if (n < 3)
		return (struct unit){.len = 0};
	if (!is_lead(b[2]))
		return bad;
	if (n < 4)
		return (struct unit){.len = 0};
	if (!is_digit(b[3]))
		return bad;
	u.cp = char_of_pointer(
	    (((b[0] - 0x81u) * 10 + (b[1] - 0x30u)) * 126 + (b[2] - 0x81u)) *
		10 +
	    (b[3] - 0x30u));
	return u;
}

static struct unit
read_pair(const unsigned char *b)
{
	uint32_t v = ct_gbk_utf8[(b[0] & 0x7F) << 8 | b[1]];
	struct unit u = {.len = 2};

	switch (v >> 24) {
	case CT_GBK_NONE:
		/* A byte below 0x80 is never part of an error. */
		u.len = b[1] < 0x80 ? 1 : 2;
		u.cp = NOTHING;
		break;
	case CT_GBK_TWO:
		u.cp = (v & 0x1F) << 6 | (v >> 8 & 0x3F);
		break;
	default:
		u.cp = (v & 0xF) << 12 | (v >> 2 & 0xFC0) | (v >> 16 & 0x3F);
		u.cp936 = v >> 24 == CT_GBK_PRIVATE;
		break;
	}
	return u;
}

static struct unit
read_unit(const unsigned char *b, size_t n)
{
	if (b[0] < 0x80)
		return (struct unit){.len = 1, .cp = b[0]};
	if (b[0] == 0x80)
		return (struct unit){.len = 1, .cp = 0x20AC, .cp936 = true};
	if (b[0] == 0xFF)
		return (struct unit){.len = 1, .cp = NOTHING};
	if (n < 2)
		return (struct unit){.len = 0};
	return is_digit(b[1]) ? read_four(b, n) : read_pair(b);
}

static void
put_unit(struct ct_gbk_decoder *d, struct ct_gbk_run *r, struct unit u)
{
	if (u.cp == NOTHING) {
		memcpy(r->out, CT_UTF8_REPLACEMENT, CT_UTF8_REPLACEMENT_LEN);
		r->out += CT_UTF8_REPLACEMENT_LEN;
		d->invalid++;
	} else {
		r->out += ct_utf8_put(u.cp, (char *)r->out);
		d->saw_four |= u.four;
		d->saw_cp936 |= u.cp936;
	}
}

/*
 * Completes what is held, with the front of `r`; three bytes of it are enough.
 * Without enough, all of `r` is held as well.
 */
static void
join_held(struct ct_gbk_decoder *d, struct ct_gbk_run *r)
{
	unsigned char b[6];
	size_t fresh = (size_t)(r->end - r->in), n, at = 0;
	struct unit u;

	if (fresh > 3)
		fresh = 3;
	memcpy(b, d->held, d->held_len);
	memcpy(b + d->held_len, r->in, fresh);
	n = d->held_len + fresh;
	while (at < d->held_len) {
		u = read_unit(b + at, n - at);
		if (u.len == 0)
			break;
		put_unit(d, r, u);
		at += u.len;
	}
	if (at >= d->held_len) {
		r->in += at - d->held_len;
		d->held_len = 0;
		return;
	}
	memcpy(d->held, b + at, n - at);
	d->held_len = (unsigned char)(n - at);
	r->in = r->end;
}

/* The line ends inside a character: an LF comes next, and is no part of it. */
static void
end_held(struct ct_gbk_decoder *d, struct ct_gbk_run *r)
{
	unsigned char b[4];
	size_t n = d->held_len;
	struct unit u;

	memcpy(b, d->held, n);
	b[n] = '\n';
	for (size_t at = 0; at < n; at += u.len) {
		u = read_unit(b + at, n + 1 - at);
		put_unit(d, r, u);
	}
	d->held_len = 0;
}

/* What the fast loop does not do: `run` has something unusual in front, or
 * something is held. Returns the bytes written. */
static RARE size_t
decode_unusual(struct ct_gbk_decoder *d, struct ct_gbk_run *run, bool end)
{
	struct ct_gbk_run r = *run;
	struct unit u;

	if (d->held_len > 0 && r.in < r.end)
		join_held(d, &r);
	while (r.in < r.end) {
		r.in = ct_gbk_run_decode(r.in, r.end, &r.out);
		if (r.in == r.end)
			break;
		u = read_unit(r.in, (size_t)(r.end - r.in));
		if (u.len == 0)
			break;
		put_unit(d, &r, u);
		r.in += u.len;
	}
	if (r.in < r.end) {
		d->held_len = (unsigned char)(r.end - r.in);
		memcpy(d->held, r.in, d->held_len);
	}
	if (end && d->held_len > 0)
		end_held(d, &r);
	return (size_t)(r.out - run->out);
}

size_t
ct_gbk_decode(struct ct_gbk_decoder *d, struct ct_slice in, bool end, char *out)
{
	const unsigned char *data = (const unsigned char *)in.data;
	struct ct_gbk_run r = {data, data, (unsigned char *)out};
	size_t made;

	if (in.len > 0)
		r.end += in.len;
	if (in.len > 0 && d->held_len == 0)
		r.in = ct_gbk_run_decode(r.in, r.end, &r.out);
	made = (size_t)(r.out - (unsigned char *)out);
	if (r.in < r.end || d->held_len > 0)
		made += decode_unusual(d, &r, end);
	return made;
}

size_t
ct_gbk_unit(struct ct_slice in)
{
	return read_unit((const unsigned char *)in.data, in.len).len;
}

static bool
is_escaped(uint32_t cp)
{
	for (size_t i = 0; i < CT_GBK_ESCAPED; i++)
		if (ct_gbk_escaped[i] == cp)
			return true;
	return false;
}

/* A character outside the core, as one, two or four bytes; 0: not held. */
static size_t
put_rare(enum ct_gbk_profile profile, uint32_t cp, unsigned char *out)
{
	uint32_t code = cp <= 0xFFFF ? ct_gbk_code[cp] : 0;
	uint32_t pointer;

	if (profile == CT_GBK_CP936 && cp == 0x20AC) {
		out[0] = 0x80;
		return 1;
	}
	if (profile == CT_GBK_CORE ||
	    (profile == CT_GBK_CP936 && (code == 0 || !is_private(cp))))
		return 0;
	if (profile == CT_GBK_GB18030 && is_escaped(cp))
		return 0;
	if (code != 0) {
		out[0] = (unsigned char)(code | CT_GBK_CORE_BIT);
		out[1] = (unsigned char)(code >> 8);
		return 2;
	}
	pointer = pointer_of_char(cp);
	out[3] = (unsigned char)(0x30 + pointer % 10);
	out[2] = (unsigned char)(0x81 + pointer / 10 % 126);
	out[1] = (unsigned char)(0x30 + pointer / 1260 % 10);
	out[0] = (unsigned char)(0x81 + pointer / 12600);
	return 4;
}

/* Goes on behind the characters of the core, to the first one that the profile
 * does not hold. */
static RARE void
encode_unusual(enum ct_gbk_profile profile, struct ct_gbk_run *r)
{
	struct ct_slice rest;
	size_t len, made;
	uint32_t cp;

	while (r->in < r->end) {
		rest.data = (const char *)r->in;
		rest.len = (size_t)(r->end - r->in);
		len = ct_utf8_take(rest, &cp);
		if (cp == CT_UTF8_BAD || cp == CT_UTF8_CUT)
			return;
		made = put_rare(profile, cp, r->out);
		if (made == 0)
			return;
		r->in += len;
		r->out += made;
		r->in = ct_gbk_run_encode(r->in, r->end, &r->out);
	}
}

size_t
ct_gbk_encode(enum ct_gbk_profile profile, struct ct_slice *utf8, char *out)
{
	const unsigned char *data = (const unsigned char *)utf8->data;
	struct ct_gbk_run r = {data, data, (unsigned char *)out};

	if (utf8->len == 0)
		return 0;
	r.end += utf8->len;
	r.in = ct_gbk_run_encode(r.in, r.end, &r.out);
	if (r.in < r.end && profile != CT_GBK_CORE)
		encode_unusual(profile, &r);
	utf8->len = (size_t)(r.end - r.in);
	utf8->data = (const char *)r.in;
	return (size_t)(r.out - (unsigned char *)out);
}
