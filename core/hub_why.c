/*
 * Why a message came to a person as it did: the bytes it arrived as, how they
 * were cut and read, and the bytes that went to this reader.
 */
#include "hub_state.h"

#include "render.h"

static const struct ct_slice none = {NULL, 0};

enum { shown_bytes = 256 }; /* of evidence, as hex */

/* The newest message, or that of the number; NULL: it is not kept. */
static struct ct_msg *
find(const struct ct_room *r, uint64_t seq)
{
	for (size_t i = r->ring_len; i > 0; i--) {
		struct ct_msg *m = ct_room_past(r, i - 1);

		if (seq == 0 || m->seq == seq)
			return m;
	}
	return NULL;
}

/* A number as text in `text` of 24 bytes. */
static struct ct_slice
decimal(uint64_t n, char *text)
{
	struct ct_buf b = {text, 0, 24, 24};

	ct_buf_add_dec(&b, n);
	return ct_buf_slice(&b);
}

static void
add_hex(struct ct_buf *out, struct ct_slice bytes)
{
	static const char digits[] = "0123456789ABCDEF";
	size_t n = bytes.len < shown_bytes ? bytes.len : shown_bytes;

	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)bytes.data[i];
		char pair[3] = {' ', digits[c >> 4], digits[c & 15]};

		ct_buf_add(out, pair, sizeof(pair));
	}
	if (n < bytes.len)
		ct_buf_add_str(out, " …");
}

/* One line: "* ", the phrase with its places, and perhaps bytes. */
static void
add_line(struct ct_buf *out, enum ct_lang lang, enum ct_phrase p,
    const struct ct_slice args[3], const struct ct_slice *bytes)
{
	if (out->len > 0)
		ct_buf_add_str(out, "\n");
	ct_buf_add_str(out, "* ");
	ct_phrase_add(out, p, lang, args, 3);
	if (bytes != NULL)
		add_hex(out, *bytes);
}

/* "3, 17": where reads cut the message. */
static void
add_cuts(struct ct_buf *out, const struct ct_arrival *a)
{
	for (uint32_t i = 0; i < a->cuts; i++) {
		if (i > 0)
			ct_buf_add_str(out, ", ");
		ct_buf_add_dec(out, a->cut[i]);
	}
}

static void
add_arrival(struct ct_buf *out, const struct ct_origin *o, enum ct_lang lang)
{
	const struct ct_arrival *a = &o->arrival;
	char n1[24], n2[24], text[CT_CUTS_MAX * 24];
	struct ct_buf cuts = {text, 0, sizeof(text), sizeof(text)};

	add_line(out, lang, CT_PHRASE_WHY_CAME,
	    (struct ct_slice[3]){ct_slice_str(o->door),
		ct_slice_str(a->charset), decimal(a->raw.len, n1)},
	    &a->raw);
	add_cuts(&cuts, a);
	add_line(out, lang,
	    a->cuts > 0 ? CT_PHRASE_WHY_CUT : CT_PHRASE_WHY_WHOLE,
	    (struct ct_slice[3]){
		ct_slice_str(a->how), ct_buf_slice(&cuts), none},
	    NULL);
	if (a->invalid > 0 || a->unescaped > 0)
		add_line(out, lang, CT_PHRASE_WHY_BAD,
		    (struct ct_slice[3]){decimal(a->invalid, n1),
			decimal(a->unescaped, n2), none},
		    NULL);
}

/* The bytes that `m` became in that form; of a reader who still reads that form
 * they can be made again. NULL: they are gone. */
static const struct ct_wire *
bytes_of(struct ct_session *s, struct ct_msg *m, struct ct_form form)
{
	if (ct_form_same(form, ct_session_form(s, m, form.old != 0)))
		return ct_session_bytes(s, m, form);
	return ct_msg_wire(m, form);
}

static void
add_bytes(struct ct_buf *out, struct ct_session *s, struct ct_msg *m,
    struct ct_form form)
{
	struct ct_slice name = ct_slice_str(ct_coding_key_name(form.coding));
	const struct ct_wire *w = bytes_of(s, m, form);
	char n1[24], n2[24];

	if (w == NULL) {
		add_line(out, s->lang, CT_PHRASE_WHY_BYTES_GONE,
		    (struct ct_slice[3]){name, none, none}, NULL);
		return;
	}
	if (w->by.folded > 0 || w->by.named > 0)
		add_line(out, s->lang, CT_PHRASE_WHY_OPTIONS,
		    (struct ct_slice[3]){decimal(w->by.folded, n1),
			decimal(w->by.named, n2), none},
		    NULL);
	add_line(out, s->lang,
	    form.old != 0 ? CT_PHRASE_WHY_OLD : CT_PHRASE_WHY_SENT,
	    (struct ct_slice[3]){
		name, decimal(w->by.escaped, n1), decimal(w->len, n2)},
	    &(struct ct_slice){w->data, w->len});
}

/* Who has said it is sent it only when it is replayed. */
static uint64_t
there_since(
    struct ct_session *s, const struct ct_room *r, const struct ct_msg *m)
{
	const struct ct_member *in = ct_user_in(s->user, r);

	if (in == NULL || m->origin->speaker == s->number)
		return UINT64_MAX;
	return in->since;
}

static void
add_sent(struct ct_buf *out, struct ct_session *s, const struct ct_room *r,
    struct ct_msg *m)
{
	struct ct_form form;
	enum ct_phrase said = CT_PHRASE_WHY_FORGOT;

	/* What still waits becomes bytes before this answer does. */
	for (uint32_t i = 0; i < s->out.len; i++)
		ct_session_wire(s, ct_outq_at(&s->out, i));
	switch (ct_trail_find(&s->trail, m, there_since(s, r, m), &form)) {
	case CT_TRAIL_SENT:
		add_bytes(out, s, m, form);
		return;
	case CT_TRAIL_NEVER:
		said = m->origin->speaker == s->number ? CT_PHRASE_WHY_OWN
						       : CT_PHRASE_WHY_NEVER;
		break;
	case CT_TRAIL_FORGOT:
		break;
	}
	add_line(
	    out, s->lang, said, (struct ct_slice[3]){none, none, none}, NULL);
}

void
ct_hub_why(
    struct ct_hub *h, struct ct_session *s, struct ct_room *r, uint64_t seq)
{
	struct ct_msg *m = find(r, seq);
	struct ct_render how = {
	    s->lang, true, true, h->env.cfg.lobby, h->env.cfg.utc_offset};
	struct ct_buf *out = &h->work;

	if (m == NULL || m->origin == NULL) {
		ct_hub_notice(s, CT_PHRASE_WHY_NONE, none, none);
		return;
	}
	ct_buf_clear(out, false);
	ct_render(m, &how, out);
	out->len -= out->len > 0;
	add_arrival(out, m->origin, s->lang);
	add_sent(out, s, r, m);
	ct_hub_tell(s,
	    &(struct ct_msg){.kind = CT_MSG_TEXT, .text = ct_buf_slice(out)});
}
