/* The cases one after the other, and what a person or a script is told. */
#include "grader.h"

#include "grader_child.h"
#include "tell.h"

#include "apps/common/json.h"
#include "apps/lab/glyph.h"
#include "apps/lab/grade_words.h"
#include "apps/lab/prose.h"
#include "platform/console.h"

#include <stdio.h>
#include <string.h>

enum {
	TEXT_MAX = 8 * 1024 * 1024,
	FRONT = 8,  /* bytes in front of the first difference, */
	SHOWN = 24, /* and behind */
	HEX_MAX = 4096,
	HEAD = 14,  /* cells in front of what a case is, */
	INDENT = 6, /* and of what went wrong */
};

/* What was played, and what it came to. */
struct report {
	struct grader grader;
	struct ct_buf json; /* of the cases so far */
	size_t passed, failed;
	enum ct_err err;
	bool closed; /* nobody reads standard output */
};

static void
write_text(struct report *t, struct ct_buf *text)
{
	if (pf_console_write(false, text->data, text->len) != PF_OK)
		t->closed = true;
}

static size_t
first_difference(struct ct_slice a, struct ct_slice b)
{
	size_t n = 0;

	while (n < a.len && n < b.len && a.data[n] == b.data[n])
		n++;
	return n;
}

/* "    expected: e4 bd a0  你" from byte `from` on. */
static void
put_bytes(struct lab_out *o, const struct grader *r, enum lab_grade_word w,
    struct ct_slice bytes, size_t from)
{
	enum lab_charset charset =
	    r->options->system == LAB_CLASSIC ? LAB_GBK : LAB_UTF8;
	char at[24];
	const char *args[] = {at};
	struct ct_slice rest = bytes;

	lab_put(o, "      ");
	lab_put(o, lab_grade_word(w, r->app->lang));
	if (from > 0) {
		snprintf(at, sizeof at, "%zu", from);
		lab_put_phrase(o,
		    lab_grade_word(LAB_GRADE_WORD_FROM, r->app->lang), args, 1);
	}
	lab_put(o, lab_grade_word(LAB_GRADE_WORD_COLON, r->app->lang));
	if (bytes.len <= from) {
		lab_put(
		    o, lab_grade_word(LAB_GRADE_WORD_NOTHING, r->app->lang));
	} else {
		rest.data += from;
		rest.len -= from;
		lab_put_hex(o, rest, FRONT + SHOWN, false);
		if (rest.len > FRONT + SHOWN)
			rest.len = FRONT + SHOWN;
		lab_put(o, "  ");
		lab_put_text(o, charset, rest, 40, false);
	}
	lab_put(o, "\n");
}

/* The step's bytes, where they are known and it is to say them. */
static struct ct_slice
expected(const struct lab_grade *g)
{
	const struct lab_grade_step *step = &g->script->steps[g->failed_at];

	if (step->op < LAB_GRADE_HEAR || step->op > LAB_GRADE_FRAME ||
	    g->why == LAB_WHY_DIED)
		return (struct ct_slice){"", 0};
	return lab_grade_bytes(g->script, step);
}

static void
put_failure(
    struct lab_out *o, const struct grader *r, const struct lab_grade *g)
{
	const struct lab_grade_step *step = &g->script->steps[g->failed_at];
	struct ct_slice got = ct_buf_slice(&g->got), want = expected(g);
	size_t from = first_difference(want, got);

	from = from > FRONT ? from - FRONT : 0;
	if (g->why == LAB_WHY_NOBODY || g->why == LAB_WHY_DIED)
		return;
	lab_put(o, "      ");
	lab_put(o, lab_grade_step_text(step->op, r->app->lang));
	lab_put(o, "\n");
	if (step->op >= LAB_GRADE_HEAR && step->op <= LAB_GRADE_FRAME)
		put_bytes(o, r, LAB_GRADE_WORD_WANT, want, from);
	put_bytes(o, r, LAB_GRADE_WORD_GOT, got, from);
}

/* How the student's program ended, if it did. Windows has codes like
 * 0xC0000005. */
