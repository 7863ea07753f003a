/*
 * How fast text becomes UTF-8 and GBK: our codec, a connection's charset on
 * top of it, and the system's converter, in turns, by processor time (where
 * its clock is too coarse, as on Windows, by the one on the wall).
 *
 * Prints a line of JSON for each text, direction and length on standard
 * output, and a table on standard error.
 */
#include "charset.h"
#include "bench.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "apps/common/width.h"
#include "core/coding.h"
#include "core/coding_utf8.h"
#include "core/gbk.h"
#include "platform/charset_os.h"
#include "platform/clock.h"
#include "platform/console.h"

static const struct bench_flags defaults = BENCH_FLAGS;

static const struct opt table[] = {
    {.kind = OPT_HEAD,
	.en = "crosstalk-bench charset: our GBK codec beside the system's "
	      "converter",
	.zh =
	    "crosstalk-bench charset：本程序的 GBK 编解码与系统的转换函数对比"},
    BENCH_ROWS,
};

enum {
	bulk = 1 << 20,
	rounds = 30,
	round_bytes = 1 << 17, /* at least, in each round */
	out_cap = CT_GBK_DECODE_ROOM(bulk)
};

static const size_t lengths[] = {20, 60, 200, bulk};

struct work {
	const struct bench *bench;
	struct charset_os *os; /* NULL: this system has no GBK */
	struct ct_coding coding;
	struct ct_buf text, utf8; /* the same text twice */
	struct ct_slice *parts;   /* messages of it */
	size_t count, bytes;
	char *out;
	struct ct_buf line;
	bool decode, wrong;
	int64_t (*clock_ns)(void);
};

/* Each way to convert one message; returns the bytes made. */
typedef size_t convert_fn(struct work *w, struct ct_slice in);

static size_t
by_codec(struct work *w, struct ct_slice in)
{
	struct ct_gbk_decoder d = {0};

	if (w->decode)
		return ct_gbk_decode(&d, in, true, w->out);
	return ct_gbk_encode(CT_GBK_CORE, &in, w->out);
}

static size_t
by_connection(struct work *w, struct ct_slice in)
{
	enum ct_err err;

	w->line.len = 0;
	err = w->decode ? ct_coding_decode(&w->coding, in, &w->line, NULL)
			: ct_coding_encode(&w->coding, in, &w->line, NULL);
	w->wrong |= err != CT_OK;
	return w->line.len;
}

static size_t
by_system(struct work *w, struct ct_slice in)
{
	size_t made = 0;
	bool ok;

	if (w->os == NULL)
		return 0;
	ok = w->decode ? charset_os_decode(
			     w->os, in.data, in.len, w->out, out_cap, &made)
		       : charset_os_encode(
			     w->os, in.data, in.len, w->out, out_cap, &made);

	return ok ? made : 0;
}

/* What by_system spends before and after it converts. */
static size_t
by_nothing(struct work *w, struct ct_slice in)
{
	in.len = 0;
	by_system(w, in);
	return 0;
}

typedef int64_t clock_fn(void);

/* The clock of processor time, if its steps are finer than a round. */
static clock_fn *
choose_clock(void)
{
	int64_t begin = pf_clock_cpu_ns(), next = begin;

	while (next == begin)
		next = pf_clock_cpu_ns();
	return next - begin < 20000 ? pf_clock_cpu_ns : pf_clock_mono_ns;
}

static int64_t
time_once(struct work *w, convert_fn *convert, size_t *made)
{
	int64_t begin = w->clock_ns();
	size_t repeat = round_bytes / w->bytes + 1;

	for (size_t i = 0; i < repeat; i++) {
		*made = 0;
		for (size_t j = 0; j < w->count; j++)
			*made += convert(w, w->parts[j]);
	}
	return (w->clock_ns() - begin) / (int64_t)repeat;
}

struct figure {
	convert_fn *convert;
	int64_t ns[rounds]; /* for all messages, ascending at the end */
	size_t made;
};

static int
compare(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return x < y ? -1 : x > y;
}

