/*
 * Charsets of the system, made exact: the converters below do pieces of whole
 * characters or fail, and here the failing character is found, told from a
 * beginning, and refused where the two systems would differ.
 */
#include "charset.h"

#include <stdlib.h>
#include <string.h>

#include "charset_os.h"
#include "utf8.h"

enum shape {
	SINGLE,  /* a byte a character */
	ALONE,   /* the same, and some converters combine neighbours: never
		    show them two at once */
	EAST,    /* leads 81-FE, of two bytes */
	JAPAN,   /* leads 81-9F and E0-FC */
	GB18030, /* leads 81-FE, of two bytes or four */
};

struct charset {
	const char *label;
	const char *iconv_name;
	unsigned code_page;
	enum shape shape;
	/* The system's converter as it is, for comparisons. */
	bool raw;
	/* 0x80-0x9F are the C1 controls, not gaps of the table. */
	bool c1;
};

static const struct charset charsets[] = {
    {"big5", "BIG5", 950, EAST, false, false},
    {"cp932", "CP932", 932, JAPAN, false, false},
    {"cp949", "CP949", 949, EAST, false, false},
    {"koi8-r", "KOI8-R", 20866, SINGLE, false, false},
    {"windows-1250", "CP1250", 1250, SINGLE, false, false},
    {"windows-1251", "CP1251", 1251, SINGLE, false, false},
    {"windows-1252", "CP1252", 1252, SINGLE, false, false},
    {"windows-1253", "CP1253", 1253, SINGLE, false, false},
    {"windows-1254", "CP1254", 1254, SINGLE, false, false},
    {"windows-1255", "CP1255", 1255, ALONE, false, false},
    {"windows-1256", "CP1256", 1256, SINGLE, false, false},
    {"windows-1257", "CP1257", 1257, SINGLE, false, false},
    {"windows-1258", "CP1258", 1258, ALONE, false, false},
    {"iso-8859-1", "ISO-8859-1", 28591, SINGLE, false, true},
    {"gbk", "GBK", 936, EAST, true, true},
    {"cp936", "CP936", 936, EAST, true, true},
    {"gb18030", "GB18030", 54936, GB18030, true, true},
};

enum { COUNT = sizeof charsets / sizeof *charsets, CHAR_CAP = 16 };

struct pf_charset {
	const struct charset *cs;
	struct charset_os *os;
};

/* What a conversion has read and written so far. */
struct work {
	const char *in;
	size_t len;
	char *out;
	size_t cap;
	size_t *taken;
	size_t *made;
};

enum pf_err
pf_charset_open(const char *label, struct pf_charset **out)
{
	const struct charset *cs = NULL;
	enum pf_err err;

	*out = NULL;
	for (size_t i = 0; i < COUNT && !cs; i++) {
		if (strcmp(charsets[i].label, label) == 0)
			cs = &charsets[i];
	}
	if (!cs)
		return PF_ECHARSET;
	*out = malloc(sizeof **out);
	if (!*out)
		return PF_ENOMEM;
	(*out)->cs = cs;
	err = charset_os_open(cs->iconv_name, cs->code_page, &(*out)->os);
	if (err != PF_OK) {
		free(*out);
		*out = NULL;
	}
	return err;
}

void
pf_charset_close(struct pf_charset *c)
{
	if (!c)
		return;
	charset_os_close(c->os);
	free(c);
}

void
pf_charset_labels(char *out, size_t size)
{
	size_t used = 0;

	if (size > 0)
		out[0] = '\0';
	for (size_t i = 0; i < COUNT; i++) {
		size_t len = strlen(charsets[i].label);
		struct pf_charset *c;

		if (charsets[i].raw || used + len + 2 > size ||
		    pf_charset_open(charsets[i].label, &c) != PF_OK)
			continue;
		pf_charset_close(c);
		if (used > 0)
			out[used++] = ' ';
		memcpy(out + used, charsets[i].label, len + 1);
		used += len;
	}
}

enum { BIG5 = 950, HEBREW = 1255 };

/*
 * False for what only one of the systems has, where the other has a gap: C1
 * controls, private use, a Hebrew point that Microsoft added late.
 */
static bool
is_shared(const struct charset *cs, uint32_t code)
{
	if (cs->raw)
		return true;
	if (code >= 0x80 && code < 0xA0)
		return cs->c1;
	if (code == 0x05BA)
		return cs->code_page != HEBREW;
	return code < 0xE000 || (code > 0xF8FF && code < 0xF0000);
}

/* Big5 has these lines of boxes twice, and the systems do not write the same
 * one. */
static bool
is_disputed(const struct charset *cs, uint32_t code)
{
	return cs->code_page == BIG5 && (code == 0x2550 || code == 0x255E ||
					    code == 0x2561 || code == 0x256A);
}

static bool
all_shared(const struct charset *cs, const char *utf8, size_t len)
{
	uint32_t code;

	for (size_t i = 0; !cs->raw && i < len;) {
		int n = utf8_decode(utf8 + i, len - i, &code);

		if (n <= 0 || !is_shared(cs, code))
			return false;
		i += (size_t)n;
	}
	return true;
}

static bool
within(char c, unsigned least, unsigned most)
{
	unsigned byte = (unsigned char)c;

	return byte >= least && byte <= most;
}

static bool
is_lead(enum shape shape, char c)
{
	if (shape == JAPAN)
		return within(c, 0x81, 0x9F) || within(c, 0xE0, 0xFC);
	return shape >= EAST && within(c, 0x81, 0xFE);
}

