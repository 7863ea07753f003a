/* A page of documentation, read for what a test can run in it. */
#ifndef PAGE_H
#define PAGE_H

#include "core/buf.h"

enum { PAGE_NOTES = 16, PAGE_CELLS = 8 };

/* A fenced block: ```kind tag. */
struct page_block {
	struct ct_slice kind, tag;        /* "hex", "client" */
	struct ct_slice text;             /* the lines between the fences */
	struct ct_buf bytes;              /* of a hex block */
	struct ct_slice note[PAGE_NOTES]; /* what stands beside the bytes */
	size_t notes;
};

/* The file under the root of the source. False: reported as a failure. */
bool page_load(struct ct_buf *page, const char *path);

/* Takes the next line, without its LF. False: there is none. */
bool page_line(struct ct_slice *rest, struct ct_slice *line);

/* Calls fn for each block, in order. A hex line is bytes in hex up to column
 * 36, and from column 37 a note. */
void page_blocks(const struct ct_buf *page,
    void (*fn)(void *ctx, const struct page_block *b), void *ctx);

/* The cells of a line that is a row of a table, trimmed; 0: it is none. */
size_t page_cells(struct ct_slice line, struct ct_slice cell[PAGE_CELLS]);

/* How many lines are exactly `line`. */
size_t page_count(const struct ct_buf *page, struct ct_slice line);

/* The number, or false: the slice is something else. */
bool page_number(struct ct_slice s, uint64_t *out);

#endif
