/* What another process of this machine uses, as far as Linux tells it. */
#ifndef BENCH_GAUGE_H
#define BENCH_GAUGE_H

#include <stdint.h>

struct gauge {
	int64_t resident; /* bytes; -1: not known */
	int64_t cpu_ms;   /* user and system; steps of 10 ms; -1: not known */
};

/* Of the process `pid`; 0: of none. */
struct gauge gauge_read(int64_t pid);

#endif
