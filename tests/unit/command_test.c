/* Commands: each in both languages, with good, missing and odd arguments. */
#include "tests/alloc.h"
#include "tests/feed.h"
#include "tests/shim/shim.h"

#include "core/command.h"
#include "core/text.h"

#include <string.h>

static bool
inside(struct ct_slice part, struct ct_slice whole)
{
	return part.data >= whole.data &&
	       part.data + part.len <= whole.data + whole.len;
}

/* Parses an exact-size copy of `line`. What points into it is moved to point
 * into `line`, for the checks after it is gone. */
static struct ct_event
parse(struct ct_slice line)
{
	struct ct_slice copy = feed_copy(line);
	struct ct_event ev;

	memset(&ev, 0xaa, sizeof(ev));
	EXPECT_EQ(CT_OK, ct_command_parse(copy, &ev));
	EXPECT_LT(ev.kind, CT_EV_COUNT);
	if (inside(ev.name, copy))
		ev.name.data = line.data + (ev.name.data - copy.data);
	if (inside(ev.text, copy))
		ev.text.data = line.data + (ev.text.data - copy.data);
	feed_free(copy);
	return ev;
}

struct row {
	const char *line;
	enum ct_event_kind kind;
	const char *name, *text;
	int32_t count;
	uint64_t seq;
	int mode;
	bool flag, has_text;
};

static void
expect_row(const struct row *r)
{
	struct ct_event ev = parse(ct_slice_str(r->line));

	INFO("%s", r->line);
	EXPECT_EQ(r->kind, ev.kind);
	EXPECT_SLICE_EQ(ct_slice_str(r->name != NULL ? r->name : ""), ev.name);
	EXPECT_SLICE_EQ(ct_slice_str(r->text != NULL ? r->text : ""), ev.text);
	EXPECT_EQ(r->count, ev.count);
	EXPECT_EQ(r->seq, ev.seq);
	EXPECT_EQ(r->mode, ev.mode);
	EXPECT_EQ(r->flag, ev.flag);
	EXPECT_EQ(r->has_text, ev.has_text);
	EXPECT_EQ(CT_OK, ev.err);
	EXPECT_EQ(0, ev.number);
	INFO("%s", "");
}

#define EXPECT_ROWS(rows)                                           \
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) \
	expect_row(&rows[i])

TEST(command, plain_text_is_said_as_it_is)
{
	static const struct row rows[] = {
	    {"hello", CT_EV_SAY, .text = "hello"},
	    {"  two  spaces ", CT_EV_SAY, .text = "  two  spaces "},
	    {"你好", CT_EV_SAY, .text = "你好"},
	    {" /nick a", CT_EV_SAY, .text = " /nick a"},
	    {"//etc/passwd", CT_EV_SAY, .text = "/etc/passwd"},
	    {"//", CT_EV_SAY, .text = "/"},
	    {"／斜线", CT_EV_SAY, .text = "／斜线"},
	    {"／", CT_EV_SAY, .text = "／"},
	};

	EXPECT_ROWS(rows);
}

TEST(command, a_blank_line_is_nothing)
{
	static const struct row rows[] = {
	    {"", CT_EV_NONE, .name = NULL},
	    {"   \t ", CT_EV_NONE, .name = NULL},
	    {"　　", CT_EV_NONE, .name = NULL},
	};

	EXPECT_ROWS(rows);
	EXPECT_EQ(CT_EV_NONE, parse((struct ct_slice){NULL, 0}).kind);
}

TEST(command, each_in_english)
{
	static const struct row rows[] = {
	    {"/nick Li", CT_EV_NICK, .name = "Li"},
	    {"/nick Li Lei", CT_EV_NICK, .name = "Li Lei"},
	    {"/join lobby", CT_EV_JOIN, .name = "lobby", .count = -1},
	    {"/join #lobby", CT_EV_JOIN, .name = "lobby", .count = -1},
	    {"/part", CT_EV_PART, .name = NULL},
	    {"/part #lobby", CT_EV_PART, .name = "lobby"},
	    {"/msg Li hi  there ", CT_EV_DIRECT, .name = "Li",
		.text = "hi  there"},
	    {"/who", CT_EV_WHO, .name = NULL},
	    {"/who lobby", CT_EV_WHO, .name = "lobby"},
	    {"/rooms", CT_EV_ROOMS, .name = NULL},
	    {"/topic", CT_EV_TOPIC, .name = NULL},
	    {"/topic #tea", CT_EV_TOPIC, .name = "tea"},
	    {"/topic green tea", CT_EV_TOPIC, .text = "green tea",
		.has_text = true},
	    {"/topic #tea green", CT_EV_TOPIC, .name = "tea", .text = "green",
		.has_text = true},
	    {"/history", CT_EV_HISTORY, .count = -1},
	    {"/history 20", CT_EV_HISTORY, .count = 20},
	    {"/history before 12", CT_EV_HISTORY, .count = -1, .seq = 12,
		.mode = CT_HISTORY_BEFORE},
	    {"/history before 12 5", CT_EV_HISTORY, .count = 5, .seq = 12,
		.mode = CT_HISTORY_BEFORE},
	    {"/history after 9007199254740992 5", CT_EV_HISTORY, .count = 5,
		.seq = UINT64_C(9007199254740992), .mode = CT_HISTORY_AFTER},
	    {"/charset", CT_EV_CHARSET, .name = NULL},
	    {"/charset GBK", CT_EV_CHARSET, .name = "GBK"},
	    {"/lang zh", CT_EV_LANG, .name = "zh"},
	    {"/lang EN", CT_EV_LANG, .name = "en"},
	    {"/fold on", CT_EV_FOLD, .flag = true},
	    {"/fold off", CT_EV_FOLD, .name = NULL},
	    {"/names on", CT_EV_NAMES, .flag = true},
	    {"/names off", CT_EV_NAMES, .name = NULL},
	    {"/why", CT_EV_WHY, .name = NULL},
	    {"/why 7", CT_EV_WHY, .seq = 7},
	    {"/help", CT_EV_HELP, .name = NULL},
	    {"/help nick", CT_EV_HELP, .name = NULL},
	    {"/quit", CT_EV_BYE, .name = NULL},
	    {"/quit good night", CT_EV_BYE, .name = NULL},
	};

	EXPECT_ROWS(rows);
}

