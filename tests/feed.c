/* Bytes for parsers under test, cut in every way. */
#include "tests/feed.h"
#include "tests/shim/shim.h"

#include <stdlib.h>
#include <string.h>

enum { random_ways = 16 };

struct ct_slice
feed_copy(struct ct_slice bytes)
{
	char *copy = malloc(bytes.len);

	if (copy == NULL && bytes.len == 0)
		copy = malloc(1);
	if (copy == NULL)
		abort();
	if (bytes.len > 0)
		memcpy(copy, bytes.data, bytes.len);
	return (struct ct_slice){copy, bytes.len};
}

void
feed_free(struct ct_slice copy)
{
	/* The one who made it const is feed_copy. */
	union {
		const char *in;
		char *out;
	} data = {copy.data};

	free(data.out);
}

/* Marsaglia's xorshift64*. */
uint64_t
feed_random(uint64_t *seed)
{
	*seed ^= *seed >> 12;
	*seed ^= *seed << 25;
	*seed ^= *seed >> 27;
	return *seed * UINT64_C(2685821657736338717);
}

size_t
feed_below(uint64_t *seed, size_t n)
{
	return (size_t)((feed_random(seed) >> 11) % n);
}

static void
begin(const struct feed *f)
{
	if (f->begin != NULL)
		f->begin(f->ctx);
}

static void
end(const struct feed *f)
{
	if (f->end != NULL)
		f->end(f->ctx);
	INFO("%s", "");
}

/* Gives the next `n` bytes of `rest`. */
static void
give(const struct feed *f, struct ct_slice *rest, size_t n)
{
	struct ct_slice copy;

	if (n > rest->len)
		n = rest->len;
	if (n == 0)
		return;
	copy = feed_copy((struct ct_slice){rest->data, n});
	f->piece(f->ctx, copy);
	feed_free(copy);
	*rest = (struct ct_slice){rest->data + n, rest->len - n};
}

static void
give_in_two(const struct feed *f, struct ct_slice bytes, size_t first)
{
	INFO("%zu bytes, split at %zu", bytes.len, first);
	begin(f);
	give(f, &bytes, first);
	give(f, &bytes, bytes.len);
	end(f);
}

static void
give_at_random(const struct feed *f, struct ct_slice bytes, uint64_t seed)
{
	INFO(
	    "%zu bytes, cut at random with seed %u", bytes.len, (unsigned)seed);
	begin(f);
	while (bytes.len > 0)
		give(f, &bytes, 1 + feed_below(&seed, bytes.len));
	end(f);
}

static void
give_bytes(const struct feed *f, struct ct_slice bytes)
{
	INFO("%zu bytes, one by one", bytes.len);
	begin(f);
	while (bytes.len > 0)
		give(f, &bytes, 1);
	end(f);
}

void
feed_some(const struct feed *f, struct ct_slice bytes)
{
	give_in_two(f, bytes, 0);
	give_bytes(f, bytes);
	for (uint64_t seed = 1; seed <= random_ways; seed++)
		give_at_random(f, bytes, seed);
}

void
feed_all(const struct feed *f, struct ct_slice bytes)
{
	feed_some(f, bytes);
	for (size_t n = 1; n < bytes.len; n++)
		give_in_two(f, bytes, n);
}

void
feed_fronts(struct ct_slice bytes, void (*fn)(void *ctx, struct ct_slice front),
    void *ctx)
{
	for (size_t n = 0; n <= bytes.len; n++) {
		struct ct_slice copy =
		    feed_copy((struct ct_slice){bytes.data, n});

		INFO("the first %zu of %zu bytes", n, bytes.len);
		fn(ctx, copy);
		feed_free(copy);
	}
	INFO("%s", "");
}
