/* Frames: both directions of every layout, cut anywhere, and bad ones. */
#include "tests/alloc.h"
#include "tests/feed.h"
#include "tests/shim/shim.h"

#include "core/event.h"
#include "core/frame.h"

#include <string.h>

struct layout {
	uint8_t type;
	const char *name, *letters;
};

static const struct layout layouts[] = {
#define LAYOUT(name, type, letters) {type, #name, letters},
    CT_FRAME_LIST(LAYOUT)
#undef LAYOUT
};

enum { layout_count = sizeof(layouts) / sizeof(layouts[0]) };

/* Bytes that strings of the made-up frames point into. */
static const char pool[] = "相声 crosstalk \0 对口 \xff\xfe any bytes";

static unsigned
width(char letter)
{
	const char *at = strchr("b1w2d4q8", letter);

	return at != NULL ? (unsigned)(at[1] - '0') : 0;
}

static struct ct_slice
random_string(char letter, uint64_t *seed)
{
	size_t at = feed_below(seed, 16), len = CT_ID_BYTES;

	if (letter != 'i')
		len = feed_below(seed, sizeof(pool) - at);
	return (struct ct_slice){pool + at, len};
}

static struct ct_frame
random_frame(const struct layout *l, uint64_t *seed)
{
	struct ct_frame f = {.type = l->type};
	size_t nums = 0, strs = 0;

	for (const char *p = l->letters; *p != '\0'; p++) {
		unsigned bytes = width(*p);

		if (bytes > 0)
			f.num[nums++] = feed_random(seed) >> (64 - 8 * bytes);
		else if (*p != '?')
			f.str[strs++] = random_string(*p, seed);
	}
	return f;
}

static void
expect_same(const struct ct_frame *want, const struct ct_frame *got)
{
	EXPECT_EQ(want->type, got->type);
	for (size_t i = 0; i < 6; i++)
		EXPECT_EQ(want->num[i], got->num[i]);
	for (size_t i = 0; i < 6; i++)
		EXPECT_SLICE_EQ(want->str[i], got->str[i]);
}

/* A reader as a session has one: bytes pile up, whole frames come out. */
struct reader {
	struct ct_buf in;
	const struct ct_frame *want;
	size_t count, max;
};

static void
reader_begin(void *ctx)
{
	struct reader *r = ctx;

	ct_buf_init(&r->in, CT_FRAME_MAX);
	r->count = 0;
}

static void
reader_piece(void *ctx, struct ct_slice piece)
{
	struct reader *r = ctx;
	struct ct_slice copy, in;
	struct ct_frame f;
	enum ct_err err;

	ASSERT_EQ(CT_OK, ct_buf_add_slice(&r->in, piece));
	copy = in = feed_copy(ct_buf_slice(&r->in));
	while ((err = ct_frame_take(&in, r->max, &f)) == CT_OK) {
		if (r->count < layout_count)
			expect_same(&r->want[r->count], &f);
		r->count++;
	}
	EXPECT_EQ(CT_MORE, err);
	ct_buf_consume(&r->in, copy.len - in.len);
	feed_free(copy);
}

static void
reader_end(void *ctx)
{
	struct reader *r = ctx;

	EXPECT_EQ(layout_count, r->count);
	EXPECT_EQ(0, r->in.len);
	ct_buf_fini(&r->in);
}

TEST(frame, every_type_survives_the_wire_cut_anywhere)
{
	struct ct_frame frames[layout_count];
	struct reader r = {.want = frames, .max = CT_FRAME_MAX};
	struct feed feed = {reader_begin, reader_piece, reader_end, &r};
	struct ct_buf wire;
	uint64_t seed = 42;

	for (int round = 0; round < 4; round++) {
		ct_buf_init(&wire, SIZE_MAX);
		for (size_t i = 0; i < layout_count; i++) {
			frames[i] = random_frame(&layouts[i], &seed);
			ASSERT_EQ(CT_OK, ct_frame_add(&wire, &frames[i]));
		}
		if (round == 0)
			feed_all(&feed, ct_buf_slice(&wire));
		else
			feed_some(&feed, ct_buf_slice(&wire));
		ct_buf_fini(&wire);
	}
}

