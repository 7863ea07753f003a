/* The line editor: keys in, text and cursor out. */
#include "tests/shim/shim.h"

#include <stdio.h>
#include <string.h>

#include <utf8proc.h>

#include "apps/client/edit.h"

/* Types each character of a string. */
static void
type(struct edit *e, const char *text)
{
	while (*text != '\0') {
		utf8proc_int32_t c;
		utf8proc_ssize_t n =
		    utf8proc_iterate((const utf8proc_uint8_t *)text, -1, &c);

		ASSERT_GT(n, 0);
		EXPECT_EQ(EDIT_CHANGED, edit_key(e, PF_KEY_CHAR, (uint32_t)c));
		text += n;
	}
}

static enum edit_result
press(struct edit *e, enum pf_key key)
{
	return edit_key(e, key, 0);
}

static enum edit_result
ctrl(struct edit *e, char letter)
{
	return edit_key(e, PF_KEY_CTRL, (uint32_t)letter);
}

/* The text with '|' where the cursor is. */
static void
expect(const struct edit *e, const char *want)
{
	char got[512];

	snprintf(got, sizeof(got), "%.*s|%.*s", (int)e->cursor,
	    e->text.len > 0 ? e->text.data : "", (int)(e->text.len - e->cursor),
	    e->text.len > 0 ? e->text.data + e->cursor : "");
	EXPECT_STREQ(want, got);
}

static void
submit(struct edit *e, const char *text)
{
	struct ct_buf out;

	ct_buf_init(&out, EDIT_TEXT_MAX);
	type(e, text);
	EXPECT_EQ(EDIT_SUBMIT, press(e, PF_KEY_ENTER));
	EXPECT_EQ(CT_OK, edit_take(e, &out));
	EXPECT_SLICE_EQ(ct_slice_str(text), ct_buf_slice(&out));
	ct_buf_fini(&out);
	expect(e, "|");
}

TEST(client_edit, typing_and_moving)
{
	struct edit e;

	edit_init(&e);
	expect(&e, "|");
	EXPECT_EQ(EDIT_NOTHING, press(&e, PF_KEY_LEFT));
	EXPECT_EQ(EDIT_NOTHING, press(&e, PF_KEY_BACKSPACE));
	type(&e, "你好ab");
	EXPECT_EQ(EDIT_CHANGED, press(&e, PF_KEY_LEFT));
	EXPECT_EQ(EDIT_CHANGED, press(&e, PF_KEY_LEFT));
	EXPECT_EQ(EDIT_CHANGED, press(&e, PF_KEY_LEFT));
	expect(&e, "你|好ab");
	type(&e, "们");
	expect(&e, "你们|好ab");
	EXPECT_EQ(EDIT_CHANGED, press(&e, PF_KEY_HOME));
	expect(&e, "|你们好ab");
	EXPECT_EQ(EDIT_NOTHING, press(&e, PF_KEY_HOME));
	EXPECT_EQ(EDIT_CHANGED, press(&e, PF_KEY_RIGHT));
	expect(&e, "你|们好ab");
	EXPECT_EQ(EDIT_CHANGED, press(&e, PF_KEY_END));
	EXPECT_EQ(EDIT_NOTHING, press(&e, PF_KEY_RIGHT));
	expect(&e, "你们好ab|");
	edit_fini(&e);
}

TEST(client_edit, backspace_takes_what_a_reader_calls_a_character)
{
	static const char *const clusters[] = {"a", "你", "é", "e\xcc\x81", "😀",
	    "👨‍👩‍👧", "🇨🇳", "👍🏽", "❤️",
	    "\xe1\x84\x80\xe1\x85\xa1\xe1\x86\xa8"};

	for (size_t i = 0; i < sizeof(clusters) / sizeof(clusters[0]); i++) {
		struct edit e;

		INFO("%s", clusters[i]);
		edit_init(&e);
		type(&e, "一");
		type(&e, clusters[i]);
		EXPECT_EQ(EDIT_CHANGED, press(&e, PF_KEY_BACKSPACE));
		expect(&e, "一|");
		type(&e, clusters[i]);
		type(&e, "x");
		press(&e, PF_KEY_LEFT);
		press(&e, PF_KEY_LEFT);
		EXPECT_EQ(strlen("一"), e.cursor);
		EXPECT_EQ(EDIT_CHANGED, press(&e, PF_KEY_DELETE));
		expect(&e, "一|x");
		edit_fini(&e);
	}
}

TEST(client_edit, keys_of_emacs)
{
	struct edit e;

	edit_init(&e);
	type(&e, "one 二 three");
	EXPECT_EQ(EDIT_CHANGED, ctrl(&e, 'a'));
	expect(&e, "|one 二 three");
	EXPECT_EQ(EDIT_CHANGED, ctrl(&e, 'f'));
	EXPECT_EQ(EDIT_CHANGED, ctrl(&e, 'd'));
	expect(&e, "o|e 二 three");
	EXPECT_EQ(EDIT_CHANGED, ctrl(&e, 'e'));
	EXPECT_EQ(EDIT_CHANGED, ctrl(&e, 'w'));
	expect(&e, "oe 二 |");
	EXPECT_EQ(EDIT_CHANGED, ctrl(&e, 'w'));
	expect(&e, "oe |");
	type(&e, "四五");
	EXPECT_EQ(EDIT_CHANGED, ctrl(&e, 'b'));
	EXPECT_EQ(EDIT_CHANGED, ctrl(&e, 'k'));
	expect(&e, "oe 四|");
	EXPECT_EQ(EDIT_NOTHING, ctrl(&e, 'k'));
	EXPECT_EQ(EDIT_CHANGED, ctrl(&e, 'h'));
	expect(&e, "oe |");
	EXPECT_EQ(EDIT_CHANGED, ctrl(&e, 'u'));
	expect(&e, "|");
	EXPECT_EQ(EDIT_NOTHING, ctrl(&e, 'u'));
	EXPECT_EQ(EDIT_REDRAW, ctrl(&e, 'l'));
	EXPECT_EQ(EDIT_REDRAW, press(&e, PF_KEY_RESIZE));
	EXPECT_EQ(EDIT_NOTHING, ctrl(&e, 'z'));
	edit_fini(&e);
}

