/* The faults of one direction, as a person writes them on a command line. */
#include "fault.h"

#include <string.h>

enum shape {
	NUMBER,
	OFFSETS, /* ascending, with colons between them */
};

struct word {
	const char *name;
	enum shape shape;
	size_t at; /* offsetof the number in the plan */
	uint64_t least, most;
	const char *arg;
	const char *help[CT_LANG_COUNT];
};

#define AT(field)  offsetof(struct lab_fault_plan, field)
#define OFFSET_MAX (UINT64_C(1) << 40)

static const struct word words[] = {
    {"dribble", NUMBER, AT(dribble), 1, LAB_FAULT_BYTES, "N",
	{"N bytes at a time", "每次只放行 N 字节"}},
    {"random", NUMBER, AT(random), 1, LAB_FAULT_BYTES, "N",
	{"1 to N bytes at a time, by the seed",
	    "每次 1 到 N 字节，由种子决定"}},
    {"cut", OFFSETS, 0, 1, OFFSET_MAX, "N[:N...]",
	{"a new piece begins behind byte N", "在第 N 字节之后切开"}},
    {"gap", NUMBER, AT(gap), 0, LAB_FAULT_MS_MAX, "MS",
	{"between two pieces, 10 unless said", "两段之间的间隔，默认 10"}},
    {"delay", NUMBER, AT(delay), 1, LAB_FAULT_MS_MAX, "MS",
	{"every byte comes that much later", "每个字节都晚到这么久"}},
    {"hold", NUMBER, AT(hold), 1, LAB_FAULT_BYTES, "N",
	{"glue: keep until N bytes are there", "粘包：攒够 N 字节才放行"}},
    {"quiet", NUMBER, AT(quiet), 1, LAB_FAULT_MS_MAX, "MS",
	{"glue: or until nothing came for so long",
	    "粘包：或静默这么久之后放行"}},
    {"end", NUMBER, AT(end_at), 0, OFFSET_MAX, "N",
	{"half-close after N bytes; the rest is swallowed",
	    "N 字节后半关闭，其余丢弃"}},
    {"reset", NUMBER, AT(reset_at), 0, OFFSET_MAX, "N",
	{"reset both sides after N bytes", "N 字节后重置双方的连接"}},
};

static const struct lab_fault_error unknown = {
    .text = {"there is no such fault", "没有这种故障"}};
static const struct lab_fault_error bad_number = {
    .text = {
	"this is no number, or not one that can be", "不是数字，或超出范围"}};
static const struct lab_fault_error bad_order = {
    .text = {
	"offsets go up, and are at most 64", "切点要从小到大，最多 64 个"}};

/* The front of `*in` up to `mark`, or all; both leave `*in`. */
static struct ct_slice
take_until(struct ct_slice *in, char mark)
{
	const char *p = in->len > 0 ? memchr(in->data, mark, in->len) : NULL;
	struct ct_slice front = *in;
	size_t used = in->len;

	if (p != NULL) {
		front.len = (size_t)(p - in->data);
		used = front.len + 1;
	}
	if (used > 0)
		in->data += used;
	in->len -= used;
	return front;
}

static bool
read_number(struct ct_slice text, const struct word *w, uint64_t *out)
{
	uint64_t v = 0;

	if (text.len == 0 || text.len > 15)
		return false;
	for (size_t i = 0; i < text.len; i++) {
		if (text.data[i] < '0' || text.data[i] > '9')
			return false;
		v = v * 10 + (uint64_t)(text.data[i] - '0');
	}
	*out = v;
	return v >= w->least && v <= w->most;
}

static const struct lab_fault_error *
read_offsets(
    struct ct_slice text, const struct word *w, struct lab_fault_plan *plan)
{
	bool more = true;

	plan->cut_count = 0;
	while (more) {
		size_t n = plan->cut_count, before = text.len;
		struct ct_slice one = take_until(&text, ':');

		more = one.len < before; /* a colon stood there */
		if (n == LAB_FAULT_CUTS)
			return &bad_order;
		if (!read_number(one, w, &plan->cuts[n]))
			return &bad_number;
		if (n > 0 && plan->cuts[n] <= plan->cuts[n - 1])
			return &bad_order;
		plan->cut_count++;
	}
	return NULL;
}

static const struct word *
find(struct ct_slice name)
{
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		if (ct_slice_eq(name, ct_slice_str(words[i].name)))
			return &words[i];
	return NULL;
}

static const struct lab_fault_error *
read_word(struct ct_slice text, struct lab_fault_plan *plan)
{
	struct ct_slice value = text, name = take_until(&value, '=');
	const struct word *w = find(name);
	uint64_t number;

	if (w == NULL)
		return &unknown;
	if (w->shape == OFFSETS)
		return read_offsets(value, w, plan);
	if (!read_number(value, w, &number))
		return &bad_number;
	memcpy((char *)plan + w->at, &number, sizeof number);
	return NULL;
}

enum ct_err
lab_fault_read(struct ct_slice text, struct lab_fault_plan *plan,
    struct lab_fault_error *error)
{
	struct lab_fault_plan made = *plan;
	bool more = true;

	while (more) {
		size_t before = text.len;
		struct ct_slice one = take_until(&text, ',');
		const struct lab_fault_error *why = read_word(one, &made);

		more = one.len < before;
		if (why != NULL) {
			*error = *why;
			error->word = one;
			return CT_EINVAL;
		}
	}
	*plan = made;
	return CT_OK;
}

static enum ct_err
add_padded(struct ct_buf *out, const char *name, const char *arg)
{
	size_t begin = out->len;
	enum ct_err err = ct_buf_add_str(out, "  ");

	if (err == CT_OK)
		err = ct_buf_add_str(out, name);
	if (err == CT_OK)
		err = ct_buf_add_u8(out, '=');
	if (err == CT_OK)
		err = ct_buf_add_str(out, arg);
	while (err == CT_OK && out->len - begin < 18)
		err = ct_buf_add_u8(out, ' ');
	return err;
}

enum ct_err
lab_fault_help(enum ct_lang lang, struct ct_buf *out)
{
	enum ct_err err = CT_OK;

	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
		if (err == CT_OK)
			err = add_padded(out, words[i].name, words[i].arg);
		if (err == CT_OK)
			err = ct_buf_add_str(out, words[i].help[lang]);
		if (err == CT_OK)
			err = ct_buf_add_u8(out, '\n');
	}
	return err;
}
