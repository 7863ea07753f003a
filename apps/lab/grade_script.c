/* Sends and expects, in the manner of each system. */
#include "grade_script.h"

#include "core/gbk.h"

#include <string.h>

struct lab_grade_step *
lab_script_add(struct lab_grade_script *s, enum lab_grade_op op)
{
	struct lab_grade_step *step = &s->steps[s->count];

	if (s->err == CT_OK && s->count == LAB_GRADE_STEPS)
		s->err = CT_EFULL;
	if (s->err != CT_OK)
		return &s->steps[0];
	s->count++;
	*step = (struct lab_grade_step){.op = op, .from = s->bytes.len};
	return step;
}

void
lab_script_put(struct lab_grade_script *s, struct ct_slice bytes)
{
	if (s->err == CT_OK)
		s->err = ct_buf_add_slice(&s->bytes, bytes);
}

/* Adds a message in the system's charset; where it is. */
struct lab_grade_step
lab_script_text(struct lab_grade_script *s, struct ct_slice utf8)
{
	struct lab_grade_step at = {.text_from = s->bytes.len};
	size_t room = CT_GBK_ENCODE_ROOM(CT_GBK_CORE, utf8.len);

	if (s->system != LAB_CLASSIC) {
		lab_script_put(s, utf8);
	} else {
		if (s->err == CT_OK)
			s->err = ct_buf_reserve(&s->bytes, room);
		if (s->err == CT_OK)
			s->bytes.len += ct_gbk_encode(
			    CT_GBK_CORE, &utf8, s->bytes.data + s->bytes.len);
	}
	at.text_len = s->bytes.len - at.text_from;
	return at;
}

void
lab_script_say_bytes(
    struct lab_grade_script *s, struct ct_slice bytes, ct_ms ms)
{
	struct lab_grade_step *step = lab_script_add(s, LAB_GRADE_SAY);

	step->len = bytes.len;
	step->ms = ms;
	lab_script_put(s, bytes);
}

/* What is sent are bytes of the script already. */
void
lab_script_say(struct lab_grade_script *s, size_t from, size_t len, ct_ms ms)
{
	struct lab_grade_step *step = lab_script_add(s, LAB_GRADE_SAY);

	step->from = from;
	step->len = len;
	step->ms = ms;
}

static void
say_cut(struct lab_grade_script *s, size_t from, size_t len,
    enum lab_manner how, size_t head)
{
	size_t cut =
	    how == LAB_HEADER ? 2 : head + (s->system == LAB_CLASSIC ? 3 : 4);

	if (how == LAB_WHOLE || len <= cut) {
		lab_script_say(s, from, len, 0);
		return;
	}
	if (how != LAB_BYTES) {
		lab_script_say(s, from, cut, s->gap * 2);
		lab_script_say(s, from + cut, len - cut, 0);
		return;
	}
	for (size_t i = 0; i < len; i++)
		lab_script_say(s, from + i, 1, i + 1 < len ? s->gap / 4 : 0);
}

void
lab_script_say_number(struct lab_grade_script *s, size_t n, bool cut)
{
	struct ct_buf digits;
	struct ct_slice all;

	ct_buf_init(&digits, 32);
	if (s->err == CT_OK)
		s->err = ct_buf_add_dec(&digits, n);
	all = ct_buf_slice(&digits);
	if (s->err == CT_OK && cut) {
		lab_script_say_bytes(
		    s, (struct ct_slice){all.data, 1}, s->gap * 2);
		all.data++;
		all.len--;
	}
	if (s->err == CT_OK)
		lab_script_say_bytes(s, all, 0);
	ct_buf_fini(&digits);
}

/* A message must come; `at` is its text. */
void
lab_script_hear(struct lab_grade_script *s, enum lab_grade_op op,
    const struct lab_grade_step *at, ct_ms ms)
{
	struct lab_grade_step *step = lab_script_add(s, op);

	step->from = step->text_from = at->text_from;
	step->len = step->text_len = at->text_len;
	step->ms = ms;
}

void
lab_script_hear_number(
    struct lab_grade_script *s, const struct lab_grade_step *at)
{
	struct lab_grade_step *step =
	    lab_script_add(s, s->any ? LAB_GRADE_NUMBER : LAB_GRADE_DIGITS);

