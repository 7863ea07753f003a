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

/* Bit i: whether byte i of x is that of `want` under `mask`, and not `bad`. */
static inline uint32_t
block_same(block x, block mask, block want, block bad)
{
	block same = _mm_cmpeq_epi8(_mm_and_si128(x, mask), want);

	return block_highs(_mm_andnot_si128(_mm_cmpeq_epi8(x, bad), same));
}

/* x where `keep` has ones, else `fill`. */
static inline block
block_choose(block x, block fill, block keep)
{
	return _mm_or_si128(
	    _mm_and_si128(keep, x), _mm_andnot_si128(keep, fill));
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
