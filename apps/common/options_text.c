/* What options say to a person: faults, and --help. */
#include "options.h"
#include "options_value.h"
#include "wrap.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum {
	column = 30, /* where the explanations of --help begin, */
	width = 80,  /* and where they end */
};

struct phrase {
	const char *token;
	const char *text[CT_LANG_COUNT];
};

static const struct phrase phrases[] = {
#define OPT_ERR_PHRASE(name, token, en, zh) {token, {en, zh}},
    OPT_ERR_LIST(OPT_ERR_PHRASE)
#undef OPT_ERR_PHRASE
};

/* `text` with {0} and {1} filled in. */
static enum ct_err
fill(struct ct_buf *out, const char *text, const char *const words[2])
{
	enum ct_err err = CT_OK;

	while (*text != '\0' && err == CT_OK) {
		size_t len = strcspn(text, "{");

		err = ct_buf_add(out, text, len);
		text += len;
		if (*text == '\0' || err != CT_OK)
			break;
		err = ct_buf_add_str(out, words[text[1] == '1']);
		text += 3;
	}
	return err;
}

enum ct_err
opt_fault_text(const struct opt_fault *f, enum ct_lang lang, struct ct_buf *out)
{
	const struct phrase *p = &phrases[f->err];
	enum ct_err err = ct_buf_add_str(out, f->file);
	char line[16] = "";
	const char *const words[] = {f->option, f->detail[lang]};

	if (f->line > 0)
		snprintf(line, sizeof(line), ":%u", f->line);
	if (err == CT_OK)
		err = ct_buf_add_str(out, line);
	if (err == CT_OK && f->file[0] != '\0')
		err = ct_buf_add_str(out, ": ");
	if (err == CT_OK)
		err = ct_buf_add_str(out, p->token);
	if (err == CT_OK)
		err = ct_buf_add_str(out, ": ");
	if (err == CT_OK)
		err = fill(out, p->text[lang], words);
	return err;
}

/* What stands after the option's name: " N", " on|off". */
static const char *
argument(const struct opt *o)
{
	if (o->arg != NULL)
		return o->arg;
	switch (o->kind) {
	case OPT_ONOFF:
		return "on|off";
	case OPT_INT:
		return "N";
	case OPT_CHOICE:
		return o->choices;
	case OPT_TEXT:
		return "TEXT";
	default:
		return "";
	}
}

/* A value as text, cut to fit; "" when there is none to show. */
static void
show_value(const struct opt *o, const void *values, char *out, size_t size)
{
	const char *at = (const char *)values + o->at;
	const char *text;
	int64_t number;
	bool on;

	out[0] = '\0';
	if (o->kind == OPT_INT) {
		memcpy(&number, at, sizeof(number));
		snprintf(out, size, "%" PRId64, number);
	} else if (o->kind == OPT_ONOFF) {
		memcpy(&on, at, sizeof(on));
		snprintf(out, size, "%s", on ? "on" : "off");
	} else if (o->kind != OPT_FLAG) {
		memcpy(&text, at, sizeof(text));
		snprintf(out, size, "%s", text != NULL ? text : "");
	}
}

/* "count (7)", within its column. */
static enum ct_err
add_explanation(struct ct_buf *out, const struct opt *o, const void *defaults,
    enum ct_lang lang)
{
	static const char *const open[] = {" (", "（"};
	static const char *const close[] = {")", "）"};
	char def[128], line[768];

	show_value(o, defaults, def, sizeof(def));
	snprintf(line, sizeof(line), "%s%s%s%s",
	    lang == CT_LANG_ZH ? o->zh : o->en, def[0] ? open[lang] : "", def,
	    def[0] ? close[lang] : "");
	return wrap_add(out, ct_slice_str(line), column, column, width);
}

static enum ct_err
add_option(struct ct_buf *out, const struct opt *o, const void *defaults,
    enum ct_lang lang)
{
	const char *arg = argument(o);
	char name[64], left[160], line[256];
	enum ct_err err;

