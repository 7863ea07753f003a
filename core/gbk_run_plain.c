/* The fast loops of the codec in plain C: eight bytes at a time. */
#include "gbk_run.h"

#include "gbk_bytes.h"
#include "gbk_tables.h"

#define HIGHS 0x8080808080808080u
#define LEADS 0x0080008000800080u

/* Four pairs, all of them three-byte characters; or nothing happens. */
static bool
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
static bool
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

void
ct_gbk_run_decode_plain(struct ct_gbk_run *run)
{
	struct ct_gbk_run r = *run;
	uint64_t w;
	size_t n;

	while (r.end - r.in >= 8) {
		w = load64(r.in);
		if ((w & LEADS) == LEADS && decode_four(&r, w))
			continue;
		if ((w & 0x80) != 0) {
			if (!decode_pair(&r))
				goto out;
			continue;
		}
		n = ascii_len(w & HIGHS);
		store64(r.out, w);
		r.in += n;
		r.out += n;
	}
	while (r.in < r.end) {
		if (r.in[0] < 0x80)
			*r.out++ = *r.in++;
		else if (r.end - r.in < 2 || !decode_pair(&r))
			break;
	}
out:
	*run = r;
}

/* The code of the core for a character of three bytes, or 0; there is none
 * below U+1000, so E0 need not be told from an overlong form. */
static uint32_t
code_of_three(uint32_t w)
{
	uint32_t cp = (w & 0xF) << 12 | (w >> 2 & 0xFC0) | (w >> 16 & 0x3F);

	if ((w & 0xC0C0F0) != 0x8080E0 || cp < 0x1000)
		return 0;
	return ct_gbk_code[cp];
}

static uint32_t
code_of_two(uint32_t w)
{
	if ((w & 0xC0E0) != 0x80C0)
		return 0;
	return ct_gbk_code[(w & 0x1F) << 6 | (w >> 8 & 0x3F)];
}

/* One character that is not ASCII, of the core; `w` is what is in front. */
static bool
encode_one(struct ct_gbk_run *r, uint32_t w)
{
	uint32_t code = code_of_three(w);
	size_t len = 3;

	if (code < 0x8000) {
		code = code_of_two(w);
		len = 2;
	}
	if (code < 0x8000)
		return false;
	store16be(r->out, code);
	r->in += len;
	r->out += 2;
	return true;
}

/* Two characters of three bytes, or nothing happens. */
static bool
encode_two(struct ct_gbk_run *r, uint64_t w)
{
	uint32_t a = code_of_three((uint32_t)w);
	uint32_t b = code_of_three((uint32_t)(w >> 24));

	if ((a & b & 0x8000) == 0)
		return false;
	store16be(r->out, a);
	store16be(r->out + 2, b);
	r->in += 6;
	r->out += 4;
	return true;
}

void
ct_gbk_run_encode_plain(struct ct_gbk_run *run)
{
	struct ct_gbk_run r = *run;
	uint64_t w;
	size_t n;

	while (r.end - r.in >= 8) {
		w = load64(r.in);
		if ((w & 0x80) != 0) {
			if (!encode_two(&r, w) && !encode_one(&r, (uint32_t)w))
				goto out;
			continue;
		}
		n = ascii_len(w & HIGHS);
		store64(r.out, w);
		r.in += n;
		r.out += n;
	}
	while (r.in < r.end) {
		unsigned char last[4] = {0};

		n = (size_t)(r.end - r.in);
		for (size_t i = 0; i < n && i < sizeof(last); i++)
			last[i] = r.in[i];
		if (last[0] < 0x80)
			*r.out++ = *r.in++;
		else if (!encode_one(&r, load32(last)))
			break;
	}
out:
	*run = r;
}
