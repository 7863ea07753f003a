/* The fast loops where no vector instructions are known: the plain ones. */
#include "gbk_run.h"

const unsigned char *
ct_gbk_run_decode(
    const unsigned char *in, const unsigned char *end, unsigned char **out)
{
	return ct_gbk_run_decode_plain(in, end, out);
}

const unsigned char *
ct_gbk_run_encode(
    const unsigned char *in, const unsigned char *end, unsigned char **out)
{
	return ct_gbk_run_encode_plain(in, end, out);
}
