/* The table of the client's sentences, and how their places are filled. */
#include "words.h"

#include "core/phrase.h"

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

enum ct_err
words_add(struct ct_buf *out, enum ct_lang lang, enum word w, struct ct_slice a,
    struct ct_slice b)
{
	const struct ct_slice value[2] = {a, b};
	size_t before = out->len;
	enum ct_err err = ct_phrase_fill(out, words_text(lang, w), value, 2);

	if (err != CT_OK)
		out->len = before;
	return err;
}
