/* Programs that this one starts, and ends with all that they have started. */
#ifndef PF_CHILD_H
#define PF_CHILD_H

#include <stdbool.h>
#include <stdint.h>

#include "err.h"

struct pf_child;

/* The exit code of one that Ctrl-C has ended. */
enum { PF_CHILD_INTERRUPTED = 130 };

/*
 * Starts the program args[0] (a path, or a name for the system to find) with
 * `args` (UTF-8, NULL at the end), which it gets as they are; on Windows if it
 * reads its command line as CommandLineToArgvW does.
 * What it writes comes out at our standard error. It reads our standard input
 * with `keyboard`, or else finds it empty; a terminal's Ctrl-C goes on POSIX to
 * the one that has the keyboard, and always to us alone without. It has our
 * environment and nothing else of ours, and on Windows and Linux it does not
 * outlive us.
 * PF_OK and a child that pf_child_end takes; PF_ENOENT, PF_EACCES, PF_ENOEXEC
 * (what cannot be run), PF_ENOMEM, PF_EMFILE and the like.
 */
enum pf_err pf_child_start(
    char *const *args, bool keyboard, struct pf_child **out);

/*
 * Waits until it has ended, at most `timeout_ms`: PF_OK and its exit code, or
 * PF_AGAIN. On POSIX the code is 128 and the signal's number when it died of
 * one, as a shell says.
 */
enum pf_err pf_child_wait(
    struct pf_child *c, int64_t timeout_ms, uint32_t *code);

/*
 * Ends it, if it has not ended, and all that it started and left in its process
 * group (its job on Windows); then frees it. On POSIX they are asked first, by
 * SIGTERM, and it has `grace_ms` to follow. NULL is none.
 */
void pf_child_end(struct pf_child *c, int64_t grace_ms);

#endif
