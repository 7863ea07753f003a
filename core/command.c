/* Commands that people type: one table, for the parser and for the help. */
#include "command.h"

#include <string.h>

struct command;

/* Reads the arguments `args`, without space at either end; false: they are not
 * what the usage says. */
typedef bool args_fn(
    const struct command *c, struct ct_slice args, struct ct_event *ev);

struct command {
	const char *words; /* all its names, separated by spaces */
	enum ct_event_kind kind;
	args_fn *args;
	const char *usage[CT_LANG_COUNT];
	const char *what[CT_LANG_COUNT];
};

/* Sequence numbers are at most 2^53. */
static const uint64_t number_max = UINT64_C(1) << 53;

/* The bytes of the space that `s` begins with: 0, 1, or 3 for U+3000. */
static size_t
space_at(struct ct_slice s)
{
	if (s.len > 0 && (s.data[0] == ' ' || s.data[0] == '\t'))
		return 1;
	return s.len >= 3 && memcmp(s.data, "\xe3\x80\x80", 3) == 0 ? 3 : 0;
}

static struct ct_slice
after(struct ct_slice s, size_t n)
{
	return n == 0 ? s : (struct ct_slice){s.data + n, s.len - n};
}

static struct ct_slice
trim_front(struct ct_slice s)
{
	size_t n;

	while ((n = space_at(s)) > 0)
		s = after(s, n);
	return s;
}

static struct ct_slice
trim(struct ct_slice s)
{
	struct ct_slice kept;

	s = trim_front(s);
	kept = (struct ct_slice){s.data, 0};
	while (s.len > 0) {
		size_t n = space_at(s);

		s = after(s, n > 0 ? n : 1);
		if (n == 0)
			kept.len = (size_t)(s.data - kept.data);
	}
	return kept;
}

/* Takes the first word of `s`, which then begins with the next one. */
static struct ct_slice
take_word(struct ct_slice *s)
{
	struct ct_slice word = {s->data, 0};

	while (s->len > 0 && space_at(*s) == 0) {
		*s = after(*s, 1);
		word.len++;
	}
	*s = trim_front(*s);
	return word;
}

static char
lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + 0x20) : c;
}

static bool
same_word(struct ct_slice a, struct ct_slice b)
{
	if (a.len != b.len)
		return false;
	for (size_t i = 0; i < a.len; i++)
		if (lower(a.data[i]) != lower(b.data[i]))
			return false;
	return true;
}

/* True when `word` is one of `words`, which are separated by spaces. */
static bool
is_one_of(struct ct_slice word, const char *words)
{
	struct ct_slice all = ct_slice_str(words);

	while (all.len > 0)
		if (same_word(word, take_word(&all)))
			return true;
	return false;
}

static bool
take_number(struct ct_slice word, uint64_t most, uint64_t *out)
{
	uint64_t v = 0;

	if (word.len == 0)
		return false;
	for (size_t i = 0; i < word.len; i++) {
		unsigned digit = (unsigned char)word.data[i] - '0';

		if (digit > 9 || v > (most - digit) / 10)
			return false;
		v = v * 10 + digit;
	}
	*out = v;
	return true;
}

/* Bytes of a # or ＃ in front. */
static size_t
hash_at(struct ct_slice s)
{
	if (s.len > 0 && s.data[0] == '#')
		return 1;
	return s.len >= 3 && memcmp(s.data, "\xef\xbc\x83", 3) == 0 ? 3 : 0;
}

static bool
nothing(const struct command *c, struct ct_slice args, struct ct_event *ev)
{
	(void)c, (void)ev;
	return args.len == 0;
}

/* For /quit and /help: what else is said does not matter. */
static bool
anything(const struct command *c, struct ct_slice args, struct ct_event *ev)
{
	(void)c, (void)args, (void)ev;
	return true;
}

static bool
text(const struct command *c, struct ct_slice args, struct ct_event *ev)
{
	(void)c;
	ev->name = args;
	return args.len > 0;
}

static bool
maybe_text(const struct command *c, struct ct_slice args, struct ct_event *ev)
{
	return args.len == 0 || text(c, args, ev);
}

/* A room, or nothing; but a # alone is neither. */
static bool
maybe_room(const struct command *c, struct ct_slice args, struct ct_event *ev)
{
	return args.len == 0 || text(c, after(args, hash_at(args)), ev);
}

static bool
room(const struct command *c, struct ct_slice args, struct ct_event *ev)
{
	ev->count = -1;
	return text(c, after(args, hash_at(args)), ev);
}

static bool
name_and_text(
    const struct command *c, struct ct_slice args, struct ct_event *ev)
{
	(void)c;
	ev->name = take_word(&args);
	ev->text = args;
	return args.len > 0;
}

