/* Datagrams: whole, truncated, empty, and nobody there. */
#include "tests/shim/shim.h"

#include "platform/net.h"
#include "tests/unit/pf_pair.h"

#include <stdlib.h>
#include <string.h>

/* A socket on this machine and its address. */
static enum pf_err
open_on(const char *host, struct pf_sock *s, struct pf_addr *at)
{
	struct pf_addr any;
	size_t n;
	enum pf_err err = pf_addr_resolve(host, 0, &any, 1, &n);

	*s = PF_SOCK_NONE;
	if (err == PF_OK)
		err = pf_udp_open(&any, s);
	return err == PF_OK ? pf_local_addr(*s, at) : err;
}

static void
expect_datagram(struct pf_sock s, size_t cap, const char *want,
    bool want_truncated, struct pf_addr *from)
{
	char *buf = malloc(cap > 0 ? cap : 1);
	size_t n = 99;
	bool truncated = !want_truncated;

	EXPECT_EQ(PF_POLL_READ, pair_wait(s, PF_POLL_READ, PAIR_MS));
	EXPECT_EQ(PF_OK, pf_udp_recv(s, buf, cap, &n, &truncated, from));
	EXPECT_EQ(strlen(want), n);
	EXPECT_MEMEQ(want, buf, n);
	EXPECT_EQ(want_truncated, truncated);
	free(buf);
}

static void
there_and_back(const char *host)
{
	struct pf_sock a, b;
	struct pf_addr at_a, at_b, from;
	char text[2][PF_ADDR_TEXT_MAX], c[4];
	size_t n;
	bool truncated;
	enum pf_err err = open_on(host, &a, &at_a);

	INFO("%s", host);
	if (err == PF_ENOTSUP || err == PF_EADDRNOTAVAIL)
		return; /* this machine has no IPv6 */
	ASSERT_EQ(PF_OK, err);
	ASSERT_EQ(PF_OK, open_on(host, &b, &at_b));
	EXPECT_EQ(PF_AGAIN, pf_udp_recv(b, c, sizeof c, &n, &truncated, NULL));
	EXPECT_EQ(0, n);
	EXPECT_EQ(PF_OK, pf_udp_send(a, &at_b, "hello", 5));
	EXPECT_EQ(PF_OK, pf_udp_send(a, &at_b, "kniom", 5));
	EXPECT_EQ(PF_OK, pf_udp_send(a, &at_b, "", 0));
	EXPECT_EQ(PF_OK, pf_udp_send(a, &at_b, "!", 1));
	expect_datagram(b, 2, "he", true, &from);
	expect_datagram(b, 5, "kniom", false, NULL);
	expect_datagram(b, 5, "", false, NULL);
	expect_datagram(b, 5, "!", false, NULL);
	pf_addr_text(&at_a, text[0], sizeof text[0]);
	pf_addr_text(&from, text[1], sizeof text[1]);
	EXPECT_STREQ(text[0], text[1]);
	pf_close(&a);
	pf_close(&b);
}

TEST(pf_udp, one_send_is_one_read)
{
	ASSERT_EQ(PF_OK, pf_net_start());
	there_and_back("127.0.0.1");
	there_and_back("::1");
	pf_net_stop();
}

TEST(pf_udp, a_port_has_one_owner)
{
	struct pf_sock a, b;
	struct pf_addr at;

	ASSERT_EQ(PF_OK, pf_net_start());
	ASSERT_EQ(PF_OK, open_on("127.0.0.1", &a, &at));
	EXPECT_EQ(PF_EADDRINUSE, pf_udp_open(&at, &b));
	EXPECT_EQ(PF_SOCK_NONE.id, b.id);
	pf_close(&a);
	pf_net_stop();
}

/* What was said to nobody does not spoil what is heard later. */
TEST(pf_udp, nobody_there_is_no_error)
{
	struct pf_sock a, b, gone;
	struct pf_addr at_a, at_b, at_gone;

	ASSERT_EQ(PF_OK, pf_net_start());
	ASSERT_EQ(PF_OK, open_on("127.0.0.1", &a, &at_a));
	ASSERT_EQ(PF_OK, open_on("127.0.0.1", &b, &at_b));
	ASSERT_EQ(PF_OK, open_on("127.0.0.1", &gone, &at_gone));
	pf_close(&gone);
	for (int i = 0; i < 3; i++)
		EXPECT_EQ(PF_OK, pf_udp_send(a, &at_gone, "x", 1));
	EXPECT_EQ(PF_OK, pf_udp_send(b, &at_a, "still", 5));
	expect_datagram(a, 16, "still", false, NULL);
	pf_close(&a);
	pf_close(&b);
	pf_net_stop();
}

TEST(pf_udp, too_long_for_one)
{
	static char much[70000];
	struct pf_sock a;
	struct pf_addr at;

	ASSERT_EQ(PF_OK, pf_net_start());
	ASSERT_EQ(PF_OK, open_on("127.0.0.1", &a, &at));
	EXPECT_EQ(PF_EINVAL, pf_udp_send(a, &at, much, sizeof much));
	pf_close(&a);
	pf_net_stop();
}
