/* Options from flags and files, what is wrong with them, and --help. */
#include "options_rows.h"

#include "tests/shim/shim.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct target {
	bool flag, on;
	int64_t number, big;
	const char *text, *word;
};

static const struct target defaults = {false, true, 7, 0, "plain", "en"};

#define AT(field) offsetof(struct target, field)

static const struct opt opts[] = {
    {.kind = OPT_HEAD, .en = "Things", .zh = "东西"},
    {"a_flag", OPT_FLAG, AT(flag), .flag_only = true, .en = "raise it",
	.zh = "举起"},
    {"on", OPT_ONOFF, AT(on), .en = "turn it on", .zh = "打开"},
    {"number", OPT_INT, AT(number), -5, 500, .en = "count", .zh = "数"},
    {"a_very_long_name_of_a_number", OPT_INT, AT(big), INT64_MIN, INT64_MAX,
	.en = "big", .zh = "大"},
    {"text", OPT_TEXT, AT(text), .most = 9, .arg = "WORDS", .en = "say",
	.zh = "说"},
    {"door_word", OPT_CHOICE, AT(word), .choices = "en|zh|e", .en = "choose",
	.zh = "选"},
};

static void
begin(struct opt_set *set, struct target *t)
{
	*t = defaults;
	*set = (struct opt_set){
	    .opts = opts, .count = sizeof(opts) / sizeof(opts[0]), .target = t};
}

static bool
is_default(const struct target *t)
{
	return t->flag == defaults.flag && t->on == defaults.on &&
	       t->number == defaults.number && t->big == defaults.big &&
	       t->text == defaults.text && t->word == defaults.word;
}

enum { args_max = 8 };

/* Splits at '~', which no option needs. */
static size_t
split(char *line, char **args)
{
	size_t n = 0;

	for (char *at = line; at != NULL && n < args_max; n++) {
		char *end = strchr(at, '~');

		args[n] = at;
		if (end != NULL)
			*end++ = '\0';
		at = end;
	}
	return *line == '\0' && n == 1 ? 0 : n;
}

static enum opt_err
parse(struct opt_set *set, char *line, const char **rest, size_t *count)
{
	char *args[args_max];
	size_t n = split(line, args);

	return opt_args(set, n, args, rest, count);
}

TEST(options, every_kind_lands_in_the_struct)
{
	char line[] = "--a-flag~--on=off~--number~-5~--text=a=b~--door-word~zh";
	struct target t;
	struct opt_set set;

	begin(&set, &t);
	ASSERT_EQ(OPT_ERR_OK, parse(&set, line, NULL, NULL));
	EXPECT_TRUE(t.flag);
	EXPECT_FALSE(t.on);
	EXPECT_EQ(-5, t.number);
	EXPECT_STREQ("a=b", t.text);
	EXPECT_STREQ("zh", t.word);
	opt_fini(&set);
}

TEST(options, what_is_not_given_keeps_its_default)
{
	char line[] = "";
	struct target t;
	struct opt_set set;

	begin(&set, &t);
	ASSERT_EQ(OPT_ERR_OK, parse(&set, line, NULL, NULL));
	EXPECT_TRUE(is_default(&t));
}

TEST(options, the_last_one_counts)
{
	char line[] = "--number=1~--number=2";
	struct target t;
	struct opt_set set;

	begin(&set, &t);
	ASSERT_EQ(OPT_ERR_OK, parse(&set, line, NULL, NULL));
	EXPECT_EQ(2, t.number);
}

TEST(options, operands_are_kept_in_order)
{
	char line[] = "host~--number=3~-~--~--number=4~x";
	const char *rest[args_max];
	size_t n = 0;
	struct target t;
	struct opt_set set;

	begin(&set, &t);
	ASSERT_EQ(OPT_ERR_OK, parse(&set, line, rest, &n));
	ASSERT_EQ(4u, n);
	EXPECT_STREQ("host", rest[0]);
	EXPECT_STREQ("-", rest[1]);
	EXPECT_STREQ("--number=4", rest[2]);
	EXPECT_STREQ("x", rest[3]);
	EXPECT_EQ(3, t.number);
}

