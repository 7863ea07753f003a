/* Frames: whatever is taken is written again as the same frame. */
#include "core/frame.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(bool holds)
{
	if (!holds)
		abort();
}

static bool
same(const struct ct_frame *a, const struct ct_frame *b)
{
	if (a->type != b->type || memcmp(a->num, b->num, sizeof(a->num)) != 0)
		return false;
	for (size_t i = 0; i < sizeof(a->str) / sizeof(a->str[0]); i++)
		if (!ct_slice_eq(a->str[i], b->str[i]))
			return false;
	return true;
}

enum { missing_bytes = 2 }; /* of an empty string */

/* May it be of an earlier version? It is written with all its fields. */
static bool
lacks_fields(const struct ct_frame *f)
{
	return f->type == CT_FRAME_WELCOME && f->str[2].len == 0;
}

static void
write_again(const struct ct_frame *f, size_t taken)
{
	struct ct_frame again;
	struct ct_slice in;
	struct ct_buf out;

	ct_buf_init(&out, CT_FRAME_MAX);
	if (ct_frame_name(f->type) == NULL) {
		must(ct_frame_add(&out, f) == CT_EFRAME);
		return;
	}
	must(ct_frame_add(&out, f) == CT_OK);
	must(out.len <= taken ||
	     (lacks_fields(f) && out.len == taken + missing_bytes));
	in = ct_buf_slice(&out);
	must(ct_frame_take(&in, CT_FRAME_MAX, &again) == CT_OK);
	must(in.len == 0 && same(f, &again));
	must(ct_frame_check(f) == ct_frame_check(&again));
	ct_buf_fini(&out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct ct_slice in = {(const char *)data, size};
	struct ct_slice before = in;
	struct ct_frame f;
	enum ct_err err;

	while ((err = ct_frame_take(&in, CT_FRAME_MAX, &f)) == CT_OK) {
		write_again(&f, before.len - in.len);
		/* One byte less is never a frame. */
		before.len -= in.len + 1;
		must(ct_frame_take(&before, CT_FRAME_MAX, &f) == CT_MORE);
		before = in;
	}
	must(err == CT_MORE || err == CT_EFRAME);
	must(in.data == before.data && in.len == before.len);
	return 0;
}
