/* A whole server in this process, driven turn by turn over real sockets. */
#include "bed.h"

#include "platform/clock.h"
#include "platform/process.h"
#include "tests/shim/shim.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

TEST(loop, two_people_talk)
{
	struct bed b;
	struct guest one, two;

	bed_config(&b);
	ASSERT_TRUE(bed_open(&b));
	ASSERT_TRUE(guest_open(&one, &b, DOOR_line));
	ASSERT_TRUE(guest_open(&two, &b, DOOR_line));
	EXPECT_TRUE(hears(&b, &one, "you are in lobby"));
	EXPECT_TRUE(hears(&b, &two, "you are in lobby"));
	EXPECT_TRUE(says(&b, &one, "你"));
	EXPECT_TRUE(says(&b, &one, "好\n"));
	EXPECT_TRUE(hears(&b, &two, "你好"));
	EXPECT_EQ(2u, server_connections(b.sv));
	guest_close(&one);
	EXPECT_TRUE(drops_to(&b, 1));
	guest_close(&two);
	EXPECT_TRUE(drops_to(&b, 0));
	bed_close(&b);
}

static const char log_path[] = "loop_test.tmp";

/* Closes the bed; its log without the times, which the caller frees. */
static char *
bed_log(struct bed *b)
{
	char *text = calloc(1, 65536), *to = text;
	char line[1024];
	FILE *f = NULL;

	bed_close(b);
	log_close(b->log, patience_ms);
	if (pf_fopen(log_path, "rb", &f) == PF_OK) {
		while (fgets(line, sizeof(line), f) != NULL)
			to += sprintf(to, "%s", strchr(line, ' ') + 1);
		fclose(f);
	}
	remove(log_path);
	return text;
}

TEST(loop, the_log_tells_who_came_and_left)
{
	struct bed b;
	struct guest g;
	char want[256], *text;

	remove(log_path);
	bed_config(&b);
	ASSERT_EQ(PF_OK, log_open(log_path, &b.log));
	ASSERT_TRUE(bed_open(&b));
	ASSERT_TRUE(guest_open(&g, &b, DOOR_line));
	EXPECT_TRUE(says(&b, &g, "/nick 小明\n/quit\n"));
	EXPECT_TRUE(ends(&b, &g));
	guest_close(&g);
	EXPECT_TRUE(drops_to(&b, 0));
	server_stop(b.sv, "test");
	text = bed_log(&b);
	INFO("%s", text);
	EXPECT_TRUE(strstr(text, "event=door dialect=line addr=127.0.0.1 "
				 "port=") != NULL);
	EXPECT_TRUE(strstr(text, "\nevent=open id=1 door=line "
				 "peer=127.0.0.1:") != NULL);
	snprintf(want, sizeof(want),
	    "\nevent=close id=1 door=line nick=小明 reason=end in=19 "
	    "out=%zu ms=",
	    g.len);
	EXPECT_TRUE(strstr(text, want) != NULL);
	EXPECT_TRUE(
	    strstr(text, "\nevent=stop reason=test connections=0\n") != NULL);
	free(text);
}

TEST(loop, who_closes_half_is_still_answered)
{
	struct bed b;
	struct guest one, two;

	bed_config(&b);
	ASSERT_TRUE(bed_open(&b));
	ASSERT_TRUE(guest_open(&one, &b, DOOR_line));
	ASSERT_TRUE(guest_open(&two, &b, DOOR_line));
	EXPECT_TRUE(hears(&b, &two, "you are in lobby"));
	EXPECT_TRUE(says(&b, &one, "/who\nlast words"));
	EXPECT_EQ(PF_OK, pf_shutdown_send(one.sock));
	EXPECT_TRUE(ends(&b, &one));
	EXPECT_EQ(PF_END, one.err);
	EXPECT_TRUE(strstr(one.heard, "in lobby: ") != NULL);
	EXPECT_TRUE(hears(&b, &two, "last words"));
	EXPECT_TRUE(drops_to(&b, 1));
	guest_close(&one);
	guest_close(&two);
	bed_close(&b);
}

