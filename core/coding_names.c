/* Names of characters by binary search, and the few that fold. */
#include "coding_names.h"

#include "coding_utf8.h"
#include "gbk_tables.h"

#include <string.h>

static const char fe0f[] = "\xEF\xB8\x8F";
enum { fe0f_len = 3 };

static struct ct_slice
name_text(size_t rank)
{
	const struct ct_name *n = &ct_names[rank];

	return (struct ct_slice){
	    (const char *)&ct_names_text[n->at], n[1].at - n->at};
}

static bool
find_by_cp(uint32_t cp, size_t *rank)
{
	size_t low = 0, high = CT_NAMES;

	while (low < high) {
		size_t mid = low + (high - low) / 2;
		uint32_t there;

		*rank = ct_names_by_cp[mid];
		there = ct_names[*rank].cp & ~CT_NAME_FE0F;
		if (there == cp)
			return true;
		if (there < cp)
			low = mid + 1;
		else
			high = mid;
	}
	return false;
}

size_t
ct_name_put(struct ct_slice in, uint32_t cp, char *out, size_t *made)
{
	size_t rank, len = cp < 0x800 ? 2 : cp < 0x10000 ? 3 : 4;
	struct ct_slice text;

	if (!find_by_cp(cp, &rank))
		return 0;
	if ((ct_names[rank].cp & CT_NAME_FE0F) != 0) {
		if (in.len < len + fe0f_len ||
		    memcmp(in.data + len, fe0f, fe0f_len) != 0)
			return 0;
		len += fe0f_len;
	}
	text = name_text(rank);
	out[0] = '[';
	memcpy(out + 1, text.data, text.len);
	out[text.len + 1] = ']';
	*made = text.len + 2;
	return len;
}

static int
compare(struct ct_slice a, struct ct_slice b)
{
	int order = memcmp(a.data, b.data, a.len < b.len ? a.len : b.len);

	if (order != 0)
		return order;
	return a.len < b.len ? -1 : a.len > b.len;
}

static bool
find_by_text(struct ct_slice text, size_t *rank)
{
	size_t low = 0, high = CT_NAMES;

	while (low < high) {
		int order;

		*rank = low + (high - low) / 2;
		order = compare(name_text(*rank), text);
		if (order == 0)
			return true;
		if (order < 0)
			low = *rank + 1;
		else
			high = *rank;
	}
	return false;
}

size_t
ct_name_take(struct ct_slice in, char *out, size_t *made)
{
	size_t most = in.len < CT_NAME_MAX ? in.len : CT_NAME_MAX, rank;
	const char *end;
	struct ct_slice text;

	if (most < 3 || in.data[0] != '[')
		return 0;
	end = memchr(in.data, ']', most);
	if (end == NULL)
		return 0;
	text = (struct ct_slice){in.data + 1, (size_t)(end - in.data) - 1};
	if (!find_by_text(text, &rank))
		return 0;
	*made = ct_utf8_put(ct_names[rank].cp & ~CT_NAME_FE0F, out);
	if ((ct_names[rank].cp & CT_NAME_FE0F) != 0) {
		memcpy(out + *made, fe0f, fe0f_len);
		*made += fe0f_len;
	}
	return text.len + 2;
}

uint32_t
ct_fold(uint32_t cp)
{
	switch (cp) {
	case 0x00A0: /* no-break space */
		return ' ';
	case 0x2022: /* bullet */
	case 0x2027: /* hyphenation point */
	case 0x22C5: /* dot operator */
	case 0x30FB: /* katakana middle dot */
		return 0xB7;
	default:
		return 0;
	}
}
