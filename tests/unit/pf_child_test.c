/* Programs that are started, and are gone afterwards; tests/child.c is them. */
#include "tests/shim/shim.h"

#include "platform/child.h"
#include "platform/clock.h"
#include "platform/process.h"
#include "tests/unit/pf_os.h"
#include "tests/unit/pf_pair.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHILD(...) ((char *[]){text_of(CT_CHILD), __VA_ARGS__, NULL})

enum { SOON = 30000, QUIET = 2000 };

/* Arguments are not const, as main's are not. */
static char *
text_of(const char *text)
{
	static char copies[8][1024];
	static unsigned next;
	char *out = copies[next++ % 8];

	snprintf(out, sizeof copies[0], "%s", text);
	return out;
}

static uint32_t
code_of(char *const *args)
{
	struct pf_child *c;
	uint32_t code = 12345;

	if (pf_child_start(args, false, &c) != PF_OK)
		return code;
	EXPECT_EQ(PF_OK, pf_child_wait(c, SOON, &code));
	pf_child_end(c, 0);
	return code;
}

/* What a program has written, and that file is gone. */
static size_t
take_file(const char *path, char *out, size_t size)
{
	FILE *f;
	size_t n = 0;

	if (pf_fopen(path, "r", &f) == PF_OK) {
		n = fread(out, 1, size, f);
		fclose(f);
	}
	pf_os_delete(path);
	return n;
}

static const char *const odd[] = {"", " ", "a b", "\t", "\"", "a\"b", "\"a b\"",
    "\\", "\\\\", "a\\", "a b\\", "a b\\\\", "\\\"", "\\\\\"", "a\\\\\"b c\\\\",
    "\\a\\\\b", "C:\\a b\\", "你好 相声", "😀", "*", "?", "%PATH%", "$HOME", "'",
    "^&|<>()", "--", "-x", "/c", "{host}", "\x7f\x01"};
enum { ODD = sizeof odd / sizeof *odd };

TEST(pf_child, arguments_arrive_as_they_are)
{
	char want[1024], got[1024];
	char *args[ODD + 4] = {
	    text_of(CT_CHILD), text_of("args"), text_of("pf_child_相声.txt")};
	size_t len = 0;

	for (size_t i = 0; i < ODD; i++) {
		size_t n = strlen(odd[i]) + 1;

		memcpy(want + len, odd[i], n);
		args[i + 3] = want + len;
		len += n;
	}
	EXPECT_EQ(0, code_of(args));
	ASSERT_EQ(len, take_file(args[2], got, sizeof got));
	EXPECT_MEMEQ(want, got, len);
}

TEST(pf_child, its_exit_code_is_told)
{
	static const char *const codes[] = {"0", "1", "7", "255"};

	for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
		EXPECT_EQ(strtoul(codes[i], NULL, 10),
		    code_of(CHILD(text_of("exit"), text_of(codes[i]))));
}

TEST(pf_child, ctrl_c_has_a_code_of_its_own)
{
	/* STATUS_CONTROL_C_EXIT */
	if (CT_ON_WINDOWS)
		EXPECT_EQ(PF_CHILD_INTERRUPTED,
		    code_of(CHILD(text_of("exit"), text_of("3221225786"))));
	else
		EXPECT_EQ(PF_CHILD_INTERRUPTED,
		    code_of(CHILD(text_of("signal"), text_of("int"))));
}

TEST(pf_child, a_signal_is_told)
{
	if (CT_ON_WINDOWS)
		SKIP("no signals there");
	EXPECT_EQ(143, code_of(CHILD(text_of("signal"), text_of("term"))));
}

TEST(pf_child, no_such_program)
{
	static const char *const names[] = {
	    "crosstalk-no-such-program", "./no such/程序"};

	for (size_t i = 0; i < 2; i++) {
		char *args[] = {text_of(names[i]), NULL};
		struct pf_child *c;

		EXPECT_EQ(PF_ENOENT, pf_child_start(args, false, &c));
		EXPECT_TRUE(c == NULL);
	}
}

TEST(pf_child, what_is_no_program)
{
	char *args[] = {text_of("./pf_child_text.txt"), NULL};
	struct pf_child *c;
	FILE *f;

	ASSERT_EQ(PF_OK, pf_fopen(args[0], "w", &f));
	fputs("print('你好')\n", f);
	fclose(f);
	EXPECT_EQ(CT_ON_WINDOWS ? PF_ENOEXEC : PF_EACCES,
	    pf_child_start(args, false, &c));
	EXPECT_TRUE(c == NULL);
	pf_os_delete(args[0]);
}

TEST(pf_child, input_is_empty)
{
	char got[16];

	ASSERT_TRUE(pf_os_stdin_pipe());
	pf_os_type("hello", 5);
	EXPECT_EQ(0, code_of(CHILD(text_of("input"), text_of("pf_child_in"))));
	pf_os_stdin_restore();
	EXPECT_EQ(1, take_file("pf_child_in", got, sizeof got));
}

