/* Names and numbers of hosts, as people write and read them. */
#include "tests/shim/shim.h"

#include "platform/net.h"

#include <string.h>

static struct pf_addr
number(const char *host, uint16_t port)
{
	struct pf_addr a = {{0}, 0};
	size_t n = 0;

	pf_net_start();
	EXPECT_EQ(PF_OK, pf_addr_resolve(host, port, &a, 1, &n));
	EXPECT_EQ(1, n);
	pf_net_stop();
	return a;
}

TEST(pf_addr, v4_is_written_with_its_port)
{
	struct pf_addr a = number("127.0.0.1", 6666);
	char text[PF_ADDR_TEXT_MAX];

	ASSERT_EQ(PF_OK, pf_net_start());
	pf_addr_text(&a, text, sizeof text);
	EXPECT_STREQ("127.0.0.1:6666", text);
	pf_addr_host(&a, text, sizeof text);
	EXPECT_STREQ("127.0.0.1", text);
	EXPECT_EQ(6666, pf_addr_port(&a));
	EXPECT_FALSE(pf_addr_is_v6(&a));
	pf_net_stop();
}

TEST(pf_addr, v6_is_written_in_brackets)
{
	struct pf_addr a = number("2001:db8::1", 65535);
	char text[PF_ADDR_TEXT_MAX];

	ASSERT_EQ(PF_OK, pf_net_start());
	pf_addr_text(&a, text, sizeof text);
	EXPECT_STREQ("[2001:db8::1]:65535", text);
	pf_addr_host(&a, text, sizeof text);
	EXPECT_STREQ("2001:db8::1", text);
	EXPECT_EQ(65535, pf_addr_port(&a));
	EXPECT_TRUE(pf_addr_is_v6(&a));
	pf_net_stop();
}

TEST(pf_addr, a_mapped_v4_is_shown_as_v4)
{
	struct pf_addr a = number("::ffff:10.1.2.3", 80);
	char text[PF_ADDR_TEXT_MAX];

	ASSERT_EQ(PF_OK, pf_net_start());
	pf_addr_host(&a, text, sizeof text);
	EXPECT_STREQ("10.1.2.3", text);
	pf_net_stop();
}

TEST(pf_addr, bytes_of_the_host_part)
{
	static const struct {
		const char *host;
		size_t len;
		uint8_t ip[16];
	} rows[] = {
	    {"10.1.2.3", 4, {10, 1, 2, 3}},
	    {"::ffff:10.1.2.3", 4, {10, 1, 2, 3}},
	    {"2001:db8::a1", 16, {0x20, 1, 0x0d, 0xb8, [15] = 0xa1}},
	};
	struct pf_addr none = {.len = 0};
	uint8_t ip[16];

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct pf_addr a = number(rows[i].host, 80);

		INFO("%s", rows[i].host);
		memset(ip, 0xee, sizeof ip);
		EXPECT_EQ(rows[i].len, pf_addr_ip(&a, ip));
		EXPECT_EQ(0, memcmp(rows[i].ip, ip, sizeof ip));
	}
	EXPECT_EQ(0, pf_addr_ip(&none, ip));
	EXPECT_EQ(0, ip[0]);
}

TEST(pf_addr, the_longest_text_fits_and_a_short_buffer_stays_terminated)
{
	struct pf_addr a =
	    number("2001:1111:2222:3333:4444:5555:6666:7777", 65535);
	char text[PF_ADDR_TEXT_MAX], little[4];

	ASSERT_EQ(PF_OK, pf_net_start());
	pf_addr_text(&a, text, sizeof text);
	EXPECT_STREQ("[2001:1111:2222:3333:4444:5555:6666:7777]:65535", text);
	memset(little, 'x', sizeof little);
	pf_addr_text(&a, little, sizeof little);
	EXPECT_TRUE(memchr(little, '\0', sizeof little) != NULL);
	memset(little, 'x', sizeof little);
	pf_addr_host(&a, little, sizeof little);
	EXPECT_TRUE(memchr(little, '\0', sizeof little) != NULL);
	pf_net_stop();
}

TEST(pf_addr, localhost_is_this_machine)
{
	struct pf_addr a[8];
	char host[PF_ADDR_TEXT_MAX];
	size_t n;

	ASSERT_EQ(PF_OK, pf_net_start());
	ASSERT_EQ(PF_OK, pf_addr_resolve("localhost", 1, a, 8, &n));
	EXPECT_GE(n, 1);
	for (size_t i = 0; i < n; i++) {
		pf_addr_host(&a[i], host, sizeof host);
		EXPECT_TRUE(
		    strncmp(host, "127.", 4) == 0 || strcmp(host, "::1") == 0);
		/* No address twice. */
		for (size_t k = 0; k < i; k++)
			EXPECT_TRUE(a[k].len != a[i].len ||
				    memcmp(a[k].bytes, a[i].bytes, 16) != 0);
	}
	EXPECT_EQ(PF_OK, pf_addr_resolve("localhost", 1, a, 1, &n));
	EXPECT_EQ(1, n);
	pf_net_stop();
}

TEST(pf_addr, no_host_means_every_address_of_this_machine)
{
	struct pf_addr a[8];
	char host[PF_ADDR_TEXT_MAX];
	size_t n;

	ASSERT_EQ(PF_OK, pf_net_start());
	ASSERT_EQ(PF_OK, pf_addr_resolve(NULL, 7, a, 8, &n));
	for (size_t i = 0; i < n; i++) {
		pf_addr_host(&a[i], host, sizeof host);
		EXPECT_STREQ(pf_addr_is_v6(&a[i]) ? "::" : "0.0.0.0", host);
		EXPECT_EQ(7, pf_addr_port(&a[i]));
	}
	pf_net_stop();
}

TEST(pf_addr, a_name_that_nobody_has_is_an_error)
{
	struct pf_addr a;
	size_t n = 9;

	ASSERT_EQ(PF_OK, pf_net_start());
	/* RFC 6761: never resolves. */
	EXPECT_EQ(PF_ENONAME, pf_addr_resolve("nobody.invalid", 1, &a, 1, &n));
	EXPECT_EQ(0, n);
	EXPECT_EQ(PF_ENONAME, pf_addr_resolve("没有.invalid", 1, &a, 1, &n));
	EXPECT_EQ(PF_ENONAME, pf_addr_resolve("1.2.3.4.5", 1, &a, 1, &n));
	EXPECT_EQ(PF_ENONAME, pf_addr_resolve("", 1, &a, 1, &n));
	pf_net_stop();
}
