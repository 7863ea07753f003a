/* The slow, obviously right decoder that the fast one is compared with. */
#ifndef GBK_MODEL_H
#define GBK_MODEL_H

#include "core/ct.h"

/*
 * Decodes `n` bytes, the end of a line after them, to `out` (3 * n + 4 bytes).
 * Returns the bytes written.
 */
size_t gbk_model_decode(const uint8_t *in, size_t n, char *out);

#endif
