/* Frames as a person sees them, in both languages. */
#include "tests/shim/shim.h"

#include <string.h>

#include "apps/client/view.h"
#include "apps/client/words.h"

static void
hhmm(int64_t wall, char *out)
{
	strcpy(out, wall == 1234 ? "08:30" : "??:??");
}

static struct view
view_in(enum ct_lang lang)
{
	return (struct view){.lang = lang,
	    .me = ct_slice_str("我"),
	    .lobby = ct_slice_str("lobby"),
	    .hhmm = hhmm};
}

static void
expect(const struct view *v, const struct ct_frame *f, const char *want)
{
	struct ct_buf out;
	struct ct_slice rest;

	ct_buf_init(&out, 8 * CT_FRAME_MAX);
	EXPECT_EQ(CT_OK, ct_buf_add_str(&out, "<"));
	EXPECT_EQ(CT_OK, view_frame(v, f, &out));
	EXPECT_EQ('<', out.data[0]);
	rest = (struct ct_slice){out.data + 1, out.len - 1};
	EXPECT_SLICE_EQ(ct_slice_str(want), rest);
	ct_buf_fini(&out);
}

static void
expect_both(const struct ct_frame *f, const char *en, const char *zh)
{
	struct view v = view_in(CT_LANG_EN);

	expect(&v, f, en);
	v.lang = CT_LANG_ZH;
	expect(&v, f, zh);
}

static struct ct_frame
message(enum ct_frame_kind kind, const char *room, const char *from,
    const char *text)
{
	struct ct_frame f = {
	    .type = CT_FRAME_MESSAGE, .num = {kind, 0, 7, 6, 1234}};

	f.str[0] = ct_slice_str(room);
	f.str[1] = ct_slice_str(from);
	f.str[2] = ct_slice_str(text);
	return f;
}

static struct ct_frame
frame(uint8_t type, const char *a, const char *b, const char *c)
{
	struct ct_frame f = {.type = type};

	f.str[0] = ct_slice_str(a);
	f.str[1] = ct_slice_str(b);
	f.str[2] = ct_slice_str(c);
	return f;
}

TEST(client_view, what_is_said)
{
	struct ct_frame f = message(CT_KIND_SAY, "lobby", "小明", "你好");

	expect_both(&f, "小明: 你好\n", "小明: 你好\n");
	f.str[0] = ct_slice_str("相声");
	expect_both(&f, "[相声] 小明: 你好\n", "[相声] 小明: 你好\n");
	f.num[1] = 1;
	expect_both(
	    &f, "08:30 [相声] 小明: 你好\n", "08:30 [相声] 小明: 你好\n");
}

/* Who has our name now may have said it before we had it. */
TEST(client_view, words_of_our_name)
{
	struct ct_frame f = message(CT_KIND_SAY, "lobby", "我", "你好");

	expect_both(&f, "我: 你好\n", "我: 你好\n");
	f.num[1] = 1;
	expect_both(&f, "08:30 我: 你好\n", "08:30 我: 你好\n");
}

TEST(client_view, several_lines)
{
	struct ct_frame f = message(CT_KIND_SAY, "r", "a", "一\r\n二\n三\n");

	expect_both(&f, "[r] a: 一\n  二\n  三\n", "[r] a: 一\n  二\n  三\n");
}

TEST(client_view, nothing_acts_on_the_terminal)
{
	struct ct_frame f = message(CT_KIND_SAY, "r\x1b[2J", "a\nb",
	    "\x1b]0;x\x07\xc2\x9b"
	    "1m\xe2\x80\xae\x7f");

	expect_both(&f,
	    "[r␛[2J] a␊b: ␛]0;x␇\xef\xbf\xbd"
	    "1m\xef\xbf\xbd␡\n",
	    "[r␛[2J] a␊b: ␛]0;x␇\xef\xbf\xbd"
	    "1m\xef\xbf\xbd␡\n");
}

