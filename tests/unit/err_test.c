/* The table of outcomes: complete, distinct, in both languages. */
#include "tests/shim/shim.h"

#include "core/text.h"

#include <string.h>

struct entry {
	int code;
	const char *token, *en, *zh;
};

static const struct entry entries[] = {
#define ENTRY(name, code, token, en, zh) {code, token, en, zh},
    CT_ERR_LIST(ENTRY)
#undef ENTRY
};

enum { entry_count = sizeof(entries) / sizeof(entries[0]) };

TEST(err, every_outcome_has_a_token_and_two_sentences)
{
	for (size_t i = 0; i < entry_count; i++) {
		enum ct_err err = (enum ct_err)entries[i].code;

		EXPECT_STREQ(entries[i].token, ct_err_token(err));
		EXPECT_STREQ(entries[i].en, ct_err_text(err, CT_LANG_EN));
		EXPECT_STREQ(entries[i].zh, ct_err_text(err, CT_LANG_ZH));
	}
}

TEST(err, codes_and_tokens_are_distinct)
{
	for (size_t i = 0; i < entry_count; i++)
		for (size_t k = 0; k < i; k++) {
			EXPECT_LT(entries[k].code, entries[i].code);
			EXPECT_NE(
			    0, strcmp(entries[k].token, entries[i].token));
		}
}

/* "bad-nick": letters, digits and hyphens, which any client can compare. */
TEST(err, tokens_are_plain_words)
{
	for (size_t i = 0; i < entry_count; i++) {
		const char *t = entries[i].token;

		EXPECT_GT(strlen(t), 1);
		EXPECT_EQ(strlen(t),
		    strspn(t, "abcdefghijklmnopqrstuvwxyz0123456789-"));
	}
}

/* Which of {0} to {9} a sentence uses. */
static unsigned
holes(const char *s)
{
	unsigned set = 0;

	for (; *s != '\0'; s++)
		if (s[0] == '{' && s[1] >= '0' && s[1] <= '9' && s[2] == '}')
			set |= 1u << (s[1] - '0');
	return set;
}

TEST(err, both_languages_say_the_same_things)
{
	for (size_t i = 0; i < entry_count; i++) {
		const struct entry *e = &entries[i];

		INFO("%s", e->token);
		EXPECT_TRUE(ct_utf8_valid(ct_slice_str(e->zh)));
		EXPECT_NE(0, strcmp(e->en, e->zh));
		EXPECT_EQ(0, holes(e->en) & ~3u);
		/* A usage is one text for each language. */
		if (e->code == CT_EARGS)
			EXPECT_EQ(3, holes(e->en) | holes(e->zh));
		else
			EXPECT_EQ(holes(e->en), holes(e->zh));
	}
}

TEST(err, what_is_not_in_the_table_is_unknown)
{
	EXPECT_STREQ("unknown", ct_err_token((enum ct_err)9999));
	EXPECT_STREQ("?", ct_err_text((enum ct_err)9999, CT_LANG_EN));
	EXPECT_STREQ("?", ct_err_text(CT_OK, CT_LANG_COUNT));
	EXPECT_STREQ("?", ct_err_text(CT_OK, (enum ct_lang) - 1));
}

TEST(slice, equal_when_all_bytes_are)
{
	struct ct_slice none = {NULL, 0};

	EXPECT_TRUE(ct_slice_eq(none, ct_slice_str("")));
	EXPECT_TRUE(ct_slice_eq(ct_slice_str("ab"), ct_slice_str("ab")));
	EXPECT_FALSE(ct_slice_eq(ct_slice_str("ab"), ct_slice_str("ac")));
	EXPECT_FALSE(ct_slice_eq(ct_slice_str("ab"), ct_slice_str("a")));
	EXPECT_FALSE(ct_slice_eq(SHIM_LITERAL("a\0b"), SHIM_LITERAL("a\0c")));
}
