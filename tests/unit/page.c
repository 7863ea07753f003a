/* Pages of documentation: lines, fenced blocks, tables. */
#include "page.h"
#include "tests/shim/shim.h"

#include <stdio.h>
#include <string.h>

enum { note_column = 37 };

bool
page_load(struct ct_buf *page, const char *path)
{
	char bytes[4096];
	size_t n;
	FILE *f;

	ct_buf_init(page, 1 << 20);
	ct_buf_add_str(page, CT_SOURCE_DIR "/");
	ct_buf_add_str(page, path);
	ct_buf_add_u8(page, 0);
	f = fopen(page->data, "rb");
	ct_buf_clear(page, false);
	if (f == NULL) {
		ADD_FAILURE("cannot open %s", path);
		return false;
	}
	while ((n = fread(bytes, 1, sizeof(bytes), f)) > 0)
		ct_buf_add(page, bytes, n);
	fclose(f);
	EXPECT_GT(page->len, 0);
	return page->len > 0;
}

static struct ct_slice
after(struct ct_slice s, size_t n)
{
	if (n > s.len)
		n = s.len;
	return n == 0 ? s : (struct ct_slice){s.data + n, s.len - n};
}

static struct ct_slice
trim(struct ct_slice s)
{
	while (s.len > 0 && s.data[0] == ' ')
		s = after(s, 1);
	while (s.len > 0 && s.data[s.len - 1] == ' ')
		s.len--;
	return s;
}

bool
page_line(struct ct_slice *rest, struct ct_slice *line)
{
	const char *lf;

	if (rest->len == 0)
		return false;
	lf = memchr(rest->data, '\n', rest->len);
	*line = *rest;
	if (lf != NULL)
		line->len = (size_t)(lf - rest->data);
	*rest = after(*rest, line->len + 1);
	return true;
}

static int
digit(char c)
{
	static const char digits[] = "0123456789abcdef";
	const char *at = c != '\0' ? strchr(digits, c) : NULL;

	return at != NULL ? (int)(at - digits) : -1;
}

/* One line of a hex block into bytes and, if there is one, a note. */
static void
add_hex_line(struct page_block *b, struct ct_slice line)
{
	struct ct_slice note = trim(after(line, note_column));
	struct ct_slice hex = {
	    line.data, line.len - after(line, note_column).len};

	for (hex = trim(hex); hex.len > 0; hex = trim(after(hex, 2))) {
		int high = digit(hex.data[0]);
		int low = hex.len > 1 ? digit(hex.data[1]) : -1;

		if (high < 0 || low < 0)
			FAIL("not hex: %.*s", (int)line.len, line.data);
		ct_buf_add_u8(&b->bytes, (uint8_t)(high << 4 | low));
	}
	if (note.len == 0)
		return;
	ASSERT_LT(b->notes, PAGE_NOTES);
	b->note[b->notes++] = note;
}

/* Takes the lines up to the closing fence. */
static void
take_block(struct ct_slice *rest, struct page_block *b)
{
	bool hex = ct_slice_eq(b->kind, ct_slice_str("hex"));
	struct ct_slice line;

	b->text = (struct ct_slice){rest->data, 0};
	while (page_line(rest, &line)) {
		if (ct_slice_eq(line, ct_slice_str("```")))
			return;
		b->text.len += line.len + 1;
		if (hex)
			add_hex_line(b, line);
	}
	ADD_FAILURE("a block has no end");
}

/* "```hex client": the words behind the fence. */
static bool
is_fence(struct ct_slice line, struct page_block *b)
{
	const char *space;

	if (line.len < 3 || memcmp(line.data, "```", 3) != 0)
		return false;
	line = after(line, 3);
	space = line.len > 0 ? memchr(line.data, ' ', line.len) : NULL;
	b->kind = line;
	if (space != NULL)
		b->kind.len = (size_t)(space - line.data);
	b->tag = trim(after(line, b->kind.len));
	return true;
}

void
page_blocks(const struct ct_buf *page,
    void (*fn)(void *ctx, const struct page_block *b), void *ctx)
{
	struct ct_slice rest = ct_buf_slice(page), line;

	while (page_line(&rest, &line)) {
		struct page_block b = {.notes = 0};

		if (!is_fence(line, &b))
			continue;
		ct_buf_init(&b.bytes, 1 << 16);
		INFO("block %.*s: %.60s", (int)line.len, line.data, rest.data);
		take_block(&rest, &b);
		fn(ctx, &b);
		ct_buf_fini(&b.bytes);
	}
	INFO("%s", "");
}

size_t
page_cells(struct ct_slice line, struct ct_slice cell[PAGE_CELLS])
{
	size_t n = 0;

	if (line.len < 2 || line.data[0] != '|')
		return 0;
	line = after(line, 1);
	while (line.len > 0 && n < PAGE_CELLS) {
		const char *bar = memchr(line.data, '|', line.len);
		size_t len = bar != NULL ? (size_t)(bar - line.data) : line.len;

		cell[n++] = trim((struct ct_slice){line.data, len});
		line = after(line, len + 1);
	}
	return n;
}

size_t
page_count(const struct ct_buf *page, struct ct_slice want)
{
	struct ct_slice rest = ct_buf_slice(page), line;
	size_t count = 0;

	while (page_line(&rest, &line))
		count += ct_slice_eq(line, want);
	return count;
}

bool
page_number(struct ct_slice s, uint64_t *out)
{
	*out = 0;
	for (size_t i = 0; i < s.len; i++) {
		if (s.data[i] < '0' || s.data[i] > '9')
			return false;
		*out = *out * 10 + (uint64_t)(s.data[i] - '0');
	}
	return s.len > 0;
}