TEST(client_view, between_two_people)
{
	struct ct_frame f = message(CT_KIND_DIRECT, "我", "小红", "嘘");
	struct ct_frame own = {.type = CT_FRAME_DIRECT};
	struct view v = view_in(CT_LANG_EN);
	struct ct_buf out;

	expect_both(&f, "小红 (to you): 嘘\n", "小红（对你）：嘘\n");
	own.str[0] = ct_slice_str("小红");
	own.str[1] = ct_slice_str("好");
	ct_buf_init(&out, 1024);
	EXPECT_EQ(CT_OK, view_said(&v, &own, &out));
	v.lang = CT_LANG_ZH;
	EXPECT_EQ(CT_OK, view_said(&v, &own, &out));
	EXPECT_SLICE("you to 小红: 好\n你对 小红：好\n", ct_buf_slice(&out));
	ct_buf_fini(&out);
}

TEST(client_view, what_we_say)
{
	struct ct_frame f = {.type = CT_FRAME_SAY};
	struct view v = view_in(CT_LANG_EN);
	struct ct_buf out;

	ct_buf_init(&out, 1024);
	f.str[0] = ct_slice_str("lobby");
	f.str[1] = ct_slice_str("好");
	EXPECT_EQ(CT_OK, view_said(&v, &f, &out));
	f.str[0] = ct_slice_str("r");
	EXPECT_EQ(CT_OK, view_said(&v, &f, &out));
	EXPECT_SLICE("我: 好\n[r] 我: 好\n", ct_buf_slice(&out));
	ct_buf_fini(&out);
}

TEST(client_view, coming_and_going)
{
	struct ct_frame f = message(CT_KIND_JOIN, "lobby", "小明", "");

	expect_both(&f, "* 小明 joined\n", "* 小明 进来了\n");
	f = message(CT_KIND_PART, "r", "小明", "");
	expect_both(&f, "[r] * 小明 left\n", "[r] * 小明 离开了\n");
	f = message(CT_KIND_QUIT, "", "小明", "");
	expect_both(&f, "* 小明 is gone\n", "* 小明 下线了\n");
	f = message(CT_KIND_NICK, "", "小明", "大明");
	expect_both(&f, "* 小明 is now called 大明\n", "* 小明 改名为 大明\n");
	f = message(CT_KIND_NICK, "", "我", "他");
	expect_both(&f, "* 我 is now called 他\n", "* 我 改名为 他\n");
}

TEST(client_view, topics)
{
	struct ct_frame f = message(CT_KIND_TOPIC, "lobby", "小明", "吃饭");

	expect_both(
	    &f, "* 小明 set the topic: 吃饭\n", "* 小明 把主题改为：吃饭\n");
	f.str[2].len = 0;
	expect_both(&f, "* 小明 took the topic away\n", "* 小明 清除了主题\n");
	f = frame(CT_FRAME_TOPIC_IS, "r", "吃饭", "");
	expect_both(&f, "[r] * topic: 吃饭\n", "[r] * 主题：吃饭\n");
	f.str[1].len = 0;
	expect_both(&f, "[r] * there is no topic\n", "[r] * 没有主题\n");
}

TEST(client_view, what_happens_to_us)
{
	struct ct_frame f = frame(CT_FRAME_JOINED, "相声", "", "");

	f.num[0] = 12;
	expect_both(&f, "* you are in 相声, people: 12\n",
	    "* 你进入了 相声，共 12 人\n");
	f.str[1] = ct_slice_str("说学");
	expect_both(&f, "* you are in 相声, people: 12\n[相声] * topic: 说学\n",
	    "* 你进入了 相声，共 12 人\n[相声] * 主题：说学\n");
	f = frame(CT_FRAME_LEFT, "相声", "", "");
	expect_both(&f, "* you left 相声\n", "* 你离开了 相声\n");
	f = frame(CT_FRAME_RENAMED, "我", "他", "");
	expect_both(&f, "* you are now called 他\n", "* 你现在叫 他\n");
}

TEST(client_view, lists)
{
	struct ct_frame f = frame(CT_FRAME_MEMBERS, "相声", "小明\n小红", "");

	expect_both(&f, "* in 相声: 小明, 小红\n", "* 相声 里有：小明、小红\n");
	f = frame(CT_FRAME_ROOM_LIST, "lobby\t3\t\n相声\t2\t说学 逗唱", "", "");
	expect_both(&f, "* rooms:\n*   lobby (3)\n*   相声 (2) 说学 逗唱\n",
	    "* 房间：\n*   lobby（3 人）\n*   相声（2 人） 说学 逗唱\n");
}

