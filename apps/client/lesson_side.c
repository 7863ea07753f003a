/* What the sides of the lesson's systems share: turns, text, notes. */
#include "lesson_side.h"

#include "core/text.h"

#include <string.h>

static const char *const notes[][CT_LANG_COUNT] = {
#define NOTE(name, en, zh) [LESSON_NOTE_##name] = {en, zh},
    LESSON_NOTE_LIST(NOTE)
#undef NOTE
};

static void
keep(struct lesson *l, enum ct_err err)
{
	if (l->err == CT_OK)
		l->err = err;
}

enum ct_err
lesson_init(struct lesson *l, const struct lesson_role *role, enum ct_lang lang,
    const char *text)
{
	memset(l, 0, sizeof *l);
	l->role = role;
	l->lang = lang;
	l->text = text != NULL ? text : "8月1日，安理会轮值主";
	l->quiet = CT_NEVER;
	ct_buf_init(&l->in, LESSON_BODY_MAX + LESSON_TURN_MAX);
	ct_buf_init(&l->out, LESSON_BODY_MAX);
	ct_buf_init(&l->later, LESSON_BODY_MAX);
	ct_buf_init(&l->show, 4 * (size_t)LESSON_BODY_MAX);
	ct_buf_init(&l->note, LESSON_TURN_MAX);
	return ct_coding_init(&l->coding, NULL, role->charset);
}

void
lesson_fini(struct lesson *l)
{
	ct_buf_fini(&l->in);
	ct_buf_fini(&l->out);
	ct_buf_fini(&l->later);
	ct_buf_fini(&l->show);
	ct_buf_fini(&l->note);
	ct_coding_fini(&l->coding);
}

void
lesson_begin(struct lesson *l, ct_ms now)
{
	ct_buf_clear(&l->in, false);
	ct_buf_clear(&l->out, false);
	ct_buf_clear(&l->later, false);
	l->now = now;
	l->quiet = CT_NEVER;
	l->calm = l->ended = false;
	l->step = 0;
	l->want = l->whole = 0;
	ct_coding_fini(&l->coding); /* this peer's may have been widened */
	keep(l, ct_coding_init(&l->coding, NULL, l->role->charset));
	l->state = LESSON_READS;
	l->role->begin(l);
}

/* Bytes at the end of `in` that begin a character. What was found whole once
 * is not looked at again. */
static size_t
half(struct lesson *l)
{
	struct ct_slice rest = {l->in.data + l->whole, l->in.len - l->whole};
	size_t tail = ct_coding_tail(&l->coding, rest);

	l->whole = l->in.len - tail;
	return tail;
}

/* Until when the turn in `in` may still go on. */
static void
expect_quiet(struct lesson *l)
{
	l->calm = false;
	l->quiet = CT_NEVER;
	if (l->in.len > 0)
		l->quiet = l->now + (half(l) > 0 ? LESSON_HALF : LESSON_GAP);
}

void
lesson_drop(struct lesson *l, size_t n)
{
	ct_buf_consume(&l->in, n);
	l->whole = 0;
}

size_t
lesson_read_max(const struct lesson *l)
{
	size_t limit = l->want > LESSON_TURN_MAX ? l->want : LESSON_TURN_MAX;

	if (l->ended || l->in.len >= limit)
		return 0;
	if (l->role->read_max != NULL)
		return l->role->read_max(l);
	return limit - l->in.len;
}

void
lesson_feed(struct lesson *l, struct ct_slice bytes, ct_ms now)
{
	l->now = now;
	keep(l, ct_buf_add_slice(&l->in, bytes));
	expect_quiet(l);
	if (l->state == LESSON_READS)
		l->role->feed(l);
}

void
lesson_feed_end(struct lesson *l, ct_ms now)
{
	l->now = now;
	l->ended = true;
	if (l->state == LESSON_READS) {
		l->role->feed(l);
	} else if (l->state == LESSON_ASKS && !l->role->serves) {
		if (l->in.len > 0)
			lesson_show(l, l->in.len);
		lesson_fail(l, LESSON_NOTE_CLOSED);
	}
}

