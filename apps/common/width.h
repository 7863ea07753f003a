/*
 * How wide text is on a terminal, and where its characters (as a reader counts
 * them: grapheme clusters, Unicode UAX 29) begin and end.
 */
#ifndef APP_WIDTH_H
#define APP_WIDTH_H

#include "core/ct.h"

/*
 * The end of the cluster that begins at byte `at` of valid UTF-8 `text`; at
 * text.len, text.len.
 */
size_t width_next(struct ct_slice text, size_t at);

/* The beginning of the cluster that ends at byte `at`; 0 at 0. */
size_t width_prev(struct ct_slice text, size_t at);

/*
 * Cells of `text`: an upper bound, since terminals disagree on emoji that are
 * joined (each of their code points is counted). A character of East Asian
 * Ambiguous width (UAX 11) counts `ambiguous` cells, 1 or 2.
 */
size_t width_cells(struct ct_slice text, int ambiguous);

#endif
