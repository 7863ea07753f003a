/* What happened, as JSON: one line for each run. */
#ifndef LAB_JSON_H
#define LAB_JSON_H

#include "draw.h"
#include "plan.h"

/* Which run of which exchange it is. */
struct lab_run_id {
	const char *scene;
	size_t setup, run; /* from 0 */
};

/*
 * Appends one object and LF: the scene, what was asked for, the tally, and all
 * events in order with their time in microseconds, and their bytes in hex and
 * as text. ASCII only. CT_OK, CT_EFULL, CT_ENOMEM.
 */
enum ct_err lab_json_run(const struct lab_run_id *id,
    const struct lab_plan *plan, const struct lab_timeline *t,
    struct ct_buf *out);

#endif
