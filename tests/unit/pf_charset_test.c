/* The system's charsets: exact, and the same on both systems. */
#include "tests/shim/shim.h"

#include "platform/charset.h"

#include <stdlib.h>
#include <string.h>

static const char *const labels[] = {"big5", "cp932", "cp949", "koi8-r",
    "windows-1250", "windows-1251", "windows-1252", "windows-1253",
    "windows-1254", "windows-1255", "windows-1256", "windows-1257",
    "windows-1258", "iso-8859-1"};

enum { LABELS = sizeof labels / sizeof *labels };

static struct pf_charset *
open_it(const char *label)
{
	struct pf_charset *c = NULL;

	INFO("%s", label);
	EXPECT_EQ(PF_OK, pf_charset_open(label, &c));
	return c;
}

struct vector {
	const char *label, *bytes, *text;
};

static const struct vector vectors[] = {
    {"big5", "\xA7\x41\xA6\x6E world", "你好 world"},
    {"cp932", "\x82\xB1\x82\xF1 \x94\x5C\xB1", "こん 能ｱ"},
    {"cp932", "\x81\x60\x87\x40", "～①"},
    {"cp949", "\xBE\xC8\xB3\xE7 \x8C\x63", "안녕 똠"},
    {"koi8-r", "\xF0\xD2\xC9\xD7\xC5\xD4", "Привет"},
    {"windows-1250", "\xE8\x9A\x80", "čš€"},
    {"windows-1251", "\xCF\xF0\xE8", "При"},
    {"windows-1252", "caf\xE9 \x80\x97", "café €—"},
    {"windows-1253", "\xC1\xE8", "Αθ"},
    {"windows-1254", "\xDD\xFE", "İş"},
    {"windows-1255", "\xF9\xC8", "שָ"},
    {"windows-1256", "\xE3\xD1", "مر"},
    {"windows-1257", "\xE0\xFE", "ąž"},
    {"windows-1258", "\xF0\xFE", "đ₫"},
    {"iso-8859-1", "\xE9\x80", "é\xC2\x80"},
    {"gbk", "\xC4\xE3\xBA\xC3", "你好"},
    {"cp936", "\xCF\xE0\xC9\xF9", "相声"},
};

enum { VECTORS = sizeof vectors / sizeof *vectors };

TEST(pf_charset, known_text_goes_both_ways)
{
	for (size_t i = 0; i < VECTORS; i++) {
		const struct vector *v = &vectors[i];
		struct pf_charset *c = open_it(v->label);
		char out[64];
		size_t taken, made;

		ASSERT_TRUE(c != NULL);
		EXPECT_EQ(
		    PF_OK, pf_charset_decode(c, v->bytes, strlen(v->bytes), out,
			       sizeof out, &taken, &made));
		EXPECT_EQ(strlen(v->bytes), taken);
		ASSERT_EQ(strlen(v->text), made);
		EXPECT_MEMEQ(v->text, out, made);
		EXPECT_EQ(PF_OK, pf_charset_encode(c, v->text, strlen(v->text),
				     out, sizeof out, &taken, &made));
		EXPECT_EQ(strlen(v->text), taken);
		ASSERT_EQ(strlen(v->bytes), made);
		EXPECT_MEMEQ(v->bytes, out, made);
		pf_charset_close(c);
	}
}

/* One of the two directions. */
typedef enum pf_err convert(struct pf_charset *c, const char *in, size_t len,
    char *out, size_t cap, size_t *taken, size_t *made);

/* In pieces of `cut` bytes, holding back what is a beginning. */
static size_t
in_pieces(convert *fn, struct pf_charset *c, const char *in, size_t len,
    size_t cut, char *out, size_t cap)
{
	size_t done = 0, made = 0, end = 0, t, m;
	enum pf_err err;

	while (end < len) {
		end = end + cut < len ? end + cut : len;
		err = fn(
		    c, in + done, end - done, out + made, cap - made, &t, &m);
		EXPECT_TRUE(err == PF_OK || (err == PF_AGAIN && end < len));
		done += t;
		made += m;
		if (err != PF_OK && err != PF_AGAIN)
			break;
	}
	EXPECT_EQ(len, done);
	return made;
}

TEST(pf_charset, pieces_of_any_size_give_the_same)
{
	for (size_t i = 0; i < VECTORS; i++) {
		const struct vector *v = &vectors[i];
		size_t in = strlen(v->bytes), text = strlen(v->text);
		struct pf_charset *c = open_it(v->label);
		char out[64];

		ASSERT_TRUE(c != NULL);
		for (size_t cut = 1; cut <= in; cut++) {
			ASSERT_EQ(
			    text, in_pieces(pf_charset_decode, c, v->bytes, in,
				      cut, out, sizeof out));
			EXPECT_MEMEQ(v->text, out, text);
		}
		for (size_t cut = 1; cut <= text; cut++) {
			ASSERT_EQ(in, in_pieces(pf_charset_encode, c, v->text,
					  text, cut, out, sizeof out));
			EXPECT_MEMEQ(v->bytes, out, in);
		}
		pf_charset_close(c);
	}
}

