/* The page around the pictures. */
#include "report.h"

#include "events.h"
#include "fit.h"
#include "prose.h"
#include "report_style.h"
#include "report_svg.h"
#include "words.h"

#include "core/gbk.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum {
	LINES = 60,
	TEXT_CELLS = 40,
	TABLE_CELLS = 13,
	SIDE_BANDS = 3,  /* of a picture that has its list beside it, */
	SIDE_UNITS = 14, /* and of that list */
};

static void
put_str(struct lab_out *o, const char *text)
{
	lab_put_html(o, ct_slice_str(text));
}

static size_t
letters_at(struct ct_slice s, size_t at)
{
	size_t n = 0;

	while (at + n < s.len && s.data[at + n] >= 'a' && s.data[at + n] <= 'z')
		n++;
	return n;
}

/* The bytes of "--option value" at the front of `s`; 0: something else is
 * there. */
static size_t
option_of(struct ct_slice s)
{
	size_t n;

	if (s.len < 3 || memcmp(s.data, "--", 2) != 0)
		return 0;
	n = 2 + letters_at(s, 2);
	if (n < s.len && s.data[n] == ' ' && letters_at(s, n + 1) > 0)
		n += 1 + letters_at(s, n + 1);
	return n;
}

/* A browser is not to break the options in a text: between `open` and `close`
 * it will not. */
static void
put_unbroken(
    struct lab_out *o, struct ct_slice s, const char *open, const char *close)
{
	while (s.len > 0) {
		size_t option = option_of(s), n = option > 0 ? option : 1;

		if (option > 0)
			lab_put(o, open);
		lab_put_html(o, (struct ct_slice){s.data, n});
		if (option > 0)
			lab_put(o, close);
		s.data += n;
		s.len -= n;
	}
}

static void
put_prose(struct lab_out *o, const char *text)
{
	struct ct_buf line;
	struct lab_out l = {.buf = &line};

	ct_buf_init(&line, LAB_DRAW_MAX);
	lab_put_joined(&l, text);
	put_unbroken(o, ct_buf_slice(&line), "<code class=\"o\">", "</code>");
	if (o->err == CT_OK)
		o->err = l.err;
	ct_buf_fini(&line);
}

/* Both languages of a text, Chinese first. */
static void
put_two(struct lab_out *o, const char *const *text)
{
	lab_put(o, "<div class=\"two\"><p>");
	put_prose(o, text[CT_LANG_ZH]);
	lab_put(o, "</p><p lang=\"en\">");
	put_prose(o, text[CT_LANG_EN]);
	lab_put(o, "</p></div>\n");
}

static void
put_english(struct lab_out *o, const char *text)
{
	lab_put(o, " · <span lang=\"en\">");
	put_str(o, text);
	lab_put(o, "</span>");
}

static void
put_both(struct lab_out *o, enum lab_word w)
{
	put_str(o, lab_word(CT_LANG_ZH, w));
	put_english(o, lab_word(CT_LANG_EN, w));
}

static void
put_heading(struct lab_out *o, int level, const char *zh, const char *en)
{
	lab_putf(o, "<h%d>", level);
	put_str(o, zh);
	put_english(o, en);
	lab_putf(o, "</h%d>\n", level);
}

static void
put_word_heading(struct lab_out *o, enum lab_word w)
{
	put_heading(o, 3, lab_word(CT_LANG_ZH, w), lab_word(CT_LANG_EN, w));
}

/* "crosstalk lab sticky --runs 9" */
static void
put_command(struct lab_out *o, const struct lab_scene *scene, const char *knobs)
{
	lab_put(o, "<code>crosstalk lab ");
	put_str(o, scene->name);
	put_unbroken(o, ct_slice_str(knobs), "<span class=\"o\">", "</span>");
	lab_put(o, "</code>");
}

enum ct_err
lab_report_begin(
    struct ct_buf *out, const struct lab_scene *scene, const char *knobs)
{
	struct lab_out o = {.buf = out};

	lab_put(&o, "<!DOCTYPE html>\n<html lang=\"zh-CN\">\n<head>\n"
		    "<meta charset=\"utf-8\">\n<meta name=\"viewport\" "
		    "content=\"width=device-width, initial-scale=1\">\n"
		    "<title>Crosstalk lab: ");
	put_str(&o, scene->name);
	lab_put(&o, "</title>\n<style>\n");
	lab_put(&o, lab_report_style);
	lab_put(&o, "</style>\n</head>\n<body>\n<h1>");
	put_str(&o, scene->name);
	lab_put(&o, "</h1>\n");
	put_two(&o, scene->about);
	put_heading(&o, 2, "先猜一猜", "Before");
	put_two(&o, scene->question);
	if (*knobs != '\0') {
		lab_put(&o, "<p class=\"cmd\">");
		put_both(&o, LAB_WORD_THIS_TIME);
		lab_put(&o, ": ");
		put_command(&o, scene, knobs);
		lab_put(&o, "</p>\n");
	}
	return o.err;
}

