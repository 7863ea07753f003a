/* Starts the student's program, and notices when it ends. */
#include "grader_child.h"

#include "tell.h"

#include "platform/child.h"
#include "platform/clock.h"
#include "platform/process.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	GRACE = 1000,  /* ms for it to end when it is asked */
	LAST = 2000,   /* ms to end by itself, when it has hung up */
	SETTLE = 100,  /* ms in which a server dies that does */
	LOOK = 10,     /* ms between two looks */
	TRIES = 32,    /* of ports, until the system is to choose */
	PORT_MAX = 16, /* bytes */
};

/* One argument, filled in, into `out` (NULL: nowhere); its bytes, with NUL. */
static size_t
fill(const char *arg, const char *host, const char *port, char *out)
{
	const char *const names[] = {"{host}", "{port}"};
	const char *const values[] = {host, port};
	size_t n = 0;

	while (*arg != '\0') {
		const char *from = arg;
		size_t take = 1, len = 1;

		for (size_t i = 0; i < 2; i++)
			if (strncmp(arg, names[i], strlen(names[i])) == 0) {
				take = strlen(names[i]);
				from = values[i];
				len = strlen(from);
			}
		if (out != NULL)
			memcpy(out + n, from, len);
		arg += take;
		n += len;
	}
	if (out != NULL)
		out[n] = '\0';
	return n + 1;
}

char **
grader_args(const char *const *command, const struct endpoint *at)
{
	size_t count = 0, size = 0;
	char port[PORT_MAX];
	char **args, *text;

	snprintf(port, sizeof port, "%u", (unsigned)at->port);
	for (; command[count] != NULL; count++)
		size += fill(command[count], at->host, port, NULL);
	args = malloc((count + 1) * sizeof *args + size);
	if (args == NULL)
		return NULL;
	text = (char *)(args + count + 1);
	for (size_t i = 0; i < count; i++) {
		args[i] = text;
		text += fill(command[i], at->host, port, text);
	}
	args[count] = NULL;
	return args;
}

/* Listens at `at`, for a moment; in `at`, with port 0, where that was. */
static enum pf_err
try_port(struct endpoint *at)
{
	struct pf_addr addr;
	struct pf_sock s = PF_SOCK_NONE;
	size_t n;
	enum pf_err err = pf_addr_resolve(at->host, at->port, &addr, 1, &n);

	if (err == PF_OK)
		err = pf_listen(&addr, 1, &s);
	if (err == PF_OK)
		err = pf_local_addr(s, &addr);
	if (err == PF_OK)
		at->port = pf_addr_port(&addr);
	pf_close(&s);
	return err;
}

/* Another port may be free where this one is not. */
static bool
is_taken(enum pf_err err)
{
	return err == PF_EADDRINUSE || err == PF_EACCES;
}

enum pf_err
grader_choose_port(struct endpoint *at)
{
	const unsigned from = GRADER_PORT_FROM, count = GRADER_PORT_END - from;
	uint16_t r;
	enum pf_err err = PF_EADDRINUSE;

	for (int i = 0; i < TRIES && is_taken(err); i++) {
		err = pf_random(&r, sizeof r);
		if (err != PF_OK)
			break;
		at->port = (uint16_t)(from + r % count);
		err = try_port(at);
	}
	if (!is_taken(err))
		return err;
	at->port = 0;
	return try_port(at);
}

/* Where a client is to connect to: of every address, this machine's own. */
static enum pf_err
find_port(struct grader *r, struct endpoint *at)
{
	static const char *const every[][2] = {
	    {"0.0.0.0", "127.0.0.1"}, {"::", "::1"}};
	struct pf_addr addr;
	enum pf_err err = pf_local_addr(r->listener, &addr);

	if (err != PF_OK)
		return err;
	at->port = pf_addr_port(&addr);
	for (size_t i = 0; i < 2; i++)
		if (strcmp(at->host, every[i][0]) == 0)
			memcpy(at->host, every[i][1], strlen(every[i][1]) + 1);
	return PF_OK;
}

/* r->where and all that tells the program of it. */
static enum pf_err
prepare(struct grader *r)
{
	char port[PORT_MAX];
	enum pf_err err = PF_OK;

	if (r->options->side == LAB_CLIENT)
		err = find_port(r, &r->where);
	else if (r->options->where.port == 0)
		err = grader_choose_port(&r->where);
	snprintf(port, sizeof port, "%u", (unsigned)r->where.port);
	if (err == PF_OK)
		err = pf_env_set("CROSSTALK_HOST", r->where.host);
	if (err == PF_OK)
		err = pf_env_set("CROSSTALK_PORT", port);
	free(r->args);
	r->args = grader_args(r->options->command, &r->where);
	return err == PF_OK && r->args == NULL ? PF_ENOMEM : err;
}

bool
grader_child_start(struct grader *r)
{
	enum pf_err err;

	if (r->options->command == NULL)
		return true;
	r->err = prepare(r);
	if (r->err != PF_OK)
		return false;
	err = pf_child_start(r->args, r->options->any, &r->child);
	if (err == PF_OK)
		return true;
	tell(r->app, WORD_NO_START, r->args[0], tell_pf(r->app, err));
	r->unstarted = r->stop = true;
	return false;
}

void
grader_child_stop(struct grader *r)
{
	pf_child_end(r->child, GRACE);
	r->child = NULL;
}

/* With the keyboard it was told of a Ctrl-C, and we were not. */
static bool
is_interrupted(const struct grader *r)
{
	return r->options->any && r->ended && r->code == PF_CHILD_INTERRUPTED;
}

bool
grader_child_lives(struct grader *r)
{
	if (r->options->command == NULL)
		return true;
	if (r->child == NULL)
		return false;
	if (pf_child_wait(r->child, 0, &r->code) == PF_AGAIN)
		return true;
	r->ended = true;
	if (is_interrupted(r))
		r->stop = true;
	grader_child_stop(r);
	return false;
}

bool
grader_child_settle(struct grader *r, struct lab_grade *g)
{
	bool server = r->options->side == LAB_SERVER;
	bool passed = g->why == LAB_WHY_NOTHING;
	ct_ms patience = 0, until;

	if (r->options->command == NULL)
		return true;
	if (passed && server)
		patience = SETTLE;
	if (!passed && g->ended)
		patience = LAST;
	until = pf_clock_mono() + patience;
	while (grader_child_lives(r) && !r->stop && r->err == PF_OK &&
	       pf_clock_mono() < until)
		grader_sleep(r, LOOK);
	if (server && r->ended)
		lab_grade_died(g);
	if (!server)
		grader_child_stop(r);
	return !is_interrupted(r);
}
