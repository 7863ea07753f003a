/* The shim's own test: what must pass, what must fail, what must be skipped.
 * ci/cmake/ShimSelftest.cmake runs it and reads what GoogleTest printed. */
#include "tests/shim/shim.h"

#include <stdint.h>

static int
twice(int *n)
{
	return ++*n;
}

TEST(passes, integers_of_any_type)
{
	EXPECT_EQ(3, (size_t)3);
	EXPECT_EQ(-1, (long long)-1);
	EXPECT_NE(-1, UINT64_MAX);
	EXPECT_LT(-1, UINT64_MAX);
	EXPECT_GT((uint64_t)1 << 63, INT64_MAX);
	EXPECT_LE((uint8_t)255, 255u);
	EXPECT_GE('b', 'a');
	EXPECT_EQ(CT_ENOMEM, CT_ENOMEM);
}

TEST(passes, strings_and_bytes)
{
	EXPECT_STREQ("你好", "你好");
	EXPECT_STREQ(NULL, NULL);
	EXPECT_MEMEQ("a\0b", "a\0c", 2);
	EXPECT_SLICE("a\0b", ((struct ct_slice){"a\0b", 3}));
	EXPECT_SLICE("", ((struct ct_slice){NULL, 0}));
	EXPECT_SLICE_EQ(ct_slice_str("x"), ct_slice_str("x"));
}

TEST(passes, evaluates_once)
{
	int n = 0;

	EXPECT_EQ(1, twice(&n));
	EXPECT_EQ(1, n);
}

TEST(fails, true)
{
	EXPECT_TRUE(1 == 2);
}

TEST(fails, false)
{
	EXPECT_FALSE(1 == 1);
}

TEST(fails, eq)
{
	EXPECT_EQ(1, 2);
}

TEST(fails, ne)
{
	EXPECT_NE(2, 2u);
}

TEST(fails, lt)
{
	EXPECT_LT(UINT64_MAX, -1);
}

TEST(fails, le)
{
	EXPECT_LE(3, 2);
}

TEST(fails, gt)
{
	EXPECT_GT(2, 2);
}

TEST(fails, ge)
{
	EXPECT_GE(-2, -1);
}

TEST(fails, streq)
{
	EXPECT_STREQ("你", "好");
}

TEST(fails, streq_null)
{
	EXPECT_STREQ("", NULL);
}

TEST(fails, memeq)
{
	EXPECT_MEMEQ("\x01\xc4\xe3", "\x01\xc4\xe4", 3);
}

TEST(fails, slice)
{
	EXPECT_SLICE("abc", ct_slice_str("abcd"));
}

TEST(fails, with_note)
{
	for (int i = 0; i < 8; i++) {
		INFO("split %d", i);
		EXPECT_NE(7, i);
	}
}

TEST(fails, assert_leaves)
{
	ASSERT_EQ(1, 2);
	ADD_FAILURE("assert did not %s", "leave");
}

TEST(fails, by_itself)
{
	FAIL("number %d", 42);
}

TEST(skips, with_reason)
{
	SKIP("because");
}
