/*
 * Writes gbk_tables.c from the files of core/data/, at build time.
 *
 * usage: gen_gbk DATA_DIRECTORY OUTPUT
 */
#include "../gbk_tables.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct name {
	uint32_t cp;
	char text[128];
};

static uint32_t utf8[0x8000];
static uint16_t code[0x10000];
static uint32_t range[CT_GBK_RANGES + 1][2];
static uint16_t escaped[CT_GBK_ESCAPED];
static uint8_t cost[CT_AMBIG_COSTS];
static struct name names[CT_NAMES];
static uint16_t by_cp[CT_NAMES];

static void
die(const char *what, const char *name)
{
	fprintf(stderr, "gen_gbk: %s: %s\n", what, name);
	exit(1);
}

static void
check(int ok, const char *name)
{
	if (!ok)
		die("not the data this program was written for", name);
}

/* Every line but comments; returns how many `take` took. */
static size_t
each_line(
    const char *dir, const char *name, int (*take)(const char *line, size_t i))
{
	char line[512];
	size_t n = 0;
	FILE *f;

	if (snprintf(line, sizeof(line), "%s/%s", dir, name) >= 500)
		die("path too long", dir);
	f = fopen(line, "rb");
	if (f == NULL)
		die("cannot open", line);
	while (fgets(line, sizeof(line), f) != NULL)
		if (line[0] != '#' && take(line, n))
			n++;
	fclose(f);
	return n;
}

/* U+0080 and up, of the BMP: its UTF-8, first byte lowest, and its kind. */
static uint32_t
ready_utf8(unsigned cp)
{
	unsigned kind =
	    cp >= 0xE000 && cp <= 0xF8FF ? CT_GBK_PRIVATE : CT_GBK_THREE;

	if (cp < 0x800)
		return (0xC0 | cp >> 6) | (0x80 | (cp & 0x3F)) << 8 |
		       (uint32_t)CT_GBK_TWO << 24;
	return (0xE0 | cp >> 12) | (0x80 | (cp >> 6 & 0x3F)) << 8 |
	       (0x80 | (cp & 0x3F)) << 16 | (uint32_t)kind << 24;
}

static int
take_decode(const char *line, size_t i)
{
	unsigned pair, cp;

	(void)i;
	check(sscanf(line, "%x %x", &pair, &cp) == 2, line);
	check(pair >= 0x8140 && pair <= 0xFEFE && cp >= 0x80, line);
	check(cp <= 0xFFFF && utf8[pair & 0x7FFF] == 0, line);
	utf8[pair & 0x7FFF] = ready_utf8(cp);
	/* Until gbk_core.tsv says that it is core. Two codes are U+3000. */
	if (code[cp] == 0)
		code[cp] = (uint16_t)((pair >> 8 & 0x7F) | pair << 8);
	return 1;
}

static int
take_core(const char *line, size_t i)
{
	unsigned pair, cp;

	(void)i;
	check(sscanf(line, "%x %x", &cp, &pair) == 2, line);
	check(pair >= 0x8140 && pair <= 0xFEFE && cp <= 0xFFFF, line);
	check(utf8[pair & 0x7FFF] == ready_utf8(cp), line);
	code[cp] = (uint16_t)(pair >> 8 | pair << 8);
	return 1;
}

static int
take_range(const char *line, size_t i)
{
	unsigned pointer, first;

	check(sscanf(line, "%u %x", &pointer, &first) == 2, line);
	check(i <= CT_GBK_RANGES, line);
	check(i == 0 || pointer > range[i - 1][0], line);
	range[i][0] = pointer;
	range[i][1] = first;
	return 1;
}

static int
take_escaped(const char *line, size_t i)
{
	unsigned cp;

	check(sscanf(line, "%x", &cp) == 1 && cp <= 0xFFFF, line);
	check(i < CT_GBK_ESCAPED, line);
	check(i == 0 || cp > escaped[i - 1], line);
	escaped[i] = (uint16_t)cp;
	return 1;
}

static int
take_cost(const char *line, size_t i)
{
	unsigned lead, trail, whole, part;

	if (strncmp(line, "lead", 4) == 0)
		return 0;
	check(sscanf(line, "%x %x %*s %*s %u.%u", &lead, &trail, &whole,
		  &part) == 4,
	    line);
	check(i == (lead - 0xC2) * 64 + (trail - 0x80), line);
	check(i < CT_AMBIG_COSTS && whole < 64 && part % 25 == 0, line);
	cost[i] = (uint8_t)(whole * 4 + part / 25);
	return 1;
}

static int
take_name(const char *line, size_t i)
{
	const char *tab = strchr(line, '\t');
	unsigned cp, mark = 0;
	size_t len;

	check(tab != NULL && i < CT_NAMES, line);
	check(sscanf(line, "%x %x", &cp, &mark) >= 1, line);
	len = strcspn(tab + 1, "\r\n");
	check(len > 0 && len < sizeof(names[i].text), line);
	memcpy(names[i].text, tab + 1, len);
	names[i].cp = cp | (mark == 0xFE0F ? CT_NAME_FE0F : 0);
	check(i == 0 || strcmp(names[i - 1].text, names[i].text) < 0, line);
	return 1;
}

