/* Typed lines as frames. */
#include "tests/shim/shim.h"

#include "apps/client/request.h"
#include "core/command.h"

static struct request
read_line(const char *line, enum request_result want)
{
	struct request r;

	INFO("%s", line);
	EXPECT_EQ(
	    want, request_read(ct_slice_str(line), ct_slice_str("厅"), &r));
	return r;
}

TEST(client_request, something_to_say)
{
	struct request r = read_line("你好 /x", REQUEST_SAY);

	EXPECT_EQ(CT_FRAME_SAY, r.frame.type);
	EXPECT_SLICE("厅", r.frame.str[0]);
	EXPECT_SLICE("你好 /x", r.frame.str[1]);
	r = read_line("//etc", REQUEST_SAY);
	EXPECT_SLICE("/etc", r.frame.str[1]);
	r = read_line("/msg 小红 在吗 在吗", REQUEST_SAY);
	EXPECT_EQ(CT_FRAME_DIRECT, r.frame.type);
	EXPECT_SLICE("小红", r.frame.str[0]);
	EXPECT_SLICE("在吗 在吗", r.frame.str[1]);
	read_line("   ", REQUEST_NOTHING);
}

TEST(client_request, rooms)
{
	struct request r = read_line("/join 相声", REQUEST_ASK);

	EXPECT_EQ(CT_FRAME_JOIN, r.frame.type);
	EXPECT_SLICE("相声", r.frame.str[0]);
	EXPECT_EQ(REQUEST_REPLAY, r.frame.num[0]);
	r = read_line("/part", REQUEST_ASK);
	EXPECT_EQ(CT_FRAME_PART, r.frame.type);
	EXPECT_SLICE("厅", r.frame.str[0]);
	r = read_line("/离开 相声", REQUEST_ASK);
	EXPECT_SLICE("相声", r.frame.str[0]);
	r = read_line("/who", REQUEST_ASK);
	EXPECT_EQ(CT_FRAME_WHO, r.frame.type);
	EXPECT_SLICE("厅", r.frame.str[0]);
	r = read_line("/rooms", REQUEST_ASK);
	EXPECT_EQ(CT_FRAME_ROOMS, r.frame.type);
}

TEST(client_request, topics)
{
	struct request r = read_line("/topic", REQUEST_ASK);

	EXPECT_EQ(CT_FRAME_TOPIC, r.frame.type);
	EXPECT_EQ(0, r.frame.num[0]);
	r = read_line("/topic 今天 晚上", REQUEST_ASK);
	EXPECT_EQ(1, r.frame.num[0]);
	EXPECT_SLICE("厅", r.frame.str[0]);
	EXPECT_SLICE("今天 晚上", r.frame.str[1]);
}

TEST(client_request, history_and_why)
{
	struct request r = read_line("/history", REQUEST_ASK);

	EXPECT_EQ(CT_FRAME_HISTORY, r.frame.type);
	EXPECT_EQ(CT_HISTORY_LATEST, r.frame.num[0]);
	EXPECT_EQ(REQUEST_REPLAY, r.frame.num[2]);
	r = read_line("/history before 40 7", REQUEST_ASK);
	EXPECT_EQ(CT_HISTORY_BEFORE, r.frame.num[0]);
	EXPECT_EQ(40, r.frame.num[1]);
	EXPECT_EQ(7, r.frame.num[2]);
	r = read_line("/why 12", REQUEST_ASK);
	EXPECT_EQ(CT_FRAME_WHY, r.frame.type);
	EXPECT_SLICE("厅", r.frame.str[0]);
	EXPECT_EQ(12, r.frame.num[0]);
}

TEST(client_request, searches)
{
	struct request r = read_line("/search 相 声", REQUEST_ASK);

	EXPECT_EQ(CT_FRAME_SEARCH, r.frame.type);
	EXPECT_EQ(0, r.frame.num[0]);
	EXPECT_EQ(REQUEST_FOUND, r.frame.num[1]);
	EXPECT_SLICE("相 声", r.frame.str[0]);
	r = read_line("/搜索", REQUEST_ASK);
	EXPECT_SLICE("", r.frame.str[0]);
}

/* A command that the help names is never passed over. */
TEST(client_request, every_command_does_something)
{
	static const char *const lines[] = {"/nick a", "/join a", "/part",
	    "/msg a b", "/who", "/rooms", "/topic", "/history", "/search a",
	    "/charset", "/lang en", "/fold on", "/names on", "/why", "/help",
	    "/quit"};
	struct ct_buf help;
	size_t commands = 0;

	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		struct request r;
		enum request_result got =
		    request_read(ct_slice_str(lines[i]), ct_slice_str("r"), &r);

		INFO("%s", lines[i]);
		EXPECT_NE(REQUEST_NOTHING, got);
		EXPECT_NE(REQUEST_WRONG, got);
	}
	ct_buf_init(&help, 1 << 16);
	ASSERT_EQ(CT_OK, ct_command_help(CT_LANG_EN, &help));
	for (size_t i = 1; i < help.len; i++)
		commands += help.data[i - 1] == '\n' && help.data[i] == '/' &&
			    help.data[i + 1] != '/';
	EXPECT_EQ(sizeof(lines) / sizeof(lines[0]), commands);
	ct_buf_fini(&help);
}

TEST(client_request, what_we_do_ourselves)
{
	struct request r = read_line("/nick 小明", REQUEST_ASK);

	EXPECT_EQ(CT_FRAME_NICK, r.frame.type);
	EXPECT_SLICE("小明", r.frame.str[0]);
	r = read_line("/lang zh", REQUEST_LANG);
	EXPECT_SLICE("zh", r.event.name);
	read_line("/help", REQUEST_HELP);
	read_line("/quit", REQUEST_QUIT);
	read_line("/退出", REQUEST_QUIT);
	read_line("/charset gbk", REQUEST_NOT_HERE);
	read_line("/fold on", REQUEST_NOT_HERE);
	read_line("/names on", REQUEST_NOT_HERE);
}

TEST(client_request, what_is_wrong)
{
	struct request r = read_line("/dance", REQUEST_WRONG);

	EXPECT_EQ(CT_ECOMMAND, r.event.err);
	EXPECT_SLICE("/dance", r.event.name);
	r = read_line("/msg 小红", REQUEST_WRONG);
	EXPECT_EQ(CT_EARGS, r.event.err);
	EXPECT_SLICE("/msg NAME TEXT", r.event.name);
}

/* All frames that typed lines make can be sent. */
TEST(client_request, all_of_them_are_frames)
{
	static const char *const lines[] = {"你好", "/msg a b", "/join a",
	    "/part", "/who", "/rooms", "/topic", "/topic x", "/history 3",
	    "/search x", "/why", "/nick x"};

	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		struct request r;
		struct ct_buf out;

		INFO("%s", lines[i]);
		request_read(ct_slice_str(lines[i]), ct_slice_str("r"), &r);
		ct_buf_init(&out, 1000);
		EXPECT_EQ(CT_OK, ct_frame_add(&out, &r.frame));
		ct_buf_fini(&out);
	}
}
