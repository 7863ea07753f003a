/* /proc/PID/status and /proc/PID/stat of Linux, proc(5). */
#include "gauge.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "platform/process.h"

enum { tick_ms = 10 }; /* USER_HZ is 100 wherever Linux runs */

/* One of the files as a string; "" if it cannot be read. */
static void
slurp(int64_t pid, const char *name, char *out, size_t size)
{
	char path[64];
	FILE *f = NULL;
	size_t n = 0;

	snprintf(path, sizeof(path), "/proc/%" PRId64 "/%s", pid, name);
	if (pid > 0 && pf_fopen(path, "rb", &f) == PF_OK) {
		n = fread(out, 1, size - 1, f);
		fclose(f);
	}
	out[n] = '\0';
}

struct gauge
gauge_read(int64_t pid)
{
	struct gauge g = {-1, -1};
	char text[4096];
	const char *at;
	uint64_t user, system, kb;

	slurp(pid, "status", text, sizeof(text));
	at = strstr(text, "VmRSS:");
	if (at != NULL && sscanf(at, "VmRSS: %" SCNu64, &kb) == 1)
		g.resident = (int64_t)kb * 1024;
	slurp(pid, "stat", text, sizeof(text));
	/* The second field is a name in parentheses that may hold anything. */
	at = strrchr(text, ')');
	if (at != NULL && sscanf(at,
			      ") %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u "
			      "%" SCNu64 " %" SCNu64,
			      &user, &system) == 2)
		g.cpu_ms = (int64_t)(user + system) * tick_ms;
	return g;
}
