/* What a person sees of a scene on the terminal. */
#include "lab.h"

#include "apps/lab/fit.h"
#include "apps/lab/prose.h"
#include "apps/lab/words.h"
#include "platform/console.h"

#include <stdio.h>

enum { LINES = 40 }; /* of a list */

static int
show(struct ct_buf *out, enum ct_err err)
{
	int code = err == CT_OK ? APP_OK : APP_SYSTEM;

	if (code == APP_OK && out->len > 0 &&
	    pf_console_write(false, out->data, out->len) != PF_OK)
		code = APP_OUTPUT;
	ct_buf_fini(out);
	return code;
}

static bool
is_silent(const struct lab_job *job)
{
	return job->o->quiet || job->o->json;
}

static struct lab_draw
how_to_draw(const struct lab_job *job, const struct lab_plan *plan)
{
	bool console = pf_stdout_is_console();
	int columns, rows;
	struct lab_draw how = {.lang = job->app->lang,
	    .charset = plan != NULL ? plan->charset : LAB_UTF8,
	    .colour = console && pf_console_vt() == PF_OK,
	    .ascii = console && pf_console_ambiguous_width() == 2};

	pf_console_size(&columns, &rows);
	how.width = columns > 0 ? (size_t)columns : 80;
	return how;
}

/* A person at a terminal is given time to think. */
static void
wait_for_enter(void)
{
	int c = 0;

	while (pf_stdin_is_console() && pf_stdout_is_console() && c != '\n' &&
	       c != EOF)
		c = getchar();
}

/* "== sticky: two messages …" */
static void
put_title(struct lab_out *o, const struct lab_job *job, size_t width)
{
	static const char *const colons[] = {": ", "："};
	enum ct_lang lang = job->app->lang;
	struct ct_buf line;
	struct lab_out l = {.buf = &line};

	ct_buf_init(&line, LAB_DRAW_MAX);
	lab_putf(&l, "== %s%s%s\n", job->scene->name, colons[lang],
	    job->scene->about[lang]);
	if (l.err == CT_OK)
		l.err = ct_buf_add_u8(&line, '\0');
	if (l.err == CT_OK)
		lab_put_prose(o, line.data, width);
	else
		o->err = l.err;
	ct_buf_fini(&line);
}

int
lab_show_question(const struct lab_job *job)
{
	static const char *const heads[] = {"Before:", "先猜一猜："};
	static const char *const enter[] = {
	    "(Enter shows it)\n", "（按回车看结果）\n"};
	enum ct_lang lang = job->app->lang;
	size_t width = how_to_draw(job, NULL).width;
	struct ct_buf out;
	struct lab_out o = {.buf = &out};
	int code;

	if (is_silent(job))
		return APP_OK;
	ct_buf_init(&out, LAB_DRAW_MAX);
	put_title(&o, job, width);
	lab_putf(&o, "\n%s\n", heads[lang]);
	lab_put_prose(&o, job->scene->question[lang], width);
	if (job->knobs.data[0] != '\0') {
		lab_put(&o, lab_word(lang, LAB_WORD_THIS_TIME));
		lab_put(&o, lang == CT_LANG_ZH ? "：" : ":");
		lab_put(&o, job->knobs.data + (lang == CT_LANG_ZH ? 1 : 0));
		lab_put(&o, "\n");
	}
	if (pf_stdin_is_console() && pf_stdout_is_console())
		lab_put(&o, enter[lang]);
	code = show(&out, o.err);
	if (code == APP_OK)
		wait_for_enter();
	return code;
}

int
lab_show_answer(const struct lab_job *job)
{
	static const char *const heads[] = {"Why:", "为什么："};
	enum ct_lang lang = job->app->lang;
	struct ct_buf out;
	struct lab_out o = {.buf = &out};

	if (is_silent(job))
		return APP_OK;
	ct_buf_init(&out, LAB_DRAW_MAX);
	lab_putf(&o, "\n%s\n", heads[lang]);
	lab_put_prose(
	    &o, job->scene->answer[lang], how_to_draw(job, NULL).width);
	return show(&out, o.err);
}

/* "scene=sticky setup=with runs=200 …": the counts of runs, then of units. */
static int
show_counts(const struct lab_job *job, const struct lab_result *r)
{
	const struct lab_histogram *h = &r->histogram;
	struct ct_buf out;
	struct lab_out o = {.buf = &out};

	ct_buf_init(&out, LAB_DRAW_MAX);
	lab_putf(&o,
	    "scene=%s setup=%zu cure=%s runs=%zu runs-exact=%zu "
	    "runs-glued=%zu runs-cut=%zu units=%zu exact=%zu glued=%zu "
	    "cut=%zu messages=%zu whole=%zu\n",
	    job->scene->name, (size_t)(r->setup - job->scene->setups),
	    lab_cure_name(r->plan.cure), h->runs, h->exact, h->glued, h->cut,
	    h->tally.units, h->tally.exact, h->tally.glued, h->tally.cut,
	    h->tally.messages, h->tally.whole);
	return show(&out, o.err);
}

static enum ct_err
draw_lists(const struct lab_job *job, const struct lab_draw *how,
    const struct lab_result *r, struct ct_buf *out)
{
	const struct lab_stream *s = &r->first.ways[LAB_THERE];
	enum ct_err err;

	if (job->scene->times)
		return lab_draw_events(how, &r->first, out);
	err = lab_draw_units(how, s, out);
	if (err == CT_OK && job->scene->decoded && r->plan.charset == LAB_GBK) {
		err = ct_buf_add_u8(out, '\n');
		if (err == CT_OK)
			err = lab_draw_decoded(how, s, out);
	}
	return err;
}

int
lab_show_result(const struct lab_job *job, const struct lab_result *r)
{
	struct lab_draw how = how_to_draw(job, &r->plan);
	const char *title = r->title[how.lang];
	struct ct_buf out;
	struct lab_out o = {.buf = &out};

	if (job->o->json)
		return APP_OK;
	if (job->o->quiet)
		return show_counts(job, r);
	how.lines = LINES;
	ct_buf_init(&out, LAB_DRAW_MAX);
	lab_put(&o, "\n");
	if (title[0] != '\0')
		lab_putf(&o, "-- %s\n\n", title);
	if (o.err == CT_OK)
		o.err = lab_draw_stream(&how, &r->first.ways[LAB_THERE], &out);
	if (lab_stream_units(&r->first.ways[LAB_THERE])->count > 0 ||
	    job->scene->times)
		lab_put(&o, "\n");
	if (o.err == CT_OK)
		o.err = draw_lists(job, &how, r, &out);
	if (r->histogram.runs > 1) {
		lab_put(&o, "\n");
		if (o.err == CT_OK)
			o.err = lab_histogram_draw(&how, &r->histogram, &out);
	}
	return show(&out, o.err);
}
