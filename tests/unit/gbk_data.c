/* The data files for tests of charsets, and small helpers. */
#include "gbk_data.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { max_fields = 8 };

static size_t
cut_fields(char *line, char **fields)
{
	size_t n = 0;

	line[strcspn(line, "\r\n")] = '\0';
	for (;;) {
		fields[n++] = line;
		line = strchr(line, '\t');
		if (line == NULL || n == max_fields)
			return n;
		*line++ = '\0';
	}
}

size_t
data_lines(const char *path, void (*take)(char **fields, size_t n, void *ctx),
    void *ctx)
{
	char line[2048], *fields[max_fields];
	size_t n = 0;
	FILE *f = fopen(path, "rb");

	if (f == NULL) {
		ADD_FAILURE("cannot open %s", path);
		return 0;
	}
	while (fgets(line, sizeof(line), f) != NULL) {
		if (line[0] == '#')
			continue;
		n++;
		take(fields, cut_fields(line, fields), ctx);
	}
	fclose(f);
	return n;
}

size_t
data_hex(const char *hex, char *out, size_t cap)
{
	size_t n = 0;
	unsigned byte;

	for (; hex[0] != '\0' && hex[1] != '\0' && n < cap; hex += 2) {
		if (sscanf(hex, "%2x", &byte) != 1) {
			ADD_FAILURE("not hexadecimal: %s", hex);
			return 0;
		}
		out[n++] = (char)byte;
	}
	return n;
}

char *
data_copy(const char *bytes, size_t n)
{
	char *copy = malloc(n > 0 ? n : 1);

	if (copy == NULL)
		abort();
	if (n > 0)
		memcpy(copy, bytes, n);
	return copy;
}

uint64_t
data_random(uint64_t *state)
{
	uint64_t z = (*state += 0x9E3779B97F4A7C15u);

	z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
	z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
	return z ^ (z >> 31);
}

uint64_t
data_hash(uint64_t hash, const char *bytes, size_t n)
{
	for (size_t i = 0; i < n; i++)
		hash = (hash ^ (unsigned char)bytes[i]) * 0x100000001B3u;
	return hash;
}
