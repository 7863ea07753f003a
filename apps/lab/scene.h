/* The scenes: what each one shows, what it asks before, and what it explains
 * behind. */
#ifndef LAB_SCENE_H
#define LAB_SCENE_H

#include "plan.h"

enum { LAB_SETUPS = 4 };

/* One exchange of a scene, as a person would ask for it. */
struct lab_setup {
	const char *title[CT_LANG_COUNT]; /* "" of a scene's only one */
	const char *texts, *sizes;        /* of lab_plan_…; one is NULL */
	const char *reads;
	size_t chunk;
	int64_t gap, delay;
	enum lab_cure cure;
	enum lab_charset charset;
	bool udp, reply, nodelay;
};

struct lab_scene {
	const char *name;
	const char *about[CT_LANG_COUNT];    /* one line */
	const char *question[CT_LANG_COUNT]; /* lines, each with its LF */
	const char *answer[CT_LANG_COUNT];
	struct lab_setup setups[LAB_SETUPS];
	size_t count;
	bool times;   /* when is what matters: events are listed */
	bool decoded; /* what each read means alone, and joined */
};

extern const struct lab_scene lab_scenes[];
extern const size_t lab_scene_count;

/* NULL: there is none of that name. */
const struct lab_scene *lab_scene_find(const char *name);

/* The plan of a setup, for a seed. Errors as of lab_plan_texts and the like;
 * a setup of the table has none but CT_ENOMEM. `p` is init in every case. */
enum ct_err lab_setup_plan(
    const struct lab_setup *setup, uint64_t seed, struct lab_plan *p);

#endif
