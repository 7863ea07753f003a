/* Standard input by its own thread, and output, as they are redirected. */
#include "tests/shim/shim.h"

#include "platform/clock.h"
#include "platform/console.h"
#include "platform/thread.h"
#include "tests/unit/pf_os.h"
#include "tests/unit/pf_pair.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

/* The next event, waiting for it; false: none came in time. */
static bool
next(struct pf_poller *p, struct pf_input *in, struct pf_input_event *ev)
{
	int64_t end = pf_clock_mono() + PAIR_MS;
	size_t n;

	while (pf_input_next(in, ev) != PF_OK) {
		if (pf_clock_mono() >= end)
			return false;
		pf_poller_wait(p, NULL, 0, PAIR_MS, &n, NULL);
	}
	return true;
}

TEST(pf_input, redirected_bytes_stay_what_they_are)
{
	static const char bytes[] = "a\r\nb\n\x1a\x00\xff\xc4\xe3";
	struct pf_input_event ev;
	struct pf_poller *p;
	struct pf_input *in;
	char got[sizeof bytes];
	size_t n = 0;

	ASSERT_EQ(PF_OK, pf_net_start());
	ASSERT_EQ(PF_OK, pf_poller_new(&p));
	ASSERT_TRUE(pf_os_stdin_pipe());
	EXPECT_FALSE(pf_stdin_is_console());
	EXPECT_EQ(PF_ENOTTY, pf_input_open(p, true, &in));
	ASSERT_EQ(PF_OK, pf_input_open(p, false, &in));
	EXPECT_EQ(PF_AGAIN, pf_input_next(in, &ev));
	pf_os_type(bytes, sizeof bytes);
	while (n < sizeof bytes && next(p, in, &ev)) {
		ASSERT_EQ(PF_INPUT_BYTES, ev.kind);
		ASSERT_LE(n + ev.len, sizeof bytes);
		memcpy(got + n, ev.bytes, ev.len);
		n += ev.len;
	}
	ASSERT_EQ(sizeof bytes, n);
	EXPECT_MEMEQ(bytes, got, n);
	pf_os_hang_up();
	ASSERT_TRUE(next(p, in, &ev));
	EXPECT_EQ(PF_INPUT_END, ev.kind);
	EXPECT_EQ(PF_AGAIN, pf_input_next(in, &ev));
	pf_input_close(in);
	pf_os_stdin_restore();
	pf_poller_free(p);
	pf_net_stop();
}

TEST(pf_input, can_be_closed_while_nothing_comes)
{
	struct pf_poller *p;
	struct pf_input *in;

	ASSERT_EQ(PF_OK, pf_net_start());
	ASSERT_EQ(PF_OK, pf_poller_new(&p));
	ASSERT_TRUE(pf_os_stdin_pipe());
	ASSERT_EQ(PF_OK, pf_input_open(p, false, &in));
	pf_input_close(in);
	pf_input_close(NULL);
	pf_poller_free(p);
	pf_os_stdin_restore();
	pf_net_stop();
}

TEST(pf_input, a_terminal_gives_keys_and_gets_its_mode_back)
{
	static const enum pf_key pressed[] = {PF_KEY_UP, PF_KEY_DOWN,
	    PF_KEY_LEFT, PF_KEY_RIGHT, PF_KEY_HOME, PF_KEY_END, PF_KEY_DELETE,
	    PF_KEY_PAGE_UP, PF_KEY_PAGE_DOWN, PF_KEY_ENTER, PF_KEY_TAB,
	    PF_KEY_BACKSPACE, PF_KEY_CTRL, PF_KEY_ESCAPE};
	static const uint32_t typed[] = {0x4F60, 'a', 0x1F600};
	struct pf_input_event ev;
	struct pf_poller *p;
	struct pf_input *in;

	ASSERT_EQ(PF_OK, pf_net_start());
	ASSERT_EQ(PF_OK, pf_poller_new(&p));
	if (!pf_os_stdin_console()) {
		pf_poller_free(p);
		pf_net_stop();
		SKIP("no console can be had here");
	}
	EXPECT_TRUE(pf_stdin_is_console());
	EXPECT_TRUE(pf_os_console_cooked());
	ASSERT_EQ(PF_OK, pf_input_open(p, true, &in));
	EXPECT_FALSE(pf_os_console_cooked());
	pf_os_type("你a😀", strlen("你a😀"));
	for (size_t i = 0; i < 3; i++) {
		ASSERT_TRUE(next(p, in, &ev));
		EXPECT_EQ(PF_INPUT_KEY, ev.kind);
		EXPECT_EQ(PF_KEY_CHAR, ev.key);
		EXPECT_EQ(typed[i], ev.code);
	}
	for (size_t i = 0; i < sizeof pressed / sizeof *pressed; i++) {
		INFO("key %d", (int)pressed[i]);
		pf_os_press(pressed[i], 'c');
		ASSERT_TRUE(next(p, in, &ev));
		EXPECT_EQ(pressed[i], ev.key);
		if (pressed[i] == PF_KEY_CTRL)
			EXPECT_EQ('c', ev.code);
	}
	pf_input_close(in);
	EXPECT_TRUE(pf_os_console_cooked());
	pf_os_stdin_restore();
	pf_poller_free(p);
	pf_net_stop();
}

