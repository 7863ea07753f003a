/*
 * PROTOCOL.md and its twin against the code: every block of hex is the frame
 * that it says, the conversation is held with a hub, the tables are complete.
 */
#include "page.h"
#include "talk.h"
#include "tests/shim/shim.h"

#include "core/caps.h"
#include "core/coding.h"
#include "core/frame.h"

#include <string.h>

static const char *const pages[CT_LANG_COUNT] = {
    "core/PROTOCOL.md",
    "core/PROTOCOL.zh-CN.md",
};

struct layout {
	uint8_t type;
	const char *name, *letters;
	bool shown;
};

static const struct layout layouts[] = {
#define LAYOUT(name, type, letters) {type, #name, letters, false},
    CT_FRAME_LIST(LAYOUT)
#undef LAYOUT
};

enum { layout_count = sizeof(layouts) / sizeof(layouts[0]) };

static const struct layout *
find_layout(uint8_t type)
{
	for (size_t i = 0; i < layout_count; i++)
		if (layouts[i].type == type)
			return &layouts[i];
	return NULL;
}

/* Examples */

/* "\"a\\n\"" without its quotes and escapes, appended. */
static void
add_unquoted(struct ct_buf *out, struct ct_slice quoted)
{
	ASSERT_GE(quoted.len, 2);
	EXPECT_EQ('"', quoted.data[quoted.len - 1]);
	for (size_t i = 1; i + 1 < quoted.len; i++) {
		char c = quoted.data[i];

		if (c == '\\' && i + 2 < quoted.len) {
			c = quoted.data[++i];
			c = c == 'n' ? '\n' : c == 't' ? '\t' : c;
		}
		ct_buf_add_u8(out, (uint8_t)c);
	}
}

static void
add_hex(struct ct_buf *out, struct ct_slice bytes)
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < bytes.len; i++) {
		unsigned char c = (unsigned char)bytes.data[i];

		ct_buf_add_u8(out, (uint8_t)digits[c >> 4]);
		ct_buf_add_u8(out, (uint8_t)digits[c & 15]);
	}
}

/* The charset of a page's strings; "gbk" for blocks that say so. */
static void
add_decoded(struct ct_buf *out, struct ct_slice bytes, struct ct_slice tag)
{
	bool gbk = ct_slice_eq(tag, ct_slice_str("gbk"));
	struct ct_coding coding;

	ASSERT_EQ(CT_OK, ct_coding_init(&coding, NULL, gbk ? "gbk" : "utf-8"));
	EXPECT_EQ(CT_OK, ct_coding_decode(&coding, bytes, out, NULL));
	ct_coding_fini(&coding);
}

static void
check_string(char letter, struct ct_slice value, struct ct_slice got,
    struct ct_slice tag)
{
	struct ct_buf want, text;

	ct_buf_init(&want, 1 << 16);
	ct_buf_init(&text, 1 << 16);
	if (letter == 'i') {
		ct_buf_add_slice(&want, value);
		add_hex(&text, got);
	} else {
		add_unquoted(&want, value);
		add_decoded(&text, got, tag);
	}
	EXPECT_SLICE_EQ(ct_buf_slice(&want), ct_buf_slice(&text));
	ct_buf_fini(&text);
	ct_buf_fini(&want);
}

/* The value of "name = value". */
static struct ct_slice
value_of(struct ct_slice note)
{
	for (size_t i = 0; i + 3 <= note.len; i++)
		if (memcmp(note.data + i, " = ", 3) == 0)
			return (struct ct_slice){
			    note.data + i + 3, note.len - i - 3};
	ADD_FAILURE("no value: %.*s", (int)note.len, note.data);
	return (struct ct_slice){"", 0};
}

static void
check_fields(const struct page_block *b, const struct ct_frame *f,
    const struct layout *l)
{
	const uint64_t *num = f->num;
	const struct ct_slice *str = f->str;

	size_t notes = 1;

	EXPECT_SLICE_EQ(ct_slice_str(l->name), b->note[0]);
	for (size_t i = 0; l->letters[i] != '\0'; i++) {
		struct ct_slice value;
		uint64_t want;

		if (l->letters[i] == '?')
			continue;
		ASSERT_LT(notes, b->notes);
		value = value_of(b->note[notes++]);
		if (strchr("bwdq", l->letters[i]) == NULL) {
			check_string(l->letters[i], value, *str++, b->tag);
			continue;
		}
		EXPECT_TRUE(page_number(value, &want));
		EXPECT_EQ(want, *num++);
	}
	EXPECT_EQ(notes, b->notes);
}

static void
check_example(void *ctx, const struct page_block *b)
{
	struct layout *shown = ctx;
	struct ct_slice in = ct_buf_slice(&b->bytes);
	const struct layout *l;
	struct ct_buf again;
	struct ct_frame f;

	if (!ct_slice_eq(b->kind, ct_slice_str("hex")))
		return;
	ASSERT_EQ(CT_OK, ct_frame_take(&in, CT_FRAME_MAX, &f));
	EXPECT_EQ(0, in.len);
	l = find_layout(f.type);
	ASSERT_TRUE(l != NULL);
	check_fields(b, &f, l);
	ct_buf_init(&again, CT_FRAME_MAX);
	EXPECT_EQ(CT_OK, ct_frame_add(&again, &f));
	EXPECT_SLICE_EQ(ct_buf_slice(&b->bytes), ct_buf_slice(&again));
	ct_buf_fini(&again);
	shown[l - layouts].shown = true;
}