TEST(options, numbers_are_whole_and_within_bounds)
{
	static const struct {
		const char *text;
		bool good;
		int64_t value;
	} rows[] = {
	    {"9223372036854775807", true, INT64_MAX},
	    {"-9223372036854775808", true, INT64_MIN},
	    {"9223372036854775808", false, 0},
	    {"-9223372036854775809", false, 0},
	    {"99999999999999999999999", false, 0}, {"0007", true, 7},
	    {"-0", true, 0}, {"", false, 0}, {"-", false, 0}, {"+1", false, 0},
	    {" 1", false, 0}, {"1 ", false, 0}, {"1k", false, 0},
	    {"0x10", false, 0}, {"1.0", false, 0},
	    {"\xEF\xBC\x91", false, 0}, /* a full-width digit */
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char line[96];
		struct target t;
		struct opt_set set;
		enum opt_err err;

		INFO("%s", rows[i].text);
		begin(&set, &t);
		snprintf(line, sizeof(line),
		    "--a-very-long-name-of-a-number=%s", rows[i].text);
		err = parse(&set, line, NULL, NULL);
		EXPECT_EQ(rows[i].good ? OPT_ERR_OK : OPT_ERR_NUMBER, err);
		EXPECT_EQ(rows[i].value, t.big);
	}
}

static void
expect_fault(struct opt_set *set, const char *en, const char *zh)
{
	static const enum ct_lang langs[] = {CT_LANG_EN, CT_LANG_ZH};

	for (size_t i = 0; i < 2; i++) {
		struct ct_buf out;

		ct_buf_init(&out, 4096);
		EXPECT_EQ(CT_OK, opt_fault_text(&set->fault, langs[i], &out));
		EXPECT_SLICE_EQ(
		    ct_slice_str(i == 0 ? en : zh), ct_buf_slice(&out));
		ct_buf_fini(&out);
	}
}

struct fault_row {
	const char *input, *en, *zh;
};

TEST(options, wrong_flags_are_told_in_both_languages)
{
	static const struct fault_row rows[] = {
	    {"--nope", "unknown-option: there is no option --nope; see --help",
		"unknown-option: 没有选项 --nope；见 --help"},
	    {"--nope=1",
		"unknown-option: there is no option --nope; see --help",
		"unknown-option: 没有选项 --nope；见 --help"},
	    {"--a_flag",
		"unknown-option: there is no option --a_flag; see --help",
		"unknown-option: 没有选项 --a_flag；见 --help"},
	    {"-x", "unknown-option: there is no option -x; see --help",
		"unknown-option: 没有选项 -x；见 --help"},
	    {"--=1", "unknown-option: there is no option --; see --help",
		"unknown-option: 没有选项 --；见 --help"},
	    {"--a-flag=on", "unexpected-value: --a-flag takes no value",
		"unexpected-value: --a-flag 不带值"},
	    {"--number", "missing-value: --number needs a value",
		"missing-value: --number 需要一个值"},
	    {"--number~--on", "bad-value: --number is a number from -5 to 500",
		"bad-value: --number 应为 -5 到 500 之间的整数"},
	    {"--number=501", "bad-value: --number is a number from -5 to 500",
		"bad-value: --number 应为 -5 到 500 之间的整数"},
	    {"--on=yes", "bad-value: --on is one of on, off",
		"bad-value: --on 应为 on、off 之一"},
	    {"--door-word=fr", "bad-value: --door-word is one of en|zh|e",
		"bad-value: --door-word 应为 en|zh|e 之一"},
	    {"--door-word=en|zh", "bad-value: --door-word is one of en|zh|e",
		"bad-value: --door-word 应为 en|zh|e 之一"},
	    {"--text=", "bad-value: --text must not be empty",
		"bad-value: --text 不能为空"},
	    {"--text=0123456789", "bad-value: --text has at most 9 bytes",
		"bad-value: --text 最多 9 字节"},
	    {"--text=a\nb",
		"bad-value: --text must be text in UTF-8, no control "
		"characters",
		"bad-value: --text 应为 UTF-8 文本，不含控制字符"},
	    {"--text=\xC4\xE3",
		"bad-value: --text must be text in UTF-8, no control "
		"characters",
		"bad-value: --text 应为 UTF-8 文本，不含控制字符"},
	    {"extra", "unexpected-argument: what is extra for? see --help",
		"unexpected-argument: 多余的参数 extra；见 --help"},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char line[128];
		struct target t;
		struct opt_set set;

		INFO("%s", rows[i].input);
		begin(&set, &t);
		snprintf(line, sizeof(line), "%s", rows[i].input);
		EXPECT_NE(OPT_ERR_OK, parse(&set, line, NULL, NULL));
		expect_fault(&set, rows[i].en, rows[i].zh);
		EXPECT_TRUE(is_default(&t));
	}
}

