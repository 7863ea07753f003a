/* The table of phrases, and the filling in of their places. */
#include "phrase.h"

#include <string.h>

struct entry {
	enum ct_phrase phrase;
	const char *text[CT_LANG_COUNT];
};

static const struct entry entries[] = {
#define ENTRY(name, number, en, zh) {CT_PHRASE_##name, {en, zh}},
    CT_PHRASE_LIST(ENTRY)
#undef ENTRY
};

const char *
ct_phrase_text(enum ct_phrase p, enum ct_lang lang)
{
	for (size_t i = 0; i < sizeof(entries) / sizeof(entries[0]); i++)
		if (entries[i].phrase == p)
			return entries[i].text[lang];
	return "?";
}

/* The index of a place "{0}" at `s`, or -1. */
static int
place(const char *s)
{
	if (s[0] == '{' && s[1] >= '0' && s[1] <= '9' && s[2] == '}')
		return s[1] - '0';
	return -1;
}

enum ct_err
ct_phrase_fill(struct ct_buf *out, const char *text,
    const struct ct_slice *args, size_t count)
{
	enum ct_err err = CT_OK;

	while (*text != '\0' && err == CT_OK) {
		int at = place(text);
		size_t plain = 1 + strcspn(text + 1, "{");

		if (at < 0) {
			err = ct_buf_add(out, text, plain);
			text += plain;
			continue;
		}
		if ((size_t)at < count)
			err = ct_buf_add_slice(out, args[at]);
		text += 3;
	}
	return err;
}

enum ct_err
ct_phrase_add(struct ct_buf *out, enum ct_phrase p, enum ct_lang lang,
    const struct ct_slice *args, size_t count)
{
	return ct_phrase_fill(out, ct_phrase_text(p, lang), args, count);
}
