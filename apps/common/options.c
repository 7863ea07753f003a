/* Flags and values into a program's struct, by its table of options. */
#include "options.h"
#include "options_value.h"

#include "core/text.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { text_max = 1024 };

struct opt_string {
	struct opt_string *next;
	char text[];
};

void
opt_fini(struct opt_set *set)
{
	while (set->strings != NULL) {
		struct opt_string *dead = set->strings;

		set->strings = dead->next;
		free(dead);
	}
}

/* `len` bytes of `name` against a table's name, where '_' stands for '-'. */
static bool
name_is(const char *in_table, const char *name, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		char c = in_table[i] == '_' ? '-' : in_table[i];

		if (c == '\0' || c != name[i])
			return false;
	}
	return in_table[len] == '\0';
}

const struct opt *
opt_find(const struct opt_set *set, const char *name, size_t len)
{
	for (size_t i = 0; i < set->count; i++)
		if (set->opts[i].kind != OPT_HEAD &&
		    name_is(set->opts[i].name, name, len))
			return &set->opts[i];
	return NULL;
}

void
opt_copy(char *out, size_t size, const char *text, size_t len)
{
	if (len >= size) {
		len = size - 1;
		while (len > 0 && ((unsigned char)text[len] & 0xC0) == 0x80)
			len--;
	}
	memcpy(out, text, len);
	out[len] = '\0';
}

enum opt_err
opt_fail(struct opt_set *set, enum opt_err err, const char *option, size_t len)
{
	struct opt_fault *f = &set->fault;

	f->err = err;
	opt_copy(f->option, sizeof(f->option), option, len);
	f->detail[CT_LANG_EN][0] = f->detail[CT_LANG_ZH][0] = '\0';
	return err;
}

enum opt_err
opt_fail_detail(struct opt_set *set, enum opt_err err, const char *option,
    const char *en, const char *zh)
{
	struct opt_fault *f = &set->fault;

	opt_fail(set, err, option, strlen(option));
	opt_copy(f->detail[CT_LANG_EN], sizeof(f->detail[0]), en, strlen(en));
	opt_copy(f->detail[CT_LANG_ZH], sizeof(f->detail[0]), zh, strlen(zh));
	return err;
}

/* The option's own name, as a person writes it, is what errors are about. */
static enum opt_err
fail_value(struct opt_set *set, enum opt_err err, const struct opt *o,
    const char *en, const char *zh)
{
	char name[sizeof(set->fault.option)] = "--";
	size_t dashes = set->fault.line > 0 ? 0 : 2;

	opt_name(o, name + dashes, sizeof(name) - dashes);
	return opt_fail_detail(set, err, name, en, zh);
}

void
opt_name(const struct opt *o, char *out, size_t size)
{
	opt_copy(out, size, o->name, strlen(o->name));
	for (; *out != '\0'; out++)
		if (*out == '_')
			*out = '-';
}

bool
opt_is_text(const char *value)
{
	struct ct_slice s = ct_slice_str(value);

	for (size_t i = 0; i < s.len; i++)
		if ((unsigned char)value[i] < 0x20 || value[i] == 0x7F)
			return false;
	return ct_utf8_valid(s);
}

/* A decimal number within the option's bounds, nothing before or after. */
static bool
parse_int(const struct opt *o, const char *text, int64_t *out)
{
	bool negative = *text == '-';
	uint64_t limit = negative ? (uint64_t)INT64_MAX + 1 : INT64_MAX;
	uint64_t v = 0;

	text += negative;
	if (*text == '\0')
		return false;
	for (; *text != '\0'; text++) {
		unsigned digit = (unsigned char)*text - (unsigned)'0';

		if (digit > 9 || v > (limit - digit) / 10)
			return false;
		v = v * 10 + digit;
	}
	*out = negative ? (int64_t)(0 - v) : (int64_t)v;
	return *out >= o->least && *out <= o->most;
}

static enum opt_err
set_int(struct opt_set *set, const struct opt *o, const char *value)
{
	int64_t v;
	char en[64], zh[64];

	if (parse_int(o, value, &v)) {
		memcpy((char *)set->target + o->at, &v, sizeof(v));
		return OPT_ERR_OK;
	}
	snprintf(en, sizeof(en), "%" PRId64 " to %" PRId64, o->least, o->most);
	snprintf(zh, sizeof(zh), "%" PRId64 " 到 %" PRId64, o->least, o->most);
	return fail_value(set, OPT_ERR_NUMBER, o, en, zh);
}

static enum opt_err
set_bool(struct opt_set *set, const struct opt *o, const char *value)
{
	bool on = strcmp(value, "on") == 0;

	if (!on && strcmp(value, "off") != 0)
		return fail_value(set, OPT_ERR_CHOICE, o, "on, off", "on、off");
	memcpy((char *)set->target + o->at, &on, sizeof(on));
	return OPT_ERR_OK;
}

/* One of `choices`, which are separated by '|'; the table's text is kept. */
static enum opt_err
set_choice(struct opt_set *set, const struct opt *o, const char *value)
{
	const char *at = o->choices;
	size_t want = strlen(value);

	while (*at != '\0') {
		size_t len = strcspn(at, "|");

		if (want == len && memcmp(at, value, len) == 0)
			return opt_keep(set, o, value);
		at += len + (at[len] == '|');
	}
	return fail_value(set, OPT_ERR_CHOICE, o, o->choices, o->choices);
}

