/* crosstalk charset: what charset text is in, and how it gets into another. */
#include "charset.h"

#include "tell.h"

#include <stdio.h>
#include <string.h>

#include "platform/console.h"
#include "platform/process.h"

static const struct opt plain_opts[] = {USAGE_LANG, OPT_ROW_HELP(struct usage)};

static const struct opt convert_opts[] = {
    {.name = "from",
	.kind = OPT_TEXT,
	.at = offsetof(struct usage, charset),
	.most = 64,
	.arg = "NAME",
	.en = "the charset of the input; auto: found out line by line",
	.zh = "输入的字符集；auto 为逐行判断"},
    {.name = "to",
	.kind = OPT_TEXT,
	.at = offsetof(struct usage, to),
	.most = 64,
	.arg = "NAME",
	.en = "the charset of the output; utf-8-bom: with a mark in front",
	.zh = "输出的字符集；utf-8-bom 为带 BOM"},
    {.name = "strict",
	.kind = OPT_FLAG,
	.at = offsetof(struct usage, strict),
	.en = "exit with 4 when something was invalid or had to be escaped",
	.zh = "若有无效字节或被转义的字，以 4 退出"},
    USAGE_LANG,
    OPT_ROW_HELP(struct usage),
};

/* One verb: its page of --help, and what runs. */
static const struct verb {
	struct usage_page page;
	charset_verb_fn *run;
} verbs[] = {
    {{.name = "convert",
	 .synopsis = "crosstalk charset convert --from NAME --to NAME "
		     "[FILE...]\n",
	 .about = {"Converts files, or standard input. What the new charset\n"
		   "lacks is written as \\u{1F600}, and read back from it.\n\n",
	     "转换文件或标准输入的字符集。新字符集没有的字写成\n"
	     "\\u{1F600}，读回时还原。\n\n"},
	 .opts = convert_opts,
	 .count = sizeof(convert_opts) / sizeof(convert_opts[0])},
	charset_convert},
    {{.name = "detect",
	 .synopsis = "crosstalk charset detect [FILE...]\n",
	 .about = {"Tells the charset of each file, or of standard input:\n"
		   "ascii, utf-8, gbk, gb18030, utf-16 or binary. Exits with\n"
		   "4 when one could not be told.\n\n",
	     "判断各文件或标准输入的字符集：ascii、utf-8、gbk、\n"
	     "gb18030、utf-16 或 binary；有判断不出的以 4 退出。\n\n"},
	 .opts = plain_opts,
	 .count = sizeof(plain_opts) / sizeof(plain_opts[0])},
	charset_detect},
    {{.name = "explain",
	 .synopsis = "crosstalk charset explain [TEXT...]\n",
	 .about = {"Tells by which mistakes garbled TEXT, or each line of\n"
		   "standard input, came to be, and repairs it if that is\n"
		   "possible. Exits with 4 when no mistake was found.\n\n",
	     "说明乱码（参数，或标准输入的每一行）是怎样错出来的，\n"
	     "能还原的就还原；找不到错处以 4 退出。\n\n"},
	 .opts = plain_opts,
	 .count = sizeof(plain_opts) / sizeof(plain_opts[0])},
	charset_explain},
    {{.name = "diff",
	 .synopsis = "crosstalk charset diff [gbk|cp936|gb18030]\n",
	 .about = {"Prints where this system's own converter reads GBK\n"
		   "otherwise than Crosstalk: code, its text, ours; a dash\n"
		   "where one of them has none.\n\n",
	     "列出本系统的转换函数与 Crosstalk 对 GBK 的不同解读：\n"
	     "编码、系统的字、我们的字；没有的写作 -。\n\n"},
	 .opts = plain_opts,
	 .count = sizeof(plain_opts) / sizeof(plain_opts[0])},
	charset_diff},
};

static const struct verb *
find(const char *name)
{
	for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++)
		if (strcmp(verbs[i].page.name, name) == 0)
			return &verbs[i];
	return NULL;
}

static int
list_verbs(const struct app *app)
{
	struct ct_buf out;
	int code;

	ct_buf_init(&out, 8192);
	for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++) {
		ct_buf_add_str(&out, verbs[i].page.synopsis);
		ct_buf_add_str(&out, verbs[i].page.about[app->lang]);
	}
	code = charset_print(ct_buf_slice(&out));
	ct_buf_fini(&out);
	return code;
}

/* An option that can stand before a verb, or without one. */
static bool
is_general(const char *arg)
{
	return strcmp(arg, "--help") == 0 || strcmp(arg, "--lang") == 0 ||
	       strncmp(arg, "--lang=", 7) == 0;
}

int
charset_main(const struct app *global, int argc, char **argv)
{
	struct app app = *global;
	struct usage u = USAGE_DEFAULT;
	struct charset_port port;
	struct charset_run r = {&app, &u, &port.port};
	const struct verb *v = argc > 1 ? find(argv[1]) : NULL;
	int code;

	usage_set_lang(&app, opt_peek((size_t)argc - 1, argv + 1, "lang"));
	if (argc == 1 || is_general(argv[1]))
		return list_verbs(&app);
	if (v == NULL) {
		tell(&app, WORD_NO_VERB, argv[1], NULL);
		return APP_USAGE;
	}
	charset_port_init(&port);
	u.charset = "auto";
	u.to = "utf-8";
	code = usage_read(&app, &v->page, argc - 1, argv + 1, &u);
	if (code == USAGE_GO_ON)
		code = v->run(&r);
	usage_fini(&u);
	return code;
}

int
charset_print(struct ct_slice text)
{
	if (text.len == 0)
		return APP_OK;
	return pf_console_write(false, text.data, text.len) == PF_OK
		   ? APP_OK
		   : APP_OUTPUT;
}

size_t
charset_files(const struct charset_run *r, const char *const **files)
{
	static const char *const input[] = {"-"};

	*files = r->u->rest_count > 0 ? r->u->rest : input;
	return r->u->rest_count > 0 ? r->u->rest_count : 1;
}

static int
complain(const struct charset_run *r, const char *path, enum pf_err err)
{
	tell(r->app, WORD_NO_FILE, path, tell_pf(r->app, err));
	return APP_SYSTEM;
}

int
charset_read(const struct charset_run *r, const char *path,
    int (*take)(void *ctx, const char *bytes, size_t n), void *ctx)
{
	bool input = strcmp(path, "-") == 0;
	char bytes[32768];
	FILE *f = stdin;
	enum pf_err err = input ? PF_OK : pf_fopen(path, "rb", &f);
	size_t n;
	int code = APP_OK;

	if (err != PF_OK)
		return complain(r, path, err);
	while (code == APP_OK && (n = fread(bytes, 1, sizeof(bytes), f)) > 0)
		code = take(ctx, bytes, n);
	if (code == APP_OK && ferror(f))
		code = complain(r, path, PF_EIO);
	if (code == APP_OK)
		code = take(ctx, bytes, 0);
	if (!input)
		fclose(f);
	return code;
}
