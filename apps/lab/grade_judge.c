/* What is right, where the bytes are not known; what is wrong, where they are.
 */
#include "grade.h"

#include "core/gbk.h"
#include "core/text.h"

#include <stdlib.h>
#include <string.h>

enum {
	TURN_MAX = 1024, /* bytes of a turn of classic */
	READ_MAX = 1024, /* what one read of the lesson's programs takes */
	LENGTH_MAX = 1 << 20,
	DIGITS_MAX = 8,
};

static const char *const tokens[] = {
#define TOKEN(name, token, en, zh) token,
    LAB_WHY_LIST(TOKEN)
#undef TOKEN
};

static const char *const texts[][CT_LANG_COUNT] = {
#define TEXT(name, token, en, zh) {en, zh},
    LAB_WHY_LIST(TEXT)
#undef TEXT
};

const char *
lab_why_token(enum lab_why why)
{
	return tokens[why];
}

const char *
lab_why_text(enum lab_why why, enum ct_lang lang)
{
	return texts[why][lang];
}

static bool
is_gbk(struct ct_slice in)
{
	struct ct_gbk_decoder d = {.held_len = 0};
	char *out = malloc(CT_GBK_DECODE_ROOM(in.len));

	if (out == NULL)
		return true;
	ct_gbk_decode(&d, in, true, out);
	free(out);
	return d.invalid == 0;
}

static bool
is_text(const struct lab_grade_script *s, struct ct_slice in)
{
	return s->system == LAB_CLASSIC ? is_gbk(in) : ct_utf8_valid(in);
}

static size_t
digits_at_front(struct ct_slice in)
{
	size_t n = 0;

	while (n < in.len && in.data[n] >= '0' && in.data[n] <= '9')
		n++;
	return n;
}

/* The digits at the front; more than LENGTH_MAX is LENGTH_MAX + 1. */
static size_t
number_at_front(struct ct_slice in)
{
	size_t n = digits_at_front(in), v = 0;

	for (size_t i = 0; i < n && v <= LENGTH_MAX; i++)
		v = v * 10 + (size_t)(in.data[i] - '0');
	return v > LENGTH_MAX ? LENGTH_MAX + 1 : v;
}

static bool
is_line_end(struct ct_slice rest)
{
	return (rest.len == 1 && rest.data[0] == '\n') ||
	       (rest.len == 2 && memcmp(rest.data, "\r\n", 2) == 0);
}

static enum lab_why
judge_turn(const struct lab_grade_script *s, struct ct_slice in,
    enum lab_judgement *how)
{
	*how = in.len > 0 ? LAB_JUDGE_QUIET : LAB_JUDGE_MORE;
	if (s->system == LAB_CLASSIC && in.len > TURN_MAX)
		return LAB_WHY_LONG;
	return LAB_WHY_NOTHING;
}

static enum lab_why
judge_number(struct ct_slice in, enum lab_judgement *how)
{
	size_t n = digits_at_front(in);
	struct ct_slice rest;

	*how = in.len > 0 ? LAB_JUDGE_QUIET : LAB_JUDGE_MORE;
	if (in.len == 0)
		return LAB_WHY_NOTHING;
	if (n == 0)
		return LAB_WHY_DIGITS;
	rest = (struct ct_slice){in.data + n, in.len - n};
	if (n < in.len)
		return is_line_end(rest) ? LAB_WHY_NEWLINE : LAB_WHY_GLUED;
	if (n > DIGITS_MAX || number_at_front(in) > LENGTH_MAX)
		return LAB_WHY_LENGTH;
	return LAB_WHY_NOTHING;
}

static enum lab_why
judge_count(size_t announced, struct ct_slice in, enum lab_judgement *how)
{
	if (announced == 0)
		return LAB_WHY_EMPTY;
	*how = in.len < announced ? LAB_JUDGE_MORE : LAB_JUDGE_WHOLE;
	return LAB_WHY_NOTHING;
}

static uint32_t
swapped(uint32_t v)
{
	return v >> 24 | (v >> 8 & 0xff00) | (v << 8 & 0xff0000) | v << 24;
}

