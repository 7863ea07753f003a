/* Text: validity against a slow model, cleaning, folding, and names. */
#include "tests/alloc.h"
#include "tests/feed.h"
#include "tests/shim/shim.h"

#include "core/text.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

enum { last_char = 0x10ffff };

static bool
between(unsigned char c, int least, int most)
{
	return c >= least && c <= most;
}

/* The grammar of RFC 3629 section 4, production by production. */
static size_t
model_char(const unsigned char *s, size_t len)
{
	static const unsigned char rules[][5] = {{2, 0xc2, 0xdf, 0x80, 0xbf},
	    {3, 0xe0, 0xe0, 0xa0, 0xbf}, {3, 0xe1, 0xec, 0x80, 0xbf},
	    {3, 0xed, 0xed, 0x80, 0x9f}, {3, 0xee, 0xef, 0x80, 0xbf},
	    {4, 0xf0, 0xf0, 0x90, 0xbf}, {4, 0xf1, 0xf3, 0x80, 0xbf},
	    {4, 0xf4, 0xf4, 0x80, 0x8f}};

	if (s[0] < 0x80)
		return 1;
	for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++) {
		const unsigned char *r = rules[i];
		bool ok = len >= r[0] && between(s[0], r[1], r[2]) &&
			  between(s[1], r[3], r[4]);

		for (size_t k = 2; ok && k < r[0]; k++)
			ok = between(s[k], 0x80, 0xbf);
		if (ok)
			return r[0];
	}
	return 0;
}

static bool
model_valid(const unsigned char *s, size_t len)
{
	while (len > 0) {
		size_t n = model_char(s, len);

		if (n == 0)
			return false;
		s += n;
		len -= n;
	}
	return true;
}

/* Bytes at and beside each border of the grammar. */
static const unsigned char borders[] = {0x00, 0x7f, 0x80, 0x8f, 0x90, 0x9f,
    0xa0, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf, 0xe0, 0xe1, 0xec, 0xed, 0xee, 0xef,
    0xf0, 0xf1, 0xf3, 0xf4, 0xf5, 0xff};

/* The n-th string of such bytes, of length `len`, behind `before` letters. */
static struct ct_slice
border_string(size_t n, size_t before, size_t len)
{
	char bytes[16];

	memset(bytes, 'a', sizeof(bytes));
	for (size_t i = 0; i < len; i++) {
		bytes[before + i] = (char)borders[n % sizeof(borders)];
		n /= sizeof(borders);
	}
	return feed_copy((struct ct_slice){bytes, before + len});
}

TEST(text, valid_is_what_the_grammar_says)
{
	size_t count = 1, differ = 0;

	for (size_t len = 0; len <= 4; len++, count *= sizeof(borders))
		for (size_t n = 0; n < count; n++) {
			struct ct_slice s = border_string(n, n % 9, len);

			differ +=
			    ct_utf8_valid(s) !=
			    model_valid((const unsigned char *)s.data, s.len);
			feed_free(s);
		}
	EXPECT_EQ(0, differ);
	EXPECT_TRUE(ct_utf8_valid((struct ct_slice){NULL, 0}));
}

static void
check_front(void *ctx, struct ct_slice front)
{
	(void)ctx;
	EXPECT_EQ(model_valid((const unsigned char *)front.data, front.len),
	    ct_utf8_valid(front));
	EXPECT_EQ(ct_utf8_count(front),
	    ct_utf8_count(
		(struct ct_slice){front.data, ct_utf8_cut(front, front.len)}));
}

#define MIXED "Crosstalk 相声 — Zo\xc3\xab: 😀, 12345678 对口"

TEST(text, valid_at_every_front)
{
	feed_fronts(SHIM_LITERAL(MIXED), check_front, NULL);
}

TEST(text, counts_code_points)
{
	EXPECT_EQ(0, ct_utf8_count((struct ct_slice){NULL, 0}));
	EXPECT_EQ(4, ct_utf8_count(SHIM_LITERAL("a\xc3\xab相😀")));
}

