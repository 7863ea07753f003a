/* The codec against its model, in pieces; and out again. */
#include "core/gbk.h"
#include "gbk_model.h"

#include <stdlib.h>
#include <string.h>

static void
check(bool ok)
{
	if (!ok)
		abort();
}

/* Pieces of lengths that the input itself chooses. */
static size_t
decode_in_pieces(const uint8_t *data, size_t size, char *out)
{
	struct ct_gbk_decoder d = {0};
	size_t at = 0, n = 0;

	while (at < size) {
		size_t len = 1 + data[at] % 37u;
		char *piece;

		if (len > size - at)
			len = size - at;
		piece = malloc(len);
		check(piece != NULL);
		memcpy(piece, data + at, len);
		n += ct_gbk_decode(
		    &d, (struct ct_slice){piece, len}, false, out + n);
		check(d.held_len <= 3);
		free(piece);
		at += len;
	}
	return n + ct_gbk_decode(&d, (struct ct_slice){NULL, 0}, true, out + n);
}

/* What a profile holds of the text reads back. */
static void
encode_and_back(enum ct_gbk_profile profile, struct ct_slice text, char *bytes)
{
	struct ct_gbk_decoder d = {0};
	struct ct_slice rest = text;
	char *back = malloc(CT_GBK_DECODE_ROOM(2 * text.len));
	size_t n = ct_gbk_encode(profile, &rest, bytes), len;

	check(back != NULL);
	len = ct_gbk_decode(&d, (struct ct_slice){bytes, n}, true, back);
	check(d.invalid == 0 && len == text.len - rest.len);
	check(memcmp(back, text.data, len) == 0);
	free(back);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *want = malloc(CT_GBK_DECODE_ROOM(size));
	char *got = malloc(2 * CT_GBK_DECODE_ROOM(size));
	char *bytes = malloc(2 * CT_GBK_DECODE_ROOM(size));
	size_t n;

	check(want != NULL && got != NULL && bytes != NULL);
	n = gbk_model_decode(data, size, want);
	check(decode_in_pieces(data, size, got) == n);
	check(memcmp(want, got, n) == 0);
	for (int profile = 0; profile < 3; profile++) {
		encode_and_back(profile, (struct ct_slice){want, n}, bytes);
		encode_and_back(profile,
		    (struct ct_slice){(const char *)data, size}, bytes);
	}
	free(want);
	free(got);
	free(bytes);
	return 0;
}
