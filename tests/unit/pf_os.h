/*
 * What the tests of platform/ must do to the system itself, which is different
 * on each: posix/pf_os.c and win32/pf_os.c, of which the build picks one.
 */
#ifndef PF_OS_H
#define PF_OS_H

#include <stdbool.h>
#include <stddef.h>

#include "platform/console.h"

/* A code of the system (errno, Winsock's or Windows') under the name of what
 * it means. */
struct pf_os_code {
	const char *name;
	int code;
};

/* All the codes that pf_err_from_os is to know. */
const struct pf_os_code *pf_os_codes(size_t *count);

/* Lets this process open `more` sockets beyond those it has; false when the
 * system has no such limit. pf_os_unlimit ends it. */
bool pf_os_limit(size_t more);
void pf_os_unlimit(void);

/* Would a child process have this socket too? */
bool pf_os_is_inherited(struct pf_sock s);

/* Asks this process to stop, as Ctrl-C does; false: there is no way here. */
bool pf_os_interrupt(void);

/* An environment variable, in UTF-8. */
void pf_os_setenv(const char *name, const char *value);

/* Deletes a file, named in UTF-8, or an empty folder. */
void pf_os_delete(const char *path);

/*
 * Standard input becomes a pipe, or a terminal that somebody types at; false:
 * there is no way here. pf_os_type writes (UTF-8) into it or presses a key of
 * it, pf_os_hang_up ends it, pf_os_stdin_restore gives the old one back.
 */
bool pf_os_stdin_pipe(void);
bool pf_os_stdin_console(void);
void pf_os_type(const char *text, size_t len);
void pf_os_press(enum pf_key key, char letter);
void pf_os_hang_up(void);
void pf_os_stdin_restore(void);

/* Runs fn in a child process with this standard input, until the child has
 * ended, one way or other; false: there are no such children here. */
bool pf_os_in_child(void (*fn)(void));

/* Does that terminal show what is typed, and edit lines? */
bool pf_os_console_cooked(void);

/* Standard output becomes a pipe whose reader is gone, or a terminal (false:
 * there is no way here); what it was comes back with pf_os_stdout_restore. */
bool pf_os_stdout_broken(void);
bool pf_os_stdout_console(void);
void pf_os_stdout_restore(void);

/* Reads what that terminal is sent, up to and with `end`, or for ever; false:
 * nobody can see it here. */
bool pf_os_stdout_read_to(const char *end);

#endif
