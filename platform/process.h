/*
 * What a program gets from the system at its start, in UTF-8, and the little
 * it needs of it: arguments, language, user name, files, random bytes.
 */
#ifndef PF_PROCESS_H
#define PF_PROCESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "err.h"

/*
 * The arguments in UTF-8, NULL-terminated: main's own on POSIX, those of
 * GetCommandLineW on Windows. Valid until pf_args_free.
 */
enum pf_err pf_args(int argc, char **argv, int *count, char ***out);
void pf_args_free(int count, char **args);

/* An environment variable in UTF-8 into `out`, never cut; false when it is not
 * set or does not fit. */
bool pf_env(const char *name, char *out, size_t size);

/* Sets one, for programs that are started later. PF_ENOMEM, PF_EINVAL. */
enum pf_err pf_env_set(const char *name, const char *value);

/* Is the user's language Chinese? (LC_ALL, LC_MESSAGES, LANG;
 * GetUserDefaultUILanguage.) */
bool pf_lang_is_zh(void);

/* The login name in UTF-8, or "" */
void pf_user_name(char *out, size_t size);

/*
 * fopen with a path in UTF-8, always binary, not inherited by child processes.
 * PF_OK and a file that fclose takes; else NULL and PF_ENOENT, PF_EACCES,
 * PF_EMFILE, PF_EINVAL (a mode or name that cannot be), PF_ENOMEM, PF_EOTHER.
 */
enum pf_err pf_fopen(const char *path, const char *mode, FILE **out);

/* A folder for this program's own small files (created if missing), in UTF-8:
 * $XDG_STATE_HOME/crosstalk or ~/.local/state/crosstalk; on Windows
 * %LOCALAPPDATA%\crosstalk. PF_ENOENT when there is no home, PF_EFULL when
 * `out` is too small, PF_EACCES and the like when it cannot be made. */
enum pf_err pf_state_dir(char *out, size_t size);

/* Random bytes fit for keys. */
enum pf_err pf_random(void *out, size_t n);

/* The number that this system knows the process by. */
long pf_process_id(void);

#endif
