/* The codec on long streams: however cut, on any machine, the same. */
#include "core/coding_utf8.h"
#include "core/gbk.h"
#include "core/gbk_run.h"
#include "gbk_data.h"

#include <stdlib.h>
#include <string.h>

enum { stream_len = 200000 };

/* Runs of what lines are made of, and of what breaks them. */
static void
fill(char *out, size_t n, uint64_t seed)
{
	size_t at = 0;

	while (at < n) {
		uint64_t r = data_random(&seed);
		size_t run = 1 + (r >> 8) % 24;
		unsigned kind = r & 15;

		for (; run > 0 && at < n; run--) {
			uint64_t v = data_random(&seed);
			unsigned char lead = (unsigned char)(0x81 + v % 126);

			if (kind < 6) { /* a hanzi of GB2312 */
				out[at++] = (char)(0xB0 + v % 72);
				if (at < n)
					out[at++] =
					    (char)(0xA1 + (v >> 8) % 94);
			} else if (kind < 10) { /* ASCII */
				out[at++] = (char)(' ' + v % 95);
			} else if (kind < 12) { /* any lead, any trail */
				out[at++] = (char)lead;
				if (at < n)
					out[at++] = (char)(v >> 8);
			} else if (kind < 14) { /* four bytes, often */
				out[at++] =
				    (char)((v & 64) != 0 ? '0' + (v >> 8) % 10
							 : lead);
			} else if (kind == 14) { /* anything */
				out[at++] = (char)(v >> 8);
			} else {
				out[at++] = '\n';
				break;
			}
		}
	}
}

static uint64_t
hash_of_pieces(const char *in, size_t n, size_t piece, size_t *invalid)
{
	struct ct_gbk_decoder d = {0};
	char *out = malloc(CT_GBK_DECODE_ROOM(piece));
	uint64_t hash = DATA_HASH;

	if (out == NULL)
		abort();
	for (size_t at = 0; at < n; at += piece) {
		size_t len = n - at < piece ? n - at : piece;
		size_t got = ct_gbk_decode(
		    &d, (struct ct_slice){in + at, len}, at + len == n, out);

		hash = data_hash(hash, out, got);
	}
	*invalid = d.invalid;
	free(out);
	return hash;
}

/* The hashes were computed by another program, from the Encoding Standard's
 * own words. */
TEST(gbk_stream, golden_hash_at_every_split)
{
	const uint64_t golden = 0xCA8F3CCCCCFA31EFu;
	char *in = malloc(stream_len);
	size_t invalid;

	ASSERT_TRUE(in != NULL);
	fill(in, stream_len, 1);
	EXPECT_EQ(0x4729B1EF0ED63648u, data_hash(DATA_HASH, in, stream_len));
	for (size_t piece = 1; piece <= stream_len && !shim_failed();
	     piece += piece < 70 ? 1 : piece / 2) {
		INFO("pieces of %zu", piece);
		EXPECT_EQ(
		    golden, hash_of_pieces(in, stream_len, piece, &invalid));
		EXPECT_EQ(7226, invalid);
	}
	EXPECT_EQ(golden, hash_of_pieces(in, stream_len, stream_len, &invalid));
	free(in);
}

static size_t
decode_all(const char *in, size_t n, char *out)
{
	struct ct_gbk_decoder d = {0};

	return ct_gbk_decode(&d, (struct ct_slice){in, n}, true, out);
}

/* At every pair of places. */
TEST(gbk_stream, every_split_of_short_lines)
{
	enum { len = 40 };
	char in[len], want[CT_GBK_DECODE_ROOM(len)];
	char out[3 * CT_GBK_DECODE_ROOM(len)];

	for (uint64_t seed = 1; seed <= 300 && !shim_failed(); seed++) {
		size_t n, i, j, got;

		fill(in, len, seed);
		n = decode_all(in, len, want);
		for (i = 0; i <= len; i++)
			for (j = i; j <= len; j++) {
				struct ct_gbk_decoder d = {0};
				char *a = data_copy(in, i);
				char *b = data_copy(in + i, j - i);
				char *c = data_copy(in + j, len - j);

				got = ct_gbk_decode(
				    &d, (struct ct_slice){a, i}, false, out);
				got += ct_gbk_decode(&d,
				    (struct ct_slice){b, j - i}, false,
				    out + got);
				got += ct_gbk_decode(&d,
				    (struct ct_slice){c, len - j}, true,
				    out + got);
				INFO("seed %d, %zu and %zu", (int)seed, i, j);
				if (got != n || memcmp(out, want, n) != 0)
					EXPECT_SLICE_EQ(
					    ((struct ct_slice){want, n}),
					    ((struct ct_slice){out, got}));
				free(a);
				free(b);
				free(c);
			}
	}
}

