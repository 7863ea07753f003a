/* One set of errors for both systems: their two tables side by side. */
#include "tests/shim/shim.h"

#include "platform/err.h"
#include "tests/unit/pf_os.h"

#include <string.h>

/* What every system can say, and what it is for us. */
static const struct {
	const char *name;
	enum pf_err err;
} meanings[] = {
    {"success", PF_OK},
    {"would block", PF_AGAIN},
    {"in progress", PF_AGAIN},
    {"interrupted", PF_AGAIN},
    {"no memory", PF_ENOMEM},
    {"no descriptors", PF_EMFILE},
    {"disk full", PF_EFULL},
    {"port in use", PF_EADDRINUSE},
    {"not our address", PF_EADDRNOTAVAIL},
    {"no permission", PF_EACCES},
    {"refused", PF_EREFUSED},
    {"reset", PF_ERESET},
    {"sent after the end", PF_ERESET},
    {"timed out", PF_ETIMEDOUT},
    {"unreachable", PF_EUNREACH},
    {"not connected", PF_ENOTCONN},
    {"wrong argument", PF_EINVAL},
    {"not a socket", PF_EINVAL},
    {"connected already", PF_EINVAL},
    {"no such file", PF_ENOENT},
    {"not a program", PF_ENOEXEC},
    {"no such character", PF_EILSEQ},
    {"not supported", PF_ENOTSUP},
    {"device failed", PF_EIO},
};

/* What only one system says. */
static const struct {
	const char *name;
	enum pf_err err;
} rare[] = {
    {"not a terminal", PF_ENOTTY},
    {"no such host", PF_ENONAME},
};

enum { MEANINGS = sizeof meanings / sizeof *meanings };

static bool
meaning_of(const char *name, enum pf_err *out)
{
	for (size_t i = 0; i < MEANINGS; i++) {
		if (strcmp(meanings[i].name, name) == 0) {
			*out = meanings[i].err;
			return true;
		}
	}
	for (size_t i = 0; i < sizeof rare / sizeof *rare; i++) {
		if (strcmp(rare[i].name, name) == 0) {
			*out = rare[i].err;
			return true;
		}
	}
	return false;
}

TEST(pf_err, each_code_of_this_system_means_what_it_means_on_the_other)
{
	size_t count;
	const struct pf_os_code *codes = pf_os_codes(&count);

	for (size_t i = 0; i < count; i++) {
		enum pf_err want = PF_EOTHER;

		INFO("code %d, %s", codes[i].code, codes[i].name);
		ASSERT_TRUE(meaning_of(codes[i].name, &want));
		EXPECT_STREQ(pf_err_token(want),
		    pf_err_token(pf_err_from_os(codes[i].code)));
	}
}

TEST(pf_err, this_system_can_say_all_that_the_other_can)
{
	size_t count;
	const struct pf_os_code *codes = pf_os_codes(&count);

	for (size_t i = 0; i < MEANINGS; i++) {
		size_t k = 0;

		INFO("%s", meanings[i].name);
		while (k < count && strcmp(codes[k].name, meanings[i].name))
			k++;
		EXPECT_LT(k, count);
	}
}

TEST(pf_err, no_code_is_known_that_the_table_does_not_name)
{
	size_t count;
	const struct pf_os_code *codes = pf_os_codes(&count);

	for (int code = 0; code < 20000; code++) {
		size_t k = 0;

		if (pf_err_from_os(code) == PF_EOTHER)
			continue;
		INFO("code %d", code);
		while (k < count && codes[k].code != code)
			k++;
		EXPECT_LT(k, count);
	}
	EXPECT_EQ(PF_EOTHER, pf_err_from_os(-1));
}

TEST(pf_err, every_error_has_its_own_token_and_both_sentences)
{
	for (int i = 0; i < PF_ERR_COUNT; i++) {
		enum pf_err err = (enum pf_err)i;

		EXPECT_TRUE(strlen(pf_err_text(err, 0)) > 0);
		EXPECT_TRUE(strlen(pf_err_text(err, 1)) > 0);
		EXPECT_TRUE(strcmp(pf_err_text(err, 0), pf_err_text(err, 1)));
		for (int k = 0; k < i; k++)
			EXPECT_TRUE(strcmp(
			    pf_err_token(err), pf_err_token((enum pf_err)k)));
	}
	EXPECT_STREQ("other", pf_err_token((enum pf_err)PF_ERR_COUNT));
	EXPECT_STREQ("other", pf_err_token((enum pf_err) - 1));
}
