/* The fault door: a first line of faults; then each byte is some bytes that
 * come, or milliseconds that pass, or (0) the end of the source. */
#include "apps/lab/fault.h"

#include <stdlib.h>
#include <string.h>

/* Takes what leaves now; all of it, or half. Returns the bytes. */
static size_t
drain(struct lab_fault *f, ct_ms now)
{
	struct ct_slice out = {0};
	size_t total = 0;

	for (;;) {
		enum lab_fault_act act = lab_fault_next(f, now, &out);

		if (act == LAB_FAULT_WAIT || act == LAB_FAULT_DONE)
			break;
		if (act != LAB_FAULT_SEND)
			continue;
		if (out.len == 0 || out.len > LAB_FAULT_BYTES)
			abort();
		out.len -= out.len / 2;
		lab_fault_sent(f, out.len, now);
		total += out.len;
	}
	if (f->passed > f->let || f->let > f->due || f->due > f->came)
		abort();
	return total;
}

static void
run(const struct lab_fault_plan *plan, struct ct_slice steps)
{
	static const char bytes[512];
	struct lab_fault f;
	ct_ms now = 0;
	uint64_t in = 0, out = 0;

	lab_fault_init(&f, plan, 1);
	for (size_t i = 0; i < steps.len; i++) {
		unsigned char c = (unsigned char)steps.data[i];
		size_t room = lab_fault_room(&f),
		       n = c * 2u < room ? c * 2u : room;

		if (c == 0) {
			lab_fault_feed_end(&f, now);
		} else if (c % 2 == 0) {
			now += c * 4;
		} else if (lab_fault_feed(
			       &f, (struct ct_slice){bytes, n}, now) == CT_OK) {
			in += n;
		}
		out += drain(&f, now);
	}
	lab_fault_feed_end(&f, now);
	out += drain(&f, now);
	while (lab_fault_deadline(&f) != CT_NEVER) {
		ct_ms at = lab_fault_deadline(&f);

		if (at <= now)
			abort();
		now = at;
		out += drain(&f, now);
	}
	if (!f.over || out + f.swallowed != in)
		abort();
	lab_fault_fini(&f);
}

int
LLVMFuzzerTestOneInput(const unsigned char *data, size_t len)
{
	struct lab_fault_plan plan = LAB_FAULT_PLAN_NONE;
	struct lab_fault_error error = {0};
	char *copy = malloc(len + 1), *lf;
	struct ct_slice line = {copy, len}, rest = {copy, 0};

	memcpy(copy, data, len);
	lf = memchr(copy, '\n', len);
	if (lf != NULL) {
		line.len = (size_t)(lf - copy);
		rest = (struct ct_slice){lf + 1, len - line.len - 1};
	}
	if (lab_fault_read(line, &plan, &error) == CT_OK)
		run(&plan, rest);
	else if (error.text[0] == NULL)
		abort();
	free(copy);
	return 0;
}