TEST(frame, bytes_of_a_say_are_these)
{
	struct ct_frame f = {.type = CT_FRAME_SAY,
	    .num = {7},
	    .str = {{"lobby", 5}, {"\xe4\xbd\xa0", 3}}};
	struct ct_buf b;

	ct_buf_init(&b, 100);
	ASSERT_EQ(CT_OK, ct_frame_add(&b, &f));
	EXPECT_SLICE("\0\0\0\x13\x05\0\0\0\0\0\0\0\x07\0\x05lobby\xe4\xbd\xa0",
	    ct_buf_slice(&b));
	ct_buf_fini(&b);
}

/* Takes the frame of that type and body; says what came of it. */
static enum ct_err
take(uint8_t type, struct ct_slice body, size_t max, struct ct_frame *f,
    size_t *left)
{
	struct ct_buf b;
	struct ct_slice copy, in;
	enum ct_err err;

	ct_buf_init(&b, SIZE_MAX);
	ct_buf_add_u32(&b, (uint32_t)(1 + body.len));
	ct_buf_add_u8(&b, type);
	ct_buf_add_slice(&b, body);
	copy = in = feed_copy(ct_buf_slice(&b));
	err = ct_frame_take(&in, max, f);
	*left = in.len;
	*f = (struct ct_frame){.type = f->type};
	feed_free(copy);
	ct_buf_fini(&b);
	return err;
}

/* Bytes of the body that must be there whatever its last, open field has. */
static size_t
closed_bytes(const struct layout *l, const struct ct_frame *f, size_t *optional)
{
	size_t n = 0, strs = 0;

	*optional = SIZE_MAX;
	for (const char *p = l->letters; *p != '\0'; p++) {
		if (width(*p) > 0)
			n += width(*p);
		else if (*p == '?')
			*optional = n;
		else if (*p != 't')
			n += (*p == 's' ? 2 : 0) + f->str[strs++].len;
	}
	return n;
}

TEST(frame, one_that_ends_inside_a_field_is_refused_and_left_in_place)
{
	uint64_t seed = 7;

	for (size_t i = 0; i < layout_count; i++) {
		struct ct_frame f = random_frame(&layouts[i], &seed);
		size_t optional, left;
		size_t closed = closed_bytes(&layouts[i], &f, &optional);
		struct ct_slice body;
		struct ct_buf b;

		ct_buf_init(&b, SIZE_MAX);
		ASSERT_EQ(CT_OK, ct_frame_add(&b, &f));
		for (size_t n = 0; n <= b.len - 5; n++) {
			bool whole = n >= closed || n == optional;

			INFO("%s cut at %zu of %zu", layouts[i].name, n,
			    b.len - 5);
			body = (struct ct_slice){b.data + 5, n};
			EXPECT_EQ(whole ? CT_OK : CT_EFRAME,
			    take(layouts[i].type, body, 65536, &f, &left));
			EXPECT_EQ(whole ? 0 : 5 + n, left);
		}
		ct_buf_fini(&b);
	}
}

TEST(frame, fields_that_a_later_version_adds_are_ignored)
{
	struct ct_frame f;
	size_t left;

	EXPECT_EQ(CT_OK,
	    take(CT_FRAME_NICK, SHIM_LITERAL("\0\2Li+more"), 64, &f, &left));
	EXPECT_EQ(0, left);
	EXPECT_EQ(
	    CT_OK, take(CT_FRAME_BYE, SHIM_LITERAL("farewell"), 64, &f, &left));
	EXPECT_EQ(0, left);
}

