/* A connection's charset: labels, ranks, learning, options, cuts. */
#include "core/coding.h"
#include "gbk_data.h"

#include <stdlib.h>
#include <string.h>

#define NIHAO_GBK  "\xC4\xE3\xBA\xC3"
#define SHENME_GBK "\xCA\xB2\xC3\xB4" /* 什么, and valid UTF-8 */

static struct ct_coding
opened(const char *label)
{
	struct ct_coding c;

	EXPECT_EQ(CT_OK, ct_coding_init(&c, NULL, label));
	return c;
}

/* Decodes a line; returns the report. */
static struct ct_coding_report
heard(struct ct_coding *c, const char *bytes, const char *want)
{
	struct ct_coding_report r = {0};
	struct ct_buf out;

	ct_buf_init(&out, 1 << 20);
	EXPECT_EQ(CT_OK, ct_coding_decode(c, ct_slice_str(bytes), &out, &r));
	EXPECT_SLICE_EQ(ct_slice_str(want), ct_buf_slice(&out));
	ct_buf_fini(&out);
	return r;
}

static struct ct_coding_report
said(const struct ct_coding *c, const char *text, const char *want)
{
	struct ct_coding_report r = {0};
	struct ct_buf out;

	ct_buf_init(&out, 1 << 20);
	EXPECT_EQ(CT_OK, ct_coding_encode(c, ct_slice_str(text), &out, &r));
	EXPECT_SLICE_EQ(ct_slice_str(want), ct_buf_slice(&out));
	ct_buf_fini(&out);
	return r;
}

struct label {
	const char *label, *name;
	enum ct_charset charset;
};

TEST(coding, labels_in_any_case)
{
	static const struct label labels[] = {
	    {"utf-8", "utf-8", CT_CHARSET_UTF8},
	    {"UTF8", "utf-8", CT_CHARSET_UTF8},
	    {"gbk", "gbk", CT_CHARSET_GBK},
	    {"GB2312", "gbk", CT_CHARSET_GBK},
	    {"gb_2312-80", "gbk", CT_CHARSET_GBK},
	    {"csGB2312", "gbk", CT_CHARSET_GBK},
	    {"x-gbk", "gbk", CT_CHARSET_GBK},
	    {"Chinese", "gbk", CT_CHARSET_GBK},
	    {"iso-ir-58", "gbk", CT_CHARSET_GBK},
	    {"EUC-CN", "gbk", CT_CHARSET_GBK},
	    {"CP936", "cp936", CT_CHARSET_CP936},
	    {"ms936", "cp936", CT_CHARSET_CP936},
	    {"Windows-936", "cp936", CT_CHARSET_CP936},
	    {"936", "cp936", CT_CHARSET_CP936},
	    {"GB18030", "gb18030", CT_CHARSET_GB18030},
	};

	for (size_t i = 0; i < sizeof(labels) / sizeof(labels[0]); i++) {
		struct ct_coding c = opened(labels[i].label);

		INFO("%s", labels[i].label);
		EXPECT_EQ(labels[i].charset, c.charset);
		EXPECT_STREQ(labels[i].name, ct_coding_name(&c));
		EXPECT_FALSE(c.automatic);
		ct_coding_fini(&c);
	}
}

TEST(coding, unknown_labels_change_nothing)
{
	static const char *const bad[] = {
	    "", "gb", "gbk ", "utf-16", "big5", "autos", "aut", "gbk\xC3"};
	struct ct_coding c = opened("gbk");

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		INFO("%s", bad[i]);
		EXPECT_EQ(CT_ECHARSET,
		    ct_coding_set(&c, ct_slice_str(bad[i]), CT_CODING_BY_USER));
		EXPECT_EQ(CT_CHARSET_GBK, c.charset);
		EXPECT_EQ(CT_CODING_BY_DOOR, c.by);
	}
	ct_coding_fini(&c);
	EXPECT_EQ(CT_ECHARSET, ct_coding_init(&c, NULL, "klingon"));
}

TEST(coding, the_list_has_every_label_that_works)
{
	struct ct_buf list;
	char *label;
	size_t n = 0;

	ct_buf_init(&list, 4096);
	EXPECT_EQ(CT_OK, ct_coding_labels(NULL, &list));
	ct_buf_add_u8(&list, 0);
	for (label = strtok(list.data, " "); label != NULL;
	     label = strtok(NULL, " ")) {
		struct ct_coding c = opened(label);

		INFO("%s", label);
		EXPECT_NE(CT_CHARSET_OTHER, c.charset);
		EXPECT_EQ(strcmp(label, "auto") == 0, c.automatic);
		ct_coding_fini(&c);
		n++;
	}
	EXPECT_EQ(17, n);
	ct_buf_fini(&list);
}

