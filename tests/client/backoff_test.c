/* Waits that grow, within their bounds, whatever chance says. */
#include "tests/shim/shim.h"

#include "apps/client/backoff.h"

TEST(client_backoff, waits_double_up_to_the_last)
{
	static const uint32_t chances[] = {0, 1, 99, 12345, UINT32_MAX};
	size_t count = sizeof(chances) / sizeof(chances[0]);

	for (size_t i = 0; i < count; i++) {
		struct backoff b = {0};
		ct_ms span = BACKOFF_FIRST;

		for (int n = 0; n < 40; n++) {
			ct_ms wait = backoff_next(&b, chances[i]);

			EXPECT_GE(wait, span / 2);
			EXPECT_LE(wait, span);
			span =
			    2 * span < BACKOFF_LAST ? 2 * span : BACKOFF_LAST;
		}
		backoff_reset(&b);
		EXPECT_LE(backoff_next(&b, chances[i]), BACKOFF_FIRST);
	}
}

TEST(client_backoff, chance_spreads_them)
{
	struct backoff a = {0}, b = {0};

	EXPECT_EQ(BACKOFF_FIRST / 2, backoff_next(&a, 0));
	EXPECT_EQ(BACKOFF_FIRST, backoff_next(&b, BACKOFF_FIRST / 2));
}
