/* The fast loops of the codec on arm64. */
#include "block_neon.h"
#include "gbk_run_blocks.h"
