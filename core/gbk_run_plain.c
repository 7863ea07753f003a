/* The fast loops of the codec in plain C: eight bytes at a time. */
#include "gbk_run.h"

#include "gbk_bytes.h"
#include "gbk_tables.h"

#define HIGHS 0x8080808080808080u
#define LEADS 0x0080008000800080u

/* Four pairs, all of them three-byte characters; or nothing happens. */
static inline bool
decode_four(struct ct_gbk_run *r, uint64_t w)
{
	uint32_t a = ct_gbk_utf8[(w & 0x7F) << 8 | (w >> 8 & 0xFF)];
	uint32_t b = ct_gbk_utf8[(w >> 16 & 0x7F) << 8 | (w >> 24 & 0xFF)];
	uint32_t c = ct_gbk_utf8[(w >> 32 & 0x7F) << 8 | (w >> 40 & 0xFF)];
	uint32_t d = ct_gbk_utf8[(w >> 48 & 0x7F) << 8 | w >> 56];

	if ((a & b & c & d) >> 24 != CT_GBK_THREE)
		return false;
	store32(r->out, a);
	store32(r->out + 3, b);
	store32(r->out + 6, c);
	store32(r->out + 9, d);
	r->in += 8;
	r->out += 12;
	return true;
}

/* One pair, if it is one and nothing special. */
static inline bool
decode_pair(struct ct_gbk_run *r, uint64_t w)
{
	uint32_t v = ct_gbk_utf8[(w & 0x7F) << 8 | (w >> 8 & 0xFF)];

	if (v >> 24 < CT_GBK_TWO)
		return false;
	store32(r->out, v);
	r->in += 2;
	r->out += v >> 24;
	return true;
}

/* The last bytes, fewer than eight, and zeros; `start` is where the text
 * begins: bytes in front may be read, those behind not. */
static inline uint64_t
last_bytes(const struct ct_gbk_run *r, const unsigned char *start)
{
	size_t n = (size_t)(r->end - r->in);
	uint64_t w = 0;

	if (r->end - start >= 8)
		return load64(r->end - 8) >> (64 - 8 * n);
	while (n > 0)
		w = w << 8 | r->in[--n];
	return w;
}

/* The ASCII in front, of which there is some, in eight bytes. */
static inline void
copy_ascii(struct ct_gbk_run *r, uint64_t w)
{
	unsigned n = (w & HIGHS) == 0 ? 8 : low_zeros(w & HIGHS) / 8;

	store64(r->out, w);
	r->in += n;
	r->out += n;
}

/* The same in the last n bytes, fewer than eight; the zeros are no text. */
static inline void
copy_last(struct ct_gbk_run *r, uint64_t w, size_t n)
{
	size_t ascii = low_zeros((w & HIGHS) | (uint64_t)0x80 << 8 * n) / 8;

	store64(r->out, w);
	r->in += ascii;
	r->out += ascii;
}

static inline bool
decode_front(struct ct_gbk_run *r, uint64_t w)
{
	if ((w & LEADS) == LEADS && decode_four(r, w))
		return true;
	if ((w & 0x80) != 0)
		return decode_pair(r, w);
	copy_ascii(r, w);
	return true;
}

static inline void
decode_last(struct ct_gbk_run *r, uint64_t w)
{
	const unsigned char *was = r->in;

	for (; r->in < r->end; w >>= 8 * (r->in - was), was = r->in)
		if ((w & 0x80) == 0)
			copy_last(r, w, (size_t)(r->end - r->in));
		else if (!decode_pair(r, w))
			break;
}

const unsigned char *
ct_gbk_run_decode_plain(
    const unsigned char *in, const unsigned char *end, unsigned char **out)
{
	struct ct_gbk_run r = {in, end, *out};
	bool usual = true;

	while (usual && r.end - r.in >= 8)
		usual = decode_front(&r, load64(r.in));
	if (usual && r.in < r.end)
		decode_last(&r, last_bytes(&r, in));
	*out = r.out;
	return r.in;
}

/* The code of the core for a character of three bytes, or 0; there is none
 * below U+1000, so E0 need not be told from an overlong form. */
static inline uint32_t
code_of_three(uint32_t w)
{
	uint32_t cp = (w & 0xF) << 12 | (w >> 2 & 0xFC0) | (w >> 16 & 0x3F);

	if ((w & 0xC0C0F0) != 0x8080E0 || cp < 0x1000)
		return 0;
	return ct_gbk_code[cp];
}

static inline uint32_t
code_of_two(uint32_t w)
{
	if ((w & 0xC0E0) != 0x80C0)
		return 0;
	return ct_gbk_code[(w & 0x1F) << 6 | (w >> 8 & 0x3F)];
}

/* One character that is not ASCII, of the core; `w` is what is in front. */
static inline bool
encode_one(struct ct_gbk_run *r, uint32_t w)
{
	uint32_t code = code_of_three(w);
	size_t len = 3;

	if ((code & CT_GBK_CORE_BIT) == 0) {
		code = code_of_two(w);
		len = 2;
	}
	if ((code & CT_GBK_CORE_BIT) == 0)
		return false;
	store16(r->out, code);
	r->in += len;
	r->out += 2;
	return true;
}

/* Two characters of three bytes, or nothing happens. As above, but for both at
 * once; E0 carries nothing to the bits that the sum is asked for. */
static inline bool
encode_two(struct ct_gbk_run *r, uint64_t w)
{
	uint64_t firsts = w & 0xF00000F, chars;
	uint32_t a, b;

	if ((w & 0xC0C0F0C0C0F0) != 0x8080E08080E0 ||
	    ((firsts + 0xF00000F) & 0x10000010) != 0x10000010)
		return false;
	chars = firsts << 12 | (w >> 2 & 0xFC0000FC0) | (w >> 16 & 0x3F00003F);
	a = ct_gbk_code[chars & 0xFFFF];
	b = ct_gbk_code[chars >> 24];
	if ((a & b & CT_GBK_CORE_BIT) == 0)
		return false;
	store32(r->out, a | b << 16);
	r->in += 6;
	r->out += 4;
	return true;
}

static inline bool
encode_front(struct ct_gbk_run *r, uint64_t w)
{
	if ((w & 0x80) != 0)
		return encode_two(r, w) || encode_one(r, (uint32_t)w);
	copy_ascii(r, w);
	return true;
}

static inline void
encode_last(struct ct_gbk_run *r, uint64_t w)
{
	const unsigned char *was = r->in;

	for (; r->in < r->end; w >>= 8 * (r->in - was), was = r->in)
		if ((w & 0x80) == 0)
			copy_last(r, w, (size_t)(r->end - r->in));
		else if (!encode_one(r, (uint32_t)w))
			break;
}

const unsigned char *
ct_gbk_run_encode_plain(
    const unsigned char *in, const unsigned char *end, unsigned char **out)
{
	struct ct_gbk_run r = {in, end, *out};
	bool usual = true;

	while (usual && r.end - r.in >= 8)
		usual = encode_front(&r, load64(r.in));
	if (usual && r.in < r.end)
		encode_last(&r, last_bytes(&r, in));
	*out = r.out;
	return r.in;
}