static int
compare_ratio(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

enum { CODEC, CONNECTION, SYSTEM, NOTHING, FIGURES };

/*
 * Measures each in turns. Returns how many times the system's time is the
 * codec's: the median of the rounds, since a clock that changes its speed
 * between two rounds does so for both.
 */
static double
measure(struct work *w, struct figure *f)
{
	double ratios[rounds];
	int64_t resets = INT64_MAX;

	for (size_t round = 0; round < rounds; round++) {
		for (size_t i = 0; i < FIGURES; i++)
			f[i].ns[round] = time_once(w, f[i].convert, &f[i].made);
		if (f[NOTHING].ns[round] < resets)
			resets = f[NOTHING].ns[round];
	}
	/* Two of its three calls only reset the converter, and a caller that
	 * knows that its text is whole needs neither. */
	for (size_t round = 0; round < rounds; round++) {
		f[SYSTEM].ns[round] -= resets * 2 / 3;
		ratios[round] = (double)f[SYSTEM].ns[round] /
				(double)(f[CODEC].ns[round] + 1);
	}
	for (size_t i = 0; i < FIGURES; i++)
		qsort(f[i].ns, rounds, sizeof(f[i].ns[0]), compare);
	qsort(ratios, rounds, sizeof(ratios[0]), compare_ratio);
	return f[SYSTEM].made > 0 ? ratios[rounds / 2] : 0;
}

/* The text in messages of at most `len` bytes of GBK, whole characters, as
 * GBK or UTF-8; no more of them than fit a small cache. */
static void
cut(struct work *w, size_t len)
{
	struct ct_slice gbk = ct_buf_slice(&w->text);
	struct ct_slice utf8 = ct_buf_slice(&w->utf8);
	size_t most = len == bulk ? bulk : 24000 / len * len, taken = 0;

	w->count = w->bytes = 0;
	while (taken + len <= most && (gbk.len >= len || w->count == 0)) {
		size_t n = ct_coding_cut(&w->coding, gbk, len), chars = 0;
		size_t m = 0;
		uint32_t cp;

		for (size_t at = 0; at < n; chars++)
			at += ct_gbk_unit(
			    (struct ct_slice){gbk.data + at, n - at});
		for (; chars > 0; chars--)
			m += ct_utf8_take(
			    (struct ct_slice){utf8.data + m, utf8.len - m},
			    &cp);
		w->parts[w->count++] = w->decode
					   ? (struct ct_slice){gbk.data, n}
					   : (struct ct_slice){utf8.data, m};
		w->bytes += w->decode ? n : m;
		taken += len;
		gbk = (struct ct_slice){gbk.data + n, gbk.len - n};
		utf8 = (struct ct_slice){utf8.data + m, utf8.len - m};
	}
}

static double
each_ns(const struct work *w, const struct figure *f)
{
	return f->made > 0 ? (double)f->ns[0] / (double)w->count : 0;
}

static double
rate(const struct work *w, const struct figure *f)
{
	return f->made > 0 && f->ns[0] > 0
		   ? (double)w->bytes * 1e3 / (double)f->ns[0]
		   : 0;
}

/* The table, which is for people: widths of its columns, below 0 to the left.
 */
static const int columns[] = {-6, -6, 8, 11, 7, 11, 11, 7, 6};

enum { COLUMNS = sizeof(columns) / sizeof(columns[0]) };

static enum ct_err
add_cell(struct ct_buf *line, const char *text, int width)
{
	size_t cells = width_cells(ct_slice_str(text), 1);
	size_t want = (size_t)(width < 0 ? -width : width);
	char blanks[16];
	enum ct_err err = CT_OK;

	snprintf(blanks, sizeof(blanks), "%*s",
	    want > cells ? (int)(want - cells) : 0, "");
	if (width > 0)
		err = ct_buf_add_str(line, blanks);
	if (err == CT_OK)
		err = ct_buf_add_str(line, text);
	return err == CT_OK && width < 0 ? ct_buf_add_str(line, blanks) : err;
}

static void
print_row(const char *const *cells)
{
	struct ct_buf line;
	enum ct_err err = CT_OK;

	ct_buf_init(&line, 4096);
	for (size_t i = 0; err == CT_OK && i < COLUMNS; i++) {
		err = add_cell(&line, cells[i], columns[i]);
		if (err == CT_OK)
			err =
			    ct_buf_add_u8(&line, i + 1 < COLUMNS ? ' ' : '\n');
	}
	if (err == CT_OK)
		pf_console_write(true, line.data, line.len);
	ct_buf_fini(&line);
}

static void
print_head(enum ct_lang lang)
{
	static const char *const heads[CT_LANG_COUNT][COLUMNS] = {
	    {"text", "way", "length", "codec ns", "MB/s", "conn. ns",
		"system ns", "MB/s", "ratio"},
	    {"文本", "方向", "字节", "本程序 ns", "MB/s", "连接 ns", "系统 ns",
		"MB/s", "倍数"},
	};

	print_row(heads[lang]);
}

/* A word of the figures in the person's language. */
static const char *
word(enum ct_lang lang, const char *name)
{
	static const char *const words[][2] = {{"hanzi", "汉字"},
	    {"mixed", "混合"}, {"ascii", "ASCII"}, {"decode", "解码"},
	    {"encode", "编码"}};

	for (size_t i = 0;
	     lang == CT_LANG_ZH && i < sizeof(words) / sizeof(words[0]); i++)
		if (strcmp(words[i][0], name) == 0)
			return words[i][1];
	return name;
}

static void
print_figures(const struct work *w, const char *text, const char *way,
    size_t len, const struct figure *f, double ratio)
{
	enum ct_lang lang = w->bench->lang;
	const double values[] = {each_ns(w, &f[CODEC]), rate(w, &f[CODEC]),
	    each_ns(w, &f[CONNECTION]), each_ns(w, &f[SYSTEM]),
	    rate(w, &f[SYSTEM]), ratio};
	static const int digits[] = {1, 0, 1, 1, 0, 2};
	char number[COLUMNS][32];
	const char *cells[COLUMNS] = {
	    word(lang, text), word(lang, way), number[2]};

	snprintf(number[2], sizeof(number[2]), "%zu", len);
	for (size_t i = 3; i < COLUMNS; i++) {
		snprintf(number[i], sizeof(number[i]), "%.*f", digits[i - 3],
		    values[i - 3]);
		cells[i] = number[i];
	}
	print_row(cells);
}

static void
print_line(const struct work *w, const char *text, size_t len,
    const struct figure *f, double ratio)
{
	const char *way = w->decode ? "decode" : "encode";

	printf("{\"bench\":\"charset\",\"text\":\"%s\",\"direction\":\"%s\","
	       "\"gbk_bytes\":%zu,\"messages\":%zu,\"codec_ns\":%.1f,"
	       "\"codec_mb_s\":%.0f,\"connection_ns\":%.1f,\"system_ns\":%.1f,"
	       "\"system_mb_s\":%.0f,\"ratio\":%.2f}\n",
	    text, way, len, w->count, each_ns(w, &f[CODEC]), rate(w, &f[CODEC]),
	    each_ns(w, &f[CONNECTION]), each_ns(w, &f[SYSTEM]),
	    rate(w, &f[SYSTEM]), ratio);
	fflush(stdout);
	print_figures(w, text, way, len, f, ratio);
}

static void
run_length(struct work *w, const char *text, size_t len)
{
	struct figure f[FIGURES] = {
	    [CODEC] = {.convert = by_codec},
	    [CONNECTION] = {.convert = by_connection},
	    [SYSTEM] = {.convert = by_system},
	    [NOTHING] = {.convert = by_nothing},
	};
	double ratio;

	cut(w, len);
	ratio = measure(w, f);
	w->wrong |= f[CODEC].made != f[CONNECTION].made;
	/* 0: there is no converter, or the piece was too long for it. */
	w->wrong |= f[SYSTEM].made != 0 && f[CODEC].made != f[SYSTEM].made;
	print_line(w, text, len, f, ratio);
}

static enum ct_err
run_text(struct work *w, enum charset_text text)
{
	enum ct_err err;

	ct_buf_clear(&w->text, false);
	ct_buf_clear(&w->utf8, false);
	err = charset_text_make(text, bulk, &w->text);
	if (err == CT_OK)
		err = ct_coding_decode(
		    &w->coding, ct_buf_slice(&w->text), &w->utf8, NULL);
	for (int way = 0; err == CT_OK && way < 2; way++) {
		w->decode = way == 0;
		for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]);
		     i++)
			run_length(w, charset_text_names[text], lengths[i]);
	}
	return err;
}

