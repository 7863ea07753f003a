/* Pictures of a timeline, character by character. */
#include "tests/shim/shim.h"

#include "apps/common/width.h"
#include "apps/lab/draw.h"

#include <stdlib.h>
#include <string.h>

static const struct lab_draw plain = {.width = 60};

static void
send_str(struct lab_timeline *t, const char *text)
{
	ASSERT_EQ(
	    CT_OK, lab_timeline_send(t, LAB_THERE, 0, ct_slice_str(text)));
}

static void
read_str(struct lab_timeline *t, const char *text)
{
	ASSERT_EQ(
	    CT_OK, lab_timeline_read(t, LAB_THERE, 1500, ct_slice_str(text)));
}

static void
sticky(struct lab_timeline *t)
{
	lab_timeline_init(t);
	send_str(t, "hello");
	send_str(t, "kniom");
	read_str(t, "he");
	read_str(t, "llokniom");
}

static void
expect_stream(
    const struct lab_timeline *t, const struct lab_draw *how, const char *want)
{
	struct ct_buf out;

	ct_buf_init(&out, LAB_DRAW_MAX);
	EXPECT_EQ(CT_OK, lab_draw_stream(how, &t->ways[LAB_THERE], &out));
	ct_buf_add_u8(&out, '\0');
	EXPECT_STREQ(want, out.data);
	ct_buf_fini(&out);
}

TEST(lab_draw, sticky)
{
	struct lab_timeline t;
	struct lab_draw zh = {.width = 60, .lang = CT_LANG_ZH};
	struct lab_draw ascii = {.width = 60, .ascii = true};

	sticky(&t);
	expect_stream(&t, &plain,
	    "sends    ├────#1 5B────┤├────#2 5B────┤\n"
	    "bytes    h  e  l  l  o  k  n  i  o  m\n"
	    "of       111111111111111222222222222222\n"
	    "reads    ├─#1─┤├────────#2 8B─────────┤\n");
	expect_stream(&t, &zh,
	    "发送     ├────#1 5B────┤├────#2 5B────┤\n"
	    "字节流   h  e  l  l  o  k  n  i  o  m\n"
	    "属于     111111111111111222222222222222\n"
	    "读取     ├─#1─┤├────────#2 8B─────────┤\n");
	expect_stream(&t, &ascii,
	    "sends    |----#1 5B----||----#2 5B----|\n"
	    "bytes    h  e  l  l  o  k  n  i  o  m\n"
	    "of       111111111111111222222222222222\n"
	    "reads    |-#1-||--------#2 8B---------|\n");
	lab_timeline_fini(&t);
}

TEST(lab_draw, colours_only_when_asked)
{
	struct lab_timeline t;
	struct lab_draw colour = {.width = 60, .colour = true};

	sticky(&t);
	expect_stream(&t, &colour,
	    "sends    ├────#1 5B────┤├────#2 5B────┤\n"
	    "bytes    \x1b[0m\x1b[30;46mh  e  l  l  o  "
	    "\x1b[0m\x1b[30;43mk  n  i  o  m  \x1b[0m\n"
	    "reads    ├─#1─┤├────────#2 8B─────────┤\n");
	lab_timeline_fini(&t);
}

/* A character takes the columns of its bytes, so that a cut inside shows. */
TEST(lab_draw, chinese)
{
	struct lab_timeline t;
	struct lab_draw gbk = {.width = 60, .charset = LAB_GBK};

	lab_timeline_init(&t);
	send_str(&t, "\xc4\xe3\xba\xc3!");
	read_str(&t, "\xc4\xe3\xba");
	read_str(&t, "\xc3!");
	expect_stream(&t, &gbk,
	    "sends    ├────#1 5B────┤\n"
	    "bytes    你    好    !\n"
	    "of       111111111111111\n"
	    "reads    ├─#1 3B─┤├─#2─┤\n");
	lab_timeline_fini(&t);
	lab_timeline_init(&t);
	send_str(&t, "你a");
	read_str(&t, "你a");
	expect_stream(&t, &plain,
	    "sends    ├──#1 4B───┤\n"
	    "bytes    你       a\n"
	    "of       111111111111\n"
	    "reads    ├──#1 4B───┤\n");
	lab_timeline_fini(&t);
}

