/*
 * What people type on the doors for text: plain words, or a command in English
 * or Chinese that begins with a slash.
 */
#ifndef CT_COMMAND_H
#define CT_COMMAND_H

#include "buf.h"
#include "event.h"

/*
 * Sets all of `ev` from one line of UTF-8 without its line end; its slices
 * point into the line or are static. Always CT_OK:
 * - a line of nothing but space is CT_EV_NONE;
 * - plain text is CT_EV_SAY, the line as it is; `//x` says "/x";
 * - a command, in any case, after `/` or, if it is known, after `／`; words are
 *   separated by spaces, tabs or U+3000;
 * - CT_EV_WRONG with CT_ECOMMAND, name: the unknown word with its slash;
 * - CT_EV_WRONG with CT_EARGS, name: the usage in English, text: in Chinese.
 * A count that was not given is -1 (JOIN, HISTORY); a WHY without a number has
 * seq 0. A room is given without its # (or ＃). Otherwise names and rooms are
 * as they were typed, spaces in them too: who checks names says what is wrong.
 */
enum ct_err ct_command_parse(struct ct_slice line, struct ct_event *ev);

/*
 * Appends the help: lines separated by LF, first how to speak, then a line for
 * each command. CT_OK, CT_EFULL, CT_ENOMEM; after an error `out` is as it was.
 */
enum ct_err ct_command_help(enum ct_lang lang, struct ct_buf *out);

#endif
