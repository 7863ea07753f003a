/* Growable bytes with a maximum, and checked big-endian integers. */
#include "buf.h"

#include <stdlib.h>
#include <string.h>

enum { first_cap = 64 };

void
ct_buf_init(struct ct_buf *b, size_t max)
{
	*b = (struct ct_buf){.max = max};
}

void
ct_buf_fini(struct ct_buf *b)
{
	free(b->data);
	*b = (struct ct_buf){.max = b->max};
}

void
ct_buf_clear(struct ct_buf *b, bool release)
{
	if (release)
		ct_buf_fini(b);
	b->len = 0;
}

/* The next capacity: doubled, but no more than the maximum needs. */
static size_t
grown(const struct ct_buf *b, size_t want)
{
	size_t cap = b->cap > 0 ? b->cap : first_cap;

	while (cap < want)
		cap = cap > b->max / 2 ? b->max : cap * 2;
	return cap < b->max ? cap : b->max;
}

enum ct_err
ct_buf_reserve(struct ct_buf *b, size_t n)
{
	size_t cap;
	char *data;

	if (n > b->max - b->len)
		return CT_EFULL;
	if (n <= b->cap - b->len)
		return CT_OK;
	cap = grown(b, b->len + n);
	data = realloc(b->data, cap);
	if (data == NULL)
		return CT_ENOMEM;
	b->data = data;
	b->cap = cap;
	return CT_OK;
}

enum ct_err
ct_buf_add(struct ct_buf *b, const void *data, size_t n)
{
	enum ct_err err = ct_buf_reserve(b, n);

	if (err != CT_OK || n == 0)
		return err;
	memcpy(b->data + b->len, data, n);
	b->len += n;
	return CT_OK;
}

enum ct_err
ct_buf_add_slice(struct ct_buf *b, struct ct_slice s)
{
	return ct_buf_add(b, s.data, s.len);
}

enum ct_err
ct_buf_add_str(struct ct_buf *b, const char *s)
{
	return ct_buf_add(b, s, strlen(s));
}

/* The lowest `n` bytes of `v`, the highest first. */
static enum ct_err
add_uint(struct ct_buf *b, uint64_t v, unsigned n)
{
	unsigned char bytes[8];

	for (unsigned i = 0; i < n; i++)
		bytes[i] = (unsigned char)(v >> (8 * (n - 1 - i)));
	return ct_buf_add(b, bytes, n);
}

enum ct_err
ct_buf_add_u8(struct ct_buf *b, uint8_t v)
{
	return add_uint(b, v, 1);
}

enum ct_err
ct_buf_add_u16(struct ct_buf *b, uint16_t v)
{
	return add_uint(b, v, 2);
}

enum ct_err
ct_buf_add_u32(struct ct_buf *b, uint32_t v)
{
	return add_uint(b, v, 4);
}

enum ct_err
ct_buf_add_u64(struct ct_buf *b, uint64_t v)
{
	return add_uint(b, v, 8);
}

enum ct_err
ct_buf_add_dec(struct ct_buf *b, uint64_t v)
{
	char digits[20];
	size_t at = sizeof(digits);

	do {
		digits[--at] = (char)('0' + v % 10);
		v /= 10;
	} while (v > 0);
	return ct_buf_add(b, digits + at, sizeof(digits) - at);
}

void
ct_buf_consume(struct ct_buf *b, size_t n)
{
	b->len -= n;
	if (b->len == 0)
		ct_buf_clear(b, true);
	else
		memmove(b->data, b->data + n, b->len);
}

struct ct_slice
ct_buf_slice(const struct ct_buf *b)
{
	return (struct ct_slice){b->data, b->len};
}

static enum ct_err
take_uint(struct ct_slice *in, unsigned n, uint64_t *v)
{
	if (in->len < n)
		return CT_MORE;
	*v = 0;
	for (unsigned i = 0; i < n; i++)
		*v = *v << 8 | (unsigned char)in->data[i];
	in->data += n;
	in->len -= n;
	return CT_OK;
}

enum ct_err
ct_take_u8(struct ct_slice *in, uint8_t *v)
{
	uint64_t wide = 0;
	enum ct_err err = take_uint(in, 1, &wide);

	*v = (uint8_t)wide;
	return err;
}

enum ct_err
ct_take_u16(struct ct_slice *in, uint16_t *v)
{
	uint64_t wide = 0;
	enum ct_err err = take_uint(in, 2, &wide);

	*v = (uint16_t)wide;
	return err;
}

enum ct_err
ct_take_u32(struct ct_slice *in, uint32_t *v)
{
	uint64_t wide = 0;
	enum ct_err err = take_uint(in, 4, &wide);

	*v = (uint32_t)wide;
	return err;
}

enum ct_err
ct_take_u64(struct ct_slice *in, uint64_t *v)
{
	*v = 0;
	return take_uint(in, 8, v);
}

enum ct_err
ct_take(struct ct_slice *in, size_t n, struct ct_slice *out)
{
	if (in->len < n)
		return CT_MORE;
	*out = (struct ct_slice){in->data, n};
	in->data += n;
	in->len -= n;
	return CT_OK;
}
