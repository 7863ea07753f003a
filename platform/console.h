/*
 * The terminal or console of this process, and its standard streams.
 *
 * A terminal gives keys and takes UTF-8; wide calls on Windows, so that no code
 * page matters, and none is ever changed. What is redirected stays byte-exact.
 * Neither a console nor a file can be polled everywhere, so standard input is
 * read by a thread of its own that wakes a poller.
 */
#ifndef PF_CONSOLE_H
#define PF_CONSOLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "poller.h"

enum pf_key {
	PF_KEY_CHAR, /* `code` is a Unicode scalar, also of a paste */
	PF_KEY_ENTER,
	PF_KEY_BACKSPACE,
	PF_KEY_DELETE,
	PF_KEY_LEFT,
	PF_KEY_RIGHT,
	PF_KEY_UP,
	PF_KEY_DOWN,
	PF_KEY_HOME,
	PF_KEY_END,
	PF_KEY_PAGE_UP,
	PF_KEY_PAGE_DOWN,
	PF_KEY_TAB,
	PF_KEY_ESCAPE,
	PF_KEY_CTRL,   /* `code` is the letter, 'a' to 'z'; Ctrl-C included */
	PF_KEY_RESIZE, /* the size may have changed */
	PF_KEY_CURSOR, /* answers pf_console_cursor: `code` is the column */
};

enum pf_input_kind {
	PF_INPUT_KEY,   /* a terminal: `key` and `code` */
	PF_INPUT_BYTES, /* redirected: `bytes`, `len` */
	PF_INPUT_END,   /* end of input; nothing follows */
	PF_INPUT_ERROR, /* `err`; nothing follows */
};

struct pf_input_event {
	enum pf_input_kind kind;
	enum pf_key key;
	uint32_t code;
	char bytes[4096];
	size_t len;
	enum pf_err err;
};

/* Are standard input / output a terminal (or a Windows console)? */
bool pf_stdin_is_console(void);
bool pf_stdout_is_console(void);

/* Standard input and output carry bytes exactly from here on (Windows opens
 * them in text mode). Call first in main. */
void pf_stdio_binary(void);

/*
 * Begins to read standard input in a thread of its own; each event wakes `p`.
 * With `keys` and a terminal: raw mode (no echo, no line editing, Ctrl-C is a
 * key), given back by pf_input_close, at a normal exit, and when a signal ends
 * the process. Without `keys` a terminal gives its lines as bytes. One per
 * process; `p` must outlive it. PF_ENOMEM, PF_EMFILE, PF_ENOTTY (keys wanted,
 * but it is not a terminal).
 */
struct pf_input;
enum pf_err pf_input_open(
    struct pf_poller *p, bool keys, struct pf_input **out);

/* The next event without waiting: PF_OK, or PF_AGAIN. At most 64 KiB wait;
 * then the reader pauses until some were taken. */
enum pf_err pf_input_next(struct pf_input *in, struct pf_input_event *ev);

/* Restores the terminal. The thread may stay in its read until the process
 * ends; it holds nothing of the caller's. */
void pf_input_close(struct pf_input *in);

/*
 * Writes UTF-8 to standard output (`to_stderr`: standard error): to a Windows
 * console by WriteConsoleW, otherwise the bytes as they are. All of it, or an
 * error: PF_END when nobody reads it any more, PF_EIO.
 */
enum pf_err pf_console_write(bool to_stderr, const char *text, size_t len);

/*
 * Lets standard output take VT sequences (ENABLE_VIRTUAL_TERMINAL_PROCESSING on
 * Windows, restored at exit; nothing elsewhere). PF_ENOTSUP on consoles that
 * cannot; PF_ENOTTY when it is none.
 */
enum pf_err pf_console_vt(void);

/* Columns and rows; of COLUMNS and LINES in the environment when standard
 * output is no terminal, else 80 and 24. */
void pf_console_size(int *columns, int *rows);

/*
 * The column of the cursor, from 0. PF_OK; PF_AGAIN: the terminal is asked (DSR
 * 6 of ECMA-48), and its answer, if it gives one, is a PF_KEY_CURSOR; PF_ENOTTY
 * when standard output is none; PF_END, PF_EIO as pf_console_write.
 */
enum pf_err pf_console_cursor(int *column);

/* Cells of an East Asian Ambiguous character on this console: 2 only on a
 * legacy Windows console under code page 936, 932, 949 or 950; else 1. */
int pf_console_ambiguous_width(void);

#endif
