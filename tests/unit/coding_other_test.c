/* Charsets of the port, played by one that has two of them. */
#include "core/coding.h"
#include "gbk_data.h"

#include <string.h>

/* "big5": pairs A4 40 and up are U+4E00 and up; "koi8-r": C1 is а. */
struct player {
	size_t open;      /* handles that are not closed */
	size_t fail_from; /* this call and later ones have no memory */
	size_t calls;
	char handles[2];
};

static enum ct_err
play_open(void *ctx, const char *label, void **handle)
{
	struct player *p = ctx;

	if (++p->calls >= p->fail_from)
		return CT_ENOMEM;
	p->open++;
	*handle = &p->handles[strcmp(label, "big5") == 0];
	return CT_OK;
}

static void
play_close(void *ctx, void *handle)
{
	struct player *p = ctx;

	EXPECT_TRUE(handle == &p->handles[0] || handle == &p->handles[1]);
	p->open--;
}

static enum ct_err
decode_one(bool big5, struct ct_slice *in, struct ct_buf *out)
{
	unsigned char b = (unsigned char)in->data[0];
	char han[3] = {'\xE4', '\xB8', '\x80'};

	if (b < 0x80)
		return ct_buf_add(out, in->data, 1);
	if (!big5 && b == 0xC1)
		return ct_buf_add(out, "а", 2);
	if (!big5 || b != 0xA4)
		return CT_EINVAL;
	if (in->len < 2)
		return CT_MORE;
	if (in->data[1] < 0x40)
		return CT_EINVAL;
	han[2] = (char)(0x80 + (in->data[1] & 0x3F));
	return ct_buf_add(out, han, 3);
}

static enum ct_err
play_decode(void *ctx, void *handle, struct ct_slice *in, struct ct_buf *out)
{
	struct player *p = ctx;
	bool big5 = handle == &p->handles[1];
	enum ct_err err = CT_OK;
	size_t n;

	if (++p->calls >= p->fail_from)
		return CT_ENOMEM;
	while (err == CT_OK && in->len > 0) {
		n = (unsigned char)in->data[0] == 0xA4 ? 2 : 1;
		err = decode_one(big5, in, out);
		if (err == CT_OK) {
			in->data += n;
			in->len -= n;
		}
	}
	return err;
}

static enum ct_err
play_encode(void *ctx, void *handle, struct ct_slice *in, struct ct_buf *out)
{
	struct player *p = ctx;
	bool big5 = handle == &p->handles[1];
	enum ct_err err = CT_OK;
	size_t n;

	if (++p->calls >= p->fail_from)
		return CT_ENOMEM;
	while (err == CT_OK && in->len > 0) {
		char pair[2] = {'\xA4'};

		n = 1;
		if ((unsigned char)in->data[0] < 0x80) {
			err = ct_buf_add(out, in->data, n);
		} else if (!big5 && in->len >= 2 &&
			   memcmp(in->data, "а", 2) == 0) {
			n = 2;
			err = ct_buf_add_u8(out, 0xC1);
		} else if (big5 && in->len >= 3 &&
			   memcmp(in->data, "\xE4\xB8", 2) == 0) {
			n = 3;
			pair[1] = (char)(0x40 | (in->data[2] & 0x3F));
			err = ct_buf_add(out, pair, 2);
		} else {
			return CT_EINVAL;
		}
		if (err == CT_OK) {
			in->data += n;
			in->len -= n;
		}
	}
	return err;
}

static struct ct_charset_port
port_of(struct player *p)
{
	*p = (struct player){.fail_from = SIZE_MAX};
	return (struct ct_charset_port){.ctx = p,
	    .labels = "big5 koi8-r",
	    .open = play_open,
	    .close = play_close,
	    .decode = play_decode,
	    .encode = play_encode};
}

struct line {
	const char *bytes, *text;
	size_t invalid;
};

static void
check_decode(struct ct_coding *c, const struct line *l)
{
	struct ct_coding_report r;
	struct ct_buf out;

	ct_buf_init(&out, 4096);
	EXPECT_EQ(CT_OK, ct_coding_decode(c, ct_slice_str(l->bytes), &out, &r));
	EXPECT_SLICE_EQ(ct_slice_str(l->text), ct_buf_slice(&out));
	EXPECT_EQ(l->invalid, r.invalid);
	EXPECT_EQ(CT_CHARSET_OTHER, r.charset);
	ct_buf_fini(&out);
}

TEST(coding_other, invalid_bytes_as_in_our_own)
{
	static const struct line lines[] = {
	    {"", "", 0},
	    {"a\xA4\x40\xA4\x41", "a一丁", 0},
	    {"\xA4", "\xEF\xBF\xBD", 1},
	    {"\xA4 b", "\xEF\xBF\xBD b", 1}, /* the space is kept */
	    {"\x81\x80"
	     "b",
		"\xEF\xBF\xBD"
		"b",
		1}, /* both are one error */
	    {"\x81", "\xEF\xBF\xBD", 1},
	    {"\xFF\xA4\x40", "\xEF\xBF\xBD一", 1}, /* FF is no lead */
	    {"\xA4\x40\\u{1F600}\\u{A}", "一😀\\u{A}", 0},
	};
	struct player p;
	struct ct_charset_port port = port_of(&p);
	struct ct_coding c;

	ASSERT_EQ(CT_OK, ct_coding_init(&c, &port, "CP950"));
	EXPECT_STREQ("big5", ct_coding_name(&c));
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		INFO("line %zu", i);
		check_decode(&c, &lines[i]);
	}
	ct_coding_fini(&c);
	EXPECT_EQ(0, p.open);
}

