/* Clusters and cells. */
#include "tests/shim/shim.h"

#include <stdio.h>
#include <string.h>

#include "apps/common/width.h"

static void
expect_cells(const char *text, size_t one, size_t two)
{
	INFO("%s", text);
	EXPECT_EQ(one, width_cells(ct_slice_str(text), 1));
	EXPECT_EQ(two, width_cells(ct_slice_str(text), 2));
}

TEST(common_width, cells)
{
	expect_cells("", 0, 0);
	expect_cells("abc", 3, 3);
	expect_cells("你好", 4, 4);
	expect_cells("…“①”", 4, 8);
	expect_cells("е\xcc\x81x", 2, 3); /* a Cyrillic е is ambiguous */
	expect_cells("😀", 2, 2);
	expect_cells("ｆｕｌｌ", 8, 8);
	expect_cells("ﾊﾝ", 2, 2);
	expect_cells("❤️", 2, 2);
}

TEST(common_width, there_and_back)
{
	static const char *const parts[] = {"a", "你", "e\xcc\x81",
	    "👨‍👩‍👧", "🇨🇳", "🇫🇷", "👍🏽", "x", "\t"};
	char all[256] = "";
	size_t ends[16], n = 0;
	struct ct_slice text;

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		snprintf(all + (n > 0 ? ends[n - 1] : 0), 64, "%s", parts[i]);
		ends[n++] = strlen(all);
	}
	text = ct_slice_str(all);
	for (size_t i = 0, at = 0; i < n; i++) {
		EXPECT_EQ(ends[i], width_next(text, at));
		EXPECT_EQ(at, width_prev(text, ends[i]));
		at = ends[i];
	}
	EXPECT_EQ(text.len, width_next(text, text.len));
	EXPECT_EQ(0, width_prev(text, 0));
}
