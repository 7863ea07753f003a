/* Text of a session: between its charset and the UTF-8 of the core. */
#include "session_state.h"

#include "command.h"
#include "sniff.h"

#include <string.h>

/* Takes the front line of `raw`, without its LF; false: it was the last. */
static bool
take_line(struct ct_slice *raw, struct ct_slice *line)
{
	const char *lf =
	    raw->len > 0 ? memchr(raw->data, '\n', raw->len) : NULL;

	*line = *raw;
	if (lf == NULL)
		return false;
	line->len = (size_t)(lf - raw->data);
	raw->data += line->len + 1;
	raw->len -= line->len + 1;
	return true;
}

/* Decodes the lines of `raw` one by one, LF between them as it was. */
static enum ct_err
decode_lines(struct ct_session *s, struct ct_slice raw, struct ct_arrival *how)
{
	struct ct_buf *out = &s->env->text;
	struct ct_coding_report r;
	struct ct_slice line;
	bool more = true;
	enum ct_err err = CT_OK;

	while (more && err == CT_OK) {
		more = take_line(&raw, &line);
		err = ct_coding_decode(&s->coding, line, out, &r);
		if (err != CT_OK)
			return err;
		how->invalid += (uint32_t)r.invalid;
		how->unescaped += (uint32_t)r.unescaped;
		s->learned |= r.learned;
		if (more)
			err = ct_buf_add_u8(out, '\n');
	}
	return err;
}

/* Where reads ended inside `raw`, which lies in s->in. */
static void
note_cuts(const struct ct_session *s, struct ct_slice raw, struct ct_arrival *a)
{
	size_t from = raw.len > 0 ? (size_t)(raw.data - s->in.data) : 0;

	for (uint32_t i = 0; i < s->marks; i++)
		if (s->mark[i] > from && s->mark[i] < from + raw.len)
			a->cut[a->cuts++] = s->mark[i] - (uint32_t)from;
}

void
ct_session_arrival(const struct ct_session *s, struct ct_slice raw,
    const char *how, struct ct_arrival *a)
{
	a->raw = raw;
	a->how = how;
	a->cuts = 0;
	a->charset = ct_coding_name(&s->coding);
	note_cuts(s, raw, a);
}

enum ct_err
ct_session_decode(struct ct_session *s, struct ct_slice raw, const char *how,
    struct ct_event *ev)
{
	struct ct_arrival *a = &ev->arrival;
	enum ct_err err;

	*a = (struct ct_arrival){.raw = raw, .how = how};
	note_cuts(s, raw, a);
	ct_buf_clear(&s->env->text, false);
	err = decode_lines(s, raw, a);
	ct_session_arrival(s, raw, how, a);
	s->env->invalid += a->invalid;
	ev->text = ct_buf_slice(&s->env->text);
	return err;
}

static void
count(struct ct_env *env, const struct ct_coding_report *r)
{
	env->escaped += r->escaped;
	env->folded += r->folded;
	env->named += r->named;
}

enum ct_err
ct_session_encode(const struct ct_session *s, struct ct_slice lines,
    const char *eol, struct ct_buf *out)
{
	struct ct_coding_report r;
	enum ct_err err = CT_OK;

	while (lines.len > 0 && err == CT_OK) {
		const char *lf = memchr(lines.data, '\n', lines.len);
		size_t n = lf != NULL ? (size_t)(lf - lines.data) : lines.len;

		err = ct_coding_encode(
		    &s->coding, (struct ct_slice){lines.data, n}, out, &r);
		if (err == CT_OK)
			err = ct_buf_add_str(out, eol);
		if (err == CT_OK)
			count(s->env, &r);
		n += lf != NULL;
		lines.data += n;
		lines.len -= n;
	}
	return err;
}

enum ct_err
ct_session_heard(struct ct_session *s, struct ct_slice raw, const char *how,
    struct ct_event *ev)
{
	enum ct_err err = ct_session_decode(s, raw, how, ev);
	struct ct_arrival arrival = ev->arrival;

	if (err == CT_OK)
		err = ct_command_parse(ev->text, ev);
	ev->arrival = arrival;
	return err;
}

void
ct_session_wrong(
    struct ct_session *s, enum ct_err err, int64_t limit, struct ct_event *ev)
{
	struct ct_buf *name = &s->env->name;

	ct_buf_clear(name, false);
	ct_buf_add_dec(name, (uint64_t)limit);
	ev->kind = CT_EV_WRONG;
	ev->err = err;
	ev->name = ct_buf_slice(name);
}

/* "Crosstalk native" at the native door is at the right one. */
static bool
is_own(const struct ct_dialect *d, const char *what)
{
	size_t n = strlen(what), own = strlen(d->name);

	return n >= own && strcmp(what + n - own, d->name) == 0;
}

enum ct_err
ct_session_sniff(struct ct_session *s, bool *known)
{
	struct ct_slice first = ct_session_input(s);
	bool need_more = false;
	const char *what;

	if (*known || first.len == 0)
		return CT_OK;
	what = ct_sniff(first, &need_more);
	*known = !need_more;
	if (what == NULL || is_own(s->dialect, what))
		return CT_OK;
	ct_session_fail(s, CT_EDOOR, ct_slice_str(what));
	return CT_EDOOR;
}
