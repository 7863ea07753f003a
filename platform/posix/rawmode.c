/* Raw mode and its end; see rawmode.h. */
#include "sys.h"

#include "rawmode.h"

#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

/* For signal handlers and atexit, which get no argument. The modes are written
 * before `active` is set and not while it is. */
static struct termios before, raw;
static atomic_bool active;
static atomic_int notify_fd = -1;
static atomic_flag registered = ATOMIC_FLAG_INIT;

/* Async-signal-safe, as tcsetattr is. */
static void
restore(void)
{
	if (atomic_exchange(&active, false))
		tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
}

/* The handler was reset on entry: raised again, the signal does what it does.
 */
static void
on_fatal(int sig)
{
	restore();
	raise(sig);
}

static void
on_change(int sig)
{
	int saved = errno;
	int fd = atomic_load(&notify_fd);

	if (sig == SIGCONT && atomic_load(&active))
		tcsetattr(STDIN_FILENO, TCSADRAIN, &raw);
	if (fd >= 0 && write(fd, "", 1) < 0)
		errno = saved; /* full: it is told already */
	errno = saved;
}

static void
handle(int sig, void (*fn)(int), int flags)
{
	struct sigaction act, old;

	/* Whoever handles it already (a sanitizer, pf_signals) keeps it. */
	if (sigaction(sig, NULL, &old) != 0 || old.sa_handler != SIG_DFL)
		return;
	memset(&act, 0, sizeof act);
	act.sa_handler = fn;
	act.sa_flags = flags;
	sigemptyset(&act.sa_mask);
	sigaction(sig, &act, NULL);
}

static void
handle_all(void)
{
	static const int fatal[] = {SIGABRT, SIGSEGV, SIGBUS, SIGILL, SIGFPE,
	    SIGTERM, SIGINT, SIGHUP, SIGQUIT};

	for (size_t i = 0; i < sizeof fatal / sizeof *fatal; i++)
		handle(fatal[i], on_fatal, (int)SA_RESETHAND | SA_NODEFER);
	handle(SIGWINCH, on_change, SA_RESTART);
	handle(SIGCONT, on_change, SA_RESTART);
}

/* cfmakeraw, but output keeps its newlines. */
static void
make_raw(struct termios *t)
{
	t->c_iflag &= (tcflag_t) ~(
	    BRKINT | ICRNL | IGNCR | INLCR | INPCK | ISTRIP | IXON | PARMRK);
	t->c_lflag &= (tcflag_t) ~(ECHO | ECHONL | ICANON | IEXTEN | ISIG);
	t->c_cc[VMIN] = 1;
	t->c_cc[VTIME] = 0;
}

enum pf_err
rawmode_enter(int notify)
{
	if (tcgetattr(STDIN_FILENO, &before) != 0)
		return PF_ENOTTY;
	raw = before;
	make_raw(&raw);
	if (!atomic_flag_test_and_set(&registered))
		atexit(restore);
	atomic_store(&notify_fd, notify);
	atomic_store(&active, true);
	handle_all();
	if (tcsetattr(STDIN_FILENO, TCSADRAIN, &raw) != 0) {
		rawmode_leave();
		return PF_ENOTTY;
	}
	return PF_OK;
}

void
rawmode_leave(void)
{
	atomic_store(&notify_fd, -1);
	restore();
}
