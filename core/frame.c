/* Frames of the native dialect, read and written by one table of layouts. */
#include "event.h"
#include "frame.h"
#include "text.h"

enum { head_bytes = 4, type_bytes = 1, string_max = 0xffff };

struct layout {
	uint8_t type;
	const char *name, *letters;
};

static const struct layout layouts[] = {
#define LAYOUT(name, type, letters) {type, #name, letters},
    CT_FRAME_LIST(LAYOUT)
#undef LAYOUT
};

static const struct layout *
find(uint8_t type)
{
	for (size_t i = 0; i < sizeof(layouts) / sizeof(layouts[0]); i++)
		if (layouts[i].type == type)
			return &layouts[i];
	return NULL;
}

/* Bytes of a number, or 0: the letter is a string's. */
static unsigned
width(char letter)
{
	switch (letter) {
	case 'b':
		return 1;
	case 'w':
		return 2;
	case 'd':
		return 4;
	case 'q':
		return 8;
	default:
		return 0;
	}
}

static enum ct_err
take_number(struct ct_slice *in, unsigned bytes, uint64_t *v)
{
	uint8_t byte;

	*v = 0;
	if (in->len < bytes)
		return CT_MORE;
	while (bytes-- > 0 && ct_take_u8(in, &byte) == CT_OK)
		*v = *v << 8 | byte;
	return CT_OK;
}

static enum ct_err
take_string(struct ct_slice *in, char letter, struct ct_slice *s)
{
	uint16_t len = 0;

	if (letter == 'i')
		return ct_take(in, CT_ID_BYTES, s);
	if (letter == 't')
		return ct_take(in, in->len, s);
	if (ct_take_u16(in, &len) != CT_OK)
		return CT_MORE;
	return ct_take(in, len, s);
}

/* The fields of one frame; what is left of `body` are later additions. */
static enum ct_err
take_fields(struct ct_slice body, const char *letters, struct ct_frame *out)
{
	uint64_t *num = out->num;
	struct ct_slice *str = out->str;
	enum ct_err err = CT_OK;

	for (; *letters != '\0' && err == CT_OK; letters++) {
		unsigned bytes = width(*letters);

		if (*letters == '?' && body.len == 0)
			return CT_OK;
		if (*letters == '?')
			continue;
		err = bytes > 0 ? take_number(&body, bytes, num++)
				: take_string(&body, *letters, str++);
	}
	return err == CT_OK ? CT_OK : CT_EFRAME;
}

enum ct_err
ct_frame_take(struct ct_slice *in, size_t max, struct ct_frame *out)
{
	struct ct_slice rest = *in, body;
	const struct layout *l;
	enum ct_err err = CT_OK;
	uint32_t len;

	*out = (struct ct_frame){0};
	if (ct_take_u32(&rest, &len) != CT_OK)
		return CT_MORE;
	if (len < type_bytes || max < head_bytes || len > max - head_bytes)
		return CT_EFRAME;
	if (ct_take(&rest, len, &body) != CT_OK)
		return CT_MORE;
	ct_take_u8(&body, &out->type);
	l = find(out->type);
	if (l != NULL)
		err = take_fields(body, l->letters, out);
	if (err == CT_OK)
		*in = rest;
	return err;
}

/* True when `v` can be a field of so many bytes. */
static bool
number_fits(unsigned bytes, uint64_t v)
{
	return bytes == sizeof(v) || v >> (8 * bytes) == 0;
}

/* True when `s` can be a field of that letter, of `size` bytes on the wire. */
static bool
string_fits(char letter, struct ct_slice s, size_t *size)
{
	size_t head = letter == 's' ? 2 : 0;

	*size = head + s.len;
	if (letter == 'i')
		return s.len == CT_ID_BYTES;
	return s.len <= (letter == 's' ? (size_t)string_max : CT_FRAME_MAX);
}

/* Sets the length of what follows the head; false: some field does not fit. */
static bool
measure(const struct ct_frame *f, const char *letters, size_t *len)
{
	const uint64_t *num = f->num;
	const struct ct_slice *str = f->str;

	*len = type_bytes;
	for (; *letters != '\0'; letters++) {
		size_t size = width(*letters);

		if (*letters == '?')
			continue;
		if (size > 0 ? !number_fits(width(*letters), *num++)
			     : !string_fits(*letters, *str++, &size))
			return false;
		*len += size;
	}
	return *len <= CT_FRAME_MAX - head_bytes;
}

static void
add_number(struct ct_buf *out, unsigned bytes, uint64_t v)
{
	while (bytes-- > 0)
		ct_buf_add_u8(out, (uint8_t)(v >> (8 * bytes)));
}

static void
add_string(struct ct_buf *out, char letter, struct ct_slice s)
{
	if (letter == 's')
		ct_buf_add_u16(out, (uint16_t)s.len);
	ct_buf_add_slice(out, s);
}

enum ct_err
ct_frame_add(struct ct_buf *out, const struct ct_frame *f)
{
	const struct layout *l = find(f->type);
	const uint64_t *num = f->num;
	const struct ct_slice *str = f->str;
	enum ct_err err;
	size_t len;

	if (l == NULL || !measure(f, l->letters, &len))
		return CT_EFRAME;
	/* All the room is taken here: nothing below can fail. */
	err = ct_buf_reserve(out, head_bytes + len);
	if (err != CT_OK)
		return err;
	ct_buf_add_u32(out, (uint32_t)len);
	ct_buf_add_u8(out, f->type);
	for (const char *p = l->letters; *p != '\0'; p++) {
		unsigned bytes = width(*p);

		if (bytes > 0)
			add_number(out, bytes, *num++);
		else if (*p != '?')
			add_string(out, *p, *str++);
	}
	return CT_OK;
}

enum ct_err
ct_frame_check(const struct ct_frame *f)
{
	const struct layout *l = find(f->type);
	const struct ct_slice *str = f->str;

	if (l == NULL)
		return CT_OK;
	for (const char *p = l->letters; *p != '\0'; p++) {
		if (width(*p) > 0 || *p == '?')
			continue;
		if (*p != 'i' && !ct_utf8_valid(*str))
			return CT_EUTF8;
		str++;
	}
	return CT_OK;
}

const char *
ct_frame_name(uint8_t type)
{
	const struct layout *l = find(type);

	return l != NULL ? l->name : NULL;
}