TEST(options, a_huge_unknown_option_is_cut_on_a_character)
{
	char line[512] = "--x";
	struct target t;
	struct opt_set set;

	while (strlen(line) + 4 < sizeof(line))
		strcat(line, "\xE5\xBE\x88");
	begin(&set, &t);
	EXPECT_EQ(OPT_ERR_UNKNOWN, parse(&set, line, NULL, NULL));
	EXPECT_EQ(3u + 60 / 3 * 3, strlen(set.fault.option));
}

TEST(options, peek_finds_the_last_value)
{
	char line[] = "--lang~en~--nope~--lang=zh~--language=x~--~--lang=fr";
	char *args[args_max];
	size_t n = split(line, args);

	EXPECT_STREQ("zh", opt_peek(n, args, "lang"));
	EXPECT_STREQ("en", opt_peek(2, args, "lang"));
	EXPECT_STREQ(NULL, opt_peek(1, args, "lang"));
	EXPECT_STREQ(NULL, opt_peek(n, args, "other"));
}

TEST(options, a_language)
{
	static const enum ct_lang langs[] = {CT_LANG_EN, CT_LANG_ZH};

	for (size_t i = 0; i < 2; i++) {
		EXPECT_EQ(CT_LANG_EN, opt_lang("en", langs[i]));
		EXPECT_EQ(CT_LANG_ZH, opt_lang("zh", langs[i]));
		EXPECT_EQ(langs[i], opt_lang("auto", langs[i]));
		EXPECT_EQ(langs[i], opt_lang("zhx", langs[i]));
		EXPECT_EQ(langs[i], opt_lang(NULL, langs[i]));
	}
}

/* From a heap copy of its exact size, so that reading past it is seen. */
static enum opt_err
parse_text(struct opt_set *set, const char *text, size_t len)
{
	char *copy = malloc(len > 0 ? len : 1);
	enum opt_err err;

	memcpy(copy, text, len);
	err = opt_file_text(set, "my.conf", (struct ct_slice){copy, len});
	free(copy);
	return err;
}

/* What a program that uses the rows of all sets by them. */
struct common {
	const char *lang;
	bool json, version, help;
};

TEST(options, rows_of_many_tables)
{
	static const struct opt rows[] = {
	    OPT_ROW_JSON(struct common, "as JSON", "输出 JSON"),
	    OPT_ROW_LANG(struct common, "language", "语言"),
	    OPT_ROW_VERSION(struct common),
	    OPT_ROW_HELP(struct common),
	};
	struct common c = {.lang = "auto"};
	struct opt_set set = {.opts = rows, .count = 4, .target = &c};
	char line[] = "--lang=zh~--json~--version~--help";
	char *args[args_max];
	size_t n = split(line, args);
	static const char once[] = "version = on\n";

	EXPECT_EQ(OPT_ERR_OK, opt_args(&set, n, args, NULL, NULL));
	EXPECT_STREQ("zh", c.lang);
	EXPECT_TRUE(c.json && c.version && c.help);
	EXPECT_EQ(OPT_ERR_NOT_IN_FILE,
	    opt_file_text(&set, "my.conf", ct_slice_str(once)));
	opt_fini(&set);
}

TEST(options, a_whole_file)
{
	static const char text[] = "\xEF\xBB\xBF; a comment\r\n"
				   "# another\r\n"
				   "\r\n"
				   "text = caf\xC3\xA9 \r\n"
				   "   number: 42   ; and one behind\r\n"
				   "\ton=off\n"
				   "[door]\n"
				   "word = zh";
	struct target t;
	struct opt_set set;

	begin(&set, &t);
	ASSERT_EQ(OPT_ERR_OK, parse_text(&set, text, sizeof(text) - 1));
	EXPECT_STREQ("caf\xC3\xA9", t.text);
	EXPECT_EQ(42, t.number);
	EXPECT_FALSE(t.on);
	EXPECT_STREQ("zh", t.word);
	opt_fini(&set);
}

