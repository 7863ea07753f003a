/* Allocations that fail when a test says so. */
#include "tests/alloc.h"

#include <stddef.h>

static long countdown = -1;
static bool failed;

void
alloc_fail_after(long n)
{
	countdown = n;
	failed = false;
}

bool
alloc_failed(void)
{
	countdown = -1;
	return failed;
}

#ifdef _MSC_VER

bool
alloc_can_fail(void)
{
	return false;
}

#else

bool
alloc_can_fail(void)
{
	return true;
}

/* Names that the linker's --wrap prescribes. */
void *__real_malloc(size_t n);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *p, size_t n);
void *__wrap_malloc(size_t n);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *p, size_t n);

static bool
fails(void)
{
	if (countdown < 0 || countdown-- > 0)
		return false;
	failed = true;
	return true;
}

void *
__wrap_malloc(size_t n)
{
	return fails() ? NULL : __real_malloc(n);
}

void *
__wrap_calloc(size_t n, size_t size)
{
	return fails() ? NULL : __real_calloc(n, size);
}

void *
__wrap_realloc(void *p, size_t n)
{
	return fails() ? NULL : __real_realloc(p, n);
}

#endif
