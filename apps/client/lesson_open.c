/* How a lesson's program meets its peer: it connects, or it listens. */
#include "lesson_run.h"

#include "tell.h"

#include "apps/common/dial.h"

#include <stdio.h>

static void
no_connect(const struct app *app, const struct endpoint *where, enum pf_err err)
{
	char name[ENDPOINT_TEXT_MAX];

	endpoint_text(where, name);
	tell(app, WORD_NO_CONNECT, name, tell_pf(app, err));
}

int
lesson_connect(const struct app *app, const struct lesson_role *role,
    const struct endpoint *where)
{
	struct lesson_run r;
	struct pf_sock s;
	enum pf_err err = dial(where, DIAL_WAIT, &s);
	int code;

	if (err != PF_OK) {
		no_connect(app, where, err);
		return APP_LINK;
	}
	code = lesson_run_open(&r, app, role, NULL);
	if (code == APP_OK) {
		lesson_run_meet(&r, s);
		code = lesson_run_loop(&r);
	} else {
		pf_close(&s);
	}
	lesson_run_close(&r);
	return code;
}

/* For scripts and people: "listening 127.0.0.1:6666". */
static void
tell_port(struct pf_sock s)
{
	struct pf_addr a;
	char text[PF_ADDR_TEXT_MAX], line[PF_ADDR_TEXT_MAX + 16];
	int n;

	if (pf_local_addr(s, &a) != PF_OK)
		return;
	pf_addr_text(&a, text, sizeof text);
	n = snprintf(line, sizeof line, "listening %s\n", text);
	pf_console_write(true, line, (size_t)n);
}

/* Every address, on one port; a machine may lack IPv6, but the port must be
 * free on those that it has. A port of the kernel's choice is one address's. */
static enum pf_err
listen_on_all(struct lesson_run *r, const char *bind, uint16_t port)
{
	struct pf_addr addrs[LESSON_LISTENERS];
	size_t count = 0, want = port == 0 ? 1 : LESSON_LISTENERS;
	enum pf_err err =
	    pf_addr_resolve(bind, port, addrs, LESSON_LISTENERS, &count);

	for (size_t i = 0; i < count && r->listening < want; i++) {
		struct pf_sock *s = &r->listeners[r->listening];

		err = pf_listen(&addrs[i], LESSON_BACKLOG, s);
		if (err == PF_OK)
			r->listening++;
		else if (err == PF_EADDRINUSE)
			return err;
	}
	if (r->listening == 0)
		return err;
	for (size_t i = 0; i < r->listening; i++)
		tell_port(r->listeners[i]);
	return PF_OK;
}

int
lesson_serve(const struct app *app, const struct lesson_role *role,
    const char *bind, uint16_t port, const char *text)
{
	struct lesson_run r;
	int code = lesson_run_open(&r, app, role, text);

	if (code == APP_OK) {
		enum pf_err err = listen_on_all(&r, bind, port);

		if (err == PF_OK) {
			code = lesson_run_loop(&r);
		} else {
			char number[8];

			snprintf(number, sizeof number, "%u", (unsigned)port);
			tell(app, WORD_NO_LISTEN, number, tell_pf(app, err));
			code = APP_USAGE;
		}
	}
	lesson_run_close(&r);
	return code;
}
