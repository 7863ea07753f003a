/* Keys to text: a table of what each key does. */
#include "edit.h"

#include <stdlib.h>
#include <string.h>

#include <utf8proc.h>

#include "width.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

void
edit_init(struct edit *e)
{
	*e = (struct edit){.cursor = 0};
	ct_buf_init(&e->text, EDIT_TEXT_MAX);
	ct_buf_init(&e->draft, EDIT_TEXT_MAX);
}

void
edit_fini(struct edit *e)
{
	for (size_t i = 0; i < e->count; i++)
		free(e->history[i]);
	e->count = 0;
	ct_buf_fini(&e->text);
	ct_buf_fini(&e->draft);
}

static enum edit_result
move(struct edit *e, size_t to)
{
	if (to == e->cursor)
		return EDIT_NOTHING;
	e->cursor = to;
	return EDIT_CHANGED;
}

/* Deletes bytes; the cursor is where they were. */
static enum edit_result
cut(struct edit *e, size_t from, size_t to)
{
	if (from == to)
		return EDIT_NOTHING;
	memmove(e->text.data + from, e->text.data + to, e->text.len - to);
	e->text.len -= to - from;
	e->cursor = from;
	return EDIT_CHANGED;
}

static enum edit_result
failed(enum ct_err err)
{
	return err == CT_EFULL ? EDIT_FULL : EDIT_NOMEM;
}

static enum edit_result
insert(struct edit *e, uint32_t code)
{
	utf8proc_uint8_t bytes[4];
	size_t n, tail = e->text.len - e->cursor;
	enum ct_err err;

	if ((code < 0x20 && code != '\t') || code == 0x7f ||
	    !utf8proc_codepoint_valid((utf8proc_int32_t)code))
		return EDIT_NOTHING;
	n = (size_t)utf8proc_encode_char((utf8proc_int32_t)code, bytes);
	err = ct_buf_reserve(&e->text, n);
	if (err != CT_OK)
		return failed(err);
	memmove(e->text.data + e->cursor + n, e->text.data + e->cursor, tail);
	memcpy(e->text.data + e->cursor, bytes, n);
	e->text.len += n;
	e->cursor += n;
	return EDIT_CHANGED;
}

static size_t
before(const struct edit *e)
{
	return width_prev(ct_buf_slice(&e->text), e->cursor);
}

static size_t
after(const struct edit *e)
{
	return width_next(ct_buf_slice(&e->text), e->cursor);
}

static enum edit_result
left(struct edit *e)
{
	return move(e, before(e));
}

static enum edit_result
right(struct edit *e)
{
	return move(e, after(e));
}

static enum edit_result
home(struct edit *e)
{
	return move(e, 0);
}

static enum edit_result
end(struct edit *e)
{
	return move(e, e->text.len);
}

static enum edit_result
backspace(struct edit *e)
{
	return cut(e, before(e), e->cursor);
}

static enum edit_result
erase(struct edit *e)
{
	return cut(e, e->cursor, after(e));
}

static enum edit_result
delete_or_end(struct edit *e)
{
	return e->text.len == 0 ? EDIT_END : erase(e);
}

static enum edit_result
kill_left(struct edit *e)
{
	return cut(e, 0, e->cursor);
}

static enum edit_result
kill_right(struct edit *e)
{
	return cut(e, e->cursor, e->text.len);
}

static bool
is_space(char c)
{
	return c == ' ' || c == '\t';
}

static enum edit_result
kill_word(struct edit *e)
{
	size_t from = e->cursor;

	while (from > 0 && is_space(e->text.data[from - 1]))
		from--;
	while (from > 0 && !is_space(e->text.data[from - 1]))
		from--;
	return cut(e, from, e->cursor);
}

static enum ct_err
replace(struct ct_buf *b, struct ct_slice with)
{
	enum ct_err err = CT_OK;

	if (with.len > b->len)
		err = ct_buf_reserve(b, with.len - b->len);
	if (err != CT_OK)
		return err;
	ct_buf_clear(b, false);
	return ct_buf_add_slice(b, with);
}

/* Shows that entry of the history; `count` is the draft. */
static enum edit_result
recall(struct edit *e, size_t at)
{
	enum ct_err err = CT_OK;

	if (e->at == e->count)
		err = replace(&e->draft, ct_buf_slice(&e->text));
	if (err == CT_OK)
		err = replace(&e->text, at == e->count
					    ? ct_buf_slice(&e->draft)
					    : ct_slice_str(e->history[at]));
	if (err != CT_OK)
		return failed(err);
	e->at = at;
	e->cursor = e->text.len;
	e->left = 0;
	return EDIT_CHANGED;
}