/* What `text` holds, as the program shows it. */
static void
put_code_of(struct lab_out *o, const struct lab_out *text)
{
	lab_put(o, "<code>");
	lab_put_html(o, ct_buf_slice(text->buf));
	lab_put(o, "</code>");
	if (o->err == CT_OK)
		o->err = text->err;
}

static void
put_code(struct lab_out *o, enum lab_charset charset, struct ct_slice bytes,
    size_t cells)
{
	struct ct_buf text;
	struct lab_out t = {.buf = &text};

	ct_buf_init(&text, LAB_DRAW_MAX);
	lab_put_text(&t, charset, bytes, cells, false);
	put_code_of(o, &t);
	ct_buf_fini(&text);
}

static void
put_more(struct lab_out *o, size_t more)
{
	char number[24];
	const char *args[] = {number};

	if (more == 0)
		return;
	snprintf(number, sizeof number, "%zu", more);
	lab_put(o, "<p class=\"dim\">");
	lab_put_phrase(o, lab_word(CT_LANG_ZH, LAB_WORD_MORE), args, 1);
	lab_put(o, " · <span lang=\"en\">");
	lab_put_phrase(o, lab_word(CT_LANG_EN, LAB_WORD_MORE), args, 1);
	lab_put(o, "</span></p>\n");
}

static void
put_unit(struct lab_out *o, const struct lab_plan *plan,
    const struct lab_stream *s, size_t i)
{
	const struct lab_span *u = &lab_stream_units(s)->v[i];
	struct lab_fit fit = lab_stream_fit(s, u);

	lab_putf(o, "<li><i>%zu</i>", i + 1);
	put_code(o, plan->charset, lab_stream_bytes(s, u), TEXT_CELLS);
	lab_putf(o, "<b>%zu B</b><span class=\"%s\">", u->len,
	    fit.count == 1 && !fit.cut ? "ok" : "bad");
	lab_put_fit(o, CT_LANG_ZH, s, u);
	lab_put(o, " · <span lang=\"en\">");
	lab_put_fit(o, CT_LANG_EN, s, u);
	lab_put(o, "</span></span></li>\n");
}

static void
put_units(
    struct lab_out *o, const struct lab_plan *plan, const struct lab_stream *s)
{
	size_t count = lab_stream_units(s)->count;
	size_t shown = count < LINES ? count : LINES;

	if (count == 0) /* of who only sends */
		return;
	put_word_heading(o, s->cured ? LAB_WORD_ROW_UNITS : LAB_WORD_ROW_READS);
	lab_put(o, "<ol class=\"units\">\n");
	for (size_t i = 0; i < shown && o->err == CT_OK; i++)
		put_unit(o, plan, s, i);
	lab_put(o, "</ol>\n");
	put_more(o, count - shown);
}

static void
put_column(struct lab_out *o, enum lab_word w)
{
	lab_putf(o, "<th>%s <span lang=\"en\">%s</span></th>",
	    lab_word(CT_LANG_ZH, w), lab_word(CT_LANG_EN, w));
}

/* Each read alone, and as the next part of one text. */
static void
put_decoded(struct lab_out *o, const struct lab_stream *s)
{
	const struct lab_spans *reads = &s->layers[LAB_READS];
	size_t shown = reads->count < LINES ? reads->count : LINES;
	struct ct_gbk_decoder d = {.held_len = 0};

	lab_put(o, "<table>\n<tr><th></th>");
	put_column(o, LAB_WORD_ALONE);
	put_column(o, LAB_WORD_JOINED);
	lab_put(o, "</tr>\n");
	for (size_t i = 0; i < shown && o->err == CT_OK; i++) {
		struct ct_slice bytes = lab_stream_bytes(s, &reads->v[i]);
		struct ct_buf text;
		struct lab_out t = {.buf = &text};

		ct_buf_init(&text, LAB_DRAW_MAX);
		lab_putf(o, "<tr><td class=\"t\">%zu</td><td>", i + 1);
		put_code(o, LAB_GBK, bytes, TEXT_CELLS);
		lab_put(o, "</td><td>");
		lab_put_decoded(&t, &d, bytes, TEXT_CELLS);
		put_code_of(o, &t);
		lab_put(o, "</td></tr>\n");
		ct_buf_fini(&text);
	}
	lab_put(o, "</table>\n");
	put_more(o, reads->count - shown);
}

static void
put_event(struct lab_out *o, const struct lab_plan *plan,
    const struct lab_timeline *t, const struct lab_event *e)
{
	static const enum lab_word names[] = {
	    [LAB_SENDS] = LAB_WORD_SEND,
	    [LAB_READS] = LAB_WORD_READ,
	    [LAB_UNITS] = LAB_WORD_UNIT,
	};
	const struct lab_stream *s = &t->ways[e->way];

	lab_putf(o, "<tr><td class=\"t\">%.3f ms</td><td>%s</td><td%s>",
	    (double)e->at / 1000, e->way == LAB_THERE ? "→" : "←",
	    e->span == NULL ? " colspan=\"2\"" : "");
	if (e->span == NULL) {
		put_both(
		    o, s->closed == LAB_RESET ? LAB_WORD_RESET : LAB_WORD_END);
		lab_put(o, "</td><td>");
	} else {
		put_both(o, names[e->layer]);
		lab_putf(o, " %zu</td><td class=\"c1\">", e->number + 1);
		put_code(o, plan->charset, lab_stream_bytes(s, e->span),
		    TABLE_CELLS);
	}
	lab_put(o, "</td></tr>\n");
}