/* At once, or by its answer. */
TEST(pf_input, a_terminal_tells_where_its_cursor_is)
{
	int before = -1, after = -1;
	enum pf_err err;

	if (!pf_os_stdout_console())
		SKIP("no console can be had here");
	EXPECT_TRUE(pf_stdout_is_console());
	EXPECT_EQ(PF_OK, pf_console_write(false, "\r", 1));
	err = pf_console_cursor(&before);
	EXPECT_EQ(PF_OK, pf_console_write(false, "abc", 3));
	EXPECT_EQ(err, pf_console_cursor(&after));
	if (err == PF_AGAIN)
		EXPECT_TRUE(pf_os_stdout_read_to("abc\x1b[6n"));
	pf_os_stdout_restore();
	EXPECT_EQ(CT_ON_WINDOWS ? PF_OK : PF_AGAIN, err);
	EXPECT_EQ(CT_ON_WINDOWS ? 0 : -1, before);
	EXPECT_EQ(CT_ON_WINDOWS ? 3 : -1, after);
}

static void
begin_raw(void)
{
	struct pf_poller *p;
	struct pf_input *in;

	if (pf_poller_new(&p) != PF_OK || pf_input_open(p, true, &in) != PF_OK)
		_Exit(1);
	if (pf_os_console_cooked())
		_Exit(1);
}

static void
leave_by_exit(void)
{
	begin_raw();
	exit(0);
}

static void
leave_by_abort(void)
{
	begin_raw();
	abort();
}

static void
leave_by_sigterm(void)
{
	begin_raw();
	raise(SIGTERM);
}

TEST(pf_input, a_terminal_gets_its_mode_back_however_the_process_ends)
{
	static void (*const ways[])(void) = {
	    leave_by_exit, leave_by_abort, leave_by_sigterm};

	if (CT_ON_WINDOWS)
		SKIP("no fork");
	ASSERT_TRUE(pf_os_stdin_console());
	for (size_t i = 0; i < 3; i++) {
		INFO("way %u", (unsigned)i);
		ASSERT_TRUE(pf_os_in_child(ways[i]));
		EXPECT_TRUE(pf_os_console_cooked());
	}
	pf_os_stdin_restore();
}

enum { MUCH = 300000 };

static void
type_much(void *arg)
{
	char block[1000];

	(void)arg;
	for (int i = 0; i < MUCH / 1000; i++) {
		memset(block, 'a' + i % 26, sizeof block);
		pf_os_type(block, sizeof block);
	}
	pf_os_hang_up();
}

TEST(pf_input, more_than_it_holds_waits_and_nothing_is_lost)
{
	struct pf_input_event ev;
	struct pf_thread *t;
	struct pf_poller *p;
	struct pf_input *in;
	size_t n = 0;

	ASSERT_EQ(PF_OK, pf_net_start());
	ASSERT_EQ(PF_OK, pf_poller_new(&p));
	ASSERT_TRUE(pf_os_stdin_pipe());
	ASSERT_EQ(PF_OK, pf_input_open(p, false, &in));
	ASSERT_EQ(PF_OK, pf_thread_start(type_much, NULL, &t));
	while (next(p, in, &ev) && ev.kind == PF_INPUT_BYTES) {
		for (size_t i = 0; i < ev.len; i++, n++)
			ASSERT_EQ('a' + n / 1000 % 26, ev.bytes[i]);
	}
	EXPECT_EQ(PF_INPUT_END, ev.kind);
	EXPECT_EQ(MUCH, n);
	pf_thread_join(t);
	pf_input_close(in);
	pf_os_stdin_restore();
	pf_poller_free(p);
	pf_net_stop();
}

TEST(pf_console, writing_to_nobody_is_the_end_and_no_signal)
{
	enum pf_err err = PF_OK;

	ASSERT_EQ(PF_OK, pf_net_start());
	ASSERT_TRUE(pf_os_stdout_broken());
	for (int i = 0; i < 100 && err == PF_OK; i++)
		err = pf_console_write(false, "x", 1);
	pf_os_stdout_restore();
	EXPECT_EQ(PF_END, err);
	pf_net_stop();
}

TEST(pf_console, a_cursor_is_only_on_a_terminal)
{
	int column = 7;

	if (pf_stdout_is_console())
		SKIP("standard output is a terminal");
	EXPECT_EQ(PF_ENOTTY, pf_console_cursor(&column));
	EXPECT_EQ(7, column);
}

TEST(pf_console, its_size_comes_from_the_environment_when_it_is_none)
{
	int columns = 0, rows = 0;

	if (pf_stdout_is_console())
		SKIP("standard output is a console");
	EXPECT_EQ(PF_ENOTTY, pf_console_vt());
	pf_os_setenv("COLUMNS", "132");
	pf_os_setenv("LINES", "50");
	pf_console_size(&columns, &rows);
	EXPECT_EQ(132, columns);
	EXPECT_EQ(50, rows);
	pf_os_setenv("COLUMNS", "-3");
	pf_os_setenv("LINES", "many");
	pf_console_size(&columns, &rows);
	EXPECT_EQ(80, columns);
	EXPECT_EQ(24, rows);
	EXPECT_EQ(1, pf_console_ambiguous_width());
}
