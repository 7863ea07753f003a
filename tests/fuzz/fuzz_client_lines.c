/* Input as lines: the same in any portions, always valid UTF-8 without LF. */
#include <stdlib.h>

#include "apps/client/lines.h"
#include "core/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(bool holds)
{
	if (!holds)
		abort();
}

/* All lines that are there, with LF behind each. */
static enum ct_err
drain(struct lines *l, struct ct_buf *all)
{
	struct ct_buf line;
	enum ct_err err;

	ct_buf_init(&line, 4 * LINES_RAW_MAX);
	while ((err = lines_next(l, &line)) == CT_OK) {
		struct ct_slice s = ct_buf_slice(&line);

		must(s.len > 0 && s.len <= LINES_TEXT_MAX && ct_utf8_valid(s));
		for (size_t i = 0; i < s.len; i++)
			must(s.data[i] != '\n');
		must(ct_buf_add_slice(all, s) == CT_OK);
		must(ct_buf_add_u8(all, '\n') == CT_OK);
	}
	ct_buf_fini(&line);
	return err;
}

static enum ct_err
read_all(const char *charset, const uint8_t *data, size_t size, size_t step,
    struct ct_buf *all)
{
	struct lines l;
	enum ct_err err = CT_MORE;

	must(lines_init(&l, NULL, charset) == CT_OK);
	for (size_t at = 0; at < size && err == CT_MORE; at += step) {
		size_t n = size - at < step ? size - at : step;

		must(lines_feed(&l, data + at, n) == CT_OK);
		err = drain(&l, all);
	}
	lines_end(&l);
	if (err == CT_MORE)
		err = drain(&l, all);
	lines_fini(&l);
	return err;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const charsets[] = {"utf-8", "gbk", "gb18030"};
	struct ct_buf whole, parts;

	if (size > LINES_RAW_MAX)
		return 0;
	for (size_t i = 0; i < sizeof(charsets) / sizeof(charsets[0]); i++) {
		size_t step = size > 0 ? data[0] % 7 + 1 : 1;
		enum ct_err err;

		ct_buf_init(&whole, 1 << 24);
		ct_buf_init(&parts, 1 << 24);
		err = read_all(charsets[i], data, size, size + 1, &whole);
		must(err == CT_END || err == CT_EINVAL || err == CT_ELINE);
		must(err == read_all(charsets[i], data, size, step, &parts));
		must(ct_slice_eq(ct_buf_slice(&whole), ct_buf_slice(&parts)));
		ct_buf_fini(&whole);
		ct_buf_fini(&parts);
	}
	return 0;
}