static void
decode_is(const char *label, const char *in, size_t len, enum pf_err want,
    size_t taken_want, const char *text)
{
	struct pf_charset *c = open_it(label);
	char out[64];
	size_t taken, made;

	ASSERT_TRUE(c != NULL);
	EXPECT_STREQ(pf_err_token(want),
	    pf_err_token(
		pf_charset_decode(c, in, len, out, sizeof out, &taken, &made)));
	EXPECT_EQ(taken_want, taken);
	ASSERT_EQ(strlen(text), made);
	EXPECT_MEMEQ(text, out, made);
	pf_charset_close(c);
}

TEST(pf_charset, a_cut_character_and_a_wrong_one_are_told_apart)
{
	decode_is("big5", "a\xA7", 2, PF_AGAIN, 1, "a");
	decode_is("big5",
	    "a\xA7\x0A"
	    "b",
	    4, PF_EILSEQ, 1, "a");
	decode_is("cp932", "\x82\xB1\x82", 3, PF_AGAIN, 2, "こ");
	decode_is("cp932", "\x82\xB1\x82 x", 5, PF_EILSEQ, 2, "こ");
	decode_is("cp949", "\xC4", 1, PF_AGAIN, 0, "");
	decode_is("gbk", "\xC4\x0A", 2, PF_EILSEQ, 0, "");
	decode_is("big5", "\xFF", 1, PF_EILSEQ, 0, "");
	decode_is("windows-1252", "ab\x81", 3, PF_EILSEQ, 2, "ab");
	decode_is("koi8-r", "", 0, PF_OK, 0, "");
}

TEST(pf_charset, where_the_error_is_comes_out_of_long_text_too)
{
	enum { LONG = 5000 };
	struct pf_charset *c = open_it("cp932");
	char *in = malloc(LONG), *out = malloc(4 * LONG);
	size_t taken, made;

	ASSERT_TRUE(c != NULL && in != NULL && out != NULL);
	for (size_t bad = 2; bad < LONG - 2; bad += 311) {
		for (size_t i = 0; i < LONG; i += 2)
			memcpy(in + i, "\x82\xB1", 2);
		memcpy(in + (bad & ~(size_t)1), "\x82\x01", 2);
		EXPECT_EQ(PF_EILSEQ, pf_charset_decode(c, in, LONG, out,
					 4 * LONG, &taken, &made));
		EXPECT_EQ(bad & ~(size_t)1, taken);
		EXPECT_EQ(taken / 2 * 3, made);
	}
	free(in);
	free(out);
	pf_charset_close(c);
}

static void
encode_is(const char *label, const char *text, size_t len, enum pf_err want,
    size_t taken_want, const char *bytes)
{
	struct pf_charset *c = open_it(label);
	char out[64];
	size_t taken, made;

	ASSERT_TRUE(c != NULL);
	EXPECT_STREQ(
	    pf_err_token(want), pf_err_token(pf_charset_encode(c, text, len,
				    out, sizeof out, &taken, &made)));
	EXPECT_EQ(taken_want, taken);
	ASSERT_EQ(strlen(bytes), made);
	EXPECT_MEMEQ(bytes, out, made);
	pf_charset_close(c);
}

TEST(pf_charset, nothing_similar_is_taken_for_the_same)
{
	/* Best fit would write e, 2, |, -, \ and ? here. */
	encode_is("windows-1251", "x\xC3\xA9", 3, PF_EILSEQ, 1, "x");
	encode_is("koi8-r", "\xC3\xA9", 2, PF_EILSEQ, 0, "");
	encode_is("cp936", "\xC2\xB2", 2, PF_EILSEQ, 0, "");
	encode_is("cp936", "a\xC2\xA6", 3, PF_EILSEQ, 1, "a");
	encode_is("gbk", "\xC2\xAD", 2, PF_EILSEQ, 0, "");
	encode_is("cp932", "\xC2\xA5", 2, PF_EILSEQ, 0, "");
	encode_is("big5", "好😀", 7, PF_EILSEQ, 3, "\xA6\x6E");
	encode_is("windows-1252", "\xC4\x80", 2, PF_EILSEQ, 0, "");
	/* Combined, not one byte and a mark. */
	encode_is("windows-1258", "ế", 3, PF_EILSEQ, 0, "");
}

