/* Pieces of text through iconv. */
#include "sys.h"

#include "../charset_os.h"

#include <errno.h>
#include <iconv.h>
#include <stdint.h>
#include <stdlib.h>

struct charset_os {
	iconv_t decoder;
	iconv_t encoder;
};

/* (iconv_t)-1 is how iconv says no. */
static bool
is_none(iconv_t cd)
{
	return (intptr_t)cd == -1;
}

enum pf_err
charset_os_open(
    const char *iconv_name, unsigned code_page, struct charset_os **out)
{
	struct charset_os *os = malloc(sizeof *os);

	(void)code_page;
	*out = NULL;
	if (!os)
		return PF_ENOMEM;
	os->decoder = iconv_open("UTF-8", iconv_name);
	os->encoder = iconv_open(iconv_name, "UTF-8");
	if (is_none(os->decoder) || is_none(os->encoder)) {
		charset_os_close(os);
		return errno == ENOMEM ? PF_ENOMEM : PF_ECHARSET;
	}
	*out = os;
	return PF_OK;
}

void
charset_os_close(struct charset_os *os)
{
	if (!is_none(os->decoder))
		iconv_close(os->decoder);
	if (!is_none(os->encoder))
		iconv_close(os->encoder);
	free(os);
}

static bool
convert(
    iconv_t cd, const char *in, size_t len, char *out, size_t cap, size_t *made)
{
	/* iconv only reads, though its type cannot say so. */
	char *from = (char *)(uintptr_t)in;
	char *to = out;
	size_t room = cap;

	iconv(cd, NULL, NULL, NULL, NULL);
	/* A result above 0 counts what was replaced by something similar. */
	if (iconv(cd, &from, &len, &to, &room) != 0)
		return false;
	/* Some decoders hold a character back, to combine it with the next. */
	if (iconv(cd, NULL, NULL, &to, &room) != 0)
		return false;
	*made = cap - room;
	return true;
}

bool
charset_os_decode(struct charset_os *os, const char *in, size_t len, char *out,
    size_t cap, size_t *made)
{
	return convert(os->decoder, in, len, out, cap, made);
}

bool
charset_os_encode(struct charset_os *os, const char *in, size_t len, char *out,
    size_t cap, size_t *made)
{
	return convert(os->encoder, in, len, out, cap, made);
}
