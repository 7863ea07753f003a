/* README.md and its twin against the code: commands and limits. */
#include "page.h"
#include "tests/shim/shim.h"

#include "core/caps.h"
#include "core/command.h"

#include <string.h>

static const char *const pages[CT_LANG_COUNT] = {
    "README.md",
    "README.zh-CN.md",
};

static const char *const colons[CT_LANG_COUNT] = {": ", "："};

static void
expect_row(const struct ct_buf *page, const struct ct_buf *row)
{
	INFO("wanted: %.*s", (int)row->len, row->data);
	EXPECT_EQ(1, page_count(page, ct_buf_slice(row)));
}

/* "/nick NAME: change your name" of the help is a row. */
static void
check_command(
    const struct ct_buf *page, struct ct_slice line, const char *colon)
{
	size_t n = strlen(colon), at = 0;
	struct ct_buf row;

	while (at + n < line.len && memcmp(line.data + at, colon, n) != 0)
		at++;
	ASSERT_LT(at + n, line.len);
	ct_buf_init(&row, 4096);
	ct_buf_add_str(&row, "| `");
	ct_buf_add(&row, line.data, at);
	ct_buf_add_str(&row, "` | ");
	ct_buf_add(&row, line.data + at + n, line.len - at - n);
	ct_buf_add_str(&row, " |");
	expect_row(page, &row);
	ct_buf_fini(&row);
}

TEST(readme, lists_the_commands_that_the_help_lists)
{
	for (size_t i = 0; i < CT_LANG_COUNT; i++) {
		struct ct_buf page, help;
		struct ct_slice rest, line;

		if (!page_load(&page, pages[i]))
			return;
		ct_buf_init(&help, 1 << 16);
		ASSERT_EQ(CT_OK, ct_command_help((enum ct_lang)i, &help));
		rest = ct_buf_slice(&help);
		/* The first two lines say how to speak. */
		for (size_t n = 0; page_line(&rest, &line); n++)
			if (n >= 2)
				check_command(&page, line, colons[i]);
		ct_buf_fini(&help);
		ct_buf_fini(&page);
	}
}

struct cap {
	const char *name;
	uint64_t value;
	const char *unit, *text[CT_LANG_COUNT];
};

static const struct cap caps[] = {
#define CAP(field, def, least, most, unit, en, zh) \
	{#field, def, unit, {en, zh}},
    CT_CAPS_LIST(CAP)
#undef CAP
};

/* "queue_bytes" as the option is written. */
static void
add_option(struct ct_buf *row, const char *field)
{
	for (; *field != '\0'; field++)
		ct_buf_add_u8(row, (uint8_t)(*field == '_' ? '-' : *field));
}

TEST(readme, lists_every_limit_with_its_default)
{
	for (size_t i = 0; i < CT_LANG_COUNT; i++) {
		struct ct_buf page, row;

		if (!page_load(&page, pages[i]))
			return;
		ct_buf_init(&row, 4096);
		for (size_t k = 0; k < sizeof(caps) / sizeof(caps[0]); k++) {
			ct_buf_clear(&row, false);
			ct_buf_add_str(&row, "| `--");
			add_option(&row, caps[k].name);
			ct_buf_add_str(&row, "` | ");
			ct_buf_add_dec(&row, caps[k].value);
			ct_buf_add_str(&row, " | ");
			if (i == CT_LANG_EN) {
				ct_buf_add_str(&row, caps[k].unit);
				ct_buf_add_str(&row, " ");
			}
			ct_buf_add_str(&row, caps[k].text[i]);
			ct_buf_add_str(&row, " |");
			expect_row(&page, &row);
		}
		ct_buf_fini(&row);
		ct_buf_fini(&page);
	}
}
