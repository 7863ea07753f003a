/*
 * The log: one line an event, for machines: the time, then name=value pairs in
 * UTF-8. A value with spaces, quotes, control characters or nothing in it
 * stands in double quotes; inside them \" \\ \n \r \t and \xNN are escapes.
 *
 * Lines are handed to a thread of their own, so a slow reader of the log never
 * holds up the server; when too much waits, lines are dropped and counted, and
 * event=log-lost says how many. Nothing here reports an error: a log that
 * nobody reads any more is no reason to stop.
 */
#ifndef SERVER_LOG_H
#define SERVER_LOG_H

#include "core/buf.h"
#include "platform/err.h"

struct log;

/* Opens a file to append to, or standard output for "-". PF_OK and a log that
 * log_close takes; PF_ENOENT, PF_EACCES, PF_ENOMEM, ... */
enum pf_err log_open(const char *path, struct log **out);

/* Waits at most `wait_ms` until all is written. */
void log_close(struct log *l, int64_t wait_ms);

/*
 * One line: begin, any number of pairs, end. `wall` is in milliseconds since
 * 1970. Names are plain; values are quoted as needed. All do nothing for a
 * log that is NULL.
 */
void log_begin(struct log *l, int64_t wall, const char *event);
void log_text(struct log *l, const char *name, const char *value);
void log_slice(struct log *l, const char *name, struct ct_slice value);
void log_number(struct log *l, const char *name, int64_t value);
void log_end(struct log *l);

/* "2026-11-23T01:02:03.456Z" into `out` of 25 bytes. */
void log_time(int64_t wall, char *out);

/* Appends a value as it stands in the log. */
enum ct_err log_value(struct ct_buf *out, struct ct_slice value);

#endif
