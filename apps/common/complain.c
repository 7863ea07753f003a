/* One line on standard error, with nothing in it that acts on a terminal. */
#include "complain.h"

#include "core/buf.h"
#include "core/coding.h"
#include "core/text.h"
#include "platform/console.h"

enum { raw_max = 128 * 1024, line_max = 3 * raw_max };

static enum ct_err
clean(struct ct_slice raw, struct ct_buf *line)
{
	struct ct_coding utf8;
	struct ct_buf valid;
	enum ct_err err = ct_coding_init(&utf8, NULL, "utf-8");

	if (err != CT_OK)
		return err;
	ct_buf_init(&valid, line_max);
	err = ct_coding_decode(&utf8, raw, &valid, NULL);
	if (err == CT_OK)
		err = ct_text_clean(ct_buf_slice(&valid), false, line);
	ct_buf_fini(&valid);
	ct_coding_fini(&utf8);
	return err;
}

void
complain_line(const char *who, struct ct_slice text)
{
	struct ct_buf raw, line;

	ct_buf_init(&raw, raw_max);
	ct_buf_init(&line, line_max);
	if (ct_buf_add_str(&raw, who) == CT_OK &&
	    ct_buf_add_str(&raw, ": ") == CT_OK &&
	    ct_buf_add_slice(&raw, text) == CT_OK &&
	    clean(ct_buf_slice(&raw), &line) == CT_OK &&
	    ct_buf_add_u8(&line, '\n') == CT_OK)
		pf_console_write(true, line.data, line.len);
	ct_buf_fini(&raw);
	ct_buf_fini(&line);
}