static void
put_end(struct lab_out *o, const struct grader *r)
{
	char code[24];
	const char *args[] = {code};

	if (!r->ended)
		return;
	snprintf(code, sizeof code, r->code > 0xFFFF ? "0x%X" : "%u", r->code);
	lab_put(o, "      ");
	lab_put_phrase(
	    o, lab_grade_word(LAB_GRADE_WORD_ENDED, r->app->lang), args, 1);
	lab_put(o, "\n");
}

static void
put_case(struct lab_out *o, const struct grader *r,
    const struct lab_grade_case *one, const struct lab_grade *g)
{
	enum ct_lang lang = r->app->lang;
	bool passed = g->why == LAB_WHY_NOTHING;

	lab_put(
	    o, lab_grade_word(
		   passed ? LAB_GRADE_WORD_PASS : LAB_GRADE_WORD_FAIL, lang));
	lab_putf(o, "  %-8s", one->name);
	lab_put(o, one->text[lang]);
	if (!passed) {
		lab_put(o, "\n      ");
		lab_put(o, lab_why_text(g->why, lang));
		lab_putf(o, " [%s]", lab_why_token(g->why));
	}
	lab_put(o, "\n");
	if (passed)
		return;
	put_failure(o, r, g);
	put_end(o, r);
}

static void
put_key(struct lab_out *o, const char *key)
{
	if (o->err == CT_OK)
		o->err = json_add_key(o->buf, key);
}

static void
put_json_text(struct lab_out *o, const char *key, const char *text)
{
	put_key(o, key);
	if (o->err == CT_OK)
		o->err = json_add_string(o->buf, ct_slice_str(text), true);
}

static void
put_json_hex(struct lab_out *o, const char *key, struct ct_slice bytes)
{
	put_key(o, key);
	lab_put(o, "\"");
	for (size_t i = 0; i < bytes.len && i < HEX_MAX; i++)
		lab_putf(o, "%02x", (unsigned)(unsigned char)bytes.data[i]);
	lab_put(o, "\"");
}

static void
put_json_case(struct lab_out *o, const struct grader *r,
    const struct lab_grade_case *one, const struct lab_grade *g)
{
	bool passed = g->why == LAB_WHY_NOTHING;

	lab_put(o, o->buf->len > 0 ? ",{" : "{");
	put_json_text(o, "name", one->name);
	put_key(o, "passed");
	lab_put(o, passed ? "true" : "false");
	if (!passed) {
		put_json_text(o, "why", lab_why_token(g->why));
		put_key(o, "step");
		lab_putf(o, "%zu", g->failed_at);
		put_json_hex(o, "expected", expected(g));
		put_json_hex(o, "got", ct_buf_slice(&g->got));
	}
	if (!passed && r->ended) {
		put_key(o, "exit");
		lab_putf(o, "%lu", (unsigned long)r->code);
	}
	lab_put(o, "}");
}

/* For a console: what is too long for a line goes on under its text. */
static void
put_wrapped(struct lab_out *o, struct ct_slice text)
{
	int columns, rows;
	size_t width = SIZE_MAX;

	pf_console_size(&columns, &rows);
	if (pf_stdout_is_console() && columns > 0)
		width = (size_t)columns;
	while (text.len > 0) {
		char *end = memchr(text.data, '\n', text.len);
		struct ct_slice line = {text.data, (size_t)(end - text.data)};
		bool head = line.len > 0 && line.data[0] != ' ';

		lab_put_hanging(o, line, 0, head ? HEAD : INDENT, width);
		lab_put(o, "\n");
		text.data += line.len + 1;
		text.len -= line.len + 1;
	}
}

static void
show_case(struct report *t, const struct lab_grade_case *one,
    const struct lab_grade *g)
{
	bool passed = g->why == LAB_WHY_NOTHING;
	struct ct_buf text, lines;
	struct lab_out o = {.buf = &text}, l = {.buf = &lines};

	t->passed += passed;
	t->failed += !passed;
	if (t->grader.options->json) {
		o.buf = &t->json;
		put_json_case(&o, &t->grader, one, g);
		t->err = o.err;
		return;
	}
	ct_buf_init(&text, TEXT_MAX);
	ct_buf_init(&lines, 2 * TEXT_MAX);
	put_case(&o, &t->grader, one, g);
	if (o.err == CT_OK)
		put_wrapped(&l, ct_buf_slice(&text));
	t->err = o.err != CT_OK ? o.err : l.err;
	if (t->err == CT_OK)
		write_text(t, &lines);
	ct_buf_fini(&text);
	ct_buf_fini(&lines);
}

