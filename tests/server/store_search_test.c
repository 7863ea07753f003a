/* Search: two characters of Chinese, whatever stands around them, whatever the
 * case; newest first, by pages, in the index and in what is not there yet. */
#include "store_kit.h"

#include "tests/shim/shim.h"

#include <stdio.h>
#include <string.h>

static const char *
find(struct kit *k, const char *text)
{
	return kit_search(k, "a\nb", text, 0) && k->found_err == CT_OK
		   ? kit_texts(k)
		   : "(refused)";
}

static void
say_all(struct kit *k, const char *room, const char *const *texts, size_t n)
{
	static uint64_t seq;

	for (size_t i = 0; i < n; i++)
		kit_say(k, room, ++seq, 0, 0, texts[i]);
	kit_settle(k);
}

/* Enough, that what was said before is in the index. */
static void
say_much(struct kit *k, const char *room)
{
	static uint64_t seq = 1000000;

	for (int i = 0; i < 1200; i++)
		kit_say(k, room, ++seq, 0, 0, "filler");
	kit_settle(k);
	kit_idle(k);
}

static const struct {
	const char *text, *found;
} cases[] = {
    {"茶馆", "明天茶馆见|茶馆|"},
    {"馆见", "明天茶馆见|"},
    {"天馆", ""},
    {"茶", "明天茶馆见|茶馆|喝茶|"},
    {"见", "明天茶馆见|"},
    {"明天茶馆见", "明天茶馆见|"},
    {"hello", "Hello, World|"},
    {"HELLO world", "Hello, World|"},
    {"world, hello,", ""}, /* there is no "world," */
    {"o, w", "Hello, World|"},
    {"lo,", "Hello, World|"},
    {"c++", "I like C++|"},
    {"C", "I like C++|10% of cake|"},
    {"10%", "10% of cake|"},
    {"%", "10% of cake|"},
    {"\"", "say \"hi\"|"},
    {"\"hi\"", "say \"hi\"|"},
    {"straße", "STRASSE|"},
    {"😀", "so 😀 it is|"},
    {"😀 it", "so 😀 it is|"},
    {"　茶馆　", "明天茶馆见|茶馆|"},
    {"nothing of it", ""},
};

static void
check_cases(struct kit *k)
{
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		INFO("search %s", cases[i].text);
		EXPECT_STREQ(cases[i].found, find(k, cases[i].text));
	}
}

static const char *const said[] = {"喝茶", "茶馆", "明天茶馆见", "Hello, World",
    "10% of cake", "I like C++", "say \"hi\"", "STRASSE", "so 😀 it is", "",
    " "};
enum { said_count = sizeof(said) / sizeof(said[0]) };

TEST(store_search, finds_in_what_is_not_indexed)
{
	struct kit *k = kit_new();

	ASSERT_TRUE(kit_open(k));
	say_all(k, "a", said, said_count);
	check_cases(k);
	kit_end(k);
}

TEST(store_search, finds_in_the_index)
{
	struct kit *k = kit_new();

	ASSERT_TRUE(kit_open(k));
	say_all(k, "a", said, said_count);
	say_much(k, "filler");
	check_cases(k);
	kit_close(k);
	ASSERT_TRUE(kit_open(k));
	check_cases(k);
	kit_end(k);
}

TEST(store_search, shows_only_rooms_that_were_named)
{
	struct kit *k = kit_new();
	const char *const word[] = {"秘密"};

	ASSERT_TRUE(kit_open(k));
	say_all(k, "a", word, 1);
	say_all(k, "secret", word, 1);
	say_all(k, "ab", word, 1);
	ASSERT_TRUE(kit_search(k, "a", "秘密", 0));
	ASSERT_EQ(1u, k->count);
	EXPECT_SLICE("a", k->rows[0].msg.room);
	say_much(k, "a");
	ASSERT_TRUE(kit_search(k, "b\na\nc", "秘密", 0));
	EXPECT_EQ(1u, k->count);
	ASSERT_TRUE(kit_search(k, "", "秘密", 0));
	EXPECT_EQ(0u, k->count);
	ASSERT_TRUE(kit_search(k, "secret\nab", "秘密", 0));
	EXPECT_EQ(2u, k->count);
	kit_end(k);
}

TEST(store_search, goes_back_by_pages)
{
	struct kit *k = kit_new();
	char text[32];
	int next = 1500, pages = 0;
	uint64_t row = 0;

	ASSERT_TRUE(kit_open(k));
	for (int i = 1; i <= next; i++) {
		snprintf(text, sizeof(text), "第%d条", i);
		kit_say(k, "a", (uint64_t)i, 0, 0, text);
	}
	kit_settle(k);
	do {
		ASSERT_TRUE(kit_search(k, "a", "第", row));
		for (size_t i = 0; i < k->count; i++) {
			snprintf(text, sizeof(text), "第%d条", next--);
			EXPECT_TRUE(ct_slice_eq(
			    ct_slice_str(text), k->rows[i].msg.text));
			row = k->rows[i].row;
		}
		pages++;
	} while (k->count > 0);
	EXPECT_EQ(0, next);
	EXPECT_EQ(16, pages);
	kit_end(k);
}

TEST(store_search, of_nothing_is_refused)
{
	struct kit *k = kit_new();
	struct ct_query q = {.kind = CT_QUERY_SEARCH};

	ASSERT_TRUE(kit_open(k));
	q.text = ct_slice_str(" \t");
	EXPECT_EQ(CT_EEMPTY, k->port.query(k->st, &q, 1));
	q.text = ct_slice_str("　"); /* a space, but only to Unicode */
	ASSERT_TRUE(kit_ask(k, &q));
	EXPECT_EQ(CT_OK, k->found_err);
	EXPECT_EQ(0u, k->count);
	kit_end(k);
}

TEST(store_search, of_anything_is_an_answer)
{
	struct kit *k = kit_new();
	char text[400];

	ASSERT_TRUE(kit_open(k));
	say_much(k, "a");
	/* Every byte, alone and in words, as syntax of the index might be. */
	for (int c = 0x21; c < 0x7f; c++) {
		snprintf(text, sizeof(text), "%c a%c %c%c NOT OR AND NEAR(", c,
		    c, c, c);
		INFO("search %s", text);
		ASSERT_TRUE(kit_search(k, "a", text, 0));
		EXPECT_EQ(CT_OK, k->found_err);
	}
	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	ASSERT_TRUE(kit_search(k, "a", text, 0));
	EXPECT_EQ(CT_OK, k->found_err);
	kit_end(k);
}
