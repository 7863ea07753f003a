/* The system's clocks. */
#include "sys.h"

#include "../clock.h"

#include <stdio.h>
#include <string.h>

enum { TICKS_PER_MS = 10000 }; /* of a FILETIME */

/* From 1601 to 1970, in ticks. */
static const int64_t unix_epoch = INT64_C(116444736000000000);

static int64_t
ticks(FILETIME t)
{
	return (int64_t)(((uint64_t)t.dwHighDateTime << 32) | t.dwLowDateTime);
}

int64_t
pf_clock_mono_ns(void)
{
	LARGE_INTEGER count, hz;

	QueryPerformanceCounter(&count);
	QueryPerformanceFrequency(&hz);
	/* In two parts, for the product would overflow within days. */
	return count.QuadPart / hz.QuadPart * 1000000000 +
	       count.QuadPart % hz.QuadPart * 1000000000 / hz.QuadPart;
}

int64_t
pf_clock_mono(void)
{
	return pf_clock_mono_ns() / 1000000;
}

int64_t
pf_clock_wall(void)
{
	FILETIME now;

	GetSystemTimePreciseAsFileTime(&now);
	return (ticks(now) - unix_epoch) / TICKS_PER_MS;
}

int64_t
pf_clock_cpu_ns(void)
{
	FILETIME born, died, kernel, user;

	if (!GetProcessTimes(GetCurrentProcess(), &born, &died, &kernel, &user))
		return 0;
	return (ticks(kernel) + ticks(user)) * 100;
}

void
pf_clock_hhmm(int64_t wall, char *out)
{
	uint64_t t = (uint64_t)(wall * TICKS_PER_MS + unix_epoch);
	FILETIME ft = {(DWORD)t, (DWORD)(t >> 32)};
	SYSTEMTIME utc, local;

	if (FileTimeToSystemTime(&ft, &utc) &&
	    SystemTimeToTzSpecificLocalTime(NULL, &utc, &local))
		snprintf(out, 6, "%02u:%02u", local.wHour % 24u,
		    local.wMinute % 60u);
	else
		memcpy(out, "--:--", 6);
}
