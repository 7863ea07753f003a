/* crosstalk charset convert: files or standard input into another charset. */
#include "charset.h"
#include "convert.h"
#include "tell.h"

struct converting {
	struct convert c;
	struct ct_buf out;
};

static int
take(void *ctx, const char *bytes, size_t n)
{
	struct converting *w = ctx;
	enum ct_err err;

	ct_buf_clear(&w->out, false);
	if (n > 0)
		err = convert_feed(&w->c, bytes, n, &w->out);
	else
		err = convert_end(&w->c, &w->out);
	return err == CT_OK ? charset_print(ct_buf_slice(&w->out)) : APP_SYSTEM;
}

/* Counts of what did not go straight through, for --strict. */
static bool
was_exact(const struct convert *c)
{
	return c->invalid == 0 && c->escaped == 0;
}

int
charset_convert(const struct charset_run *r)
{
	struct converting w;
	const char *const *files;
	const char *bad;
	size_t count = charset_files(r, &files);
	int code = APP_OK;
	enum ct_err err;

	err = convert_init(&w.c, r->port, r->u->charset, r->u->to, &bad);
	if (err == CT_ECHARSET)
		return usage_bad_charset(r->app, r->port, bad);
	if (err != CT_OK)
		return APP_SYSTEM;
	ct_buf_init(&w.out, 1 << 24);
	for (size_t i = 0; i < count && code == APP_OK; i++)
		code = charset_read(r, files[i], take, &w);
	if (code == APP_OK && r->u->strict && !was_exact(&w.c)) {
		tell(r->app, WORD_NOT_EXACT, NULL, NULL);
		code = APP_INPUT;
	}
	ct_buf_fini(&w.out);
	convert_fini(&w.c);
	return code;
}
