/* The codec against its data files, exhaustively, both ways. */
#include "core/gbk.h"
#include "core/coding_utf8.h"
#include "gbk_data.h"

#include <stdlib.h>
#include <string.h>

#define DATA CT_SOURCE_DIR "/core/data/"

enum { bmp_pointers = 39420, chars = 0x110000, no_char = 0 };

/* The data files, as they stand. */
struct index {
	uint32_t pair[0x10000];         /* code to character */
	uint32_t pointer[bmp_pointers]; /* … of four bytes, in the BMP */
	uint16_t core[0x10000];         /* character to code */
	uint16_t any[0x10000];          /* … in gbk_decode.tsv */
	bool escaped[0x10000];
	uint32_t four[chars]; /* character to pointer + 1 */
	uint32_t last_pointer, last_first;
};

static void
take_pair(char **f, size_t n, void *ctx)
{
	struct index *x = ctx;
	unsigned long code = strtoul(f[0], NULL, 16);
	unsigned long cp = n > 1 ? strtoul(f[1], NULL, 16) : 0;

	x->pair[code] = (uint32_t)cp;
	if (cp != 0x3000 || code == 0xA1A1)
		x->any[cp] = (uint16_t)code;
}

static void
take_core(char **f, size_t n, void *ctx)
{
	struct index *x = ctx;

	x->core[strtoul(f[0], NULL, 16)] =
	    (uint16_t)(n > 1 ? strtoul(f[1], NULL, 16) : 0);
}

static void
take_escaped(char **f, size_t n, void *ctx)
{
	struct index *x = ctx;

	x->escaped[strtoul(f[0], NULL, 16)] = n == 1;
}

static void
take_range(char **f, size_t n, void *ctx)
{
	struct index *x = ctx;
	uint32_t pointer = (uint32_t)strtoul(f[0], NULL, 10);
	uint32_t first = n > 1 ? (uint32_t)strtoul(f[1], NULL, 16) : 0;

	for (uint32_t p = x->last_pointer; p < pointer && p < bmp_pointers; p++)
		x->pointer[p] = x->last_first + (p - x->last_pointer);
	x->last_pointer = pointer;
	x->last_first = first;
}

static struct index *
load(void)
{
	struct index *x = calloc(1, sizeof(*x));

	if (x == NULL)
		abort();
	EXPECT_EQ(23940, data_lines(DATA "gbk_decode.tsv", take_pair, x));
	EXPECT_EQ(21791, data_lines(DATA "gbk_core.tsv", take_core, x));
	EXPECT_EQ(45, data_lines(DATA "gb18030_escaped.tsv", take_escaped, x));
	EXPECT_EQ(207, data_lines(DATA "gb18030_ranges.tsv", take_range, x));
	x->pointer[7457] = 0xE7C7;
	for (uint32_t p = 0; p < bmp_pointers; p++)
		x->four[x->pointer[p]] = p + 1;
	for (uint32_t cp = 0x10000; cp < chars; cp++)
		x->four[cp] = cp - 0x10000 + 189000 + 1;
	return x;
}

static size_t
add(char *out, size_t n, uint32_t cp)
{
	return n + ct_utf8_put(cp, out + n);
}

/* What one byte means that nothing follows. */
static uint32_t
single(unsigned b)
{
	return b < 0x80 ? b : b == 0x80 ? 0x20AC : 0xFFFD;
}

static void
expect_decoded(
    const char *in, size_t len, size_t split, const char *want, size_t n)
{
	struct ct_gbk_decoder d = {0};
	char out[2 * CT_GBK_DECODE_ROOM(8)];
	size_t got;

	got = ct_gbk_decode(&d, (struct ct_slice){in, split}, false, out);
	EXPECT_EQ(split - d.held_len > 0, got > 0);
	got += ct_gbk_decode(
	    &d, (struct ct_slice){in + split, len - split}, true, out + got);
	if (got == n && memcmp(out, want, n) == 0)
		return;
	INFO("%02X %02X, %zu bytes, split %zu", (unsigned char)in[0],
	    (unsigned char)in[1], len, split);
	EXPECT_SLICE_EQ(
	    ((struct ct_slice){want, n}), ((struct ct_slice){out, got}));
}

TEST(gbk, single_bytes)
{
	for (unsigned b = 0; b < 256; b++) {
		char in[2] = {(char)b, 0}, want[8];
		size_t n = add(want, 0, single(b));

		expect_decoded(in, 1, 0, want, n);
		expect_decoded(in, 1, 1, want, n);
	}
}

