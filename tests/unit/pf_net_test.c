/* Sockets: one test for each thing that two systems do differently or that has
 * taken a server down somewhere. */
#include "tests/shim/shim.h"

#include "platform/clock.h"
#include "platform/net.h"
#include "tests/unit/pf_os.h"
#include "tests/unit/pf_pair.h"

#include <stdlib.h>
#include <string.h>

TEST(pf_net, starts_and_stops_nest)
{
	struct pair p;

	ASSERT_EQ(PF_OK, pf_net_start());
	ASSERT_EQ(PF_OK, pf_net_start());
	pf_net_stop();
	EXPECT_TRUE(pair_open(&p));
	pair_close(&p);
	pf_net_stop();
}

static void
second_listener_on(const char *host)
{
	struct pf_sock first, second;
	struct pf_addr at;
	enum pf_err err = pair_listen(host, &first, &at);

	if (err == PF_ENOTSUP || err == PF_EADDRNOTAVAIL)
		return; /* this machine has no IPv6 */
	ASSERT_EQ(PF_OK, err);
	EXPECT_EQ(PF_EADDRINUSE, pf_listen(&at, 0, &second));
	EXPECT_EQ(PF_SOCK_NONE.id, second.id);
	pf_close(&first);
	/* And it is free again at once. */
	EXPECT_EQ(PF_OK, pf_listen(&at, 0, &second));
	pf_close(&second);
}

TEST(pf_net, a_second_listener_on_the_same_port_fails)
{
	ASSERT_EQ(PF_OK, pf_net_start());
	second_listener_on("127.0.0.1");
	second_listener_on("0.0.0.0");
	second_listener_on("::1");
	second_listener_on("::");
	pf_net_stop();
}

TEST(pf_net, a_port_with_a_finished_connection_can_be_listened_on_again)
{
	struct pf_sock listener;
	struct pf_addr at;
	struct pair p;
	char c;
	size_t n;

	ASSERT_EQ(PF_OK, pf_net_start());
	ASSERT_EQ(PF_OK, pair_listen("127.0.0.1", &listener, &at));
	ASSERT_TRUE(pair_open_at(listener, &at, &p));
	/* Who closes first keeps the port in TIME_WAIT: the server here. */
	pf_close(&p.b);
	EXPECT_EQ(PF_END, pair_recv(p.a, &c, 1, &n));
	pf_close(&p.a);
	pf_close(&listener);
	EXPECT_EQ(PF_OK, pf_listen(&at, 0, &listener));
	pf_close(&listener);
	pf_net_stop();
}

/* A port that both families have free. */
static enum pf_err
listen_both(struct pf_sock *four, struct pf_sock *six, struct pf_addr *at)
{
	enum pf_err err = PF_EADDRINUSE;

	for (int i = 0; i < 50 && err == PF_EADDRINUSE; i++) {
		struct pf_addr at6;
		size_t n;

		err = pair_listen("0.0.0.0", four, at);
		if (err != PF_OK)
			return err;
		pf_addr_resolve("::", pf_addr_port(at), &at6, 1, &n);
		err = pf_listen(&at6, 0, six);
		if (err != PF_OK)
			pf_close(four);
	}
	return err;
}

TEST(pf_net, both_families_listen_on_one_port_and_keep_apart)
{
	struct pf_sock four, six, s, client;
	struct pf_addr at, target;
	enum pf_err err;
	size_t n;

	ASSERT_EQ(PF_OK, pf_net_start());
	err = listen_both(&four, &six, &at);
	if (err == PF_ENOTSUP || err == PF_EADDRNOTAVAIL)
		SKIP("this machine has no IPv6");
	ASSERT_EQ(PF_OK, err);
	pf_addr_resolve("127.0.0.1", pf_addr_port(&at), &target, 1, &n);
	err = pf_connect(&target, &client);
	EXPECT_TRUE(err == PF_OK || err == PF_AGAIN);
	EXPECT_TRUE(pair_wait(four, PF_POLL_READ, PAIR_MS) != 0);
	EXPECT_EQ(PF_AGAIN, pf_accept(six, &s, NULL));
	EXPECT_EQ(PF_OK, pf_accept(four, &s, NULL));
	pf_close(&s);
	pf_close(&client);
	pf_close(&four);
	pf_close(&six);
	pf_net_stop();
}

