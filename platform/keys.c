/* Keys of a terminal and of a Windows console; see keys.h. */
#include "keys.h"

#include "utf8.h"

enum { ESC = 0x1B, DEL = 0x7F, REPLACEMENT = 0xFFFD };

/* In the place of the [ or O of a sequence that means nothing to us. */
enum { FUNCTION = 'F' };

struct name {
	unsigned code;
	enum pf_key key;
};

/* The last byte of CSI …, and of SS3 in application mode. */
static const struct name finals[] = {
    {'A', PF_KEY_UP},
    {'B', PF_KEY_DOWN},
    {'C', PF_KEY_RIGHT},
    {'D', PF_KEY_LEFT},
    {'H', PF_KEY_HOME},
    {'F', PF_KEY_END},
    {'Z', PF_KEY_TAB},
};

/* The last byte of SS3: also the keypad's. */
static const struct name keypad[] = {
    {'A', PF_KEY_UP},
    {'B', PF_KEY_DOWN},
    {'C', PF_KEY_RIGHT},
    {'D', PF_KEY_LEFT},
    {'H', PF_KEY_HOME},
    {'F', PF_KEY_END},
    {'M', PF_KEY_ENTER},
    {'I', PF_KEY_TAB},
};

/* The number of CSI number ~ */
static const struct name numbers[] = {
    {1, PF_KEY_HOME},
    {3, PF_KEY_DELETE},
    {4, PF_KEY_END},
    {5, PF_KEY_PAGE_UP},
    {6, PF_KEY_PAGE_DOWN},
    {7, PF_KEY_HOME},
    {8, PF_KEY_END},
};

/* Virtual keys without a character (winuser.h). */
static const struct name virtuals[] = {
    {0x1B, PF_KEY_ESCAPE}, /* some consoles give no character for it */
    {0x21, PF_KEY_PAGE_UP},
    {0x22, PF_KEY_PAGE_DOWN},
    {0x23, PF_KEY_END},
    {0x24, PF_KEY_HOME},
    {0x25, PF_KEY_LEFT},
    {0x26, PF_KEY_UP},
    {0x27, PF_KEY_RIGHT},
    {0x28, PF_KEY_DOWN},
    {0x2E, PF_KEY_DELETE},
};

#define LOOKUP(table, code, out) \
	lookup(table, sizeof(table) / sizeof *(table), code, out)

static size_t
emit(struct key_event *out, enum pf_key key, uint32_t code)
{
	*out = (struct key_event){key, code};
	return 1;
}

static size_t
lookup(const struct name *table, size_t n, unsigned code, struct key_event *out)
{
	for (size_t i = 0; i < n; i++) {
		if (table[i].code == code)
			return emit(out, table[i].key, 0);
	}
	return 0;
}

/* A character, or the key that a control character stands for. */
static size_t
character(uint32_t code, struct key_event *out)
{
	if (code == '\r' || code == '\n')
		return emit(out, PF_KEY_ENTER, 0);
	if (code == '\t')
		return emit(out, PF_KEY_TAB, 0);
	if (code == '\b' || code == DEL)
		return emit(out, PF_KEY_BACKSPACE, 0);
	if (code == ESC)
		return emit(out, PF_KEY_ESCAPE, 0);
	if (code >= 1 && code <= 26)
		return emit(out, PF_KEY_CTRL, 'a' + code - 1);
	if (code < 0x20 || (code >= 0x80 && code < 0xA0))
		return 0;
	return emit(out, PF_KEY_CHAR, code);
}

/* In a paste only text, tabs and line ends mean anything; CR LF is one end. */
static size_t
pasted(struct keys *k, uint32_t code, struct key_event *out)
{
	bool second = k->newline && code == '\n';

	k->newline = code == '\r';
	if (second || code == DEL)
		return 0;
	if (code < 0x20 && code != '\r' && code != '\n' && code != '\t')
		return 0;
	return character(code, out);
}

static size_t
plain(struct keys *k, uint32_t code, struct key_event *out)
{
	return k->paste ? pasted(k, code, out) : character(code, out);
}

static unsigned
first_number(const struct keys *k)
{
	unsigned n = 0;

	for (size_t i = 2; i < k->len; i++) {
		unsigned char c = k->pending[i];

		if (c < '0' || c > '9')
			break;
		n = n * 10 + (c - '0');
		if (n > 999)
			break;
	}
	return n;
}

/* CSI row ; column R, both from 1: where the cursor is. Shift-F3 looks like it
 * and goes the same way: neither says anything to who did not ask. */
static size_t
cursor_report(const struct keys *k, struct key_event *out)
{
	uint32_t place[2] = {0, 0};
	size_t at = 0;

	for (size_t i = 2; i < k->len; i++) {
		unsigned char c = k->pending[i];

		if (c == ';' && at == 0)
			at++;
		else if (c >= '0' && c <= '9' && place[at] < 10000)
			place[at] = place[at] * 10 + (c - '0');
		else
			return 0;
	}
	if (place[0] == 0 || place[1] == 0 || k->len == KEYS_PENDING_MAX)
		return 0;
	return emit(out, PF_KEY_CURSOR, place[1] - 1);
}

