/* The lesson's sides: what a peer sends in one piece or byte by byte comes to
 * the same, and what goes out fits the strict reader of the other side. */
#include "apps/client/lesson_side.h"
#include "core/text.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { FEED, QUIET, LINE, END, OPS };

static void
must(bool holds)
{
	if (!holds)
		abort();
}

static void
feed(struct lesson *l, struct ct_slice bytes, size_t step, ct_ms now)
{
	while (bytes.len > 0 && !l->ended) {
		size_t n = bytes.len < step ? bytes.len : step;

		lesson_feed(l, (struct ct_slice){bytes.data, n}, now);
		bytes.data += n;
		bytes.len -= n;
	}
}

/* What is to be sent is whole characters that the other side can decode. */
static void
check_out(struct lesson *l)
{
	struct ct_coding_report report = {0};
	struct ct_coding coding;
	struct ct_buf text;

	must(l->err == CT_OK && ct_utf8_valid(ct_buf_slice(&l->show)));
	ct_buf_init(&text, 4 * l->out.len + 1);
	must(ct_coding_init(&coding, NULL, l->role->charset) == CT_OK);
	must(ct_coding_decode(&coding, ct_buf_slice(&l->out), &text, &report) ==
	     CT_OK);
	must(report.invalid == 0);
	ct_coding_fini(&coding);
	ct_buf_fini(&text);
}

static void
drain(struct lesson *l, ct_ms now)
{
	check_out(l);
	while (l->out.len > 0) {
		ct_buf_clear(&l->out, false);
		lesson_sent(l, now);
	}
}

static void
one_op(
    struct lesson *l, unsigned op, struct ct_slice arg, size_t step, ct_ms now)
{
	if (op == FEED)
		feed(l, arg, step, now);
	else if (op == QUIET)
		lesson_tick(l, now);
	else if (op == END)
		lesson_feed_end(l, now);
	else if (l->state == LESSON_ASKS)
		lesson_line(l, arg, now);
}

static void
same(struct ct_buf *a, struct ct_buf *b)
{
	must(ct_slice_eq(ct_buf_slice(a), ct_buf_slice(b)));
}

/* Each operation is a byte that says what and how long, and then its bytes. */
static void
play(const struct lesson_role *role, struct ct_slice in)
{
	struct lesson whole, parts;
	ct_ms now = 0;
	uint8_t op;
	struct ct_slice arg;

	must(lesson_init(&whole, role, CT_LANG_EN, NULL) == CT_OK);
	must(lesson_init(&parts, role, CT_LANG_ZH, NULL) == CT_OK);
	lesson_begin(&whole, now);
	lesson_begin(&parts, now);
	while (ct_take_u8(&in, &op) == CT_OK) {
		if (ct_take(&in, op / OPS, &arg) != CT_OK)
			break;
		now += op % OPS == QUIET ? LESSON_HALF : 1;
		one_op(&whole, op % OPS, arg, arg.len, now);
		one_op(&parts, op % OPS, arg, 1, now);
		same(&whole.show, &parts.show);
		same(&whole.out, &parts.out);
		must(whole.state == parts.state);
		drain(&whole, now);
		drain(&parts, now);
	}
	lesson_fini(&whole);
	lesson_fini(&parts);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct ct_slice in = {(const char *)data, size};
	uint8_t which;

	if (ct_take_u8(&in, &which) != CT_OK)
		return 0;
	/* How the sticky server reads is what it shows. */
	if (lesson_roles[which % 6].read_max == NULL)
		play(&lesson_roles[which % 6], in);
	return 0;
}
