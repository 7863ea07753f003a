/* Frames to and from a peer on the native door. */
#include "frames.h"

#include "tests/shim/shim.h"

#include <string.h>

void
peer_frame(struct peer *p, const struct ct_frame *f)
{
	struct ct_buf b;

	ct_buf_init(&b, 1 << 20);
	EXPECT_EQ(CT_OK, ct_frame_add(&b, f));
	peer_send(p, b.data, b.len);
	ct_buf_fini(&b);
}

struct ct_frame
hello_frame(const char *nick, const char *charset)
{
	static const char id[CT_ID_BYTES] = "0123456789abcdef";
	struct ct_frame f = {.type = CT_FRAME_HELLO,
	    .num = {CT_PROTOCOL_VERSION},
	    .str = {{id, CT_ID_BYTES}, ct_slice_str(nick), ct_slice_str("en"),
		ct_slice_str(charset), ct_slice_str("test")}};

	return f;
}

void
peer_say_frame(struct peer *p, uint64_t number, const char *text)
{
	struct ct_frame f = {.type = CT_FRAME_SAY,
	    .num = {number},
	    .str = {ct_slice_str("lobby"), ct_slice_str(text)}};

	peer_frame(p, &f);
}

bool
peer_next(struct peer *p, uint8_t type, struct ct_frame *f)
{
	static char kept[1 << 20];
	struct ct_slice in = ct_buf_slice(&p->got), rest;

	if (in.len == 0 || in.len > sizeof(kept))
		return false;
	memcpy(kept, in.data, in.len);
	rest = (struct ct_slice){kept, in.len};
	while (ct_frame_take(&rest, CT_FRAME_MAX, f) == CT_OK) {
		if (f->type != type)
			continue;
		ct_buf_consume(&p->got, in.len - rest.len);
		return true;
	}
	return false;
}

struct peer *
talk_enter(struct talk *t, const char *nick)
{
	struct peer *p = talk_open(t, &talk_native);
	struct ct_frame f = hello_frame(nick, "");

	peer_frame(p, &f);
	return p;
}