TEST(pf_charset, wrong_and_cut_utf8_are_told_apart)
{
	encode_is("koi8-r", "a\xD0", 2, PF_AGAIN, 1, "a");
	encode_is("koi8-r", "a\xD0z", 3, PF_EILSEQ, 1, "a");
	encode_is("koi8-r", "\xC0\xAF", 2, PF_EILSEQ, 0, "");
	encode_is("koi8-r", "\xED\xA0\x80", 3, PF_EILSEQ, 0, "");
	encode_is("koi8-r", "\xED\xA0", 2, PF_EILSEQ, 0, "");
	encode_is("koi8-r", "\xF4\x90", 2, PF_EILSEQ, 0, "");
	encode_is("koi8-r", "\xE2\x82", 2, PF_AGAIN, 0, "");
	encode_is("koi8-r", "\xF0\x9F\x98", 3, PF_AGAIN, 0, "");
}

TEST(pf_charset, a_full_buffer_stops_before_a_character)
{
	struct pf_charset *c = open_it("big5");
	char out[6];
	size_t taken, made;

	ASSERT_TRUE(c != NULL);
	EXPECT_EQ(PF_EFULL,
	    pf_charset_decode(c, "\xA7\x41\xA6\x6E", 4, out, 5, &taken, &made));
	EXPECT_EQ(2, taken);
	EXPECT_EQ(3, made);
	EXPECT_EQ(
	    PF_EFULL, pf_charset_encode(c, "你好", 6, out, 3, &taken, &made));
	EXPECT_EQ(3, taken);
	EXPECT_EQ(2, made);
	EXPECT_EQ(
	    PF_EFULL, pf_charset_encode(c, "你", 3, out, 0, &taken, &made));
	EXPECT_EQ(0, taken);
	pf_charset_close(c);
}

TEST(pf_charset, the_list_names_each_that_can_be_opened)
{
	char list[512], cut[12];
	struct pf_charset *c;

	pf_charset_labels(list, sizeof list);
	EXPECT_STREQ("big5 cp932 cp949 koi8-r windows-1250 windows-1251 "
		     "windows-1252 windows-1253 windows-1254 windows-1255 "
		     "windows-1256 windows-1257 windows-1258 iso-8859-1",
	    list);
	pf_charset_labels(cut, sizeof cut);
	EXPECT_STREQ("big5 cp932", cut);
	EXPECT_EQ(PF_ECHARSET, pf_charset_open("klingon", &c));
	EXPECT_TRUE(c == NULL);
	EXPECT_EQ(PF_ECHARSET, pf_charset_open("", &c));
	pf_charset_close(NULL);
}

static uint32_t
hash(uint32_t h, const void *data, size_t len)
{
	const unsigned char *p = data;

	for (size_t i = 0; i < len; i++) /* FNV-1a */
		h = (h ^ p[i]) * UINT32_C(16777619);
	return h;
}

/* All characters of one and two bytes, with what they are. */
static uint32_t
sweep_decode(struct pf_charset *c, uint32_t h)
{
	for (unsigned i = 0; i < 0x10100; i++) {
		/* 00 to FF, then 0000 to FFFF. */
		char in[2] = {
		    (char)(i < 256 ? i : (i - 256) >> 8), (char)(i - 256)};
		size_t len = i < 256 ? 1 : 2, taken, made;
		char out[16];
		unsigned char err = (unsigned char)pf_charset_decode(
		    c, in, len, out, sizeof out, &taken, &made);

		h = hash(h, &err, 1);
		h = hash(h, out, made);
	}
	return h;
}

static uint32_t
sweep_encode(struct pf_charset *c, uint32_t h)
{
	for (unsigned code = 0x80; code < 0x10000; code++) {
		char in[3] = {(char)(0xE0 | code >> 12),
		    (char)(0x80 | (code >> 6 & 63)),
		    (char)(0x80 | (code & 63))};
		size_t skip = code < 0x800, taken, made;
		char out[16];
		unsigned char err;

		if (skip)
			in[1] = (char)(0xC0 | code >> 6);
		err = (unsigned char)pf_charset_encode(
		    c, in + skip, 3 - skip, out, sizeof out, &taken, &made);
		h = hash(h, &err, 1);
		h = hash(h, out, made);
	}
	return h;
}

TEST(pf_charset, every_character_is_the_same_on_both_systems)
{
	static const uint32_t golden[LABELS] = {0xC1E726F, 0x39CC1AFC,
	    0xB0CBBE20, 0xAF6A6791, 0xBC8D3F59, 0x1E4A56BD, 0x10BF6501,
	    0xC7382907, 0xF81DC8BB, 0x57A7A364, 0xE9894813, 0x4BC47DA2,
	    0x578C344F, 0x6C370345};

	for (size_t i = 0; i < LABELS; i++) {
		struct pf_charset *c = open_it(labels[i]);
		uint32_t h = UINT32_C(2166136261);

		ASSERT_TRUE(c != NULL);
		h = sweep_encode(c, sweep_decode(c, h));
		EXPECT_EQ(golden[i], h);
		pf_charset_close(c);
	}
}