/* What a closing server said is read to its end, although we keep sending. */
TEST(loop, the_last_words_arrive)
{
	static char noise[300000];
	struct bed b;
	struct guest g;

	memset(noise, 'x', sizeof(noise));
	bed_config(&b);
	ASSERT_TRUE(bed_open(&b));
	ASSERT_TRUE(guest_open(&g, &b, DOOR_line));
	EXPECT_TRUE(says(&b, &g, "/quit\n"));
	EXPECT_TRUE(says_bytes(&b, &g, noise, sizeof(noise)));
	EXPECT_TRUE(ends(&b, &g));
	EXPECT_EQ(PF_END, g.err);
	EXPECT_TRUE(strstr(g.heard, "goodbye\n") != NULL);
	guest_close(&g);
	EXPECT_TRUE(drops_to(&b, 0));
	bed_close(&b);
}

TEST(loop, a_full_server_says_so)
{
	struct bed b;
	struct guest one, two;

	bed_config(&b);
	b.config.caps.connections = 1;
	ASSERT_TRUE(bed_open(&b));
	ASSERT_TRUE(guest_open(&one, &b, DOOR_line));
	EXPECT_TRUE(hears(&b, &one, "you are in lobby"));
	ASSERT_TRUE(guest_open(&two, &b, DOOR_line));
	EXPECT_TRUE(ends(&b, &two));
	EXPECT_EQ(PF_END, two.err);
	EXPECT_TRUE(strstr(two.heard, "the server is full") != NULL);
	guest_close(&two);
	EXPECT_TRUE(drops_to(&b, 1));
	EXPECT_TRUE(says(&b, &one, "/who\n"));
	EXPECT_TRUE(hears(&b, &one, "in lobby: "));
	guest_close(&one);
	bed_close(&b);
}

/* Reads nothing until it is cut off; who reads gets every line. */
TEST(loop, a_slow_reader_costs_only_itself)
{
	enum { lines = 400, size = 4000 };
	struct bed b;
	struct guest slow, reader, speaker;
	char line[size + 2];

	bed_config(&b);
	b.config.caps.say_rate = 0;
	b.config.caps.queue_bytes = 65536;
	b.config.caps.close_wait = 100;
	ASSERT_TRUE(bed_open(&b));
	ASSERT_TRUE(guest_open(&slow, &b, DOOR_line));
	ASSERT_EQ(PF_OK, pf_sock_set(slow.sock, PF_OPT_RCVBUF, 4096));
	ASSERT_TRUE(guest_open(&reader, &b, DOOR_line));
	ASSERT_TRUE(guest_open(&speaker, &b, DOOR_line));
	EXPECT_TRUE(hears(&b, &speaker, "you are in lobby"));
	for (int i = 0; i < lines * 10 && server_connections(b.sv) == 3; i++) {
		char mark[16];

		memset(line, 'x', size);
		snprintf(line, 16, "line %d.", i);
		line[strlen(line)] = ' ';
		memcpy(line + size, "\n", 2);
		snprintf(mark, sizeof(mark), "line %d.", i);
		ASSERT_TRUE(says(&b, &speaker, line));
		ASSERT_TRUE(hears(&b, &reader, mark));
		reader.len = 0;
		reader.heard[0] = '\0';
		speaker.len = 0;
		guest_hear(&speaker);
	}
	/* It is cut off when close_wait is over, however fast we were. */
	EXPECT_TRUE(drops_to(&b, 2));
	guest_close(&slow);
	guest_close(&reader);
	guest_close(&speaker);
	bed_close(&b);
}

/* A line that never ends is refused without the loop turning wildly. */
TEST(loop, no_newline_does_not_spin)
{
	static char noise[200000];
	struct bed b;
	struct guest g;

	memset(noise, 'x', sizeof(noise));
	bed_config(&b);
	ASSERT_TRUE(bed_open(&b));
	ASSERT_TRUE(guest_open(&g, &b, DOOR_line));
	EXPECT_TRUE(says_bytes(&b, &g, noise, sizeof(noise)));
	EXPECT_TRUE(says(&b, &g, "\n/who\n"));
	EXPECT_TRUE(hears(&b, &g, "over the limit"));
	EXPECT_TRUE(hears(&b, &g, "in lobby: "));
	guest_close(&g);
	bed_close(&b);
}

/* One who neither reads nor closes: the server sleeps until its patience is
 * at an end. */
TEST(loop, a_dead_peer_does_not_spin)
{
	struct bed b;
	struct guest g;
	int turns = 0;

	bed_config(&b);
	b.config.caps.close_wait = 200;
	ASSERT_TRUE(bed_open(&b));
	ASSERT_TRUE(guest_open(&g, &b, DOOR_line));
	EXPECT_TRUE(hears(&b, &g, "you are in lobby"));
	EXPECT_TRUE(says(&b, &g, "/quit\n"));
	while (server_connections(b.sv) > 0 && turns < 100) {
		server_turn(b.sv);
		turns++;
	}
	EXPECT_EQ(0u, server_connections(b.sv));
	EXPECT_LT(turns, 20);
	guest_close(&g);
	bed_close(&b);
}

