/* Reads the options of talk, send and tail. */
#include "usage.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tell.h"

#include "core/coding.h"

#include "platform/console.h"
#include "platform/process.h"

enum { help_max = 32 * 1024 };

static const char *const headings[][CT_LANG_COUNT] = {
    {"usage: ", "用法："},
    {"Exit codes:", "退出码："},
};

static enum ct_err
add_exit_codes(enum ct_lang lang, struct ct_buf *out)
{
	static const struct {
		unsigned code;
		const char *text[CT_LANG_COUNT];
	} rows[] = {
#define ROW(name, code, en, zh) {code, {en, zh}},
	    APP_EXIT_LIST(ROW)
#undef ROW
	};
	enum ct_err err = ct_buf_add_str(out, headings[1][lang]);

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (err == CT_OK)
			err = ct_buf_add_str(out, "\n  ");
		if (err == CT_OK)
			err = ct_buf_add_dec(out, rows[i].code);
		if (err == CT_OK)
			err = ct_buf_add_str(out, "  ");
		if (err == CT_OK)
			err = ct_buf_add_str(out, rows[i].text[lang]);
	}
	return err == CT_OK ? ct_buf_add_u8(out, '\n') : err;
}

static int
print_help(const struct app *app, const struct usage_page *page,
    const struct opt_set *set)
{
	const struct usage defaults = USAGE_DEFAULT;
	struct ct_buf out;
	enum ct_err err;
	enum pf_err failed = PF_OK;

	ct_buf_init(&out, help_max);
	err = ct_buf_add_str(&out, headings[0][app->lang]);
	if (err == CT_OK)
		err = ct_buf_add_str(&out, page->synopsis);
	if (err == CT_OK)
		err = ct_buf_add_str(&out, page->about[app->lang]);
	if (err == CT_OK)
		err = opt_help(set, &defaults, app->lang, &out);
	if (err == CT_OK)
		err = ct_buf_add_u8(&out, '\n');
	if (err == CT_OK)
		err = add_exit_codes(app->lang, &out);
	if (err == CT_OK)
		failed = pf_console_write(false, out.data, out.len);
	ct_buf_fini(&out);
	if (failed != PF_OK)
		return APP_OUTPUT;
	return err == CT_OK ? APP_OK : APP_SYSTEM;
}

static int
print_version(const struct app *app)
{
	char line[64];
	int n = snprintf(line, sizeof(line), "crosstalk %s\n", app->version);

	if (pf_console_write(false, line, (size_t)n) != PF_OK)
		return APP_OUTPUT;
	return APP_OK;
}

int
usage_complain(const struct app *app, const struct opt_fault *fault)
{
	struct ct_buf out;

	ct_buf_init(&out, help_max);
	if (opt_fault_text(fault, app->lang, &out) == CT_OK)
		tell_slice(app, WORD_FAULT, ct_buf_slice(&out),
		    (struct ct_slice){"", 0});
	ct_buf_fini(&out);
	return APP_USAGE;
}

void
usage_set_lang(struct app *app, const char *lang)
{
	app->lang = opt_lang(lang, app->lang);
}

/* The operand of a page that takes one is the server. */
static int
check(const struct app *app, const struct usage_page *page, struct usage *u)
{
	if (page->host && u->rest_count > 1) {
		tell(app, WORD_EXTRA, u->rest[1], NULL);
		return APP_USAGE;
	}
	if (page->host && u->rest_count == 1)
		u->server = u->rest[0];
	if (endpoint_parse(u->server, APP_PORT, &u->where) != CT_OK) {
		tell(app, WORD_BAD_SERVER, u->server, NULL);
		return APP_USAGE;
	}
	return USAGE_GO_ON;
}

int
usage_read(struct app *app, const struct usage_page *page, int argc,
    char **argv, struct usage *u)
{
	struct opt_set set = {
	    .opts = page->opts, .count = page->count, .target = u};
	size_t count = argc > 0 ? (size_t)argc - 1 : 0;
	int code = APP_SYSTEM;

	u->rest = calloc(count + 1, sizeof(*u->rest));
	if (u->rest == NULL)
		return APP_SYSTEM;
	usage_set_lang(app, opt_peek(count, argv + 1, "lang"));
	if (opt_args(&set, count, argv + 1, u->rest, &u->rest_count) !=
	    OPT_ERR_OK)
		code = usage_complain(app, &set.fault);
	else if (u->help)
		code = print_help(app, page, &set);
	else if (u->version)
		code = print_version(app);
	else
		code = check(app, page, u);
	opt_fini(&set);
	return code;
}

void
usage_fini(struct usage *u)
{
	free(u->rest);
	u->rest = NULL;
}

int
usage_bad_charset(const struct app *app, const struct ct_charset_port *port,
    const char *charset)
{
	struct ct_buf labels;

	ct_buf_init(&labels, help_max);
	ct_coding_labels(port, &labels);
	tell_slice(app, WORD_BAD_CHARSET, ct_slice_str(charset),
	    ct_buf_slice(&labels));
	ct_buf_fini(&labels);
	return APP_USAGE;
}

int
usage_check_charset(const struct app *app, const struct usage *u,
    const struct ct_charset_port *port)
{
	struct ct_coding coding;

	if (ct_coding_init(&coding, port, u->charset) != CT_OK)
		return usage_bad_charset(app, port, u->charset);
	ct_coding_fini(&coding);
	return USAGE_GO_ON;
}

const char *
usage_charset(const struct usage *u, bool console)
{
	return console ? "utf-8" : u->charset;
}

void
usage_nick(const struct usage *u, char *out, size_t size)
{
	out[0] = '\0';
	if (*u->nick == '\0')
		pf_user_name(out, size);
	else if (strlen(u->nick) < size)
		memcpy(out, u->nick, strlen(u->nick) + 1);
	if (*u->nick == '\0' && strpbrk(out, " #\t") != NULL)
		out[0] = '\0';
}

ct_ms
usage_patience(const struct usage *u, bool person)
{
	enum { script = 60 };

	if (u->no_reconnect)
		return 0;
	if (u->patience >= 0)
		return u->patience * 1000;
	return person ? CT_NEVER : script * 1000;
}
