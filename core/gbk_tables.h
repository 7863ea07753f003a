/*
 * The generated tables of the codec (core/tables/gen_gbk.c makes them from
 * core/data/): 292 KiB in all, constant, shared by every connection.
 */
#ifndef CT_GBK_TABLES_H
#define CT_GBK_TABLES_H

#include <stdint.h>

enum {
	CT_GBK_RANGES = 206,     /* of four bytes, inside the BMP */
	CT_GBK_ESCAPED = 45,     /* that no decoder pair agrees on */
	CT_NAMES = 1604,         /* CLDR's */
	CT_NAMES_TEXT = 17291,   /* bytes of them all */
	CT_AMBIG_COSTS = 30 * 64 /* leads C2 to DF, trails 80 to BF */
};

/*
 * By (lead & 0x7F) << 8 | trail: the character in UTF-8, its first byte
 * lowest, and in the top byte what it is.
 */
enum {
	CT_GBK_NONE = 0,    /* not a character */
	CT_GBK_PRIVATE = 1, /* three bytes; private use, as in cp936 */
	CT_GBK_TWO = 2,     /* two bytes */
	CT_GBK_THREE = 3    /* three bytes */
};
extern const uint32_t ct_gbk_utf8[0x8000];

/*
 * By code point: 0, or the two-byte code, its first byte lowest. That byte's
 * top bit is set when the code is of the core; otherwise it is missing, and
 * the profile has to allow the code.
 */
#define CT_GBK_CORE_BIT 0x80u
extern const uint16_t ct_gbk_code[0x10000];

/* Four-byte ranges, by pointer and by code point alike. */
struct ct_gbk_range {
	uint16_t pointer, first;
};
extern const struct ct_gbk_range ct_gbk_ranges[CT_GBK_RANGES];

/* Code points that even GB18030 does not carry safely, ascending. */
extern const uint16_t ct_gbk_escaped[CT_GBK_ESCAPED];

/*
 * Bits, in quarters, that the hanzi of a GBK pair costs, when the pair is also
 * valid UTF-8: by (lead - 0xC2) * 64 + (trail - 0x80).
 */
extern const uint8_t ct_ambig_cost[CT_AMBIG_COSTS];

/*
 * Names ascending by their bytes: name i is the bytes from ct_names[i].at to
 * ct_names[i + 1].at of the text. The top bit of `cp` says that U+FE0F follows.
 */
#define CT_NAME_FE0F 0x80000000u
struct ct_name {
	uint32_t cp;
	uint32_t at;
};
extern const struct ct_name ct_names[CT_NAMES + 1];
extern const unsigned char ct_names_text[CT_NAMES_TEXT + 1];

/* Their ranks, ascending by code point. */
extern const uint16_t ct_names_by_cp[CT_NAMES];

#endif
