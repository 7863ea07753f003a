/* What the arguments of every benchmark have in common. */
#include "bench.h"

#include "tests/shim/shim.h"

#include <stdio.h>

struct options {
	struct bench_flags flags;
	int64_t size;
};

static const struct options defaults = {.flags = BENCH_FLAGS, .size = 64};

static const struct opt table[] = {
    {"size", OPT_INT, offsetof(struct options, size), 1, 100, .en = "bytes",
	.zh = "字节"},
    BENCH_ROWS,
};

/* Reads the argument in the language; true: the benchmark is to run. */
static bool
read_one(enum ct_lang lang, char *arg, struct options *o, int *code)
{
	struct bench b = {.lang = lang, .version = "1", .who = "bench"};
	struct bench_page page = {
	    .set = {.opts = table,
		.count = sizeof(table) / sizeof(table[0]),
		.target = o},
	    .defaults = &defaults,
	};
	char name[] = "one";
	char *args[] = {name, arg};
	bool run = bench_args(&b, &page, 2, args, code);

	opt_fini(&page.set);
	return run;
}

TEST(bench_args, options_of_its_own_and_those_of_all)
{
	struct options o = defaults;
	char size[] = "--size=7", lang[] = "--lang=zh";
	int code = -1;

	EXPECT_TRUE(read_one(CT_LANG_EN, size, &o, &code));
	EXPECT_EQ(7, o.size);
	EXPECT_STREQ("auto", o.flags.lang);
	EXPECT_TRUE(read_one(CT_LANG_ZH, lang, &o, &code));
	EXPECT_STREQ("zh", o.flags.lang);
	EXPECT_EQ(-1, code);
}

TEST(bench_args, what_is_no_run)
{
	static const struct {
		const char *arg;
		int code;
	} cases[] = {{"--help", BENCH_OK}, {"--version", BENCH_OK},
	    {"--size=0", BENCH_USAGE}, {"--what", BENCH_USAGE},
	    {"more", BENCH_USAGE}};

	for (size_t i = 0; i < 2 * sizeof(cases) / sizeof(cases[0]); i++) {
		struct options o = defaults;
		char arg[32];
		int code = -1;

		snprintf(arg, sizeof(arg), "%s", cases[i / 2].arg);
		INFO("%s %d", arg, (int)(i % 2));
		EXPECT_FALSE(read_one((enum ct_lang)(i % 2), arg, &o, &code));
		EXPECT_EQ(cases[i / 2].code, code);
	}
}