TEST(options, flags_win_over_a_file)
{
	static const char text[] = "number = 1\ntext = file\n";
	char line[] = "--number=2";
	struct target t;
	struct opt_set set;

	begin(&set, &t);
	ASSERT_EQ(OPT_ERR_OK, parse_text(&set, text, sizeof(text) - 1));
	ASSERT_EQ(OPT_ERR_OK, parse(&set, line, NULL, NULL));
	EXPECT_EQ(2, t.number);
	EXPECT_STREQ("file", t.text);
	opt_fini(&set);
}

#define TWENTY  "01234567890123456789"
#define HUNDRED TWENTY TWENTY TWENTY TWENTY TWENTY

TEST(options, wrong_files_are_told_with_their_line)
{
	static const struct fault_row rows[] = {
	    {"on = on\nnope = 1",
		"my.conf:2: unknown-option: there is no option nope; see "
		"--help",
		"my.conf:2: unknown-option: 没有选项 nope；见 --help"},
	    {"\n[door]\n\nnumber = 1\n",
		"my.conf:4: unknown-option: there is no option door-number; "
		"see --help",
		"my.conf:4: unknown-option: 没有选项 door-number；见 --help"},
	    {"a-flag = on",
		"my.conf:1: unknown-option: a-flag cannot stand in a file",
		"my.conf:1: unknown-option: a-flag 不能写在配置文件里"},
	    {"on = on\nnumber = x\nnope = 2\n",
		"my.conf:2: bad-value: number is a number from -5 to 500",
		"my.conf:2: bad-value: number 应为 -5 到 500 之间的整数"},
	    {"number =\n",
		"my.conf:1: bad-value: number is a number from -5 to 500",
		"my.conf:1: bad-value: number 应为 -5 到 500 之间的整数"},
	    {"on = on\nwhat\n",
		"my.conf:2: bad-line: this line is not [section] or name = "
		"value",
		"my.conf:2: bad-line: 这一行不是 [节] 或 名称 = 值"},
	    {"[door\nword = zh",
		"my.conf:1: bad-line: this line is not [section] or name = "
		"value",
		"my.conf:1: bad-line: 这一行不是 [节] 或 名称 = 值"},
	    {"\n; " HUNDRED HUNDRED "\n",
		"my.conf:2: line-too-long: a line has at most 198 bytes",
		"my.conf:2: line-too-long: 一行最多 198 字节"},
	    {"text = a\x01",
		"my.conf:1: bad-value: text must be text in UTF-8, no control "
		"characters",
		"my.conf:1: bad-value: text 应为 UTF-8 文本，不含控制字符"},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct target t;
		struct opt_set set;

		INFO("row %zu", i);
		begin(&set, &t);
		EXPECT_NE(OPT_ERR_OK,
		    parse_text(&set, rows[i].input, strlen(rows[i].input)));
		expect_fault(&set, rows[i].en, rows[i].zh);
		opt_fini(&set);
	}
}

TEST(options, a_nul_in_a_file_is_an_error)
{
	static const char text[] = "on = on\nnumber = 1\0 2\n";
	struct target t;
	struct opt_set set;

	begin(&set, &t);
	EXPECT_EQ(OPT_ERR_LINE, parse_text(&set, text, sizeof(text) - 1));
	EXPECT_EQ(2u, set.fault.line);
	EXPECT_EQ(7, t.number);
	opt_fini(&set);
}

/* Whatever a file is cut to, or one byte of it becomes, it is read or refused.
 */
TEST(options, a_file_cut_or_changed_anywhere)
{
	static const char text[] = "text = ok\n[door]\nword = zh\n; end\n";
	char copy[sizeof(text)];
	struct target t;
	struct opt_set set;

	for (size_t i = 0; i < sizeof(text); i++) {
		begin(&set, &t);
		parse_text(&set, text, i);
		opt_fini(&set);
		for (int c = 0; c < 256 && i + 1 < sizeof(text); c++) {
			memcpy(copy, text, sizeof(text));
			copy[i] = (char)c;
			begin(&set, &t);
			if (parse_text(&set, copy, sizeof(text) - 1) !=
			    OPT_ERR_OK)
				EXPECT_GT(set.fault.line, 0u);
			opt_fini(&set);
		}
	}
}

