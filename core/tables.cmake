# The codec's tables, made from data/ by a program that runs on the host.
ct_host_tool(ct_gen_gbk tables/gen_gbk.c)
set(data "${CMAKE_CURRENT_SOURCE_DIR}/data")
ct_generate(TOOL ct_gen_gbk
	OUTPUTS gbk_tables.c
	ARGS "${data}" gbk_tables.c
	DEPENDS
		"${CMAKE_CURRENT_SOURCE_DIR}/gbk_tables.h"
		"${data}/gbk_decode.tsv"
		"${data}/gbk_core.tsv"
		"${data}/gb18030_ranges.tsv"
		"${data}/gb18030_escaped.tsv"
		"${data}/ambig_cost.tsv"
		"${data}/zh_names.tsv")
