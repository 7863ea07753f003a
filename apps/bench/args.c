/* The arguments of a benchmark, as those of all: options, --help, a fault. */
#include "bench.h"

#include <stdio.h>

#include "platform/console.h"

bool
bench_args(struct opt_set *set, const void *defaults, const bool *help,
    int count, char **args, int *code)
{
	struct ct_buf text;
	bool run = false;

	ct_buf_init(&text, 16384);
	*code = BENCH_OK;
	if (opt_args(set, (size_t)count - 1, args + 1, NULL, NULL) !=
	    OPT_ERR_OK) {
		opt_fault_text(&set->fault, CT_LANG_EN, &text);
		fprintf(stderr, "crosstalk-bench %s: %.*s\n", args[0],
		    (int)text.len, text.data);
		*code = BENCH_USAGE;
	} else if (*help) {
		opt_help(set, defaults, CT_LANG_EN, &text);
		pf_console_write(false, text.data, text.len);
	} else {
		run = true;
	}
	ct_buf_fini(&text);
	return run;
}
