/* Sixteen bytes at once, with the instructions that every arm64 has. */
#ifndef CT_BLOCK_H
#define CT_BLOCK_H

#include <arm_neon.h>
#include <stdint.h>

typedef uint8x16_t block;

static inline block
block_load(const unsigned char *p)
{
	return vld1q_u8(p);
}

static inline void
block_store(unsigned char *p, block x)
{
	vst1q_u8(p, x);
}

/* Bit i: whether byte i is 0x80 or above. */
static inline uint32_t
block_highs(block x)
{
	static const uint8_t weights[16] = {
	    1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128};
	uint8x16_t set = vcgeq_u8(x, vdupq_n_u8(0x80));
	uint8x16_t bits = vandq_u8(set, vld1q_u8(weights));

	return vaddv_u8(vget_low_u8(bits)) |
	       (uint32_t)vaddv_u8(vget_high_u8(bits)) << 8;
}

/* Bit i: whether byte i of x is that of `want` under `mask`, and not `bad`. */
static inline uint32_t
block_same(block x, block mask, block want, block bad)
{
	block same = vceqq_u8(vandq_u8(x, mask), want);

	return block_highs(vbicq_u8(same, vceqq_u8(x, bad)));
}

/* x where `keep` has ones, else `fill`. */
static inline block
block_choose(block x, block fill, block keep)
{
	return vbslq_u8(keep, x, fill);
}

static inline uint64_t
block_low(block x)
{
	return vgetq_lane_u64(vreinterpretq_u64_u8(x), 0);
}

static inline uint64_t
block_high(block x)
{
	return vgetq_lane_u64(vreinterpretq_u64_u8(x), 1);
}

#endif