/* One pair as the last of a line. */
static size_t
want_of_pair(const struct index *x, unsigned a, unsigned b, char *want)
{
	size_t n = 0;

	if (a <= 0x80 || a == 0xFF)
		return add(want, add(want, n, single(a)), single(b));
	if (x->pair[a << 8 | b] != no_char)
		return add(want, n, x->pair[a << 8 | b]);
	n = add(want, n, 0xFFFD);
	return b < 0x80 ? add(want, n, b) : n;
}

TEST(gbk, all_pairs)
{
	struct index *x = load();

	for (unsigned code = 0; code < 0x10000 && !shim_failed(); code++) {
		char in[2] = {(char)(code >> 8), (char)code}, want[16];
		size_t n = want_of_pair(x, code >> 8, code & 0xFF, want);

		for (size_t split = 0; split <= 2; split++)
			expect_decoded(in, 2, split, want, n);
	}
	free(x);
}

static uint32_t
char_of_pointer(const struct index *x, uint32_t p)
{
	if (p < bmp_pointers)
		return x->pointer[p];
	if (p >= 189000 && p <= 1237575)
		return p - 189000 + 0x10000;
	return 0xFFFD;
}

static void
put_pointer(uint32_t p, char *out)
{
	out[0] = (char)(0x81 + p / 12600);
	out[1] = (char)(0x30 + p / 1260 % 10);
	out[2] = (char)(0x81 + p / 10 % 126);
	out[3] = (char)(0x30 + p % 10);
}

TEST(gbk, all_four_byte_codes)
{
	struct index *x = load();

	for (uint32_t p = 0; p < 126 * 10 * 126 * 10 && !shim_failed(); p++) {
		char in[4], want[8];
		size_t n = add(want, 0, char_of_pointer(x, p));

		put_pointer(p, in);
		expect_decoded(in, 4, p % 4, want, n);
	}
	free(x);
}

/* A digit too many, or a lead that is none: only the first byte is bad. */
TEST(gbk, broken_four_bytes)
{
	struct index *x = load();

	for (unsigned third = 0; third < 256; third++) {
		char in[3] = {'\x81', '0', (char)third}, want[16];
		size_t n = add(want, add(want, 0, 0xFFFD), '0');

		n = add(want, n, single(third));
		for (size_t split = 0; split <= 3; split++)
			expect_decoded(in, 3, split, want, n);
	}
	for (unsigned fourth = 0; fourth < 256; fourth++) {
		char in[4] = {'\x81', '0', '\x81', (char)fourth}, want[24];
		size_t n = add(want, add(want, 0, 0xFFFD), '0');

		if (fourth >= '0' && fourth <= '9')
			continue;
		n += want_of_pair(x, 0x81, fourth, want + n);
		for (size_t split = 0; split <= 4; split++)
			expect_decoded(in, 4, split, want, n);
	}
	free(x);
}

/* The bytes of a character in a profile; 0: it is not held. */
static size_t
want_encoded(
    const struct index *x, enum ct_gbk_profile profile, uint32_t cp, char *want)
{
	uint32_t code = cp <= 0xFFFF ? x->core[cp] : 0;
	bool private = cp >= 0xE000 && cp <= 0xF8FF;

	want[0] = (char)cp;
	if (cp < 0x80)
		return 1;
	want[0] = '\x80';
	if (profile == CT_GBK_CP936 && cp == 0x20AC)
		return 1;
	if (code == 0 && cp <= 0xFFFF &&
	    (profile == CT_GBK_GB18030 ? !x->escaped[cp]
				       : profile == CT_GBK_CP936 && private))
		code = x->any[cp];
	want[0] = (char)(code >> 8);
	want[1] = (char)code;
	if (code != 0)
		return 2;
	if (profile != CT_GBK_GB18030 || (cp <= 0xFFFF && x->escaped[cp]))
		return 0;
	put_pointer(x->four[cp] - 1, want);
	return 4;
}

static void
expect_encoded(enum ct_gbk_profile profile, uint32_t cp, const char *want,
    size_t n, bool *round)
{
	char utf8[4], out[CT_GBK_ENCODE_ROOM(CT_GBK_GB18030, 4)];
	char back[CT_GBK_DECODE_ROOM(4)];
	struct ct_slice in = {utf8, ct_utf8_put(cp, utf8)}, rest = in;
	struct ct_gbk_decoder d = {0};
	size_t got = ct_gbk_encode(profile, &rest, out);

	if (got != n || memcmp(out, want, n) != 0 ||
	    rest.len != (n > 0 ? 0 : in.len)) {
		INFO("U+%04X in profile %d", (unsigned)cp, (int)profile);
		EXPECT_SLICE_EQ(((struct ct_slice){want, n}),
		    ((struct ct_slice){out, got}));
		EXPECT_EQ(n > 0 ? 0 : in.len, rest.len);
	}
	*round = false;
	if (n == 0)
		return;
	got = ct_gbk_decode(&d, (struct ct_slice){out, got}, true, back);
	*round = got == in.len && memcmp(back, utf8, got) == 0;
}

