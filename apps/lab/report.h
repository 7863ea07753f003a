/*
 * A report: one self-contained HTML page, in both languages, light and dark as
 * the reader's system is, with the pictures as SVG. It asks the network for
 * nothing.
 */
#ifndef LAB_REPORT_H
#define LAB_REPORT_H

#include "histogram.h"
#include "scene.h"

enum { LAB_REPORT_MAX = 64 * 1024 * 1024 }; /* bytes that it may need */

/*
 * One after the other: a page has one begin, its exchanges, one end. `knobs` is
 * what was asked for besides the scene, as on a command line, with a blank in
 * front, or "". A `title` of "" is none. All CT_OK, CT_EFULL, CT_ENOMEM.
 */
enum ct_err lab_report_begin(
    struct ct_buf *out, const struct lab_scene *scene, const char *knobs);
enum ct_err lab_report_exchange(struct ct_buf *out,
    const struct lab_scene *scene, const char *const *title,
    const struct lab_plan *plan, const struct lab_timeline *t,
    const struct lab_histogram *h);
enum ct_err lab_report_end(
    struct ct_buf *out, const struct lab_scene *scene, const char *knobs);

#endif
