/*
 * Text by chance: hanzi as often as in Chinese prose, in runs as long as in
 * Debian's fortunes-zh and manpages-zh, from one seed.
 */
#include "charset.h"

const char *const charset_text_names[CHARSET_TEXTS] = {
    "hanzi", "mixed", "ascii"};

/* The commonest hanzi, in GBK: 的一是不了人我在有他这中大来上个国到说们 … */
static const char common[] =
    "\xB5\xC4\xD2\xBB\xCA\xC7\xB2\xBB\xC1\xCB\xC8\xCB\xCE\xD2\xD4\xDA\xD3\xD0"
    "\xCB\xFB\xD5\xE2\xD6\xD0\xB4\xF3\xC0\xB4\xC9\xCF\xB8\xF6\xB9\xFA\xB5\xBD"
    "\xCB\xB5\xC3\xC7\xCE\xAA\xD7\xD3\xBA\xCD\xC4\xE3\xB5\xD8\xB3\xF6\xB5\xC0"
    "\xD2\xB2\xCA\xB1\xC4\xEA\xB5\xC3\xBE\xCD\xC4\xC7\xD2\xAA\xCF\xC2\xD2\xD4";

enum { commons = (sizeof(common) - 1) / 2 };

/* A stream of numbers that is the same everywhere (splitmix64). */
static uint64_t
draw(uint64_t *state)
{
	uint64_t z = (*state += 0x9E3779B97F4A7C15u);

	z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
	z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
	return z ^ (z >> 31);
}

/* A third of all hanzi are among the commonest 40; the rest are of level 1. */
static enum ct_err
add_hanzi(uint64_t *state, struct ct_buf *out)
{
	uint64_t r = draw(state);
	char pair[2] = {
	    (char)(0xB0 + (r >> 8) % 39), (char)(0xA1 + (r >> 20) % 94)};

	if (r % 3 == 0)
		return ct_buf_add(out, &common[(r >> 8) % commons * 2], 2);
	return ct_buf_add(out, pair, 2);
}

static enum ct_err
add_ascii(uint64_t *state, struct ct_buf *out)
{
	static const char letters[] = "etaoinshrdlu cmfwypv bgkjqxz ,.-(:1 2";

	return ct_buf_add(
	    out, &letters[draw(state) % (sizeof(letters) - 1)], 1);
}

/* 1, 2, 3 … characters, each length a little rarer than the one before it. */
static unsigned
run_length(uint64_t *state, unsigned mean)
{
	unsigned n = 1;

	while (n < 80 && draw(state) % mean != 0)
		n++;
	return n;
}

static enum ct_err
add_run(enum charset_text text, uint64_t *state, struct ct_buf *out, size_t end)
{
	bool hanzi = text == CHARSET_HANZI ||
		     (text == CHARSET_MIXED && draw(state) % 2 == 0);
	unsigned n = run_length(state, hanzi ? 7 : 12);
	enum ct_err err = CT_OK;

	for (; err == CT_OK && n > 0 && out->len + 2 <= end; n--)
		err = hanzi ? add_hanzi(state, out) : add_ascii(state, out);
	return err;
}

enum ct_err
charset_text_make(enum charset_text text, size_t size, struct ct_buf *out)
{
	uint64_t state = 20240401;
	size_t end = out->len + size;
	enum ct_err err = CT_OK;

	while (err == CT_OK && out->len + 2 <= end)
		err = add_run(text, &state, out, end);
	return err;
}
