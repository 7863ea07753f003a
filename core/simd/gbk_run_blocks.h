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
	wide = 2 * block_len,          /* of ASCII, at most, in one step */
	decode_window = 3 * block_len, /* what one step may read */
	encode_window = 2 * wide
};

/* The first n bytes: ones from n bytes in front of the zeros. */
enum { most_kept = 24 };
static const unsigned char ones_then_zeros[most_kept + wide] = {255, 255, 255,
    255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
    255, 255, 255, 255, 255, 255};

/* Of x, which is byte `at` and on, those of the first n bytes; else of fill. */
static inline block
keep_first(block x, block fill, unsigned n, unsigned at)
{
	return block_choose(
	    x, fill, block_load(ones_then_zeros + most_kept - n + at));
}

static inline uint32_t
wide_highs(const unsigned char *in)
{
	return block_highs(block_load(in)) |
	       block_highs(block_load(in + block_len)) << block_len;
}

/* How many bits are 0 from the lowest on; at most `most`. */
static inline unsigned
zeros_until(uint64_t v, unsigned most)
{
	return low_zeros(v | (uint64_t)1 << most);
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

/* The same; `run` itself may stay in registers. */
static inline bool
decode_slowly(struct ct_gbk_run *run, unsigned n)
{
	struct ct_gbk_run r = *run;
	bool usual = decode_pairs(&r, n);

	*run = r;
	return usual;
}

/* Two blocks of pairs; or nothing happens. */
static inline bool
decode_wide(struct ct_gbk_run *r)
{
	uint32_t common = put_four(r->out, load64(r->in));

	common &= put_four(r->out + 12, load64(r->in + 8));
	common &= put_four(r->out + 24, load64(r->in + 16));
	common &= put_four(r->out + 36, load64(r->in + 24));
	if (common >> 24 != CT_GBK_THREE)
		return false;
	r->in += wide;
	r->out += wide / 2 * 3;
	return true;
}

static inline void
copy_wide(unsigned char *out, const unsigned char *in)
{
	block a = block_load(in), b = block_load(in + block_len);

	block_store(out, a);
	block_store(out + block_len, b);
}

/* One step; a window of bytes may be read. False: something unusual. */
static inline bool
decode_step(struct ct_gbk_run *r)
{
	uint64_t highs = wide_highs(r->in);
	block third = block_load(r->in + wide);
	uint32_t common;
	unsigned ones, pairs, ascii;
	unsigned char *out;
	block x;

	if (highs == 0xFFFFFFFF && decode_wide(r))
		return true;
	highs |= (uint64_t)block_highs(third) << wide;
	if (highs == 0) {
		copy_wide(r->out, r->in);
		block_store(r->out + wide, third);
		r->in += decode_window;
		r->out += decode_window;
		return true;
	}
	ones = zeros_until(~highs, block_len);
	pairs = ones & ~1u;
	ascii = zeros_until(highs >> pairs, wide);
	x = keep_first(block_load(r->in), block_load(fill_gbk), pairs, 0);
	out = r->out + pairs / 2 * 3;
	common = put_four(r->out, block_low(x));
	common &= put_four(r->out + 12, block_high(x));
	if (common >> 24 != CT_GBK_THREE)
		return decode_slowly(r, pairs);
	copy_wide(out, r->in + pairs);
	r->in += pairs + ascii;
	r->out = out + ascii;
	/* A trail below 0x80: the mask does not show that it is one. */
	return (ones & 1) == 0 || decode_pair(r);
}

static const unsigned char *
decode_blocks(
    const unsigned char *in, const unsigned char *end, unsigned char **out)
{
	struct ct_gbk_run r = {in, end, *out};
	bool usual = true;

	while (usual && r.end - r.in >= decode_window)
		usual = decode_step(&r);
	*out = r.out;
	return usual ? ct_gbk_run_decode_plain(r.in, end, out) : r.in;
}

/* Most messages are short: they pay for nothing that needs blocks. */
const unsigned char *
ct_gbk_run_decode(
    const unsigned char *in, const unsigned char *end, unsigned char **out)
{
	return end - in < decode_window ? ct_gbk_run_decode_plain(in, end, out)
					: decode_blocks(in, end, out);
}

/* Characters of three bytes are looked at in fours. */
enum {
	quad = 12,
	quad_made = 8,
	quad_bits = 0xFFF,
	two_bits = 0xFFFFFF,
	first_bits = 0x249249 /* of each character in two of them */
};

/* Bytes E1 to EF, 80 to BF, 80 to BF, when this is added, become the highest
 * of all signed numbers. E0 begins no character of the core, and might be an
 * overlong form. */
static const unsigned char triple_add[block_len] = {
    0x90, 0xC0, 0xC0, 0x90, 0xC0, 0xC0, 0x90, 0xC0, 0xC0, 0x90, 0xC0, 0xC0};
static const unsigned char triple_than[block_len] = {
    0x70, 0x3F, 0x3F, 0x70, 0x3F, 0x3F, 0x70, 0x3F, 0x3F, 0x70, 0x3F, 0x3F};
/* 啊 again. */
static const unsigned char fill_utf8[block_len] = {
    0xE5, 0x95, 0x8A, 0xE5, 0x95, 0x8A, 0xE5, 0x95, 0x8A, 0xE5, 0x95, 0x8A};

/* Bit i: byte i is where it would be in characters of three bytes. */
static inline uint32_t
in_triples(block x)
{
	return block_above(x, block_load(triple_add), block_load(triple_than)) &
	       quad_bits;
}

static inline uint32_t
put_code(unsigned char *out, uint64_t cp)
{
	uint32_t code = ct_gbk_code[cp & 0xFFFF];

	store16(out, code);
	return code;
}

/* Four characters to eight bytes; what their codes have in common. */
static inline uint32_t
put_quad(unsigned char *out, block x)
{
	block chars = block_chars(x);
	uint64_t ab = block_low(chars), cd = block_high(chars);

	return put_code(out, ab) & put_code(out + 2, ab >> 24) &
	       put_code(out + 4, cd) & put_code(out + 6, cd >> 24);
}

/* Two quads, of which the first n bytes matter. False: something unusual. */
static inline bool
put_first(unsigned char *out, block a, block b, unsigned n)
{
	block fill = block_load(fill_utf8);
	uint32_t common = put_quad(out, keep_first(a, fill, n, 0));

	common &= put_quad(out + quad_made, keep_first(b, fill, n, quad));
	return (common & CT_GBK_CORE_BIT) != 0;
}

/* Four quads; or nothing happens. */
static inline bool
encode_quads(struct ct_gbk_run *r, block a, block b, block c, block d)
{
	uint32_t common = put_quad(r->out, a);

	common &= put_quad(r->out + quad_made, b);
	common &= put_quad(r->out + 2 * quad_made, c);
	common &= put_quad(r->out + 3 * quad_made, d);
	if ((common & CT_GBK_CORE_BIT) == 0)
		return false;
	r->in += 4 * quad;
	r->out += 4 * quad_made;
	return true;
}

/* False: nothing happened, something unusual is in front. */
static inline bool
encode_step(struct ct_gbk_run *r)
{
	block a = block_load(r->in), b = block_load(r->in + quad);
	block c = block_load(r->in + 2 * quad);
	block d = block_load(r->in + 3 * quad);
	uint32_t wrong = ~(in_triples(a) | in_triples(b) << quad) & two_bits;
	uint64_t highs;
	unsigned n, ascii, made;

	if ((wrong | (quad_bits ^ (in_triples(c) & in_triples(d)))) == 0)
		return encode_quads(r, a, b, c, d);
	highs = wide_highs(r->in) | (uint64_t)wide_highs(r->in + wide) << wide;
	if (highs == 0) {
		copy_wide(r->out, r->in);
		copy_wide(r->out + wide, r->in + wide);
		r->in += encode_window;
		r->out += encode_window;
		return true;
	}
	wrong |= wrong >> 1 | wrong >> 2;
	n = zeros_until(wrong & first_bits, 2 * quad);
	ascii = zeros_until(highs >> n, wide);
	if (n + ascii == 0 || !put_first(r->out, a, b, n))
		return false;
	made = n / 3 * 2;
	copy_wide(r->out + made, r->in + n);
	r->in += n + ascii;
	r->out += made + ascii;
	return true;
}

static const unsigned char *
encode_blocks(
    const unsigned char *in, const unsigned char *end, unsigned char **out)
{
	struct ct_gbk_run r = {in, end, *out};

	while (r.end - r.in >= encode_window && encode_step(&r))
		;
	*out = r.out;
	return r.in;
}

const unsigned char *
ct_gbk_run_encode(
    const unsigned char *in, const unsigned char *end, unsigned char **out)
{
	const unsigned char *stop;

	while (end - in >= encode_window) {
		in = encode_blocks(in, end, out);
		if (end - in < encode_window)
			break;
		/* Unusual for a step: characters of two bytes, the last of
		 * all, or one that is not for us. */
		stop = in;
		in = ct_gbk_run_encode_plain(in, in + block_len, out);
		if (in == stop)
			return in;
	}
	return ct_gbk_run_encode_plain(in, end, out);
}