TEST(coding_other, escapes_and_options_as_in_our_own)
{
	struct player p;
	struct ct_charset_port port = port_of(&p);
	struct ct_coding_report r;
	struct ct_coding c;
	struct ct_buf out;

	ASSERT_EQ(CT_OK, ct_coding_init(&c, &port, "big5"));
	c.fold = c.names = true;
	ct_buf_init(&out, 4096);
	/* No · to fold to, no 嘿 to name with: escaped. */
	EXPECT_EQ(
	    CT_OK, ct_coding_encode(&c,
		       ct_slice_str("一好\xC2\xA0‧😀\\u{\xFF[嘿嘿]"), &out, &r));
	EXPECT_SLICE("\xA4\x40\\u{597D} \\u{2027}\\u{1F600}\\u{5C}u{\\u{FFFD}"
		     "[\\u{563F}\\u{563F}]",
	    ct_buf_slice(&out));
	EXPECT_EQ(1, r.folded);
	EXPECT_EQ(0, r.named);
	EXPECT_EQ(7, r.escaped);
	EXPECT_EQ(1, r.invalid);
	EXPECT_EQ(1, ct_coding_tail(&c, ct_slice_str("a\xA4")));
	EXPECT_EQ(0, ct_coding_tail(&c, ct_slice_str("a\xA4\x40\xFF")));
	EXPECT_EQ(1, ct_coding_cut(&c, ct_slice_str("a\xA4\x40"), 2));
	EXPECT_EQ(1, ct_coding_cut(&c, ct_slice_str("a\\u{1F600}"), 9));
	ct_coding_fini(&c);
	ct_buf_fini(&out);
}

TEST(coding_other, handles_are_given_back)
{
	struct player p;
	struct ct_charset_port port = port_of(&p);
	struct ct_slice big5 = ct_slice_str("big5");
	struct ct_coding c, other;

	ASSERT_EQ(CT_OK, ct_coding_init(&c, &port, "koi8-r"));
	EXPECT_EQ(1, p.open);
	EXPECT_EQ(CT_ECHARSET,
	    ct_coding_set(&c, ct_slice_str("cp932"), CT_CODING_BY_USER));
	EXPECT_EQ(CT_OK, ct_coding_set(&c, big5, CT_CODING_BY_USER));
	EXPECT_EQ(1, p.open);
	EXPECT_EQ(CT_OK,
	    ct_coding_set(&c, ct_slice_str("koi8-r"), CT_CODING_BY_NEGOTIATED));
	EXPECT_EQ(1, p.open);
	EXPECT_STREQ("big5", ct_coding_name(&c));
	ASSERT_EQ(CT_OK, ct_coding_init(&other, &port, "koi8-r"));
	EXPECT_NE(ct_coding_key(&c), ct_coding_key(&other));
	ct_coding_fini(&other);
	EXPECT_EQ(
	    CT_OK, ct_coding_set(&c, ct_slice_str("auto"), CT_CODING_BY_USER));
	EXPECT_EQ(0, p.open);
	ct_coding_fini(&c);
	EXPECT_EQ(0, p.open);
}

TEST(coding_other, labels_are_those_the_port_has)
{
	struct player p;
	struct ct_charset_port port = port_of(&p);
	struct ct_buf list;

	ct_buf_init(&list, 4096);
	EXPECT_EQ(CT_OK, ct_coding_labels(&port, &list));
	ct_buf_add_u8(&list, 0);
	EXPECT_TRUE(strstr(list.data, " big5 cp950 ") != NULL);
	EXPECT_TRUE(strstr(list.data, " koi8-r") != NULL);
	EXPECT_TRUE(strstr(list.data, "cp932") == NULL);
	ct_buf_fini(&list);
}

/* Each call of the port without memory, in turn. */
TEST(coding_other, without_memory)
{
	struct player p;
	struct ct_charset_port port = port_of(&p);
	struct ct_coding c;
	struct ct_buf out;
	enum ct_err err;
	size_t fail;

	ct_buf_init(&out, 4096);
	ct_buf_add_str(&out, "front");
	for (fail = 1; fail < 50; fail++) {
		p.calls = 0;
		p.fail_from = fail;
		err = ct_coding_init(&c, &port, "big5");
		if (err == CT_OK)
			err = ct_coding_decode(
			    &c, ct_slice_str("\xA4\x40\xFF\xA4"), &out, NULL);
		if (err == CT_OK) {
			out.len = 5;
			err = ct_coding_encode(
			    &c, ct_slice_str("一€二😀三"), &out, NULL);
		}
		if (err == CT_OK)
			break;
		EXPECT_EQ(CT_ENOMEM, err);
		EXPECT_SLICE("front", ct_buf_slice(&out));
		ct_coding_fini(&c);
		EXPECT_EQ(0, p.open);
	}
	EXPECT_EQ(8, fail);
	ct_coding_fini(&c);
	ct_buf_fini(&out);
}
