/* The growable buffer: limits, growth, and the integers of the wire. */
#include "tests/alloc.h"
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

TEST(buf, grows_to_its_maximum_exactly)
{
	struct ct_buf b;

	for (size_t max = 0; max < 300; max++) {
		ct_buf_init(&b, max);
		for (size_t i = 0; i < max; i++)
			EXPECT_EQ(CT_OK, ct_buf_add_u8(&b, (uint8_t)i));
		EXPECT_EQ(CT_EFULL, ct_buf_add_u8(&b, 0));
		EXPECT_LE(b.cap, max);
		EXPECT_EQ(max, b.len);
		ct_buf_fini(&b);
	}
}

TEST(buf, an_absurd_length_is_full_and_not_an_overflow)
{
	struct ct_buf b;

	ct_buf_init(&b, 100);
	ct_buf_add_str(&b, "x");
	EXPECT_EQ(CT_EFULL, ct_buf_reserve(&b, SIZE_MAX));
	EXPECT_EQ(CT_EFULL, ct_buf_add(&b, "", SIZE_MAX));
	EXPECT_SLICE("x", ct_buf_slice(&b));
	ct_buf_fini(&b);
}

TEST(buf, integers_are_written_whole_or_not_at_all)
{
	struct ct_buf b;

	for (size_t max = 0; max < 8; max++) {
		ct_buf_init(&b, max);
		EXPECT_EQ(CT_EFULL, ct_buf_add_u64(&b, 1));
		EXPECT_EQ(0, b.len);
		EXPECT_EQ(max < 4 ? CT_EFULL : CT_OK, ct_buf_add_u32(&b, 1));
		EXPECT_EQ(max < 4 ? 0 : 4, b.len);
		ct_buf_fini(&b);
	}
}

TEST(buf, no_memory_keeps_what_is_there)
{
	struct ct_buf b;

	if (!alloc_can_fail())
		SKIP("allocations cannot be made to fail here");
	ct_buf_init(&b, 10000);
	alloc_fail_after(0);
	EXPECT_EQ(CT_ENOMEM, ct_buf_add_str(&b, "first"));
	EXPECT_TRUE(alloc_failed());
	EXPECT_EQ(CT_OK, ct_buf_add_str(&b, "kept"));
	alloc_fail_after(0);
	EXPECT_EQ(CT_ENOMEM, ct_buf_reserve(&b, 5000));
	EXPECT_TRUE(alloc_failed());
	EXPECT_SLICE("kept", ct_buf_slice(&b));
	ct_buf_fini(&b);
}

TEST(buf, clear_keeps_the_memory_unless_told)
{
	struct ct_buf b, zero = {0};

	ct_buf_init(&b, 100);
	ct_buf_add_str(&b, "hello");
	ct_buf_clear(&b, false);
	EXPECT_EQ(0, b.len);
	EXPECT_GT(b.cap, 0);
	ct_buf_clear(&b, true);
	EXPECT_EQ(0, b.cap);
	EXPECT_EQ(100, b.max);
	EXPECT_EQ(CT_EFULL, ct_buf_add_u8(&zero, 1));
	ct_buf_fini(&zero);
}

TEST(buf, a_slice_that_is_too_short_stays_as_it_was)
{
	struct ct_slice s = SHIM_LITERAL("\1\2\3"), part;
	uint32_t u32;
	uint64_t u64;

	EXPECT_EQ(CT_MORE, ct_take_u32(&s, &u32));
	EXPECT_EQ(CT_MORE, ct_take_u64(&s, &u64));
	EXPECT_EQ(CT_MORE, ct_take(&s, 4, &part));
	EXPECT_EQ(3, s.len);
	EXPECT_EQ(CT_OK, ct_take(&s, 2, &part));
	EXPECT_SLICE("\1\2", part);
	EXPECT_SLICE("\3", s);
	EXPECT_EQ(CT_OK, ct_take(&s, 0, &part));
	EXPECT_EQ(0, part.len);
}