static enum ct_err
set(struct ct_coding *c, const char *label, enum ct_coding_by by)
{
	return ct_coding_set(c, ct_slice_str(label), by);
}

TEST(coding, a_lower_rank_changes_nothing)
{
	struct ct_coding c = opened("auto");

	EXPECT_EQ(CT_OK, set(&c, "gbk", CT_CODING_BY_NEGOTIATED));
	EXPECT_EQ(CT_CHARSET_GBK, c.charset);
	EXPECT_EQ(CT_OK, set(&c, "utf-8", CT_CODING_BY_NEGOTIATED));
	EXPECT_EQ(CT_CHARSET_UTF8, c.charset);
	EXPECT_EQ(CT_OK, set(&c, "cp936", CT_CODING_BY_USER));
	EXPECT_EQ(CT_OK, set(&c, "utf-8", CT_CODING_BY_NEGOTIATED));
	EXPECT_EQ(CT_OK, set(&c, "auto", CT_CODING_BY_DOOR));
	EXPECT_EQ(CT_CHARSET_CP936, c.charset);
	EXPECT_EQ(CT_CODING_BY_USER, c.by);
	EXPECT_EQ(CT_ECHARSET, set(&c, "nonsense", CT_CODING_BY_DOOR));
	EXPECT_EQ(CT_OK, set(&c, "AUTO", CT_CODING_BY_USER));
	EXPECT_TRUE(c.automatic);
	EXPECT_EQ(CT_CHARSET_UTF8, c.charset);
	ct_coding_fini(&c);
}

/* A client can read what it sends. */
TEST(coding, the_profile_widens_to_what_the_client_sends)
{
	struct ct_coding c = opened("gbk");

	heard(&c, "\x80\xFF", "€\xEF\xBF\xBD");
	EXPECT_EQ(CT_CHARSET_GBK, c.charset); /* noise proves nothing */
	EXPECT_TRUE(heard(&c, "100\x80", "100€").learned);
	EXPECT_EQ(CT_CHARSET_CP936, c.charset);
	said(&c, "€😀", "\x80\\u{1F600}");
	EXPECT_TRUE(heard(&c, "\x94\x39\xFC\x36", "😀").learned);
	EXPECT_EQ(CT_CHARSET_GB18030, c.charset);
	EXPECT_STREQ("gb18030", ct_coding_name(&c));
	said(&c, "€😀", "\xA2\xE3\x94\x39\xFC\x36");
	EXPECT_FALSE(heard(&c, "\x80\xAA\xA1", "€\xEE\x80\x80").learned);
	EXPECT_EQ(CT_CHARSET_GB18030, c.charset);
	ct_coding_fini(&c);
	c = opened("gbk");
	heard(&c, "\xAA\xA1", "\xEE\x80\x80");
	EXPECT_EQ(CT_CHARSET_CP936, c.charset);
	ct_coding_fini(&c);
}

TEST(coding, an_auto_door_answers_as_it_was_spoken_to)
{
	struct ct_coding c = opened("auto");
	struct ct_coding_report r;

	said(&c, "你好", "你好");
	EXPECT_FALSE(heard(&c, "hello", "hello").learned);
	EXPECT_EQ(CT_CHARSET_UTF8, c.charset);
	r = heard(&c, SHENME_GBK, "什么"); /* a guess */
	EXPECT_TRUE(r.learned);
	EXPECT_EQ(CT_CHARSET_GBK, r.charset);
	EXPECT_EQ(CT_LEARNED_NOTHING, c.learned);
	said(&c, "你好", NIHAO_GBK);
	heard(&c, "caf\xC3\xA9", "café");
	said(&c, "你好", "你好");
	r = heard(&c, NIHAO_GBK, "你好"); /* a lock */
	EXPECT_TRUE(r.learned);
	EXPECT_EQ(CT_LEARNED_GBK, c.learned);
	EXPECT_FALSE(heard(&c, "caf\xC3\xA9", "caf茅").learned);
	r = heard(&c, "你好", "你好"); /* against it */
	EXPECT_EQ(CT_CHARSET_UTF8, r.charset);
	EXPECT_FALSE(r.learned);
	said(&c, "你好", NIHAO_GBK);
	r = heard(&c, "世界", "世界"); /* again: another lock */
	EXPECT_TRUE(r.learned);
	said(&c, "你好", "你好");
	EXPECT_EQ(CT_OK, set(&c, "auto", CT_CODING_BY_USER));
	EXPECT_EQ(CT_LEARNED_NOTHING, c.learned);
	ct_coding_fini(&c);
}

