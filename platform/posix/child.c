/* Programs that this one starts: each is a process group of its own. */
#include "sys.h"

#include "../child.h"
#include "../clock.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

enum { LOOK_NS = 2000000 }; /* between two looks */

struct pf_child {
	pid_t pid;     /* of the group, too */
	bool terminal; /* it is the one that the terminal speaks to */
	bool ended;
	uint32_t code;
};

/* A pipe of which a program knows nothing. */
static int
open_pipe(int fds[2])
{
	if (pipe(fds) != 0)
		return errno;
	fcntl(fds[0], F_SETFD, FD_CLOEXEC);
	fcntl(fds[1], F_SETFD, FD_CLOEXEC);
	return 0;
}

/* Does the terminal at our standard input speak to us? */
static bool
is_foreground(void)
{
	return tcgetpgrp(STDIN_FILENO) == getpgrp();
}

/* The terminal speaks to that group from now on, even if we are not the one to
 * which it speaks now (SIGTTOU). */
static void
set_foreground(pid_t group)
{
	sigset_t out, before;

	sigemptyset(&out);
	sigaddset(&out, SIGTTOU);
	pthread_sigmask(SIG_BLOCK, &out, &before);
	tcsetpgrp(STDIN_FILENO, group);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
}

static void
die_with(pid_t parent)
{
#ifdef __linux__
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(127);
#else
	(void)parent;
#endif
}

static bool
redirect(bool keyboard)
{
	int nothing;

	if (dup2(STDERR_FILENO, STDOUT_FILENO) < 0)
		return false;
	if (keyboard)
		return true;
	nothing = open("/dev/null", O_RDONLY);
	if (dup2(nothing, STDIN_FILENO) < 0)
		return false;
	if (nothing > STDERR_FILENO)
		close(nothing);
	return true;
}

/* In the new process: becomes the program, or tells why it cannot. */
static void
become(char *const *args, const struct pf_child *c, bool keyboard, pid_t parent,
    int tell)
{
	ssize_t n;
	int why;

	setpgid(0, 0);
	if (c->terminal)
		set_foreground(getpid());
	die_with(parent);
	signal(SIGPIPE, SIG_DFL); /* which stays ignored otherwise */
	if (redirect(keyboard))
		execvp(args[0], args);
	why = errno;
	n = write(tell, &why, sizeof why);
	_exit(n == sizeof why ? 127 : 126);
}

/* What the new process tells: 0 when it has become the program. */
static int
hear(int fd)
{
	int why = 0;
	ssize_t n;

	do
		n = read(fd, &why, sizeof why);
	while (n < 0 && errno == EINTR);
	return n == sizeof why ? why : 0;
}

static void
take_terminal(struct pf_child *c)
{
	if (c->terminal)
		set_foreground(getpgrp());
	c->terminal = false;
}

static int
begin(struct pf_child *c, char *const *args, bool keyboard)
{
	pid_t self = getpid();
	int tell[2], why = open_pipe(tell);

	if (why != 0)
		return why;
	c->terminal = keyboard && is_foreground();
	c->pid = fork();
	if (c->pid == 0)
		become(args, c, keyboard, self, tell[1]);
	why = c->pid < 0 ? errno : 0;
	close(tell[1]);
	if (why == 0)
		why = hear(tell[0]);
	close(tell[0]);
	if (why != 0 && c->pid > 0)
		waitpid(c->pid, NULL, 0);
	if (why != 0)
		take_terminal(c);
	return why;
}

enum pf_err
pf_child_start(char *const *args, bool keyboard, struct pf_child **out)
{
	struct pf_child *c = calloc(1, sizeof *c);
	int why;

	*out = NULL;
	if (!c)
		return PF_ENOMEM;
	/* Who started us may have had it ignored; then nobody is told of an
	 * end. */
	signal(SIGCHLD, SIG_DFL);
	why = begin(c, args, keyboard);
	if (why != 0) {
		free(c);
		return pf_err_from_os(why);
	}
	*out = c;
	return PF_OK;
}

/* Has it ended? Its number, and so that of its group, stays taken. */
static void
look(struct pf_child *c)
{
	siginfo_t info;

	memset(&info, 0, sizeof info);
	if (c->ended || waitid(P_PID, (id_t)c->pid, &info,
			    WEXITED | WNOHANG | WNOWAIT) != 0)
		return;
	c->ended = info.si_pid != 0;
	c->code = (uint32_t)info.si_status;
	if (info.si_code != CLD_EXITED)
		c->code += 128;
	if (c->ended)
		take_terminal(c);
}

enum pf_err
pf_child_wait(struct pf_child *c, int64_t timeout_ms, uint32_t *code)
{
	static const struct timespec step = {0, LOOK_NS};
	int64_t end = pf_clock_mono() + timeout_ms;

	for (look(c); !c->ended && pf_clock_mono() < end; look(c))
		nanosleep(&step, NULL);
	*code = c->code;
	return c->ended ? PF_OK : PF_AGAIN;
}

void
pf_child_end(struct pf_child *c, int64_t grace_ms)
{
	uint32_t code;

	if (!c)
		return;
	kill(-c->pid, SIGTERM);
	kill(-c->pid, SIGCONT);
	pf_child_wait(c, grace_ms, &code);
	kill(-c->pid, SIGKILL);
	while (waitpid(c->pid, NULL, 0) < 0 && errno == EINTR)
		continue;
	take_terminal(c);
	free(c);
}