static int
run_all(struct work *w)
{
	enum ct_err err = CT_OK;

	print_head(w->bench->lang);
	for (int text = 0; err == CT_OK && text < CHARSET_TEXTS; text++)
		err = run_text(w, (enum charset_text)text);
	if (err != CT_OK)
		bench_complain(w->bench, BENCH_WORD_FAULT,
		    ct_err_text(err, w->bench->lang));
	else if (w->wrong)
		bench_complain(w->bench, BENCH_WORD_DISAGREE, "");
	return err == CT_OK && !w->wrong ? BENCH_OK : BENCH_WRONG;
}

static int
charset_run(const struct bench *b)
{
	struct work w = {.bench = b, .clock_ns = choose_clock()};
	int code = BENCH_WRONG;

	ct_buf_init(&w.text, out_cap);
	ct_buf_init(&w.utf8, out_cap);
	ct_buf_init(&w.line, out_cap);
	w.out = malloc(out_cap);
	w.parts = malloc(24000 / 20 * sizeof(*w.parts));
	if (charset_os_open("GBK", 936, &w.os) != PF_OK)
		w.os = NULL;
	if (w.out != NULL && w.parts != NULL &&
	    ct_coding_init(&w.coding, NULL, "gbk") == CT_OK)
		code = run_all(&w);
	if (w.os != NULL)
		charset_os_close(w.os);
	ct_coding_fini(&w.coding);
	ct_buf_fini(&w.text);
	ct_buf_fini(&w.utf8);
	ct_buf_fini(&w.line);
	free(w.parts);
	free(w.out);
	return code;
}

int
charset_main(const struct bench *b, int count, char **args)
{
	struct bench_flags flags = defaults;
	struct bench_page page = {
	    .set = {.opts = table,
		.count = sizeof(table) / sizeof(table[0]),
		.target = &flags},
	    .defaults = &defaults,
	};
	int code;

	if (bench_args(b, &page, count, args, &code))
		code = charset_run(b);
	opt_fini(&page.set);
	return code;
}
