/* The table of dialects. */
#include "dialect.h"

#include <string.h>

const struct ct_dialect *
ct_dialect_find(const char *name)
{
	static const struct ct_dialect *const all[] = {
	    &ct_dialect_native,
	    &ct_dialect_classic,
	    &ct_dialect_length,
	    &ct_dialect_line,
	};

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		if (strcmp(all[i]->name, name) == 0)
			return all[i];
	return NULL;
}