static enum edit_result
up(struct edit *e)
{
	return e->at > 0 ? recall(e, e->at - 1) : EDIT_NOTHING;
}

static enum edit_result
down(struct edit *e)
{
	return e->at < e->count ? recall(e, e->at + 1) : EDIT_NOTHING;
}

static enum edit_result
submit(struct edit *e)
{
	(void)e;
	return EDIT_SUBMIT;
}

static enum edit_result
interrupt(struct edit *e)
{
	(void)e;
	return EDIT_INTERRUPT;
}

static enum edit_result
redraw(struct edit *e)
{
	(void)e;
	return EDIT_REDRAW;
}

/* A key, or Ctrl with a letter. */
static const struct {
	enum pf_key key;
	uint32_t letter; /* of PF_KEY_CTRL */
	enum edit_result (*act)(struct edit *);
} actions[] = {
    {PF_KEY_ENTER, 0, submit},
    {PF_KEY_BACKSPACE, 0, backspace},
    {PF_KEY_DELETE, 0, erase},
    {PF_KEY_LEFT, 0, left},
    {PF_KEY_RIGHT, 0, right},
    {PF_KEY_UP, 0, up},
    {PF_KEY_DOWN, 0, down},
    {PF_KEY_HOME, 0, home},
    {PF_KEY_END, 0, end},
    {PF_KEY_RESIZE, 0, redraw},
    {PF_KEY_CTRL, 'a', home},
    {PF_KEY_CTRL, 'b', left},
    {PF_KEY_CTRL, 'c', interrupt},
    {PF_KEY_CTRL, 'd', delete_or_end},
    {PF_KEY_CTRL, 'e', end},
    {PF_KEY_CTRL, 'f', right},
    {PF_KEY_CTRL, 'h', backspace},
    {PF_KEY_CTRL, 'j', submit},
    {PF_KEY_CTRL, 'k', kill_right},
    {PF_KEY_CTRL, 'l', redraw},
    {PF_KEY_CTRL, 'm', submit},
    {PF_KEY_CTRL, 'n', down},
    {PF_KEY_CTRL, 'p', up},
    {PF_KEY_CTRL, 'u', kill_left},
    {PF_KEY_CTRL, 'w', kill_word},
};

static enum edit_result
act(struct edit *e, enum pf_key key, uint32_t code)
{
	if (key == PF_KEY_CHAR)
		return insert(e, code);
	if (key == PF_KEY_TAB)
		return insert(e, '\t');
	for (size_t i = 0; i < COUNT(actions); i++)
		if (actions[i].key == key &&
		    (key != PF_KEY_CTRL || actions[i].letter == code))
			return actions[i].act(e);
	return EDIT_NOTHING;
}

enum edit_result
edit_key(struct edit *e, enum pf_key key, uint32_t code)
{
	enum edit_result result = act(e, key, code);

	/* Never behind the cursor: so it stays between two characters. */
	if (e->left > e->cursor)
		e->left = e->cursor;
	return result;
}

static bool
is_new(const struct edit *e)
{
	const char *last;

	if (e->text.len == 0)
		return false;
	if (e->count == 0)
		return true;
	last = e->history[e->count - 1];
	return !ct_slice_eq(ct_slice_str(last), ct_buf_slice(&e->text));
}

static enum ct_err
remember(struct edit *e)
{
	char *copy = malloc(e->text.len + 1);

	if (copy == NULL)
		return CT_ENOMEM;
	memcpy(copy, e->text.data, e->text.len);
	copy[e->text.len] = '\0';
	if (e->count == EDIT_HISTORY) {
		free(e->history[0]);
		memmove(e->history, e->history + 1,
		    (EDIT_HISTORY - 1) * sizeof(e->history[0]));
		e->count--;
	}
	e->history[e->count++] = copy;
	return CT_OK;
}

enum ct_err
edit_take(struct edit *e, struct ct_buf *out)
{
	size_t was = out->len;
	enum ct_err err = ct_buf_add_slice(out, ct_buf_slice(&e->text));

	if (err == CT_OK && is_new(e))
		err = remember(e);
	if (err != CT_OK) {
		out->len = was;
		return err;
	}
	ct_buf_clear(&e->text, true);
	ct_buf_clear(&e->draft, true);
	e->cursor = e->left = 0;
	e->at = e->count;
	return CT_OK;
}
