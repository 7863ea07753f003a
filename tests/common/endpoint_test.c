/* HOST[:PORT] as people write it. */
#include "tests/shim/shim.h"

#include <string.h>

#include "apps/common/endpoint.h"

static void
expect(const char *text, const char *host, uint16_t port)
{
	struct endpoint e = {.port = 1};

	INFO("%s", text);
	EXPECT_EQ(CT_OK, endpoint_parse(text, 6680, &e));
	EXPECT_STREQ(host, e.host);
	EXPECT_EQ(port, e.port);
}

static void
expect_bad(const char *text)
{
	struct endpoint e = {.host = "kept", .port = 7};

	INFO("%s", text);
	EXPECT_EQ(CT_EINVAL, endpoint_parse(text, 6680, &e));
	EXPECT_STREQ("kept", e.host);
	EXPECT_EQ(7, e.port);
}

TEST(endpoint, hosts_with_and_without_a_port)
{
	expect("localhost", "localhost", 6680);
	expect("10.0.0.1:1", "10.0.0.1", 1);
	expect("chat.example:65535", "chat.example", 65535);
	expect("聊天.例子:7000", "聊天.例子", 7000);
}

TEST(endpoint, ipv6)
{
	expect("::1", "::1", 6680);
	expect("[::1]", "::1", 6680);
	expect("[::1]:6681", "::1", 6681);
	expect("fe80::1%eth0", "fe80::1%eth0", 6680);
}

TEST(endpoint, what_is_no_endpoint)
{
	static const char *const bad[] = {"", ":1", "h:", "h:0", "h:65536",
	    "h:123456", "h: 1", "h:-1", "h:1x", "[::1", "[]:1", "[::1]x",
	    "[::1]:", "[::1]:0"};

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		expect_bad(bad[i]);
}

TEST(endpoint, a_host_that_is_too_long)
{
	char text[ENDPOINT_HOST_MAX + 1];

	memset(text, 'a', sizeof(text));
	text[ENDPOINT_HOST_MAX] = '\0';
	expect_bad(text);
	text[ENDPOINT_HOST_MAX - 1] = '\0';
	expect(text, text, 6680);
}

TEST(endpoint, as_text)
{
	static const char *const texts[] = {
	    "localhost:1", "10.0.0.1:65535", "[::1]:6680", "聊天.例子:7000"};

	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		char text[ENDPOINT_TEXT_MAX];
		struct endpoint e;

		ASSERT_EQ(CT_OK, endpoint_parse(texts[i], 0, &e));
		endpoint_text(&e, text);
		EXPECT_STREQ(texts[i], text);
	}
}