static enum lab_why
judge_frame(struct ct_slice in, enum lab_judgement *how, size_t *len)
{
	struct ct_slice rest = in;
	uint32_t n;

	*how = LAB_JUDGE_MORE;
	if (ct_take_u32(&rest, &n) != CT_OK)
		return LAB_WHY_NOTHING;
	if (n > LENGTH_MAX)
		return swapped(n) <= LENGTH_MAX ? LAB_WHY_LITTLE
						: LAB_WHY_HEADER;
	*len = 4 + (size_t)n;
	if (rest.len >= n)
		*how = LAB_JUDGE_WHOLE;
	return LAB_WHY_NOTHING;
}

enum lab_why
lab_grade_judge(const struct lab_grade_script *s, enum lab_grade_op op,
    size_t announced, struct ct_slice in, enum lab_judgement *how, size_t *len)
{
	*len = in.len;
	*how = LAB_JUDGE_MORE;
	switch (op) {
	case LAB_GRADE_TURN:
		return judge_turn(s, in, how);
	case LAB_GRADE_NUMBER:
		return judge_number(in, how);
	case LAB_GRADE_COUNT:
		*len = announced;
		return judge_count(announced, in, how);
	case LAB_GRADE_ANY_FRAME:
		return judge_frame(in, how, len);
	default:
		return LAB_WHY_NOTHING;
	}
}

enum lab_why
lab_grade_judge_whole(const struct lab_grade_script *s, enum lab_grade_op op,
    struct ct_slice in, size_t *number)
{
	if (op == LAB_GRADE_ANY_FRAME) {
		in.data += 4;
		in.len -= 4;
	}
	if (op == LAB_GRADE_NUMBER) {
		*number = number_at_front(in);
		return *number == 0 ? LAB_WHY_EMPTY : LAB_WHY_NOTHING;
	}
	return is_text(s, in) ? LAB_WHY_NOTHING : LAB_WHY_CHARSET;
}

static bool
begins_with(struct ct_slice all, struct ct_slice front)
{
	return all.len >= front.len &&
	       (front.len == 0 || memcmp(all.data, front.data, front.len) == 0);
}

static size_t
count_of(struct ct_slice in, struct ct_slice what)
{
	size_t n = 0;

	for (size_t i = 0; i + what.len <= in.len; i++)
		n += memcmp(in.data + i, what.data, what.len) == 0;
	return n;
}

/* Are there signs of a decoder's despair that were not in `want`? */
static bool
is_replaced(struct ct_slice got, struct ct_slice want)
{
	static const char *const signs[] = {"\xef\xbf\xbd", "?"};

	for (int i = 0; i < 2; i++) {
		struct ct_slice sign = ct_slice_str(signs[i]);

		if (count_of(got, sign) > count_of(want, sign))
			return true;
	}
	return false;
}

/* Is it what another step of the script was about? */
static bool
is_of_another(
    const struct lab_grade_script *s, struct ct_slice got, struct ct_slice want)
{
	for (size_t i = 0; i < s->count; i++) {
		struct ct_slice text = lab_grade_text(s, &s->steps[i]);

		if (text.len > 0 && ct_slice_eq(text, got) &&
		    !ct_slice_eq(text, want))
			return true;
	}
	return false;
}

/* Of texts; of frames, what stands behind the length. */
static enum lab_why
diagnose_text(
    const struct lab_grade_script *s, struct ct_slice got, struct ct_slice want)
{
	struct ct_slice rest = {got.data, 0};

	if (got.len == 0 && want.len > 0)
		return LAB_WHY_EMPTY;
	if (begins_with(got, want)) {
		rest.data = got.len > want.len ? got.data + want.len : "";
		rest.len = got.len - want.len;
		return is_line_end(rest) ? LAB_WHY_NEWLINE : LAB_WHY_SURPLUS;
	}
	if (is_of_another(s, got, want))
		return LAB_WHY_TURN;
	if (begins_with(want, got))
		return got.len == READ_MAX || got.len == READ_MAX - 4
			   ? LAB_WHY_CUT_1024
			   : LAB_WHY_SHORT;
	if (is_replaced(got, want))
		return LAB_WHY_REPLACED;
	return LAB_WHY_DIFFERENT;
}

