/*
 * The gb18030 decoder in the words of the WHATWG Encoding Standard, a byte at
 * a time with a stack of bytes to prepend, LF after the line.
 */
#include "gbk_model.h"

#include "core/coding_utf8.h"
#include "core/gbk_tables.h"

#include <stdlib.h>
#include <string.h>

#define NONE 0xFFFFFFFFu

struct model {
	uint8_t *bytes; /* those still to read, the next one last */
	size_t n;
	uint8_t first, second, third;
	char *out;
};

static uint32_t
index_code_point(uint32_t pointer)
{
	size_t i = 0;

	if ((pointer > 39419 && pointer < 189000) || pointer > 1237575)
		return NONE;
	if (pointer == 7457)
		return 0xE7C7;
	if (pointer >= 189000)
		return pointer - 189000 + 0x10000;
	while (i + 1 < CT_GBK_RANGES && ct_gbk_ranges[i + 1].pointer <= pointer)
		i++;
	return ct_gbk_ranges[i].first + (pointer - ct_gbk_ranges[i].pointer);
}

static void
prepend(struct model *m, uint8_t byte)
{
	m->bytes[m->n++] = byte;
}

static void
put(struct model *m, uint32_t cp)
{
	m->out += ct_utf8_put(cp == NONE ? 0xFFFD : cp, m->out);
}

static void
fourth_byte(struct model *m, uint8_t byte)
{
	uint32_t pointer;

	if (byte < 0x30 || byte > 0x39) {
		prepend(m, byte);
		prepend(m, m->third);
		prepend(m, m->second);
		put(m, NONE);
	} else {
		pointer = (m->first - 0x81u) * (10 * 126 * 10) +
			  (m->second - 0x30u) * (10 * 126) +
			  (m->third - 0x81u) * 10 + (byte - 0x30u);
		put(m, index_code_point(pointer));
	}
	m->first = m->second = m->third = 0;
}

static void
third_byte(struct model *m, uint8_t byte)
{
	if (byte >= 0x81 && byte <= 0xFE) {
		m->third = byte;
		return;
	}
	prepend(m, byte);
	prepend(m, m->second);
	m->first = m->second = 0;
	put(m, NONE);
}

static void
second_byte(struct model *m, uint8_t byte)
{
	uint32_t v = ct_gbk_utf8[(m->first & 0x7F) << 8 | byte];
	char utf8[3] = {(char)v, (char)(v >> 8), (char)(v >> 16)};

	if (byte >= 0x30 && byte <= 0x39) {
		m->second = byte;
		return;
	}
	m->first = 0;
	if (v == 0) {
		if (byte < 0x80)
			prepend(m, byte);
		put(m, NONE);
		return;
	}
	memcpy(m->out, utf8, 3);
	m->out += v >> 24 == CT_GBK_TWO ? 2 : 3;
}

static void
first_byte(struct model *m, uint8_t byte)
{
	if (byte < 0x80)
		put(m, byte);
	else if (byte == 0x80)
		put(m, 0x20AC);
	else if (byte == 0xFF)
		put(m, NONE);
	else
		m->first = byte;
}

size_t
gbk_model_decode(const uint8_t *in, size_t n, char *out)
{
	struct model m = {.bytes = malloc(n + 4), .out = out};

	if (m.bytes == NULL)
		abort();
	prepend(&m, '\n');
	for (size_t i = n; i > 0; i--)
		prepend(&m, in[i - 1]);
	while (m.n > 0) {
		uint8_t byte = m.bytes[--m.n];

		if (m.third != 0)
			fourth_byte(&m, byte);
		else if (m.second != 0)
			third_byte(&m, byte);
		else if (m.first != 0)
			second_byte(&m, byte);
		else
			first_byte(&m, byte);
	}
	free(m.bytes);
	return (size_t)(m.out - out) - 1; /* without the LF */
}