TEST(frame, fields_that_an_earlier_version_lacks_are_empty)
{
	static const char old[] = "\0\0\0\36\201\0\1\0\0\0\0\0\0\0\1\0\2Li"
				  "\0\5lobby\0\0\0\0\0\0\0\7";
	static const char new[] = "\0\0\0\42\201\0\1\0\0\0\0\0\0\0\1\0\2Li"
				  "\0\5lobby\0\0\0\0\0\0\0\7\0\2Te";
	struct ct_slice in = {old, sizeof(old) - 1};
	struct ct_frame f;

	ASSERT_EQ(CT_OK, ct_frame_take(&in, 64, &f));
	EXPECT_EQ(0, in.len);
	EXPECT_EQ(7, f.num[2]);
	EXPECT_SLICE("lobby", f.str[1]);
	EXPECT_EQ(0, f.str[2].len);
	in = (struct ct_slice){new, sizeof(new) - 1};
	ASSERT_EQ(CT_OK, ct_frame_take(&in, 64, &f));
	EXPECT_EQ(0, in.len);
	EXPECT_SLICE("Te", f.str[2]);
}

TEST(frame, a_type_that_is_not_known_is_skipped)
{
	struct ct_frame f = {.num = {1}, .str = {{"x", 1}}};
	struct ct_frame empty = {.type = 0x77};
	struct ct_slice in = SHIM_LITERAL("\0\0\0\4\x77zzz\0\0\0\1\x0b");

	EXPECT_EQ(CT_OK, ct_frame_take(&in, 64, &f));
	EXPECT_TRUE(ct_frame_name(f.type) == NULL);
	expect_same(&empty, &f);
	EXPECT_EQ(0x77, f.type);
	EXPECT_EQ(CT_OK, ct_frame_check(&f));
	EXPECT_EQ(CT_OK, ct_frame_take(&in, 64, &f));
	EXPECT_EQ(CT_FRAME_BYE, f.type);
	EXPECT_EQ(0, in.len);
}

TEST(frame, one_over_the_limit_is_refused_by_its_length_alone)
{
	static char big[CT_FRAME_MAX];
	struct ct_slice in = SHIM_LITERAL("\0\0\0\x3d");
	struct ct_frame f;
	size_t left;

	EXPECT_EQ(CT_EFRAME, ct_frame_take(&in, 64, &f));
	EXPECT_EQ(4, in.len);
	in.data = "\0\0\0\x3c";
	EXPECT_EQ(CT_MORE, ct_frame_take(&in, 64, &f));
	in.data = "\xff\xff\xff\xff";
	EXPECT_EQ(CT_EFRAME, ct_frame_take(&in, CT_FRAME_MAX, &f));
	EXPECT_EQ(CT_EFRAME, ct_frame_take(&in, 3, &f));
	EXPECT_EQ(
	    CT_OK, take(CT_FRAME_TEXT, (struct ct_slice){big, CT_FRAME_MAX - 5},
		       CT_FRAME_MAX, &f, &left));
	EXPECT_EQ(CT_EFRAME,
	    take(CT_FRAME_TEXT, (struct ct_slice){big, CT_FRAME_MAX - 4},
		CT_FRAME_MAX, &f, &left));
}

TEST(frame, one_without_a_type_is_refused)
{
	struct ct_slice in = SHIM_LITERAL("\0\0\0\0\x0b");
	struct ct_frame f;

	EXPECT_EQ(CT_EFRAME, ct_frame_take(&in, 64, &f));
	EXPECT_EQ(5, in.len);
}

/* Adding `f` to a buffer that holds "kept" fails and changes nothing. */
static void
expect_refused(enum ct_err want, const struct ct_frame *f, size_t max)
{
	struct ct_buf b;

	ct_buf_init(&b, max);
	ASSERT_EQ(CT_OK, ct_buf_add_str(&b, "kept"));
	EXPECT_EQ(want, ct_frame_add(&b, f));
	EXPECT_SLICE("kept", ct_buf_slice(&b));
	ct_buf_fini(&b);
}