static bool
topic(const struct command *c, struct ct_slice args, struct ct_event *ev)
{
	bool ok = true;

	if (hash_at(args) > 0)
		ok = maybe_room(c, take_word(&args), ev);
	ev->text = args;
	ev->has_text = args.len > 0;
	return ok;
}

static bool
history(const struct command *c, struct ct_slice args, struct ct_event *ev)
{
	struct ct_slice word = take_word(&args);
	uint64_t count = 0;

	(void)c;
	ev->count = -1;
	if (is_one_of(word, "before 之前"))
		ev->mode = CT_HISTORY_BEFORE;
	else if (is_one_of(word, "after 之后"))
		ev->mode = CT_HISTORY_AFTER;
	if (ev->mode != CT_HISTORY_LATEST) {
		if (!take_number(take_word(&args), number_max, &ev->seq))
			return false;
		word = take_word(&args);
	}
	if (word.len == 0)
		return true;
	if (args.len > 0 || !take_number(word, INT32_MAX, &count))
		return false;
	ev->count = (int32_t)count;
	return true;
}

static bool
search(const struct command *c, struct ct_slice args, struct ct_event *ev)
{
	(void)c;
	ev->text = args;
	ev->count = -1;
	return true;
}

static bool
lang(const struct command *c, struct ct_slice args, struct ct_event *ev)
{
	(void)c;
	if (is_one_of(args, "zh 中文 汉语 chinese zh-cn"))
		ev->name = ct_slice_str("zh");
	else if (is_one_of(args, "en 英文 英语 english"))
		ev->name = ct_slice_str("en");
	return ev->name.len > 0;
}

static bool
on_or_off(const struct command *c, struct ct_slice args, struct ct_event *ev)
{
	(void)c;
	ev->flag = is_one_of(args, "on 开");
	return ev->flag || is_one_of(args, "off 关");
}

static bool
maybe_number(const struct command *c, struct ct_slice args, struct ct_event *ev)
{
	(void)c;
	return args.len == 0 || take_number(args, number_max, &ev->seq);
}

static const struct command commands[] = {
    {"nick n name 名字 改名", CT_EV_NICK, text,
	{"/nick NAME", "/名字 新名字（/nick）"}, {"change your name", "改名"}},
    {"join j 进入 加入", CT_EV_JOIN, room,
	{"/join ROOM", "/进入 房间（/join）"},
	{"go into a room; it becomes the one you speak to",
	    "进入房间，此后的话说给它听"}},
    {"part leave 离开", CT_EV_PART, maybe_room,
	{"/part [ROOM]", "/离开 [房间]（/part）"},
	{"leave a room, this one if none is named",
	    "离开房间，不写就是当前房间"}},
    {"msg m tell privmsg 私聊 密语", CT_EV_DIRECT, name_and_text,
	{"/msg NAME TEXT", "/私聊 名字 内容（/msg）"},
	{"say something to one person only", "只说给一个人听"}},
    {"who w 谁 成员", CT_EV_WHO, maybe_room,
	{"/who [ROOM]", "/谁 [房间]（/who）"},
	{"who is in the room", "房间里有谁"}},
    {"rooms list 房间", CT_EV_ROOMS, nothing, {"/rooms", "/房间（/rooms）"},
	{"all rooms, their people and topics", "全部房间、人数和主题"}},
    {"topic t 主题", CT_EV_TOPIC, topic,
	{"/topic [[#ROOM] TEXT]", "/主题 [[#房间] 内容]（/topic）"},
	{"what the room is about; with TEXT, set it",
	    "查看主题；写上内容就是设置"}},
    {"history h 历史 记录", CT_EV_HISTORY, history,
	{"/history [N] or /history before ID [N] or /history after ID [N]",
	    "/历史 [条数] 或 /历史 之前 编号 [条数] 或 /历史 之后 编号 [条数]"
	    "（/history）"},
	{"the last messages, or those before or after one",
	    "最近的消息，或某条之前、之后的消息"}},
    {"search s find 搜索 查找", CT_EV_SEARCH, search,
	{"/search [TEXT]", "/搜索 [文字]（/search）"},
	{"find what was said in your rooms, newest first; more without TEXT",
	    "在你的房间里找说过的话，新的在前；不写文字就看更多"}},
    {"charset 字符集 编码", CT_EV_CHARSET, maybe_text,
	{"/charset [NAME]", "/字符集 [名称]（/charset）"},
	{"the charset of this connection: utf-8, gbk, auto …",
	    "查看或更换本连接的字符集：utf-8、gbk、auto 等"}},
    {"lang language 语言", CT_EV_LANG, lang,
	{"/lang zh or /lang en", "/语言 中文 或 /语言 英文（/lang）"},
	{"the language of notices", "提示用哪种语言"}},
    {"fold 归并", CT_EV_FOLD, on_or_off,
	{"/fold on or /fold off", "/归并 开 或 /归并 关（/fold）"},
	{"write what GBK lacks as its nearest kin, such as a plain space",
	    "GBK 没有的空格、间隔号等写成最接近的字符"}},
    {"names 表情名", CT_EV_NAMES, on_or_off,
	{"/names on or /names off", "/表情名 开 或 /表情名 关（/names）"},
	{"write emoji that GBK lacks as their Chinese names in brackets",
	    "GBK 没有的表情写成方括号里的中文名"}},
    {"why 为什么 来历", CT_EV_WHY, maybe_number,
	{"/why [ID]", "/为什么 [编号]（/why）"},
	{"the bytes of a message: how it came, how it went to you",
	    "一条消息的字节：怎样来的，怎样发给你的"}},
    {"help ? 帮助", CT_EV_HELP, anything, {"/help", "/帮助（/help）"},
	{"this list", "显示本列表"}},
    {"quit q exit bye 退出 再见", CT_EV_BYE, anything,
	{"/quit", "/退出（/quit）"}, {"leave", "离开聊天"}},
};

