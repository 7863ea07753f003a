/*
 * GoogleTest for tests that are written in C.
 *
 * A test is `TEST(suite, name) { … }` in any file of tests/; it needs no other
 * registration. The macros read like GoogleTest's: EXPECT_* reports and goes
 * on, ASSERT_* reports and returns from the function it stands in (which must
 * return void). Each argument is evaluated once. Expected values come first.
 * The current folder is empty at the start, and this process's alone.
 */
#ifndef SHIM_H
#define SHIM_H

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#else
#include "core/ct.h"
#endif

/* 1 when the test runs on Windows (or Wine), for the few that must know. */
#ifdef _WIN32
#define CT_ON_WINDOWS 1
#else
#define CT_ON_WINDOWS 0
#endif

/* Where a check stands, and its text. */
struct shim_at {
	const char *file;
	int line;
	const char *text;
};

/* An integer of any type, with its sign. */
struct shim_num {
	unsigned long long bits;
	bool negative;
};

enum shim_op {
	SHIM_EQ,
	SHIM_NE,
	SHIM_LT,
	SHIM_LE,
	SHIM_GT,
	SHIM_GE,
};

/* One registered test; the macro TEST owns it. */
struct shim_test {
	const char *suite, *name, *file;
	int line;
	void (*run)(void);
	struct shim_test *next;
};

void shim_register(struct shim_test *t);

struct shim_num shim_signed(long long v);
struct shim_num shim_unsigned(unsigned long long v);

/* The checks: true when it held, or else it has been reported. */
bool shim_bool(struct shim_at at, bool want, bool got);
bool shim_cmp(
    struct shim_at at, enum shim_op op, struct shim_num a, struct shim_num b);
bool shim_str(struct shim_at at, const char *want, const char *got);
bool shim_mem(struct shim_at at, const void *want, size_t want_len,
    const void *got, size_t got_len);

#if defined(_MSC_VER)
#define SHIM_PRINTF(f, a)
#elif defined(__MINGW32__)
#define SHIM_PRINTF(f, a) __attribute__((format(gnu_printf, f, a)))
#else
#define SHIM_PRINTF(f, a) __attribute__((format(printf, f, a)))
#endif

void shim_fail(struct shim_at at, const char *fmt, ...) SHIM_PRINTF(2, 3);
void shim_skip(struct shim_at at, const char *why);
void shim_info(const char *fmt, ...) SHIM_PRINTF(1, 2);

/* True when the running test has a failure already. */
bool shim_failed(void);

#ifdef __cplusplus
}
#else

static inline bool
shim_slice(struct shim_at at, struct ct_slice want, struct ct_slice got)
{
	return shim_mem(at, want.data, want.len, got.data, got.len);
}

