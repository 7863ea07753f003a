/* UTF-8 by utf8proc, GBK by the core's decoder. */
#include "glyph.h"

#include "apps/common/width.h"
#include "core/gbk.h"

#include <stdio.h>
#include <string.h>

#include <utf8proc.h>

static const char bad_text[] = "\xef\xbf\xbd";

static void
set_text(struct lab_glyph *g, const char *text, size_t n)
{
	memcpy(g->text, text, n);
	g->text[n] = '\0';
}

static void
set_bad(struct lab_glyph *g)
{
	set_text(g, bad_text, 3);
	g->bad = true;
}

/* May a terminal, or a page, be given this character? */
static bool
is_harmless(utf8proc_int32_t c)
{
	switch (utf8proc_category(c)) {
	case UTF8PROC_CATEGORY_CC:
	case UTF8PROC_CATEGORY_CF:
	case UTF8PROC_CATEGORY_CS:
	case UTF8PROC_CATEGORY_CO:
	case UTF8PROC_CATEGORY_CN:
	case UTF8PROC_CATEGORY_ZL:
	case UTF8PROC_CATEGORY_ZP:
		return false;
	default:
		return true;
	}
}

/* A control as its picture: U+2400 and on; DEL is U+2421. */
static void
set_control(struct lab_glyph *g, unsigned char c)
{
	char picture[4] = {
	    '\xe2', '\x90', (char)(0x80 | (c == 0x7f ? 0x21 : c)), '\0'};

	set_text(g, picture, 3);
}

static void
take_utf8(struct lab_glyph *g, struct ct_slice bytes)
{
	utf8proc_int32_t c;
	utf8proc_ssize_t n =
	    utf8proc_iterate((const utf8proc_uint8_t *)bytes.data,
		(utf8proc_ssize_t)bytes.len, &c);

	if (n <= 0) {
		set_bad(g);
		return;
	}
	g->bytes = (size_t)n;
	if (is_harmless(c))
		set_text(g, bytes.data, g->bytes);
	else
		set_bad(g);
}

static void
take_gbk(struct lab_glyph *g, struct ct_slice bytes)
{
	struct ct_gbk_decoder d = {.held_len = 0};
	char out[CT_GBK_DECODE_ROOM(4)];
	utf8proc_int32_t c;
	size_t n = ct_gbk_unit(bytes);

	if (n == 0) {
		set_bad(g);
		return;
	}
	g->bytes = n;
	n = ct_gbk_decode(&d, (struct ct_slice){bytes.data, n}, true, out);
	if (d.invalid > 0 ||
	    utf8proc_iterate((const utf8proc_uint8_t *)out, (utf8proc_ssize_t)n,
		&c) != (utf8proc_ssize_t)n ||
	    !is_harmless(c))
		set_bad(g);
	else
		set_text(g, out, n);
}

struct lab_glyph
lab_glyph(enum lab_charset charset, struct ct_slice bytes, bool ascii)
{
	struct lab_glyph g = {.bytes = 1};
	unsigned char c = (unsigned char)bytes.data[0];

	if (c < 0x20 || c == 0x7f)
		set_control(&g, c);
	else if (charset == LAB_GBK)
		take_gbk(&g, bytes);
	else
		take_utf8(&g, bytes);
	if (ascii && (g.text[0] & 0x80) != 0)
		set_text(&g, c < 0x20 || c == 0x7f ? "." : "?", 1);
	g.cells = width_cells(ct_slice_str(g.text), 1);
	return g;
}

size_t
lab_put_text(struct lab_out *o, enum lab_charset charset, struct ct_slice bytes,
    size_t cells, bool ascii)
{
	size_t used = 0, keep = ascii ? 2 : 1;

	while (bytes.len > 0) {
		struct lab_glyph g = lab_glyph(charset, bytes, ascii);
		bool last = g.bytes == bytes.len;

		if (used + g.cells > cells ||
		    (!last && used + g.cells + keep > cells)) {
			lab_put(o, ascii ? ".." : "…");
			return used + keep;
		}
		lab_put(o, g.text);
		used += g.cells;
		bytes.data += g.bytes;
		bytes.len -= g.bytes;
	}
	return used;
}

void
lab_put_decoded(struct lab_out *o, struct ct_gbk_decoder *d,
    struct ct_slice bytes, size_t cells)
{
	struct ct_buf text;
	enum ct_err err;

	ct_buf_init(&text, CT_GBK_DECODE_ROOM(bytes.len));
	err = ct_buf_reserve(&text, CT_GBK_DECODE_ROOM(bytes.len));
	if (err == CT_OK) {
		text.len = ct_gbk_decode(d, bytes, false, text.data);
		lab_put_text(o, LAB_UTF8, ct_buf_slice(&text), cells, false);
	} else if (o->err == CT_OK) {
		o->err = err;
	}
	ct_buf_fini(&text);
}

void
lab_put_hex(struct lab_out *o, struct ct_slice bytes, size_t max, bool ascii)
{
	size_t n = bytes.len < max ? bytes.len : max;

	for (size_t i = 0; i < n; i++)
		lab_putf(o, "%s%02x", i > 0 ? " " : "",
		    (unsigned)(unsigned char)bytes.data[i]);
	if (n < bytes.len)
		lab_put(o, ascii ? " .." : " …");
}

const char *
lab_charset_name(enum lab_charset charset)
{
	return charset == LAB_GBK ? "gbk" : "utf-8";
}
