/*
 * Undoes mistakes one after the other, and keeps what reads most like Chinese
 * or plain text: common characters are cheap, rare and broken ones dear.
 */
#include "mojibake.h"

#include "core/coding.h"
#include "core/coding_utf8.h"
#include "core/detect.h"
#include "core/gbk.h"

#include <string.h>

enum {
	cost_ascii = 1,
	cost_common = 2, /* hanzi of GB2312's first level, punctuation */
	cost_second = 8, /* … of its second level */
	cost_rare = 12,  /* other hanzi, kana and symbols */
	cost_odd = 14,   /* letters with accents, box drawing … */
	cost_broken = 24,
	text_max = 1 << 20,
};

static const struct mojibake_step mistakes[] = {
    {"utf-8", "gbk"},
    {"utf-8", "windows-1252"},
    {"utf-8", "iso-8859-1"},
    {"gbk", "windows-1252"},
    {"gbk", "iso-8859-1"},
    {"gbk", "utf-8"},
    {"utf-8", "big5"},
    {"gbk", "big5"},
    {"big5", "gbk"},
    {"big5", "windows-1252"},
};

/* What one character costs, by the place of its GBK code. */
static unsigned
cost_of(uint32_t cp, struct ct_slice utf8)
{
	char code[CT_GBK_ENCODE_ROOM(CT_GBK_CORE, 4)];
	unsigned char lead;

	if (cp < 0x80)
		return cp >= 0x20 || cp == '\t' || cp == '\n' ? cost_ascii
							      : cost_broken;
	if (cp == 0xfffd || (cp >= 0xe000 && cp < 0xf900))
		return cost_broken;
	if (ct_gbk_encode(CT_GBK_CORE, &utf8, code) != 2)
		return cp >= 0x1f000 ? cost_rare : cost_odd;
	lead = (unsigned char)code[0];
	if ((unsigned char)code[1] < 0xa1)
		return cost_rare;
	if (lead == 0xa1 || lead == 0xa3 || (lead >= 0xb0 && lead <= 0xd7))
		return cost_common;
	return lead >= 0xd8 ? cost_second : cost_rare;
}

static uint64_t
cost(struct ct_slice text)
{
	uint64_t sum = 0;

	while (text.len > 0) {
		uint32_t cp;
		size_t n = ct_utf8_take(text, &cp);

		sum += cost_of(cp, (struct ct_slice){text.data, n});
		text.data += n;
		text.len -= n;
	}
	return sum;
}

/* Appends the bytes of one character in `c`; false: it has none. */
static bool
put_bytes(const struct ct_coding *c, struct ct_slice one, struct ct_buf *out)
{
	struct ct_coding_report r = {0};
	size_t before = out->len;

	if (ct_coding_encode(c, one, out, &r) != CT_OK || r.escaped > 0 ||
	    r.invalid > 0) {
		out->len = before;
		return false;
	}
	return true;
}

/* The bytes that were read as `text`. What can be no byte is left out. */
static size_t
to_bytes(const struct ct_coding *c, struct ct_slice text, struct ct_buf *out)
{
	size_t lost = 0;

	while (text.len > 0) {
		uint32_t cp;
		size_t n = ct_utf8_take(text, &cp);

		if (!put_bytes(c, (struct ct_slice){text.data, n}, out))
			lost++;
		text.data += n;
		text.len -= n;
	}
	return lost;
}

/* One mistake undone: `text` as it was before. CT_ECHARSET: cannot be. */
static enum ct_err
undo(const struct ct_charset_port *port, const struct mojibake_step *step,
    struct ct_slice text, struct ct_buf *out, size_t *lost)
{
	struct ct_coding read, written;
	struct ct_coding_report r = {0};
	struct ct_buf bytes;
	enum ct_err err = ct_coding_init(&read, port, step->read);

	if (err != CT_OK)
		return err;
	err = ct_coding_init(&written, port, step->written);
	if (err != CT_OK) {
		ct_coding_fini(&read);
		return err;
	}
	ct_buf_init(&bytes, 4 * text_max);
	*lost = to_bytes(&read, text, &bytes);
	err = ct_coding_decode(&written, ct_buf_slice(&bytes), out, &r);
	*lost = *lost > r.invalid ? *lost : r.invalid;
	ct_buf_fini(&bytes);
	ct_coding_fini(&read);
	ct_coding_fini(&written);
	return err;
}

/* U+FFFD was in the text before the last mistake: 锟斤拷. */
static bool
was_replaced(struct ct_slice text)
{
	size_t seen = 0;

	for (size_t i = 0; i + 3 <= text.len; i++)
		seen += memcmp(text.data + i, "\xef\xbf\xbd", 3) == 0;
	return seen >= 2 && seen * 3 * 2 >= text.len;
}

