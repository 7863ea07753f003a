/* The table of errors as text, and the two helpers of a slice. */
#include "ct.h"

#include <string.h>

struct entry {
	enum ct_err err;
	const char *token;
	const char *text[CT_LANG_COUNT];
};

static const struct entry entries[] = {
#define ENTRY(name, code, token, en, zh) {CT_##name, token, {en, zh}},
    CT_ERR_LIST(ENTRY)
#undef ENTRY
};

static const struct entry *
find(enum ct_err err)
{
	for (size_t i = 0; i < sizeof(entries) / sizeof(entries[0]); i++)
		if (entries[i].err == err)
			return &entries[i];
	return NULL;
}

const char *
ct_err_token(enum ct_err err)
{
	const struct entry *e = find(err);

	return e != NULL ? e->token : "unknown";
}

const char *
ct_err_text(enum ct_err err, enum ct_lang lang)
{
	const struct entry *e = find(err);

	if (e == NULL || lang < 0 || lang >= CT_LANG_COUNT)
		return "?";
	return e->text[lang];
}

struct ct_slice
ct_slice_str(const char *s)
{
	return (struct ct_slice){s, strlen(s)};
}

bool
ct_slice_eq(struct ct_slice a, struct ct_slice b)
{
	return a.len == b.len &&
	       (a.len == 0 || memcmp(a.data, b.data, a.len) == 0);
}
