/* crosstalk charset explain: how garbled text came to be, and its repair. */
#include "charset.h"
#include "lines.h"
#include "mojibake.h"
#include "tell.h"

#include <string.h>

/* Text with its explanation appended to `out`. */
static enum ct_err
add_steps(
    const struct charset_run *r, const struct mojibake *m, struct ct_buf *out)
{
	enum ct_err err = CT_OK;

	for (size_t i = 0; i < m->count && err == CT_OK; i++) {
		err = words_add(out, r->app->lang, WORD_MISTAKE,
		    ct_slice_str(m->steps[i].written),
		    ct_slice_str(m->steps[i].read));
		if (err == CT_OK)
			err = ct_buf_add_u8(out, '\n');
	}
	return err;
}

static enum ct_err
add_repair(
    const struct charset_run *r, const struct mojibake *m, struct ct_buf *out)
{
	char number[24];
	struct ct_buf digits = {number, 0, sizeof(number), sizeof(number)};
	enum word w = m->lost > 0 ? WORD_REPAIR_PART : WORD_REPAIR;
	enum ct_err err;

	ct_buf_add_dec(&digits, m->lost);
	err = words_add(out, r->app->lang, w, ct_buf_slice(&m->text),
	    ct_buf_slice(&digits));
	return err == CT_OK ? ct_buf_add_u8(out, '\n') : err;
}

static int
explain(const struct charset_run *r, struct ct_slice text)
{
	struct mojibake m;
	struct ct_buf out;
	enum ct_err err = mojibake_explain(&m, r->port, text);
	int code = APP_SYSTEM;

	if (err != CT_OK)
		return APP_SYSTEM;
	ct_buf_init(&out, 1 << 24);
	if (m.count > 0) {
		err = add_steps(r, &m, &out);
		if (err == CT_OK)
			err = add_repair(r, &m, &out);
	} else {
		err =
		    words_add(&out, r->app->lang, WORD_NO_MISTAKE, text, text);
		if (err == CT_OK)
			err = ct_buf_add_u8(&out, '\n');
	}
	if (err == CT_OK)
		code = charset_print(ct_buf_slice(&out));
	if (code == APP_OK && m.count == 0)
		code = APP_INPUT;
	ct_buf_fini(&out);
	mojibake_fini(&m);
	return code;
}

struct explaining {
	const struct charset_run *r;
	struct lines lines;
	struct ct_buf text;
	int worst;
};

static int
take(void *ctx, const char *bytes, size_t n)
{
	struct explaining *e = ctx;
	enum ct_err err;

	if (n == 0)
		lines_end(&e->lines);
	else if (lines_feed(&e->lines, bytes, n) != CT_OK)
		return APP_SYSTEM;
	while ((err = lines_next(&e->lines, &e->text)) == CT_OK) {
		int code = explain(e->r, ct_buf_slice(&e->text));

		if (code == APP_OUTPUT)
			return code;
		e->worst = code > e->worst ? code : e->worst;
	}
	if (err == CT_MORE || err == CT_END)
		return APP_OK;
	tell(e->r->app, WORD_BAD_INPUT, "", "utf-8");
	return APP_INPUT;
}

static int
explain_input(const struct charset_run *r)
{
	struct explaining e = {.r = r};
	int code;

	if (lines_init(&e.lines, r->port, "utf-8") != CT_OK)
		return APP_SYSTEM;
	ct_buf_init(&e.text, LINES_TEXT_MAX);
	code = charset_read(r, "-", take, &e);
	ct_buf_fini(&e.text);
	lines_fini(&e.lines);
	return code > e.worst ? code : e.worst;
}

int
charset_explain(const struct charset_run *r)
{
	struct ct_buf all;
	int code;

	if (r->u->rest_count == 0)
		return explain_input(r);
	ct_buf_init(&all, 1 << 20);
	for (size_t i = 0; i < r->u->rest_count; i++) {
		if (i > 0)
			ct_buf_add_u8(&all, ' ');
		ct_buf_add_str(&all, r->u->rest[i]);
	}
	code = explain(r, ct_buf_slice(&all));
	ct_buf_fini(&all);
	return code;
}