TEST(options, a_missing_file_is_told)
{
	struct target t;
	struct opt_set set;

	begin(&set, &t);
	ASSERT_EQ(OPT_ERR_FILE, opt_file(&set, "no/such/file.conf"));
	expect_fault(&set,
	    "no/such/file.conf: cannot-read: cannot be read: no such file",
	    "no/such/file.conf: cannot-read: 无法读取：没有这个文件");
}

TEST(options, help_shows_every_option_with_its_default)
{
	struct target t;
	struct opt_set set;
	struct ct_buf out;

	begin(&set, &t);
	ct_buf_init(&out, 4096);
	ASSERT_EQ(CT_OK, opt_help(&set, &defaults, CT_LANG_EN, &out));
	EXPECT_SLICE("Things:\n"
		     "  --a-flag                    raise it\n"
		     "  --on on|off                 turn it on (on)\n"
		     "  --number N                  count (7)\n"
		     "  --a-very-long-name-of-a-number N\n"
		     "                              big (0)\n"
		     "  --text WORDS                say (plain)\n"
		     "  --door-word en|zh|e         choose (en)\n",
	    ct_buf_slice(&out));
	ct_buf_clear(&out, false);
	ASSERT_EQ(CT_OK, opt_help(&set, &defaults, CT_LANG_ZH, &out));
	EXPECT_TRUE(strncmp(out.data, "东西：\n", 10) == 0);
	ct_buf_fini(&out);
}

/* What is too long for a line goes on in its column, in either language. */
TEST(options, help_is_80_columns_wide)
{
	static const struct opt long_opts[] = {
	    {"number", OPT_INT, AT(number), 0, 9,
		.en = "so many words that they cannot stand on one line of a "
		      "terminal of 80 columns",
		.zh = "一句话说了这么多字，八十列的终端一行里无论如何也写不下"
		      "，只好换行。"},
	};
	struct opt_set set = {.opts = long_opts, .count = 1};
	struct ct_buf out;

	ct_buf_init(&out, 4096);
	ASSERT_EQ(CT_OK, opt_help(&set, &defaults, CT_LANG_EN, &out));
	EXPECT_SLICE(
	    "  --number N                  so many words that they "
	    "cannot stand on one line\n"
	    "                              of a terminal of 80 columns (7)\n",
	    ct_buf_slice(&out));
	ct_buf_clear(&out, false);
	ASSERT_EQ(CT_OK, opt_help(&set, &defaults, CT_LANG_ZH, &out));
	EXPECT_SLICE("  --number N                  一句话说了这么多字，八十列"
		     "的终端一行里无论如何也写\n"
		     "                              不下，只好换行。（7）\n",
	    ct_buf_slice(&out));
	ct_buf_fini(&out);
}

TEST(options, given_are_those_that_are_not_defaults)
{
	static const struct {
		const char *line, *want;
	} rows[] = {
	    {"", ""},
	    {"--number=7", ""},
	    {"--number=-5~--a-flag", " --a-flag --number -5"},
	    {"--on~off", " --on off"},
	    {"--text~two w", " --text \"two w\""},
	    {"--text~1-9,5", " --text 1-9,5"},
	    {"--text~你好", " --text \"你好\""},
	    {"--text~a\"$`\\", " --text \"a\\\"\\$\\`\\\\\""},
	    {"--text~plain~--door-word~zh", " --door-word zh"},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct opt_set set;
		struct target t;
		struct ct_buf out;
		char line[64], *args[args_max];

		INFO("%s", rows[i].line);
		snprintf(line, sizeof(line), "%s", rows[i].line);
		begin(&set, &t);
		ASSERT_EQ(OPT_ERR_OK,
		    opt_args(&set, line[0] != '\0' ? split(line, args) : 0,
			args, NULL, NULL));
		ct_buf_init(&out, 256);
		EXPECT_EQ(CT_OK, opt_given(&set, &defaults, &out));
		ct_buf_add_u8(&out, '\0');
		EXPECT_STREQ(rows[i].want, out.data);
		ct_buf_fini(&out);
		opt_fini(&set);
	}
}
