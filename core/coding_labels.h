/* The labels of charsets: what people may call them, and what we do. */
#ifndef CT_CODING_LABELS_H
#define CT_CODING_LABELS_H

#include "coding.h"

struct ct_label {
	const char *name;      /* lower case */
	const char *canonical; /* the name we show; the port's for its own */
	enum ct_charset charset;
	/* Of the port's: the lead bytes of pairs, first and last, in turns. */
	const char *leads;
};

/* By any label, in any case; "auto" is none. NULL: not known. */
const struct ct_label *ct_label_find(struct ct_slice label);

/* The entry i, or NULL after the last. */
const struct ct_label *ct_label_at(size_t i);

/* Whether a space-separated list has this word. */
bool ct_label_listed(const char *list, const char *word);

#endif
