/* The page around the pictures. */
#include "report.h"

#include "events.h"
#include "fit.h"
#include "report_svg.h"
#include "words.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { LINES = 60, TEXT_CELLS = 40, TABLE_CELLS = 13 };

static const char style[] =
    ":root{color-scheme:light dark;--bg:#fff;--fg:#1b1f24;--dim:#59636e;"
    "--line:#8c959f;--soft:#f1f3f5;--ok:#116329;--bad:#a40e26;"
    "--m0:#9fd3ff;--m1:#ffd77a;--m2:#a6e3a1;--m3:#e7b6ff;--m4:#ffb4a2;"
    "--m5:#9ee7de;--c:#d0d7de}\n"
    "@media(prefers-color-scheme:dark){:root{--bg:#0d1117;--fg:#e6edf3;"
    "--dim:#9198a1;--line:#6e7681;--soft:#161b22;--ok:#56d364;"
    "--bad:#ff7b72;--m0:#1f5c99;--m1:#7a5a00;--m2:#1f6b33;--m3:#6b3f8f;"
    "--m4:#8f3d2c;--m5:#1d6660;--c:#444c56}}\n"
    "*{box-sizing:border-box}\n"
    "body{margin:0 auto;max-width:1120px;padding:16px;background:var(--bg);"
    "color:var(--fg);font:16px/1.55 system-ui,\"Noto Sans CJK SC\","
    "\"Microsoft YaHei\",sans-serif;overflow-wrap:anywhere}\n"
    "h1{font-size:1.5rem;line-height:1.25;margin:.2em 0}"
    "h2{font-size:1.15rem;margin:1.6em 0 .4em}"
    "h3{font-size:1rem;margin:1.2em 0 .3em}\n"
    ".two{display:grid;gap:8px 32px;"
    "grid-template-columns:repeat(auto-fit,minmax(280px,1fr))}"
    ".two p{margin:0}\n"
    ".dim{color:var(--dim);font-size:.875rem}\n"
    ".bands{display:flex;flex-wrap:wrap;gap:12px 24px;margin:.6em 0}"
    "svg{max-width:100%;height:auto}\n"
    ".m0{fill:var(--m0)}.m1{fill:var(--m1)}.m2{fill:var(--m2)}"
    ".m3{fill:var(--m3)}.m4{fill:var(--m4)}.m5{fill:var(--m5)}"
    ".c{fill:var(--c)}\n"
    ".s,.r,.u,.g{fill:var(--soft);stroke:var(--line)}"
    ".u{stroke:var(--ok);stroke-width:1.5}"
    ".x{fill:none;stroke:var(--bad);stroke-dasharray:3 2}\n"
    "text{fill:var(--fg);font:13px ui-monospace,\"DejaVu Sans Mono\","
    "Consolas,\"Noto Sans Mono CJK SC\",monospace}"
    "text.n{fill:var(--dim);font:11px system-ui,\"Noto Sans CJK SC\","
    "sans-serif}text.b,text.l,text.h{text-anchor:middle}text.l{font-size:11px}"
    "text.h{font-size:10px}"
    "text.e{text-anchor:end}.axis{stroke:var(--line);fill:none}\n"
    "ol{padding-left:2.2em;margin:.4em 0}li{margin:.3em 0}"
    "code{font:14px ui-monospace,\"DejaVu Sans Mono\",Consolas,"
    "\"Noto Sans Mono CJK SC\",monospace;background:var(--soft);"
    "padding:1px 4px;border-radius:3px}\n"
    ".ok{color:var(--ok)}.bad{color:var(--bad)}\n"
    ".bars{display:grid;grid-template-columns:minmax(7em,14em) 4em 1fr;"
    "gap:4px 10px;align-items:center;font-size:.9rem}"
    ".bars b{display:block;height:14px;border-radius:2px;"
    "background:var(--m0);min-width:1px}.bars i{font-style:normal;"
    "text-align:right}\n"
    "@media(max-width:560px){.bars{grid-template-columns:1fr 4em}"
    ".bars span+i+span{grid-column:1/-1}}\n"
    "table{border-collapse:collapse;font-size:.875rem}"
    "td{padding:1px 10px 1px 0;vertical-align:top}"
    "td code{white-space:nowrap}"
    "td.t{text-align:right;white-space:nowrap;"
    "font-variant-numeric:tabular-nums}\n";

static void
put_str(struct lab_out *o, const char *text)
{
	lab_put_html(o, ct_slice_str(text));
}

/* Chinese has no blanks, so a line of it ends in nothing. */
static void
put_chinese(struct lab_out *o, const char *text)
{
	for (; *text != '\0'; text += strspn(text, "\n")) {
		size_t n = strcspn(text, "\n");

		lab_put_html(o, (struct ct_slice){text, n});
		text += n;
	}
}

/* Both languages of a text, Chinese first. */
static void
put_two(struct lab_out *o, const char *const *text)
{
	lab_put(o, "<div class=\"two\"><p lang=\"zh-CN\">");
	put_chinese(o, text[CT_LANG_ZH]);
	lab_put(o, "</p><p lang=\"en\">");
	put_str(o, text[CT_LANG_EN]);
	lab_put(o, "</p></div>\n");
}

static void
put_both(struct lab_out *o, enum lab_word w)
{
	put_str(o, lab_word(CT_LANG_ZH, w));
	lab_put(o, " · ");
	put_str(o, lab_word(CT_LANG_EN, w));
}

