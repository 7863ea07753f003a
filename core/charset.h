/*
 * The core's charset port: the charsets that the core does not know itself
 * (Big5, cp932, cp949, windows-125x, KOI8-R). An app fills it from the
 * platform; UTF-8, GBK, cp936 and GB18030 never pass through it.
 */
#ifndef CT_CHARSET_H
#define CT_CHARSET_H

#include "buf.h"

struct ct_charset_port {
	void *ctx;

	/* A space-separated list of the labels that open() knows. */
	const char *labels;

	/* CT_OK and a handle that close() takes back, CT_ECHARSET for a label
	 * that is not known, CT_ENOMEM. */
	enum ct_err (*open)(void *ctx, const char *label, void **handle);
	void (*close)(void *ctx, void *handle);

	/*
	 * Decodes whole characters from the front of `in` and moves `in` past
	 * them. CT_OK: all of it; CT_MORE: what is left is the beginning of a
	 * character; CT_EINVAL: the byte in front is not valid (the caller
	 * substitutes and skips it); CT_EFULL, CT_ENOMEM from `out`.
	 */
	enum ct_err (*decode)(
	    void *ctx, void *handle, struct ct_slice *in, struct ct_buf *out);

	/* The same from UTF-8; CT_EINVAL: the charset has no such character,
	 * exactly, and it is the first of what is left. */
	enum ct_err (*encode)(
	    void *ctx, void *handle, struct ct_slice *in, struct ct_buf *out);
};

#endif
