/*
 * Words at any address and their bits, for the codec's fast loops; compilers
 * make one instruction of each.
 */
#ifndef CT_GBK_BYTES_H
#define CT_GBK_BYTES_H

#include "ct.h"

#include <string.h>

static inline uint64_t
swap64(uint64_t v)
{
	v = (v & 0x00FF00FF00FF00FFu) << 8 | (v >> 8 & 0x00FF00FF00FF00FFu);
	v = (v & 0x0000FFFF0000FFFFu) << 16 | (v >> 16 & 0x0000FFFF0000FFFFu);
	return v << 32 | v >> 32;
}

/* Words have their first byte lowest; that is a machine's own order, but on
 * the few that compilers name. */
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
#define OWN_HALF 16
static inline uint64_t
own64(uint64_t v)
{
	return swap64(v);
}

static inline uint32_t
own32(uint32_t v)
{
	return (uint32_t)(swap64(v) >> 32);
}
#else
#define OWN_HALF 0
static inline uint64_t
own64(uint64_t v)
{
	return v;
}

static inline uint32_t
own32(uint32_t v)
{
	return v;
}
#endif

static inline uint32_t
load32(const unsigned char *p)
{
	uint32_t v;

	memcpy(&v, p, sizeof(v));
	return own32(v);
}

static inline uint64_t
load64(const unsigned char *p)
{
	uint64_t v;

	memcpy(&v, p, sizeof(v));
	return own64(v);
}

static inline void
store16(unsigned char *p, uint32_t v)
{
	uint16_t half = (uint16_t)(own32(v) >> OWN_HALF);

	memcpy(p, &half, sizeof(half));
}

static inline void
store32(unsigned char *p, uint32_t v)
{
	v = own32(v);
	memcpy(p, &v, sizeof(v));
}

static inline void
store64(unsigned char *p, uint64_t v)
{
	v = own64(v);
	memcpy(p, &v, sizeof(v));
}

/* How many bits of `v` (never 0) are 0 below its lowest 1. */
static inline unsigned
low_zeros(uint64_t v)
{
#if defined(__GNUC__)
	return (unsigned)__builtin_ctzll(v);
#else
	unsigned n = 0;

	for (unsigned step = 32; step > 0; step /= 2)
		if (v << (64 - n - step) == 0)
			n += step;
	return n;
#endif
}

#endif
