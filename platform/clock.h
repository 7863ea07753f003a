/* Time in milliseconds: one clock that never steps back, one that people use.
 */
#ifndef PF_CLOCK_H
#define PF_CLOCK_H

#include <stdint.h>

/* Since some fixed moment; never steps back. */
int64_t pf_clock_mono(void);

/* Since 1970-01-01 00:00 UTC, without leap seconds. */
int64_t pf_clock_wall(void);

/* Nanoseconds of processor time of this process (user and system). */
int64_t pf_clock_cpu_ns(void);

/* Nanoseconds that never step back, for measuring. */
int64_t pf_clock_mono_ns(void);

/* `wall` as local time "hh:mm" into `out` of at least 6 bytes. */
void pf_clock_hhmm(int64_t wall, char *out);

#endif