TEST(client_edit, delete_and_the_end)
{
	struct edit e;

	edit_init(&e);
	EXPECT_EQ(EDIT_END, ctrl(&e, 'd'));
	type(&e, "你");
	EXPECT_EQ(EDIT_NOTHING, ctrl(&e, 'd'));
	EXPECT_EQ(EDIT_INTERRUPT, ctrl(&e, 'c'));
	expect(&e, "你|");
	press(&e, PF_KEY_HOME);
	EXPECT_EQ(EDIT_CHANGED, press(&e, PF_KEY_DELETE));
	expect(&e, "|");
	edit_fini(&e);
}

TEST(client_edit, history_keeps_the_draft)
{
	struct edit e;

	edit_init(&e);
	EXPECT_EQ(EDIT_NOTHING, press(&e, PF_KEY_UP));
	submit(&e, "第一");
	submit(&e, "第二");
	submit(&e, "第二");
	submit(&e, "");
	type(&e, "草稿");
	EXPECT_EQ(EDIT_CHANGED, press(&e, PF_KEY_UP));
	expect(&e, "第二|");
	EXPECT_EQ(EDIT_CHANGED, ctrl(&e, 'p'));
	expect(&e, "第一|");
	EXPECT_EQ(EDIT_NOTHING, press(&e, PF_KEY_UP));
	EXPECT_EQ(EDIT_CHANGED, press(&e, PF_KEY_DOWN));
	EXPECT_EQ(EDIT_CHANGED, ctrl(&e, 'n'));
	expect(&e, "草稿|");
	EXPECT_EQ(EDIT_NOTHING, press(&e, PF_KEY_DOWN));
	edit_fini(&e);
}

TEST(client_edit, a_changed_line_of_the_history_is_a_new_one)
{
	struct edit e;
	struct ct_buf out;

	ct_buf_init(&out, 64);
	edit_init(&e);
	submit(&e, "a");
	press(&e, PF_KEY_UP);
	type(&e, "b");
	press(&e, PF_KEY_ENTER);
	EXPECT_EQ(CT_OK, edit_take(&e, &out));
	EXPECT_SLICE("ab", ct_buf_slice(&out));
	press(&e, PF_KEY_UP);
	expect(&e, "ab|");
	press(&e, PF_KEY_UP);
	expect(&e, "a|");
	edit_fini(&e);
	ct_buf_fini(&out);
}

TEST(client_edit, the_history_is_bounded)
{
	struct edit e;
	char text[16];

	edit_init(&e);
	for (int i = 0; i < EDIT_HISTORY + 10; i++) {
		snprintf(text, sizeof(text), "%d", i);
		submit(&e, text);
	}
	EXPECT_EQ(EDIT_HISTORY, e.count);
	for (int i = 0; i < EDIT_HISTORY + 10; i++)
		press(&e, PF_KEY_UP);
	expect(&e, "10|");
	edit_fini(&e);
}

TEST(client_edit, a_full_line_says_so)
{
	struct edit e;

	edit_init(&e);
	for (int i = 0; i < EDIT_TEXT_MAX / 3; i++)
		ASSERT_EQ(EDIT_CHANGED, edit_key(&e, PF_KEY_CHAR, 0x4f60));
	EXPECT_EQ(EDIT_FULL, edit_key(&e, PF_KEY_CHAR, 0x4f60));
	EXPECT_EQ(EDIT_TEXT_MAX / 3 * 3, e.text.len);
	EXPECT_EQ(EDIT_CHANGED, press(&e, PF_KEY_BACKSPACE));
	EXPECT_EQ(EDIT_CHANGED, edit_key(&e, PF_KEY_CHAR, 'x'));
	edit_fini(&e);
}

TEST(client_edit, controls_are_not_text)
{
	struct edit e;

	edit_init(&e);
	EXPECT_EQ(EDIT_NOTHING, edit_key(&e, PF_KEY_CHAR, 0x1b));
	EXPECT_EQ(EDIT_NOTHING, edit_key(&e, PF_KEY_CHAR, 0x7f));
	EXPECT_EQ(EDIT_NOTHING, edit_key(&e, PF_KEY_CHAR, 0xd800));
	EXPECT_EQ(EDIT_NOTHING, edit_key(&e, PF_KEY_CHAR, 0x110000));
	EXPECT_EQ(EDIT_NOTHING, press(&e, PF_KEY_ESCAPE));
	EXPECT_EQ(EDIT_CHANGED, press(&e, PF_KEY_TAB));
	expect(&e, "\t|");
	edit_fini(&e);
}

TEST(client_edit, no_room_to_take_the_line)
{
	struct edit e;
	struct ct_buf out;

	edit_init(&e);
	ct_buf_init(&out, 2);
	type(&e, "你");
	EXPECT_EQ(CT_EFULL, edit_take(&e, &out));
	expect(&e, "你|");
	EXPECT_EQ(0, out.len);
	edit_fini(&e);
	ct_buf_fini(&out);
}