	opt_name(o, name, sizeof(name));
	snprintf(left, sizeof(left), "  --%s%s%s", name,
	    arg[0] != '\0' ? " " : "", arg);
	if (strlen(left) > column - 1)
		snprintf(line, sizeof(line), "%s\n%*s", left, column, "");
	else
		snprintf(line, sizeof(line), "%-*s", column, left);
	err = ct_buf_add_str(out, line);
	if (err == CT_OK)
		err = add_explanation(out, o, defaults, lang);
	return err == CT_OK ? ct_buf_add_u8(out, '\n') : err;
}

enum ct_err
opt_help(const struct opt_set *set, const void *defaults, enum ct_lang lang,
    struct ct_buf *out)
{
	enum ct_err err = CT_OK;

	for (size_t i = 0; i < set->count && err == CT_OK; i++) {
		const struct opt *o = &set->opts[i];

		if (o->kind != OPT_HEAD) {
			err = add_option(out, o, defaults, lang);
			continue;
		}
		err = ct_buf_add_str(out, i > 0 ? "\n" : "");
		if (err == CT_OK)
			err = ct_buf_add_str(
			    out, lang == CT_LANG_ZH ? o->zh : o->en);
		if (err == CT_OK)
			err = ct_buf_add_str(
			    out, lang == CT_LANG_ZH ? "：\n" : ":\n");
	}
	return err;
}

/* A text, or NULL. */
static const char *
text_of(const struct opt *o, const void *values)
{
	const char *text = NULL;

	if (o->kind == OPT_TEXT || o->kind == OPT_CHOICE)
		memcpy(&text, (const char *)values + o->at, sizeof(text));
	return text;
}

static bool
is_default(const struct opt *o, const void *values, const void *defaults)
{
	const char *a = (const char *)values + o->at;
	const char *b = (const char *)defaults + o->at;
	const char *one = text_of(o, values), *other = text_of(o, defaults);

	if (o->kind == OPT_INT)
		return memcmp(a, b, sizeof(int64_t)) == 0;
	if (o->kind == OPT_FLAG || o->kind == OPT_ONOFF)
		return memcmp(a, b, sizeof(bool)) == 0;
	return one == other ||
	       (one != NULL && other != NULL && strcmp(one, other) == 0);
}

static enum ct_err
add_quoted(struct ct_buf *out, const char *text)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
				    "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "0123456789,.:/@%+=_-";
	bool quote = text[strspn(text, plain)] != '\0';
	enum ct_err err = quote ? ct_buf_add_u8(out, '"') : CT_OK;

	for (; *text != '\0' && err == CT_OK; text++) {
		if (strchr("\"\\$`", *text) != NULL)
			err = ct_buf_add_u8(out, '\\');
		if (err == CT_OK)
			err = ct_buf_add(out, text, 1);
	}
	return quote && err == CT_OK ? ct_buf_add_u8(out, '"') : err;
}

static enum ct_err
add_given(struct ct_buf *out, const struct opt *o, const void *values)
{
	const char *text = text_of(o, values);
	char name[64], number[32];
	enum ct_err err = ct_buf_add_str(out, " --");

	opt_name(o, name, sizeof(name));
	if (err == CT_OK)
		err = ct_buf_add_str(out, name);
	if (err != CT_OK || o->kind == OPT_FLAG)
		return err;
	show_value(o, values, number, sizeof(number));
	err = ct_buf_add_u8(out, ' ');
	return err == CT_OK ? add_quoted(out, text != NULL ? text : number)
			    : err;
}

enum ct_err
opt_given(const struct opt_set *set, const void *defaults, struct ct_buf *out)
{
	enum ct_err err = CT_OK;

	for (size_t i = 0; i < set->count && err == CT_OK; i++) {
		const struct opt *o = &set->opts[i];

		if (o->kind != OPT_HEAD &&
		    !is_default(o, set->target, defaults))
			err = add_given(out, o, set->target);
	}
	return err;
}
