/* The lesson's announced length: the receiver learns how much will come. */
#include "lesson_roles.h"

#include <string.h>

enum { CLIENT_DIGITS, CLIENT_BODY };
enum { SERVER_MESSAGE, SERVER_READY };

static const char ready[] = "recv_ready";

enum { READY_LEN = sizeof ready - 1 };

static bool
is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static size_t
skip_while(struct ct_slice in, size_t at, bool (*is)(char))
{
	while (at < in.len && is(in.data[at]))
		at++;
	return at;
}

/* Does the text that begins after the number, or after the white space that
 * follows it, end exactly where `in` does? */
static bool
fits(struct ct_slice in, size_t at, size_t number, size_t *skip)
{
	*skip = at;
	if (in.len - at == number)
		return true;
	*skip = skip_while(in, at, is_space);
	return in.len - *skip == number;
}

enum ct_err
lesson_length_read(struct ct_slice in, size_t *want, size_t *skip)
{
	size_t first = skip_while(in, 0, is_space);
	size_t last = skip_while(in, first, is_digit);
	bool alone = skip_while(in, last, is_space) == in.len;
	size_t number = 0;

	if (first == last)
		return CT_EINVAL;
	for (size_t at = first; at < last;) {
		number = number * 10 + (size_t)(in.data[at++] - '0');
		if (number > LESSON_BODY_MAX)
			return CT_EFULL;
		*want = number;
		if (!alone && fits(in, at, number, skip))
			return CT_OK;
	}
	*skip = alone ? in.len : last;
	return CT_OK;
}

/* The white space that Python's strip takes, as far as a keyboard has it. */
static struct ct_slice
strip(struct ct_slice s)
{
	static const char wide[] = "\xe3\x80\x80"; /* U+3000 */

	for (;;) {
		if (s.len > 0 && is_space(s.data[0])) {
			s.data++;
			s.len--;
		} else if (s.len > 0 && is_space(s.data[s.len - 1])) {
			s.len--;
		} else if (s.len >= 3 && memcmp(s.data, wide, 3) == 0) {
			s.data += 3;
			s.len -= 3;
		} else if (s.len >= 3 &&
			   memcmp(s.data + s.len - 3, wide, 3) == 0) {
			s.len -= 3;
		} else {
			return s;
		}
	}
}

void
lesson_length_client_begin(struct lesson *l)
{
	lesson_ask(l);
}

void
lesson_length_client_line(struct lesson *l, struct ct_slice utf8)
{
	utf8 = strip(utf8);
	if (utf8.len == 0)
		lesson_ask(l);
	else if (ct_slice_eq(utf8, ct_slice_str("quit")))
		l->state = LESSON_ENDS;
	else
		lesson_say(l, utf8);
}

static void
read_body(struct lesson *l)
{
	if (l->in.len >= l->want) {
		lesson_show(l, l->want);
		l->want = 0;
		l->step = CLIENT_DIGITS;
		if (!lesson_say_more(l))
			lesson_ask(l);
	} else if (l->ended) {
		lesson_fail(l, LESSON_NOTE_SHORT);
	}
}

static void
show_length(struct lesson *l)
{
	struct ct_buf text;

	ct_buf_init(&text, 32);
	if (ct_buf_add_dec(&text, l->want) == CT_OK &&
	    ct_buf_add(&text, "\n", 2) == CT_OK)
		lesson_show_str(l, text.data);
	else
		l->err = CT_ENOMEM;
	ct_buf_fini(&text);
}

/* The length is there: shows it and says so, whether the text came with it or
 * not. */
static void
read_digits(struct lesson *l)
{
	size_t skip = 0;
	enum ct_err err =
	    lesson_length_read(ct_buf_slice(&l->in), &l->want, &skip);

	if (err != CT_OK) {
		lesson_show(l, l->in.len);
		lesson_fail(
		    l, err == CT_EFULL ? LESSON_NOTE_BIG : LESSON_NOTE_DIGITS);
		return;
	}
	show_length(l);
	if (ct_buf_add(&l->out, ready, READY_LEN) != CT_OK)
		l->err = CT_ENOMEM;
	lesson_drop(l, skip);
	l->step = CLIENT_BODY;
	read_body(l);
}

void
lesson_length_client_feed(struct lesson *l)
{
	if (l->step == CLIENT_BODY)
		read_body(l);
	else if (lesson_is_turn(l))
		read_digits(l);
	else if (l->ended)
		lesson_fail(l, LESSON_NOTE_CLOSED);
}

static void
announce(struct lesson *l)
{
	if (ct_buf_add_dec(&l->out, strlen(l->text)) != CT_OK)
		l->err = CT_ENOMEM;
	l->step = SERVER_READY;
	lesson_read(l);
}

/* Waits while what came is the beginning of recv_ready, or all of it. */
static void
read_ready(struct lesson *l)
{
	size_t n = l->in.len < READY_LEN ? l->in.len : READY_LEN;
	bool same = n > 0 && memcmp(l->in.data, ready, n) == 0;

	if (n == READY_LEN && same) {
		lesson_drop(l, n);
		if (ct_buf_add_str(&l->out, l->text) != CT_OK)
			l->err = CT_ENOMEM;
		l->step = SERVER_MESSAGE;
		lesson_read(l);
	} else if (n > 0 && (!same || l->ended)) {
		lesson_note(l, LESSON_NOTE_READY);
		l->step = SERVER_MESSAGE;
		lesson_read(l);
	} else if (l->ended) {
		l->state = LESSON_HANGS;
	}
}

void
lesson_length_server_feed(struct lesson *l)
{
	if (l->step == SERVER_READY) {
		read_ready(l);
	} else if (lesson_is_turn(l)) {
		lesson_show(l, lesson_turn_len(l));
		announce(l);
	} else if (l->ended) {
		l->state = LESSON_HANGS;
	}
}
