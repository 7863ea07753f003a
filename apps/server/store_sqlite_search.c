/*
 * Search. FTS5's own tokenizers know no Chinese words, and its trigrams no word
 * of two characters; so each text goes into the index as its pairs of
 * characters, cut by us, and FTS5 only has to split them at spaces. The index
 * keeps which message has which pair, not where (detail=none): what it finds is
 * a candidate, and its text decides.
 *
 * The index lags behind by some hundred messages, so that no commit waits for
 * it; those are looked through one by one.
 */
#include "store_sqlite_state.h"

#include "core/text.h"
#include "platform/utf8.h"

#include <stdlib.h>
#include <string.h>

enum {
	found_max = 100,
	words_max = 32,  /* of a search */
	pairs_max = 200, /* of them, that the index is asked for */
};

/* ---- the words of the index ---- */

/* The bytes of the space that `s` begins with, 0: none. U+00A0 and U+3000 are
 * spaces as well. */
static size_t
space(struct ct_slice s)
{
	unsigned char c = (unsigned char)s.data[0];

	if (c <= ' ' || c == 0x7f)
		return 1;
	if (s.len >= 2 && memcmp(s.data, "\xc2\xa0", 2) == 0)
		return 2;
	if (s.len >= 3 && memcmp(s.data, "\xe3\x80\x80", 3) == 0)
		return 3;
	return 0;
}

/* Takes a character; it is never a space in valid UTF-8 without spaces. */
static struct ct_slice
next_char(struct ct_slice *s)
{
	struct ct_slice c = {s->data, 1};

	while (c.len < s->len && ((unsigned char)s->data[c.len] & 0xc0) == 0x80)
		c.len++;
	s->data += c.len;
	s->len -= c.len;
	return c;
}

/* Takes the next run without spaces; false: there is none. */
static bool
next_run(struct ct_slice *s, struct ct_slice *run)
{
	size_t n;

	while (s->len > 0 && (n = space(*s)) > 0) {
		s->data += n;
		s->len -= n;
	}
	*run = (struct ct_slice){s->data, 0};
	while (s->len > 0 && space(*s) == 0)
		run->len += next_char(s).len;
	return run->len > 0;
}

/* FTS5's tokenizer "ascii" keeps ASCII's letters and digits and everything that
 * is not ASCII; so the other ones become their full-width forms. */
static enum ct_err
add_char(struct ct_buf *out, struct ct_slice c)
{
	unsigned char b = (unsigned char)c.data[0];
	char wide[4];

	if (c.len > 1 || (b >= '0' && b <= '9') || (b >= 'a' && b <= 'z'))
		return ct_buf_add_slice(out, c);
	return ct_buf_add(out, wide, utf8_encode(0xff00u + b - 0x20u, wide));
}

/* The pairs of a run; with `last` its last character too, alone. */
static enum ct_err
add_pairs(struct ct_slice run, bool last, const char *before, const char *after,
    struct ct_buf *out)
{
	struct ct_slice c = next_char(&run), next;
	enum ct_err err = CT_OK;

	while ((run.len > 0 || last) && err == CT_OK) {
		err = ct_buf_add_str(out, before);
		if (err == CT_OK)
			err = add_char(out, c);
		last = last && run.len > 0;
		next = run.len > 0 ? next_char(&run) : (struct ct_slice){0};
		if (err == CT_OK && next.len > 0)
			err = add_char(out, next);
		if (err == CT_OK)
			err = ct_buf_add_str(out, after);
		if (next.len > 0)
			c = next;
	}
	return err;
}

static enum ct_err
fold(struct ct_slice in, struct ct_buf *out)
{
	ct_buf_init(out, 16 * in.len + 64);
	return ct_text_fold(in, out);
}

enum ct_err
search_words(struct ct_slice text, struct ct_buf *out)
{
	struct ct_slice left, run;
	struct ct_buf folded;
	enum ct_err err = fold(text, &folded);

	left = ct_buf_slice(&folded);
	while (err == CT_OK && next_run(&left, &run))
		err = add_pairs(run, true, "", " ", out);
	ct_buf_fini(&folded);
	return err;
}

/* ---- searching ---- */

struct search {
	struct ct_buf folded; /* the words are in it */
	struct ct_slice words[words_max];
	size_t count;
	struct ct_buf match; /* for FTS5 */
	struct ct_buf scratch;
	struct ct_slice rooms; /* keys, separated by LF */
	size_t want;
};

static bool
contains(struct ct_slice s, struct ct_slice word)
{
	while (s.len >= word.len) {
		const char *at =
		    memchr(s.data, word.data[0], s.len - word.len + 1);

		if (at == NULL)
			return false;
		if (memcmp(at, word.data, word.len) == 0)
			return true;
		s.len -= (size_t)(at + 1 - s.data);
		s.data = at + 1;
	}
	return false;
}

