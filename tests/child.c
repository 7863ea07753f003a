/*
 * A program for the tests to start: ct_child ROLE ARGUMENT...; the roles are
 * at the end. It ends by itself when the connection does that it was given, so
 * that it cannot outlive its test.
 */
#include "platform/child.h"
#include "platform/net.h"
#include "platform/poller.h"
#include "platform/process.h"
#include "platform/signals.h"
#include "tests/shim/shim.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BEAT = 20, WRONG = 99, DEAD = 7, ONCE = 3, TEXT_MAX = 1 << 20 };

struct self {
	const char *name;
	struct pf_poller *poller;
	char text[TEXT_MAX]; /* of a message */
};

/* Waits for events at `s`, at most `ms` (-1: no limit); *happened tells. */
static bool
wait_some(struct self *self, struct pf_sock s, unsigned events, int ms,
    bool *happened)
{
	struct pf_event ev;
	size_t n = 0;
	enum pf_err err = pf_poller_set(self->poller, s, events, NULL);

	if (err == PF_OK)
		err = pf_poller_wait(self->poller, &ev, 1, ms, &n, NULL);
	pf_poller_remove(self->poller, s);
	*happened = n > 0;
	return err == PF_OK;
}

static bool
wait_for(struct self *self, struct pf_sock s, unsigned events)
{
	bool happened = false;

	while (!happened)
		if (!wait_some(self, s, events, -1, &happened))
			return false;
	return true;
}

static bool
read_all(struct self *self, struct pf_sock s, char *out, size_t size)
{
	size_t have = 0;

	while (have < size) {
		size_t n = 0;
		enum pf_err err = pf_recv(s, out + have, size - have, &n);

		if (err == PF_AGAIN && wait_for(self, s, PF_POLL_READ))
			continue;
		if (err != PF_OK)
			return false;
		have += n;
	}
	return true;
}

static bool
write_all(struct self *self, struct pf_sock s, const char *data, size_t size)
{
	while (size > 0) {
		struct pf_slice v = {data, size};
		size_t n = 0;
		enum pf_err err = pf_sendv(s, &v, 1, &n);

		if (err == PF_AGAIN && wait_for(self, s, PF_POLL_WRITE))
			continue;
		if (err != PF_OK)
			return false;
		data += n;
		size -= n;
	}
	return true;
}

static bool
find(const char *host, const char *port, struct pf_addr *out)
{
	size_t n;

	return pf_addr_resolve(host, (uint16_t)strtoul(port, NULL, 10), out, 1,
		   &n) == PF_OK;
}

static bool
connect_to(
    struct self *self, const char *host, const char *port, struct pf_sock *out)
{
	struct pf_addr at;
	enum pf_err err;

	if (!find(host, port, &at))
		return false;
	err = pf_connect(&at, out);
	while (err == PF_AGAIN && wait_for(self, *out, PF_POLL_WRITE))
		err = pf_connect_done(*out);
	return err == PF_OK;
}

static int
write_file(const char *path, int count, char **texts)
{
	FILE *f;

	if (pf_fopen(path, "w", &f) != PF_OK)
		return WRONG;
	for (int i = 0; i < count; i++)
		fwrite(texts[i], 1, strlen(texts[i]) + 1, f);
	return fclose(f) == 0 ? 0 : WRONG;
}

static int
tell_args(struct self *self, int count, char **args)
{
	(void)self;
	return write_file(args[0], count - 1, args + 1);
}

static int
tell_env(struct self *self, int count, char **args)
{
	char value[1024];
	char *text = value;

	(void)self;
	if (count != 2 || !pf_env(args[1], value, sizeof value))
		return WRONG;
	return write_file(args[0], 1, &text);
}

static int
tell_input(struct self *self, int count, char **args)
{
	size_t n = fread(self->text, 1, sizeof self->text - 1, stdin);
	char *text = self->text;

	(void)count;
	self->text[n] = '\0';
	return write_file(args[0], 1, &text);
}

static int
leave(struct self *self, int count, char **args)
{
	(void)self;
	(void)count;
	return (int)strtoul(args[0], NULL, 10);
}

static int
be_signalled(struct self *self, int count, char **args)
{
	(void)self;
	(void)count;
	raise(strcmp(args[0], "int") == 0 ? SIGINT : SIGTERM);
	return WRONG;
}

/* It says that it lives as long as it does: an end may not be seen, for Wine
 * loses sockets of programs that are killed. */
static int
hold(struct self *self, int count, char **args)
{
	struct pf_slice beat = {".", 1};
	struct pf_sock s;
	bool ended = false;
	size_t n;

	(void)count;
	if (!connect_to(self, "127.0.0.1", args[0], &s))
		return WRONG;
	while (!ended && pf_sendv(s, &beat, 1, &n) == PF_OK)
		if (!wait_some(self, s, PF_POLL_READ, BEAT, &ended))
			return WRONG;
	return 0;
}

static int
hold_deaf(struct self *self, int count, char **args)
{
	pf_signals_watch(self->poller);
	return hold(self, count, args);
}

