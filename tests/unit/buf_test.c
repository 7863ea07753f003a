/* The growable buffer: limits, growth, and the integers of the wire. */
#include "tests/shim/shim.h"

#include "core/buf.h"

#include <string.h>

TEST(buf, refuses_what_would_pass_its_maximum_and_keeps_what_it_has)
{
	struct ct_buf b;

	ct_buf_init(&b, 5);
	EXPECT_EQ(CT_OK, ct_buf_add_str(&b, "abc"));
	EXPECT_EQ(CT_EFULL, ct_buf_add_str(&b, "def"));
	EXPECT_SLICE("abc", ct_buf_slice(&b));
	EXPECT_EQ(CT_OK, ct_buf_add_str(&b, "de"));
	EXPECT_SLICE("abcde", ct_buf_slice(&b));
	ct_buf_fini(&b);
	EXPECT_EQ(0, b.cap);
}

TEST(buf, integers_are_big_endian_and_come_back)
{
	struct ct_buf b;
	struct ct_slice s;
	uint8_t u8;
	uint16_t u16;
	uint32_t u32;
	uint64_t u64;

	ct_buf_init(&b, 64);
	ct_buf_add_u8(&b, 0x01);
	ct_buf_add_u16(&b, 0x0203);
	ct_buf_add_u32(&b, 0x04050607);
	ct_buf_add_u64(&b, 0x08090a0b0c0d0e0fu);
	s = ct_buf_slice(&b);
	EXPECT_SLICE("\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d"
		     "\x0e\x0f",
	    s);
	EXPECT_EQ(CT_OK, ct_take_u8(&s, &u8));
	EXPECT_EQ(CT_OK, ct_take_u16(&s, &u16));
	EXPECT_EQ(CT_OK, ct_take_u32(&s, &u32));
	EXPECT_EQ(0x04050607u, u32);
	s.len--;
	EXPECT_EQ(CT_MORE, ct_take_u64(&s, &u64));
	EXPECT_EQ(7, s.len);
	s.len++;
	EXPECT_EQ(CT_OK, ct_take_u64(&s, &u64));
	EXPECT_EQ(0x08090a0b0c0d0e0fu, u64);
	EXPECT_EQ(CT_MORE, ct_take_u8(&s, &u8));
	ct_buf_fini(&b);
}

TEST(buf, gives_memory_back_when_the_last_byte_is_consumed)
{
	struct ct_buf b;

	ct_buf_init(&b, 100);
	ct_buf_add_str(&b, "hello");
	ct_buf_consume(&b, 2);
	EXPECT_SLICE("llo", ct_buf_slice(&b));
	ct_buf_consume(&b, 3);
	EXPECT_EQ(0, b.len);
	EXPECT_EQ(0, b.cap);
	EXPECT_TRUE(b.data == NULL);
}

TEST(buf, decimal_of_the_extremes)
{
	struct ct_buf b;

	ct_buf_init(&b, 100);
	ct_buf_add_dec(&b, 0);
	ct_buf_add_str(&b, " ");
	ct_buf_add_dec(&b, UINT64_MAX);
	EXPECT_SLICE("0 18446744073709551615", ct_buf_slice(&b));
	ct_buf_fini(&b);
}

TEST(err, every_outcome_has_a_token_and_two_sentences)
{
#define CHECK(name, code, token, en, zh)                      \
	EXPECT_STREQ(token, ct_err_token(CT_##name));         \
	EXPECT_STREQ(en, ct_err_text(CT_##name, CT_LANG_EN)); \
	EXPECT_STREQ(zh, ct_err_text(CT_##name, CT_LANG_ZH));
	CT_ERR_LIST(CHECK)
#undef CHECK
	EXPECT_STREQ("unknown", ct_err_token((enum ct_err)9999));
}