TEST(pf_net, accepted_and_connected_sockets_do_not_block)
{
	struct pair p;
	char c;
	size_t n = 7;

	ASSERT_EQ(PF_OK, pf_net_start());
	ASSERT_TRUE(pair_open(&p));
	EXPECT_EQ(PF_AGAIN, pf_recv(p.a, &c, 1, &n));
	EXPECT_EQ(0, n);
	EXPECT_EQ(PF_AGAIN, pf_recv(p.b, &c, 1, &n));
	pair_close(&p);
	pf_net_stop();
}

TEST(pf_net, accept_with_nobody_there_does_not_block)
{
	struct pf_sock listener, s;
	struct pf_addr at;

	ASSERT_EQ(PF_OK, pf_net_start());
	ASSERT_EQ(PF_OK, pair_listen("127.0.0.1", &listener, &at));
	EXPECT_EQ(PF_AGAIN, pf_accept(listener, &s, NULL));
	EXPECT_EQ(PF_SOCK_NONE.id, s.id);
	pf_close(&listener);
	pf_net_stop();
}

TEST(pf_net, nothing_yet_the_end_and_a_reset_are_three_results)
{
	struct pair p, q;
	char c;
	size_t n;
	enum pf_err err;

	ASSERT_EQ(PF_OK, pf_net_start());
	ASSERT_TRUE(pair_open(&p));
	EXPECT_EQ(PF_AGAIN, pf_recv(p.b, &c, 1, &n));
	pf_close(&p.a);
	EXPECT_EQ(PF_END, pair_recv(p.b, &c, 1, &n));
	EXPECT_EQ(PF_END, pf_recv(p.b, &c, 1, &n)); /* and so it stays */
	pf_close(&p.b);

	ASSERT_TRUE(pair_open(&q));
	pf_close_reset(&q.a);
	err = pair_recv(q.b, &c, 1, &n);
	/* Wine reads the end here; to send shows the reset there too. */
	if (err == PF_END && CT_ON_WINDOWS)
		err = pair_send(q.b, "x");
	EXPECT_EQ(PF_ERESET, err);
	pf_close(&q.b);
	pf_net_stop();
}

TEST(pf_net, bytes_before_the_end_are_not_lost)
{
	struct pair p;
	char buf[8];
	size_t n;

	ASSERT_EQ(PF_OK, pf_net_start());
	ASSERT_TRUE(pair_open(&p));
	ASSERT_EQ(PF_OK, pair_send(p.a, "abc"));
	pf_close(&p.a);
	EXPECT_EQ(PF_OK, pair_recv(p.b, buf, sizeof buf, &n));
	EXPECT_EQ(3, n);
	EXPECT_MEMEQ("abc", buf, 3);
	EXPECT_EQ(PF_END, pair_recv(p.b, buf, sizeof buf, &n));
	pf_close(&p.b);
	pf_net_stop();
}

TEST(pf_net, sending_to_a_peer_that_reset_is_an_error_and_no_signal)
{
	struct pair p;
	enum pf_err err = PF_OK;
	int64_t end = pf_clock_mono() + PAIR_MS;

	ASSERT_EQ(PF_OK, pf_net_start());
	ASSERT_TRUE(pair_open(&p));
	pf_close_reset(&p.b);
	/* SIGPIPE would come with the second send, if not the first. */
	while (err == PF_OK && pf_clock_mono() < end)
		err = pair_send(p.a, "x");
	EXPECT_EQ(PF_ERESET, err);
	EXPECT_EQ(PF_ERESET, pair_send(p.a, "x"));
	pf_close(&p.a);
	pf_net_stop();
}