TEST(text, a_cut_is_the_longest_front_of_whole_characters)
{
	struct ct_slice s = SHIM_LITERAL(MIXED);

	for (size_t max = 0; max <= s.len + 1; max++) {
		size_t n = ct_utf8_cut(s, max), more;

		INFO("max %zu", max);
		EXPECT_LE(n, max);
		EXPECT_TRUE(ct_utf8_valid((struct ct_slice){s.data, n}));
		if (n == s.len)
			continue;
		more = model_char((const unsigned char *)s.data + n, s.len - n);
		EXPECT_GT(n + more, max);
	}
	EXPECT_EQ(0, ct_utf8_cut((struct ct_slice){NULL, 0}, 5));
}

static void
expect_clean(struct ct_slice in, bool lines, struct ct_slice want)
{
	struct ct_slice copy = feed_copy(in);
	struct ct_buf out, again;

	ct_buf_init(&out, 1000);
	ct_buf_init(&again, 1000);
	EXPECT_EQ(CT_OK, ct_text_clean(copy, lines, &out));
	EXPECT_SLICE_EQ(want, ct_buf_slice(&out));
	EXPECT_EQ(CT_OK, ct_text_clean(ct_buf_slice(&out), lines, &again));
	EXPECT_SLICE_EQ(want, ct_buf_slice(&again));
	ct_buf_fini(&again);
	ct_buf_fini(&out);
	feed_free(copy);
}

TEST(text, cleaning_shows_controls_and_keeps_the_rest)
{
	const struct {
		struct ct_slice in, line, lines;
	} rows[] = {
	    {SHIM_LITERAL(""), SHIM_LITERAL(""), SHIM_LITERAL("")},
	    {SHIM_LITERAL("你好\tworld 😀"), SHIM_LITERAL("你好\tworld 😀"),
		SHIM_LITERAL("你好\tworld 😀")},
	    {SHIM_LITERAL("\x1b[2Jx"), SHIM_LITERAL("␛[2Jx"),
		SHIM_LITERAL("␛[2Jx")},
	    {SHIM_LITERAL("a\0b\x7f"), SHIM_LITERAL("a␀b␡"),
		SHIM_LITERAL("a␀b␡")},
	    {SHIM_LITERAL("a\r\nb\nc\rd"), SHIM_LITERAL("a␊b␊c␍d"),
		SHIM_LITERAL("a\nb\nc␍d")},
	    {SHIM_LITERAL("\na\r\n\n\r\n"), SHIM_LITERAL("␊a"),
		SHIM_LITERAL("\na")},
	    {SHIM_LITERAL("\n\n"), SHIM_LITERAL(""), SHIM_LITERAL("")},
	    {SHIM_LITERAL("a\r\r\n"), SHIM_LITERAL("a␍"), SHIM_LITERAL("a␍")},
	    {SHIM_LITERAL("\r"), SHIM_LITERAL("␍"), SHIM_LITERAL("␍")},
	    {SHIM_LITERAL("\xc2\x85\xe2\x80\xa8\xe2\x80\xae\xe2\x81\xa6"),
		SHIM_LITERAL(
		    "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"),
		SHIM_LITERAL(
		    "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd")},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		INFO("row %zu", i);
		expect_clean(rows[i].in, false, rows[i].line);
		expect_clean(rows[i].in, true, rows[i].lines);
	}
}

/* Writes `c` as UTF-8 into `bytes`; a surrogate gives nothing. */
static struct ct_slice
as_utf8(int32_t c, char bytes[4])
{
	utf8proc_ssize_t n = 0;

	if (c < 0xd800 || c > 0xdfff)
		n = utf8proc_encode_char(c, (utf8proc_uint8_t *)bytes);
	return (struct ct_slice){bytes, (size_t)n};
}

TEST(text, cleaning_changes_no_other_character)
{
	size_t changed = 0;
	struct ct_buf out;
	char bytes[4];

	ct_buf_init(&out, 100);
	for (int32_t c = 0; c <= last_char; c++) {
		struct ct_slice s = as_utf8(c, bytes);

		ct_buf_clear(&out, false);
		ASSERT_EQ(CT_OK, ct_text_clean(s, true, &out));
		changed += !ct_slice_eq(s, ct_buf_slice(&out));
	}
	/* C0 without TAB, DEL, C1, two separators, nine that reorder. */
	EXPECT_EQ(31 + 1 + 32 + 2 + 9, changed);
	ct_buf_fini(&out);
}

