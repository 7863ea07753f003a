/*
 * A connection's charset: nothing in makes invalid text; what goes out comes
 * back; cuts and tails hold. The first byte chooses charset and options.
 */
#include "core/coding.h"
#include "core/coding_utf8.h"

#include <stdlib.h>
#include <string.h>

static void
check(bool ok)
{
	if (!ok)
		abort();
}

/* Text that has no C1 controls, which stay escaped on their way back. */
static bool
is_reversible(struct ct_slice text)
{
	for (size_t i = 0; i + 1 < text.len; i++)
		if (text.data[i] == '\xC2' && text.data[i + 1] < '\xA0')
			return false;
	return true;
}

static void
out_and_back(struct ct_coding *c, struct ct_slice text)
{
	struct ct_buf bytes, back;
	struct ct_slice rest;
	size_t n;

	ct_buf_init(&bytes, 1 << 24);
	ct_buf_init(&back, 1 << 24);
	check(ct_coding_encode(c, text, &bytes, NULL) == CT_OK);
	check(ct_coding_tail(c, ct_buf_slice(&bytes)) == 0);
	for (rest = ct_buf_slice(&bytes); rest.len > 0; rest.len -= n) {
		n = ct_coding_cut(c, rest, 80); /* no name is longer */
		check(n > 0 && n <= 80);
		check(ct_coding_decode(c, (struct ct_slice){rest.data, n},
			  &back, NULL) == CT_OK);
		rest.data += n;
	}
	check(!is_reversible(text) || ct_slice_eq(ct_buf_slice(&back), text));
	ct_buf_fini(&bytes);
	ct_buf_fini(&back);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const labels[] = {
	    "utf-8", "gbk", "cp936", "gb18030", "auto"};
	struct ct_slice line, text;
	struct ct_coding_report report;
	struct ct_coding c;
	struct ct_buf b;

	if (size == 0)
		return 0;
	line = (struct ct_slice){(const char *)data + 1, size - 1};
	check(ct_coding_init(&c, NULL, labels[data[0] % 5]) == CT_OK);
	c.names = (data[0] & 0x80) != 0;
	ct_buf_init(&b, 1 << 24);
	check(ct_coding_tail(&c, line) <= 3);
	check(ct_coding_cut(&c, line, size / 2) <= size / 2);
	check(ct_coding_decode(&c, line, &b, &report) == CT_OK);
	text = ct_buf_slice(&b);
	check(ct_utf8_front(text) == text.len);
	check(report.charset == c.charset || c.automatic || report.learned);
	c.automatic = false;
	out_and_back(&c, text);
	ct_buf_clear(&b, false);
	check(ct_coding_encode(&c, line, &b, NULL) == CT_OK);
	ct_buf_fini(&b);
	ct_coding_fini(&c);
	return 0;
}