TEST(protocol, each_example_is_the_frame_that_it_says)
{
	for (size_t i = 0; i < CT_LANG_COUNT; i++) {
		struct layout shown[layout_count];
		struct ct_buf page;

		memcpy(shown, layouts, sizeof(shown));
		if (page_load(&page, pages[i]))
			page_blocks(&page, check_example, shown);
		ct_buf_fini(&page);
		for (size_t k = 0; k < layout_count; k++) {
			INFO("%s has no example of %s", pages[i],
			    layouts[k].name);
			EXPECT_TRUE(shown[k].shown);
		}
	}
}

/* All bytes of all examples, in order. */
static void
gather(void *ctx, const struct page_block *b)
{
	ct_buf_add_slice(ctx, b->tag);
	ct_buf_add_slice(ctx, ct_buf_slice(&b->bytes));
}

TEST(protocol, both_pages_show_the_same_bytes)
{
	struct ct_buf page, all[CT_LANG_COUNT];

	for (size_t i = 0; i < CT_LANG_COUNT; i++) {
		ct_buf_init(&all[i], 1 << 20);
		if (page_load(&page, pages[i]))
			page_blocks(&page, gather, &all[i]);
		ct_buf_fini(&page);
	}
	EXPECT_GT(all[0].len, 1000);
	EXPECT_SLICE_EQ(ct_buf_slice(&all[0]), ct_buf_slice(&all[1]));
	for (size_t i = 0; i < CT_LANG_COUNT; i++)
		ct_buf_fini(&all[i]);
}

/* The conversation */

struct conversation {
	struct talk talk;
	struct peer *other, *client;
	size_t heard;
};

/* What the page says that the server sends next is what it sent. */
static void
hear(struct conversation *c, struct ct_slice want)
{
	struct ct_slice got = ct_buf_slice(&c->client->got);

	if (got.len > want.len)
		got.len = want.len;
	EXPECT_SLICE_EQ(want, got);
	ct_buf_consume(&c->client->got, got.len);
	c->heard++;
}

static void
play(void *ctx, const struct page_block *b)
{
	struct conversation *c = ctx;

	if (ct_slice_eq(b->kind, ct_slice_str("line")))
		peer_send(c->other, b->text.data, b->text.len);
	if (ct_slice_eq(b->tag, ct_slice_str("client"))) {
		if (c->client == NULL)
			c->client = talk_open(&c->talk, &talk_native);
		peer_send(c->client, b->bytes.data, b->bytes.len);
	}
	if (ct_slice_eq(b->tag, ct_slice_str("server")))
		hear(c, ct_buf_slice(&b->bytes));
}

TEST(protocol, the_conversation_is_held_with_a_server)
{
	for (size_t i = 0; i < CT_LANG_COUNT; i++) {
		struct conversation c = {.heard = 0};
		struct ct_buf page;

		talk_init(&c.talk);
		c.talk.cfg.server_name = "茶馆";
		talk_start(&c.talk);
		c.other = talk_open(&c.talk, &talk_line);
		if (page_load(&page, pages[i]))
			page_blocks(&page, play, &c);
		ct_buf_fini(&page);
		EXPECT_GT(c.heard, 10);
		EXPECT_EQ(0, c.client->got.len);
		EXPECT_TRUE(c.client->session == NULL);
		talk_fini(&c.talk);
	}
}

/* Tables */

/* Counts the rows with a number in front and so many cells. */
static size_t
count_rows(const struct ct_buf *page, size_t cells)
{
	struct ct_slice rest = ct_buf_slice(page), line, cell[PAGE_CELLS];
	size_t count = 0;
	uint64_t n;

	while (page_line(&rest, &line))
		count +=
		    page_cells(line, cell) == cells && page_number(cell[0], &n);
	return count;
}

/* "| 40 | bad-nick |", … : a row is made, and must be there once. */
static void
expect_row(const struct ct_buf *page, uint64_t number, const char *const *cells,
    size_t count)
{
	struct ct_buf row;

	ct_buf_init(&row, 4096);
	ct_buf_add_str(&row, "| ");
	ct_buf_add_dec(&row, number);
	for (size_t i = 0; i < count; i++) {
		ct_buf_add_str(&row, " | ");
		ct_buf_add_str(&row, cells[i]);
	}
	ct_buf_add_str(&row, " |");
	INFO("wanted: %.*s", (int)row.len, row.data);
	EXPECT_EQ(1, page_count(page, ct_buf_slice(&row)));
	ct_buf_fini(&row);
}

