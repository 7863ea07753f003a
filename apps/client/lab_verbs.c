/* crosstalk lab: finds the verb, and reads what its options say. */
#include "lab_verbs.h"

#include "tell.h"

#include "platform/console.h"

#include <string.h>

enum { HELP_MAX = 16384 };

struct verb {
	const char *name;
	app_main_fn *run;
	const char *about[CT_LANG_COUNT];
};

static const struct verb verbs[] = {
    {"proxy", lab_proxy_main,
	{"a door between any two programs that cuts, glues, delays",
	    "任意两个程序之间的一扇门：切断、粘连、延迟"}},
};

static const char *const about[CT_LANG_COUNT] = {
    "usage: crosstalk lab VERB [OPTIONS]\n"
    "\n"
    "The laboratory of message boundaries, on real sockets.\n"
    "crosstalk lab VERB --help says more. VERB is one of:\n",
    "用法：crosstalk lab 动作 [选项]\n"
    "\n"
    "消息边界实验室，用的是真正的套接字。\n"
    "crosstalk lab 动作 --help 有详细说明。动作有：\n",
};

static void
set_lang(struct app *app, size_t count, char *const *args)
{
	const char *lang = opt_peek(count, args, "lang");

	if (lang != NULL && strcmp(lang, "en") == 0)
		app->lang = CT_LANG_EN;
	if (lang != NULL && strcmp(lang, "zh") == 0)
		app->lang = CT_LANG_ZH;
}

static enum ct_err
add_verbs(enum ct_lang lang, struct ct_buf *out)
{
	enum ct_err err = ct_buf_add_str(out, about[lang]);

	for (size_t i = 0; i < sizeof verbs / sizeof verbs[0]; i++) {
		size_t begin = out->len;

		if (err == CT_OK)
			err = ct_buf_add_str(out, "  ");
		if (err == CT_OK)
			err = ct_buf_add_str(out, verbs[i].name);
		while (err == CT_OK && out->len - begin < 13)
			err = ct_buf_add_u8(out, ' ');
		if (err == CT_OK)
			err = ct_buf_add_str(out, verbs[i].about[lang]);
		if (err == CT_OK)
			err = ct_buf_add_u8(out, '\n');
	}
	return err;
}

/* Writes what was made, unless it could not be. */
static int
write_help(struct ct_buf *out, enum ct_err err, bool to_stderr)
{
	if (err != CT_OK)
		return APP_SYSTEM;
	if (pf_console_write(to_stderr, out->data, out->len) != PF_OK)
		return APP_OUTPUT;
	return APP_OK;
}

static int
help(const struct app *app, const struct lab_page *page)
{
	struct ct_buf out;
	enum ct_err err;
	int code;

	ct_buf_init(&out, HELP_MAX);
	err = ct_buf_add_str(&out, page->about[app->lang]);
	if (err == CT_OK)
		err = opt_help(&page->set, page->defaults, app->lang, &out);
	if (err == CT_OK && page->more != NULL)
		err = page->more(app->lang, &out);
	code = write_help(&out, err, false);
	ct_buf_fini(&out);
	return code;
}

static int
complain(const struct app *app, const struct opt_fault *fault)
{
	struct ct_buf out;

	ct_buf_init(&out, HELP_MAX);
	if (opt_fault_text(fault, app->lang, &out) == CT_OK)
		tell_slice(app, WORD_FAULT, ct_buf_slice(&out),
		    (struct ct_slice){"", 0});
	ct_buf_fini(&out);
	return APP_USAGE;
}

int
lab_read_args(struct app *app, struct lab_page *page, int argc, char **argv,
    const char **rest, size_t *rest_count)
{
	size_t count = (size_t)argc - 1, unused = 0;

	set_lang(app, count, argv + 1);
	if (opt_args(&page->set, count, argv + 1, rest,
		rest_count != NULL ? rest_count : &unused) != OPT_ERR_OK)
		return complain(app, &page->set.fault);
	return *page->help ? help(app, page) : LAB_GO_ON;
}

/* No verb, or --help in its place. */
static int
list(struct app app, int argc, char **argv)
{
	bool asked = argc > 1 && strcmp(argv[1], "--help") == 0;
	struct ct_buf out;
	int code;

	set_lang(&app, (size_t)argc - 1, argv + 1);
	if (argc > 1 && argv[1][0] != '-')
		tell(&app, WORD_EXTRA, argv[1], NULL);
	ct_buf_init(&out, HELP_MAX);
	code = write_help(&out, add_verbs(app.lang, &out), !asked);
	ct_buf_fini(&out);
	return asked ? code : APP_USAGE;
}

int
lab_main(const struct app *app, int argc, char **argv)
{
	for (size_t i = 0; argc > 1 && i < sizeof verbs / sizeof verbs[0]; i++)
		if (strcmp(argv[1], verbs[i].name) == 0)
			return verbs[i].run(app, argc - 1, argv + 1);
	return list(*app, argc, argv);
}
