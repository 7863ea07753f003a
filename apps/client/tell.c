/* One line on standard error, in the person's language. */
#include "tell.h"

#include "core/coding.h"
#include "core/text.h"
#include "platform/console.h"

enum { line_max = 64 * 1024 };

/* The sentence without anything in it that acts on a terminal. */
static enum ct_err
clean(struct ct_slice raw, struct ct_buf *line)
{
	struct ct_coding utf8;
	struct ct_buf valid;
	enum ct_err err = ct_coding_init(&utf8, NULL, "utf-8");

	if (err != CT_OK)
		return err;
	ct_buf_init(&valid, line_max * 3);
	err = ct_coding_decode(&utf8, raw, &valid, NULL);
	if (err == CT_OK)
		err = ct_text_clean(ct_buf_slice(&valid), false, line);
	ct_buf_fini(&valid);
	ct_coding_fini(&utf8);
	return err;
}

void
tell_slice(
    const struct app *app, enum word w, struct ct_slice a, struct ct_slice b)
{
	struct ct_buf raw, line;

	ct_buf_init(&raw, line_max);
	ct_buf_init(&line, line_max * 3);
	if (ct_buf_add_str(&raw, "crosstalk: ") == CT_OK &&
	    words_add(&raw, app->lang, w, a, b) == CT_OK &&
	    clean(ct_buf_slice(&raw), &line) == CT_OK &&
	    ct_buf_add_u8(&line, '\n') == CT_OK)
		pf_console_write(true, line.data, line.len);
	ct_buf_fini(&raw);
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
