/* One turn of the loop: show, ask, send, watch, wait, read. */
#include "lesson_run.h"

#include "tell.h"

#include "core/text.h"
#include "platform/clock.h"
#include "platform/signals.h"

#include <string.h>

enum { READ_MAX = 16384 }; /* bytes of one read */

static void
over(struct lesson_run *r, int code)
{
	if (!r->stop)
		r->code = code;
	r->stop = true;
}

static void
fail(struct lesson_run *r, enum pf_err err)
{
	tell(r->app, WORD_SYSTEM, tell_pf(r->app, err), NULL);
	over(r, APP_SYSTEM);
}

int
lesson_run_open(struct lesson_run *r, const struct app *app,
    const struct lesson_role *role, const char *text)
{
	enum pf_err err;

	memset(r, 0, sizeof *r);
	r->app = app;
	r->peer = PF_SOCK_NONE;
	ct_buf_init(&r->typed, LESSON_LINE_MAX + sizeof(struct pf_input_event));
	if (lesson_init(&r->side, role, app->lang, text) != CT_OK)
		err = PF_ENOMEM;
	else
		err = pf_poller_new(&r->poller);
	if (err == PF_OK)
		err = pf_signals_watch(r->poller);
	if (err == PF_OK && role->line != NULL)
		err = pf_input_open(r->poller, false, &r->keys);
	if (err != PF_OK)
		fail(r, err);
	return r->code;
}

static void
hang_up(struct lesson_run *r)
{
	if (r->known)
		pf_poller_remove(r->poller, r->peer);
	r->known = false;
	pf_close(&r->peer);
}

void
lesson_run_close(struct lesson_run *r)
{
	if (r->poller != NULL)
		hang_up(r);
	for (size_t i = 0; i < r->listening; i++) {
		pf_poller_remove(r->poller, r->listeners[i]);
		pf_close(&r->listeners[i]);
	}
	if (r->keys != NULL)
		pf_input_close(r->keys);
	if (r->poller != NULL) {
		pf_signals_watch(NULL);
		pf_poller_free(r->poller);
	}
	ct_buf_fini(&r->typed);
	lesson_fini(&r->side);
}

void
lesson_run_meet(struct lesson_run *r, struct pf_sock s)
{
	r->peer = s;
	lesson_begin(&r->side, pf_clock_mono());
}

/* Text of the net, line by line, with nothing in it that acts. */
static enum ct_err
make_safe(struct ct_buf *out, struct ct_slice text)
{
	enum ct_err err = CT_OK;

	while (err == CT_OK && text.len > 0) {
		const char *lf = memchr(text.data, '\n', text.len);
		size_t n = lf != NULL ? (size_t)(lf - text.data) : text.len;

		err =
		    ct_text_clean((struct ct_slice){text.data, n}, false, out);
		if (err == CT_OK && lf != NULL)
			err = ct_buf_add(out, "\n", 1);
		n += lf != NULL;
		text.data += n;
		text.len -= n;
	}
	return err;
}

static enum pf_err
write_safe(struct ct_slice text)
{
	struct ct_buf safe;
	enum pf_err err = PF_ENOMEM;

	ct_buf_init(&safe, 3 * text.len);
	if (make_safe(&safe, text) == CT_OK)
		err = pf_console_write(false, safe.data, safe.len);
	ct_buf_fini(&safe);
	return err;
}

/* What is redirected stays as it came. */
static void
show(struct lesson_run *r)
{
	struct ct_buf *note = &r->side.note, *text = &r->side.show;
	enum pf_err err = PF_OK;

	if (note->len > 0)
		pf_console_write(true, note->data, note->len);
	if (text->len > 0 && pf_stdout_is_console())
		err = write_safe(ct_buf_slice(text));
	else if (text->len > 0)
		err = pf_console_write(false, text->data, text->len);
	ct_buf_clear(note, false);
	ct_buf_clear(text, false);
	if (err != PF_OK)
		over(r, err == PF_ENOMEM ? APP_SYSTEM : APP_OUTPUT);
}

static void
take_keys(struct lesson_run *r)
{
	struct pf_input_event ev;

	if (r->typed_ended || pf_input_next(r->keys, &ev) != PF_OK)
		return;
	if (ev.kind == PF_INPUT_BYTES) {
		if (ct_buf_add(&r->typed, ev.bytes, ev.len) != CT_OK)
			fail(r, PF_ENOMEM);
	} else if (ev.kind == PF_INPUT_ERROR) {
		tell(r->app, WORD_NO_READ, tell_pf(r->app, ev.err), NULL);
		over(r, APP_SYSTEM);
	} else {
		r->typed_ended = true;
	}
}

/* The next whole line, and how many bytes it takes with its end; false: it is
 * not there yet. The last line needs no end. */
static bool
typed_line(const struct lesson_run *r, struct ct_slice *line, size_t *taken)
{
	struct ct_slice in = ct_buf_slice(&r->typed);
	const char *lf = in.len > 0 ? memchr(in.data, '\n', in.len) : NULL;

	if (lf == NULL && (!r->typed_ended || in.len == 0))
		return false;
	*line = in;
	*taken = in.len;
	if (lf != NULL) {
		line->len = (size_t)(lf - in.data);
		*taken = line->len + 1;
	}
	if (line->len > 0 && line->data[line->len - 1] == '\r')
		line->len--;
	return true;
}