void
lesson_feed_reset(struct lesson *l, ct_ms now)
{
	l->now = now;
	l->ended = true;
	ct_buf_clear(&l->out, true);
	if (l->state > LESSON_ASKS)
		return;
	if (l->in.len > 0)
		lesson_show(l, l->in.len);
	if (!l->role->serves)
		lesson_fail(l, LESSON_NOTE_CLOSED);
	else if (l->state == LESSON_ASKS)
		lesson_note(l, LESSON_NOTE_CLOSED);
	else
		l->state = LESSON_HANGS;
}

ct_ms
lesson_deadline(const struct lesson *l)
{
	return l->state == LESSON_READS ? l->quiet : CT_NEVER;
}

void
lesson_tick(struct lesson *l, ct_ms now)
{
	l->now = now;
	if (now < lesson_deadline(l))
		return;
	l->quiet = CT_NEVER;
	l->calm = true;
	l->role->feed(l);
}

enum ct_err
lesson_line(struct lesson *l, struct ct_slice utf8, ct_ms now)
{
	l->now = now;
	if (!ct_utf8_valid(utf8)) {
		lesson_fail(l, LESSON_NOTE_BYTES);
		return CT_EUTF8;
	}
	l->role->line(l, utf8);
	return CT_OK;
}

void
lesson_line_end(struct lesson *l)
{
	l->state = LESSON_ENDS;
}

void
lesson_sent(struct lesson *l, ct_ms now)
{
	l->now = now;
	if (l->role->sent != NULL)
		l->role->sent(l);
}

bool
lesson_is_turn(const struct lesson *l)
{
	if (l->in.len == 0)
		return false;
	return l->calm || l->ended || l->in.len >= LESSON_TURN_MAX;
}

void
lesson_read(struct lesson *l)
{
	l->state = LESSON_READS;
	expect_quiet(l);
	if (l->ended)
		l->role->feed(l);
}

void
lesson_ask(struct lesson *l)
{
	l->state = LESSON_ASKS;
	lesson_show_str(l, l->role->prompt);
}

void
lesson_fail(struct lesson *l, enum lesson_note why)
{
	lesson_note(l, why);
	l->state = LESSON_FAILS;
}

/* Text goes through the charset line by line; the line ends stay. */
static void
decode(struct lesson *l, struct ct_slice bytes)
{
	while (bytes.len > 0) {
		const char *lf = memchr(bytes.data, '\n', bytes.len);
		size_t n = lf != NULL ? (size_t)(lf - bytes.data) : bytes.len;
		struct ct_slice line = {bytes.data, n};

		keep(l, ct_coding_decode(&l->coding, line, &l->show, NULL));
		if (lf != NULL)
			lesson_show_str(l, "\n");
		n += lf != NULL;
		bytes.data += n;
		bytes.len -= n;
	}
}

void
lesson_show(struct lesson *l, size_t n)
{
	decode(l, (struct ct_slice){l->in.data, n});
	lesson_show_str(l, "\n");
	lesson_drop(l, n);
}

void
lesson_show_str(struct lesson *l, const char *utf8)
{
	keep(l, ct_buf_add_str(&l->show, utf8));
}

void
lesson_note(struct lesson *l, enum lesson_note n)
{
	keep(l, ct_buf_add_str(&l->note, notes[n][l->lang]));
	keep(l, ct_buf_add_str(&l->note, "\n"));
}

void
lesson_say(struct lesson *l, struct ct_slice utf8)
{
	struct ct_coding_report report = {0};

	keep(l, ct_coding_encode(&l->coding, utf8, &l->later, &report));
	if (report.escaped > 0)
		lesson_note(l, LESSON_NOTE_ESCAPED);
	if (l->later.len > LESSON_SEND_MAX)
		lesson_note(l, LESSON_NOTE_LONG);
	lesson_say_more(l);
}

bool
lesson_say_more(struct lesson *l)
{
	size_t n =
	    ct_coding_cut(&l->coding, ct_buf_slice(&l->later), LESSON_SEND_MAX);

	if (n == 0)
		return false;
	keep(l, ct_buf_add(&l->out, l->later.data, n));
	ct_buf_consume(&l->later, n);
	lesson_read(l);
	return true;
}

size_t
lesson_turn_len(struct lesson *l)
{
	return l->calm || l->ended ? l->in.len : l->in.len - half(l);
}