/* Characters of a text in the system's charset. */
static size_t
characters(const struct lab_grade_script *s, struct ct_slice text)
{
	size_t n = 0;

	if (s->system != LAB_CLASSIC)
		return ct_utf8_valid(text) ? ct_utf8_count(text) : 0;
	while (text.len > 0) {
		size_t unit = ct_gbk_unit(text);

		unit = unit > 0 ? unit : 1;
		text.data += unit;
		text.len -= unit;
		n++;
	}
	return n;
}

static enum lab_why
diagnose_digits(const struct lab_grade_script *s, struct ct_slice got,
    struct ct_slice want, struct ct_slice text)
{
	size_t n = digits_at_front(got);
	struct ct_slice rest = {got.data + n, got.len - n};

	if (n == 0)
		return LAB_WHY_DIGITS;
	if (is_line_end(rest))
		return LAB_WHY_NEWLINE;
	/* Digits in front of a text that begins with some are not alone. */
	if (rest.len > 0 || (n > want.len && begins_with(got, want)))
		return LAB_WHY_GLUED;
	if (number_at_front(got) == 0)
		return LAB_WHY_EMPTY;
	if (number_at_front(got) == characters(s, text))
		return LAB_WHY_CHARS;
	return LAB_WHY_LENGTH;
}

static enum lab_why
diagnose_frame(const struct lab_grade_script *s, struct ct_slice got,
    struct ct_slice want, struct ct_slice text)
{
	struct ct_slice rest = got;
	uint32_t n;
	size_t chars = characters(s, text);

	if (text.len > 0 && begins_with(text, got))
		return LAB_WHY_HEADER;
	if (ct_take_u32(&rest, &n) != CT_OK)
		return begins_with(want, got) ? LAB_WHY_SHORT
					      : LAB_WHY_DIFFERENT;
	if (n == text.len)
		return rest.len == 0 && text.len > 0
			   ? LAB_WHY_SHORT
			   : diagnose_text(s, rest, text);
	if (text.len > 0 && swapped(n) == text.len)
		return LAB_WHY_LITTLE;
	if (n == 0)
		return LAB_WHY_EMPTY;
	if (n == chars && begins_with(text, rest))
		return LAB_WHY_CHARS;
	if (n > LENGTH_MAX)
		return LAB_WHY_HEADER;
	/* Its length is that of its text, which is another one. */
	return n == rest.len ? diagnose_text(s, rest, text) : LAB_WHY_LENGTH;
}

static enum lab_why
diagnose_ready(struct ct_slice got, struct ct_slice want)
{
	struct ct_slice rest = {got.data + want.len, got.len - want.len};

	if (got.len < want.len || !begins_with(got, want))
		return LAB_WHY_READY;
	return is_line_end(rest) ? LAB_WHY_NEWLINE : LAB_WHY_READY;
}

enum lab_why
lab_grade_diagnose(
    const struct lab_grade_script *s, size_t step, struct ct_slice got)
{
	const struct lab_grade_step *at = &s->steps[step];
	struct ct_slice want = lab_grade_bytes(s, at);
	struct ct_slice text = lab_grade_text(s, at);

	if (got.len == 0)
		return LAB_WHY_SILENT;
	switch (at->op) {
	case LAB_GRADE_DIGITS:
		return diagnose_digits(s, got, want, text);
	case LAB_GRADE_FRAME:
		return diagnose_frame(s, got, want, text);
	case LAB_GRADE_READY:
		return diagnose_ready(got, want);
	case LAB_GRADE_HEAR:
	case LAB_GRADE_BODY:
		return diagnose_text(s, got, want);
	case LAB_GRADE_SAY:
		return is_replaced(got, want) ? LAB_WHY_REPLACED
					      : LAB_WHY_EARLY;
	case LAB_GRADE_TURN:
	case LAB_GRADE_NUMBER:
	case LAB_GRADE_COUNT:
	case LAB_GRADE_ANY_FRAME:
		return LAB_WHY_SHORT;
	default:
		return LAB_WHY_SURPLUS;
	}
}