/* CSI parameters `byte`, complete. */
static size_t
control_sequence(struct keys *k, unsigned char byte, struct key_event *out)
{
	unsigned n = first_number(k);

	if (byte == '~' && n == 200)
		k->paste = true;
	else if (byte == '~' && n == 201)
		k->paste = false;
	else if (k->paste)
		return 0;
	else if (byte == '~')
		return LOOKUP(numbers, n, out);
	else if (byte == 'R')
		return cursor_report(k, out);
	else
		return LOOKUP(finals, byte, out);
	k->newline = false;
	return 0;
}

static void
keep(struct keys *k, unsigned char byte)
{
	/* What is longer has no meaning to us; its end still matters. */
	if (k->len < KEYS_PENDING_MAX)
		k->pending[k->len++] = byte;
}

static size_t fresh(struct keys *k, unsigned char byte, struct key_event *out);

/* ESC came last. */
static size_t
after_escape(struct keys *k, unsigned char byte, struct key_event *out)
{
	if (byte == '[' || byte == 'O') {
		keep(k, byte);
		return 0;
	}
	k->len = 0;
	if (byte == ESC && !k->paste) {
		keep(k, byte);
		return emit(out, PF_KEY_ESCAPE, 0);
	}
	/* Alt and a key, of which the key remains. */
	return fresh(k, byte, out);
}

/* CSI or SS3 and perhaps parameters came last. */
static size_t
in_sequence(struct keys *k, unsigned char byte, struct key_event *out)
{
	bool csi = k->pending[1] == '[';
	size_t n = 0;

	if (byte >= 0x20 && byte < 0x40) {
		keep(k, byte);
		return 0;
	}
	/* The Linux console's F1 to F5: CSI [ A to E. */
	if (csi && k->len == 2 && byte == '[') {
		k->pending[1] = FUNCTION;
		return 0;
	}
	if (byte < 0x20 || byte >= DEL) {
		k->len = 0; /* broken off */
		return fresh(k, byte, out);
	}
	if (csi)
		n = control_sequence(k, byte, out);
	else if (k->pending[1] == 'O' && !k->paste)
		n = LOOKUP(keypad, byte, out);
	k->len = 0;
	return n;
}

/* The beginning of a character came last. */
static size_t
in_character(struct keys *k, unsigned char byte, struct key_event *out)
{
	uint32_t code;
	size_t n;

	keep(k, byte);
	switch (utf8_decode((const char *)k->pending, k->len, &code)) {
	case UTF8_SHORT:
		return 0;
	case UTF8_BAD:
		k->len = 0;
		n = plain(k, REPLACEMENT, out);
		return n + fresh(k, byte, out + n);
	default:
		k->len = 0;
		return plain(k, code, out);
	}
}

/* Nothing came before. */
static size_t
fresh(struct keys *k, unsigned char byte, struct key_event *out)
{
	uint32_t code;

	if (byte == ESC) {
		keep(k, byte);
		return 0;
	}
	if (byte < 0x80)
		return plain(k, byte, out);
	if (utf8_decode((const char *)&byte, 1, &code) == UTF8_BAD)
		return plain(k, REPLACEMENT, out);
	keep(k, byte);
	return 0;
}

size_t
keys_feed(struct keys *k, unsigned char byte, struct key_event out[KEYS_MOST])
{
	if (k->len == 0)
		return fresh(k, byte, out);
	if (k->pending[0] != ESC)
		return in_character(k, byte, out);
	if (k->len == 1)
		return after_escape(k, byte, out);
	return in_sequence(k, byte, out);
}

bool
keys_is_waiting(const struct keys *k)
{
	return k->len == 1 && k->pending[0] == ESC;
}

size_t
keys_timeout(struct keys *k, struct key_event out[KEYS_MOST])
{
	if (!keys_is_waiting(k))
		return 0;
	k->len = 0;
	return k->paste ? 0 : emit(out, PF_KEY_ESCAPE, 0);
}

static bool
is_half(uint16_t unit, uint16_t first)
{
	return (unit & 0xFC00) == first;
}

size_t
keys_console_feed(struct keys_console *v, bool down, uint16_t key,
    uint16_t unit, struct key_event out[KEYS_MOST])
{
	enum { ALT = 0x12 };
	uint16_t high = v->high;
	size_t n = 0;

	if (!down && (key != ALT || unit == 0))
		return 0;
	if (unit == 0)
		return LOOKUP(virtuals, key, out);
	v->high = 0;
	if (high != 0 && is_half(unit, 0xDC00))
		return character(0x10000 + ((uint32_t)(high & 0x3FF) << 10) +
				     (unit & 0x3FFu),
		    out);
	if (high != 0)
		n = character(REPLACEMENT, out);
	if (is_half(unit, 0xD800)) {
		v->high = unit;
		return n;
	}
	return n +
	       character(is_half(unit, 0xDC00) ? REPLACEMENT : unit, out + n);
}
