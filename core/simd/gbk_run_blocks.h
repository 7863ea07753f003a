/*
 * The fast loops of the codec in blocks of 16 bytes, for any machine that has
 * a block_*.h; include that first.
 *
 * Text is runs of hanzi and of ASCII of a few characters each, and a branch at
 * each edge is mispredicted. So one step takes what hanzi there are, up to a
 * block, and then what ASCII there is, up to a block, without a branch that
 * depends on how many: it looks up and writes whole blocks and then goes
 * forward by what was meant.
 */
#include "gbk_run.h"

#include "gbk_bytes.h"
#include "gbk_tables.h"

#include <string.h>

enum {
	block_len = 16,
	window = 2 * block_len /* what one step may read */
};

/* The first n bytes: ones from here, so that they end after n. */
static const unsigned char ones_then_zeros[2 * block_len] = {255, 255, 255, 255,
    255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255};

static inline block
keep_first(block x, block fill, unsigned n)
{
	return block_choose(
	    x, fill, block_load(ones_then_zeros + block_len - n));
}

static inline uint32_t
window_highs(const unsigned char *in)
{
	return block_highs(block_load(in)) |
	       block_highs(block_load(in + block_len)) << block_len;
}

/* How many bytes that are no high ones follow the first n; at most a block. */
static inline unsigned
ascii_after(uint32_t highs, unsigned n)
{
	uint64_t rest = ((uint64_t)highs | (uint64_t)1 << window) >> n;

	rest |= (uint64_t)1 << block_len;
	return low_zeros(rest);
}

/* 啊, a character of three bytes, where there is none. */
static const unsigned char fill_gbk[block_len] = {0xB0, 0xA1, 0xB0, 0xA1, 0xB0,
    0xA1, 0xB0, 0xA1, 0xB0, 0xA1, 0xB0, 0xA1, 0xB0, 0xA1, 0xB0, 0xA1};

static inline uint32_t
utf8_of(uint64_t pairs, unsigned shift)
{
	return ct_gbk_utf8[(pairs >> shift & 0xFFFF) - 0x8000];
}

/* Four pairs to 12 bytes; what their entries have in common. */
static inline uint32_t
put_four(unsigned char *out, uint64_t pairs)
{
	uint32_t a, b, c, d;

	pairs = swap64(pairs);
	a = utf8_of(pairs, 48);
	b = utf8_of(pairs, 32);
	c = utf8_of(pairs, 16);
	d = utf8_of(pairs, 0);
	store32(out, a);
	store32(out + 3, b);
	store32(out + 6, c);
	store32(out + 9, d);
	return a & b & c & d;
}

static inline bool
decode_pair(struct ct_gbk_run *r)
{
	uint32_t v = ct_gbk_utf8[(r->in[0] & 0x7F) << 8 | r->in[1]];

	if (v >> 24 < CT_GBK_TWO)
		return false;
	store32(r->out, v);
	r->in += 2;
	r->out += v >> 24;
	return true;
}

static bool
decode_pairs(struct ct_gbk_run *r, unsigned n)
{
	for (; n > 0; n -= 2)
		if (!decode_pair(r))
			return false;
	return true;
}

/* A window of pairs; or nothing happens. */
static inline bool
decode_window(struct ct_gbk_run *r)
{
	uint32_t common = put_four(r->out, load64(r->in));

	common &= put_four(r->out + 12, load64(r->in + 8));
	common &= put_four(r->out + 24, load64(r->in + 16));
	common &= put_four(r->out + 36, load64(r->in + 24));
	if (common >> 24 != CT_GBK_THREE)
		return false;
	r->in += window;
	r->out += window / 2 * 3;
	return true;
}

static inline void
copy_window(struct ct_gbk_run *r)
{
	block_store(r->out, block_load(r->in));
	block_store(r->out + block_len, block_load(r->in + block_len));
	r->in += window;
	r->out += window;
}

/* One step; a window of bytes may be read. False: something unusual. */
static inline bool
decode_step(struct ct_gbk_run *r)
{
	uint32_t highs = window_highs(r->in), common;
	unsigned ones, pairs, ascii;
	unsigned char *out;
	block x;

	if (highs == 0) {
		copy_window(r);
		return true;
	}
	if (highs == 0xFFFFFFFF && decode_window(r))
		return true;
	ones = low_zeros(~(uint64_t)highs);
	pairs = ones < block_len ? ones & ~1u : block_len;
	ascii = ascii_after(highs, pairs);
	x = keep_first(block_load(r->in), block_load(fill_gbk), pairs);
	out = r->out + pairs / 2 * 3;
	common = put_four(r->out, block_low(x));
	common &= put_four(r->out + 12, block_high(x));
	if (common >> 24 != CT_GBK_THREE)
		return decode_pairs(r, pairs);
	block_store(out, block_load(r->in + pairs));
	r->in += pairs + ascii;
	r->out = out + ascii;
	/* A trail below 0x80: the mask does not show that it is one. */
	if ((ones & 1) != 0 && ones < block_len)
		return decode_pair(r);
	return true;
}