TEST(lab_draw, a_cures_bytes_and_its_units)
{
	struct lab_timeline t;

	lab_timeline_init(&t);
	lab_timeline_message(&t, LAB_THERE, 4, 6, 0);
	lab_timeline_message(&t, LAB_THERE, 0, 3, 1);
	lab_timeline_send(
	    &t, LAB_THERE, 0, (struct ct_slice){"\0\0\0\2hino\n", 9});
	lab_timeline_read(
	    &t, LAB_THERE, 0, (struct ct_slice){"\0\0\0\2hino\n", 9});
	lab_timeline_unit(&t, LAB_THERE, 0, 4, 2);
	lab_timeline_unit(&t, LAB_THERE, 0, 6, 2);
	expect_stream(&t, &plain,
	    "messages ├─────#1 6B──────┤├─#2 3B─┤\n"
	    "sends    ├──────────#1 9B──────────┤\n"
	    "bytes    ␀  ␀  ␀  ␂  h  i  n  o  ␊\n"
	    "of       ............111111222222...\n"
	    "reads    ├──────────#1 9B──────────┤\n"
	    "program              ├─#1─┤├─#2─┤\n");
	lab_timeline_fini(&t);
}

/* Who only sends sees nothing of the other side, and no empty rows for it. */
TEST(lab_draw, only_sends)
{
	struct lab_timeline t;

	lab_timeline_init(&t);
	send_str(&t, "hello");
	t.ways[LAB_THERE].cured = true;
	expect_stream(&t, &plain,
	    "sends    ├────#1 5B────┤\n"
	    "bytes    h  e  l  l  o\n"
	    "of       111111111111111\n");
	lab_timeline_fini(&t);
}

TEST(lab_draw, a_truncated_datagram)
{
	struct lab_timeline t;

	lab_timeline_init(&t);
	send_str(&t, "hello");
	lab_timeline_datagram(&t, LAB_THERE, 0, ct_slice_str("he"), true);
	expect_stream(&t, &plain,
	    "sends    ├────#1 5B────┤\n"
	    "bytes    h  e  l  l  o\n"
	    "of       111111111111111\n"
	    "reads    ├─#1─┤xxxxxxxxx\n");
	lab_timeline_fini(&t);
}

/* Every line of a picture fits, and all bytes are in it, whatever the length
 * and the width. */
TEST(lab_draw, never_wider_than_the_terminal)
{
	for (size_t width = 20; width <= 140; width += 7) {
		for (size_t len = 1; len < 4000; len = len * 3 / 2 + 1) {
			struct lab_draw how = {.width = width};
			size_t most =
			    width < LAB_WIDTH_LEAST ? LAB_WIDTH_LEAST : width;
			struct lab_timeline t;
			struct ct_buf out;
			char *text = malloc(len + 1);

			INFO("width %zu len %zu", width, len);
			memset(text, 'a', len);
			text[len] = '\0';
			lab_timeline_init(&t);
			send_str(&t, text);
			read_str(&t, text);
			ct_buf_init(&out, LAB_DRAW_MAX);
			ASSERT_EQ(CT_OK,
			    lab_draw_stream(&how, &t.ways[LAB_THERE], &out));
			ct_buf_add_u8(&out, '\0');
			for (char *p = out.data; *p != '\0';) {
				size_t n = strcspn(p, "\n");

				ASSERT_LE(
				    width_cells((struct ct_slice){p, n}, 1),
				    most);
				p += n + 1;
			}
			ct_buf_fini(&out);
			lab_timeline_fini(&t);
			free(text);
		}
	}
}