TEST(text, cleaning_is_all_or_nothing)
{
	struct ct_slice in = SHIM_LITERAL("a\x1b相\n\x01z");
	struct ct_buf out;

	for (size_t max = 4; max < 4 + 13; max++) {
		bool fits = max >= 4 + 12;

		INFO("max %zu", max);
		ct_buf_init(&out, max);
		ct_buf_add_str(&out, "kept");
		EXPECT_EQ(
		    fits ? CT_OK : CT_EFULL, ct_text_clean(in, true, &out));
		EXPECT_EQ(fits ? 16 : 4, out.len);
		ct_buf_fini(&out);
	}
}

TEST(text, what_is_not_utf8_is_refused)
{
	struct ct_slice bad = SHIM_LITERAL("ok\xe4\xbd");
	struct ct_buf out;

	ct_buf_init(&out, 100);
	EXPECT_EQ(CT_EUTF8, ct_text_clean(bad, true, &out));
	EXPECT_EQ(CT_EUTF8, ct_text_fold(bad, &out));
	EXPECT_EQ(CT_EINVAL, ct_name_check(bad, 32, &out));
	EXPECT_EQ(CT_EINVAL, ct_room_check(bad, 32, &out));
	EXPECT_EQ(0, out.len);
	ct_buf_fini(&out);
}

typedef enum ct_err text_fn(struct ct_slice in, struct ct_buf *out);

static enum ct_err
clean_lines(struct ct_slice in, struct ct_buf *out)
{
	return ct_text_clean(in, true, out);
}

static enum ct_err
name_of_32(struct ct_slice in, struct ct_buf *out)
{
	return ct_name_check(in, 32, out);
}

/* Lets each allocation of fn fail in turn: an error and nothing, or (a library
 * may do without some) the right text. */
static void
starve(text_fn *fn, struct ct_slice in)
{
	struct ct_buf want, out;
	bool failed = true;
	size_t said = 0;

	ct_buf_init(&want, 100);
	ASSERT_EQ(CT_OK, fn(in, &want));
	for (long n = 0; failed; n++) {
		enum ct_err err;

		ct_buf_init(&out, 100);
		alloc_fail_after(n);
		err = fn(in, &out);
		failed = alloc_failed();
		INFO("allocation %ld", n);
		if (err == CT_OK)
			EXPECT_SLICE_EQ(
			    ct_buf_slice(&want), ct_buf_slice(&out));
		else
			EXPECT_EQ(0, out.len);
		EXPECT_TRUE(err == CT_OK || (err == CT_ENOMEM && failed));
		said += err == CT_ENOMEM;
		ct_buf_fini(&out);
	}
	EXPECT_GT(said, 0);
	ct_buf_fini(&want);
}

TEST(text, no_memory_is_said_and_nothing_is_written)
{
	if (!alloc_can_fail())
		SKIP("allocations cannot be made to fail here");
	starve(clean_lines, SHIM_LITERAL("\x01 plain \x02"));
	starve(ct_text_fold, SHIM_LITERAL("ASCII"));
	starve(ct_text_fold, SHIM_LITERAL("Zo\xc3\x8b 相声"));
	starve(name_of_32, SHIM_LITERAL("Zo\xc3\x8b"));
}

static void
fold_into(struct ct_slice in, struct ct_buf *out)
{
	struct ct_slice copy = feed_copy(in);

	ct_buf_clear(out, false);
	EXPECT_EQ(CT_OK, ct_text_fold(copy, out));
	feed_free(copy);
}

static void
expect_fold(struct ct_slice want, struct ct_slice in)
{
	struct ct_buf out;

	ct_buf_init(&out, 1000);
	fold_into(in, &out);
	EXPECT_SLICE_EQ(want, ct_buf_slice(&out));
	ct_buf_fini(&out);
}

TEST(text, names_that_people_hold_equal_fold_to_one_key)
{
	static const char *const rows[][2] = {
	    {"alice", "ALICE"},
	    {"\xc3\xab", "E\xcc\x88"},
	    {"strasse", "Stra\xc3\x9f"
			"e"},
	    {"\xcf\x83\xce\xaf\xcf\x83\xcf\x85\xcf\x86\xce\xbf\xcf\x83",
		"\xce\xa3\xce\x8a\xce\xa3\xce\xa5\xce\xa6\xce\x9f\xcf\x82"},
	    {"技术讨论", "技术讨论"},
	    {"\xe8\xb1\x88", "\xef\xa4\x80"}, /* U+F900 is U+8C48 */
	    {"", ""},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		INFO("row %zu", i);
		expect_fold(ct_slice_str(rows[i][0]), ct_slice_str(rows[i][1]));
	}
}