TEST(command, each_in_chinese)
{
	static const struct row rows[] = {
	    {"/名字 李雷", CT_EV_NICK, .name = "李雷"},
	    {"/进入 #技术讨论", CT_EV_JOIN, .name = "技术讨论", .count = -1},
	    {"/进入 ＃技术讨论", CT_EV_JOIN, .name = "技术讨论", .count = -1},
	    {"/离开", CT_EV_PART, .name = NULL},
	    {"/私聊　李雷　你好", CT_EV_DIRECT, .name = "李雷", .text = "你好"},
	    {"/谁", CT_EV_WHO, .name = NULL},
	    {"/房间", CT_EV_ROOMS, .name = NULL},
	    {"/主题 #茶 绿茶", CT_EV_TOPIC, .name = "茶", .text = "绿茶",
		.has_text = true},
	    {"/历史 20", CT_EV_HISTORY, .count = 20},
	    {"/历史 之前 12", CT_EV_HISTORY, .count = -1, .seq = 12,
		.mode = CT_HISTORY_BEFORE},
	    {"/历史 之后 12 3", CT_EV_HISTORY, .count = 3, .seq = 12,
		.mode = CT_HISTORY_AFTER},
	    {"/字符集 gbk", CT_EV_CHARSET, .name = "gbk"},
	    {"/语言 中文", CT_EV_LANG, .name = "zh"},
	    {"/语言 英文", CT_EV_LANG, .name = "en"},
	    {"/归并 开", CT_EV_FOLD, .flag = true},
	    {"/表情名 关", CT_EV_NAMES, .name = NULL},
	    {"/为什么 7", CT_EV_WHY, .seq = 7},
	    {"/帮助", CT_EV_HELP, .name = NULL},
	    {"/退出", CT_EV_BYE, .name = NULL},
	};

	EXPECT_ROWS(rows);
}

TEST(command, any_case_either_slash_and_wide_spaces)
{
	static const struct row rows[] = {
	    {"/JOIN a", CT_EV_JOIN, .name = "a", .count = -1},
	    {"/Join\ta", CT_EV_JOIN, .name = "a", .count = -1},
	    {"／join　a　", CT_EV_JOIN, .name = "a", .count = -1},
	    {"／进入　茶馆", CT_EV_JOIN, .name = "茶馆", .count = -1},
	    {"/history BEFORE 1", CT_EV_HISTORY, .count = -1, .seq = 1,
		.mode = CT_HISTORY_BEFORE},
	};

	EXPECT_ROWS(rows);
}

static void
expect_wrong(
    const char *line, enum ct_err err, const char *name, const char *text)
{
	struct ct_event ev = parse(ct_slice_str(line));

	INFO("%s", line);
	EXPECT_EQ(CT_EV_WRONG, ev.kind);
	EXPECT_EQ(err, ev.err);
	EXPECT_SLICE_EQ(ct_slice_str(name), ev.name);
	EXPECT_SLICE_EQ(ct_slice_str(text), ev.text);
	EXPECT_EQ(0, ev.seq);
	EXPECT_EQ(0, ev.count);
	INFO("%s", "");
}

TEST(command, an_unknown_one_is_named)
{
	expect_wrong("/dance", CT_ECOMMAND, "/dance", "");
	expect_wrong("/dance with me", CT_ECOMMAND, "/dance", "");
	expect_wrong("/", CT_ECOMMAND, "/", "");
	expect_wrong("/ nick a", CT_ECOMMAND, "/", "");
	expect_wrong("/跳舞", CT_ECOMMAND, "/跳舞", "");
	expect_wrong("/nickname a", CT_ECOMMAND, "/nickname", "");
	expect_wrong("/nic", CT_ECOMMAND, "/nic", "");
}