/* Gives the side a line, if it wants one and one is there. */
static bool
give_line(struct lesson_run *r)
{
	struct ct_slice line;
	size_t taken;

	if (r->side.state != LESSON_ASKS)
		return false;
	if (typed_line(r, &line, &taken)) {
		if (lesson_line(&r->side, line, pf_clock_mono()) != CT_OK)
			over(r, APP_INPUT);
		ct_buf_consume(&r->typed, taken);
		return true;
	}
	if (r->typed.len > LESSON_LINE_MAX) {
		lesson_fail(&r->side, LESSON_NOTE_LINE);
		over(r, APP_INPUT);
	} else if (r->typed_ended) {
		lesson_line_end(&r->side);
	} else {
		size_t before = r->typed.len;

		take_keys(r);
		return r->typed.len > before || r->typed_ended;
	}
	return true;
}

static void
send_out(struct lesson_run *r)
{
	struct ct_buf *out = &r->side.out;
	enum pf_err err = PF_OK;

	while (err == PF_OK && out->len > 0) {
		struct pf_slice v = {out->data, out->len};
		size_t n = 0;

		err = pf_sendv(r->peer, &v, 1, &n);
		ct_buf_consume(out, n);
		if (out->len == 0)
			lesson_sent(&r->side, pf_clock_mono());
	}
	if (err != PF_OK && err != PF_AGAIN)
		lesson_feed_reset(&r->side, pf_clock_mono());
}

/* A conversation is over when nothing is left to send. */
static void
finish(struct lesson_run *r)
{
	enum lesson_state state = r->side.state;

	if (r->side.err != CT_OK)
		fail(r, PF_ENOMEM);
	else if (state == LESSON_FAILS)
		over(r, APP_LINK);
	else if (state < LESSON_HANGS || r->side.out.len > 0)
		return;
	else if (state == LESSON_ENDS)
		over(r, APP_OK);
	else
		hang_up(r);
}

static void
watch(struct lesson_run *r)
{
	unsigned events = 0;
	bool alone = r->peer.id == PF_SOCK_NONE.id;
	enum pf_err err = PF_OK;

	for (size_t i = 0; err == PF_OK && i < r->listening; i++)
		err = pf_poller_set(r->poller, r->listeners[i],
		    alone ? PF_POLL_READ : 0, &r->listeners[i]);
	if (!alone && lesson_read_max(&r->side) > 0)
		events |= PF_POLL_READ;
	if (!alone && r->side.out.len > 0)
		events |= PF_POLL_WRITE;
	if (err == PF_OK && !alone && (!r->known || events != r->watched)) {
		err = pf_poller_set(r->poller, r->peer, events, &r->peer);
		r->known = true;
		r->watched = events;
	}
	if (err != PF_OK)
		fail(r, err);
}

static void
read_peer(struct lesson_run *r)
{
	char bytes[READ_MAX];
	size_t max = lesson_read_max(&r->side), n = 0;
	enum pf_err err;

	if (max == 0)
		return;
	err = pf_recv(r->peer, bytes, max < READ_MAX ? max : READ_MAX, &n);
	if (err == PF_OK)
		lesson_feed(
		    &r->side, (struct ct_slice){bytes, n}, pf_clock_mono());
	else if (err == PF_END)
		lesson_feed_end(&r->side, pf_clock_mono());
	else if (err != PF_AGAIN)
		lesson_feed_reset(&r->side, pf_clock_mono());
}

static void
accept_one(struct lesson_run *r, struct pf_sock listener)
{
	struct pf_sock s;
	enum pf_err err = pf_accept(listener, &s, NULL);

	if (err == PF_OK)
		lesson_run_meet(r, s);
	else if (err != PF_AGAIN)
		fail(r, err);
}

static int64_t
patience(const struct lesson_run *r)
{
	ct_ms until = lesson_deadline(&r->side), now = pf_clock_mono();

	if (until == CT_NEVER)
		return -1;
	return until > now ? until - now : 0;
}

static void
wait_for_something(struct lesson_run *r)
{
	struct pf_event events[LESSON_LISTENERS + 1];
	size_t n = 0;
	enum pf_err err = pf_poller_wait(
	    r->poller, events, LESSON_LISTENERS + 1, patience(r), &n, NULL);

	if (err != PF_OK)
		fail(r, err);
	for (size_t i = 0; i < n; i++) {
		struct pf_sock *s = events[i].data;

		if (s == &r->peer && (events[i].events & PF_POLL_READ) != 0)
			read_peer(r);
		else if (s != &r->peer && r->peer.id == PF_SOCK_NONE.id)
			accept_one(r, *s);
	}
	if (pf_signals_taken() > 0)
		over(r, APP_OK);
}

int
lesson_run_loop(struct lesson_run *r)
{
	while (!r->stop) {
		show(r);
		while (!r->stop && give_line(r))
			show(r);
		send_out(r);
		finish(r);
		show(r);
		if (r->stop)
			break;
		watch(r);
		wait_for_something(r);
		lesson_tick(&r->side, pf_clock_mono());
	}
	return r->code;
}