static void
put_events(struct lab_out *o, const struct lab_plan *plan,
    const struct lab_timeline *t)
{
	struct lab_cursor c = {{{0}}, {false}};
	struct lab_event e = {0};
	size_t n = 0;

	lab_put(o, "<table>\n");
	for (; o->err == CT_OK && lab_event_next(t, &c, &e); n++)
		if (n < LINES)
			put_event(o, plan, t, &e);
	lab_put(o, "</table>\n");
	put_more(o, n > LINES ? n - LINES : 0);
}

static void
put_bar(struct lab_out *o, size_t count, size_t runs)
{
	lab_putf(o, "<i>%zu</i><span>", count);
	if (count > 0)
		lab_putf(o, "<b style=\"width:%.1f%%\"></b>",
		    100 * (double)count / (double)runs);
	lab_put(o, "</span>\n");
}

static void
put_word_bar(struct lab_out *o, enum lab_word w, size_t count, size_t runs)
{
	lab_put(o, "<span>");
	put_both(o, w);
	lab_put(o, "</span>");
	put_bar(o, count, runs);
}

static void
put_histogram(struct lab_out *o, const struct lab_histogram *h)
{
	lab_putf(o,
	    "<h3>%zu 次 · <span lang=\"en\">%zu runs</span></h3>\n"
	    "<div class=\"bars\">\n",
	    h->runs, h->runs);
	put_word_bar(o, LAB_WORD_RUNS_EXACT, h->exact, h->runs);
	put_word_bar(o, LAB_WORD_RUNS_GLUED, h->glued, h->runs);
	put_word_bar(o, LAB_WORD_RUNS_CUT, h->cut, h->runs);
	lab_put(o, "</div>\n");
	put_word_heading(o, LAB_WORD_SHAPES);
	lab_put(o, "<div class=\"bars\">\n");
	for (size_t i = 0; i < lab_histogram_shown(h); i++) {
		lab_put(o, "<span>");
		put_str(o, h->shapes[i].text);
		lab_put(o, "</span>");
		put_bar(o, h->shapes[i].count, h->runs);
	}
	if (lab_histogram_others(h) > 0)
		put_word_bar(
		    o, LAB_WORD_SHAPES_OTHER, lab_histogram_others(h), h->runs);
	lab_put(o, "</div>\n");
}

static void
put_facts(struct lab_out *o, const struct lab_plan *plan)
{
	const char *wire = plan->udp ? "UDP" : "TCP";
	const char *cure = lab_cure_name(plan->cure);

	lab_putf(o,
	    "<p class=\"dim\">%s，解法 %s，种子 %" PRIu64
	    " · <span lang=\"en\">%s, cure %s, seed %" PRIu64 "</span></p>\n",
	    wire, cure, plan->seed, wire, cure, plan->seed);
}

static void
put_lists(struct lab_out *o, const struct lab_scene *scene,
    const struct lab_plan *plan, const struct lab_timeline *t)
{
	const struct lab_stream *s = &t->ways[LAB_THERE];

	if (scene->times)
		put_events(o, plan, t);
	else
		put_units(o, plan, s);
	if (scene->decoded && plan->charset == LAB_GBK)
		put_decoded(o, s);
}

enum ct_err
lab_report_exchange(struct ct_buf *out, const struct lab_scene *scene,
    const char *const *title, const struct lab_plan *plan,
    const struct lab_timeline *t, const struct lab_histogram *h)
{
	const struct lab_stream *s = &t->ways[LAB_THERE];
	struct lab_out o = {.buf = out};
	bool side =
	    scene->times || (lab_svg_bands(s) <= SIDE_BANDS &&
				lab_stream_units(s)->count <= SIDE_UNITS);

	if (title[CT_LANG_EN][0] != '\0')
		put_heading(&o, 2, title[CT_LANG_ZH], title[CT_LANG_EN]);
	else
		put_heading(&o, 2, "发生了什么", "What happened");
	lab_putf(&o, "<div class=\"%s\">\n<div>\n", side ? "side" : "wide");
	lab_svg_stream(&o, s, plan->charset);
	put_facts(&o, plan);
	if (scene->times)
		lab_svg_times(&o, t);
	lab_put(&o, "</div>\n<div>\n");
	put_lists(&o, scene, plan, t);
	lab_put(&o, "</div>\n</div>\n");
	if (h->runs > 1)
		put_histogram(&o, h);
	return o.err;
}

enum ct_err
lab_report_end(
    struct ct_buf *out, const struct lab_scene *scene, const char *knobs)
{
	struct lab_out o = {.buf = out};

	put_heading(&o, 2, "为什么", "Why");
	put_two(&o, scene->answer);
	lab_put(&o, "<p class=\"dim\">");
	put_command(&o, scene, knobs);
	lab_put(&o, "</p>\n</body>\n</html>\n");
	return o.err;
}
