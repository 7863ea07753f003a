/* Plays all runs of all setups of a scene. */
#include "lab.h"

#include "tell.h"

#include "apps/lab/json.h"
#include "platform/console.h"

#include <string.h>

static int
refuse(const struct lab_job *job, const char *option, const char *value)
{
	tell(job->app, WORD_BAD_OPTION, option, value);
	return APP_USAGE;
}

static enum lab_cure
cure_of(const char *name)
{
	int cure = LAB_RAW;

	while (cure + 1 < LAB_CURES &&
	       strcmp(lab_cure_name((enum lab_cure)cure), name) != 0)
		cure++;
	return (enum lab_cure)cure;
}

/* What was asked for, instead of the setup's; lists come later. */
static void
set_knobs(const struct lab_options *o, struct lab_plan *plan)
{
	if (o->chunk >= 0)
		plan->chunk = (size_t)o->chunk;
	if (o->gap >= 0)
		plan->gap = o->gap;
	if (o->delay >= 0)
		plan->delay = o->delay;
	if (o->cure != NULL)
		plan->cure = cure_of(o->cure);
	if (o->nodelay != NULL)
		plan->nodelay = strcmp(o->nodelay, "on") == 0;
	plan->sndbuf = o->sndbuf;
	plan->rcvbuf = o->rcvbuf;
}

int
lab_make_plan(const struct lab_job *job, const struct lab_setup *setup,
    size_t run, struct lab_plan *plan)
{
	const struct lab_options *o = job->o;
	struct lab_setup mine = *setup;
	bool asked = o->messages != NULL || o->sizes != NULL;
	enum ct_err err;

	if (o->charset != NULL)
		mine.charset =
		    strcmp(o->charset, "gbk") == 0 ? LAB_GBK : LAB_UTF8;
	if (asked) {
		mine.texts = o->messages;
		mine.sizes = o->sizes;
	}
	err = lab_setup_plan(&mine, (uint64_t)o->seed + run, plan);
	if (err != CT_OK && asked)
		return refuse(job, o->messages != NULL ? "messages" : "sizes",
		    ct_err_text(err, job->app->lang));
	if (err != CT_OK)
		return refuse(job, "seed", ct_err_text(err, job->app->lang));
	set_knobs(o, plan);
	if (o->reads != NULL && lab_plan_reads(plan, o->reads) != CT_OK)
		return refuse(job, "reads", o->reads);
	if ((plan->udp || plan->reply) && plan->cure != LAB_RAW)
		return refuse(job, "cure", o->cure);
	return APP_OK;
}

/* The run's own output, where it has one. */
static int
write_run(const struct lab_job *job, const struct lab_run_id *id,
    const struct lab_plan *plan, const struct lab_timeline *t)
{
	struct ct_buf out;
	enum ct_err err;
	int code = APP_OK;

	if (!job->o->json)
		return APP_OK;
	ct_buf_init(&out, SIZE_MAX / 2);
	err = lab_json_run(id, plan, t, &out);
	if (err != CT_OK) {
		tell(job->app, WORD_SYSTEM, ct_err_text(err, job->app->lang),
		    NULL);
		code = APP_SYSTEM;
	} else if (pf_console_write(false, out.data, out.len) != PF_OK) {
		code = APP_OUTPUT;
	}
	ct_buf_fini(&out);
	return code;
}

static int
play_run(struct lab_job *job, struct lab_result *r, struct lab_run_id *id)
{
	struct lab_plan plan;
	struct lab_timeline t;
	struct lab_ends ends;
	int code = lab_make_plan(job, r->setup, id->run, &plan);

	lab_timeline_init(&t);
	if (code == APP_OK)
		code = lab_exchange(&job->place, &plan, &t, &ends);
	if (code == APP_OK) {
		lab_histogram_add(&r->histogram, &t.ways[LAB_THERE]);
		code = write_run(job, id, &plan, &t);
	}
	if (code == APP_OK)
		code = lab_files_run(job, &plan, &t, &ends);
	if (code == APP_OK && id->run == 0) {
		r->plan = plan;
		r->first = t;
		return code;
	}
	lab_plan_fini(&plan);
	lab_timeline_fini(&t);
	return code;
}

static int
play_setup(struct lab_job *job, struct lab_result *r, size_t setup)
{
	struct lab_run_id id = {.scene = job->scene->name, .setup = setup};
	int code = APP_OK;

	r->setup = &job->scene->setups[setup];
	for (; code == APP_OK && id.run < (size_t)job->o->runs; id.run++)
		code = play_run(job, r, &id);
	if (code == APP_OK)
		code = lab_show_result(job, r);
	return code == APP_OK ? lab_files_result(job, r) : code;
}

/* Is something of a setup, by which the scene's setups differ, asked for to be
 * otherwise? Then its title would not be true. */
static bool
is_denied(const struct lab_job *job, const struct lab_setup *setup)
{
	const struct lab_options *o = job->o;
	bool reads = false, nodelay = false;

	for (size_t i = 1; i < job->scene->count; i++) {
		const struct lab_setup *s = &job->scene->setups[i];

		reads |= strcmp(s->reads, s[-1].reads) != 0;
		nodelay |= s->nodelay != s[-1].nodelay;
	}
	return (reads && o->reads != NULL &&
		   strcmp(o->reads, setup->reads) != 0) ||
	       (nodelay && o->nodelay != NULL &&
		   (strcmp(o->nodelay, "on") == 0) != setup->nodelay);
}

/* All setups that are as they are called; or, where none is, the first one
 * without a title. */
static int
play_setups(struct lab_job *job, struct lab_result *results)
{
	static const char *const untitled[CT_LANG_COUNT] = {"", ""};
	size_t played = 0;
	int code = APP_OK;

	for (size_t i = 0; code == APP_OK && i < job->scene->count; i++) {
		const struct lab_setup *setup = &job->scene->setups[i];

		if (is_denied(job, setup))
			continue;
		results[i].title = setup->title;
		code = play_setup(job, &results[i], i);
		played++;
	}
	if (played > 0)
		return code;
	results[0].title = untitled;
	return play_setup(job, &results[0], 0);
}

/* Whether all plans can be made, before a person is asked anything. */
static int
check_plans(const struct lab_job *job)
{
	int code = APP_OK;

	for (size_t i = 0; code == APP_OK && i < job->scene->count; i++) {
		struct lab_plan plan;

		code = lab_make_plan(job, &job->scene->setups[i], 0, &plan);
		lab_plan_fini(&plan);
	}
	return code;
}

int
lab_play(struct lab_job *job)
{
	struct lab_result results[LAB_SETUPS];
	int code = lab_files_begin(job);

	if (code == APP_OK)
		code = check_plans(job);

	if (code == APP_OK)
		code = lab_show_question(job);
	memset(results, 0, sizeof results);
	if (code == APP_OK)
		code = play_setups(job, results);
	if (code == APP_OK)
		code = lab_show_answer(job);
	if (code == APP_OK)
		code = lab_files_end(job);
	lab_files_free(job);
	for (size_t i = 0; i < job->scene->count; i++) {
		lab_plan_fini(&results[i].plan);
		lab_timeline_fini(&results[i].first);
	}
	return code;
}
