/* The words for errors, the same on every system. */
#include "err.h"

#include <stddef.h>

struct text {
	const char *token;
	const char *en;
	const char *zh;
};

static const struct text texts[PF_ERR_COUNT] = {
#define PF_ERR_TEXT(name, token, en, zh) [PF_##name] = {token, en, zh},
    PF_ERR_LIST(PF_ERR_TEXT)
#undef PF_ERR_TEXT
};

static const struct text *
find(enum pf_err err)
{
	size_t i = (size_t)err;

	return &texts[i < PF_ERR_COUNT ? i : (size_t)PF_EOTHER];
}

const char *
pf_err_token(enum pf_err err)
{
	return find(err)->token;
}

const char *
pf_err_text(enum pf_err err, int zh)
{
	return zh ? find(err)->zh : find(err)->en;
}
