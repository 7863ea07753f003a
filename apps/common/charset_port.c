/* Between the core's growable buffers and the platform's plain ones. */
#include "charset_port.h"

#include "platform/charset.h"

#include <string.h>

static enum ct_err
core_err(enum pf_err err)
{
	switch (err) {
	case PF_OK:
		return CT_OK;
	case PF_AGAIN:
		return CT_MORE;
	case PF_EILSEQ:
		return CT_EINVAL;
	case PF_ENOMEM:
		return CT_ENOMEM;
	case PF_EFULL:
		return CT_EFULL;
	default:
		return CT_ECHARSET;
	}
}

static enum ct_err
port_open(void *ctx, const char *label, void **handle)
{
	struct pf_charset *c = NULL;
	enum ct_err err = core_err(pf_charset_open(label, &c));

	(void)ctx;
	*handle = c;
	return err;
}

static void
port_close(void *ctx, void *handle)
{
	(void)ctx;
	pf_charset_close(handle);
}

typedef enum pf_err convert_fn(struct pf_charset *c, const char *in, size_t len,
    char *out, size_t cap, size_t *taken, size_t *made);

/* No character is longer than 4 bytes on either side. */
enum { widest = 4 };

static enum ct_err
convert(convert_fn *fn, void *handle, struct ct_slice *in, struct ct_buf *out)
{
	size_t room = out->max - out->len, taken = 0, made = 0;
	enum ct_err err;

	if (in->len == 0)
		return CT_OK;
	if (in->len < room / widest)
		room = in->len * widest;
	err = ct_buf_reserve(out, room);
	if (err != CT_OK)
		return err;
	if (room == 0)
		return CT_EFULL;
	err = core_err(fn(handle, in->data, in->len, out->data + out->len, room,
	    &taken, &made));
	in->data += taken;
	in->len -= taken;
	out->len += made;
	return err;
}

static enum ct_err
port_decode(void *ctx, void *handle, struct ct_slice *in, struct ct_buf *out)
{
	(void)ctx;
	return convert(pf_charset_decode, handle, in, out);
}

static enum ct_err
port_encode(void *ctx, void *handle, struct ct_slice *in, struct ct_buf *out)
{
	(void)ctx;
	return convert(pf_charset_encode, handle, in, out);
}

void
charset_port_init(struct charset_port *p)
{
	memset(p, 0, sizeof(*p));
	pf_charset_labels(p->labels, sizeof(p->labels));
	p->port = (struct ct_charset_port){
	    .labels = p->labels,
	    .open = port_open,
	    .close = port_close,
	    .decode = port_decode,
	    .encode = port_encode,
	};
}