/* On an auto door, too; and a learned profile is not lost by a line of ASCII,
 * nor by one in UTF-8 that does not turn the lock. */
TEST(coding, a_learned_charset_widens)
{
	struct ct_coding c = opened("auto");

	heard(&c, "\x94\x39\xFC\x36 " NIHAO_GBK, "😀 你好");
	EXPECT_EQ(CT_CHARSET_GB18030, c.charset);
	heard(&c, "ok \\u{1F600}", "ok 😀");
	heard(&c, "你好", "你好");
	heard(&c, NIHAO_GBK, "你好");
	EXPECT_EQ(CT_CHARSET_GB18030, c.charset);
	ct_coding_fini(&c);
}

TEST(coding, reports_count)
{
	struct ct_coding c = opened("gbk");
	struct ct_coding_report r;

	r = heard(&c, "\xFF" NIHAO_GBK "\\u{1F600}\x81",
	    "\xEF\xBF\xBD你好😀\xEF\xBF\xBD");
	EXPECT_EQ(2, r.invalid);
	EXPECT_EQ(1, r.unescaped);
	r = said(&c, "a\xA0\\u{41}€\xC2\x85\xE4\xBD",
	    "a\\u{FFFD}\\u{5C}u{41}\\u{20AC}\\u{85}\\u{FFFD}");
	EXPECT_EQ(2, r.invalid);
	EXPECT_EQ(5, r.escaped);
	c.fold = c.names = true;
	r = said(&c, "\xC2\xA0‧・•⋅😀❤\xEF\xB8\x8F❤",
	    " \xA1\xA4\xA1\xA4\xA1\xA4\xA1\xA4[\xBA\xD9\xBA\xD9]"
	    "[\xBA\xEC\xD0\xC4]\\u{2764}");
	EXPECT_EQ(5, r.folded);
	EXPECT_EQ(2, r.named);
	EXPECT_EQ(1, r.escaped);
	ct_coding_fini(&c);
	c = opened("utf-8");
	r = heard(&c, "a\xC0\xE4\xBD\\u{1F600}\xF0\x9F\x98",
	    "a\xEF\xBF\xBD\xEF\xBF\xBD\\u{1F600}\xEF\xBF\xBD");
	EXPECT_EQ(3, r.invalid);
	EXPECT_EQ(0, r.unescaped);
	c.fold = c.names = true;
	said(&c, "\xC2\xA0😀[嘿嘿]\\u{41}", "\xC2\xA0😀[嘿嘿]\\u{41}");
	ct_coding_fini(&c);
}

/* In names mode a name that somebody really wrote stays one. */
TEST(coding, names_are_reversible)
{
	struct ct_coding c = opened("gbk");

	c.names = true;
	said(&c, "😀[嘿嘿]", "[\xBA\xD9\xBA\xD9][\\u{563F}\xBA\xD9]");
	heard(&c, "[\xBA\xD9\xBA\xD9][\\u{563F}\xBA\xD9]", "😀[嘿嘿]");
	said(&c, "[18禁]", "[18\\u{7981}]");
	heard(&c, "[18\\u{7981}]", "[18禁]");
	ct_coding_fini(&c);
}

TEST(coding, a_key_is_shared_by_equal_bytes_only)
{
	static const char *const labels[] = {
	    "utf-8", "gbk", "cp936", "gb18030"};
	struct ct_coding a, b;

	for (size_t i = 0; i < 16; i++)
		for (size_t j = 0; j < 16; j++) {
			bool options = i / 4 == 1 || i / 4 == 2;

			a = opened(labels[i / 4]);
			b = opened(labels[j / 4]);
			a.fold = i & 1;
			a.names = i >> 1 & 1;
			b.fold = j & 1;
			b.names = j >> 1 & 1;
			INFO("%zu %zu", i, j);
			EXPECT_EQ(i == j || (i / 4 == j / 4 && !options),
			    ct_coding_key(&a) == ct_coding_key(&b));
		}
	a = opened("gb2312");
	b = opened("gbk");
	EXPECT_EQ(ct_coding_key(&a), ct_coding_key(&b));
	a = opened("auto");
	b = opened("utf-8");
	EXPECT_EQ(ct_coding_key(&a), ct_coding_key(&b));
	heard(&a, NIHAO_GBK, "你好");
	b = opened("gbk");
	EXPECT_EQ(ct_coding_key(&a), ct_coding_key(&b));
}

