/* Options: a first byte of 'f' and a configuration file, or any other and
 * arguments that NULs separate. */
#include "apps/common/options.h"

#include <stdlib.h>
#include <string.h>

struct target {
	bool flag, on;
	int64_t number;
	const char *text, *word;
};

#define AT(field) offsetof(struct target, field)

static const struct opt opts[] = {
    {"flag", OPT_FLAG, AT(flag), .flag_only = true, .en = "", .zh = ""},
    {"on", OPT_ONOFF, AT(on), .en = "", .zh = ""},
    {"number", OPT_INT, AT(number), -5, 70000, .en = "", .zh = ""},
    {"text", OPT_TEXT, AT(text), .en = "", .zh = ""},
    {"door_word", OPT_CHOICE, AT(word), .choices = "en|zh", .en = "", .zh = ""},
};

enum { args_max = 64 };

static enum opt_err
parse_args(struct opt_set *set, char *text, size_t len)
{
	char *args[args_max];
	const char *rest[args_max];
	size_t n = 0, kept = 0;

	for (char *at = text; at < text + len && n < args_max;) {
		args[n++] = at;
		at += strlen(at) + 1;
	}
	opt_peek(n, args, "text");
	return opt_args(set, n, args, rest, &kept);
}

static void
check(const struct opt_set *set, const struct target *t, enum opt_err err)
{
	struct ct_buf out;

	ct_buf_init(&out, 4096);
	if (err != OPT_ERR_OK &&
	    opt_fault_text(&set->fault, CT_LANG_ZH, &out) != CT_OK)
		abort();
	if (t->number < -5 || t->number > 70000)
		abort();
	if (t->word != NULL && strcmp(t->word, "en") != 0 &&
	    strcmp(t->word, "zh") != 0)
		abort();
	if (t->text != NULL && (*t->text == '\0' || strlen(t->text) > 1024))
		abort();
	ct_buf_fini(&out);
}

int
LLVMFuzzerTestOneInput(const unsigned char *data, size_t len)
{
	struct target t = {0};
	struct opt_set set = {
	    .opts = opts,
	    .count = sizeof(opts) / sizeof(opts[0]),
	    .target = &t,
	};
	char *copy;
	enum opt_err err;

	if (len == 0)
		return 0;
	copy = malloc(len);
	memcpy(copy, data + 1, len - 1);
	copy[len - 1] = '\0';
	if (data[0] == 'f')
		err = opt_file_text(
		    &set, "x.conf", (struct ct_slice){copy, len - 1});
	else
		err = parse_args(&set, copy, len - 1);
	check(&set, &t, err);
	opt_fini(&set);
	free(copy);
	return 0;
}