TEST(protocol, the_table_of_errors_is_the_code_s)
{
	static const struct {
		unsigned code;
		const char *cells[3];
	} errors[] = {
#define ERROR(name, code, token, en, zh) {code, {token, en, zh}},
	    CT_ERR_LIST(ERROR)
#undef ERROR
	};
	size_t count = sizeof(errors) / sizeof(errors[0]);

	for (size_t i = 0; i < CT_LANG_COUNT; i++) {
		struct ct_buf page;

		if (!page_load(&page, pages[i]))
			return;
		for (size_t k = 0; k < count; k++)
			expect_row(&page, errors[k].code, errors[k].cells, 3);
		EXPECT_EQ(count, count_rows(&page, 4));
		ct_buf_fini(&page);
	}
}

/* "`q` own number, `t` text": the letters. */
static void
add_letters(struct ct_buf *out, struct ct_slice cell)
{
	for (size_t i = 0; i + 2 < cell.len; i++)
		if (cell.data[i] == '`' && cell.data[i + 2] == '`')
			ct_buf_add_u8(out, (uint8_t)cell.data[i + 1]);
}

static bool
check_frame_row(struct ct_slice line)
{
	struct ct_slice cell[PAGE_CELLS];
	struct ct_buf want, letters;
	const struct layout *l = NULL;

	if (page_cells(line, cell) != 3 || cell[0].len != 4 ||
	    memcmp(cell[0].data, "0x", 2) != 0)
		return false;
	INFO("%.*s", (int)line.len, line.data);
	ct_buf_init(&want, 10);
	ct_buf_init(&letters, 10);
	for (size_t i = 0; i < layout_count; i++)
		if (ct_slice_eq(cell[1], ct_slice_str(layouts[i].name)))
			l = &layouts[i];
	ct_buf_add_str(&want, "0x");
	if (l != NULL)
		add_hex(&want, (struct ct_slice){(const char *)&l->type, 1});
	add_letters(&letters, cell[2]);
	EXPECT_SLICE_EQ(ct_buf_slice(&want), cell[0]);
	EXPECT_SLICE_EQ(
	    ct_slice_str(l != NULL ? l->letters : "?"), ct_buf_slice(&letters));
	ct_buf_fini(&letters);
	ct_buf_fini(&want);
	return true;
}

TEST(protocol, the_tables_of_frames_are_the_code_s)
{
	for (size_t i = 0; i < CT_LANG_COUNT; i++) {
		struct ct_slice rest, line;
		struct ct_buf page;
		size_t count = 0;

		if (!page_load(&page, pages[i]))
			return;
		rest = ct_buf_slice(&page);
		while (page_line(&rest, &line))
			count += check_frame_row(line);
		EXPECT_EQ(layout_count, count);
		ct_buf_fini(&page);
	}
}

TEST(protocol, the_table_of_kinds_is_the_code_s)
{
	static const char *const kinds[] = {[CT_KIND_SAY] = "SAY",
	    [CT_KIND_DIRECT] = "DIRECT",
	    [CT_KIND_JOIN] = "JOIN",
	    [CT_KIND_PART] = "PART",
	    [CT_KIND_QUIT] = "QUIT",
	    [CT_KIND_NICK] = "NICK",
	    [CT_KIND_TOPIC] = "TOPIC"};
	size_t count = sizeof(kinds) / sizeof(kinds[0]);

	for (size_t i = 0; i < CT_LANG_COUNT; i++) {
		struct ct_slice rest, line, cell[PAGE_CELLS];
		struct ct_buf page;
		uint64_t kind;

		if (!page_load(&page, pages[i]))
			return;
		EXPECT_EQ(count - 1, count_rows(&page, 5));
		rest = ct_buf_slice(&page);
		while (page_line(&rest, &line)) {
			if (page_cells(line, cell) != 5 ||
			    !page_number(cell[0], &kind))
				continue;
			ASSERT_TRUE(kind > 0 && kind < count);
			EXPECT_SLICE_EQ(ct_slice_str(kinds[kind]), cell[1]);
		}
		ct_buf_fini(&page);
	}
}

struct cap {
	const char *name;
	uint64_t value;
};

static const struct cap caps[] = {
#define CAP(field, def, least, most, unit, en, zh) {#field, def},
    CT_CAPS_LIST(CAP)
#undef CAP
};

TEST(protocol, the_limits_are_the_code_s)
{
	for (size_t i = 0; i < CT_LANG_COUNT; i++) {
		struct ct_slice rest, line, cell[PAGE_CELLS];
		struct ct_buf page;
		size_t found = 0, rows = 0;
		uint64_t value;

		if (!page_load(&page, pages[i]))
			return;
		rest = ct_buf_slice(&page);
		while (page_line(&rest, &line)) {
			if (page_cells(line, cell) != 3 ||
			    !page_number(cell[1], &value))
				continue;
			INFO("%.*s", (int)line.len, line.data);
			rows++;
			for (size_t k = 0; k < sizeof(caps) / sizeof(caps[0]);
			     k++)
				found += value == caps[k].value &&
					 ct_slice_eq(cell[0],
					     ct_slice_str(caps[k].name));
			EXPECT_EQ(rows, found);
		}
		EXPECT_GT(rows, 10);
		ct_buf_fini(&page);
	}
}
