/* What options say to a person: faults, and --help. */
#include "options.h"
#include "options_value.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { column = 30 }; /* where the explanations of --help begin */

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

/* The default as text; "" when there is none to show. */
static void
show_default(const struct opt *o, const void *defaults, char *out, size_t size)
{
	const char *at = (const char *)defaults + o->at;
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

static enum ct_err
add_option(struct ct_buf *out, const struct opt *o, const void *defaults,
    enum ct_lang lang)
{
	static const char *const open[] = {" (", "（"};
	static const char *const close[] = {")", "）"};
	const char *arg = argument(o);
	char name[64], left[160], def[128], line[768];

	opt_name(o, name, sizeof(name));
	snprintf(left, sizeof(left), "  --%s%s%s", name,
	    arg[0] != '\0' ? " " : "", arg);
	show_default(o, defaults, def, sizeof(def));
	if (strlen(left) > column - 1)
		snprintf(line, sizeof(line), "%s\n%*s", left, column, "");
	else
		snprintf(line, sizeof(line), "%-*s", column, left);
	if (ct_buf_add_str(out, line) != CT_OK)
		return CT_ENOMEM;
	snprintf(line, sizeof(line), "%s%s%s%s\n",
	    lang == CT_LANG_ZH ? o->zh : o->en, def[0] ? open[lang] : "", def,
	    def[0] ? close[lang] : "");
	return ct_buf_add_str(out, line);
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
