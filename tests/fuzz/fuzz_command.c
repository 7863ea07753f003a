/* Commands: nothing that is typed is lost, and slices stay in the line. */
#include "core/command.h"
#include "core/sniff.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(bool holds)
{
	if (!holds)
		abort();
}

static bool
inside(struct ct_slice part, struct ct_slice whole)
{
	return part.len == 0 ||
	       (part.data >= whole.data &&
		   part.data + part.len <= whole.data + whole.len);
}

static void
check(struct ct_slice line)
{
	struct ct_event ev;

	must(ct_command_parse(line, &ev) == CT_OK);
	must(ev.kind < CT_EV_COUNT && ev.kind != CT_EV_HELLO);
	if (ev.kind == CT_EV_LANG || ev.err == CT_EARGS)
		return;
	must(inside(ev.name, line) && inside(ev.text, line));
	if (ev.kind != CT_EV_SAY)
		return;
	/* Said is the line, or the line without its first slash. */
	must(ev.text.data + ev.text.len == line.data + line.len);
	must(line.len - ev.text.len <= 1);
}

/* What is certain after some bytes stays so after all of them. */
static void
check_sniff(struct ct_slice first)
{
	bool need_more, all_need;
	const char *all = ct_sniff(first, &all_need);

	must(all == NULL || !all_need);
	for (size_t n = 0; n < first.len && n < 512; n++) {
		struct ct_slice front = {first.data, n};
		const char *name = ct_sniff(front, &need_more);

		must(need_more ? name == NULL : name == all && !all_need);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct ct_slice in = {(const char *)data, size};

	check(in);
	check_sniff(in);
	return 0;
}
