/* crosstalk lab: what a person asked for, and what it is shown on. */
#ifndef CLIENT_LAB_H
#define CLIENT_LAB_H

#include "lab_run.h"

#include "apps/common/options.h"
#include "apps/lab/histogram.h"
#include "apps/lab/scene.h"

struct lab_options {
	const char *messages, *sizes, *reads, *cure, *charset, *nodelay;
	const char *listen, *connect, *report, *pcap, *lang;
	int64_t chunk, gap, delay, sndbuf, rcvbuf, runs, seed;
	bool quiet, json, help;
};

/* One scene at work. */
struct lab_job {
	const struct app *app;
	const struct lab_options *o;
	const struct lab_scene *scene;
	struct ct_buf knobs; /* what was asked for, as it would be typed, with
				a final NUL */
	struct lab_place place;
	struct ct_buf report, pcap; /* the files, as they grow */
};

/* What the runs of one setup gave. */
struct lab_result {
	const struct lab_setup *setup;
	const char *const *title;  /* the setup's, or empty ones */
	struct lab_plan plan;      /* of the first run */
	struct lab_timeline first; /* the first run */
	struct lab_histogram histogram;
};

/* Plays a scene and shows it; returns the exit code. */
int lab_play(struct lab_job *job);

/* What is shown before, of one setup, and behind; each an exit code. With
 * --quiet or --json before and behind are nothing. */
int lab_show_question(const struct lab_job *job);
int lab_show_result(const struct lab_job *job, const struct lab_result *r);
int lab_show_answer(const struct lab_job *job);

/*
 * The files that were asked for: begun, one run more, one setup more, ended and
 * written. Each gives an exit code, after the person was told; lab_files_free
 * in any case.
 */
int lab_files_begin(struct lab_job *job);
int lab_files_run(struct lab_job *job, const struct lab_plan *plan,
    const struct lab_timeline *t, const struct lab_ends *ends);
int lab_files_result(struct lab_job *job, const struct lab_result *r);
int lab_files_end(struct lab_job *job);
void lab_files_free(struct lab_job *job);

/* Makes the plan of a run: the setup's, with what was asked for instead.
 * APP_OK, or APP_USAGE after the person was told; `plan` is init. */
int lab_make_plan(const struct lab_job *job, const struct lab_setup *setup,
    size_t run, struct lab_plan *plan);

#endif
