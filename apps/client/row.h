/*
 * A message as a row of text, JSON or CSV, and the times in it: RFC 3339 in
 * UTC. Pure.
 */
#ifndef CLIENT_ROW_H
#define CLIENT_ROW_H

#include "core/frame.h"

enum row_format {
	ROW_TXT,  /* time name: text; controls are shown as pictures */
	ROW_JSON, /* one object (RFC 8259) a line */
	ROW_CSV,  /* RFC 4180, with CR LF; the text as it is */
	ROW_FORMATS,
};

enum { ROW_TIME_SIZE = 32 };

/* By name, "txt", "json", "csv"; ROW_FORMATS: none of them. */
enum row_format row_format_named(const char *name);

/* Appends what stands before the first row: the names of CSV's columns. */
enum ct_err row_add_head(enum row_format format, struct ct_buf *out);

/*
 * Appends a MESSAGE of kind SAY as a row in UTF-8, with its end of line; with
 * `ascii` JSON escapes all else. Errors of ct_buf_add.
 */
enum ct_err row_add(enum row_format format, const struct ct_frame *f,
    bool ascii, struct ct_buf *out);

/* `ms` since 1970 as "2026-11-23T08:05:09Z", or with more digits of the year,
 * into `out` of ROW_TIME_SIZE. */
void row_time(int64_t ms, char *out);

/* "2026-11-23", with "T08:05" or " 08:05", with ":09", with "Z": UTC all the
 * same. False: it is none. */
bool row_parse_time(const char *text, int64_t *ms);

#endif
