/* The table of a server's options, and where their values come from. */
#include "config.h"
#include "options_rows.h"

#include "platform/process.h"

#include <stdlib.h>

#define DOOR_DEFAULT(n, p, c, l, r) \
	{.name = #n,                \
	    .on = true,             \
	    .port = (p),            \
	    .bind = "",             \
	    .charset = (c),         \
	    .lang = (l),            \
	    .replay = (r)},

const struct config config_default = {
    .doors = {DOOR_LIST(DOOR_DEFAULT)},
    .caps = CT_CAPS_DEFAULT,
    .bind = "",
    .lobby = "lobby",
    .name = "",
    .log = "-",
    .config = "",
    .lang = "",
    .history = true,
    .db = "",
    .sync = "full",
    .keep = "",
};

#define AT(field)         offsetof(struct config, field)
#define AT_DOOR(n, field) offsetof(struct config, doors[DOOR_##n].field)

/* The options of one door. */
#define DOOR_OPTIONS(n, p, c, l, r)                                      \
	{.kind = OPT_HEAD, .en = "The " #n " door", .zh = #n " 门"},     \
	    {.name = #n,                                                 \
		.kind = OPT_ONOFF,                                       \
		.at = AT_DOOR(n, on),                                    \
		.en = "open this door",                                  \
		.zh = "是否开这个门"},                                   \
	    {.name = #n "_port",                                         \
		.kind = OPT_INT,                                         \
		.at = AT_DOOR(n, port),                                  \
		.most = 65535,                                           \
		.en = "its port; 0: the system chooses one",             \
		.zh = "端口；0 表示由系统选择"},                         \
	    {.name = #n "_bind",                                         \
		.kind = OPT_TEXT,                                        \
		.at = AT_DOOR(n, bind),                                  \
		.arg = "ADDR,...",                                       \
		.en = "addresses to listen on, instead of --bind",       \
		.zh = "监听的地址，代替 --bind"},                        \
	    {.name = #n "_charset",                                      \
		.kind = OPT_TEXT,                                        \
		.at = AT_DOOR(n, charset),                               \
		.most = 64,                                              \
		.arg = "NAME",                                           \
		.en = "charset of who says nothing else; auto: learned", \
		.zh = "未声明者的字符集；auto 表示自动识别"},            \
	    {.name = #n "_lang",                                         \
		.kind = OPT_CHOICE,                                      \
		.at = AT_DOOR(n, lang),                                  \
		.choices = "en|zh",                                      \
		.en = "language in which people are spoken to",          \
		.zh = "对人说话用的语言"},                               \
	    {.name = #n "_replay",                                       \
		.kind = OPT_INT,                                         \
		.at = AT_DOOR(n, replay),                                \
		.most = 100000,                                          \
		.en = "old messages shown to who joins a room",          \
		.zh = "进房间时重放的旧消息条数"},

#define CAP_OPTION(field, def, low, high, unit, e, z) \
	{.name = #field,                              \
	    .kind = OPT_INT,                          \
	    .at = AT(caps.field),                     \
	    .least = (low),                           \
	    .most = (high),                           \
	    .en = unit " " e,                         \
	    .zh = z},

static const struct opt options[] = {
    {.kind = OPT_HEAD, .en = "Options", .zh = "选项"},
    OPT_ROW_ONCE(
	struct config, help, "show this text and exit", "显示本说明后退出"),
    OPT_ROW_ONCE(
	struct config, version, "show the version and exit", "显示版本后退出"),
    {.name = "config",
	.kind = OPT_TEXT,
	.at = AT(config),
	.most = 4096,
	.arg = "FILE",
	.flag_only = true,
	.en = "read this first: port = 23 under [line] is line-port",
	.zh = "先读此文件；[line] 下写 port = 23 即 line-port"},
    {.name = "log",
	.kind = OPT_TEXT,
	.at = AT(log),
	.most = 4096,
	.arg = "FILE|-",
	.en = "where the log goes; -: standard output",
	.zh = "日志写到哪里；- 为标准输出"},
    OPT_ROW_LANG_OF(struct config, "en|zh",
	"language of this program, if not the system's",
	"本程序所用语言，默认随系统"),
    {.name = "name",
	.kind = OPT_TEXT,
	.at = AT(name),
	.most = 64,
	.en = "name of this server, told to who comes in",
	.zh = "服务器名，告诉每个进来的人"},
    {.name = "lobby",
	.kind = OPT_TEXT,
	.at = AT(lobby),
	.most = 256,
	.arg = "ROOM",
	.en = "the room that everyone joins",
	.zh = "人人都会进入的房间"},
    {.name = "bind",
	.kind = OPT_TEXT,
	.at = AT(bind),
	.arg = "ADDR,...",
	.en = "addresses to listen on; without it, all of this machine",
	.zh = "监听的地址；不给出则监听本机全部地址"},
    {.kind = OPT_HEAD, .en = "History", .zh = "历史"},
    {.name = "history",
	.kind = OPT_ONOFF,
	.at = AT(history),
	.en = "keep messages in a file; off: in memory only",
	.zh = "把消息存入文件；off 为只在内存中"},
    {.name = "db",
	.kind = OPT_TEXT,
	.at = AT(db),
	.most = 4000,
	.arg = "FILE",
	.en = "that file; without it, history.db among this user's own files",
	.zh = "存入哪个文件；默认为本用户目录下的 history.db"},
    {.name = "sync",
	.kind = OPT_CHOICE,
	.at = AT(sync),
	.choices = "full|normal|off",
	.en = "full: on disk before it is acknowledged, survives a power cut; "
	      "normal: survives a kill; off: as the system likes",
	.zh = "full：写入磁盘后才确认，断电不丢；"
	      "normal：进程被杀不丢；off：由系统决定"},
    {.name = "keep",
	.kind = OPT_TEXT,
	.at = AT(keep),
	.most = 1024,
	.arg = "ROOM:DAYS:MIB,...",
	.en = "how long, and how much of, a room is kept; *: every room, 0: "
	      "no limit",
	.zh = "每个房间保留多少天、多少 MiB；* 为所有房间，0 为不限"},
    DOOR_LIST(DOOR_OPTIONS){
	.kind = OPT_HEAD, .en = "Limits and times", .zh = "限制与时间"},
    CT_CAPS_LIST(CAP_OPTION)};

static const char *const usage[] = {
    "crosstalkd [OPTION]...\n"
    "crosstalkd backup FILE [OPTION]...    copies the history\n"
    "crosstalkd restore FILE [OPTION]...   puts a copy in its place\n"
    "The Crosstalk server: one chat through four doors.\n\n",
    "crosstalkd [选项]...\n"
    "crosstalkd backup 文件 [选项]...    备份历史记录\n"
    "crosstalkd restore 文件 [选项]...   用备份替换历史记录\n"
    "相声服务器：四个门，一个聊天室。\n\n",
};

static enum ct_lang
choose_lang(const char *lang)
{
	return opt_lang(lang, pf_lang_is_zh() ? CT_LANG_ZH : CT_LANG_EN);
}

/* `rest` (NULL: none) has room for all operands. */
static enum opt_err
read_args(struct config *c, struct opt_set *set, size_t count,
    char *const *args, const char **rest, size_t *rest_count)
{
	enum opt_err err;

	*c = config_default;
	*set = (struct opt_set){
	    .opts = options,
	    .count = sizeof(options) / sizeof(options[0]),
	    .target = c,
	};
	err = opt_args(set, count, args, rest, rest_count);
	if (err == OPT_ERR_OK && c->config[0] != '\0') {
		err = opt_file(set, c->config);
		if (err == OPT_ERR_OK)
			err = opt_args(set, count, args, rest, rest_count);
	}
	return err;
}

/* Chooses the language, and tells in it what was wrong. */
static enum ct_err
tell(const struct config *c, const struct opt_set *set, enum opt_err err,
    size_t count, char *const *args, enum ct_lang *lang, struct ct_buf *out)
{
	*lang = choose_lang(
	    c->lang[0] != '\0' ? c->lang : opt_peek(count, args, "lang"));
	if (err == OPT_ERR_OK)
		return CT_OK;
	opt_fault_text(&set->fault, *lang, out);
	return CT_EINVAL;
}

enum ct_err
config_read(struct config *c, struct opt_set *set, size_t count,
    char *const *args, enum ct_lang *lang, struct ct_buf *out)
{
	enum opt_err err = read_args(c, set, count, args, NULL, NULL);

	return tell(c, set, err, count, args, lang, out);
}

enum ct_err
config_read_backup(struct config *c, struct opt_set *set, size_t count,
    char *const *args, const char **file, enum ct_lang *lang,
    struct ct_buf *out)
{
	const char **rest = calloc(count + 1, sizeof(*rest));
	size_t n = 0;
	enum opt_err err;

	*file = NULL;
	*set = (struct opt_set){.count = 0};
	if (rest == NULL)
		return CT_ENOMEM;
	err = read_args(c, set, count, args, rest, &n);
	if (err == OPT_ERR_OK && n > 1)
		err = opt_surplus(set, rest[1]);
	if (err == OPT_ERR_OK && n == 0 && !c->help && !c->version)
		err = opt_needed(set, "FILE");
	if (n > 0)
		*file = rest[0];
	free(rest);
	return tell(c, set, err, count, args, lang, out);
}

void
config_fini(struct opt_set *set)
{
	opt_fini(set);
}

enum ct_err
config_help(enum ct_lang lang, struct ct_buf *out)
{
	struct opt_set set = {
	    .opts = options,
	    .count = sizeof(options) / sizeof(options[0]),
	};
	enum ct_err err = ct_buf_add_str(out, usage[lang]);

	if (err == CT_OK)
		err = opt_help(&set, &config_default, lang, out);
	return err;
}
