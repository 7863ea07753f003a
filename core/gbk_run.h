/*
 * The fast loops of the codec: they run as far as nothing unusual happens and
 * leave the rest to gbk.c. There is one in plain C and, where the build knows
 * the machine, one with its vector instructions. Both stop at the same places
 * and write the same.
 */
#ifndef CT_GBK_RUN_H
#define CT_GBK_RUN_H

struct ct_gbk_run {
	const unsigned char *in, *end;
	unsigned char *out; /* has room as gbk.h says, for 16 bytes more than
			       are counted may be written */
};

/* ASCII and pairs that are a character outside the private use, to UTF-8. */
typedef void ct_gbk_run_fn(struct ct_gbk_run *r);
ct_gbk_run_fn ct_gbk_run_decode;
ct_gbk_run_fn ct_gbk_run_decode_plain;

/* UTF-8 that is ASCII or of the core, to GBK. */
ct_gbk_run_fn ct_gbk_run_encode;
ct_gbk_run_fn ct_gbk_run_encode_plain;

#endif
