/* One line on standard error, in the person's language. */
#include "tell.h"

#include "apps/common/complain.h"

enum { line_max = 64 * 1024 };

void
tell_slice(
    const struct app *app, enum word w, struct ct_slice a, struct ct_slice b)
{
	struct ct_buf line;

	ct_buf_init(&line, line_max);
	if (words_add(&line, app->lang, w, a, b) == CT_OK)
		complain_line("crosstalk", ct_buf_slice(&line));
	ct_buf_fini(&line);
}

void
tell(const struct app *app, enum word w, const char *a, const char *b)
{
	tell_slice(app, w, ct_slice_str(a != NULL ? a : ""),
	    ct_slice_str(b != NULL ? b : ""));
}

const char *
tell_pf(const struct app *app, enum pf_err err)
{
	return pf_err_text(err, app->lang == CT_LANG_ZH);
}
