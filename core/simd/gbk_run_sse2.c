/* The fast loops of the codec on x86-64. */
#include "block_sse2.h"
#include "gbk_run_blocks.h"
