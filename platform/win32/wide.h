/* UTF-8, which we speak, and UTF-16, which Windows speaks. */
#ifndef PF_WIN32_WIDE_H
#define PF_WIN32_WIDE_H

#include "sys.h"

#include <stdbool.h>
#include <stdlib.h>

/* A copy in UTF-16 that free() takes; NULL: no memory. What is not valid
 * becomes U+FFFD. */
static inline wchar_t *
wide_from_utf8(const char *s)
{
	int n = MultiByteToWideChar(CP_UTF8, 0, s, -1, NULL, 0);
	wchar_t *w = n > 0 ? malloc((size_t)n * sizeof *w) : NULL;

	if (w)
		MultiByteToWideChar(CP_UTF8, 0, s, -1, w, n);
	return w;
}

/* Into `out`; false, and "" there, when it does not fit. */
static inline bool
wide_to_utf8(const wchar_t *w, char *out, size_t size)
{
	int n = WideCharToMultiByte(CP_UTF8, 0, w, -1, NULL, 0, NULL, NULL);

	if (n > 0 && (size_t)n <= size)
		return WideCharToMultiByte(
			   CP_UTF8, 0, w, -1, out, n, NULL, NULL) > 0;
	if (size > 0)
		out[0] = '\0';
	return false;
}

#endif
