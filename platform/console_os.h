/* What platform/console.c needs of a system. */
#ifndef PF_CONSOLE_OS_H
#define PF_CONSOLE_OS_H

#include <stdbool.h>

/* The size of the terminal that standard output is; false: it is none, or
 * does not know. */
bool console_os_size(int *columns, int *rows);

#endif
