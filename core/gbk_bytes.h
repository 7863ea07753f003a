/*
 * Little-endian words at any address, for the codec's fast loops; compilers
 * make one instruction of each.
 */
#ifndef CT_GBK_BYTES_H
#define CT_GBK_BYTES_H

#include "ct.h"

static inline uint32_t
load32(const unsigned char *p)
{
	return p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 |
	       (uint32_t)p[3] << 24;
}

static inline uint64_t
load64(const unsigned char *p)
{
	return load32(p) | (uint64_t)load32(p + 4) << 32;
}

static inline void
store16be(unsigned char *p, uint32_t v)
{
	p[0] = (unsigned char)(v >> 8);
	p[1] = (unsigned char)v;
}

static inline void
store32(unsigned char *p, uint32_t v)
{
	p[0] = (unsigned char)v;
	p[1] = (unsigned char)(v >> 8);
	p[2] = (unsigned char)(v >> 16);
	p[3] = (unsigned char)(v >> 24);
}

static inline void
store64(unsigned char *p, uint64_t v)
{
	store32(p, (uint32_t)v);
	store32(p + 4, (uint32_t)(v >> 32));
}

/* How many bytes lie below the lowest of the `highs`, the top bits of eight
 * bytes; 8 when there is none. */
static inline size_t
ascii_len(uint64_t highs)
{
	uint64_t below = (highs & (0 - highs)) - 1;

	if (highs == 0)
		return 8;
	/* `below` has 8 n + 7 ones: n + 1 of them are a lowest bit. */
	below &= 0x0101010101010101u;
	return (size_t)((below * 0x0101010101010101u) >> 56) - 1;
}

#endif