TEST(frame, what_does_not_fit_its_field_is_not_written)
{
	static char big[CT_FRAME_MAX + 1];
	struct ct_frame unknown = {.type = 0x77};
	struct ct_frame nick = {.type = CT_FRAME_NICK, .str = {{big, 0x10000}}};
	struct ct_frame text = {
	    .type = CT_FRAME_TEXT, .str = {{big, CT_FRAME_MAX - 4}}};
	struct ct_frame join = {.type = CT_FRAME_JOIN, .num = {0x10000}};
	struct ct_frame hello = {.type = CT_FRAME_HELLO,
	    .num = {1},
	    .str = {{big, CT_ID_BYTES - 1}}};

	expect_refused(CT_EFRAME, &unknown, 1000000);
	expect_refused(CT_EFRAME, &nick, 1000000);
	nick.str[0].len = 0xffff;
	expect_refused(CT_EFRAME, &nick, 1000000);
	expect_refused(CT_EFRAME, &text, 1000000);
	text.str[0].len = SIZE_MAX;
	expect_refused(CT_EFRAME, &text, 1000000);
	expect_refused(CT_EFRAME, &join, 1000000);
	expect_refused(CT_EFRAME, &hello, 1000000);
	hello.str[0].len = 0;
	expect_refused(CT_EFRAME, &hello, 1000000);
	hello.str[0].len = CT_ID_BYTES + 1;
	expect_refused(CT_EFRAME, &hello, 1000000);
}

TEST(frame, all_of_it_or_nothing_is_written)
{
	struct ct_frame f = {.type = CT_FRAME_NICK, .str = {{"Li", 2}}};
	struct ct_buf b;

	for (size_t max = 4; max < 13; max++)
		expect_refused(CT_EFULL, &f, max);
	ct_buf_init(&b, 9);
	EXPECT_EQ(CT_OK, ct_frame_add(&b, &f));
	EXPECT_EQ(9, b.len);
	ct_buf_fini(&b);
}

TEST(frame, no_memory_is_said_and_nothing_is_written)
{
	struct ct_frame f = {.type = CT_FRAME_NICK, .str = {{"Li", 2}}};
	struct ct_buf b;

	if (!alloc_can_fail())
		SKIP("allocations cannot be made to fail here");
	ct_buf_init(&b, 100);
	alloc_fail_after(0);
	EXPECT_EQ(CT_ENOMEM, ct_frame_add(&b, &f));
	EXPECT_TRUE(alloc_failed());
	EXPECT_EQ(0, b.len);
	EXPECT_EQ(CT_OK, ct_frame_add(&b, &f));
	ct_buf_fini(&b);
}

TEST(frame, check_looks_at_every_string_but_an_identity)
{
	for (size_t i = 0; i < layout_count; i++) {
		struct ct_frame f = {.type = layouts[i].type};
		size_t strs = 0;

		INFO("%s", layouts[i].name);
		for (const char *p = layouts[i].letters; *p != '\0'; p++) {
			if (width(*p) > 0 || *p == '?')
				continue;
			EXPECT_EQ(CT_OK, ct_frame_check(&f));
			f.str[strs] = SHIM_LITERAL("\xe4\xbd");
			EXPECT_EQ(
			    *p == 'i' ? CT_OK : CT_EUTF8, ct_frame_check(&f));
			f.str[strs++] = SHIM_LITERAL("你");
		}
		EXPECT_EQ(CT_OK, ct_frame_check(&f));
	}
}

TEST(frame, types_are_distinct_and_in_order)
{
	EXPECT_STREQ("SAY", ct_frame_name(CT_FRAME_SAY));
	EXPECT_TRUE(ct_frame_name(0) == NULL);
	for (size_t i = 1; i < layout_count; i++)
		EXPECT_LT(layouts[i - 1].type, layouts[i].type);
}
