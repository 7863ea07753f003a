/* Any keys and sizes: the text stays valid, the cursor between two characters,
 * and what is drawn fits the terminal. */
#include <stdlib.h>
#include <string.h>

#include "apps/client/screen.h"
#include "apps/common/width.h"
#include "core/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(bool holds)
{
	if (!holds)
		abort();
}

/* What is drawn last, without its sequences: from the last CR on. */
static void
must_fit(const struct screen *s)
{
	struct ct_slice out = ct_buf_slice(&s->out);
	size_t end = out.len, cr;

	if (end >= 3 && memcmp(out.data + end - 3, "\x1b[K", 3) == 0)
		end -= 3;
	for (cr = end; cr > 0 && out.data[cr - 1] != '\r'; cr--)
		must((unsigned char)out.data[cr - 1] >= 0x20);
	out = (struct ct_slice){out.data + cr, end - cr};
	must(width_cells(out, s->ambiguous) < (size_t)s->columns);
}

static void
check(struct screen *s, struct edit *e)
{
	struct ct_slice text = ct_buf_slice(&e->text);
	struct ct_slice front = {text.data, e->cursor};

	must(e->cursor <= text.len && e->left <= e->cursor);
	must(ct_utf8_valid((struct ct_slice){text.data, e->left}));
	must(ct_utf8_valid(text) && ct_utf8_valid(front));
	must(screen_edit(s, ct_slice_str("你> "), e) == CT_OK);
	must(e->left <= e->cursor);
	must_fit(s);
	ct_buf_clear(&s->out, false);
}

static enum edit_result
press(struct edit *e, const uint8_t *key)
{
	uint32_t code = (uint32_t)key[1] << 8 | key[2];

	if (key[0] % 32 > PF_KEY_RESIZE)
		return edit_key(
		    e, PF_KEY_CHAR, (uint32_t)(key[0] & 31) << 16 | code);
	if (key[0] % 32 == PF_KEY_CTRL)
		code = 'a' + code % 26;
	return edit_key(e, (enum pf_key)(key[0] % 32), code);
}

/* Another size, and perhaps an answer where the cursor is. */
static void
resize(struct screen *s, const uint8_t *key)
{
	bool asks = screen_resize(s, 2 + key[1] % 60);

	must(!asks || s->resized);
	if (s->resized && key[2] < 200)
		must(screen_settle(s, key[2] - 1) == CT_OK);
	if (s->resized && key[2] >= 240)
		must(screen_hide(s) == CT_OK);
	must(s->out.len < 32);
	ct_buf_clear(&s->out, false);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct screen s;
	struct edit e;
	struct ct_buf line;

	if (size < 1 || size > 3000)
		return 0;
	screen_init(&s, true, 2 + data[0] % 60, 1 + data[0] / 128);
	edit_init(&e);
	ct_buf_init(&line, 1 << 20);
	for (size_t at = 1; at + 3 <= size; at += 3) {
		if (press(&e, data + at) == EDIT_SUBMIT)
			must(edit_take(&e, &line) == CT_OK);
		if (data[at] % 32 == PF_KEY_RESIZE)
			resize(&s, data + at);
		check(&s, &e);
	}
	ct_buf_fini(&line);
	edit_fini(&e);
	screen_fini(&s);
	return 0;
}