static enum opt_err
set_text(struct opt_set *set, const struct opt *o, const char *value)
{
	size_t most = o->most > 0 ? (size_t)o->most : text_max;
	char limit[24];

	if (*value == '\0')
		return fail_value(set, OPT_ERR_EMPTY, o, "", "");
	if (strlen(value) > most) {
		snprintf(limit, sizeof(limit), "%zu", most);
		return fail_value(set, OPT_ERR_LONG, o, limit, limit);
	}
	if (!opt_is_text(value))
		return fail_value(set, OPT_ERR_TEXT, o, "", "");
	return opt_keep(set, o, value);
}

/* A text of the command line outlives us; one of a file is copied. */
enum opt_err
opt_keep(struct opt_set *set, const struct opt *o, const char *value)
{
	size_t size = strlen(value) + 1;
	struct opt_string *s;

	if (set->fault.line > 0) {
		s = malloc(sizeof(*s) + size);
		if (s == NULL)
			return fail_value(set, OPT_ERR_NOMEM, o, "", "");
		memcpy(s->text, value, size);
		s->next = set->strings;
		set->strings = s;
		value = s->text;
	}
	memcpy((char *)set->target + o->at, &value, sizeof(value));
	return OPT_ERR_OK;
}

enum opt_err
opt_set_value(struct opt_set *set, const struct opt *o, const char *value)
{
	switch (o->kind) {
	case OPT_FLAG:
	case OPT_ONOFF:
		return set_bool(set, o, value);
	case OPT_INT:
		return set_int(set, o, value);
	case OPT_CHOICE:
		return set_choice(set, o, value);
	case OPT_TEXT:
		return set_text(set, o, value);
	default:
		return fail_value(set, OPT_ERR_UNKNOWN, o, "", "");
	}
}

/* One option; *used says whether it took the next argument. */
static enum opt_err
take_flag(struct opt_set *set, const char *arg, const char *next, bool *used)
{
	size_t len = strcspn(arg + 2, "=");
	const struct opt *o = opt_find(set, arg + 2, len);
	const char *value = arg[2 + len] == '=' ? arg + 2 + len + 1 : NULL;

	*used = false;
	if (o == NULL)
		return opt_fail(set, OPT_ERR_UNKNOWN, arg, 2 + len);
	if (o->kind == OPT_FLAG)
		return value != NULL
			   ? fail_value(set, OPT_ERR_SURPLUS, o, "", "")
			   : opt_set_value(set, o, "on");
	if (value == NULL) {
		if (next == NULL)
			return fail_value(set, OPT_ERR_MISSING, o, "", "");
		*used = true;
		value = next;
	}
	return opt_set_value(set, o, value);
}

enum opt_err
opt_surplus(struct opt_set *set, const char *operand)
{
	return opt_fail(set, OPT_ERR_OPERAND, operand, strlen(operand));
}

enum opt_err
opt_needed(struct opt_set *set, const char *what)
{
	return opt_fail(set, OPT_ERR_NEEDED, what, strlen(what));
}

enum opt_err
opt_args(struct opt_set *set, size_t count, char *const *args,
    const char **rest, size_t *rest_count)
{
	enum opt_err err = OPT_ERR_OK;
	bool options = true, used;
	size_t n = 0;

	set->fault = (struct opt_fault){0};
	for (size_t i = 0; i < count && err == OPT_ERR_OK; i++) {
		const char *next = i + 1 < count ? args[i + 1] : NULL;

		if (options && strcmp(args[i], "--") == 0) {
			options = false;
		} else if (options && args[i][0] == '-' && args[i][1] != '\0') {
			if (args[i][1] != '-')
				return opt_fail(set, OPT_ERR_UNKNOWN, args[i],
				    strlen(args[i]));
			err = take_flag(set, args[i], next, &used);
			i += used;
		} else if (rest == NULL) {
			err = opt_surplus(set, args[i]);
		} else {
			rest[n++] = args[i];
		}
	}
	if (rest_count != NULL)
		*rest_count = n;
	return err;
}

const char *
opt_peek(size_t count, char *const *args, const char *name)
{
	const char *found = NULL;
	size_t len = strlen(name);

	for (size_t i = 0; i < count && strcmp(args[i], "--") != 0; i++) {
		const char *arg = args[i];

		if (strncmp(arg, "--", 2) != 0 ||
		    strncmp(arg + 2, name, len) != 0)
			continue;
		if (arg[2 + len] == '=')
			found = arg + 2 + len + 1;
		else if (arg[2 + len] == '\0' && i + 1 < count)
			found = args[i + 1];
	}
	return found;
}

enum ct_lang
opt_lang(const char *choice, enum ct_lang otherwise)
{
	if (choice != NULL && strcmp(choice, "en") == 0)
		return CT_LANG_EN;
	if (choice != NULL && strcmp(choice, "zh") == 0)
		return CT_LANG_ZH;
	return otherwise;
}