TEST(lab_draw, units)
{
	struct lab_timeline t;
	struct ct_buf out;

	sticky(&t);
	ct_buf_init(&out, LAB_DRAW_MAX);
	EXPECT_EQ(CT_OK, lab_draw_units(&(struct lab_draw){.width = 100},
			     &t.ways[LAB_THERE], &out));
	EXPECT_SLICE("read   1      2 B  he        "
		     "cut: a piece of message 1\n"
		     "read   2      8 B  llokniom  "
		     "glued and cut: pieces of messages 1 to 2\n",
	    ct_buf_slice(&out));
	ct_buf_clear(&out, false);
	EXPECT_EQ(
	    CT_OK, lab_draw_units(&(struct lab_draw){.width = 44, .lines = 1},
		       &t.ways[LAB_THERE], &out));
	EXPECT_SLICE("read   1      2 B  he\n      cut: a piece of message 1\n"
		     "  … and 1 more\n",
	    ct_buf_slice(&out));
	ct_buf_clear(&out, false);
	EXPECT_EQ(CT_OK, lab_draw_units(&(struct lab_draw){.width = 44},
			     &t.ways[LAB_THERE], &out));
	EXPECT_SLICE("read   1      2 B  he\n      cut: a piece of message 1\n"
		     "read   2      8 B  llokniom\n"
		     "      glued and cut: pieces of messages 1 to\n"
		     "      2\n",
	    ct_buf_slice(&out));
	ct_buf_fini(&out);
	lab_timeline_fini(&t);
}

/* What is behind the texts begins in one column, and a text that leaves no room
 * for it is cut. */
TEST(lab_draw, units_have_columns)
{
	struct lab_timeline t;
	struct ct_buf out;

	lab_timeline_init(&t);
	send_str(&t, "abcdefghijklmnopqrstuvwxyz");
	read_str(&t, "abcdefghijklmnopqrstuvwx");
	read_str(&t, "yz");
	ct_buf_init(&out, LAB_DRAW_MAX);
	EXPECT_EQ(CT_OK, lab_draw_units(&plain, &t.ways[LAB_THERE], &out));
	EXPECT_SLICE("read   1     24 B  abcdefghijklm…  "
		     "cut: a piece of message 1\n"
		     "read   2      2 B  yz              "
		     "cut: a piece of message 1\n",
	    ct_buf_slice(&out));
	ct_buf_fini(&out);
	lab_timeline_fini(&t);
}

TEST(lab_draw, narrow_events)
{
	struct lab_draw how = {.width = 40};
	struct lab_timeline t;
	struct ct_buf out;

	lab_timeline_init(&t);
	send_str(&t, "three little messages");
	read_str(&t, "three");
	ct_buf_init(&out, LAB_DRAW_MAX);
	EXPECT_EQ(CT_OK, lab_draw_events(&how, &t, &out));
	EXPECT_SLICE("    0.000 ms -> send   1  three little …\n"
		     "    1.500 ms -> read   1  three\n",
	    ct_buf_slice(&out));
	ct_buf_fini(&out);
	lab_timeline_fini(&t);
}

TEST(lab_draw, events_in_order)
{
	struct lab_timeline t;
	struct ct_buf out;

	sticky(&t);
	lab_timeline_send(&t, LAB_BACK, 2000, ct_slice_str("ok"));
	lab_timeline_close(&t, LAB_THERE, 2500, LAB_END);
	lab_timeline_close(&t, LAB_BACK, 2501, LAB_RESET);
	ct_buf_init(&out, LAB_DRAW_MAX);
	EXPECT_EQ(CT_OK, lab_draw_events(&plain, &t, &out));
	EXPECT_SLICE("    0.000 ms  ->  send   1      5 B  hello\n"
		     "    0.000 ms  ->  send   2      5 B  kniom\n"
		     "    1.500 ms  ->  read   1      2 B  he\n"
		     "    1.500 ms  ->  read   2      8 B  llokniom\n"
		     "    2.000 ms  <-  send   1      2 B  ok\n"
		     "    2.500 ms  ->  end of stream\n"
		     "    2.501 ms  <-  reset\n",
	    ct_buf_slice(&out));
	ct_buf_fini(&out);
	lab_timeline_fini(&t);
}
