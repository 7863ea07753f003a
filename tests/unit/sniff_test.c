/* Who came to the wrong door: certain, patient, and never against a person. */
#include "tests/feed.h"
#include "tests/shim/shim.h"

#include "core/event.h"
#include "core/frame.h"
#include "core/sniff.h"

#include <string.h>

struct story {
	struct ct_slice bytes;
	const char *name; /* what all of them are; NULL: nobody we know */
	bool need_more;   /* … and whether that may still change */
	size_t sure_at;   /* bytes from which on the answer stands */
};

/* The answer to each front: open until sure_at, and from then on the final
 * one. */
static void
check_front(void *ctx, struct ct_slice front)
{
	const struct story *s = ctx;
	bool need_more = true;
	const char *name = ct_sniff(front, &need_more);

	if (front.len >= s->sure_at && !s->need_more) {
		EXPECT_STREQ(s->name, name);
		EXPECT_FALSE(need_more);
	} else {
		EXPECT_STREQ(NULL, name);
		EXPECT_TRUE(need_more);
	}
}

static void
tell(const char *name, struct ct_slice bytes, size_t sure_at)
{
	struct story s = {bytes, name, false, sure_at};

	feed_fronts(bytes, check_front, &s);
}

static void
tell_open(struct ct_slice bytes)
{
	struct story s = {bytes, NULL, true, 0};

	feed_fronts(bytes, check_front, &s);
}

TEST(sniff, tls_by_its_record_header)
{
	tell("TLS", SHIM_LITERAL("\x16\x03\x01\x02\x00\x01\x00\x01\xfc"), 3);
	tell("TLS", SHIM_LITERAL("\x16\x03\x03\x00\x7a\x01\r\nGET "), 3);
	tell(NULL, SHIM_LITERAL("\x16\x03\x05"), 3);
	tell(NULL, SHIM_LITERAL("\x16\x03\xff"), 3);
	tell(NULL, SHIM_LITERAL("\x16\x04\x01"), 2);
}

TEST(sniff, ssh_by_its_banner)
{
	tell("SSH", SHIM_LITERAL("SSH-2.0-OpenSSH_9.2\r\n"), 8);
	tell("SSH", SHIM_LITERAL("SSH-1.99-old\r\n"), 9);
	tell(NULL, SHIM_LITERAL("SSH is a protocol\n"), 4);
}

TEST(sniff, http_by_its_whole_request_line)
{
	tell("HTTP", SHIM_LITERAL("GET / HTTP/1.1\r\nHost: x\r\n\r\n"), 16);
	tell("HTTP", SHIM_LITERAL("OPTIONS * HTTP/1.0\n"), 19);
	tell("HTTP", SHIM_LITERAL("PRI * HTTP/2.0\r\n\r\nSM"), 16);
	tell(NULL, SHIM_LITERAL("GET me a coffee\n"), 16);
	tell(NULL, SHIM_LITERAL("GET / HTTP/1.1 please\n"), 22);
	tell(NULL, SHIM_LITERAL("GET HTTP/1.1\n"), 13);
	tell(NULL, SHIM_LITERAL("GETS / HTTP/1.1\r\n"), 4);
	tell(NULL, SHIM_LITERAL("get / HTTP/1.1\r\n"), 1);
	tell_open(SHIM_LITERAL("POST /a/very/long/target"));
}

TEST(sniff, a_request_line_without_end_is_not_waited_for)
{
	static char line[9000];
	bool need_more;

	memset(line, 'x', sizeof(line));
	memcpy(line, "GET ", 4);
	EXPECT_STREQ(NULL, ct_sniff((struct ct_slice){line, 8000}, &need_more));
	EXPECT_TRUE(need_more);
	EXPECT_STREQ(NULL, ct_sniff((struct ct_slice){line, 8001}, &need_more));
	EXPECT_FALSE(need_more);
	line[8500] = '\n';
	EXPECT_STREQ(
	    NULL, ct_sniff((struct ct_slice){line, sizeof(line)}, &need_more));
	EXPECT_FALSE(need_more);
}

TEST(sniff, irc_only_when_certain)
{
	tell("IRC", SHIM_LITERAL("CAP LS 302\r\nNICK a\r\n"), 12);
	tell("IRC", SHIM_LITERAL("CAP LS\r\n"), 8);
	tell("IRC", SHIM_LITERAL("NICK a\r\nUSER a 0 * :A B\r\nJOIN"), 25);
	tell("IRC", SHIM_LITERAL("PASS x\nNICK a\nUSER a 0 * :A\n"), 28);
	tell("IRC", SHIM_LITERAL("USER guest 0 * :Ronnie\r\n"), 24);
	tell(NULL, SHIM_LITERAL("CAP LSD\r\n"), 9);
	tell(NULL, SHIM_LITERAL("CAP is short for capability\n"), 5);
	tell(NULL, SHIM_LITERAL("NICK is my brother\n"), 19);
	tell(NULL, SHIM_LITERAL("USER manual, please\n"), 20);
	tell(NULL, SHIM_LITERAL("NICK a\r\nhello\n"), 9);
	tell_open(SHIM_LITERAL("NICK a\r\n"));
	tell_open(SHIM_LITERAL("NICK a\r\nUSER a 0 * :A"));
}

TEST(sniff, a_native_client_by_its_hello)
{
	static const char id[CT_ID_BYTES] = "0123456789abcde";
	struct ct_frame f = {.type = CT_FRAME_HELLO,
	    .num = {CT_PROTOCOL_VERSION},
	    .str = {{id, sizeof(id)}}};
	struct ct_buf b;

	ct_buf_init(&b, 1000);
	ASSERT_EQ(CT_OK, ct_frame_add(&b, &f));
	EXPECT_EQ(31, b.len);
	tell("Crosstalk native", ct_buf_slice(&b), 6);
	ct_buf_fini(&b);
	tell(NULL, SHIM_LITERAL("\0\0\0\x1a\1\0\1"), 6);
	tell(NULL, SHIM_LITERAL("\0\0\0\x30\2\0\1"), 5);
	tell(NULL, SHIM_LITERAL("\0\1\0\x30\1\0\1"), 2);
}

TEST(sniff, people_are_heard_at_once)
{
	tell(NULL, SHIM_LITERAL("hello\n"), 1);
	tell(NULL, SHIM_LITERAL("\xc4\xe3\xba\xc3\n"), 1);
	tell(NULL, SHIM_LITERAL("你好\n"), 1);
	tell(NULL, SHIM_LITERAL("/nick a\n"), 1);
	tell(NULL, SHIM_LITERAL("\r\n"), 1);
	tell(NULL, SHIM_LITERAL("\xff\xfd\x1f telnet"), 1);
	tell_open((struct ct_slice){NULL, 0});
}
