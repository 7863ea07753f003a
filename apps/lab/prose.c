/* What stops at the first error. */
#include "prose.h"

#include "apps/common/width.h"
#include "apps/common/wrap.h"

#include <string.h>

enum { PROSE_MAX = 16384 }; /* bytes of a paragraph */

void
lab_put_joined(struct lab_out *o, const char *text)
{
	if (o->err == CT_OK)
		o->err = wrap_join(o->buf, ct_slice_str(text));
}

void
lab_put_hanging(struct lab_out *o, struct ct_slice line, size_t used,
    size_t indent, size_t width)
{
	if (o->err == CT_OK)
		o->err = wrap_add(o->buf, line, used, indent, width);
}

static bool
fits(const char *text, size_t width)
{
	while (*text != '\0') {
		size_t n = strcspn(text, "\n");

		if (width_cells((struct ct_slice){text, n}, 1) > width)
			return false;
		text += n + (text[n] != '\0');
	}
	return true;
}

void
lab_put_prose(struct lab_out *o, const char *text, size_t width)
{
	struct ct_buf line;
	struct lab_out l = {.buf = &line};

	if (fits(text, width)) {
		lab_put(o, text);
		return;
	}
	ct_buf_init(&line, PROSE_MAX);
	lab_put_joined(&l, text);
	lab_put_hanging(o, ct_buf_slice(&line), 0, 0, width);
	lab_put(o, "\n");
	if (o->err == CT_OK)
		o->err = l.err;
	ct_buf_fini(&line);
}
