/* What the terminal shows while lines come in and one is being typed. */
#include "tests/shim/shim.h"

#include <stdlib.h>
#include <string.h>

#include <utf8proc.h>

#include "apps/client/screen.h"
#include "term.h"
#include "apps/common/width.h"

/* A person's terminal, and the line that they type. */
struct desk {
	struct screen screen;
	struct edit edit;
	struct term term;
};

static void
sit(struct desk *d, int columns, int ambiguous)
{
	screen_init(&d->screen, true, columns, ambiguous);
	edit_init(&d->edit);
	term_init(&d->term, columns, ambiguous);
}

static void
rise(struct desk *d)
{
	EXPECT_EQ(0, d->term.unknown);
	screen_fini(&d->screen);
	edit_fini(&d->edit);
}

static void
draw(struct desk *d, const char *prompt)
{
	EXPECT_EQ(
	    CT_OK, screen_edit(&d->screen, ct_slice_str(prompt), &d->edit));
	term_feed(&d->term, ct_buf_slice(&d->screen.out));
	ct_buf_clear(&d->screen.out, true);
}

static void
press(struct desk *d, enum pf_key key)
{
	edit_key(&d->edit, key, 0);
	draw(d, "> ");
}

static void
type(struct desk *d, const char *text)
{
	while (*text != '\0') {
		utf8proc_int32_t c;
		utf8proc_ssize_t n =
		    utf8proc_iterate((const utf8proc_uint8_t *)text, -1, &c);

		edit_key(&d->edit, PF_KEY_CHAR, (uint32_t)c);
		draw(d, "> ");
		text += n;
	}
}

static void
come(struct desk *d, const char *lines)
{
	EXPECT_EQ(CT_OK, screen_lines(&d->screen, ct_slice_str(lines)));
	draw(d, "> ");
}

TEST(client_screen, a_line_that_comes_does_not_break_the_one_being_typed)
{
	struct desk d;

	sit(&d, 40, 1);
	draw(&d, "> ");
	type(&d, "你好，wo");
	press(&d, PF_KEY_LEFT);
	come(&d, "小明: 在吗？\n小红: 在\n");
	EXPECT_STREQ("小明: 在吗？", term_row(&d.term, 0));
	EXPECT_STREQ("小红: 在", term_row(&d.term, 1));
	EXPECT_STREQ("> 你好，wo", term_row(&d.term, 2));
	EXPECT_STREQ("> 你好，w", term_before_cursor(&d.term));
	type(&d, "x");
	EXPECT_STREQ("> 你好，wxo", term_row(&d.term, 2));
	rise(&d);
}

TEST(client_screen, backspace_over_wide_characters_leaves_nothing)
{
	struct desk d;

	sit(&d, 40, 1);
	type(&d, "a你😀好");
	press(&d, PF_KEY_BACKSPACE);
	press(&d, PF_KEY_BACKSPACE);
	EXPECT_STREQ("> a你", term_row(&d.term, 0));
	EXPECT_EQ(5, d.term.column);
	press(&d, PF_KEY_BACKSPACE);
	press(&d, PF_KEY_BACKSPACE);
	EXPECT_STREQ(">", term_row(&d.term, 0));
	EXPECT_EQ(2, d.term.column);
	rise(&d);
}

TEST(client_screen, long_lines_scroll_and_never_wrap)
{
	struct desk d;

	sit(&d, 20, 1);
	for (int i = 0; i < 30; i++) {
		type(&d, "你x");
		EXPECT_EQ(0, d.term.wraps);
	}
	EXPECT_STREQ("> x你x你x你x你x你x", term_row(&d.term, 0));
	EXPECT_EQ(18, d.term.column);
	press(&d, PF_KEY_HOME);
	EXPECT_STREQ("> 你x你x你x你x你x你", term_row(&d.term, 0));
	EXPECT_EQ(2, d.term.column);
	press(&d, PF_KEY_END);
	EXPECT_STREQ("> x你x你x你x你x你x", term_row(&d.term, 0));
	for (int i = 0; i < 55; i++)
		press(&d, PF_KEY_BACKSPACE);
	EXPECT_STREQ("> 你x你x你", term_row(&d.term, 0));
	EXPECT_EQ(0, d.term.wraps);
	rise(&d);
}

/* The cursor stands behind the text that is in front of it, wherever it is and
 * however wide the terminal. */
