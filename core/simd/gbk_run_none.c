/* The fast loops where no vector instructions are known: the plain ones. */
#include "gbk_run.h"

void
ct_gbk_run_decode(struct ct_gbk_run *r)
{
	ct_gbk_run_decode_plain(r);
}

void
ct_gbk_run_encode(struct ct_gbk_run *r)
{
	ct_gbk_run_encode_plain(r);
}
