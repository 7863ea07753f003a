/* The arguments of a benchmark, as those of all: options, --help, --version,
 * and what is wrong. */
#include "bench.h"

#include "apps/common/complain.h"
#include "core/phrase.h"
#include "platform/console.h"

enum { text_max = 32 * 1024 };

int
bench_complain(const struct bench *b, enum bench_word w, const char *a)
{
	static const char *const words[][CT_LANG_COUNT] = {
#define ROW(name, en, zh) {en, zh},
	    BENCH_WORD_LIST(ROW)
#undef ROW
	};
	struct ct_slice value = ct_slice_str(a);
	struct ct_buf line;

	ct_buf_init(&line, text_max);
	if (ct_phrase_fill(&line, words[w][b->lang], &value, 1) == CT_OK)
		complain_line(b->who, ct_buf_slice(&line));
	ct_buf_fini(&line);
	return BENCH_USAGE;
}

int
bench_fault(const struct bench *b, const struct opt_fault *fault)
{
	struct ct_buf line;

	ct_buf_init(&line, text_max);
	if (opt_fault_text(fault, b->lang, &line) == CT_OK)
		complain_line(b->who, ct_buf_slice(&line));
	ct_buf_fini(&line);
	return BENCH_USAGE;
}

static enum ct_err
add_exit_codes(enum ct_lang lang, struct ct_buf *out)
{
	static const char *const head[] = {"\nExit codes:\n", "\n退出码：\n"};
	static const char *const rows[CT_LANG_COUNT] = {
#define EN(name, code, en, zh) "  " #code "  " en "\n"
	    BENCH_EXIT_LIST(EN),
#undef EN
#define ZH(name, code, en, zh) "  " #code "  " zh "\n"
	    BENCH_EXIT_LIST(ZH),
#undef ZH
	};
	enum ct_err err = ct_buf_add_str(out, head[lang]);

	return err == CT_OK ? ct_buf_add_str(out, rows[lang]) : err;
}

static enum ct_err
add_help(
    const struct bench *b, const struct bench_page *page, struct ct_buf *out)
{
	enum ct_err err = CT_OK;

	if (page->head != NULL)
		err = page->head(b->lang, out);
	if (err == CT_OK)
		err = opt_help(&page->set, page->defaults, b->lang, out);
	return err == CT_OK ? add_exit_codes(b->lang, out) : err;
}

static enum ct_err
add_version(const struct bench *b, struct ct_buf *out)
{
	enum ct_err err = ct_buf_add_str(out, "crosstalk-bench ");

	if (err == CT_OK)
		err = ct_buf_add_str(out, b->version);
	return err == CT_OK ? ct_buf_add_u8(out, '\n') : err;
}

static int
show(const struct bench *b, const struct bench_page *page, bool help)
{
	struct ct_buf out;
	int code = BENCH_WRONG;

	ct_buf_init(&out, text_max);
	if ((help ? add_help(b, page, &out) : add_version(b, &out)) == CT_OK &&
	    pf_console_write(false, out.data, out.len) == PF_OK)
		code = BENCH_OK;
	ct_buf_fini(&out);
	return code;
}

bool
bench_args(const struct bench *b, struct bench_page *page, int count,
    char **args, int *code)
{
	const struct bench_flags *flags = page->set.target;

	if (opt_args(&page->set, (size_t)count - 1, args + 1, NULL, NULL) !=
	    OPT_ERR_OK)
		*code = bench_fault(b, &page->set.fault);
	else if (flags->help || flags->version)
		*code = show(b, page, flags->help);
	else
		return true;
	return false;
}
