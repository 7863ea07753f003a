/* Words that come as often as words do: a few very often, most rarely. */
#include "store_text.h"

#include "platform/utf8.h"

/* splitmix64: a number of its own for each argument. */
static uint64_t
mix(uint64_t x)
{
	x += UINT64_C(0x9e3779b97f4a7c15);
	x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
	return x ^ (x >> 31);
}

/* Below `n`, the smaller the likelier: about as Zipf has it. */
static uint64_t
rank(uint64_t random, uint64_t n)
{
	uint64_t spread = n;

	for (int i = 0; i < 2; i++)
		spread = mix(random + (uint64_t)i) % (spread + 1);
	return spread;
}

/* One of 8000 words of two hanzi, from 2500 of these. */
static void
chinese(uint64_t word, struct ct_buf *out)
{
	char bytes[4];

	for (uint64_t i = 0; i < 2; i++) {
		uint32_t c = 0x4e00 + (uint32_t)(mix(word * 2 + i) % 2500) * 8;

		ct_buf_add(out, bytes, utf8_encode(c, bytes));
	}
}

/* One of 8000 words of two to eight letters. */
static void
english(uint64_t word, struct ct_buf *out)
{
	static const char vowels[] = "aeiou", others[] = "bcdfghklmnprstvw";
	uint64_t bits = mix(word ^ 77);
	uint64_t pairs = 1 + bits % 4;

	for (uint64_t i = 0; i < pairs; i++, bits >>= 8) {
		ct_buf_add_u8(out, (uint8_t)others[bits % 16]);
		ct_buf_add_u8(out, (uint8_t)vowels[(bits >> 4) % 5]);
	}
	ct_buf_add_u8(out, ' ');
}

struct ct_slice
store_text(uint64_t i, struct ct_buf *out)
{
	uint64_t words = 3 + mix(i) % 12;
	void (*add)(uint64_t, struct ct_buf *) =
	    mix(i ^ 5) % 2 == 0 ? chinese : english;

	ct_buf_clear(out, false);
	if (i % STORE_TEXT_RARE == STORE_TEXT_RARE / 2)
		ct_buf_add_str(out, "说相声");
	if (i % STORE_TEXT_OFTEN == 7)
		ct_buf_add_str(out, "去茶馆");
	for (uint64_t w = 0; w < words; w++)
		add(rank(mix(i * 32 + w), 8000), out);
	return ct_buf_slice(out);
}