static bool
has_room(struct ct_slice rooms, struct ct_slice key)
{
	while (rooms.len > 0) {
		const char *lf = memchr(rooms.data, '\n', rooms.len);
		size_t n = lf != NULL ? (size_t)(lf - rooms.data) : rooms.len;

		if (ct_slice_eq((struct ct_slice){rooms.data, n}, key))
			return true;
		n += lf != NULL;
		rooms.data += n;
		rooms.len -= n;
	}
	return false;
}

static bool
has_words(struct search *q, struct ct_slice text)
{
	struct ct_slice folded;

	ct_buf_clear(&q->scratch, false);
	if (ct_text_fold(text, &q->scratch) != CT_OK)
		return false;
	folded = ct_buf_slice(&q->scratch);
	for (size_t i = 0; i < q->count; i++)
		if (!contains(folded, q->words[i]))
			return false;
	return true;
}

/* What FTS5 is asked: every pair of every word, or for a word of one character
 * everything that begins with it. */
static enum ct_err
add_word(struct search *q, struct ct_slice word)
{
	struct ct_slice rest = word;

	next_char(&rest);
	if (q->match.len > (size_t)pairs_max * 12)
		return CT_OK; /* its text decides */
	if (rest.len == 0)
		return add_pairs(word, true, "\"", "\"* ", &q->match);
	return add_pairs(word, false, "\"", "\" ", &q->match);
}

static enum ct_err
prepare(struct search *q, const struct ct_query *query)
{
	struct ct_slice left, run;
	enum ct_err err = fold(query->text, &q->folded);

	ct_buf_init(&q->match, (size_t)1 << 20);
	ct_buf_init(&q->scratch, (size_t)4 << 20);
	q->rooms = query->room_key;
	q->want = query->count < 1 || query->count > found_max
		      ? (size_t)found_max
		      : (size_t)query->count;
	left = ct_buf_slice(&q->folded);
	while (err == CT_OK && q->count < words_max && next_run(&left, &run)) {
		q->words[q->count++] = run;
		err = add_word(q, run);
	}
	return err;
}

static void
found_row(sqlite3_stmt *s, struct ct_row *r)
{
	r->row = (uint64_t)sqlite3_column_int64(s, 0);
	r->msg.kind = CT_MSG_SAY;
	r->msg.seq = (uint64_t)sqlite3_column_int64(s, 2);
	r->msg.prev = (uint64_t)sqlite3_column_int64(s, 3);
	r->msg.time = sqlite3_column_int64(s, 4);
	r->msg.from = db_text(s, 5);
	r->msg.text = db_text(s, 6);
	r->msg.room = db_text(s, 7);
}

/* Takes from candidates, newest first, what fits, until there is enough. */
static int
sift(sqlite3_stmt *s, struct search *q, struct ask *a)
{
	int rc = SQLITE_DONE;

	while (a->err == CT_OK && a->count < q->want &&
	       (rc = sqlite3_step(s)) == SQLITE_ROW) {
		struct ct_row r = {0};

		if (!has_room(q->rooms, db_text(s, 8)) ||
		    !has_words(q, db_text(s, 6)))
			continue;
		found_row(s, &r);
		a->err = ask_add(a, &r);
	}
	db_reset(s);
	return rc == SQLITE_ROW ? SQLITE_DONE : rc;
}

static int
search(struct db *db, struct search *q, struct ask *a)
{
	int64_t indexed = 0, before = INT64_MAX;
	sqlite3_stmt *s = NULL;
	int rc = db_get(db, DB_INDEXED, &indexed, 1, "");

	if (a->query.seq > 0 && a->query.seq < INT64_MAX)
		before = (int64_t)a->query.seq;
	if (rc == SQLITE_ROW)
		s = db_bind(db, DB_SEARCH_TAIL, &rc, "ii", indexed, before);
	if (s != NULL)
		rc = sift(s, q, a);
	if (rc != SQLITE_DONE || a->count >= q->want || a->err != CT_OK)
		return rc;
	s = db_bind(db, DB_SEARCH, &rc, "si", ct_buf_slice(&q->match), before);
	return s != NULL ? sift(s, q, a) : rc;
}

int
store_search(struct db *db, struct ask *a)
{
	struct search *q = calloc(1, sizeof(*q));
	int rc = SQLITE_DONE;

	if (q == NULL) {
		a->err = CT_ENOMEM;
		return rc;
	}
	a->err = prepare(q, &a->query);
	if (a->err == CT_OK && q->count > 0)
		rc = search(db, q, a);
	ct_buf_fini(&q->folded);
	ct_buf_fini(&q->match);
	ct_buf_fini(&q->scratch);
	free(q);
	return rc;
}