	if (s->err == CT_OK)
		s->err = ct_buf_add_dec(&s->bytes, at->text_len);
	step->len = s->bytes.len - step->from;
	step->text_from = at->text_from;
	step->text_len = at->text_len;
	step->ms = s->gap * 5;
}

void
lab_script_hear_ready(struct lab_grade_script *s)
{
	struct lab_grade_step *step = lab_script_add(s, LAB_GRADE_READY);

	lab_script_put(s, ct_slice_str("recv_ready"));
	step->len = s->bytes.len - step->from;
	step->ms = s->gap * 5;
}

static size_t
put_head(struct lab_grade_script *s, size_t len)
{
	size_t from = s->bytes.len;

	if (s->err == CT_OK)
		s->err = ct_buf_add_u32(&s->bytes, (uint32_t)len);
	return from;
}

static void
exchange_turn(
    struct lab_grade_script *s, struct ct_slice text, enum lab_manner how)
{
	struct lab_grade_step at = lab_script_text(s, text);

	say_cut(s, at.text_from, at.text_len, how, 0);
	lab_script_hear(
	    s, s->any ? LAB_GRADE_TURN : LAB_GRADE_HEAR, &at, s->gap * 5);
}

static void
exchange_length_server(
    struct lab_grade_script *s, struct ct_slice text, enum lab_manner how)
{
	struct lab_grade_step at = lab_script_text(s, text);

	say_cut(s, at.text_from, at.text_len, how, 0);
	lab_script_hear_number(s, &at);
	lab_script_say_bytes(s, ct_slice_str("recv_ready"), 0);
	lab_script_hear(
	    s, s->any ? LAB_GRADE_COUNT : LAB_GRADE_BODY, &at, s->gap * 5);
}

static void
exchange_length_client(
    struct lab_grade_script *s, struct ct_slice text, enum lab_manner how)
{
	struct lab_grade_step at = lab_script_text(s, text);

	lab_script_say_number(s, at.text_len, how == LAB_HEADER);
	lab_script_hear_ready(s);
	say_cut(s, at.text_from, at.text_len,
	    how == LAB_HEADER ? LAB_WHOLE : how, 0);
	lab_script_hear(
	    s, s->any ? LAB_GRADE_TURN : LAB_GRADE_HEAR, &at, s->gap * 5);
}

/* The head stands in front of the text; what is heard is both. */
struct lab_grade_step
lab_script_frame(struct lab_grade_script *s, struct ct_slice text)
{
	size_t from = put_head(s, text.len);
	struct lab_grade_step at = lab_script_text(s, text);

	at.from = from;
	at.len = s->bytes.len - from;
	return at;
}

void
lab_script_hear_frame(
    struct lab_grade_script *s, const struct lab_grade_step *at, ct_ms ms)
{
	struct lab_grade_step *step = lab_script_add(s, LAB_GRADE_FRAME);

	*step = *at;
	step->op = LAB_GRADE_FRAME;
	step->ms = ms;
}

static void
exchange_frame(
    struct lab_grade_script *s, struct ct_slice text, enum lab_manner how)
{
	struct lab_grade_step at = lab_script_frame(s, text);

	say_cut(s, at.from, at.len, how, 4);
	lab_script_hear_frame(s, &at, s->gap * 5);
}

typedef void exchange_fn(
    struct lab_grade_script *s, struct ct_slice text, enum lab_manner how);

static exchange_fn *const exchanges[LAB_SYSTEMS][LAB_SIDES] = {
    {exchange_turn, exchange_turn},
    {exchange_length_server, exchange_length_client},
    {exchange_frame, exchange_frame},
};

void
lab_script_exchange(
    struct lab_grade_script *s, struct ct_slice text, enum lab_manner how)
{
	exchanges[s->system][s->side](s, text, how);
}

void
lab_grade_script_fini(struct lab_grade_script *s)
{
	ct_buf_fini(&s->bytes);
}

struct ct_slice
lab_grade_bytes(
    const struct lab_grade_script *s, const struct lab_grade_step *step)
{
	struct ct_slice out = {s->bytes.data, step->len};

	if (out.data != NULL)
		out.data += step->from;
	return out;
}

struct ct_slice
lab_grade_text(
    const struct lab_grade_script *s, const struct lab_grade_step *step)
{
	struct ct_slice out = {s->bytes.data, step->text_len};

	if (out.data != NULL)
		out.data += step->text_from;
	return out;
}