TEST(pf_child, input_is_ours)
{
	char got[16];
	uint32_t code;
	struct pf_child *c;

	ASSERT_TRUE(pf_os_stdin_pipe());
	pf_os_type("hello", 5);
	EXPECT_EQ(PF_OK,
	    pf_child_start(
		CHILD(text_of("input"), text_of("pf_child_in")), true, &c));
	pf_os_hang_up();
	EXPECT_EQ(PF_OK, pf_child_wait(c, SOON, &code));
	pf_child_end(c, 0);
	pf_os_stdin_restore();
	ASSERT_EQ(6, take_file("pf_child_in", got, sizeof got));
	EXPECT_STREQ("hello", got);
}

TEST(pf_child, it_has_our_environment)
{
	char got[64];

	ASSERT_EQ(PF_OK, pf_env_set("CT_TEST_CHILD", "你好 😀"));
	EXPECT_EQ(0, code_of(CHILD(text_of("env"), text_of("pf_child_env"),
			 text_of("CT_TEST_CHILD"))));
	ASSERT_LT(0, take_file("pf_child_env", got, sizeof got));
	EXPECT_STREQ("你好 😀", got);
}

/* A program that holds a connection to us, or has another one hold it. */
struct held {
	struct pf_sock listener;
	struct pf_sock s; /* its end is that of who held it */
	struct pf_child *child;
};

static bool
begin(struct held *h, const char *role, const char *how)
{
	struct pf_addr at;
	char port[8];
	char *args[] = {text_of(CT_CHILD), text_of(role), port,
	    how ? text_of(how) : NULL, NULL};

	memset(h, 0, sizeof *h);
	h->s = PF_SOCK_NONE;
	if (pf_net_start() != PF_OK ||
	    pair_listen("127.0.0.1", &h->listener, &at) != PF_OK)
		return false;
	snprintf(port, sizeof port, "%u", (unsigned)pf_addr_port(&at));
	return pf_child_start(args, false, &h->child) == PF_OK &&
	       pair_wait(h->listener, PF_POLL_READ, SOON) != 0 &&
	       pf_accept(h->listener, &h->s, NULL) == PF_OK;
}

/* The end of what it says. Wine sometimes keeps the connection of a program
 * that was killed: there it must be quiet. */
static void
expect_gone(struct held *h)
{
	int64_t until = pf_clock_mono() + SOON;
	enum pf_err err = PF_OK;
	char said[64];
	size_t n;

	while (err == PF_OK && pf_clock_mono() < until) {
		bool quiet = pair_wait(h->s, PF_POLL_READ, QUIET) == 0;

		err = pf_recv(h->s, said, sizeof said, &n);
		if (quiet && CT_ON_WINDOWS && err == PF_AGAIN)
			err = PF_END;
		else if (err == PF_AGAIN)
			err = PF_OK;
	}
	EXPECT_TRUE(err == PF_END || err == PF_ERESET);
	pf_close(&h->s);
	pf_close(&h->listener);
	pf_net_stop();
}

/* It is there: it goes on to say so. */
static bool
lives(struct held *h)
{
	char said[64];
	size_t n = 0;

	while (pf_recv(h->s, said, sizeof said, &n) == PF_OK)
		continue;
	return pair_recv(h->s, said, sizeof said, &n) == PF_OK;
}

TEST(pf_child, it_is_gone_afterwards)
{
	struct held h;
	uint32_t code;
	int64_t before;

	ASSERT_TRUE(begin(&h, "hold", NULL));
	EXPECT_EQ(PF_AGAIN, pf_child_wait(h.child, 20, &code));
	EXPECT_TRUE(lives(&h));
	before = pf_clock_mono();
	pf_child_end(h.child, 2 * SOON);
	EXPECT_LT(pf_clock_mono() - before, SOON); /* it did as it was asked */
	expect_gone(&h);
}

TEST(pf_child, who_does_not_hear_is_killed)
{
	struct held h;
	int64_t before;

	ASSERT_TRUE(begin(&h, "deaf", NULL));
	before = pf_clock_mono();
	pf_child_end(h.child, 200);
	if (!CT_ON_WINDOWS)
		EXPECT_GE(pf_clock_mono() - before, 200);
	expect_gone(&h);
}

TEST(pf_child, what_it_started_is_gone_too)
{
	struct held h;

	ASSERT_TRUE(begin(&h, "pass", "stay"));
	pf_child_end(h.child, 100);
	expect_gone(&h);
}

TEST(pf_child, what_it_left_behind_is_gone_too)
{
	struct held h;
	uint32_t code;

	ASSERT_TRUE(begin(&h, "pass", "go"));
	EXPECT_EQ(PF_OK, pf_child_wait(h.child, SOON, &code));
	EXPECT_EQ(0, code);
	EXPECT_TRUE(lives(&h));
	pf_child_end(h.child, 100);
	expect_gone(&h);
}

TEST(pf_child, it_does_not_outlive_who_started_it)
{
	struct held h;

	/* Its child is in no group or job of ours. */
	ASSERT_TRUE(begin(&h, "nest", NULL));
	pf_child_end(h.child, 100);
	expect_gone(&h);
}

TEST(pf_child, none_can_be_ended)
{
	pf_child_end(NULL, 100);
}