/* Whatever room there is: all of it, or nothing and no trace. */
static void
check_room(const char *label, struct ct_slice in, bool encode)
{
	struct ct_buf want, out;
	struct ct_coding c = opened(label), before;
	enum ct_err err;

	ct_buf_init(&want, 1 << 20);
	ct_buf_add_str(&want, "front");
	err = encode ? ct_coding_encode(&c, in, &want, NULL)
		     : ct_coding_decode(&c, in, &want, NULL);
	EXPECT_EQ(CT_OK, err);
	for (size_t max = 5; max < want.len + 40; max++) {
		before = c = opened(label);
		ct_buf_init(&out, max);
		ct_buf_add_str(&out, "front");
		err = encode ? ct_coding_encode(&c, in, &out, NULL)
			     : ct_coding_decode(&c, in, &out, NULL);
		INFO("%s, room for %zu of %zu", label, max, want.len);
		EXPECT_EQ(max < want.len ? CT_EFULL : CT_OK, err);
		if (err == CT_OK)
			EXPECT_SLICE_EQ(
			    ct_buf_slice(&want), ct_buf_slice(&out));
		else
			EXPECT_SLICE("front", ct_buf_slice(&out));
		if (err != CT_OK)
			EXPECT_TRUE(c.charset == before.charset &&
				    c.learned == before.learned);
		ct_buf_fini(&out);
	}
	ct_buf_fini(&want);
}

TEST(coding, exactly_the_room_it_needs)
{
	static const char *const labels[] = {"gbk", "gb18030", "utf-8", "auto"};
	char bytes[900], text[1200];
	size_t n = 0, len = 0;

	while (n + 9 < sizeof(bytes)) {
		memcpy(bytes + n,
		    "\x94\x39\xFC\x36\xC4\xE3"
		    "a\xFF\x80",
		    9);
		n += 9;
	}
	while (len + 12 < sizeof(text)) {
		memcpy(text + len,
		    "你好\xC3\xA9"
		    "abcd",
		    12);
		len += 12;
	}
	for (size_t i = 0; i < 4; i++) {
		check_room(labels[i], (struct ct_slice){bytes, n}, false);
		check_room(labels[i], (struct ct_slice){text, len}, true);
		check_room(labels[i], ct_slice_str("1\xC2\xA0\\u{41}"), true);
	}
}

/* Text of everything that could be taken for something else. */
static void
build(struct ct_buf *b, uint64_t *seed)
{
	static const char *const parts[] = {"\\", "u", "{", "}", "5C", "\\u{",
	    "\\u{41}", "\\u{1F600}", "[", "]", "[嘿嘿]", "嘿嘿", "[18禁]", "😀",
	    "❤", "❤\xEF\xB8\x8F", "\xEF\xB8\x8F", "你", "好", "€", "é",
	    "\xC2\xA0", "ḿ", "a", " ", "[床]", "🛏\xEF\xB8\x8F", "𠀀"};
	size_t n = data_random(seed) % 12;

	ct_buf_clear(b, false);
	while (n-- > 0)
		ct_buf_add_str(b, parts[data_random(seed) %
					(sizeof(parts) / sizeof(parts[0]))]);
}

TEST(coding, what_is_written_reads_back)
{
	static const char *const labels[] = {"gbk", "cp936", "gb18030"};
	struct ct_buf text, bytes, back;
	uint64_t seed = 7;

	ct_buf_init(&text, 1 << 16);
	ct_buf_init(&bytes, 1 << 16);
	ct_buf_init(&back, 1 << 16);
	for (size_t i = 0; i < 60000 && !shim_failed(); i++) {
		struct ct_coding c = opened(labels[i % 3]);

		c.names = i / 3 % 2;
		build(&text, &seed);
		ct_buf_clear(&bytes, false);
		ct_buf_clear(&back, false);
		EXPECT_EQ(CT_OK,
		    ct_coding_encode(&c, ct_buf_slice(&text), &bytes, NULL));
		EXPECT_EQ(CT_OK,
		    ct_coding_decode(&c, ct_buf_slice(&bytes), &back, NULL));
		INFO("%.*s", (int)text.len, text.data);
		EXPECT_SLICE_EQ(ct_buf_slice(&text), ct_buf_slice(&back));
	}
	ct_buf_fini(&text);
	ct_buf_fini(&bytes);
	ct_buf_fini(&back);
}