TEST(client_view, errors_have_their_code)
{
	struct ct_frame f = frame(CT_FRAME_ERROR, "nick-taken",
	    "the name a is taken", "名字 a 已有人用");

	f.num[0] = CT_ETAKEN;
	expect_both(&f, "! the name a is taken [nick-taken]\n",
	    "! 名字 a 已有人用 [nick-taken]\n");
	f.type = CT_FRAME_GOODBYE;
	expect_both(&f, "! the name a is taken [nick-taken]\n",
	    "! 名字 a 已有人用 [nick-taken]\n");
}

TEST(client_view, the_past)
{
	struct ct_frame f = frame(CT_FRAME_PAST, "lobby", "", "");
	struct view v = view_in(CT_LANG_EN);

	expect_both(&f, "", "");
	v.asked = true;
	expect(&v, &f, "* there are no old messages\n");
	f.num[0] = 3;
	expect_both(&f, "* end of 3 old messages\n", "* 以上是 3 条旧消息\n");
}

TEST(client_view, numbers_of_the_past_that_was_asked_for)
{
	struct ct_frame f = message(CT_KIND_SAY, "相声", "我", "你好");
	struct view v = view_in(CT_LANG_EN);

	v.asked = true;
	f.num[1] = 1;
	expect(&v, &f, "08:30 #7 [相声] 我: 你好\n");
	f.num[1] = 0;
	f.str[1] = ct_slice_str("小明");
	expect(&v, &f, "[相声] 小明: 你好\n");
}

TEST(client_view, what_was_found)
{
	struct ct_frame f = frame(CT_FRAME_FOUND, "相声", "我", "你好");

	f.num[0] = 99;
	f.num[1] = 7;
	f.num[2] = 1234;
	expect_both(
	    &f, "08:30 #7 [相声] 我: 你好\n", "08:30 #7 [相声] 我: 你好\n");
	f = frame(CT_FRAME_FOUND_END, "", "", "");
	expect_both(&f, "* nothing found\n", "* 没有找到\n");
	f.num[0] = 3;
	expect_both(&f, "* 3 found; /search shows older ones\n",
	    "* 找到 3 条；/搜索 看更早的\n");
}

TEST(client_view, notices_and_text)
{
	struct ct_frame f = frame(CT_FRAME_NOTICE, "hello", "你好", "");

	expect_both(&f, "* hello\n", "* 你好\n");
	f = frame(CT_FRAME_TEXT, "a\nb\x1b", "", "");
	expect_both(&f, "a\nb␛\n", "a\nb␛\n");
}

TEST(client_view, frames_that_nobody_need_see)
{
	static const uint8_t types[] = {CT_FRAME_ACK, CT_FRAME_PONG,
	    CT_FRAME_WELCOME, CT_FRAME_SAY, 0x7f, 0xff};

	for (size_t i = 0; i < sizeof(types); i++) {
		struct ct_frame f = frame(types[i], "a", "b", "c");

		expect_both(&f, "", "");
	}
	for (unsigned kind = 8; kind < 256; kind++) {
		struct ct_frame f = message(CT_KIND_SAY, "a", "b", "c");

		f.num[0] = kind;
		expect_both(&f, "", "");
	}
}

TEST(client_view, without_room_nothing_is_written)
{
	struct ct_frame f = message(CT_KIND_SAY, "相声", "小明", "你好");
	struct view v = view_in(CT_LANG_EN);

	for (size_t max = 1; max < 23; max++) {
		struct ct_buf out;

		INFO("%zu bytes", max);
		ct_buf_init(&out, max);
		ct_buf_add_u8(&out, '<');
		EXPECT_EQ(CT_EFULL, view_frame(&v, &f, &out));
		EXPECT_SLICE("<", ct_buf_slice(&out));
		ct_buf_fini(&out);
	}
}

TEST(client_view, every_sentence_exists_in_both_languages)
{
	for (int w = 0; w < WORD_COUNT; w++) {
		const char *en = words_text(CT_LANG_EN, (enum word)w);
		const char *zh = words_text(CT_LANG_ZH, (enum word)w);

		INFO("%s", en);
		EXPECT_NE('\0', en[0]);
		EXPECT_NE('\0', zh[0]);
		EXPECT_EQ(strstr(en, "{0}") != NULL, strstr(zh, "{0}") != NULL);
		EXPECT_EQ(strstr(en, "{1}") != NULL, strstr(zh, "{1}") != NULL);
	}
}
