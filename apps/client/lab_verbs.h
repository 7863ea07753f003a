/* The verbs of crosstalk lab. */
#ifndef CLIENT_LAB_VERBS_H
#define CLIENT_LAB_VERBS_H

#include "app.h"

#include "apps/common/options_rows.h"

/* argv[0] is the verb; each returns the exit code of the process. */
app_main_fn lab_proxy_main, lab_grade_main;

/* What argv[1] is no verb for: a scene. argv[0] is "lab". */
app_main_fn lab_scenes_main;

/* Appends the verbs to --help, a line each. */
enum ct_err lab_add_verbs(enum ct_lang lang, struct ct_buf *out);

/*
 * What a verb's arguments are: its options, what stands in --help before and
 * after the list of them, and the values they begin with (a struct like
 * set.target, whose --lang is read beforehand).
 */
struct lab_page {
	struct opt_set set;
	const void *defaults;
	const char *about[CT_LANG_COUNT];
	/* Append more of --help, before the options and after them, or NULL. */
	enum ct_err (*list)(enum ct_lang lang, struct ct_buf *out);
	enum ct_err (*more)(enum ct_lang lang, struct ct_buf *out);
	const bool *help; /* the flag, in the target */
};

enum { LAB_GO_ON = -1 };

/*
 * Reads the arguments into the page's target; `rest` (room for argc, or NULL)
 * gets the operands. LAB_GO_ON, or the exit code when there is nothing more to
 * do: --help was asked for, or something was wrong and has been told.
 * `app->lang` becomes what --lang says. opt_fini(&page->set) is the caller's.
 */
int lab_read_args(struct app *app, struct lab_page *page, int argc, char **argv,
    const char **rest, size_t *rest_count);

#endif
