/* How a command is told where to connect to, or to listen. */
#include "tests/shim/shim.h"

#include "apps/client/grader_child.h"

#include <stdlib.h>
#include <string.h>

static const struct endpoint here = {.host = "::1", .port = 9000};

TEST(grader_child, host_and_port_are_filled_in_wherever_they_stand)
{
	static const char *const command[] = {"py thon", "", "{host}", "{port}",
	    "{port}{port}", "--at={host}:{port}, 你好", "{Port}", "{port",
	    "{{host}}", "host}{", NULL};
	static const char *const want[] = {"py thon", "", "::1", "9000",
	    "90009000", "--at=::1:9000, 你好", "{Port}", "{port", "{::1}",
	    "host}{"};
	char **args = grader_args(command, &here);

	ASSERT_TRUE(args != NULL);
	for (size_t i = 0; i < sizeof want / sizeof *want; i++)
		EXPECT_STREQ(want[i], args[i]);
	EXPECT_TRUE(args[sizeof want / sizeof *want] == NULL);
	free(args);
}

TEST(grader_child, a_command_of_nothing)
{
	static const char *const command[] = {NULL};
	char **args = grader_args(command, &here);

	ASSERT_TRUE(args != NULL);
	EXPECT_TRUE(args[0] == NULL);
	free(args);
}