TEST(client_screen, the_cursor_at_every_place_and_width)
{
	static const char text[] = "a你e\xcc\x81"
				   "b…“①”好😀c";

	for (int ambiguous = 1; ambiguous <= 2; ambiguous++)
		for (int columns = 12; columns <= 40; columns += 4) {
			struct desk d;

			INFO("ambiguous %d columns %d", ambiguous, columns);
			sit(&d, columns, ambiguous);
			type(&d, text);
			while (d.edit.cursor > 0) {
				struct ct_slice front = {
				    d.edit.text.data + d.edit.left,
				    d.edit.cursor - d.edit.left};
				char want[128] = "> ";

				strncat(want, front.data, front.len);
				EXPECT_STREQ(want, term_before_cursor(&d.term));
				EXPECT_EQ(2 + width_cells(front, ambiguous),
				    (size_t)d.term.column);
				press(&d, PF_KEY_LEFT);
			}
			EXPECT_EQ(0, d.term.wraps);
			rise(&d);
		}
}

/* A base typed in front of a mark that is there already. */
TEST(client_screen, the_cursor_inside_a_character)
{
	struct desk d;

	sit(&d, 12, 1);
	type(&d, "0123456789\xcc\x81");
	press(&d, PF_KEY_LEFT);
	press(&d, PF_KEY_DELETE);
	type(&d, "\xcc\x81z");
	for (int i = 0; i < 3; i++)
		press(&d, PF_KEY_LEFT);
	type(&d, "e");
	EXPECT_EQ(0, d.term.wraps);
	EXPECT_LE(d.edit.left, d.edit.cursor);
	rise(&d);
}

TEST(client_screen, the_history_begins_at_the_left)
{
	struct desk d;
	struct ct_buf line;

	sit(&d, 12, 1);
	ct_buf_init(&line, 100);
	type(&d, "😀😀");
	EXPECT_EQ(CT_OK, edit_take(&d.edit, &line));
	type(&d, "一二三四五六七");
	EXPECT_GT(d.edit.left, 0);
	press(&d, PF_KEY_UP);
	EXPECT_STREQ("> 😀😀", term_row(&d.term, 0));
	ct_buf_fini(&line);
	rise(&d);
}

TEST(client_screen, lines_longer_than_the_terminal)
{
	struct desk d;

	sit(&d, 11, 1);
	type(&d, "ab");
	come(&d, "一二三四五六\n");
	EXPECT_STREQ("一二三四五", term_row(&d.term, 0));
	EXPECT_STREQ("六", term_row(&d.term, 1));
	EXPECT_STREQ("> ab", term_row(&d.term, 2));
	rise(&d);
}

TEST(client_screen, a_narrow_terminal_has_no_prompt)
{
	struct desk d;

	sit(&d, 8, 1);
	type(&d, "abcdefghij");
	EXPECT_STREQ("defghij", term_row(&d.term, 0));
	EXPECT_EQ(0, d.term.wraps);
	rise(&d);
}

TEST(client_screen, a_control_in_the_typed_text_is_a_picture)
{
	struct desk d;
	static const uint32_t codes[] = {'a', 0x9b, '\t', 0x202e, 'b'};

	sit(&d, 40, 1);
	for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++)
		edit_key(&d.edit, PF_KEY_CHAR, codes[i]);
	draw(&d, "> ");
	EXPECT_STREQ("> a\xef\xbf\xbd \xef\xbf\xbd"
		     "b",
	    term_row(&d.term, 0));
	rise(&d);
}

TEST(client_screen, the_submitted_line_makes_place)
{
	struct desk d;
	struct ct_buf line;

	sit(&d, 40, 1);
	ct_buf_init(&line, 100);
	type(&d, "你好");
	EXPECT_EQ(CT_OK, edit_take(&d.edit, &line));
	come(&d, "我: 你好\n");
	EXPECT_STREQ("我: 你好", term_row(&d.term, 0));
	EXPECT_STREQ(">", term_row(&d.term, 1));
	EXPECT_EQ(CT_OK, screen_hide(&d.screen));
	EXPECT_EQ(CT_OK, screen_hide(&d.screen));
	EXPECT_SLICE("\r\x1b[K", ct_buf_slice(&d.screen.out));
	ct_buf_fini(&line);
	rise(&d);
}

TEST(client_screen, plain_writes_lines_and_nothing_else)
{
	struct screen s;
	struct edit e;

	screen_init(&s, false, 80, 1);
	edit_init(&e);
	edit_key(&e, PF_KEY_CHAR, 'x');
	EXPECT_EQ(CT_OK, screen_edit(&s, ct_slice_str("> "), &e));
	EXPECT_EQ(CT_OK, screen_lines(&s, ct_slice_str("一\n二\n")));
	EXPECT_EQ(CT_OK, screen_hide(&s));
	EXPECT_SLICE("一\n二\n", ct_buf_slice(&s.out));
	screen_fini(&s);
	edit_fini(&e);
}
