/*
 * Which charset a line is in, GBK or UTF-8, by what the connection has said so
 * far: most short GBK words are valid UTF-8 to some reader, so the answer
 * sticks once it is sure.
 */
#ifndef CT_DETECT_H
#define CT_DETECT_H

#include "coding.h"

enum ct_line_charset {
	CT_LINE_ASCII, /* no evidence */
	CT_LINE_UTF8,
	CT_LINE_GBK,
};

/* What has been learned; zeroes at the beginning of a connection. */
struct ct_detect {
	enum ct_coding_learned learned;
	unsigned utf8_run; /* plausible UTF-8 lines in a row against GBK */
};

/* The charset of one line without its LF; learns from it. */
enum ct_line_charset ct_detect_line(struct ct_detect *d, struct ct_slice line);

#endif
