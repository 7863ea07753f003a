/* Finds a scene, and makes a plan of its setups. */
#include "scene.h"

#include <string.h>

const struct lab_scene *
lab_scene_find(const char *name)
{
	for (size_t i = 0; i < lab_scene_count; i++)
		if (strcmp(lab_scenes[i].name, name) == 0)
			return &lab_scenes[i];
	return NULL;
}

enum ct_err
lab_setup_plan(const struct lab_setup *setup, uint64_t seed, struct lab_plan *p)
{
	enum ct_err err;

	lab_plan_init(p);
	p->cure = setup->cure;
	p->charset = setup->charset;
	p->udp = setup->udp;
	p->reply = setup->reply;
	p->chunk = setup->chunk;
	p->gap = setup->gap;
	p->delay = setup->delay;
	p->nodelay = setup->nodelay;
	p->seed = seed;
	err = lab_plan_reads(p, setup->reads);
	if (err != CT_OK)
		return err;
	if (setup->texts != NULL)
		return lab_plan_texts(p, setup->texts);
	return lab_plan_sizes(p, setup->sizes);
}