static int
compare_cp(const void *a, const void *b)
{
	uint32_t x = names[*(const uint16_t *)a].cp & ~CT_NAME_FE0F;
	uint32_t y = names[*(const uint16_t *)b].cp & ~CT_NAME_FE0F;

	return x < y ? -1 : x > y;
}

static void
read_all(const char *dir)
{
	check(each_line(dir, "gbk_decode.tsv", take_decode) == 23940, dir);
	check(each_line(dir, "gbk_core.tsv", take_core) == 21791, dir);
	check(each_line(dir, "gb18030_ranges.tsv", take_range) ==
		  CT_GBK_RANGES + 1,
	    dir);
	check(range[CT_GBK_RANGES][0] == 189000, dir);
	check(each_line(dir, "gb18030_escaped.tsv", take_escaped) ==
		  CT_GBK_ESCAPED,
	    dir);
	check(
	    each_line(dir, "ambig_cost.tsv", take_cost) == CT_AMBIG_COSTS, dir);
	check(each_line(dir, "zh_names.tsv", take_name) == CT_NAMES, dir);
	for (size_t i = 0; i < CT_NAMES; i++)
		by_cp[i] = (uint16_t)i;
	qsort(by_cp, CT_NAMES, sizeof(by_cp[0]), compare_cp);
}

static void
begin(FILE *f, const char *what)
{
	fprintf(f, "\nconst %s = {", what);
}

static void
item(FILE *f, size_t i, unsigned long v)
{
	fprintf(f, "%s0x%lX,", i % 8 == 0 ? "\n" : " ", v);
}

static void
write_codes(FILE *f)
{
	begin(f, "uint32_t ct_gbk_utf8[0x8000]");
	for (size_t i = 0; i < 0x8000; i++)
		item(f, i, utf8[i]);
	fputs("\n};\n", f);
	begin(f, "uint16_t ct_gbk_code[0x10000]");
	for (size_t i = 0; i < 0x10000; i++)
		item(f, i, code[i]);
	fputs("\n};\n", f);
	begin(f, "struct ct_gbk_range ct_gbk_ranges[CT_GBK_RANGES]");
	for (size_t i = 0; i < CT_GBK_RANGES; i++)
		fprintf(f, "\n{%u, 0x%X},", (unsigned)range[i][0],
		    (unsigned)range[i][1]);
	fputs("\n};\n", f);
	begin(f, "uint16_t ct_gbk_escaped[CT_GBK_ESCAPED]");
	for (size_t i = 0; i < CT_GBK_ESCAPED; i++)
		item(f, i, escaped[i]);
	fputs("\n};\n", f);
	begin(f, "uint8_t ct_ambig_cost[CT_AMBIG_COSTS]");
	for (size_t i = 0; i < CT_AMBIG_COSTS; i++)
		item(f, i, cost[i]);
	fputs("\n};\n", f);
}

static void
write_names(FILE *f)
{
	size_t at = 0;

	begin(f, "struct ct_name ct_names[CT_NAMES + 1]");
	for (size_t i = 0; i < CT_NAMES; i++) {
		fprintf(f, "\n{0x%lX, %u},", (unsigned long)names[i].cp,
		    (unsigned)at);
		at += strlen(names[i].text);
	}
	fprintf(f, "\n{0, %u}\n};\n", (unsigned)at);
	check(at == CT_NAMES_TEXT, "zh_names.tsv");
	begin(f, "uint16_t ct_names_by_cp[CT_NAMES]");
	for (size_t i = 0; i < CT_NAMES; i++)
		item(f, i, by_cp[i]);
	fputs("\n};\n", f);
	/* As numbers: no compiler reads a source charset into them. */
	begin(f, "unsigned char ct_names_text[CT_NAMES_TEXT + 1]");
	at = 0;
	for (size_t i = 0; i < CT_NAMES; i++)
		for (const char *c = names[i].text; *c != '\0'; c++)
			item(f, at++, (unsigned char)*c);
	fputs("\n0};\n", f);
}

int
main(int argc, char **argv)
{
	FILE *f;

	if (argc != 3)
		die("usage: gen_gbk DATA_DIRECTORY OUTPUT", "");
	read_all(argv[1]);
	f = fopen(argv[2], "wb");
	if (f == NULL)
		die("cannot write", argv[2]);
	fputs("/* Made by core/tables/gen_gbk.c. */\n"
	      "#include \"gbk_tables.h\"\n",
	    f);
	write_codes(f);
	write_names(f);
	if (fclose(f) != 0)
		die("cannot write", argv[2]);
	return 0;
}
