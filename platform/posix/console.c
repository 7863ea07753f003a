/* The terminal as output. */
#include "sys.h"

#include "../console.h"
#include "../console_os.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

bool
pf_stdin_is_console(void)
{
	return isatty(STDIN_FILENO) == 1;
}

bool
pf_stdout_is_console(void)
{
	return isatty(STDOUT_FILENO) == 1;
}

void
pf_stdio_binary(void)
{
	/* Bytes are bytes here. */
}

/* Standard output may be non-blocking, because whoever shares it made it so;
 * then wait. */
static bool
can_go_on(int fd)
{
	struct pollfd pfd = {.fd = fd, .events = POLLOUT};

	if (errno == EINTR)
		return true;
	return (errno == EAGAIN || errno == EWOULDBLOCK) &&
	       (poll(&pfd, 1, -1) > 0 || errno == EINTR);
}

enum pf_err
pf_console_write(bool to_stderr, const char *text, size_t len)
{
	int fd = to_stderr ? STDERR_FILENO : STDOUT_FILENO;

	while (len > 0) {
		ssize_t n = write(fd, text, len);

		if (n < 0 && !can_go_on(fd))
			return errno == EPIPE ? PF_END : PF_EIO;
		if (n > 0) {
			text += n;
			len -= (size_t)n;
		}
	}
	return PF_OK;
}

enum pf_err
pf_console_vt(void)
{
	const char *term = getenv("TERM");

	if (!pf_stdout_is_console())
		return PF_ENOTTY;
	return term && strcmp(term, "dumb") != 0 ? PF_OK : PF_ENOTSUP;
}

bool
console_os_size(int *columns, int *rows)
{
	struct winsize size;

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0)
		return false;
	*columns = size.ws_col;
	*rows = size.ws_row;
	return true;
}

enum pf_err
pf_console_cursor(int *column)
{
	static const char ask[] = "\x1b[6n";
	enum pf_err err;

	(void)column;
	if (!pf_stdout_is_console())
		return PF_ENOTTY;
	err = pf_console_write(false, ask, sizeof ask - 1);
	return err == PF_OK ? PF_AGAIN : err;
}

int
pf_console_ambiguous_width(void)
{
	return 1;
}
