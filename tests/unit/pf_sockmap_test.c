/* The map from sockets to places, against the obvious one. */
#include "tests/shim/shim.h"

#include "platform/sockmap.h"

TEST(pf_sockmap, an_empty_map_has_nothing)
{
	struct sockmap m = {NULL, 0, 0};
	size_t at;

	EXPECT_FALSE(sockmap_find(&m, 3, &at));
	sockmap_drop(&m, 3);
	sockmap_fini(&m);
}

TEST(pf_sockmap, does_what_an_array_does)
{
	enum { IDS = 300, STEPS = 100000, NONE = -1 };
	struct sockmap m = {NULL, 0, 0};
	long model[IDS];
	size_t len = 0, at;
	unsigned x = 1;

	for (int i = 0; i < IDS; i++)
		model[i] = NONE;
	for (int step = 0; step < STEPS; step++) {
		unsigned id;

		x = x * 1103515245u + 12345u;
		id = (x >> 16) % IDS;
		if ((x >> 8 & 3) == 0) {
			len -= model[id] != NONE;
			model[id] = NONE;
			sockmap_drop(&m, (intptr_t)id * 4);
		} else if ((x >> 8 & 3) == 1) {
			len += model[id] == NONE;
			model[id] = step;
			ASSERT_TRUE(
			    sockmap_put(&m, (intptr_t)id * 4, (size_t)step));
		}
		ASSERT_EQ(len, m.len);
		ASSERT_EQ(
		    model[id] != NONE, sockmap_find(&m, (intptr_t)id * 4, &at));
		if (model[id] != NONE)
			ASSERT_EQ(model[id], at);
	}
	for (int id = 0; id < IDS; id++)
		ASSERT_EQ(
		    model[id] != NONE, sockmap_find(&m, (intptr_t)id * 4, &at));
	sockmap_fini(&m);
}
