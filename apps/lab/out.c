/* Appends, as long as nothing has failed. */
#include "out.h"

#include <string.h>

void
lab_put_slice(struct lab_out *o, struct ct_slice bytes)
{
	if (o->err == CT_OK)
		o->err = ct_buf_add_slice(o->buf, bytes);
}

void
lab_put(struct lab_out *o, const char *text)
{
	lab_put_slice(o, ct_slice_str(text));
}

void
lab_put_many(struct lab_out *o, const char *text, size_t times)
{
	while (times-- > 0)
		lab_put(o, text);
}

char *
lab_put_room(struct lab_out *o)
{
	if (o->err == CT_OK)
		o->err = ct_buf_reserve(o->buf, LAB_PUTF_MAX);
	return o->err == CT_OK ? o->buf->data + o->buf->len : NULL;
}

void
lab_put_done(struct lab_out *o, int n)
{
	if (n < 0 || n >= LAB_PUTF_MAX)
		o->err = CT_EFULL;
	else
		o->buf->len += (size_t)n;
}

void
lab_put_phrase(struct lab_out *o, const char *phrase, const char *const *args,
    size_t count)
{
	for (const char *p = phrase; *p != '\0';) {
		size_t plain = strcspn(p, "{");

		lab_put_slice(o, (struct ct_slice){p, plain});
		p += plain;
		if (*p == '\0')
			break;
		if (p[1] >= '0' && p[1] <= '9' && p[2] == '}') {
			if ((size_t)(p[1] - '0') < count)
				lab_put(o, args[p[1] - '0']);
			p += 3;
		} else {
			lab_put(o, "{");
			p++;
		}
	}
}
