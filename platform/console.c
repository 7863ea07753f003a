/* What is the same about consoles everywhere. */
#include "console.h"

#include <stdlib.h>

#include "console_os.h"
#include "process.h"

/* A size from the environment, or `otherwise`. */
static int
from_env(const char *name, int otherwise)
{
	enum { MOST = 10000 };
	char text[16];
	long n;

	if (!pf_env(name, text, sizeof text))
		return otherwise;
	n = strtol(text, NULL, 10);
	return n > 0 && n <= MOST ? (int)n : otherwise;
}

void
pf_console_size(int *columns, int *rows)
{
	if (console_os_size(columns, rows))
		return;
	*columns = from_env("COLUMNS", 80);
	*rows = from_env("LINES", 24);
}
