/* crosstalk lab: finds the verb, or else leaves it to the scenes, and reads
 * what the options of either say. */
#include "lab_verbs.h"

#include "tell.h"
#include "usage.h"

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
    {"grade", lab_grade_main,
	{"exercises: is your own server or client right?",
	    "练习：你自己写的服务器或客户端对不对？"}},
};

enum ct_err
lab_add_verbs(enum ct_lang lang, struct ct_buf *out)
{
	enum ct_err err = CT_OK;

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
write_help(struct ct_buf *out, enum ct_err err)
{
	if (err != CT_OK)
		return APP_SYSTEM;
	if (pf_console_write(false, out->data, out->len) != PF_OK)
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
	if (err == CT_OK && page->list != NULL)
		err = page->list(app->lang, &out);
	if (err == CT_OK)
		err = opt_help(&page->set, page->defaults, app->lang, &out);
	if (err == CT_OK && page->more != NULL)
		err = page->more(app->lang, &out);
	code = write_help(&out, err);
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

	usage_set_lang(app, opt_peek(count, argv + 1, "lang"));
	if (opt_args(&page->set, count, argv + 1, rest,
		rest_count != NULL ? rest_count : &unused) != OPT_ERR_OK)
		return complain(app, &page->set.fault);
	return *page->help ? help(app, page) : LAB_GO_ON;
}

int
lab_main(const struct app *app, int argc, char **argv)
{
	for (size_t i = 0; argc > 1 && i < sizeof verbs / sizeof verbs[0]; i++)
		if (strcmp(argv[1], verbs[i].name) == 0)
			return verbs[i].run(app, argc - 1, argv + 1);
	return lab_scenes_main(app, argc, argv);
}
