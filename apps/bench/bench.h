/* What the benchmarks share: the table of them, and their exit codes. */
#ifndef BENCH_H
#define BENCH_H

enum {
	BENCH_OK = 0,
	BENCH_WRONG = 1, /* it ran, and what came out was not right */
	BENCH_USAGE = 2, /* options, or nobody to measure */
};

/* A subcommand: its arguments in UTF-8, args[0] is its own name. Prints JSON
 * on standard output, and returns one of the above. */
typedef int bench_main_fn(int count, char **args);

bench_main_fn load_main;
bench_main_fn charset_main;
bench_main_fn ack_main;
bench_main_fn store_main;

#endif
