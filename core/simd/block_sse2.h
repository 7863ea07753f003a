/* Sixteen bytes at once, with the instructions that every x86-64 has. */
#ifndef CT_BLOCK_H
#define CT_BLOCK_H

#include <emmintrin.h>
#include <stdint.h>

typedef __m128i block;

static inline block
block_load(const unsigned char *p)
{
	return _mm_loadu_si128((const __m128i *)(const void *)p);
}

static inline void
block_store(unsigned char *p, block x)
{
	_mm_storeu_si128((__m128i *)(void *)p, x);
}

/* Bit i: whether byte i is 0x80 or above. */
static inline uint32_t
block_highs(block x)
{
	return (uint32_t)_mm_movemask_epi8(x);
}

/* Bit i: whether byte i of x + add is above `than`, as signed numbers. */
static inline uint32_t
block_above(block x, block add, block than)
{
	return block_highs(_mm_cmpgt_epi8(_mm_add_epi8(x, add), than));
}

/* x where `keep` has ones, else `fill`. */
static inline block
block_choose(block x, block fill, block keep)
{
	return _mm_or_si128(
	    _mm_and_si128(keep, x), _mm_andnot_si128(keep, fill));
}

/* The characters of the first 12 bytes, each of three: in each half of the
 * block, one to bits 0 to 15, one to bits 24 to 39. */
static inline block
block_chars(block x)
{
	block two = _mm_unpacklo_epi64(x, _mm_srli_si128(x, 6));
	block a = _mm_and_si128(two, _mm_set1_epi64x(0xF00000F));
	block b = _mm_and_si128(two, _mm_set1_epi64x(0x3F00003F00));
	block c = _mm_and_si128(two, _mm_set1_epi64x(0x3F00003F0000));

	return _mm_or_si128(_mm_slli_epi64(a, 12),
	    _mm_or_si128(_mm_srli_epi64(b, 2), _mm_srli_epi64(c, 16)));
}

static inline uint64_t
block_low(block x)
{
	return (uint64_t)_mm_cvtsi128_si64(x);
}

static inline uint64_t
block_high(block x)
{
	return (uint64_t)_mm_cvtsi128_si64(_mm_unpackhi_epi64(x, x));
}

#endif
