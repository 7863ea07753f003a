/*
 * Growable bytes with a maximum that is fixed at birth, and the checked
 * big-endian integers of the wire.
 *
 * A zeroed struct ct_buf is empty with a maximum of 0; ct_buf_init gives it
 * one. Memory is taken at the first byte and given back by ct_buf_fini or
 * ct_buf_clear(…, true), so an idle buffer costs nothing.
 */
#ifndef CT_BUF_H
#define CT_BUF_H

#include "ct.h"

struct ct_buf {
	char *data; /* NULL while cap is 0 */
	size_t len; /* bytes in use */
	size_t cap; /* bytes allocated */
	size_t max; /* bytes that may ever be in use */
};

void ct_buf_init(struct ct_buf *b, size_t max);
void ct_buf_fini(struct ct_buf *b); /* of zeroes: does nothing */

/* Forgets the content; with `release` the memory too. */
void ct_buf_clear(struct ct_buf *b, bool release);

/*
 * Room for `n` more bytes at data + len. CT_OK, CT_EFULL when len + n would
 * pass max, CT_ENOMEM; after an error the buffer is as it was.
 */
enum ct_err ct_buf_reserve(struct ct_buf *b, size_t n);

/* Append; same errors as ct_buf_reserve. All or nothing. */
enum ct_err ct_buf_add(struct ct_buf *b, const void *data, size_t n);
enum ct_err ct_buf_add_slice(struct ct_buf *b, struct ct_slice s);
enum ct_err ct_buf_add_str(struct ct_buf *b, const char *s);
enum ct_err ct_buf_add_u8(struct ct_buf *b, uint8_t v);
enum ct_err ct_buf_add_u16(struct ct_buf *b, uint16_t v); /* big-endian */
enum ct_err ct_buf_add_u32(struct ct_buf *b, uint32_t v);
enum ct_err ct_buf_add_u64(struct ct_buf *b, uint64_t v);
enum ct_err ct_buf_add_dec(struct ct_buf *b, uint64_t v); /* decimal text */

/* Drops the first `n` bytes (n <= len); frees the memory when none is left. */
void ct_buf_consume(struct ct_buf *b, size_t n);

struct ct_slice ct_buf_slice(const struct ct_buf *b);

/*
 * Take from the front of a slice. CT_OK, or CT_MORE when it is too short, and
 * then the slice is as it was.
 */
enum ct_err ct_take_u8(struct ct_slice *in, uint8_t *v);
enum ct_err ct_take_u16(struct ct_slice *in, uint16_t *v);
enum ct_err ct_take_u32(struct ct_slice *in, uint32_t *v);
enum ct_err ct_take_u64(struct ct_slice *in, uint64_t *v);
enum ct_err ct_take(struct ct_slice *in, size_t n, struct ct_slice *out);

#endif
