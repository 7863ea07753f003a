/* [HOST:]PORT, to listen on. */
#include "tests/shim/shim.h"

#include "apps/client/listen.h"

#include <string.h>

TEST(client_listen, where_a_person_says)
{
	static const struct {
		const char *text, *host;
		uint16_t port;
	} good[] = {
	    {"0", "127.0.0.1", 0},
	    {"7000", "127.0.0.1", 7000},
	    {"localhost:0", "localhost", 0},
	    {"0.0.0.0:10", "0.0.0.0", 10},
	    {"[::1]:0", "::1", 0},
	    {"[::1]:6680", "::1", 6680},
	};
	static const char *const bad[] = {"", ":", ":0", ":7", "7000x", "70000",
	    "host", "host:", "host:x", "::1", "host:00x", "[::1]"};
	struct endpoint at;

	for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
		INFO("%s", good[i].text);
		ASSERT_EQ(CT_OK, listen_parse(good[i].text, &at));
		EXPECT_STREQ(good[i].host, at.host);
		EXPECT_EQ(good[i].port, at.port);
	}
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		INFO("%s", bad[i]);
		EXPECT_EQ(CT_EINVAL, listen_parse(bad[i], &at));
	}
}