TEST(command, wrong_arguments_show_the_usage_in_both_languages)
{
	static const char *const msg[] = {
	    "/msg", "/msg Li", "/msg Li  ", "/私聊", "/私聊 李雷　"};
	static const char *const others[] = {"/nick", "/nick  ", "/join",
	    "/join #", "/part #", "/who #", "/topic # x", "/rooms all",
	    "/history x", "/history before", "/history before x",
	    "/history before 1 2 3", "/history 1 2", "/history -1",
	    "/history 2147483648", "/history after 9007199254740993",
	    "/history before 99999999999999999999999", "/lang", "/lang de",
	    "/fold", "/fold maybe", "/names", "/why x", "/why 12 34",
	    "/why -1"};

	for (size_t i = 0; i < sizeof(msg) / sizeof(msg[0]); i++)
		expect_wrong(msg[i], CT_EARGS, "/msg NAME TEXT",
		    "/私聊 名字 内容（/msg）");
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		struct ct_event ev = parse(ct_slice_str(others[i]));

		INFO("%s", others[i]);
		EXPECT_EQ(CT_EV_WRONG, ev.kind);
		EXPECT_EQ(CT_EARGS, ev.err);
		EXPECT_GT(ev.name.len, 0);
		EXPECT_GT(ev.text.len, ev.name.len / 2);
	}
}

/* Every front of a line is some request, and points where it should. */
static void
check_front(void *ctx, struct ct_slice front)
{
	struct ct_event ev;

	(void)ctx;
	EXPECT_EQ(CT_OK, ct_command_parse(front, &ev));
	if (ev.kind == CT_EV_SAY || ev.kind == CT_EV_DIRECT)
		EXPECT_TRUE(inside(ev.text, front));
	if (ev.kind == CT_EV_NICK || ev.kind == CT_EV_JOIN)
		EXPECT_TRUE(inside(ev.name, front));
}

TEST(command, no_front_of_a_line_is_read_beyond)
{
	feed_fronts(SHIM_LITERAL("/私聊　李雷　你好 there"), check_front, NULL);
	feed_fronts(SHIM_LITERAL("／history before 12 5"), check_front, NULL);
	feed_fronts(SHIM_LITERAL("/topic ＃茶 绿茶"), check_front, NULL);
}

static size_t
count_lines(struct ct_slice s)
{
	size_t n = 1;

	for (size_t i = 0; i < s.len; i++)
		n += s.data[i] == '\n';
	return n;
}

/* Every usage in the help names a command that there is. */
static void
check_help_line(struct ct_slice line)
{
	struct ct_event ev;
	size_t n = 0;

	while (n < line.len && line.data[n] != ' ' && line.data[n] != ':' &&
	       (unsigned char)line.data[n] != 0xef)
		n++;
	INFO("%.*s", (int)line.len, line.data);
	EXPECT_EQ('/', line.data[0]);
	ct_command_parse((struct ct_slice){line.data, n}, &ev);
	EXPECT_TRUE(ev.kind != CT_EV_WRONG || ev.err == CT_EARGS);
	EXPECT_NE(CT_EV_SAY, ev.kind);
	EXPECT_LE(line.len, 200);
}

static void
check_help(enum ct_lang lang)
{
	struct ct_buf out;
	struct ct_slice rest;

	ct_buf_init(&out, 4096);
	ASSERT_EQ(CT_OK, ct_command_help(lang, &out));
	rest = ct_buf_slice(&out);
	EXPECT_TRUE(ct_utf8_valid(rest));
	EXPECT_EQ(2 + 16, count_lines(rest));
	for (int i = 0; rest.len > 0; i++) {
		const char *lf = memchr(rest.data, '\n', rest.len);
		size_t n = lf != NULL ? (size_t)(lf - rest.data) : rest.len;

		if (i >= 2)
			check_help_line((struct ct_slice){rest.data, n});
		n += lf != NULL;
		rest = (struct ct_slice){rest.data + n, rest.len - n};
	}
	ct_buf_fini(&out);
}

TEST(command, help_lists_commands_that_there_are)
{
	check_help(CT_LANG_EN);
	check_help(CT_LANG_ZH);
}

TEST(command, help_is_all_or_nothing)
{
	struct ct_buf out;

	for (size_t max = 4; max < 300; max++) {
		ct_buf_init(&out, max);
		ct_buf_add_str(&out, "kept");
		EXPECT_EQ(CT_EFULL, ct_command_help(CT_LANG_ZH, &out));
		EXPECT_SLICE("kept", ct_buf_slice(&out));
		ct_buf_fini(&out);
	}
	if (!alloc_can_fail())
		return;
	ct_buf_init(&out, 4096);
	alloc_fail_after(1);
	EXPECT_EQ(CT_ENOMEM, ct_command_help(CT_LANG_EN, &out));
	EXPECT_TRUE(alloc_failed());
	EXPECT_EQ(0, out.len);
	ct_buf_fini(&out);
}