/* Bytes of the character in front, valid or not; 0: some are missing. */
static size_t
char_len(enum shape shape, const char *in, size_t len)
{
	if (!is_lead(shape, in[0]))
		return 1;
	if (len < 2)
		return 0;
	if (shape != GB18030 || !within(in[1], 0x30, 0x39))
		return 2;
	if (len >= 3 && !within(in[2], 0x81, 0xFE))
		return 2; /* bad: the converter says so */
	return len < 4 ? 0 : 4;
}

/* Bytes of whole characters in front that are converted at once. */
static size_t
legacy_piece(const struct charset *cs, const char *in, size_t len)
{
	size_t end = 0;

	if (cs->shape == SINGLE)
		return len < CHARSET_PIECE ? len : CHARSET_PIECE;
	while (end < len && end < CHARSET_PIECE - 4) {
		size_t n = char_len(cs->shape, in + end, len - end);

		if (n == 0)
			break;
		end += n;
		if (cs->shape == ALONE)
			break;
	}
	return end;
}

static bool
decode_piece(struct pf_charset *c, struct work *w, size_t len)
{
	char *out = w->out + *w->made;
	size_t n;

	if (!charset_os_decode(
		c->os, w->in + *w->taken, len, out, w->cap - *w->made, &n) ||
	    !all_shared(c->cs, out, n))
		return false;
	*w->taken += len;
	*w->made += n;
	return true;
}

static enum pf_err
decode_char(struct pf_charset *c, struct work *w, size_t len)
{
	char one[CHAR_CAP];
	size_t n;

	if (!charset_os_decode(
		c->os, w->in + *w->taken, len, one, sizeof one, &n) ||
	    !all_shared(c->cs, one, n))
		return PF_EILSEQ;
	if (n > w->cap - *w->made)
		return PF_EFULL;
	memcpy(w->out + *w->made, one, n);
	*w->taken += len;
	*w->made += n;
	return PF_OK;
}

enum pf_err
pf_charset_decode(struct pf_charset *c, const char *in, size_t len, char *out,
    size_t cap, size_t *taken, size_t *made)
{
	struct work w = {in, len, out, cap, taken, made};
	enum pf_err err = PF_OK;

	*taken = *made = 0;
	while (*taken < len && err == PF_OK) {
		size_t n = legacy_piece(c->cs, in + *taken, len - *taken);
		size_t end = *taken + n;

		if (n == 0)
			return PF_AGAIN;
		if (decode_piece(c, &w, n))
			continue;
		while (*taken < end && err == PF_OK)
			err = decode_char(c, &w,
			    char_len(c->cs->shape, in + *taken, end - *taken));
	}
	return err;
}

/* Bytes of valid characters in front that the charset may have; 0: `*err`
 * says why not. */
static size_t
utf8_piece(
    const struct charset *cs, const char *in, size_t len, enum pf_err *err)
{
	size_t end = 0;

	while (end < len && end < CHARSET_PIECE - 4) {
		uint32_t code;
		int n = utf8_decode(in + end, len - end, &code);

		*err = n == UTF8_SHORT ? PF_AGAIN : PF_EILSEQ;
		if (n <= 0 || !is_shared(cs, code) || is_disputed(cs, code))
			break;
		end += (size_t)n;
		if (cs->shape == ALONE)
			break;
	}
	return end;
}

/*
 * Nothing similar is taken for the same: what was made must mean exactly what
 * was given (¥ is no backslash in cp932), and one character is one byte where
 * a byte is one character.
 */
static bool
is_exact(struct pf_charset *c, const char *in, size_t len, const char *out,
    size_t made)
{
	char back[CHARSET_PIECE];
	size_t n;

	if (c->cs->raw)
		return true;
	if (c->cs->shape == ALONE && made != 1)
		return false;
	return charset_os_decode(c->os, out, made, back, sizeof back, &n) &&
	       n == len && memcmp(back, in, n) == 0;
}

static bool
encode_piece(struct pf_charset *c, struct work *w, size_t len)
{
	const char *in = w->in + *w->taken;
	char *out = w->out + *w->made;
	size_t n;

	if (!charset_os_encode(c->os, in, len, out, w->cap - *w->made, &n) ||
	    !is_exact(c, in, len, out, n))
		return false;
	*w->taken += len;
	*w->made += n;
	return true;
}

static enum pf_err
encode_char(struct pf_charset *c, struct work *w)
{
	const char *in = w->in + *w->taken;
	char one[CHAR_CAP];
	uint32_t code;
	size_t len = (size_t)utf8_decode(in, w->len - *w->taken, &code);
	size_t n;

	if (!charset_os_encode(c->os, in, len, one, sizeof one, &n) ||
	    !is_exact(c, in, len, one, n))
		return PF_EILSEQ;
	if (n > w->cap - *w->made)
		return PF_EFULL;
	memcpy(w->out + *w->made, one, n);
	*w->taken += len;
	*w->made += n;
	return PF_OK;
}

enum pf_err
pf_charset_encode(struct pf_charset *c, const char *in, size_t len, char *out,
    size_t cap, size_t *taken, size_t *made)
{
	struct work w = {in, len, out, cap, taken, made};
	enum pf_err err = PF_OK;

	*taken = *made = 0;
	while (*taken < len) {
		size_t end = *taken;

		end += utf8_piece(c->cs, in + end, len - end, &err);
		if (end == *taken)
			return err;
		if (encode_piece(c, &w, end - *taken))
			continue;
		while (*taken < end) {
			err = encode_char(c, &w);
			if (err != PF_OK)
				return err;
		}
	}
	return PF_OK;
}
