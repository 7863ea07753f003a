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

/* Bit i: whether byte i of x + add is above `than`, as signed numbers. */
static inline uint32_t
block_above(block x, block add, block than)
{
	int8x16_t sum = vreinterpretq_s8_u8(vaddq_u8(x, add));

	return block_highs(vcgtq_s8(sum, vreinterpretq_s8_u8(than)));
}

/* x where `keep` has ones, else `fill`. */
static inline block
block_choose(block x, block fill, block keep)
{
	return vbslq_u8(keep, x, fill);
}

/* The characters of the first 12 bytes, each of three: in each half of the
 * block, one to bits 0 to 15, one to bits 24 to 39. */
static inline block
block_chars(block x)
{
	uint64x2_t two = vreinterpretq_u64_u8(
	    vcombine_u8(vget_low_u8(x), vget_low_u8(vextq_u8(x, x, 6))));
	uint64x2_t a = vandq_u64(two, vdupq_n_u64(0xF00000F));
	uint64x2_t b = vandq_u64(two, vdupq_n_u64(0x3F00003F00));
	uint64x2_t c = vandq_u64(two, vdupq_n_u64(0x3F00003F0000));

	return vreinterpretq_u8_u64(vorrq_u64(vshlq_n_u64(a, 12),
	    vorrq_u64(vshrq_n_u64(b, 2), vshrq_n_u64(c, 16))));
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
