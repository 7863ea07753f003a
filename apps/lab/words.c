/* The table of what the laboratory says. */
#include "words.h"

static const char *const texts[][CT_LANG_COUNT] = {
#define TEXT(name, en, zh) [LAB_WORD_##name] = {en, zh},
    LAB_WORDS_LIST(TEXT)
#undef TEXT
};

const char *
lab_word(enum ct_lang lang, enum lab_word w)
{
	return texts[w][lang];
}
