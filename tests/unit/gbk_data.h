/* What the tests of charsets share: the data files, and small helpers. */
#ifndef GBK_DATA_H
#define GBK_DATA_H

#include "core/buf.h"
#include "tests/shim/shim.h"

/* Calls `take` for each line of a file that is no comment, cut at tabs into at
 * most 8 fields; fails the test when the file cannot be read. Returns how many
 * lines there were. */
size_t data_lines(const char *path,
    void (*take)(char **fields, size_t n, void *ctx), void *ctx);

/* Hexadecimal digits to the bytes they stand for; returns how many. */
size_t data_hex(const char *hex, char *out, size_t cap);

/* A copy on the heap of exactly this size, so that a sanitizer sees each byte
 * too many that is read; free() takes it. */
char *data_copy(const char *bytes, size_t n);

/* A stream of numbers that is the same everywhere (splitmix64). */
uint64_t data_random(uint64_t *state);

/* FNV-1a, continued from `hash`; begin with DATA_HASH. */
#define DATA_HASH 0xCBF29CE484222325u
uint64_t data_hash(uint64_t hash, const char *bytes, size_t n);

#endif
