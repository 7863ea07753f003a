/* The lists that a person gives to the laboratory, and an exchange of what they
 * ask for, in memory: with a cure every message is whole. */
#include "apps/lab/peer.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
insist(bool held)
{
	if (!held)
		abort();
}

/* Sends all, then reads it, as the plan says. */
static void
play(const struct lab_plan *p)
{
	struct lab_sender s;
	struct lab_receiver r;
	struct lab_timeline t;
	struct ct_buf way;
	enum ct_err err = lab_sender_init(&s, p);

	lab_timeline_init(&t);
	ct_buf_init(&way, 2 * LAB_PLAN_BYTES);
	insist(lab_receiver_init(&r, p) == CT_OK);
	while (err == CT_OK && lab_sender_step(&s) == LAB_STEP_SEND) {
		insist(ct_buf_add_slice(&way, s.out) == CT_OK);
		err = lab_sender_sent(&s, s.out.len);
	}
	for (size_t at = 0; err == CT_OK && at < way.len;) {
		size_t want = lab_receiver_want(&r);
		struct ct_slice in = {way.data + at, way.len - at};

		in.len = in.len < want ? in.len : want;
		insist(lab_timeline_read(&t, LAB_THERE, 0, in) == CT_OK);
		insist(lab_receiver_feed(&r, in, &t, 0) == CT_OK);
		at += in.len;
	}
	if (err == CT_OK && p->cure == LAB_PREFIX)
		insist(r.units == p->count);
	ct_buf_fini(&way);
	lab_sender_fini(&s);
	lab_receiver_fini(&r);
	lab_timeline_fini(&t);
}

/* Three texts with NULs between: messages, sizes, reads. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = size < 2048 ? calloc(1, size + 3) : NULL;
	const char *sizes, *reads;
	struct lab_plan p;
	bool some;

	if (text == NULL)
		return 0;
	memcpy(text, data, size);
	sizes = text + strlen(text) + 1;
	sizes = sizes < text + size ? sizes : text + size;
	reads = sizes + strlen(sizes) + 1;
	reads = reads < text + size ? reads : text + size;
	lab_plan_init(&p);
	p.cure = size % 2 == 0 ? LAB_RAW : LAB_PREFIX;
	p.charset = size % 3 == 0 ? LAB_GBK : LAB_UTF8;
	lab_plan_reads(&p, reads);
	some = lab_plan_texts(&p, text) == CT_OK;
	insist(some == (p.count > 0));
	if (!some)
		some = lab_plan_sizes(&p, sizes) == CT_OK;
	if (some && p.bytes.len < 65536)
		play(&p);
	lab_plan_fini(&p);
	free(text);
	return 0;
}
