/* The system's clocks. */
#include "sys.h"

#include "../clock.h"

#include <string.h>
#include <time.h>

static int64_t
read_ns(clockid_t id)
{
	struct timespec ts = {0, 0};

	clock_gettime(id, &ts);
	return (int64_t)ts.tv_sec * 1000000000 + ts.tv_nsec;
}

int64_t
pf_clock_mono(void)
{
	return read_ns(CLOCK_MONOTONIC) / 1000000;
}

int64_t
pf_clock_wall(void)
{
	return read_ns(CLOCK_REALTIME) / 1000000;
}

int64_t
pf_clock_cpu_ns(void)
{
	return read_ns(CLOCK_PROCESS_CPUTIME_ID);
}

int64_t
pf_clock_mono_ns(void)
{
	return read_ns(CLOCK_MONOTONIC);
}

void
pf_clock_hhmm(int64_t wall, char *out)
{
	time_t t = (time_t)(wall / 1000);
	struct tm tm;

	if (!localtime_r(&t, &tm) || strftime(out, 6, "%H:%M", &tm) == 0)
		memcpy(out, "--:--", 6);
}
