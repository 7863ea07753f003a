/*
 * The telnet commands in a stream of text (RFC 854, RFC 855): found, taken out
 * and politely declined, so that a telnet program can speak on the line door.
 */
#ifndef CT_TELNET_H
#define CT_TELNET_H

#include "buf.h"

enum { CT_TELNET_IAC = 255 };

/*
 * The command that `in` begins with (its first byte is IAC). CT_OK and how many
 * bytes it takes; an answer, if one is due, is appended to `reply` (every
 * option is declined). CT_MORE: not all there yet. CT_EINVAL: this is no
 * telnet command but a byte of text.
 */
enum ct_err ct_telnet_command(
    struct ct_slice in, size_t *taken, struct ct_buf *reply);

#endif