#ifdef _MSC_VER
#pragma section(".CRT$XCU", read)
#define SHIM_BEFORE_MAIN(fn)                                               \
	static void fn(void);                                              \
	__declspec(allocate(".CRT$XCU")) void (*const fn##_at)(void) = fn; \
	__pragma(comment(linker, "/include:" #fn "_at")) static void fn(void)
#else
#define SHIM_BEFORE_MAIN(fn)                               \
	__attribute__((constructor)) static void fn(void); \
	static void fn(void)
#endif

#define TEST(suite, name)                                             \
	static void suite##_##name##_test(void);                      \
	SHIM_BEFORE_MAIN(suite##_##name##_register)                   \
	{                                                             \
		static struct shim_test t = {#suite, #name, __FILE__, \
		    __LINE__, suite##_##name##_test, NULL};           \
		shim_register(&t);                                    \
	}                                                             \
	static void suite##_##name##_test(void)

#define SHIM_AT(text) ((struct shim_at){__FILE__, __LINE__, text})

/* clang-format off */
#define SHIM_NUM(v) _Generic((v), \
	unsigned: shim_unsigned, \
	unsigned long: shim_unsigned, \
	unsigned long long: shim_unsigned, \
	default: shim_signed)(v)
/* clang-format on */

#define SHIM_CMP(op, sign, a, b) \
	shim_cmp(                \
	    SHIM_AT(#a " " sign " " #b), SHIM_##op, SHIM_NUM(a), SHIM_NUM(b))

#define SHIM_EXPECT(check)     \
	do {                   \
		(void)(check); \
	} while (0)
#define SHIM_ASSERT(check)      \
	do {                    \
		if (!(check))   \
			return; \
	} while (0)

/* Conditions. */
#define EXPECT_TRUE(c)  SHIM_EXPECT(shim_bool(SHIM_AT(#c), true, (c)))
#define EXPECT_FALSE(c) SHIM_EXPECT(shim_bool(SHIM_AT(#c), false, (c)))
#define ASSERT_TRUE(c)  SHIM_ASSERT(shim_bool(SHIM_AT(#c), true, (c)))
#define ASSERT_FALSE(c) SHIM_ASSERT(shim_bool(SHIM_AT(#c), false, (c)))

/* Integers and enums of any type, compared by value. */
#define EXPECT_EQ(a, b) SHIM_EXPECT(SHIM_CMP(EQ, "==", a, b))
#define EXPECT_NE(a, b) SHIM_EXPECT(SHIM_CMP(NE, "!=", a, b))
#define EXPECT_LT(a, b) SHIM_EXPECT(SHIM_CMP(LT, "<", a, b))
#define EXPECT_LE(a, b) SHIM_EXPECT(SHIM_CMP(LE, "<=", a, b))
#define EXPECT_GT(a, b) SHIM_EXPECT(SHIM_CMP(GT, ">", a, b))
#define EXPECT_GE(a, b) SHIM_EXPECT(SHIM_CMP(GE, ">=", a, b))
#define ASSERT_EQ(a, b) SHIM_ASSERT(SHIM_CMP(EQ, "==", a, b))
#define ASSERT_NE(a, b) SHIM_ASSERT(SHIM_CMP(NE, "!=", a, b))
#define ASSERT_LT(a, b) SHIM_ASSERT(SHIM_CMP(LT, "<", a, b))
#define ASSERT_LE(a, b) SHIM_ASSERT(SHIM_CMP(LE, "<=", a, b))
#define ASSERT_GT(a, b) SHIM_ASSERT(SHIM_CMP(GT, ">", a, b))
#define ASSERT_GE(a, b) SHIM_ASSERT(SHIM_CMP(GE, ">=", a, b))

/* C strings; NULL equals only NULL. */
#define EXPECT_STREQ(want, got) \
	SHIM_EXPECT(shim_str(SHIM_AT(#got), (want), (got)))
#define ASSERT_STREQ(want, got) \
	SHIM_ASSERT(shim_str(SHIM_AT(#got), (want), (got)))

/* `len` bytes; printed as hex when they differ. */
#define SHIM_MEM(want, got, len) \
	shim_mem_same(SHIM_AT(#got), (want), (got), (len))
#define EXPECT_MEMEQ(want, got, len) SHIM_EXPECT(SHIM_MEM(want, got, len))
#define ASSERT_MEMEQ(want, got, len) SHIM_ASSERT(SHIM_MEM(want, got, len))

/* A slice against a string literal, NULs in it included, or another slice. */
#define SHIM_LITERAL(s)              ((struct ct_slice){"" s, sizeof("" s) - 1})
#define SHIM_SLICE(want, got) \
	shim_slice(SHIM_AT(#got), SHIM_LITERAL(want), (got))
#define EXPECT_SLICE(want, got) SHIM_EXPECT(SHIM_SLICE(want, got))
#define ASSERT_SLICE(want, got) SHIM_ASSERT(SHIM_SLICE(want, got))
#define EXPECT_SLICE_EQ(want, got) \
	SHIM_EXPECT(shim_slice(SHIM_AT(#got), (want), (got)))
#define ASSERT_SLICE_EQ(want, got) \
	SHIM_ASSERT(shim_slice(SHIM_AT(#got), (want), (got)))

static inline bool
shim_mem_same(struct shim_at at, const void *want, const void *got, size_t len)
{
	return shim_mem(at, want, len, got, len);
}

/* Failure by itself, with a message as printf makes it. FAIL returns. */
#define ADD_FAILURE(...) shim_fail(SHIM_AT("failed"), __VA_ARGS__)
#define FAIL(...)                                          \
	do {                                               \
		shim_fail(SHIM_AT("failed"), __VA_ARGS__); \
		return;                                    \
	} while (0)

/* Leaves the test, which counts as skipped. */
#define SKIP(why)                                     \
	do {                                          \
		shim_skip(SHIM_AT("skipped"), (why)); \
		return;                               \
	} while (0)

/* A note (as printf makes it) that is shown with each failure that follows in
 * this test, until the next INFO; INFO("%s", "") takes it away. */
#define INFO(...) shim_info(__VA_ARGS__)

#endif /* __cplusplus */
#endif
