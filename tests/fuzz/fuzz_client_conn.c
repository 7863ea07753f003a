/* The client's side of a connection: any bytes of a server, in any portions,
 * give the same frames, and nothing that is shown acts on a terminal. */
#include <stdlib.h>
#include <string.h>

#include "apps/client/conn.h"
#include "apps/client/view.h"
#include "core/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(bool holds)
{
	if (!holds)
		abort();
}

static void
hhmm(int64_t wall, char *out)
{
	(void)wall;
	strcpy(out, "12:34");
}

/* What is seen of it in one language; returns how the stream ended. */
static enum ct_err
see(const uint8_t *data, size_t size, size_t step, enum ct_lang lang,
    struct ct_buf *out)
{
	struct view v = {.lang = lang, .hhmm = hhmm, .asked = true};
	struct conn c;
	enum ct_err err = CT_MORE;

	v.me = ct_slice_str("me");
	v.lobby = ct_slice_str("lobby");
	conn_init(&c);
	for (size_t at = 0; at < size && err == CT_MORE; at += step) {
		struct ct_frame f;
		size_t n = size - at < step ? size - at : step;

		must(conn_feed(&c, data + at, n) == CT_OK);
		while ((err = conn_next(&c, &f)) == CT_OK)
			must(view_frame(&v, &f, out) == CT_OK);
	}
	conn_fini(&c);
	return err;
}

static void
must_be_clean(struct ct_slice text)
{
	struct ct_buf again;

	ct_buf_init(&again, 1 << 24);
	must(text.len == 0 || text.data[text.len - 1] == '\n');
	must(ct_text_clean(text, true, &again) == CT_OK);
	while (text.len > 0 && text.data[text.len - 1] == '\n')
		text.len--;
	must(ct_slice_eq(text, ct_buf_slice(&again)));
	ct_buf_fini(&again);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct ct_buf whole, parts;
	enum ct_err err;

	if (size > CONN_IN_MAX)
		return 0;
	ct_buf_init(&whole, 1 << 24);
	ct_buf_init(&parts, 1 << 24);
	for (int lang = 0; lang < CT_LANG_COUNT; lang++) {
		size_t step = size > 0 ? data[0] % 13 + 1 : 1;

		err = see(data, size, size + 1, (enum ct_lang)lang, &whole);
		must(err == see(data, size, step, (enum ct_lang)lang, &parts));
		must(ct_slice_eq(ct_buf_slice(&whole), ct_buf_slice(&parts)));
		must_be_clean(ct_buf_slice(&whole));
	}
	ct_buf_fini(&whole);
	ct_buf_fini(&parts);
	return 0;
}
