/*
 * Makes one allocation of the program under test fail. The linker leads
 * malloc, calloc and realloc of our own objects through alloc.c; the core
 * itself knows nothing of it. With MSVC's linker nothing ever fails, and a
 * test that needs it skips.
 */
#ifndef TESTS_ALLOC_H
#define TESTS_ALLOC_H

#include <stdbool.h>

/* Whether allocations can be made to fail here. */
bool alloc_can_fail(void);

/* The allocation after the next `n` fails, once. */
void alloc_fail_after(long n);

/* Whether one has failed since; ends it. */
bool alloc_failed(void);

#endif
