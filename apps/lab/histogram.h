/* Many runs, counted: how often glued, cut, exact; and the shapes of the reads
 * that were seen. */
#ifndef LAB_HISTOGRAM_H
#define LAB_HISTOGRAM_H

#include "draw.h"

enum { LAB_SHAPES = 8, LAB_SHAPE_MAX = 64 };

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
	struct lab_shape shapes[LAB_SHAPES]; /* the first ones seen */
	size_t shape_count, other;           /* runs of other shapes */
};

/* Adds one run to `h`, which is zeroes at first. */
void lab_histogram_add(struct lab_histogram *h, const struct lab_stream *s);

/* Appends it as bars for a terminal. CT_OK, CT_EFULL, CT_ENOMEM. */
enum ct_err lab_histogram_draw(const struct lab_draw *how,
    const struct lab_histogram *h, struct ct_buf *out);

#endif