/* Sends all of `len` bytes while `to` is read; counts what arrives right. */
static size_t
pour(struct pf_sock from, struct pf_sock to, size_t len)
{
	static char out[65536], in[65536];
	size_t sent = 0, got = 0, n;

	memset(out, 'x', sizeof out);
	while (got < len) {
		struct pf_slice v = {out, sizeof out};

		if (v.len > len - sent)
			v.len = len - sent;
		if (v.len > 0 && pf_sendv(from, &v, 1, &n) == PF_OK)
			sent += n;
		if (pair_recv(to, in, sizeof in, &n) != PF_OK ||
		    memcmp(in, out, n) != 0)
			break;
		got += n;
	}
	return got;
}

TEST(pf_net, half_close_leaves_the_other_direction_open)
{
	enum { MUCH = 1 << 20 };
	struct pair p;
	char c;
	size_t n;

	ASSERT_EQ(PF_OK, pf_net_start());
	ASSERT_TRUE(pair_open(&p));
	ASSERT_EQ(PF_OK, pair_send(p.a, "?"));
	ASSERT_EQ(PF_OK, pf_shutdown_send(p.a));
	EXPECT_EQ(PF_OK, pair_recv(p.b, &c, 1, &n));
	EXPECT_EQ(PF_END, pair_recv(p.b, &c, 1, &n));
	EXPECT_EQ(MUCH, pour(p.b, p.a, MUCH));
	pf_close(&p.b);
	EXPECT_EQ(PF_END, pair_recv(p.a, &c, 1, &n));
	pair_close(&p);
	pf_net_stop();
}

TEST(pf_net, a_refused_connect_is_seen)
{
	struct pf_sock listener, s;
	struct pf_addr at;
	enum pf_err err;
	int64_t end = pf_clock_mono() + PAIR_MS;

	ASSERT_EQ(PF_OK, pf_net_start());
	ASSERT_EQ(PF_OK, pair_listen("127.0.0.1", &listener, &at));
	pf_close(&listener); /* now nobody listens there */
	err = pf_connect(&at, &s);
	/* Not trusting one wait: WSAPoll once did not tell. */
	while (err == PF_AGAIN && pf_clock_mono() < end) {
		pair_wait(s, PF_POLL_WRITE, 500);
		err = pf_connect_done(s);
	}
	EXPECT_EQ(PF_EREFUSED, err);
	pf_close(&s);
	pf_net_stop();
}

TEST(pf_net, listening_on_an_address_of_another_machine_fails)
{
	struct pf_addr at;
	struct pf_sock s;
	size_t n;

	ASSERT_EQ(PF_OK, pf_net_start());
	/* RFC 5737: an address of nobody. */
	ASSERT_EQ(PF_OK, pf_addr_resolve("192.0.2.1", 0, &at, 1, &n));
	EXPECT_EQ(PF_EADDRNOTAVAIL, pf_listen(&at, 0, &s));
	pf_net_stop();
}

TEST(pf_net, a_connection_that_died_in_the_backlog_harms_nobody)
{
	struct pf_sock listener, early, s;
	struct pf_addr at;
	struct pair p;
	enum pf_err err;

	ASSERT_EQ(PF_OK, pf_net_start());
	ASSERT_EQ(PF_OK, pair_listen("127.0.0.1", &listener, &at));
	err = pf_connect(&at, &early);
	ASSERT_TRUE(err == PF_OK || err == PF_AGAIN);
	ASSERT_TRUE(pair_wait(listener, PF_POLL_READ, PAIR_MS) != 0);
	pf_close_reset(&early);
	/* Some systems still give it, dead; others pass over it. */
	err = pf_accept(listener, &s, NULL);
	INFO("%s", pf_err_token(err));
	EXPECT_TRUE(err == PF_OK || err == PF_AGAIN);
	pf_close(&s);
	EXPECT_TRUE(pair_open_at(listener, &at, &p));
	pair_close(&p);
	pf_close(&listener);
	pf_net_stop();
}

TEST(pf_net, accepting_on_a_dead_listener_is_an_error_and_not_a_wait)
{
	struct pf_sock listener, dead, s;
	struct pf_addr at;

	ASSERT_EQ(PF_OK, pf_net_start());
	ASSERT_EQ(PF_OK, pair_listen("127.0.0.1", &listener, &at));
	dead = listener;
	pf_close(&listener);
	EXPECT_EQ(PF_EINVAL, pf_accept(dead, &s, NULL));
	EXPECT_EQ(PF_SOCK_NONE.id, s.id);
	pf_net_stop();
}