enum { command_count = sizeof(commands) / sizeof(commands[0]) };

static const struct command *
find(struct ct_slice word)
{
	for (size_t i = 0; i < command_count; i++)
		if (is_one_of(word, commands[i].words))
			return &commands[i];
	return NULL;
}

static enum ct_err
say(struct ct_slice text, struct ct_event *ev)
{
	ev->kind = CT_EV_SAY;
	ev->text = text;
	return CT_OK;
}

static enum ct_err
wrong(enum ct_err err, struct ct_slice about, struct ct_event *ev)
{
	*ev = (struct ct_event){.kind = CT_EV_WRONG, .err = err, .name = about};
	return CT_OK;
}

static enum ct_err
run(const struct command *c, struct ct_slice args, struct ct_event *ev)
{
	ev->kind = c->kind;
	if (c->args(c, trim(args), ev))
		return CT_OK;
	wrong(CT_EARGS, ct_slice_str(c->usage[CT_LANG_EN]), ev);
	ev->text = ct_slice_str(c->usage[CT_LANG_ZH]);
	return CT_OK;
}

/* Bytes of a slash in front: 1, 3 for the full-width one, or 0. */
static size_t
slash_at(struct ct_slice s)
{
	if (s.len > 0 && s.data[0] == '/')
		return 1;
	return s.len >= 3 && memcmp(s.data, "\xef\xbc\x8f", 3) == 0 ? 3 : 0;
}

enum ct_err
ct_command_parse(struct ct_slice line, struct ct_event *ev)
{
	size_t slash = slash_at(line);
	struct ct_slice args = after(line, slash), word;
	const struct command *c;

	*ev = (struct ct_event){.kind = CT_EV_NONE};
	if (trim_front(line).len == 0)
		return CT_OK;
	if (slash == 1 && args.len > 0 && args.data[0] == '/')
		return say(args, ev);
	if (slash == 0)
		return say(line, ev);
	word = take_word(&args);
	c = find(word);
	if (c != NULL)
		return run(c, args, ev);
	if (slash > 1)
		return say(line, ev);
	word = (struct ct_slice){line.data, slash + word.len};
	return wrong(CT_ECOMMAND, word, ev);
}

static const char *const help_head[CT_LANG_COUNT] = {
    "Plain text speaks to the current room. Commands begin with a slash;\n"
    "// says a slash: //etc is heard as /etc.",
    "直接输入文字就是对当前房间说话。命令以 / 开头；\n"
    "想说以 / 开头的话，写两个：//etc 说出来是 /etc。",
};

static enum ct_err
add_help_line(const struct command *c, enum ct_lang lang, struct ct_buf *out)
{
	const char *parts[] = {"\n", c->usage[lang],
	    lang == CT_LANG_ZH ? "：" : ": ", c->what[lang]};
	enum ct_err err = CT_OK;

	for (size_t i = 0; i < 4 && err == CT_OK; i++)
		err = ct_buf_add_str(out, parts[i]);
	return err;
}

enum ct_err
ct_command_help(enum ct_lang lang, struct ct_buf *out)
{
	size_t before = out->len;
	enum ct_err err = ct_buf_add_str(out, help_head[lang]);

	for (size_t i = 0; i < command_count && err == CT_OK; i++)
		err = add_help_line(&commands[i], lang, out);
	if (err != CT_OK)
		out->len = before;
	return err;
}
