/* What the operator may say about history, and what comes of it. */
#include "keep.h"

#include <stdio.h>
#include <string.h>

#include "core/ct.h"
#include "tests/shim/shim.h"

static enum ct_err
read_rules(const char *text, struct store_keep *rules, size_t *count,
    struct ct_buf *names)
{
	ct_buf_init(names, 4096);
	return keep_rules(text, rules, 4, count, names);
}

TEST(keep, rules)
{
	struct store_keep rules[4];
	struct ct_buf names;
	size_t count;

	EXPECT_EQ(CT_OK, read_rules("", rules, &count, &names));
	EXPECT_EQ(0, count);
	ct_buf_fini(&names);
	ASSERT_EQ(
	    CT_OK, read_rules("*:30:100,技术ABC:0:2", rules, &count, &names));
	ASSERT_EQ(2, count);
	EXPECT_STREQ("", rules[0].room);
	EXPECT_EQ(INT64_C(30) * 86400000, rules[0].age);
	EXPECT_EQ(INT64_C(100) << 20, rules[0].bytes);
	EXPECT_STREQ("技术abc", rules[1].room);
	EXPECT_EQ(0, rules[1].age);
	EXPECT_EQ(INT64_C(2) << 20, rules[1].bytes);
	ct_buf_fini(&names);
}

TEST(keep, wrong_rules_are_refused)
{
	static const char *const wrong[] = {"x", "x:", ":1:1", "x:1",
	    "x:1:", "x:a:1", "x:1:1b", "x:-1:1", "x:1:1,y",
	    "x:1:99999999999999999999", "a:1:1,b:1:1,c:1:1,d:1:1,e:1:1"};
	struct store_keep rules[4];
	struct ct_buf names;
	size_t count;

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		shim_info("%s", wrong[i]);
		EXPECT_EQ(
		    CT_EINVAL, read_rules(wrong[i], rules, &count, &names));
		ct_buf_fini(&names);
	}
}

TEST(keep, off_needs_no_folder)
{
	struct config c = config_default;
	struct ct_buf fault;
	struct keep k;

	c.history = false;
	c.db = "/there/is/none/x.db";
	ct_buf_init(&fault, 1000);
	EXPECT_EQ(CT_OK, keep_open(&k, &c, NULL, CT_LANG_EN, &fault));
	EXPECT_TRUE(k.store == NULL);
	keep_close(&k, 0);
	c.history = true;
	EXPECT_EQ(CT_ESTORE, keep_open(&k, &c, NULL, CT_LANG_EN, &fault));
	ct_buf_add_u8(&fault, 0);
	EXPECT_TRUE(strstr(fault.data, "no-such-folder: history: ") != NULL);
	keep_close(&k, 0);
	ct_buf_fini(&fault);
}
