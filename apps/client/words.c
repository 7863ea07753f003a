/* The table of the client's sentences, and how their places are filled. */
#include "words.h"

#include <string.h>

static const char *const words[WORD_COUNT][CT_LANG_COUNT] = {
#define WORDS_ROW(name, en, zh) {en, zh},
    WORDS_LIST(WORDS_ROW)
#undef WORDS_ROW
};

const char *
words_text(enum ct_lang lang, enum word w)
{
	return words[w][lang == CT_LANG_ZH ? CT_LANG_ZH : CT_LANG_EN];
}

static enum ct_err
fill(struct ct_buf *out, const char *text, const struct ct_slice value[2])
{
	const char *at = strchr(text, '{');
	enum ct_err err = CT_OK;

	while (at != NULL && err == CT_OK) {
		err = ct_buf_add(out, text, (size_t)(at - text));
		if (err == CT_OK)
			err = ct_buf_add_slice(out, value[at[1] - '0']);
		text = at + 3;
		at = strchr(text, '{');
	}
	return err == CT_OK ? ct_buf_add_str(out, text) : err;
}

enum ct_err
words_add(struct ct_buf *out, enum ct_lang lang, enum word w, struct ct_slice a,
    struct ct_slice b)
{
	const struct ct_slice value[2] = {a, b};
	size_t before = out->len;
	enum ct_err err = fill(out, words_text(lang, w), value);

	if (err != CT_OK)
		out->len = before;
	return err;
}
