/*
 * Feeds a parser the same bytes in every way in which a network may cut them,
 * each piece from a heap copy of its exact size, so that a sanitizer sees a
 * read beyond it; and small reproducible random numbers for such tests.
 */
#ifndef TESTS_FEED_H
#define TESTS_FEED_H

#include "core/ct.h"

/* A reader under test: for each way, begin, some pieces (none is empty), end.
 * begin and end may be NULL. Failures name the way (an INFO). */
struct feed {
	void (*begin)(void *ctx);
	void (*piece)(void *ctx, struct ct_slice piece);
	void (*end)(void *ctx);
	void *ctx;
};

/* Whole, byte by byte, every split in two, and cut at random. */
void feed_all(const struct feed *f, struct ct_slice bytes);

/* Only what costs linear time: whole, byte by byte and at random. */
void feed_some(const struct feed *f, struct ct_slice bytes);

/* Calls fn with every front of `bytes`, from none to all. */
void feed_fronts(struct ct_slice bytes,
    void (*fn)(void *ctx, struct ct_slice front), void *ctx);

/* An exact-size heap copy that feed_free takes. Never NULL data. */
struct ct_slice feed_copy(struct ct_slice bytes);
void feed_free(struct ct_slice copy);

/* The next of a series of numbers that a seed (not 0) begins. */
uint64_t feed_random(uint64_t *seed);

/* The same, below `n` (n > 0). */
size_t feed_below(uint64_t *seed, size_t n);

#endif
