/* What a person asks for. */
#include "tests/shim/shim.h"

#include "apps/lab/plan.h"

#include <string.h>

static struct lab_plan
fresh(enum lab_charset charset)
{
	struct lab_plan p;

	lab_plan_init(&p);
	p.charset = charset;
	return p;
}

TEST(lab_plan, texts)
{
	struct lab_plan p = fresh(LAB_UTF8);

	ASSERT_EQ(CT_OK, lab_plan_texts(&p, "hello,你好,x"));
	ASSERT_EQ(3, p.count);
	EXPECT_SLICE("hello", lab_plan_message(&p, 0));
	EXPECT_SLICE("你好", lab_plan_message(&p, 1));
	EXPECT_SLICE("x", lab_plan_message(&p, 2));
	EXPECT_EQ(CT_EINVAL, lab_plan_texts(&p, ""));
	EXPECT_EQ(0, p.count);
	EXPECT_EQ(CT_EINVAL, lab_plan_texts(&p, "a,,b"));
	EXPECT_EQ(CT_EINVAL, lab_plan_texts(&p, "a,"));
	lab_plan_fini(&p);
	p = fresh(LAB_GBK);
	ASSERT_EQ(CT_OK, lab_plan_texts(&p, "你好,a"));
	EXPECT_SLICE("\xc4\xe3\xba\xc3", lab_plan_message(&p, 0));
	EXPECT_EQ(CT_EINVAL, lab_plan_texts(&p, "a,😀"));
	EXPECT_EQ(0, p.count);
	lab_plan_fini(&p);
	lab_plan_fini(&p);
}

TEST(lab_plan, sizes)
{
	struct lab_plan p = fresh(LAB_UTF8), q = fresh(LAB_UTF8);

	ASSERT_EQ(CT_OK, lab_plan_sizes(&p, "1000,20x3,1"));
	ASSERT_EQ(5, p.count);
	EXPECT_EQ(1000, lab_plan_message(&p, 0).len);
	EXPECT_EQ(20, lab_plan_message(&p, 3).len);
	EXPECT_EQ(1, lab_plan_message(&p, 4).len);
	ASSERT_EQ(CT_OK, lab_plan_sizes(&q, "1000,20x3,1"));
	EXPECT_EQ(0, memcmp(p.bytes.data, q.bytes.data, p.bytes.len));
	q.seed = 1;
	ASSERT_EQ(CT_OK, lab_plan_sizes(&q, "1000,20x3,1"));
	EXPECT_NE(0, memcmp(p.bytes.data, q.bytes.data, p.bytes.len));
	static const char *const bad[] = {"", "0", "x", "5x", "5x0", "-1", "1,",
	    "1 ", "4194305", "99999999999999999999", "1x4097"};
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		INFO("%s", bad[i]);
		EXPECT_EQ(CT_EINVAL, lab_plan_sizes(&p, bad[i]));
		EXPECT_EQ(0, p.count);
	}
	EXPECT_EQ(CT_EFULL, lab_plan_sizes(&p, "1x4096,1"));
	EXPECT_EQ(CT_EFULL, lab_plan_sizes(&p, "4194304,1"));
	lab_plan_fini(&p);
	lab_plan_fini(&q);
}

TEST(lab_plan, datagrams)
{
	struct lab_plan p = fresh(LAB_UTF8);

	ASSERT_EQ(CT_OK, lab_plan_sizes(&p, "10,5,1"));
	EXPECT_EQ(3, lab_plan_datagrams(&p));
	p.chunk = 5;
	EXPECT_EQ(4, lab_plan_datagrams(&p));
	p.chunk = 3;
	EXPECT_EQ(7, lab_plan_datagrams(&p));
	lab_plan_fini(&p);
}

TEST(lab_plan, reads)
{
	struct lab_plan p = fresh(LAB_UTF8);

	ASSERT_EQ(CT_OK, lab_plan_reads(&p, "2,10,1-16"));
	EXPECT_EQ(3, p.read_count);
	EXPECT_EQ(2, p.reads[0].most);
	EXPECT_EQ(1, p.reads[2].least);
	EXPECT_EQ(16, p.reads[2].most);
	EXPECT_EQ(CT_EINVAL, lab_plan_reads(&p, "16-1"));
	EXPECT_EQ(CT_EINVAL, lab_plan_reads(&p, "0"));
	EXPECT_EQ(CT_EINVAL, lab_plan_reads(&p, "1-"));
	EXPECT_EQ(CT_EINVAL, lab_plan_reads(&p, "1048577"));
	EXPECT_EQ(3, p.read_count);
	lab_plan_fini(&p);
}