static void
play_case(struct report *t, const struct lab_grade_case *one)
{
	const struct grader_options *options = t->grader.options;
	struct lab_grade_script script;
	struct lab_grade g;

	t->err = lab_grade_script_init(&script, one, options->system,
	    options->side, options->any, options->gap);
	if (t->err == CT_OK) {
		lab_grade_init(&g, &script, options->wait);
		t->grader.playing = one->name;
		t->grader.ended = false;
		grader_play(&t->grader, &g);
		if (g.done && grader_child_settle(&t->grader, &g))
			show_case(t, one, &g);
		lab_grade_fini(&g);
	}
	lab_grade_script_fini(&script);
}

static void
put_sum(struct lab_out *o, const struct report *t)
{
	char passed[24], all[24];
	const char *args[] = {passed, all};

	snprintf(passed, sizeof passed, "%zu", t->passed);
	snprintf(all, sizeof all, "%zu", t->passed + t->failed);
	lab_put_phrase(o,
	    lab_grade_word(LAB_GRADE_WORD_SUM, t->grader.app->lang), args, 2);
	lab_put(o, "\n");
}

static void
put_json_sum(struct lab_out *o, const struct report *t)
{
	const struct grader_options *options = t->grader.options;

	lab_put(o, "{");
	put_json_text(o, "system", lab_system_name(options->system));
	put_json_text(o, "side", lab_side_name(options->side));
	put_json_text(o, "answer", options->any ? "any" : "echo");
	put_key(o, "passed");
	lab_putf(o, "%zu", t->passed);
	put_key(o, "failed");
	lab_putf(o, "%zu", t->failed);
	put_key(o, "cases");
	lab_put(o, "[");
	lab_put_slice(o, ct_buf_slice(&t->json));
	lab_put(o, "]}\n");
}

static void
show_sum(struct report *t)
{
	struct ct_buf text;
	struct lab_out o = {.buf = &text};

	ct_buf_init(&text, 2 * TEXT_MAX);
	if (t->grader.options->json)
		put_json_sum(&o, t);
	else
		put_sum(&o, t);
	t->err = o.err;
	if (o.err == CT_OK)
		write_text(t, &text);
	ct_buf_fini(&text);
}

static void
play_all(struct report *t)
{
	const struct grader_options *options = t->grader.options;
	size_t count;
	const struct lab_grade_case *v =
	    lab_grade_cases(options->system, options->side, &count);

	for (size_t i = 0; i < count && t->err == CT_OK && !t->closed &&
			   !t->grader.stop && t->grader.err == PF_OK;
	     i++)
		if (options->only == NULL ||
		    strcmp(options->only, v[i].name) == 0)
			play_case(t, &v[i]);
	if (t->err == CT_OK && !t->closed && !t->grader.unstarted)
		show_sum(t);
}

static int
code_of(const struct report *t)
{
	if (t->closed)
		return APP_OUTPUT;
	if (t->grader.unstarted)
		return APP_USAGE;
	if (t->err != CT_OK || t->grader.err != PF_OK) {
		tell(t->grader.app, WORD_SYSTEM,
		    tell_pf(t->grader.app,
			t->err != CT_OK ? PF_ENOMEM : t->grader.err),
		    NULL);
		return APP_SYSTEM;
	}
	return t->failed > 0 || t->grader.stop ? APP_INPUT : APP_OK;
}

int
grader_run(const struct app *app, const struct grader_options *options)
{
	struct report t = {.err = CT_OK};
	int code = grader_open(&t.grader, app, options);

	ct_buf_init(&t.json, TEXT_MAX);
	if (code == APP_OK) {
		play_all(&t);
		code = code_of(&t);
	}
	grader_close(&t.grader);
	ct_buf_fini(&t.json);
	return code;
}
