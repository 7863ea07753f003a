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

/* Types it; each character is drawn, if `drawn`. */
static void
enter(struct desk *d, const char *text, bool drawn)
{
	while (*text != '\0') {
		utf8proc_int32_t c;
		utf8proc_ssize_t n =
		    utf8proc_iterate((const utf8proc_uint8_t *)text, -1, &c);

		edit_key(&d->edit, PF_KEY_CHAR, (uint32_t)c);
		if (drawn)
			draw(d, "> ");
		text += n;
	}
}

static void
type(struct desk *d, const char *text)
{
	enter(d, text, true);
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

static void
feed(struct desk *d)
{
	term_feed(&d->term, ct_buf_slice(&d->screen.out));
	ct_buf_clear(&d->screen.out, true);
}

/* The terminal becomes narrower, tells its cursor if `tells`, and the line is
 * drawn again. The column that was told. */
static int
shrink(struct desk *d, int columns, enum term_habit habit, bool tells)
{
	int column;

	term_shrink(&d->term, columns, habit);
	column = d->term.column;
	EXPECT_TRUE(screen_resize(&d->screen, columns));
	draw(d, "> ");
	EXPECT_EQ(column, d->term.column);
	EXPECT_EQ(CT_OK, screen_settle(&d->screen, tells ? column : -1));
	feed(d);
	draw(d, "> ");
	return column;
}

/* Two finished lines, and below them a line with its cursor somewhere. */
static void
sit_typing(struct desk *d, const char *text, int to_the_left)
{
	sit(d, 40, 1);
	come(d, "一: 早\n二: 好\n");
	enter(d, text, false);
	for (int i = 0; i < to_the_left; i++)
		edit_key(&d->edit, PF_KEY_LEFT, 0);
	draw(d, "> ");
}

/* The two lines, then ours and nothing else; `old` rows of it may be left in
 * front. The number of those. */
static int
check_rows(struct desk *d, bool may_be_left)
{
	int row = 2;

	EXPECT_STREQ("一: 早", term_row(&d->term, 0));
	EXPECT_STREQ("二: 好", term_row(&d->term, 1));
	if (!may_be_left)
		EXPECT_EQ(2, d->term.row);
	for (row = d->term.row + 1; row < TERM_ROWS; row++)
		EXPECT_STREQ("", term_row(&d->term, row));
	EXPECT_EQ('>', term_row(&d->term, d->term.row)[0]);
	return d->term.row - 2;
}

static const char *const typed[] = {"", "a",
    "abcdefghijklmnopqrstuvwxyzabcdefghi",
    "abcdefghijklmnopqrstuvwxyzabcdefghijklm",
    "零一二三四五六七八九零一二三四五六", "a零一二三四五六七八九零一二三四五六",
    "e\xcc\x81"
    "e零e\xcc\x81"
    "😀一ab二cd三ef四gh五ij六kl"};

enum { TYPED = sizeof(typed) / sizeof(typed[0]) };

/* Every text, width, place of the cursor and kind of terminal. Before it is
 * known what the terminal does, a row may be left where its cursor is in the
 * last column; afterwards none ever is. */
TEST(client_screen, a_narrower_terminal_leaves_nothing)
{
	for (int habit = 0; habit < TERM_HABITS; habit++)
		for (size_t i = 0; i < TYPED; i++)
			for (int columns = 12; columns < 40; columns++)
				for (int left = 0; left < 20; left += 3) {
					struct desk d;
					int column;

					INFO("%d %zu %d %d", habit, i, columns,
					    left);
					sit_typing(&d, typed[i], left);
					column = shrink(&d, columns,
					    (enum term_habit)habit, true);
					check_rows(&d, column == columns - 1);
					rise(&d);
				}
}

TEST(client_screen, a_terminal_that_is_known_leaves_nothing_at_all)
{
	for (int habit = 0; habit < TERM_HABITS; habit++)
		for (size_t i = 0; i < TYPED; i++)
			for (int columns = 12; columns < 40; columns++)
				for (int left = 0; left < 20; left += 3) {
					struct desk d;

					INFO("%d %zu %d %d", habit, i, columns,
					    left);
					sit_typing(&d, typed[i], left);
					d.screen.habit = habit == TERM_CUTS
							     ? SCREEN_CUTS
							     : SCREEN_BREAKS;
					shrink(&d, columns,
					    (enum term_habit)habit, true);
					check_rows(&d, false);
					rise(&d);
				}
}

TEST(client_screen, the_habit_of_a_terminal_is_learned)
{
	static const enum screen_habit habits[] = {
	    SCREEN_CUTS, SCREEN_BREAKS, SCREEN_BREAKS};

	for (int habit = 0; habit < TERM_HABITS; habit++) {
		struct desk d;

		sit_typing(&d, typed[3], 0);
		shrink(&d, 35, (enum term_habit)habit, true);
		EXPECT_EQ(habits[habit], d.screen.habit);
		check_rows(&d, false);
		shrink(&d, 17, (enum term_habit)habit, true);
		EXPECT_EQ(habits[habit], d.screen.habit);
		check_rows(&d, false);
		rise(&d);
	}
}

/* A terminal that does not answer: rows may be left, but no line is lost. */
TEST(client_screen, a_terminal_that_tells_nothing_loses_nothing)
{
	for (int habit = 0; habit < TERM_HABITS; habit++)
		for (int columns = 12; columns < 40; columns++) {
			struct desk d;
			int rows = (41 - 1) / columns;

			INFO("%d %d", habit, columns);
			sit_typing(&d, typed[3], 0);
			shrink(&d, columns, (enum term_habit)habit, false);
			EXPECT_LE(check_rows(&d, true),
			    habit == TERM_CUTS ? 0 : rows);
			rise(&d);
		}
}

TEST(client_screen, lines_that_come_meanwhile_wait)
{
	struct desk d;

	sit_typing(&d, typed[3], 3);
	term_shrink(&d.term, 25, TERM_BREAKS);
	EXPECT_TRUE(screen_resize(&d.screen, 25));
	EXPECT_FALSE(screen_resize(&d.screen, 25));
	come(&d, "三: 在\n");
	EXPECT_EQ(0, d.screen.out.len);
	EXPECT_EQ(CT_OK, screen_settle(&d.screen, d.term.column));
	EXPECT_EQ(CT_OK, screen_settle(&d.screen, 7));
	draw(&d, "> ");
	EXPECT_STREQ("二: 好", term_row(&d.term, 1));
	EXPECT_STREQ("三: 在", term_row(&d.term, 2));
	EXPECT_EQ(3, d.term.row);
	/* And so they do when it ends before the answer. */
	EXPECT_TRUE(screen_resize(&d.screen, 20));
	EXPECT_EQ(CT_OK, screen_lines(&d.screen, ct_slice_str("四: 走\n")));
	EXPECT_EQ(CT_OK, screen_hide(&d.screen));
	EXPECT_SLICE(
	    "\r\x1b[K\x1b[C\x1b[J\r四: 走\r\n", ct_buf_slice(&d.screen.out));
	EXPECT_FALSE(screen_resize(&d.screen, 30));
	rise(&d);
}

TEST(client_screen, a_line_that_is_not_shown_has_no_rows)
{
	struct screen s;

	screen_init(&s, true, 40, 1);
	EXPECT_FALSE(screen_resize(&s, 20));
	EXPECT_EQ(CT_OK, screen_settle(&s, 3));
	EXPECT_EQ(0, s.out.len);
	screen_fini(&s);
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
