/* Names of files: in UTF-8, replaced at once. */
#include "platform/file.h"
#include "platform/process.h"
#include "tests/shim/shim.h"

#include <stdio.h>

static void
put(const char *path, char c)
{
	FILE *f;

	ASSERT_EQ(PF_OK, pf_fopen(path, "wb", &f));
	EXPECT_EQ(c, fputc(c, f));
	EXPECT_EQ(0, fclose(f));
}

static int
get(const char *path)
{
	FILE *f;
	int c;

	if (pf_fopen(path, "rb", &f) != PF_OK)
		return EOF;
	c = fgetc(f);
	fclose(f);
	return c;
}

TEST(pf_file, a_name_goes_over_to_another_file)
{
	char a[64], b[64];

	snprintf(a, sizeof(a), "旧-%ld", pf_process_id());
	snprintf(b, sizeof(b), "./新-%ld", pf_process_id());
	put(a, 'a');
	EXPECT_EQ(PF_OK, pf_file_rename(a, b));
	EXPECT_EQ(EOF, get(a));
	EXPECT_EQ('a', get(b));
	put(a, 'c');
	EXPECT_EQ(PF_OK, pf_file_rename(a, b));
	EXPECT_EQ('c', get(b));
	EXPECT_EQ(PF_ENOENT, pf_file_rename(a, b));
	EXPECT_EQ('c', get(b));
	EXPECT_EQ(PF_OK, pf_file_remove(b));
	EXPECT_EQ(PF_ENOENT, pf_file_remove(b));
}
