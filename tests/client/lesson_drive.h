/* Drives one side of a lesson's system in tests: its peer, its person and its
 * clock are the test's. */
#ifndef LESSON_DRIVE_H
#define LESSON_DRIVE_H

#include "tests/shim/shim.h"

#include "apps/client/lesson_side.h"

struct drive {
	struct lesson l;
	ct_ms now;
};

/* The side begins a connection; what the helpers below take is released by
 * drive_end. */
void drive_begin(struct drive *d, const char *system, bool serves);
void drive_end(struct drive *d);

/* The peer sends; in pieces of `step` bytes, 10 ms apart. */
void drive_feed(struct drive *d, struct ct_slice bytes);
void drive_feed_by(struct drive *d, struct ct_slice bytes, size_t step);

/* Time goes on until nothing more happens by itself. */
void drive_quiet(struct drive *d);

void drive_line(struct drive *d, const char *line);

/* Checks what was shown, noted, or is to be sent, and takes it away. */
void drive_shows(struct drive *d, const char *text);
void drive_sends(struct drive *d, struct ct_slice bytes);
void drive_notes(struct drive *d, bool something);

#define BYTES(s) ((struct ct_slice){"" s, sizeof("" s) - 1})

#endif
