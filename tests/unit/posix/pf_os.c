/* What the tests of platform/ do to a POSIX system. */
#define _GNU_SOURCE 1

#include "tests/unit/pf_os.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

const struct pf_os_code *
pf_os_codes(size_t *count)
{
	static const struct pf_os_code codes[] = {
	    {"success", 0},
	    {"would block", EAGAIN},
	    {"would block", EWOULDBLOCK},
	    {"in progress", EINPROGRESS},
	    {"in progress", EALREADY},
	    {"interrupted", EINTR},
	    {"no memory", ENOMEM},
	    {"no memory", ENOBUFS},
	    {"no descriptors", EMFILE},
	    {"no descriptors", ENFILE},
	    {"disk full", ENOSPC},
	    {"disk full", EDQUOT},
	    {"port in use", EADDRINUSE},
	    {"not our address", EADDRNOTAVAIL},
	    {"no permission", EACCES},
	    {"no permission", EPERM},
	    {"no permission", EROFS},
	    {"refused", ECONNREFUSED},
	    {"reset", ECONNRESET},
	    {"reset", ECONNABORTED},
	    {"reset", ENETRESET},
	    {"sent after the end", EPIPE},
	    {"sent after the end", ESHUTDOWN},
	    {"timed out", ETIMEDOUT},
	    {"unreachable", EHOSTUNREACH},
	    {"unreachable", ENETUNREACH},
	    {"unreachable", EHOSTDOWN},
	    {"unreachable", ENETDOWN},
	    {"not connected", ENOTCONN},
	    {"not connected", EDESTADDRREQ},
	    {"wrong argument", EINVAL},
	    {"wrong argument", EBADF},
	    {"wrong argument", EFAULT},
	    {"wrong argument", EISDIR},
	    {"wrong argument", ENAMETOOLONG},
	    {"wrong argument", EMSGSIZE},
	    {"not a socket", ENOTSOCK},
	    {"connected already", EISCONN},
	    {"no such file", ENOENT},
	    {"no such file", ENOTDIR},
	    {"not a program", ENOEXEC},
	    {"not a terminal", ENOTTY},
	    {"no such character", EILSEQ},
	    {"not supported", EAFNOSUPPORT},
	    {"not supported", EPFNOSUPPORT},
	    {"not supported", EPROTONOSUPPORT},
	    {"not supported", EPROTOTYPE},
	    {"not supported", ENOPROTOOPT},
	    {"not supported", ESOCKTNOSUPPORT},
	    {"not supported", EOPNOTSUPP},
	    {"not supported", ENOTSUP},
	    {"not supported", ENOSYS},
	    {"device failed", EIO},
	};

	*count = sizeof codes / sizeof *codes;
	return codes;
}

static struct rlimit limit_before;

bool
pf_os_limit(size_t more)
{
	/* Descriptors are given from below: the next one tells how many. */
	int next = dup(0);
	struct rlimit now;

	if (next < 0 || getrlimit(RLIMIT_NOFILE, &limit_before) != 0)
		return false;
	close(next);
	now = limit_before;
	now.rlim_cur = (rlim_t)next + more;
	return setrlimit(RLIMIT_NOFILE, &now) == 0;
}

void
pf_os_unlimit(void)
{
	setrlimit(RLIMIT_NOFILE, &limit_before);
}

bool
pf_os_is_inherited(struct pf_sock s)
{
	return (fcntl((int)s.id, F_GETFD) & FD_CLOEXEC) == 0;
}

bool
pf_os_in_child(void (*fn)(void))
{
	int status;
	int child = fork();

	if (child == 0) {
		fn();
		_exit(0);
	}
	return child > 0 && waitpid(child, &status, 0) == child;
}

bool
pf_os_interrupt(void)
{
	return kill(getpid(), SIGINT) == 0;
}

void
pf_os_setenv(const char *name, const char *value)
{
	setenv(name, value, 1);
}

void
pf_os_delete(const char *path)
{
	remove(path);
}

