/* How a command is told where to connect to, or to listen. */
#include "tests/shim/shim.h"

#include "apps/client/grader_child.h"
#include "platform/net.h"

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

TEST(grader_child, a_port_that_no_system_gives_away_by_itself)
{
	struct endpoint at = {.host = "127.0.0.1"};
	struct pf_addr addr;
	struct pf_sock s;
	size_t n;

	ASSERT_EQ(PF_OK, pf_net_start());
	ASSERT_EQ(PF_OK, grader_choose_port(&at));
	EXPECT_TRUE(GRADER_PORT_FROM <= at.port);
	EXPECT_TRUE(at.port < GRADER_PORT_END);
	ASSERT_EQ(PF_OK, pf_addr_resolve(at.host, at.port, &addr, 1, &n));
	EXPECT_EQ(PF_OK, pf_listen(&addr, 1, &s));
	pf_close(&s);
	pf_net_stop();
}

TEST(grader_child, no_port_where_there_is_no_such_address)
{
	/* Of RFC 5737: no machine has it. */
	struct endpoint at = {.host = "203.0.113.1"};

	ASSERT_EQ(PF_OK, pf_net_start());
	EXPECT_EQ(PF_EADDRNOTAVAIL, grader_choose_port(&at));
	pf_net_stop();
}