/* Every scalar out and back; `held` counts those that a profile holds. */
static void
check_profile(const struct index *x, enum ct_gbk_profile profile, size_t held)
{
	size_t count = 0;

	for (uint32_t cp = 0; cp < chars && !shim_failed(); cp++) {
		char want[4];
		size_t n;
		bool round;

		if (cp >= 0xD800 && cp <= 0xDFFF)
			continue;
		n = want_encoded(x, profile, cp, want);
		expect_encoded(profile, cp, want, n, &round);
		EXPECT_EQ(n > 0, round);
		count += n > 0;
	}
	EXPECT_EQ(held, count);
}

TEST(gbk, every_character_in_every_profile)
{
	struct index *x = load();

	check_profile(x, CT_GBK_CORE, 128 + 21791);
	check_profile(x, CT_GBK_CP936, 128 + 21791 + 1 + 2048);
	check_profile(x, CT_GBK_GB18030, chars - 0x800 - 45);
	free(x);
}

/* What is not UTF-8 is left where it is, overlong forms included. */
TEST(gbk, encode_stops_at_bad_utf8)
{
	static const char *const bad[] = {"\x80", "\xC1\xBF", "\xC3",
	    "\xE0\x83\x97", "\xE4\xBD", "\xE4\xBD\x41", "\xED\xA0\x80",
	    "\xF0\x80\x80\x80", "\xF4\x90\x80\x80", "\xF0\x9F\x98", "\xFF"};

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		for (int profile = 0; profile < 3; profile++) {
			char in[64], out[256];
			struct ct_slice rest;
			size_t n = strlen(bad[i]);

			INFO("bad %zu, profile %d", i, profile);
			memcpy(in, "\xE4\xBD\xA0", 3);
			memcpy(in + 3, bad[i], n);
			memset(in + 3 + n, 'x', 20);
			for (size_t more = 0; more <= 20; more += 20) {
				rest = (struct ct_slice){in, 3 + n + more};
				EXPECT_EQ(
				    2, ct_gbk_encode(profile, &rest, out));
				EXPECT_EQ(n + more, rest.len);
			}
		}
}

/* The characters that even GB18030 escapes are those on which GB18030 decoders
 * differ, but for U+20AC, whose A2E3 is the same to all of them. */
static void
take_overlay(char **f, size_t n, void *ctx)
{
	struct index *x = ctx;

	if (n < 4 || (strstr(f[0], "GB18030") == NULL &&
			 strstr(f[0], "gb18030") == NULL))
		return;
	for (size_t i = 2; i < 4; i++) {
		unsigned long cp = strtoul(f[i], NULL, 16);

		if (f[i][0] != '-' && cp <= 0xFFFF && cp != 0x20AC &&
		    x->core[cp] == 0)
			x->any[cp] = 1;
	}
}

TEST(gbk, escaped_follow_from_the_differences)
{
	struct index *x = load();

	memset(x->any, 0, sizeof(x->any));
	data_lines(CT_TEST_DATA "/overlay.tsv", take_overlay, x);
	for (size_t cp = 0; cp < 0x10000; cp++) {
		INFO("U+%04zX", cp);
		EXPECT_EQ(x->escaped[cp], x->any[cp] == 1);
	}
	free(x);
}

/* What a client shows of the bytes it can read. */
TEST(gbk, decoder_counts_and_sees)
{
	struct ct_gbk_decoder d = {0};
	char out[256];

	ct_gbk_decode(&d, ct_slice_str("\xC4\xE3\xFF\x81 \x81"), true, out);
	EXPECT_EQ(3, d.invalid);
	EXPECT_FALSE(d.saw_cp936 || d.saw_four);
	ct_gbk_decode(&d, ct_slice_str("\x84\x31\xA4\x37"), true, out);
	EXPECT_EQ(3, d.invalid);
	EXPECT_TRUE(d.saw_four);
	EXPECT_FALSE(d.saw_cp936);
	ct_gbk_decode(&d, ct_slice_str("\xAA\xA1"), true, out);
	EXPECT_TRUE(d.saw_cp936);
	d = (struct ct_gbk_decoder){0};
	ct_gbk_decode(&d, ct_slice_str("\x80"), true, out);
	EXPECT_TRUE(d.saw_cp936);
}