/* Another program holds; this one stays as well, or ends before it. */
static int
pass_on(struct self *self, int count, char **args)
{
	const char *before = CT_ON_WINDOWS ? "start /b " : "";
	const char *after = CT_ON_WINDOWS ? "" : " &";
	bool stays = strcmp(args[1], "stay") == 0;
	char line[4096], name[2048];

	snprintf(name, sizeof name, "%s", self->name);
	for (char *c = name; CT_ON_WINDOWS && *c != '\0'; c++)
		if (*c == '/')
			*c = '\\'; /* else cmd.exe reads an option */
	snprintf(line, sizeof line, "%s%s hold %s%s", stays ? "" : before, name,
	    args[0], stays ? "" : after);
	return count == 2 && system(line) == 0 ? 0 : WRONG;
}

/* A child of its own holds; it is to end with this one. */
static int
nest(struct self *self, int count, char **args)
{
	static char name[2048], role[] = "hold";
	char *words[] = {name, role, args[0], NULL};
	struct pf_child *c;
	uint32_t code = WRONG;

	(void)count;
	snprintf(name, sizeof name, "%s", self->name);
	if (pf_child_start(words, false, &c) == PF_OK)
		pf_child_wait(c, 600000, &code);
	return (int)code;
}

/* Answers each frame with the same frame, until the connection ends; false:
 * it has died of the first. */
static bool
echo(struct self *self, struct pf_sock s, bool dies)
{
	unsigned char head[4];
	size_t size;

	while (read_all(self, s, (char *)head, sizeof head)) {
		size = (size_t)head[0] << 24 | (size_t)head[1] << 16 |
		       (size_t)head[2] << 8 | head[3];
		if (size > sizeof self->text ||
		    !read_all(self, s, self->text, size))
			return true;
		if (dies)
			return false;
		if (!write_all(self, s, (char *)head, sizeof head) ||
		    !write_all(self, s, self->text, size))
			return true;
	}
	return true;
}

static int
be_client(struct self *self, int count, char **args)
{
	static const char first[] = "\0\0\0\2hi";
	char host[256] = "", port[16] = "";
	bool told = count >= 2;
	bool dies = count > 0 && strcmp(args[count - 1], "dies") == 0;
	struct pf_sock s;

	if (!told && (!pf_env("CROSSTALK_HOST", host, sizeof host) ||
			 !pf_env("CROSSTALK_PORT", port, sizeof port)))
		return WRONG;
	if (!connect_to(
		self, told ? args[0] : host, told ? args[1] : port, &s) ||
	    !write_all(self, s, first, sizeof first - 1))
		return WRONG;
	return echo(self, s, dies) ? 0 : DEAD;
}

static int
be_server(struct self *self, int count, char **args)
{
	const char *flaw = count > 2 ? args[2] : "";
	struct pf_addr at;
	struct pf_sock listener, s;
	enum pf_err err;

	if (!find(args[0], args[1], &at) || pf_listen(&at, 0, &listener))
		return WRONG;
	for (;;) {
		err = pf_accept(listener, &s, NULL);
		if (err == PF_AGAIN && wait_for(self, listener, PF_POLL_READ))
			continue;
		if (err != PF_OK)
			return WRONG;
		if (!echo(self, s, strcmp(flaw, "dies") == 0))
			return DEAD;
		pf_close(&s);
		if (strcmp(flaw, "once") == 0)
			return ONCE;
	}
}

static const struct role {
	const char *name;
	int least; /* arguments */
	int (*run)(struct self *self, int count, char **args);
} roles[] = {
    {"args", 1, tell_args},      /* FILE ARG...: writes them, NULs behind */
    {"env", 2, tell_env},        /* FILE NAME: writes that value */
    {"input", 1, tell_input},    /* FILE: writes what stdin has */
    {"exit", 1, leave},          /* CODE */
    {"signal", 1, be_signalled}, /* int or term: sends it to itself */
    {"hold", 1, hold},           /* PORT: connects, stays, says so */
    {"deaf", 1, hold_deaf},      /* PORT: though it is asked to stop */
    {"pass", 2, pass_on},        /* PORT stay|go: another one holds */
    {"nest", 1, nest},           /* PORT: a child of its own holds */
    /* The prefix exercise, right or with a flaw. */
    {"client", 0, be_client}, /* [HOST PORT] [dies] */
    {"server", 2, be_server}, /* HOST PORT [dies|once] */
};

static int
run(struct self *self, int count, char **args)
{
	for (size_t i = 0; count > 1 && i < sizeof roles / sizeof *roles; i++)
		if (strcmp(roles[i].name, args[1]) == 0 &&
		    count - 2 >= roles[i].least)
			return roles[i].run(self, count - 2, args + 2);
	return WRONG;
}

int
main(int argc, char **argv)
{
	static struct self self;
	char **args;
	int count, code = WRONG;

	if (pf_args(argc, argv, &count, &args) != PF_OK ||
	    pf_net_start() != PF_OK || pf_poller_new(&self.poller) != PF_OK)
		return WRONG;
	self.name = args[0];
	code = run(&self, count, args);
	pf_poller_free(self.poller);
	pf_net_stop();
	pf_args_free(count, args);
	return code;
}