TEST(loop, stopping_tells_everybody_and_ends)
{
	struct bed b;
	struct guest g[4];
	int64_t begun;
	int turns = 0;

	bed_config(&b);
	ASSERT_TRUE(bed_open(&b));
	for (int i = 0; i < 4; i++) {
		ASSERT_TRUE(guest_open(&g[i], &b, DOOR_line));
		EXPECT_TRUE(hears(&b, &g[i], "you are in lobby"));
	}
	begun = pf_clock_mono();
	server_stop(b.sv, "test");
	EXPECT_EQ(0, server_port(b.sv, DOOR_line));
	while (server_turn(b.sv))
		turns++;
	EXPECT_LT(turns, 40);
	EXPECT_LT(pf_clock_mono() - begun, 2000);
	for (int i = 0; i < 4; i++) {
		while (!g[i].end)
			guest_hear(&g[i]);
		EXPECT_EQ(PF_END, g[i].err);
		EXPECT_TRUE(strstr(g[i].heard, "shutting down") != NULL);
		guest_close(&g[i]);
	}
	bed_close(&b);
}

TEST(loop, peers_that_close_too_are_not_waited_for)
{
	struct bed b;
	struct guest g;

	bed_config(&b);
	b.config.caps.close_wait = 60000;
	ASSERT_TRUE(bed_open(&b));
	ASSERT_TRUE(guest_open(&g, &b, DOOR_line));
	EXPECT_TRUE(hears(&b, &g, "you are in lobby"));
	server_stop(b.sv, "test");
	EXPECT_TRUE(ends(&b, &g));
	guest_close(&g);
	while (server_turn(b.sv))
		continue;
	EXPECT_EQ(0u, server_connections(b.sv));
	EXPECT_LT(b.sv->now, b.sv->stop_by);
	bed_close(&b);
}

TEST(loop, both_families_get_the_same_port)
{
	struct bed b;
	uint16_t port;

	bed_config(&b);
	b.config.bind = "";
	ASSERT_TRUE(bed_open(&b));
	port = server_port(b.sv, DOOR_native);
	EXPECT_NE(0, port);
	for (size_t i = 0; i < b.sv->listener_count; i++)
		if (b.sv->listeners[i].door == DOOR_native)
			EXPECT_EQ(port, pf_addr_port(&b.sv->listeners[i].addr));
	bed_close(&b);
}

static void
expect_fault(struct bed *b, const char *begin, const char *part)
{
	char text[4096];

	ASSERT_FALSE(bed_open(b));
	snprintf(text, sizeof(text), "%.*s", (int)b->fault.len, b->fault.data);
	INFO("%s", text);
	EXPECT_EQ(0, strncmp(text, begin, strlen(begin)));
	EXPECT_TRUE(strstr(text, part) != NULL);
	EXPECT_TRUE(strchr(text, '\n') == NULL);
}

TEST(loop, a_port_in_use_is_told)
{
	struct bed b, second;

	bed_config(&b);
	ASSERT_TRUE(bed_open(&b));
	bed_config(&second);
	second.config.doors[DOOR_classic].port = server_port(b.sv, DOOR_line);
	expect_fault(&second, "address-in-use: classic 127.0.0.1:", "in use");
	bed_close(&second);
	bed_close(&b);
}

TEST(loop, what_cannot_be_served_is_told)
{
	struct bed b;

	bed_config(&b);
	b.config.doors[DOOR_line].charset = "klingon";
	expect_fault(&b, "unknown-charset: line-charset: ", "gb18030");
	bed_close(&b);

	bed_config(&b);
	b.config.lobby = "two words";
	expect_fault(&b, "bad-room: lobby: ", "two words");
	bed_close(&b);

	bed_config(&b);
	for (int i = 0; i < DOOR_COUNT; i++)
		b.config.doors[i].on = false;
	expect_fault(&b, "no-door: ", "");
	bed_close(&b);

	bed_config(&b);
	b.config.bind = "127.0.0.1, no.such.host.invalid";
	expect_fault(&b, "no-such-host: native ", "no.such.host.invalid");
	bed_close(&b);
}
