/*
 * The sticky rule: evidence of one line, then what it means after what was
 * learned. Costs are in quarters of a bit.
 */
#include "detect.h"

#include "coding_utf8.h"
#include "gbk_tables.h"

#include <string.h>

/* What a line looks like when it is read as UTF-8. */
struct evidence {
	size_t plausible;   /* characters of scripts people write */
	bool high;          /* any of U+0800 and above */
	bool two;           /* any of U+0080 to U+07FF */
	bool bad;           /* bytes that are not UTF-8 */
	bool cut;           /* the beginning of a character at the end */
	unsigned gbk_cost;  /* of the two-byte ones, read as hanzi */
	unsigned utf8_cost; /* … read as letters */
};

struct range {
	uint32_t first, last;
};

static const struct range plausible[] = {
    {0x0900, 0x1FFF},
    {0x2000, 0x2BFF},
    {0x2E80, 0x9FFF},
    {0xAC00, 0xD7A3},
    {0xF900, 0xFAFF},
    {0xFE10, 0xFE6F},
    {0xFF00, 0xFFEF},
    {0x1F000, 0x1FAFF},
    {0x20000, 0x323AF},
};

struct letters {
	struct range in;
	unsigned cost;
};

enum {
	utf8_base_cost = 6 * 4,
	other_cost = 13 * 4,
	sign_cost = 7 * 4,
	word_bonus = 6 * 4 /* of a Latin letter that touches an ASCII one */
};

static const struct letters letters[] = {
    {{0x00C0, 0x00FF}, 5 * 4}, {{0x0430, 0x044F}, 18}, /* а to я: 4.5 */
    {{0x0410, 0x042F}, 6 * 4}, {{0x0100, 0x017F}, 7 * 4},
    {{0x0386, 0x038F}, 7 * 4},                         /* Greek capitals */
    {{0x0391, 0x03AB}, 7 * 4}, {{0x0390, 0x0390}, 22}, /* Greek: 5.5 */
    {{0x03AC, 0x03CE}, 22}, {{0x05D0, 0x05EA}, 22},    /* Hebrew */
    {{0x0620, 0x064A}, 22},                            /* Arabic */
};

static bool
is_plausible(uint32_t cp)
{
	for (size_t i = 0; i < sizeof(plausible) / sizeof(plausible[0]); i++)
		if (cp >= plausible[i].first && cp <= plausible[i].last)
			return true;
	return false;
}

static unsigned
letter_cost(uint32_t cp)
{
	/* ° · « » § © ® ¿ ¡ */
	static const unsigned char signs[] = {
	    0xB0, 0xB7, 0xAB, 0xBB, 0xA7, 0xA9, 0xAE, 0xBF, 0xA1};

	for (size_t i = 0; i < sizeof(letters) / sizeof(letters[0]); i++)
		if (cp >= letters[i].in.first && cp <= letters[i].in.last)
			return letters[i].cost;
	for (size_t i = 0; i < sizeof(signs); i++)
		if (cp == signs[i])
			return sign_cost;
	return other_cost;
}

static bool
is_ascii_letter(struct ct_slice line, size_t at)
{
	char c = at < line.len ? line.data[at] : ' ';

	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* A two-byte character at `at`. The costs stay small: a line that has a
 * thousand of these letters is decided long before. */
static void
weigh(struct evidence *e, struct ct_slice line, size_t at, uint32_t cp)
{
	const unsigned most = 1000000;
	unsigned lead = (unsigned char)line.data[at];
	unsigned trail = (unsigned char)line.data[at + 1];

	e->two = true;
	if (e->gbk_cost > most || e->utf8_cost > most)
		return;
	e->gbk_cost += ct_ambig_cost[(lead - 0xC2) * 64 + (trail - 0x80)];
	e->utf8_cost += letter_cost(cp);
	if (cp >= 0xC0 && cp <= 0x17F &&
	    ((at > 0 && is_ascii_letter(line, at - 1)) ||
		is_ascii_letter(line, at + 2)))
		e->utf8_cost -= word_bonus;
}

static struct evidence
look(struct ct_slice line)
{
	struct evidence e = {.utf8_cost = utf8_base_cost};
	uint32_t cp;
	size_t n;

	for (size_t at = 0; at < line.len && !e.bad; at += n) {
		n = 1;
		if ((unsigned char)line.data[at] < 0x80)
			continue;
		n = ct_utf8_take(
		    (struct ct_slice){line.data + at, line.len - at}, &cp);
		if (cp == CT_UTF8_BAD) {
			e.bad = true;
		} else if (cp == CT_UTF8_CUT) {
			e.cut = true;
		} else if (cp < 0x800) {
			weigh(&e, line, at, cp);
		} else {
			e.high = true;
			e.plausible += is_plausible(cp);
		}
	}
	return e;
}

static enum ct_line_charset
lock(struct ct_detect *d, enum ct_coding_learned learned)
{
	d->learned = learned;
	d->utf8_run = 0;
	return learned == CT_LEARNED_UTF8 ? CT_LINE_UTF8 : CT_LINE_GBK;
}

/* Valid UTF-8 with characters of three or four bytes. */
static enum ct_line_charset
judge_high(struct ct_detect *d, const struct evidence *e)
{
	if (e->plausible == 0 && d->learned == CT_LEARNED_UTF8)
		return CT_LINE_GBK;
	if (e->plausible == 0)
		return lock(d, CT_LEARNED_GBK);
	if (d->learned != CT_LEARNED_GBK)
		return lock(d, CT_LEARNED_UTF8);
	if (e->plausible < 2) {
		d->utf8_run = 0;
		return CT_LINE_GBK;
	}
	if (++d->utf8_run >= 2)
		return lock(d, CT_LEARNED_UTF8);
	return CT_LINE_UTF8;
}

/* Valid UTF-8 with characters of two bytes only. */
static enum ct_line_charset
judge_two(struct ct_detect *d, const struct evidence *e)
{
	switch (d->learned) {
	case CT_LEARNED_UTF8:
		return CT_LINE_UTF8;
	case CT_LEARNED_GBK:
		d->utf8_run = 0;
		return CT_LINE_GBK;
	case CT_LEARNED_NOTHING:
		break;
	}
	return e->gbk_cost <= e->utf8_cost ? CT_LINE_GBK : CT_LINE_UTF8;
}

enum ct_line_charset
ct_detect_line(struct ct_detect *d, struct ct_slice line)
{
	struct evidence e = look(line);

	if (e.cut && !e.bad && e.plausible > 0)
		return lock(d, CT_LEARNED_UTF8);
	if (e.bad || e.cut)
		return lock(d, CT_LEARNED_GBK);
	if (e.high)
		return judge_high(d, &e);
	if (e.two)
		return judge_two(d, &e);
	return CT_LINE_ASCII;
}