/* Adds to `*bad` when the key of `s` is not its own key, or another form of
 * `s` has another key. */
static void
check_key(struct ct_slice s, struct ct_buf work[3], size_t *bad)
{
	static const utf8proc_option_t forms[] = {
	    UTF8PROC_DECOMPOSE, UTF8PROC_COMPOSE};
	utf8proc_uint8_t *form;

	fold_into(s, &work[0]);
	fold_into(ct_buf_slice(&work[0]), &work[1]);
	*bad += !ct_slice_eq(ct_buf_slice(&work[0]), ct_buf_slice(&work[1]));
	for (size_t i = 0; i < 2; i++) {
		utf8proc_ssize_t n = utf8proc_map(
		    (const utf8proc_uint8_t *)s.data, (utf8proc_ssize_t)s.len,
		    &form, forms[i] | UTF8PROC_STABLE);

		ASSERT_GE(n, 0);
		ct_buf_clear(&work[2], false);
		ct_buf_add(&work[2], form, (size_t)n);
		free(form);
		fold_into(ct_buf_slice(&work[2]), &work[1]);
		*bad += !ct_slice_eq(
		    ct_buf_slice(&work[0]), ct_buf_slice(&work[1]));
	}
}

static void
work_init(struct ct_buf work[3])
{
	for (size_t i = 0; i < 3; i++)
		ct_buf_init(&work[i], 10000);
}

static void
work_fini(struct ct_buf work[3])
{
	for (size_t i = 0; i < 3; i++)
		ct_buf_fini(&work[i]);
}

TEST(text, a_key_is_its_own_key_for_every_character)
{
	struct ct_buf work[3];
	char bytes[4];
	size_t bad = 0;

	work_init(work);
	for (int32_t c = 0; c <= last_char; c++)
		if (utf8proc_category(c) != UTF8PROC_CATEGORY_CN &&
		    utf8proc_category(c) != UTF8PROC_CATEGORY_CO)
			check_key(as_utf8(c, bytes), work, &bad);
	EXPECT_EQ(0, bad);
	work_fini(work);
}

/* A random letter that has case or marks, or a combining mark. */
static int32_t
random_letter(uint64_t *seed)
{
	static const int32_t blocks[][2] = {{0x41, 0x17f}, {0x370, 0x3ff},
	    {0x300, 0x345}, {0x300, 0x345}, {0x1e00, 0x1fff}, {0x1100, 0x11ff},
	    {0xac00, 0xd7a3}, {0x10a0, 0x10ff}, {0x13a0, 0x13fd}};
	size_t b = feed_below(seed, sizeof(blocks) / sizeof(blocks[0]));

	return blocks[b][0] + (int32_t)feed_below(seed,
				  (size_t)(blocks[b][1] - blocks[b][0] + 1));
}

TEST(text, a_key_is_its_own_key_for_random_words)
{
	struct ct_buf work[3], word;
	uint64_t seed = 99;
	size_t bad = 0;
	char bytes[4];

	work_init(work);
	ct_buf_init(&word, 100);
	for (int i = 0; i < 20000; i++) {
		ct_buf_clear(&word, false);
		for (size_t n = 1 + feed_below(&seed, 6); n > 0; n--)
			ct_buf_add_slice(
			    &word, as_utf8(random_letter(&seed), bytes));
		check_key(ct_buf_slice(&word), work, &bad);
	}
	EXPECT_EQ(0, bad);
	ct_buf_fini(&word);
	work_fini(work);
}

typedef enum ct_err check_fn(
    struct ct_slice in, size_t max_chars, struct ct_buf *out);

/* `want` NULL: refused. */
static void
expect_name(check_fn *fn, const char *want, const char *in, size_t max)
{
	struct ct_slice copy = feed_copy(ct_slice_str(in));
	struct ct_buf out;

	INFO("\"%s\"", in);
	ct_buf_init(&out, 1000);
	ct_buf_add_str(&out, "kept ");
	EXPECT_EQ(want != NULL ? CT_OK : CT_EINVAL, fn(copy, max, &out));
	EXPECT_EQ(5 + (want != NULL ? strlen(want) : 0), out.len);
	if (want != NULL && out.len == 5 + strlen(want))
		EXPECT_MEMEQ(want, out.data + 5, strlen(want));
	ct_buf_fini(&out);
	feed_free(copy);
	INFO("%s", "");
}

