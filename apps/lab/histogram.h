/* Many runs, counted: how often glued, cut, exact; and the shapes of the reads
 * that were seen. */
#ifndef LAB_HISTOGRAM_H
#define LAB_HISTOGRAM_H

#include "draw.h"

enum {
	LAB_SHAPES = 8,        /* that are shown, */
	LAB_SHAPES_KEPT = 256, /* of those that are counted */
	LAB_SHAPE_MAX = 64,
};

struct lab_shape {
	char text[LAB_SHAPE_MAX]; /* the reads' bytes: "2+8"; "…" if more */
	size_t count;
};

struct lab_histogram {
	size_t runs;
	size_t exact; /* runs in which every unit was exactly one message, and
			 every message came */
	size_t glued, cut;      /* runs in which some unit was; may be both */
	struct lab_tally tally; /* of the units of all runs */
	struct lab_shape shapes[LAB_SHAPES_KEPT]; /* the most frequent first */
	size_t shape_count, other; /* runs of shapes that are not kept */
};

/* Adds one run to `h`, which is zeroes at first. */
void lab_histogram_add(struct lab_histogram *h, const struct lab_stream *s);

/* How many shapes are worth a bar, and the runs of all others. */
size_t lab_histogram_shown(const struct lab_histogram *h);
size_t lab_histogram_others(const struct lab_histogram *h);

/* Appends it as bars for a terminal. CT_OK, CT_EFULL, CT_ENOMEM. */
enum ct_err lab_histogram_draw(const struct lab_draw *how,
    const struct lab_histogram *h, struct ct_buf *out);

#endif
