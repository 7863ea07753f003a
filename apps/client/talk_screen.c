/* The terminal of a conversation: what is written to it, and its size, which
 * may change while a line is being typed. */
#include "talk.h"

#include "platform/clock.h"

enum { answer_wait = 3000 }; /* ms; a terminal may not know the question */

int
talk_write(struct talk *t, struct ct_slice text)
{
	enum pf_err err = PF_EIO;

	ct_buf_clear(&t->bytes, false);
	if (ct_coding_encode(&t->coding, text, &t->bytes, NULL) == CT_OK)
		err = pf_console_write(false, t->bytes.data, t->bytes.len);
	return err == PF_OK ? APP_OK : APP_OUTPUT;
}

int
talk_flush(struct talk *t)
{
	struct ct_buf *out = &t->screen.out;
	int code = APP_OK;

	if (out->len > 0)
		code = talk_write(t, ct_buf_slice(out));
	ct_buf_clear(out, out->cap > 64 * 1024);
	return code;
}

static int
settle(struct talk *t, int column)
{
	t->settle_by = CT_NEVER;
	t->dirty = true;
	if (screen_settle(&t->screen, column) != CT_OK)
		return APP_SYSTEM;
	return talk_flush(t);
}

int
talk_resize(struct talk *t)
{
	int columns = t->screen.columns, rows = 24, column = -1;

	pf_console_size(&columns, &rows);
	if (!screen_resize(&t->screen, columns))
		return APP_OK;
	if (pf_console_cursor(&column) != PF_AGAIN)
		return settle(t, column);
	t->asks++;
	t->settle_by = pf_clock_mono() + answer_wait;
	return APP_OK;
}

/* Only the answer to the last question is about the size that we know. */
int
talk_cursor(struct talk *t, int column)
{
	int columns = t->screen.columns, rows = 24;

	if (t->asks == 0 || --t->asks > 0 || !t->screen.resized)
		return APP_OK;
	pf_console_size(&columns, &rows);
	if (columns != t->screen.columns)
		return talk_resize(t);
	return settle(t, column);
}

int
talk_unanswered(struct talk *t)
{
	return pf_clock_mono() >= t->settle_by ? settle(t, -1) : APP_OK;
}