void
ct_gbk_run_decode(struct ct_gbk_run *run)
{
	struct ct_gbk_run r = *run;
	bool usual = true;

	while (usual && r.end - r.in >= window)
		usual = decode_step(&r);
	*run = r;
	if (usual)
		ct_gbk_run_decode_plain(run);
}

enum { triples = 5, triples_len = 3 * triples };

/* E0 begins no character of the core, and might be an overlong form. */
static const unsigned char triple_mask[block_len] = {0xF0, 0xC0, 0xC0, 0xF0,
    0xC0, 0xC0, 0xF0, 0xC0, 0xC0, 0xF0, 0xC0, 0xC0, 0xF0, 0xC0, 0xC0, 0};
static const unsigned char triple_want[block_len] = {0xE0, 0x80, 0x80, 0xE0,
    0x80, 0x80, 0xE0, 0x80, 0x80, 0xE0, 0x80, 0x80, 0xE0, 0x80, 0x80, 1};
static const unsigned char triple_e0[block_len] = {
    0xE0, 0, 0, 0xE0, 0, 0, 0xE0, 0, 0, 0xE0, 0, 0, 0xE0, 0, 0, 0};
/* 啊 again. */
static const unsigned char fill_utf8[block_len] = {0xE5, 0x95, 0x8A, 0xE5, 0x95,
    0x8A, 0xE5, 0x95, 0x8A, 0xE5, 0x95, 0x8A, 0xE5, 0x95, 0x8A, 0};

/* Bit i: byte i is not where it would be in characters of three bytes. */
static inline uint32_t
not_triples(block x)
{
	return ~block_same(x, block_load(triple_mask), block_load(triple_want),
		   block_load(triple_e0)) &
	       0xFFFF;
}

/* Two characters of three bytes: the first to bits 0 to 15, the second to bits
 * 24 to 39. */
static inline uint64_t
two_chars(uint64_t w)
{
	return (w & 0xF00000F) << 12 | (w >> 2 & 0xFC0000FC0) |
	       (w >> 16 & 0x3F00003F);
}

static inline uint32_t
put_code(unsigned char *out, uint64_t cp)
{
	uint32_t code = ct_gbk_code[cp & 0xFFFF];

	store16(out, code);
	return code;
}

/* Five characters to ten bytes; what their codes have in common. */
static inline uint32_t
put_triples(unsigned char *out, block x)
{
	uint64_t low = block_low(x), high = block_high(x);
	uint64_t ab = two_chars(low);
	uint64_t cd = two_chars(low >> 48 | high << 16);
	uint64_t e = two_chars(high >> 32);

	return put_code(out, ab) & put_code(out + 2, ab >> 24) &
	       put_code(out + 4, cd) & put_code(out + 6, cd >> 24) &
	       put_code(out + 8, e);
}

/* False: nothing happened, something unusual is in front. */
static inline bool
encode_step(struct ct_gbk_run *r)
{
	block x = block_load(r->in);
	uint32_t wrong = not_triples(x), highs;
	unsigned n, ascii;
	unsigned char *out;

	if ((wrong & 0x7FFF) == 0) {
		if ((put_triples(r->out, x) & CT_GBK_CORE_BIT) == 0)
			return false;
		r->in += triples_len;
		r->out += 2 * triples;
		return true;
	}
	highs = window_highs(r->in);
	if (highs == 0) {
		copy_window(r);
		return true;
	}
	n = (low_zeros(wrong) * 11 >> 5) * 3; /* n / 3 * 3, for up to 15 */
	ascii = ascii_after(highs, n);
	if (n + ascii == 0)
		return false;
	x = keep_first(x, block_load(fill_utf8), n);
	if ((put_triples(r->out, x) & CT_GBK_CORE_BIT) == 0)
		return false;
	out = r->out + n / 3 * 2;
	block_store(out, block_load(r->in + n));
	r->in += n + ascii;
	r->out = out + ascii;
	return true;
}

static void
encode_blocks(struct ct_gbk_run *run)
{
	struct ct_gbk_run r = *run;

	while (r.end - r.in >= window && encode_step(&r))
		;
	*run = r;
}

void
ct_gbk_run_encode(struct ct_gbk_run *run)
{
	const unsigned char *stop;
	struct ct_gbk_run part;

	for (encode_blocks(run); run->end - run->in >= window;
	     encode_blocks(run)) {
		/* Unusual for a step: characters of two bytes, the last of
		 * all, or one that is not for us. */
		part = *run;
		part.end = part.in + block_len;
		stop = part.in;
		ct_gbk_run_encode_plain(&part);
		run->in = part.in;
		run->out = part.out;
		if (part.in == stop)
			return;
	}
	ct_gbk_run_encode_plain(run);
}
