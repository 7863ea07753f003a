/* The vectors of tests/data/conformance.tsv. */
#include "core/coding.h"
#include "core/gbk.h"
#include "gbk_data.h"

#include <stdlib.h>
#include <string.h>

enum { max_bytes = 256 };

struct vector {
	const char *id, *op, *profile;
	char in[max_bytes], want[max_bytes];
	size_t in_len, want_len;
	const char *in_text, *want_text;
};

/* One decoder, the input cut at two places. */
static void
decode_in_three(const struct vector *v, size_t first, size_t second)
{
	struct ct_gbk_decoder d = {0};
	size_t cuts[] = {0, first, second, v->in_len}, n = 0;
	char out[CT_GBK_DECODE_ROOM(max_bytes)];

	for (size_t i = 0; i < 3; i++) {
		size_t len = cuts[i + 1] - cuts[i];
		char *part = data_copy(v->in + cuts[i], len);

		n += ct_gbk_decode(
		    &d, (struct ct_slice){part, len}, i == 2, out + n);
		free(part);
	}
	INFO("%s cut at %zu and %zu", v->id, first, second);
	EXPECT_SLICE_EQ(((struct ct_slice){v->want, v->want_len}),
	    ((struct ct_slice){out, n}));
}

static void
check_dec(const struct vector *v)
{
	for (size_t i = 0; i <= v->in_len; i++)
		for (size_t j = i; j <= v->in_len; j++)
			decode_in_three(v, i, j);
}

static void
check_line(const struct vector *v, bool encode)
{
	struct ct_slice in = {v->in, v->in_len};
	struct ct_coding c;
	struct ct_buf out;
	enum ct_err err;

	ct_buf_init(&out, 1 << 16);
	ASSERT_EQ(CT_OK, ct_coding_init(&c, NULL, v->profile));
	err = encode ? ct_coding_encode(&c, in, &out, NULL)
		     : ct_coding_decode(&c, in, &out, NULL);
	EXPECT_EQ(CT_OK, err);
	EXPECT_SLICE_EQ(
	    ((struct ct_slice){v->want, v->want_len}), ct_buf_slice(&out));
	ct_coding_fini(&c);
	ct_buf_fini(&out);
}

/* "ascii" means that the line is no evidence: nothing is said of it. */
static void
check_detected(
    struct ct_coding *c, const char *hex, size_t hex_len, const char *want)
{
	struct ct_coding_report report;
	char digits[max_bytes], bytes[max_bytes];
	struct ct_buf out;
	size_t n;

	memcpy(digits, hex, hex_len);
	digits[hex_len] = '\0';
	n = data_hex(digits, bytes, sizeof(bytes));
	ct_buf_init(&out, 1 << 16);
	EXPECT_EQ(CT_OK,
	    ct_coding_decode(c, (struct ct_slice){bytes, n}, &out, &report));
	if (strncmp(want, "gbk", 3) == 0) {
		EXPECT_EQ(CT_CHARSET_GBK, report.charset);
		EXPECT_STREQ("gbk", ct_coding_name(c));
	} else {
		EXPECT_EQ(CT_CHARSET_UTF8, report.charset);
		EXPECT_STREQ("utf-8", ct_coding_name(c));
	}
	ct_buf_fini(&out);
}

static void
check_detect(const struct vector *v)
{
	const char *hex = v->in_text, *want = v->want_text;
	struct ct_coding c;

	ASSERT_EQ(CT_OK, ct_coding_init(&c, NULL, "auto"));
	for (;;) {
		size_t len = strcspn(hex, "|");

		check_detected(&c, hex, len, want);
		hex += len;
		want += strcspn(want, "|");
		if (*hex == '\0')
			break;
		hex++;
		want++;
	}
	EXPECT_EQ('\0', *want);
	ct_coding_fini(&c);
}

static void
take(char **fields, size_t n, void *ctx)
{
	size_t *count = ctx;
	struct vector v;

	if (n < 5 || strcmp(fields[0], "id") == 0)
		return;
	++*count;
	v.id = fields[0];
	v.op = fields[1];
	v.profile = fields[2];
	v.in_text = fields[3];
	v.want_text = fields[4];
	INFO("vector %s", v.id);
	if (strcmp(v.op, "detect") == 0) {
		check_detect(&v);
		return;
	}
	v.in_len = data_hex(fields[3], v.in, sizeof(v.in));
	v.want_len = data_hex(fields[4], v.want, sizeof(v.want));
	if (strcmp(v.op, "dec") == 0)
		check_dec(&v);
	check_line(&v, strcmp(v.op, "enc") == 0);
}

TEST(coding_vectors, conformance)
{
	size_t count = 0;

	data_lines(CT_TEST_DATA "/conformance.tsv", take, &count);
	EXPECT_EQ(72, count);
}
