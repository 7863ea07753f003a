/* Reads what a person asked for, and keeps it. */
#include "plan.h"

#include "core/frame.h"
#include "core/gbk.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

uint64_t
lab_random(uint64_t *state)
{
	uint64_t z = *state += 0x9e3779b97f4a7c15u;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
	z = (z ^ z >> 27) * 0x94d049bb133111ebu;
	return z ^ z >> 31;
}

void
lab_plan_init(struct lab_plan *p)
{
	memset(p, 0, sizeof *p);
	ct_buf_init(&p->bytes, LAB_PLAN_BYTES);
	p->reads[0] = (struct lab_size){1024, 1024};
	p->read_count = 1;
}

static void
forget_messages(struct lab_plan *p)
{
	ct_buf_clear(&p->bytes, true);
	free(p->ends);
	p->ends = NULL;
	p->count = 0;
}

void
lab_plan_fini(struct lab_plan *p)
{
	forget_messages(p);
	ct_buf_fini(&p->bytes);
}

static enum ct_err
end_message(struct lab_plan *p)
{
	if (p->count == LAB_MESSAGES_MAX)
		return CT_EFULL;
	if (p->ends == NULL)
		p->ends = malloc(LAB_MESSAGES_MAX * sizeof *p->ends);
	if (p->ends == NULL)
		return CT_ENOMEM;
	p->ends[p->count++] = p->bytes.len;
	return CT_OK;
}

static enum ct_err
add_gbk(struct ct_buf *out, struct ct_slice text)
{
	enum ct_err err =
	    ct_buf_reserve(out, CT_GBK_ENCODE_ROOM(CT_GBK_CORE, text.len));

	if (err == CT_OK)
		out->len +=
		    ct_gbk_encode(CT_GBK_CORE, &text, out->data + out->len);
	return err == CT_OK && text.len > 0 ? CT_EINVAL : err;
}

static enum ct_err
add_text(struct lab_plan *p, const char *text, size_t len)
{
	struct ct_slice s = {text, len};
	enum ct_err err;

	if (len == 0)
		return CT_EINVAL;
	err = p->charset == LAB_GBK ? add_gbk(&p->bytes, s)
				    : ct_buf_add_slice(&p->bytes, s);
	return err == CT_OK ? end_message(p) : err;
}

/* Splits on commas; the first error ends it. */
static enum ct_err
each(struct lab_plan *p, const char *list,
    enum ct_err (*add)(struct lab_plan *p, const char *item, size_t len))
{
	enum ct_err err = CT_OK;

	for (bool last = false; !last && err == CT_OK;) {
		size_t n = strcspn(list, ",");

		err = add(p, list, n);
		last = list[n] == '\0';
		list += n + 1;
	}
	return err;
}

enum ct_err
lab_plan_texts(struct lab_plan *p, const char *list)
{
	enum ct_err err;

	forget_messages(p);
	err = each(p, list, add_text);
	if (err != CT_OK)
		forget_messages(p);
	return err;
}

/* A number of 1 to `most` in front of `*s`, which moves past it; 0: none. */
static size_t
take_number(const char **s, const char *end, size_t most)
{
	size_t n = 0;

	if (*s == end || **s == '0')
		return 0;
	for (; *s < end && **s >= '0' && **s <= '9'; (*s)++) {
		n = n * 10 + (size_t)(**s - '0');
		if (n > most)
			return 0;
	}
	return n;
}

static enum ct_err
add_letters(struct lab_plan *p, size_t size)
{
	uint64_t state = p->seed + p->count;
	enum ct_err err = ct_buf_reserve(&p->bytes, size);

	if (err != CT_OK)
		return err;
	for (size_t i = 0; i < size; i++)
		p->bytes.data[p->bytes.len++] =
		    (char)('a' + lab_random(&state) % 26);
	return end_message(p);
}

static enum ct_err
add_size(struct lab_plan *p, const char *item, size_t len)
{
	const char *s = item, *end = item + len;
	size_t size = take_number(&s, end, LAB_PLAN_BYTES), times = 1;
	enum ct_err err = CT_OK;

	if (s < end && *s == 'x') {
		s++;
		times = take_number(&s, end, LAB_MESSAGES_MAX);
	}
	if (size == 0 || times == 0 || s != end)
		return CT_EINVAL;
	while (err == CT_OK && times-- > 0)
		err = add_letters(p, size);
	return err;
}

enum ct_err
lab_plan_sizes(struct lab_plan *p, const char *list)
{
	enum ct_err err;

	forget_messages(p);
	err = each(p, list, add_size);
	if (err != CT_OK)
		forget_messages(p);
	return err;
}

static enum ct_err
add_read(struct lab_plan *p, const char *item, size_t len)
{
	const char *s = item, *end = item + len;
	struct lab_size size;

	size.least = take_number(&s, end, LAB_READ_MAX);
	size.most = size.least;
	if (s < end && *s == '-') {
		s++;
		size.most = take_number(&s, end, LAB_READ_MAX);
	}
	if (size.least == 0 || size.most < size.least || s != end)
		return CT_EINVAL;
	if (p->read_count == LAB_SIZES_MAX)
		return CT_EFULL;
	p->reads[p->read_count++] = size;
	return CT_OK;
}

enum ct_err
lab_plan_reads(struct lab_plan *p, const char *list)
{
	struct lab_plan fresh = {.read_count = 0};
	enum ct_err err = each(&fresh, list, add_read);

	if (err != CT_OK)
		return err;
	memcpy(p->reads, fresh.reads, sizeof p->reads);
	p->read_count = fresh.read_count;
	return CT_OK;
}

struct ct_slice
lab_plan_message(const struct lab_plan *p, size_t i)
{
	size_t from = i > 0 ? p->ends[i - 1] : 0;

	return (struct ct_slice){p->bytes.data + from, p->ends[i] - from};
}

size_t
lab_plan_datagrams(const struct lab_plan *p)
{
	size_t n = 0;

	for (size_t i = 0; i < p->count; i++) {
		size_t len = lab_plan_message(p, i).len;

		n += p->chunk > 0 ? (len + p->chunk - 1) / p->chunk : 1;
	}
	return n;
}

enum ct_err
lab_plan_declare(const struct lab_plan *p, struct lab_timeline *t)
{
	enum ct_err err = CT_OK;

	for (size_t i = 0; err == CT_OK && i < p->count; i++) {
		size_t len = lab_plan_message(p, i).len, head = 0, tail = 0;
		char digits[24];

		if (p->cure == LAB_ANNOUNCE)
			head =
			    (size_t)snprintf(digits, sizeof digits, "%zu", len);
		else if (p->cure == LAB_PREFIX)
			head = 5; /* the length and the type */
		else if (p->cure == LAB_DELIMITER)
			tail = 1;
		err = lab_timeline_message(
		    t, LAB_THERE, head, head + len + tail, tail);
	}
	t->ways[LAB_THERE].cured = p->cure != LAB_RAW;
	t->ways[LAB_THERE].datagrams = p->udp;
	return err;
}

const char *
lab_cure_name(enum lab_cure cure)
{
	static const char *const names[] = {
	    "raw", "delimiter", "announce", "prefix"};

	return names[cure];
}
