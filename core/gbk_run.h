/*
 * The fast loops of the codec: they run as far as nothing unusual happens and
 * leave the rest to gbk.c. There is one in plain C and, where the build knows
 * the machine, one with its vector instructions. Both stop at the same places
 * and write the same.
 */
#ifndef CT_GBK_RUN_H
#define CT_GBK_RUN_H

/*
 * Converts from `in` to at most `end`; returns where it stopped, and moves
 * *out past what it wrote. There must be room as gbk.h says, for bytes behind
 * those are overwritten.
 */
typedef const unsigned char *ct_gbk_run_fn(
    const unsigned char *in, const unsigned char *end, unsigned char **out);

/* ASCII and pairs that are a character outside the private use, to UTF-8. */
ct_gbk_run_fn ct_gbk_run_decode;
ct_gbk_run_fn ct_gbk_run_decode_plain;

/* UTF-8 that is ASCII or of the core, to GBK. */
ct_gbk_run_fn ct_gbk_run_encode;
ct_gbk_run_fn ct_gbk_run_encode_plain;

/* What the loops themselves go forward by. */
struct ct_gbk_run {
	const unsigned char *in, *end;
	unsigned char *out;
};

#endif
