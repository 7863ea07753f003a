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

/* The bytes of `m` for this reader, made again as they were made then. */
static void
add_sent(struct ct_buf *out, struct ct_session *s, const struct ct_msg *m)
{
	struct ct_env *env = s->env;
	struct ct_buf *wire = &env->wire;
	uint64_t escaped = env->escaped, folded = env->folded;
	uint64_t named = env->named;
	struct ct_slice bytes;
	char n1[24], n2[24];

	ct_buf_clear(wire, false);
	if (s->dialect->encode(s, m, ct_session_form(s, m, false), wire) !=
	    CT_OK)
		return;
	bytes = ct_buf_slice(wire);
	if (env->folded > folded || env->named > named)
		add_line(out, s->lang, CT_PHRASE_WHY_OPTIONS,
		    (struct ct_slice[3]){decimal(env->folded - folded, n1),
			decimal(env->named - named, n2), none},
		    NULL);
	add_line(out, s->lang, CT_PHRASE_WHY_SENT,
	    (struct ct_slice[3]){ct_slice_str(ct_coding_name(&s->coding)),
		decimal(env->escaped - escaped, n1), decimal(bytes.len, n2)},
	    &bytes);
	env->escaped = escaped;
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
	if (ct_slice_eq(m->from, s->user->name.shown))
		add_line(out, s->lang, CT_PHRASE_WHY_OWN,
		    (struct ct_slice[3]){none, none, none}, NULL);
	else
		add_sent(out, s, m);
	ct_hub_tell(s,
	    &(struct ct_msg){.kind = CT_MSG_TEXT, .text = ct_buf_slice(out)});
}