TEST(text, good_names_come_back_in_nfc)
{
	static const char *const good[] = {"a", "李雷", "韩梅梅", "Alice_2",
	    "007", "[x]{y}|^", "山田太郎", "김철수", "Ёж", "जॉन", "👍", "a~b",
	    "x.y", "相声-迷", "𠮷野家"};

	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		expect_name(ct_name_check, good[i], good[i], 16);
	expect_name(ct_name_check, "Zo\xc3\xab", "Zoe\xcc\x88", 4);
	expect_name(ct_name_check, "\xe8\xb1\x88", "\xef\xa4\x80", 1);
}

TEST(text, bad_names_are_refused)
{
	static const char *const bad[] = {"", " ", "a b", "a\tb", "a\nb",
	    "a\xc2\xa0"
	    "b",
	    "李　雷", "a\xe2\x80\x8b", "a\xe2\x80\x8d", "a\xef\xb8\x8f",
	    "\xe3\x85\xa4", "\xe2\xa0\x80", "\xef\xbf\xbd", "\xee\x80\x80",
	    "\xcd\xb8",
	    "\xcc\x88"
	    "a",
	    "#a", "a#", "a@b", "a,b", "a:", "a;", "a/b", "a\\b", "a\"", "a'",
	    "<a", "a>", "a!", "a*", "a?", "a`", "小明：", "小明，你", "＠a",
	    "~a", "&a", "%a", "+a", "$a", "=a", "-a", ".a", "＋a", "\x7f",
	    "\x1b[31m", "\xc2\x9b"};

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		expect_name(ct_name_check, NULL, bad[i], 32);
}

TEST(text, a_name_is_as_long_as_its_code_points_in_nfc)
{
	expect_name(ct_name_check, "技术讨论", "技术讨论", 4);
	expect_name(ct_name_check, NULL, "技术讨论", 3);
	expect_name(ct_name_check, NULL, "a", 0);
	expect_name(ct_name_check, "\xc3\xab", "e\xcc\x88", 1);
}

TEST(text, a_room_may_have_a_hash_in_front_and_a_mark_as_well)
{
	expect_name(ct_room_check, "技术讨论", "#技术讨论", 4);
	expect_name(ct_room_check, "技术讨论", "＃技术讨论", 4);
	expect_name(ct_room_check, "c++", "c++", 4);
	expect_name(ct_room_check, ".net", "#.net", 4);
	expect_name(ct_room_check, NULL, "##a", 4);
	expect_name(ct_room_check, NULL, "#", 4);
	expect_name(ct_room_check, NULL, "", 4);
	expect_name(ct_room_check, NULL, "a b", 4);
	expect_name(ct_room_check, NULL, "a,b", 4);
}

TEST(text, a_checked_name_passes_again_unchanged)
{
	struct ct_buf out, again;
	char bytes[4];
	size_t good = 0, bad = 0;

	ct_buf_init(&out, 100);
	ct_buf_init(&again, 100);
	for (int32_t c = 0; c <= last_char; c++) {
		ct_buf_clear(&out, false);
		ct_buf_clear(&again, false);
		if (ct_name_check(as_utf8(c, bytes), 8, &out) != CT_OK)
			continue;
		good++;
		bad += ct_name_check(ct_buf_slice(&out), 8, &again) != CT_OK ||
		       !ct_slice_eq(ct_buf_slice(&out), ct_buf_slice(&again));
	}
	EXPECT_EQ(0, bad);
	EXPECT_GT(good, 100000);
	ct_buf_fini(&again);
	ct_buf_fini(&out);
}

TEST(text, every_hanzi_can_be_a_name)
{
	char bytes[4];
	struct ct_buf out;
	size_t refused = 0;

	ct_buf_init(&out, 100);
	for (int32_t c = 0x4e00; c <= 0x9fff; c++) {
		ct_buf_clear(&out, false);
		refused += ct_name_check(as_utf8(c, bytes), 1, &out) != CT_OK;
	}
	EXPECT_EQ(0, refused);
	ct_buf_fini(&out);
}
