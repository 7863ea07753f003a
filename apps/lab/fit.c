/* Which sentence it is, and its numbers. */
#include "fit.h"

#include "words.h"

#include <stdio.h>

static enum lab_word
choose(const struct lab_fit *fit, const struct lab_span *unit)
{
	if (fit->count == 0)
		return LAB_WORD_FIT_NONE;
	if (unit->truncated)
		return unit->lost > 0 ? LAB_WORD_FIT_TRUNCATED
				      : LAB_WORD_FIT_TRUNCATED_SOME;
	if (fit->glued)
		return fit->cut ? LAB_WORD_FIT_BOTH : LAB_WORD_FIT_GLUED;
	return fit->cut ? LAB_WORD_FIT_CUT : LAB_WORD_FIT_EXACT;
}

void
lab_put_fit(struct lab_out *o, enum ct_lang lang, const struct lab_stream *s,
    const struct lab_span *unit)
{
	struct lab_fit fit = lab_stream_fit(s, unit);
	char numbers[3][24];
	const char *args[] = {numbers[0], numbers[1], numbers[2]};

	snprintf(numbers[0], sizeof numbers[0], "%zu", fit.first + 1);
	snprintf(numbers[1], sizeof numbers[1], "%zu", fit.first + fit.count);
	snprintf(numbers[2], sizeof numbers[2], "%zu", unit->lost);
	lab_put_phrase(o, lab_word(lang, choose(&fit, unit)), args, 3);
}