/* What kinds of characters a text has beside ASCII. */
struct kinds {
	size_t cjk, other;
	bool run; /* two of them stand together */
};

static struct kinds
kinds_of(struct ct_slice text)
{
	struct kinds k = {0};
	bool before = false;

	while (text.len > 0) {
		uint32_t cp;
		size_t n = ct_utf8_take(text, &cp);

		k.run |= before && cp >= 0x80;
		before = cp >= 0x80;
		k.cjk += cp >= 0x2e80;
		k.other += cp >= 0x80 && cp < 0x2e80;
		text.data += n;
		text.len -= n;
	}
	return k;
}

/*
 * Could this have been read so? Text in Latin, Greek or Cyrillic has GBK codes,
 * too, and is not garbled for that: what was read as GBK or Big5 shows mostly
 * hanzi, what was read as a western charset has its odd letters in runs, and
 * for GBK read as UTF-8 the rule decides by which the server tells them apart.
 */
static bool
is_thinkable(const struct mojibake_step *step, struct ct_slice now)
{
	struct kinds k = kinds_of(now);
	struct ct_detect d = {0};

	if (strcmp(step->read, "utf-8") == 0)
		return ct_detect_line(&d, now) == CT_LINE_GBK;
	if (strcmp(step->read, "gbk") == 0 || strcmp(step->read, "big5") == 0)
		return k.cjk > k.other;
	return k.run && k.other > k.cjk;
}

/* The cheapest text one mistake before `now`; its mistake, or NULL. */
static const struct mojibake_step *
best_undo(const struct ct_charset_port *port, struct ct_slice now,
    struct ct_buf *best, size_t *lost)
{
	const struct mojibake_step *found = NULL;
	uint64_t least = cost(now) * 7 / 10;
	struct ct_buf tried;

	ct_buf_init(&tried, 8 * text_max);
	for (size_t i = 0; i < sizeof(mistakes) / sizeof(mistakes[0]); i++) {
		size_t n = 0;
		bool replaced;
		uint64_t price;

		ct_buf_clear(&tried, false);
		if (!is_thinkable(&mistakes[i], now) ||
		    undo(port, &mistakes[i], now, &tried, &n) != CT_OK ||
		    tried.len == 0)
			continue;
		replaced = n == 0 && was_replaced(ct_buf_slice(&tried));
		price = cost(ct_buf_slice(&tried)) + n * cost_broken;
		if (!replaced && price >= least)
			continue;
		least = replaced ? 0 : price;
		ct_buf_clear(best, false);
		if (ct_buf_add_slice(best, ct_buf_slice(&tried)) != CT_OK)
			continue;
		found = &mistakes[i];
		*lost = n;
	}
	ct_buf_fini(&tried);
	return found;
}

/* The mistakes were found last first; they are told first first. */
static void
reverse(struct mojibake *m)
{
	for (size_t i = 0; i < m->count / 2; i++) {
		struct mojibake_step other = m->steps[m->count - 1 - i];

		m->steps[m->count - 1 - i] = m->steps[i];
		m->steps[i] = other;
	}
}

static size_t
count_replaced(struct ct_slice text)
{
	size_t n = 0;

	for (size_t i = 0; i + 3 <= text.len; i++)
		n += memcmp(text.data + i, "\xef\xbf\xbd", 3) == 0;
	return n;
}

enum ct_err
mojibake_explain(struct mojibake *m, const struct ct_charset_port *port,
    struct ct_slice text)
{
	struct ct_buf before;
	enum ct_err err;
	bool more = true;

	*m = (struct mojibake){0};
	ct_buf_init(&m->text, 8 * text_max);
	ct_buf_init(&before, 8 * text_max);
	err = ct_buf_add_slice(&m->text, text);
	while (err == CT_OK && more && m->count < MOJIBAKE_STEPS) {
		size_t lost = 0;
		const struct mojibake_step *step =
		    best_undo(port, ct_buf_slice(&m->text), &before, &lost);

		if (step == NULL)
			break;
		m->steps[m->count++] = *step;
		m->lost += lost;
		ct_buf_clear(&m->text, false);
		err = ct_buf_add_slice(&m->text, ct_buf_slice(&before));
		/* What was replaced by U+FFFD was something else before. */
		if (was_replaced(ct_buf_slice(&m->text))) {
			if (m->count < MOJIBAKE_STEPS)
				m->steps[m->count++] =
				    (struct mojibake_step){"gbk", "utf-8"};
			m->lost = count_replaced(ct_buf_slice(&m->text));
			more = false;
		}
	}
	ct_buf_fini(&before);
	reverse(m);
	if (err != CT_OK)
		mojibake_fini(m);
	return err;
}

void
mojibake_fini(struct mojibake *m)
{
	ct_buf_fini(&m->text);
}
