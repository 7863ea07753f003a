/* The pictures of a report. */
#ifndef LAB_REPORT_SVG_H
#define LAB_REPORT_SVG_H

#include "glyph.h"
#include "timeline.h"

/* Appends `text` with what HTML gives a meaning escaped. */
void lab_put_html(struct lab_out *o, struct ct_slice text);

/* The bands of a stream, an <svg> each: sends above, bytes in the middle, reads
 * below; they are as wide as a telephone, and stand side by side where there is
 * room. */
void lab_svg_stream(
    struct lab_out *o, const struct lab_stream *s, enum lab_charset charset);

/* About how many they are; one more where characters do not let themselves be
 * cut. A stream too long for letters has one. */
size_t lab_svg_bands(const struct lab_stream *s);

/* Sends above and reads below a line of time. */
void lab_svg_times(struct lab_out *o, const struct lab_timeline *t);

#endif
