/* crosstalk charset detect: by the lines of a file, in constant memory. */
#include "charset.h"

#include "core/coding.h"
#include "core/detect.h"

#include <string.h>

enum { line_max = 65536 };

struct detecting {
	struct ct_detect state;
	struct ct_buf line;
	struct ct_coding gbk; /* sees whether GB18030's four bytes occur */
	struct ct_buf text;
	char mark[3];
	size_t seen; /* bytes */
	bool binary;
	uint64_t utf8, gbk_lines, invalid;
};

static void
end_line(struct detecting *d)
{
	struct ct_slice line = ct_buf_slice(&d->line);
	struct ct_coding_report r = {0};
	enum ct_line_charset found;

	if (line.len > 0 && line.data[line.len - 1] == '\r')
		line.len--;
	found = ct_detect_line(&d->state, line);
	d->utf8 += found == CT_LINE_UTF8;
	d->gbk_lines += found == CT_LINE_GBK;
	if (found == CT_LINE_GBK) {
		ct_buf_clear(&d->text, false);
		ct_coding_decode(&d->gbk, line, &d->text, &r);
		d->invalid += r.invalid;
	}
	ct_buf_clear(&d->line, false);
}

/* The first bytes, for a byte order mark. */
static void
keep_mark(struct detecting *d, const char *bytes, size_t n)
{
	for (size_t i = 0; i < n && d->seen + i < sizeof(d->mark); i++)
		d->mark[d->seen + i] = bytes[i];
	d->seen += n;
}

static int
take(void *ctx, const char *bytes, size_t n)
{
	struct detecting *d = ctx;

	keep_mark(d, bytes, n);
	d->binary = d->binary || memchr(bytes, 0, n) != NULL;
	while (n > 0) {
		const char *lf = memchr(bytes, '\n', n);
		size_t part = lf != NULL ? (size_t)(lf - bytes) : n;
		size_t space = line_max - d->line.len;

		/* A line longer than that is judged in parts. */
		part = part < space ? part : space;
		if (ct_buf_add(&d->line, bytes, part) != CT_OK)
			return APP_SYSTEM;
		bytes += part;
		n -= part;
		if (n > 0 && bytes[0] == '\n') {
			bytes++;
			n--;
			end_line(d);
		} else if (d->line.len == line_max) {
			end_line(d);
		}
	}
	return APP_OK;
}

/* A label, or "unknown". */
static const char *
verdict(struct detecting *d)
{
	if (d->line.len > 0)
		end_line(d);
	if (d->seen >= 2 && (memcmp(d->mark, "\xff\xfe", 2) == 0 ||
				memcmp(d->mark, "\xfe\xff", 2) == 0))
		return "utf-16";
	if (d->seen >= 3 && memcmp(d->mark, "\xef\xbb\xbf", 3) == 0)
		return "utf-8-bom";
	if (d->binary)
		return "binary";
	if (d->utf8 == 0 && d->gbk_lines == 0)
		return "ascii";
	if (d->gbk_lines == 0 || d->utf8 > 9 * d->gbk_lines)
		return "utf-8";
	/* Bytes that mean nothing even as GBK, one in ten lines or more. */
	if (d->invalid * 10 > d->gbk_lines)
		return "unknown";
	return ct_coding_name(&d->gbk);
}

static int
detect_one(const struct charset_run *r, const char *path, struct ct_buf *out)
{
	struct detecting d = {0};
	const char *label;
	int code;

	ct_buf_init(&d.line, line_max);
	ct_buf_init(&d.text, 4 * line_max);
	if (ct_coding_init(&d.gbk, NULL, "gbk") != CT_OK)
		return APP_SYSTEM;
	code = charset_read(r, path, take, &d);
	label = verdict(&d);
	if (code == APP_OK) {
		ct_buf_clear(out, false);
		ct_buf_add_str(out, path);
		ct_buf_add_str(out, ": ");
		ct_buf_add_str(out, label);
		ct_buf_add_str(out, "\n");
		code = charset_print(ct_buf_slice(out));
	}
	if (code == APP_OK && strcmp(label, "unknown") == 0)
		code = APP_INPUT;
	ct_buf_fini(&d.line);
	ct_buf_fini(&d.text);
	ct_coding_fini(&d.gbk);
	return code;
}

int
charset_detect(const struct charset_run *r)
{
	const char *const *files;
	size_t count = charset_files(r, &files);
	struct ct_buf out;
	int worst = APP_OK;

	ct_buf_init(&out, 65536);
	for (size_t i = 0; i < count && worst != APP_OUTPUT; i++) {
		int code = detect_one(r, files[i], &out);

		worst = code > worst ? code : worst;
	}
	ct_buf_fini(&out);
	return worst;
}
