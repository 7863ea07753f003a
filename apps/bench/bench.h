/* What the benchmarks share: the table of them, and their exit codes. */
#ifndef BENCH_H
#define BENCH_H

#include <stdbool.h>

#include "apps/common/options.h"

enum {
	BENCH_OK = 0,
	BENCH_WRONG = 1, /* it ran, and what came out was not right */
	BENCH_USAGE = 2, /* options, or nobody to measure */
};

/* A subcommand: its arguments in UTF-8, args[0] is its own name. Prints JSON
 * on standard output, and returns one of the above. */
typedef int bench_main_fn(int count, char **args);

/*
 * Reads a benchmark's arguments into set->target. True: it is to run. False:
 * `*code` is the exit code, after the fault or, when `*help` was asked for, the
 * help was shown; the defaults in it are those of `defaults`. opt_fini in
 * either case.
 */
bool bench_args(struct opt_set *set, const void *defaults, const bool *help,
    int count, char **args, int *code);

bench_main_fn load_main;
bench_main_fn charset_main;
bench_main_fn ack_main;
bench_main_fn store_main;

#endif
