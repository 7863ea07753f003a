/* How a program complains: on standard error, one line each. */
#ifndef APP_COMPLAIN_H
#define APP_COMPLAIN_H

#include "core/ct.h"

/* "WHO: TEXT\n". Control characters in it, and bytes that are no UTF-8, are
 * shown, not sent. Nothing is said when memory is out. */
void complain_line(const char *who, struct ct_slice text);

#endif
