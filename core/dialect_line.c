/*
 * The line dialect: text, a newline, full duplex; for nc, telnet and PuTTY.
 *
 * Lines are split on the raw LF, or telnet's CR NUL, before anything is
 * decoded. What goes out ends as the peer's own lines end: CR LF until it has
 * sent a bare LF.
 */
#include "session_state.h"

#include "render.h"
#include "sniff.h"
#include "telnet.h"

#include <string.h>

enum { variant_crlf, variant_lf };

struct line {
	size_t scanned; /* bytes of the input known to hold no end */
	bool known;     /* the first bytes were looked at: it is text */
	bool skipping;  /* inside a line that is too long */
};

/* Takes `n` bytes out of the middle of the input. */
static void
cut_out(struct ct_session *s, size_t at, size_t n)
{
	char *data = s->in.data + s->in_at + at;
	size_t end = s->in.len - s->in_at - at;

	memmove(data, data + n, end - n);
	s->in.len -= n;
	for (uint32_t i = 0; i < s->marks; i++)
		if (s->mark[i] > s->in_at + at)
			s->mark[i] -= (uint32_t)n;
}

/* Sends bytes that are no text, in their turn. */
static enum ct_err
send_raw(struct ct_session *s, struct ct_slice bytes)
{
	struct ct_msg proto = {.kind = CT_MSG_RAW, .text = bytes};
	struct ct_msg *m;

	if (bytes.len == 0)
		return CT_OK;
	m = ct_msg_new(&proto);
	if (m == NULL)
		return CT_ENOMEM;
	ct_session_push(s, m, false);
	ct_msg_unref(m);
	return CT_OK;
}

/* Takes telnet commands out; `*len` bytes are free of them. */
static enum ct_err
filter(struct ct_session *s, struct line *st, size_t *len)
{
	char bytes[8];
	struct ct_slice in = ct_session_input(s);
	size_t limit = (size_t)s->env->cfg.caps.line_bytes;
	size_t at = st->scanned, taken = 0;

	while (at < in.len) {
		struct ct_buf reply = {bytes, 0, sizeof(bytes), sizeof(bytes)};
		const char *iac =
		    memchr(in.data + at, CT_TELNET_IAC, in.len - at);
		enum ct_err err;

		if (iac == NULL)
			break;
		at = (size_t)(iac - in.data);
		err = ct_telnet_command(
		    (struct ct_slice){iac, in.len - at}, &taken, &reply);
		if (err == CT_MORE && !s->ended) {
			*len = at;
			return in.len - at > limit ? CT_ELINE : CT_OK;
		}
		if (err == CT_OK) {
			cut_out(s, at, taken);
			in = ct_session_input(s);
			err = send_raw(s, ct_buf_slice(&reply));
			if (err != CT_OK)
				return err;
		} else {
			at++;
		}
	}
	*len = in.len;
	return CT_OK;
}

/* One line without its end: CR and telnet's NUL at its edges are no text. */
static struct ct_slice
trim(struct ct_slice line)
{
	while (line.len > 0 && line.data[0] == '\0') {
		line.data++;
		line.len--;
	}
	while (line.len > 0 && (line.data[line.len - 1] == '\r' ||
				   line.data[line.len - 1] == '\0'))
		line.len--;
	return line;
}

/* Where the line ends whose bytes before `from` are known to hold no end: at an
 * LF, or at the NUL of telnet's CR NUL (RFC 854); NULL: not yet. */
static const char *
line_end(struct ct_slice in, size_t from)
{
	const char *lf = memchr(in.data + from, '\n', in.len - from);
	const char *stop = lf != NULL ? lf : in.data + in.len;
	const char *at = in.data + from;

	while ((at = memchr(at, '\0', (size_t)(stop - at))) != NULL) {
		if (at > in.data && at[-1] == '\r')
			return at;
		at++;
	}
	return lf;
}

/* A line of `len` bytes that `gone` bytes of input stand for. */
static enum ct_err
take_line(struct ct_session *s, struct line *st, size_t len, size_t gone,
    struct ct_event *ev)
{
	int64_t limit = s->env->cfg.caps.line_bytes;
	struct ct_slice raw = {ct_session_input(s).data, len};
	const char *how = gone == len             ? "end"
			  : raw.data[len] == '\n' ? "LF"
						  : "CR NUL";
	bool crlf = len > 0 && raw.data[len - 1] == '\r';

	st->scanned = 0;
	if (gone > len)
		s->variant = crlf ? variant_crlf : variant_lf;
	ct_session_consume(s, gone);
	if (st->skipping) {
		st->skipping = false;
		return CT_OK;
	}
	raw = trim(raw);
	if (raw.len == 0)
		return CT_OK;
	if (raw.len > (size_t)limit) {
		ct_session_wrong(s, CT_ELINE, limit, ev);
		return CT_OK;
	}
	return ct_session_heard(s, raw, how, ev);
}

/* No end yet: wait, or begin to skip a line that is too long. */
static enum ct_err
no_line(struct ct_session *s, struct line *st, size_t len, struct ct_event *ev)
{
	int64_t limit = s->env->cfg.caps.line_bytes;

	if (s->ended && len > 0)
		return take_line(s, st, len, len, ev);
	st->scanned = len;
	if (!st->skipping && len <= (size_t)limit)
		return CT_MORE;
	st->scanned = 0;
	ct_session_consume(s, len);
	if (st->skipping)
		return CT_MORE;
	st->skipping = true;
	ct_session_wrong(s, CT_ELINE, limit, ev);
	return CT_OK;
}

static enum ct_err
decode(struct ct_session *s, ct_ms now, struct ct_event *ev)
{
	struct line *st = s->state;
	struct ct_slice in;
	const char *end;
	size_t len = 0;
	enum ct_err err = ct_session_sniff(s, &st->known);

	(void)now;
	if (err == CT_OK)
		err = filter(s, st, &len);
	if (err != CT_OK)
		return err;
	in = ct_session_input(s);
	if (len == 0)
		return CT_MORE;
	end = line_end((struct ct_slice){in.data, len}, st->scanned);
	if (end == NULL)
		return no_line(s, st, len, ev);
	len = (size_t)(end - in.data);
	return take_line(s, st, len, len + 1, ev);
}

static enum ct_err
encode(const struct ct_session *s, const struct ct_msg *m, struct ct_form form,
    struct ct_buf *out)
{
	const struct ct_hub_config *cfg = &s->env->cfg;
	struct ct_render how = {(enum ct_lang)form.lang, form.old != 0, true,
	    cfg->lobby, cfg->utc_offset};
	struct ct_buf *line = &s->env->line;
	bool crlf = form.dialect == s->dialect->form + variant_crlf;
	enum ct_err err;

	if (m->kind == CT_MSG_RAW)
		return ct_buf_add_slice(out, m->text);
	ct_buf_clear(line, false);
	err = ct_render(m, &how, line);
	if (err != CT_OK)
		return err;
	return ct_session_encode(
	    s, ct_buf_slice(line), crlf ? "\r\n" : "\n", out);
}

const struct ct_dialect ct_dialect_line = {
    .name = "line",
    .form = 8,
    .greets = true,
    .state_size = sizeof(struct line),
    .decode = decode,
    .encode = encode,
};
