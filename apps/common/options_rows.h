/*
 * Rows that many programs have in their tables of options; each table puts
 * them where its --help shows them. `type` is the program's struct, in which a
 * row sets the field of its own name; `e` and `z` explain it.
 */
#ifndef APP_OPTIONS_ROWS_H
#define APP_OPTIONS_ROWS_H

#include "options.h"

/* --lang, whose value opt_lang takes. */
#define OPT_ROW_LANG_OF(type, words, e, z)                                     \
	{                                                                      \
		.name = "lang", .kind = OPT_CHOICE,                            \
		.at = offsetof(type, lang), .choices = words, .en = e, .zh = z \
	}
#define OPT_ROW_LANG(type, e, z) OPT_ROW_LANG_OF(type, "auto|en|zh", e, z)

/* --json */
#define OPT_ROW_JSON(type, e, z)                                              \
	{                                                                     \
		.name = "json", .kind = OPT_FLAG, .at = offsetof(type, json), \
		.en = e, .zh = z                                              \
	}

/* --help and --version, which no file can ask for. */
#define OPT_ROW_ONCE(type, field, e, z)                                        \
	{                                                                      \
		.name = #field, .kind = OPT_FLAG, .at = offsetof(type, field), \
		.flag_only = true, .en = e, .zh = z                            \
	}
#define OPT_ROW_HELP(type) OPT_ROW_ONCE(type, help, "show this", "显示本帮助")
#define OPT_ROW_VERSION(type) \
	OPT_ROW_ONCE(type, version, "show the version", "显示版本")

#endif
