/*
 * crosstalk charset diff: where this system's converter and Crosstalk's own
 * codec read the bytes of the GBK family differently.
 */
#include "charset.h"
#include "tell.h"

#include "core/coding_utf8.h"
#include "core/gbk.h"

#include <stdio.h>
#include <string.h>

#include "platform/charset.h"

enum { no_text = 0xffffffffu >> 1 };

/* The one character that all of `bytes` are; no_text: they are none. */
static uint32_t
one_character(const char *text, size_t n)
{
	uint32_t cp;

	if (n == 0 || ct_utf8_take((struct ct_slice){text, n}, &cp) != n ||
	    cp == 0xfffd || cp == CT_UTF8_BAD || cp == CT_UTF8_CUT)
		return no_text;
	return cp;
}

static uint32_t
ours(const char *bytes, size_t n)
{
	struct ct_gbk_decoder d = {0};
	char text[CT_GBK_DECODE_ROOM(4)];
	size_t made =
	    ct_gbk_decode(&d, (struct ct_slice){bytes, n}, true, text);

	return one_character(text, made);
}

static uint32_t
theirs(struct pf_charset *cs, const char *bytes, size_t n)
{
	char text[64];
	size_t taken, made;

	if (pf_charset_decode(
		cs, bytes, n, text, sizeof(text), &taken, &made) != PF_OK ||
	    taken != n)
		return no_text;
	return one_character(text, made);
}

struct diff {
	struct pf_charset *cs;
	struct ct_buf out;
};

static void
add_text(struct ct_buf *out, uint32_t cp)
{
	char text[16] = "-";

	if (cp != no_text)
		snprintf(text, sizeof(text), "%04X", (unsigned)cp);
	ct_buf_add_str(out, "\t");
	ct_buf_add_str(out, text);
}

/* One code: a line when the two disagree. */
static void
compare(struct diff *d, const char *bytes, size_t n)
{
	uint32_t a = ours(bytes, n), b = theirs(d->cs, bytes, n);
	char hex[9];

	if (a == b)
		return;
	for (size_t i = 0; i < n; i++)
		snprintf(hex + 2 * i, 3, "%02X", (unsigned char)bytes[i]);
	ct_buf_add(&d->out, hex, 2 * n);
	add_text(&d->out, b);
	add_text(&d->out, a);
	ct_buf_add_str(&d->out, "\n");
}

static void
compare_pairs(struct diff *d)
{
	char bytes[2];

	for (unsigned a = 0x80; a <= 0xff; a++) {
		bytes[0] = (char)a;
		compare(d, bytes, 1);
	}
	for (unsigned a = 0x81; a <= 0xfe; a++)
		for (unsigned b = 0x40; b <= 0xff; b++) {
			bytes[0] = (char)a;
			bytes[1] = (char)b;
			compare(d, bytes, 2);
		}
}

static void
compare_fours(struct diff *d)
{
	char bytes[4];

	for (unsigned i = 0; i < 126u * 10 * 126 * 10; i++) {
		bytes[0] = (char)(0x81 + i / 12600);
		bytes[1] = (char)(0x30 + i / 1260 % 10);
		bytes[2] = (char)(0x81 + i / 10 % 126);
		bytes[3] = (char)(0x30 + i % 10);
		compare(d, bytes, 4);
	}
}

int
charset_diff(const struct charset_run *r)
{
	const char *label = r->u->rest_count > 0 ? r->u->rest[0] : "gbk";
	struct diff d = {0};
	int code;

	if (strcmp(label, "gbk") != 0 && strcmp(label, "cp936") != 0 &&
	    strcmp(label, "gb18030") != 0) {
		tell(r->app, WORD_BAD_CHARSET, label, "gbk cp936 gb18030");
		return APP_USAGE;
	}
	if (pf_charset_open(label, &d.cs) != PF_OK) {
		tell(r->app, WORD_NO_CHARSET, label, NULL);
		return APP_SYSTEM;
	}
	ct_buf_init(&d.out, 1 << 26);
	compare_pairs(&d);
	if (strcmp(label, "gb18030") == 0)
		compare_fours(&d);
	code = charset_print(ct_buf_slice(&d.out));
	ct_buf_fini(&d.out);
	pf_charset_close(d.cs);
	return code;
}
