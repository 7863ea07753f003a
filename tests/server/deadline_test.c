/* The heap of deadlines, against a list that is searched. */
#include "deadline.h"

#include "tests/shim/shim.h"

TEST(deadline, an_empty_heap_never_comes)
{
	struct deadlines h = {0};

	EXPECT_EQ(CT_NEVER, deadline_first(&h));
	EXPECT_TRUE(deadline_due(&h, CT_NEVER) == NULL);
	deadlines_fini(&h);
}

TEST(deadline, due_at_its_time_and_not_before)
{
	struct deadlines h = {0};
	struct deadline d = {0};

	ASSERT_EQ(CT_OK, deadlines_reserve(&h, 1));
	deadline_set(&h, &d, 10);
	EXPECT_EQ(10, deadline_first(&h));
	EXPECT_TRUE(deadline_due(&h, 9) == NULL);
	EXPECT_TRUE(deadline_due(&h, 10) == &d);
	EXPECT_EQ(CT_NEVER, deadline_first(&h));
	deadline_set(&h, &d, 20);
	deadline_set(&h, &d, CT_NEVER);
	EXPECT_EQ(CT_NEVER, deadline_first(&h));
	deadline_set(&h, &d, CT_NEVER);
	deadlines_fini(&h);
}

enum { many = 200 };

static ct_ms
least(const ct_ms *when)
{
	ct_ms min = CT_NEVER;

	for (size_t i = 0; i < many; i++)
		min = when[i] < min ? when[i] : min;
	return min;
}

/* Random changes; after each, the first is the least of all. */
TEST(deadline, the_first_is_always_the_least)
{
	struct deadlines h = {0};
	struct deadline d[many] = {{0}};
	ct_ms when[many];
	uint32_t seed = 1;

	for (size_t i = 0; i < many; i++)
		when[i] = CT_NEVER;
	ASSERT_EQ(CT_OK, deadlines_reserve(&h, many));
	for (int round = 0; round < 20000; round++) {
		size_t i, what;

		seed = seed * 1664525 + 1013904223;
		i = (seed >> 8) % many;
		what = (seed >> 20) % 8;
		if (what == 0) {
			struct deadline *due = deadline_due(&h, CT_NEVER - 1);

			if (due != NULL) {
				ASSERT_EQ(least(when), when[due - d]);
				when[due - d] = CT_NEVER;
			}
		} else {
			when[i] = what == 1 ? CT_NEVER : (seed >> 12) % 1000;
			deadline_set(&h, &d[i], when[i]);
		}
		ASSERT_EQ(least(when), deadline_first(&h));
	}
	deadlines_fini(&h);
}