TEST(pf_net, a_full_descriptor_table_sheds_instead_of_spinning)
{
	struct pf_sock listener, s, reserve = PF_SOCK_NONE;
	struct pf_sock clients[2];
	struct pf_addr at;
	char c;
	size_t n;
	bool limited;

	ASSERT_EQ(PF_OK, pf_net_start());
	ASSERT_EQ(PF_OK, pair_listen("127.0.0.1", &listener, &at));
	ASSERT_EQ(PF_OK, pf_reserve(&reserve));
	for (int i = 0; i < 2; i++) {
		enum pf_err err = pf_connect(&at, &clients[i]);

		ASSERT_TRUE(err == PF_OK || err == PF_AGAIN);
	}
	ASSERT_TRUE(pair_wait(listener, PF_POLL_READ, PAIR_MS) != 0);
	limited = pf_os_limit(0);
	if (limited)
		EXPECT_EQ(PF_EMFILE, pf_accept(listener, &s, NULL));
	EXPECT_EQ(PF_OK, pf_accept_shed(listener, &reserve));
	EXPECT_NE(PF_SOCK_NONE.id, reserve.id); /* for the next one */
	if (limited)
		pf_os_unlimit();
	EXPECT_EQ(PF_END, pair_recv(clients[0], &c, 1, &n));
	/* The second is served, and then nobody waits. */
	ASSERT_TRUE(pair_wait(listener, PF_POLL_READ, PAIR_MS) != 0);
	EXPECT_EQ(PF_OK, pf_accept(listener, &s, NULL));
	EXPECT_EQ(PF_AGAIN, pf_accept_shed(listener, &reserve));
	pf_close(&s);
	pf_close(&clients[0]);
	pf_close(&clients[1]);
	pf_close(&reserve);
	pf_close(&listener);
	pf_net_stop();
}

TEST(pf_net, a_full_send_buffer_says_again_and_write_interest_tells_the_end)
{
	static char block[65536];
	struct pf_slice v = {block, sizeof block};
	struct pair p;
	size_t sent = 0, got = 0, n;
	enum pf_err err = PF_OK;

	ASSERT_EQ(PF_OK, pf_net_start());
	ASSERT_TRUE(pair_open(&p));
	while (err == PF_OK && sent < (size_t)1 << 30) {
		err = pf_sendv(p.a, &v, 1, &n);
		sent += n;
	}
	EXPECT_EQ(PF_AGAIN, err);
	EXPECT_EQ(0, n);
	EXPECT_EQ(0, pair_wait(p.a, PF_POLL_WRITE, 20));
	while (got < sent && pair_recv(p.b, block, sizeof block, &n) == PF_OK)
		got += n;
	EXPECT_EQ(sent, got);
	EXPECT_EQ(PF_POLL_WRITE, pair_wait(p.a, PF_POLL_WRITE, PAIR_MS));
	EXPECT_EQ(PF_OK, pair_send(p.a, "x"));
	pair_close(&p);
	pf_net_stop();
}

TEST(pf_net, one_send_gathers_64_slices_in_order)
{
	enum { SLICES = 70 };
	struct pf_slice v[SLICES];
	char text[SLICES], buf[SLICES + 1];
	struct pair p;
	size_t sent, got = 0, n;

	ASSERT_EQ(PF_OK, pf_net_start());
	ASSERT_TRUE(pair_open(&p));
	for (size_t i = 0; i < SLICES; i++) {
		text[i] = (char)(' ' + i);
		/* Empty ones in between do no harm. */
		v[i] = (struct pf_slice){&text[i], i == 5 ? 0 : 1};
	}
	ASSERT_EQ(PF_OK, pf_sendv(p.a, v, SLICES, &sent));
	EXPECT_EQ(63, sent); /* the rest is for the next call */
	while (got < sent &&
	       pair_recv(p.b, buf + got, sizeof buf - got, &n) == PF_OK)
		got += n;
	EXPECT_EQ(63, got);
	EXPECT_MEMEQ(text, buf, 5);
	EXPECT_MEMEQ(text + 6, buf + 5, 58);
	pair_close(&p);
	pf_net_stop();
}

