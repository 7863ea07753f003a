/* Merges the layers of both ways by order. */
#include "events.h"

/* Has `order` come before what was found until now? */
static bool
is_first(const struct lab_event *e, bool found, unsigned order)
{
	return !found || order < e->order;
}

static bool
next_of_way(const struct lab_timeline *t, const struct lab_cursor *c,
    enum lab_way way, struct lab_event *e, bool found)
{
	const struct lab_stream *s = &t->ways[way];

	for (int k = LAB_SENDS; k < LAB_LAYERS; k++) {
		size_t i = c->next[way][k];
		const struct lab_span *span = s->layers[k].v + i;

		if (i >= s->layers[k].count || !is_first(e, found, span->order))
			continue;
		*e = (struct lab_event){
		    way, (enum lab_layer)k, span, i, span->at, span->order};
		found = true;
	}
	if (s->closed != LAB_OPEN && !c->closed[way] &&
	    is_first(e, found, s->closed_order)) {
		*e = (struct lab_event){
		    .way = way, .at = s->closed_at, .order = s->closed_order};
		found = true;
	}
	return found;
}

bool
lab_event_next(
    const struct lab_timeline *t, struct lab_cursor *c, struct lab_event *out)
{
	bool found = false;

	for (int w = 0; w < LAB_WAYS; w++)
		found = next_of_way(t, c, (enum lab_way)w, out, found);
	if (found && out->span != NULL)
		c->next[out->way][out->layer]++;
	else if (found)
		c->closed[out->way] = true;
	return found;
}
