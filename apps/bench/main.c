/* crosstalk-bench: finds the subcommand. */
#include "bench.h"

#include <stdio.h>
#include <string.h>

#include "platform/net.h"
#include "platform/process.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

struct command {
	const char *name, *about;
	bench_main_fn *run;
};

static const struct command commands[] = {
    {"load", "memory and deliveries of a running server", load_main},
    {"ack", "how fast a running server acknowledges", ack_main},
    {"charset", "GBK and UTF-8, beside the system's converter", charset_main},
    {"store", "the history alone: commits, pages, searches", store_main},
};

static int
usage(void)
{
	fprintf(stderr, "crosstalk-bench COMMAND [OPTION]...; --help of each "
			"tells more\n");
	for (size_t i = 0; i < COUNT(commands); i++)
		fprintf(stderr, "  %-10s %s\n", commands[i].name,
		    commands[i].about);
	return BENCH_USAGE;
}

static int
run(int count, char **args)
{
	for (size_t i = 0; count > 1 && i < COUNT(commands); i++)
		if (strcmp(commands[i].name, args[1]) == 0)
			return commands[i].run(count - 1, args + 1);
	return usage();
}

int
main(int argc, char **argv)
{
	char **args = NULL;
	int count = 0, code = BENCH_USAGE;

	if (pf_args(argc, argv, &count, &args) != PF_OK)
		return BENCH_USAGE;
	if (pf_net_start() == PF_OK) {
		code = run(count, args);
		pf_net_stop();
	}
	pf_args_free(count, args);
	return code;
}
