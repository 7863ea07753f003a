/* Text: clean text is clean, a key is its own key, a name stays a name. */
#include "core/text.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

typedef enum ct_err text_fn(struct ct_slice in, struct ct_buf *out);

static void
must(bool holds)
{
	if (!holds)
		abort();
}

static enum ct_err
lines(struct ct_slice in, struct ct_buf *out)
{
	return ct_text_clean(in, true, out);
}

static enum ct_err
line(struct ct_slice in, struct ct_buf *out)
{
	return ct_text_clean(in, false, out);
}

static enum ct_err
person(struct ct_slice in, struct ct_buf *out)
{
	return ct_name_check(in, 64, out);
}

static enum ct_err
room(struct ct_slice in, struct ct_buf *out)
{
	return ct_room_check(in, 64, out);
}

/* fn(fn(in)) is fn(in), and that is valid UTF-8. */
static void
check(text_fn *fn, struct ct_slice in)
{
	bool valid = ct_utf8_valid(in);
	struct ct_buf once, twice;
	enum ct_err err;

	ct_buf_init(&once, SIZE_MAX);
	ct_buf_init(&twice, SIZE_MAX);
	err = fn(in, &once);
	if (err == CT_OK) {
		must(valid && ct_utf8_valid(ct_buf_slice(&once)));
		must(fn(ct_buf_slice(&once), &twice) == CT_OK);
		must(ct_slice_eq(ct_buf_slice(&once), ct_buf_slice(&twice)));
	} else {
		must(err == CT_EINVAL || (err == CT_EUTF8 && !valid));
		must(once.len == 0);
	}
	ct_buf_fini(&once);
	ct_buf_fini(&twice);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static text_fn *const all[] = {line, lines, ct_text_fold, person, room};
	struct ct_slice in = {(const char *)data, size};

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		check(all[i], in);
	if (ct_utf8_valid(in))
		must(ct_utf8_valid(
		    (struct ct_slice){in.data, ct_utf8_cut(in, size / 2)}));
	return 0;
}