TEST(pf_net, both_ends_agree_on_their_addresses)
{
	struct pf_sock listener, s;
	struct pf_addr at, a, b, peer;
	struct pf_sock client;
	char x[PF_ADDR_TEXT_MAX], y[PF_ADDR_TEXT_MAX];

	ASSERT_EQ(PF_OK, pf_net_start());
	ASSERT_EQ(PF_OK, pair_listen("127.0.0.1", &listener, &at));
	pf_connect(&at, &client);
	ASSERT_TRUE(pair_wait(listener, PF_POLL_READ, PAIR_MS) != 0);
	ASSERT_EQ(PF_OK, pf_accept(listener, &s, &peer));
	EXPECT_EQ(PF_OK, pf_local_addr(client, &a));
	pf_addr_text(&a, x, sizeof x);
	pf_addr_text(&peer, y, sizeof y);
	EXPECT_STREQ(x, y);
	EXPECT_EQ(PF_OK, pf_local_addr(s, &b));
	EXPECT_EQ(pf_addr_port(&at), pf_addr_port(&b));
	EXPECT_EQ(PF_OK, pf_peer_addr(s, &peer));
	pf_addr_text(&peer, y, sizeof y);
	EXPECT_STREQ(x, y);
	EXPECT_EQ(PF_OK, pf_peer_addr(client, &peer));
	pf_addr_text(&peer, y, sizeof y);
	pf_addr_text(&at, x, sizeof x);
	EXPECT_STREQ(x, y);
	EXPECT_NE(PF_OK, pf_peer_addr(listener, &peer));
	EXPECT_EQ(0, peer.len);
	pf_close(&s);
	pf_close(&client);
	pf_close(&listener);
	pf_net_stop();
}

TEST(pf_net, closing_none_does_nothing_and_closing_makes_none)
{
	struct pf_sock none = PF_SOCK_NONE;
	struct pair p;

	ASSERT_EQ(PF_OK, pf_net_start());
	pf_close(&none);
	pf_close_reset(&none);
	ASSERT_TRUE(pair_open(&p));
	pf_close(&p.a);
	EXPECT_EQ(PF_SOCK_NONE.id, p.a.id);
	pf_close(&p.a);
	pf_close_reset(&p.b);
	EXPECT_EQ(PF_SOCK_NONE.id, p.b.id);
	pf_net_stop();
}

TEST(pf_net, no_socket_is_inherited_by_a_child)
{
	struct pf_sock listener;
	struct pf_addr at;
	struct pair p;

	ASSERT_EQ(PF_OK, pf_net_start());
	ASSERT_EQ(PF_OK, pair_listen("127.0.0.1", &listener, &at));
	ASSERT_TRUE(pair_open_at(listener, &at, &p));
	EXPECT_FALSE(pf_os_is_inherited(listener));
	EXPECT_FALSE(pf_os_is_inherited(p.a));
	EXPECT_FALSE(pf_os_is_inherited(p.b));
	pair_close(&p);
	pf_close(&listener);
	pf_net_stop();
}

TEST(pf_net, options_of_the_laboratory_can_be_set)
{
	struct pair p;

	ASSERT_EQ(PF_OK, pf_net_start());
	ASSERT_TRUE(pair_open(&p));
	EXPECT_EQ(PF_OK, pf_sock_set(p.a, PF_OPT_NODELAY, 0));
	EXPECT_EQ(PF_OK, pf_sock_set(p.a, PF_OPT_NODELAY, 1));
	EXPECT_EQ(PF_OK, pf_sock_set(p.a, PF_OPT_SNDBUF, 8192));
	EXPECT_EQ(PF_OK, pf_sock_set(p.a, PF_OPT_RCVBUF, 8192));
	pair_close(&p);
	EXPECT_EQ(PF_EINVAL, pf_sock_set(p.a, PF_OPT_NODELAY, 1));
	pf_net_stop();
}
