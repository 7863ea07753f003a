/* Pieces of text through code pages. */
#include "sys.h"

#include "../charset_os.h"

#include <stdlib.h>

struct charset_os {
	UINT code_page;
};

enum { CP_GB18030 = 54936 }; /* takes no flags and tells no default */

enum pf_err
charset_os_open(
    const char *iconv_name, unsigned code_page, struct charset_os **out)
{
	struct charset_os *os;

	(void)iconv_name;
	*out = NULL;
	if (!IsValidCodePage(code_page))
		return PF_ECHARSET;
	os = malloc(sizeof *os);
	if (!os)
		return PF_ENOMEM;
	os->code_page = code_page;
	*out = os;
	return PF_OK;
}

void
charset_os_close(struct charset_os *os)
{
	free(os);
}

static int
clamp(size_t n)
{
	return n > INT_MAX ? INT_MAX : (int)n;
}

/*
 * Like MultiByteToWideChar, but 0 for what means nothing. MB_ERR_INVALID_CHARS
 * alone refuses more: a single byte that the code page maps into private use
 * (FF of 936). Without it, what means nothing becomes the default character.
 */
static int
decode_exactly(struct charset_os *os, const char *in, size_t len, wchar_t *wide)
{
	int n = MultiByteToWideChar(os->code_page, MB_ERR_INVALID_CHARS, in,
	    clamp(len), wide, CHARSET_PIECE);
	bool single = len == 1 && (unsigned char)in[0] >= 0x80 &&
		      !IsDBCSLeadByteEx(os->code_page, (BYTE)in[0]);

	if (n > 0 || !single)
		return n;
	n = MultiByteToWideChar(os->code_page, 0, in, 1, wide, CHARSET_PIECE);
	return n == 1 && wide[0] >= 0x80 ? 1 : 0;
}

bool
charset_os_decode(struct charset_os *os, const char *in, size_t len, char *out,
    size_t cap, size_t *made)
{
	wchar_t wide[CHARSET_PIECE];
	int n = decode_exactly(os, in, len, wide);

	if (n > 0)
		n = WideCharToMultiByte(
		    CP_UTF8, 0, wide, n, out, clamp(cap), NULL, NULL);
	*made = (size_t)n;
	return n > 0 && cap > 0; /* without room, n is only counted */
}

bool
charset_os_encode(struct charset_os *os, const char *in, size_t len, char *out,
    size_t cap, size_t *made)
{
	wchar_t wide[CHARSET_PIECE];
	bool plain = os->code_page == CP_GB18030;
	BOOL replaced = FALSE;
	int n = MultiByteToWideChar(
	    CP_UTF8, MB_ERR_INVALID_CHARS, in, clamp(len), wide, CHARSET_PIECE);

	if (n > 0)
		n = WideCharToMultiByte(os->code_page,
		    plain ? 0 : WC_NO_BEST_FIT_CHARS, wide, n, out, clamp(cap),
		    NULL, plain ? NULL : &replaced);
	*made = (size_t)n;
	return n > 0 && cap > 0 && !replaced;
}