static int stdin_before = -1, stdout_before = -1;
static int typist = -1; /* the other end of standard input */
static int viewer = -1; /* and that of standard output, if it is a terminal */

static bool
replace(int fd, int by, int *before)
{
	*before = dup(fd);
	return *before >= 0 && dup2(by, fd) == fd && close(by) == 0;
}

bool
pf_os_stdin_pipe(void)
{
	int fds[2];

	if (pipe(fds) != 0 || fcntl(fds[1], F_SETFD, FD_CLOEXEC) != 0)
		return false;
	typist = fds[1];
	return replace(STDIN_FILENO, fds[0], &stdin_before);
}

/* Both ends of a terminal; -1: there is none. */
static int
open_terminal(int *master)
{
	*master = posix_openpt(O_RDWR | O_NOCTTY);
	if (*master < 0 || grantpt(*master) != 0 || unlockpt(*master) != 0)
		return -1;
	return open(ptsname(*master), O_RDWR | O_NOCTTY);
}

bool
pf_os_stdin_console(void)
{
	int slave = open_terminal(&typist);

	return slave >= 0 && replace(STDIN_FILENO, slave, &stdin_before);
}

bool
pf_os_stdout_console(void)
{
	int slave = open_terminal(&viewer);

	fflush(stdout);
	return slave >= 0 && replace(STDOUT_FILENO, slave, &stdout_before);
}

bool
pf_os_stdout_read_to(const char *end)
{
	char got[256];
	size_t len = 0, want = strlen(end);

	while (len < want || memcmp(got + len - want, end, want) != 0) {
		if (len == sizeof got || read(viewer, got + len, 1) != 1)
			return false;
		len++;
	}
	return true;
}

void
pf_os_type(const char *text, size_t len)
{
	while (len > 0) {
		long n = write(typist, text, len);

		if (n < 0)
			return;
		text += n;
		len -= (size_t)n;
	}
}

void
pf_os_press(enum pf_key key, char letter)
{
	static const char *const sent[] = {
	    [PF_KEY_ENTER] = "\r",
	    [PF_KEY_BACKSPACE] = "\x7f",
	    [PF_KEY_DELETE] = "\x1b[3~",
	    [PF_KEY_LEFT] = "\x1b[D",
	    [PF_KEY_RIGHT] = "\x1bOC",
	    [PF_KEY_UP] = "\x1b[1;5A",
	    [PF_KEY_DOWN] = "\x1b[B",
	    [PF_KEY_HOME] = "\x1b[H",
	    [PF_KEY_END] = "\x1bOF",
	    [PF_KEY_PAGE_UP] = "\x1b[5~",
	    [PF_KEY_PAGE_DOWN] = "\x1b[6~",
	    [PF_KEY_TAB] = "\t",
	    [PF_KEY_ESCAPE] = "\x1b",
	};
	char ctrl = (char)(letter & 0x1F);

	if (key == PF_KEY_CTRL)
		pf_os_type(&ctrl, 1);
	else
		pf_os_type(sent[key], strlen(sent[key]));
}

void
pf_os_hang_up(void)
{
	if (typist >= 0)
		close(typist);
	typist = -1;
}

void
pf_os_stdin_restore(void)
{
	pf_os_hang_up();
	dup2(stdin_before, STDIN_FILENO);
	close(stdin_before);
}

bool
pf_os_console_cooked(void)
{
	struct termios t;

	return tcgetattr(STDIN_FILENO, &t) == 0 && (t.c_lflag & ICANON) &&
	       (t.c_lflag & ECHO) && (t.c_lflag & ISIG);
}

bool
pf_os_stdout_broken(void)
{
	int fds[2];

	fflush(stdout);
	if (pipe(fds) != 0)
		return false;
	close(fds[0]);
	return replace(STDOUT_FILENO, fds[1], &stdout_before);
}

void
pf_os_stdout_restore(void)
{
	dup2(stdout_before, STDOUT_FILENO);
	close(stdout_before);
	if (viewer >= 0)
		close(viewer);
	viewer = -1;
}