enum ct_err
lab_report_begin(struct ct_buf *out, const struct lab_scene *scene)
{
	struct lab_out o = {.buf = out};

	lab_put(&o, "<!DOCTYPE html>\n<html lang=\"zh-CN\">\n<head>\n"
		    "<meta charset=\"utf-8\">\n<meta name=\"viewport\" "
		    "content=\"width=device-width, initial-scale=1\">\n"
		    "<title>Crosstalk lab: ");
	put_str(&o, scene->name);
	lab_put(&o, "</title>\n<style>\n");
	lab_put(&o, style);
	lab_put(&o, "</style>\n</head>\n<body>\n<h1>");
	put_str(&o, scene->name);
	lab_put(&o, "</h1>\n");
	put_two(&o, scene->about);
	lab_put(&o, "<h2>先猜一猜 · Before</h2>\n");
	put_two(&o, scene->question);
	return o.err;
}

/* Bytes as the program shows them. */
static void
put_code(struct lab_out *o, enum lab_charset charset, struct ct_slice bytes,
    size_t cells)
{
	struct ct_buf text;
	struct lab_out t = {.buf = &text};

	ct_buf_init(&text, LAB_DRAW_MAX);
	lab_put_text(&t, charset, bytes, cells, false);
	lab_put(o, "<code>");
	lab_put_html(o, ct_buf_slice(&text));
	lab_put(o, "</code>");
	if (o->err == CT_OK)
		o->err = t.err;
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
	lab_put(o, " · ");
	lab_put_phrase(o, lab_word(CT_LANG_EN, LAB_WORD_MORE), args, 1);
	lab_put(o, "</p>\n");
}

static void
put_units(
    struct lab_out *o, const struct lab_plan *plan, const struct lab_stream *s)
{
	const struct lab_spans *units = lab_stream_units(s);
	size_t shown = units->count < LINES ? units->count : LINES;

	lab_put(o, "<h3>");
	put_both(o, s->cured ? LAB_WORD_ROW_UNITS : LAB_WORD_ROW_READS);
	lab_put(o, "</h3>\n<ol>\n");
	for (size_t i = 0; i < shown && o->err == CT_OK; i++) {
		const struct lab_span *u = &units->v[i];
		struct lab_fit fit = lab_stream_fit(s, u);

		lab_put(o, "<li>");
		put_code(o, plan->charset, lab_stream_bytes(s, u), TEXT_CELLS);
		lab_putf(o, " %zu B <span class=\"%s\">", u->len,
		    fit.count == 1 && !fit.cut ? "ok" : "bad");
		lab_put_fit(o, CT_LANG_ZH, s, u);
		lab_put(o, " · ");
		lab_put_fit(o, CT_LANG_EN, s, u);
		lab_put(o, "</span></li>\n");
	}
	lab_put(o, "</ol>\n");
	put_more(o, units->count - shown);
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
		lab_putf(o, " %zu</td><td>", e->number + 1);
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
	lab_putf(o, "<i>%zu</i><span><b style=\"width:%.1f%%\"></b></span>\n",
	    count, runs > 0 ? 100 * (double)count / (double)runs : 0);
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
	lab_putf(o, "<h3>%zu 次 · %zu runs</h3>\n<div class=\"bars\">\n",
	    h->runs, h->runs);
	put_word_bar(o, LAB_WORD_RUNS_EXACT, h->exact, h->runs);
	put_word_bar(o, LAB_WORD_RUNS_GLUED, h->glued, h->runs);
	put_word_bar(o, LAB_WORD_RUNS_CUT, h->cut, h->runs);
	lab_put(o, "</div>\n<h3>");
	put_both(o, LAB_WORD_SHAPES);
	lab_put(o, "</h3>\n<div class=\"bars\">\n");
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

enum ct_err
lab_report_exchange(struct ct_buf *out, const struct lab_scene *scene,
    const struct lab_setup *setup, const struct lab_plan *plan,
    const struct lab_timeline *t, const struct lab_histogram *h)
{
	const struct lab_stream *s = &t->ways[LAB_THERE];
	struct lab_out o = {.buf = out};

	if (setup->title[CT_LANG_EN][0] != '\0') {
		lab_put(&o, "<h2>");
		put_str(&o, setup->title[CT_LANG_ZH]);
		lab_put(&o, " · ");
		put_str(&o, setup->title[CT_LANG_EN]);
		lab_put(&o, "</h2>\n");
	}
	lab_svg_stream(&o, s, plan->charset);
	lab_putf(&o, "<p class=\"dim\">%s, cure %s, seed %" PRIu64 "</p>\n",
	    plan->udp ? "UDP" : "TCP", lab_cure_name(plan->cure), plan->seed);
	if (scene->times) {
		lab_svg_times(&o, t);
		put_events(&o, plan, t);
	} else {
		put_units(&o, plan, s);
	}
	if (h->runs > 1)
		put_histogram(&o, h);
	return o.err;
}

enum ct_err
lab_report_end(struct ct_buf *out, const struct lab_scene *scene)
{
	struct lab_out o = {.buf = out};

	lab_put(&o, "<h2>为什么 · Why</h2>\n");
	put_two(&o, scene->answer);
	lab_put(&o, "<p class=\"dim\">crosstalk lab ");
	put_str(&o, scene->name);
	lab_put(&o, "</p>\n</body>\n</html>\n");
	return o.err;
}
