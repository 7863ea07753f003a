/* A server's options: the table itself, and which source wins. */
#include "config.h"

#include "width.h"

#include "platform/process.h"
#include "tests/shim/shim.h"

#include <stdio.h>
#include <string.h>

static char path[] = "config_test.tmp", config[] = "--config";
static char line_port[] = "--line-port", one[] = "1", lang_en[] = "--lang=en";

static void
write_file(const char *text)
{
	FILE *f = NULL;

	ASSERT_EQ(PF_OK, pf_fopen(path, "wb", &f));
	fputs(text, f);
	fclose(f);
}

TEST(config, defaults_are_those_of_the_doors)
{
	struct config c;
	struct opt_set set;
	struct ct_buf out;
	enum ct_lang lang;

	ct_buf_init(&out, 4096);
	ASSERT_EQ(CT_OK, config_read(&c, &set, 0, NULL, &lang, &out));
	EXPECT_EQ(6680, c.doors[DOOR_native].port);
	EXPECT_EQ(6666, c.doors[DOOR_classic].port);
	EXPECT_STREQ("gbk", c.doors[DOOR_classic].charset);
	EXPECT_EQ(8888, c.doors[DOOR_length].port);
	EXPECT_EQ(2323, c.doors[DOOR_line].port);
	EXPECT_STREQ("auto", c.doors[DOOR_line].charset);
	EXPECT_EQ(1048576, c.caps.queue_bytes);
	config_fini(&set);
	ct_buf_fini(&out);
}

TEST(config, a_file_then_the_flags)
{
	char *args[] = {config, path, line_port, one};
	struct config c;
	struct opt_set set;
	struct ct_buf out;
	enum ct_lang lang;

	write_file("name = 相声\nqueue-bytes = 4096\n"
		   "[native]\nport = 10\n[line]\nport = 20\nlang = zh\n");
	ct_buf_init(&out, 4096);
	ASSERT_EQ(CT_OK, config_read(&c, &set, 4, args, &lang, &out));
	EXPECT_STREQ("相声", c.name);
	EXPECT_EQ(4096, c.caps.queue_bytes);
	EXPECT_EQ(10, c.doors[DOOR_native].port);
	EXPECT_EQ(1, c.doors[DOOR_line].port);
	EXPECT_STREQ("zh", c.doors[DOOR_line].lang);
	config_fini(&set);
	ct_buf_fini(&out);
	remove(path);
}

/* The faults of a file are told in the language that it, or a flag, chose. */
TEST(config, faults_speak_the_chosen_language)
{
	char *args[] = {config, path, lang_en};
	struct config c;
	struct opt_set set;
	struct ct_buf out;
	enum ct_lang lang;

	write_file("lang = zh\nline-bytes = 63\n");
	ct_buf_init(&out, 4096);
	EXPECT_EQ(CT_EINVAL, config_read(&c, &set, 2, args, &lang, &out));
	EXPECT_SLICE("config_test.tmp:2: bad-value: line-bytes 应为 64 到 "
		     "65536 之间的整数",
	    ct_buf_slice(&out));
	config_fini(&set);
	ct_buf_clear(&out, false);
	write_file("line-bytes = 63\n");
	EXPECT_EQ(CT_EINVAL, config_read(&c, &set, 3, args, &lang, &out));
	EXPECT_SLICE("config_test.tmp:1: bad-value: line-bytes is a number "
		     "from 64 to 65536",
	    ct_buf_slice(&out));
	config_fini(&set);
	ct_buf_fini(&out);
	remove(path);
}

TEST(config, the_file_of_a_backup)
{
	static char file[] = "copy", more[] = "more", help[] = "--help";
	static char db[] = "--db=x", en[] = "--lang=en";
	static const struct {
		char *args[4];
		size_t count;
		const char *file, *fault;
	} rows[] = {
	    {{file}, 1, "copy", ""},
	    {{db, file, en}, 3, "copy", ""},
	    {{file, db}, 2, "copy", ""},
	    {{help}, 1, NULL, ""},
	    {{en}, 1, NULL, "missing-argument: FILE is needed; see --help"},
	    {{file, more, en}, 3, "copy",
		"unexpected-argument: what is more for? see --help"},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct config c;
		struct opt_set set;
		struct ct_buf out;
		enum ct_lang lang;
		const char *got = "x";

		INFO("row %zu", i);
		ct_buf_init(&out, 4096);
		EXPECT_EQ(rows[i].fault[0] == '\0' ? CT_OK : CT_EINVAL,
		    config_read_backup(&c, &set, rows[i].count, rows[i].args,
			&got, &lang, &out));
		ct_buf_add_u8(&out, 0);
		EXPECT_STREQ(rows[i].fault, out.data);
		if (rows[i].file == NULL)
			EXPECT_TRUE(got == NULL);
		else
			EXPECT_STREQ(rows[i].file, got);
		config_fini(&set);
		ct_buf_fini(&out);
	}
}

/* Each option has a place of its own, a text in both languages, and a default
 * that it would itself accept. */
TEST(config, help_has_a_line_for_every_limit)
{
	static const char *const caps[] = {
#define NAME(field, def, least, most, unit, en, zh) #field,
	    CT_CAPS_LIST(NAME)
#undef NAME
	};
	struct ct_buf out;

	ct_buf_init(&out, 65536);
	ASSERT_EQ(CT_OK, config_help(CT_LANG_ZH, &out));
	ASSERT_EQ(CT_OK, config_help(CT_LANG_EN, &out));
	ASSERT_EQ(CT_OK, ct_buf_add_u8(&out, 0));
	for (const char *at = out.data; *at != '\0';) {
		size_t n = strcspn(at, "\n");

		EXPECT_LE(width_cells((struct ct_slice){at, n}, 1), 80);
		at += n + 1;
	}
	for (size_t i = 0; i < sizeof(caps) / sizeof(caps[0]); i++) {
		char name[64] = "  --";
		const char *first;

		strcat(name, caps[i]);
		for (char *at = name; *at != '\0'; at++)
			*at = *at == '_' ? '-' : *at;
		strcat(name, " N");
		INFO("%s", name);
		first = strstr(out.data, name);
		ASSERT_TRUE(first != NULL);
		EXPECT_TRUE(strstr(first + 1, name) != NULL);
	}
	ct_buf_fini(&out);
}
