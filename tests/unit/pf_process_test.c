/* What a program gets from the system: all of it in UTF-8. */
#include "tests/shim/shim.h"

#include "platform/process.h"
#include "tests/unit/pf_os.h"

#include <stdlib.h>
#include <string.h>

TEST(pf_process, arguments_end_with_null)
{
	char name[] = "program", text[] = "你好";
	char *argv[] = {name, text, NULL};
	char **args;
	int count;

	ASSERT_EQ(PF_OK, pf_args(2, argv, &count, &args));
	EXPECT_GE(count, 1);
	EXPECT_TRUE(args[count] == NULL);
	EXPECT_TRUE(strlen(args[0]) > 0);
	pf_args_free(count, args);
}

TEST(pf_process, environment_is_utf8_and_never_cut)
{
	char value[64];

	pf_os_setenv("CROSSTALK_TEST", "相声 😀");
	ASSERT_TRUE(pf_env("CROSSTALK_TEST", value, sizeof value));
	EXPECT_STREQ("相声 😀", value);
	EXPECT_TRUE(pf_env("CROSSTALK_TEST", value, strlen("相声 😀") + 1));
	EXPECT_FALSE(pf_env("CROSSTALK_TEST", value, strlen("相声 😀")));
	EXPECT_FALSE(pf_env("CROSSTALK_NOT_SET", value, sizeof value));
}

TEST(pf_process, a_file_with_a_chinese_name_keeps_its_bytes)
{
	static const char path[] = "pf_process_test_相声.txt";
	/* What text mode of Windows would change, and where it would stop. */
	static const char bytes[] = "a\r\nb\nc\x1a\x00z";
	char got[sizeof bytes];
	FILE *f;

	ASSERT_EQ(PF_OK, pf_fopen(path, "w", &f));
	EXPECT_EQ(sizeof bytes, fwrite(bytes, 1, sizeof bytes, f));
	fclose(f);
	ASSERT_EQ(PF_OK, pf_fopen(path, "r", &f));
	EXPECT_EQ(sizeof bytes, fread(got, 1, sizeof got, f));
	EXPECT_EQ(EOF, fgetc(f));
	EXPECT_MEMEQ(bytes, got, sizeof bytes);
	fclose(f);
	ASSERT_EQ(PF_OK, pf_fopen(path, "ab", &f));
	fclose(f);
	pf_os_delete(path);
	EXPECT_EQ(PF_ENOENT, pf_fopen(path, "r", &f));
	EXPECT_TRUE(f == NULL);
}

TEST(pf_process, a_file_in_no_folder_is_no_such_file)
{
	FILE *f;

	EXPECT_EQ(PF_ENOENT, pf_fopen("no/such/folder/f", "w", &f));
}

static void
set_home(const char *path)
{
	pf_os_setenv("XDG_STATE_HOME", path);
	pf_os_setenv("LOCALAPPDATA", path);
}

TEST(pf_process, the_state_folder_is_made_and_takes_files)
{
	char dir[1024], home[1024], path[1100];
	char before[2][1024];
	FILE *f;

	if (!pf_env("XDG_STATE_HOME", before[0], sizeof before[0]))
		before[0][0] = '\0';
	if (!pf_env("LOCALAPPDATA", before[1], sizeof before[1]))
		before[1][0] = '\0';
	if (!pf_env("TMPDIR", home, sizeof home) &&
	    !pf_env("TEMP", home, sizeof home))
		strcpy(home, "/tmp");
	set_home(home);
	ASSERT_EQ(PF_OK, pf_state_dir(dir, sizeof dir));
	EXPECT_TRUE(strstr(dir, home) == dir);
	EXPECT_EQ(PF_OK, pf_state_dir(dir, sizeof dir)); /* it is there */
	snprintf(path, sizeof path, "%s/名字", dir);
	ASSERT_EQ(PF_OK, pf_fopen(path, "w", &f));
	fclose(f);
	EXPECT_EQ(PF_EFULL, pf_state_dir(dir, strlen(dir)));
	pf_os_delete(path);
	pf_os_setenv("XDG_STATE_HOME", before[0]);
	pf_os_setenv("LOCALAPPDATA", before[1]);
}

TEST(pf_process, random_bytes_differ)
{
	unsigned char a[1000], b[1000];
	int counts[256] = {0}, most = 0;

	ASSERT_EQ(PF_OK, pf_random(a, sizeof a));
	ASSERT_EQ(PF_OK, pf_random(b, sizeof b));
	EXPECT_TRUE(memcmp(a, b, sizeof a) != 0);
	for (size_t i = 0; i < sizeof a; i++) {
		if (++counts[a[i]] > most)
			most = counts[a[i]];
	}
	EXPECT_LT(most, 50); /* 4 is usual */
	EXPECT_EQ(PF_OK, pf_random(a, 0));
}

TEST(pf_process, knows_its_user_and_its_language)
{
	char name[256] = "";

	pf_user_name(name, sizeof name);
	EXPECT_TRUE(strlen(name) > 0);
	pf_user_name(name, 1);
	EXPECT_STREQ("", name);
	EXPECT_GT(pf_process_id(), 0);
	pf_lang_is_zh(); /* whatever it is, it does not fail */
}

TEST(pf_process, the_language_comes_from_the_first_variable_that_is_set)
{
	if (CT_ON_WINDOWS)
		SKIP("there it is the user's setting");
	pf_os_setenv("LC_ALL", "");
	pf_os_setenv("LC_MESSAGES", "zh_CN.UTF-8");
	pf_os_setenv("LANG", "en_US.UTF-8");
	EXPECT_TRUE(pf_lang_is_zh());
	pf_os_setenv("LC_ALL", "C.UTF-8");
	EXPECT_FALSE(pf_lang_is_zh());
}
