/* Connecting: at once, refused, and to somebody who does not answer. */
#include "tests/shim/shim.h"

#include <string.h>

#include "apps/common/dial.h"
#include "platform/clock.h"

enum { most = 64 };

/* A listener on loopback, and where it is. */
static void
listen_on(struct pf_sock *out, int backlog, struct endpoint *where)
{
	struct pf_addr any, bound;
	size_t n = 0;

	ASSERT_EQ(PF_OK, pf_addr_resolve("127.0.0.1", 0, &any, 1, &n));
	ASSERT_EQ(PF_OK, pf_listen(&any, backlog, out));
	ASSERT_EQ(PF_OK, pf_local_addr(*out, &bound));
	*where = (struct endpoint){.port = pf_addr_port(&bound)};
	strcpy(where->host, "127.0.0.1");
}

TEST(dial, somebody_listens)
{
	struct pf_sock listener = PF_SOCK_NONE, s = PF_SOCK_NONE;
	struct endpoint where;

	ASSERT_EQ(PF_OK, pf_net_start());
	listen_on(&listener, 5, &where);
	EXPECT_EQ(PF_OK, dial(&where, DIAL_WAIT, &s));
	EXPECT_EQ(PF_OK, pf_connect_done(s));
	pf_close(&s);
	pf_close(&listener);
	pf_net_stop();
}

TEST(dial, nobody_listens)
{
	struct pf_sock listener = PF_SOCK_NONE, s = PF_SOCK_NONE;
	struct endpoint where;

	ASSERT_EQ(PF_OK, pf_net_start());
	listen_on(&listener, 5, &where);
	pf_close(&listener);
	EXPECT_EQ(PF_EREFUSED, dial(&where, DIAL_WAIT, &s));
	EXPECT_EQ(PF_SOCK_NONE.id, s.id);
	pf_net_stop();
}

/* A listener whose queue is full lets further attempts wait; Windows refuses
 * them. */
TEST(dial, nobody_answers)
{
	struct pf_sock listener = PF_SOCK_NONE, s = PF_SOCK_NONE;
	struct pf_sock full[most];
	struct endpoint where;
	enum pf_err err = PF_OK;
	int64_t begin;
	size_t n = 0;

	ASSERT_EQ(PF_OK, pf_net_start());
	listen_on(&listener, 1, &where);
	while (n < most && err == PF_OK)
		err = dial(&where, 200, &full[n++]);
	EXPECT_LT(n, (size_t)most);
	begin = pf_clock_mono();
	err = dial(&where, 200, &s);
	EXPECT_TRUE(err == PF_ETIMEDOUT || err == PF_EREFUSED);
	if (err == PF_ETIMEDOUT)
		EXPECT_GE(pf_clock_mono() - begin, 200);
	EXPECT_EQ(PF_SOCK_NONE.id, s.id);
	for (size_t i = 0; i < n; i++)
		pf_close(&full[i]);
	pf_close(&listener);
	pf_net_stop();
}