/* An LF is never part of anything: lines can be cut first or last. */
TEST(gbk_stream, lines_decode_as_the_stream_does)
{
	char *in = malloc(stream_len);
	char *whole = malloc(CT_GBK_DECODE_ROOM(stream_len));
	char *lines = malloc(CT_GBK_DECODE_ROOM(stream_len));
	size_t n, got = 0, at = 0;

	ASSERT_TRUE(in != NULL && whole != NULL && lines != NULL);
	fill(in, stream_len, 2);
	n = decode_all(in, stream_len, whole);
	while (at < stream_len) {
		const char *lf = memchr(in + at, '\n', stream_len - at);
		size_t end = lf != NULL ? (size_t)(lf - in) : stream_len;

		got += decode_all(in + at, end - at, lines + got);
		if (lf != NULL)
			lines[got++] = '\n';
		at = end + 1;
	}
	ASSERT_EQ(n, got);
	EXPECT_TRUE(memcmp(whole, lines, n) == 0);
	free(in);
	free(whole);
	free(lines);
}

/* The machine's loop and the plain one: the same bytes, the same place. */
static void
compare_runs(
    const char *in, size_t n, ct_gbk_run_fn *fast, ct_gbk_run_fn *plain)
{
	char *copy = data_copy(in, n);
	unsigned char *begin = (unsigned char *)copy;
	unsigned char *a = malloc(CT_GBK_DECODE_ROOM(n));
	unsigned char *b = malloc(CT_GBK_DECODE_ROOM(n));
	unsigned char *x = a, *y = b;

	if (a == NULL || b == NULL)
		abort();
	EXPECT_EQ(plain(begin, begin + n, &y) - begin,
	    fast(begin, begin + n, &x) - begin);
	EXPECT_SLICE_EQ(((struct ct_slice){(char *)b, (size_t)(y - b)}),
	    ((struct ct_slice){(char *)a, (size_t)(x - a)}));
	free(copy);
	free(a);
	free(b);
}

TEST(gbk_stream, machine_and_plain_loops_agree)
{
	enum { len = 400 };
	char in[len], text[CT_GBK_DECODE_ROOM(len)];

	for (uint64_t seed = 1; seed <= 400 && !shim_failed(); seed++) {
		size_t n, from;

		fill(in, len, seed);
		n = decode_all(in, len, text);
		for (from = 0; from < len; from += 1 + seed % 7) {
			INFO("seed %d from %zu", (int)seed, from);
			compare_runs(in + from, (len - from) * (seed % 5) / 4,
			    ct_gbk_run_decode, ct_gbk_run_decode_plain);
			if (from < n)
				compare_runs(text + from, n - from,
				    ct_gbk_run_encode, ct_gbk_run_encode_plain);
		}
	}
}

/* Every character of a text by itself, and then the text at once. */
TEST(gbk_stream, encode_is_the_same_in_pieces)
{
	static const uint64_t want[] = {
	    0xD40CD312BDA27F15u, 0x695F42A8E7DC60A8u, 0x84462825130CD8DDu};
	char *in = malloc(stream_len), *out;
	char *text = malloc(CT_GBK_DECODE_ROOM(stream_len));
	size_t n;

	out = malloc(
	    CT_GBK_ENCODE_ROOM(CT_GBK_GB18030, CT_GBK_DECODE_ROOM(stream_len)));
	ASSERT_TRUE(in != NULL && text != NULL && out != NULL);
	fill(in, stream_len, 3);
	n = decode_all(in, stream_len, text);
	for (int profile = 0; profile < 3; profile++) {
		struct ct_slice rest = {text, n};
		uint64_t hash = DATA_HASH, hash_one = DATA_HASH;
		uint32_t cp;

		while (rest.len > 0) {
			size_t got = ct_gbk_encode(profile, &rest, out);

			hash = data_hash(hash, out, got);
			if (rest.len == 0)
				break;
			got = ct_utf8_take(rest, &cp);
			rest.data += got;
			rest.len -= got;
		}
		for (size_t at = 0; at < n;) {
			size_t len = ct_utf8_take(
			    (struct ct_slice){text + at, n - at}, &cp);
			struct ct_slice one = {text + at, len};

			hash_one = data_hash(
			    hash_one, out, ct_gbk_encode(profile, &one, out));
			at += len;
		}
		EXPECT_EQ(hash_one, hash);
		EXPECT_EQ(want[profile], hash);
	}
	free(in);
	free(text);
	free(out);
}
