/* crosstalkd: reads its options, serves until it is asked to stop. */
#include "keep.h"
#include "loop.h"

#include "apps/common/complain.h"
#include "platform/clock.h"
#include "platform/console.h"
#include "platform/process.h"

#include <stdio.h>
#include <string.h>

enum {
	exit_ok = 0,
	exit_system = 1, /* this machine failed: memory, sockets */
	exit_usage = 2,  /* an option, a file or a port is wrong */
	log_wait = 300,  /* ms for the last lines of the log */
};

static int
complain(struct ct_slice what)
{
	complain_line("crosstalkd", what);
	return exit_usage;
}

static int
no_log(const struct config *c, enum pf_err err, enum ct_lang lang)
{
	char line[512];
	int len = snprintf(line, sizeof(line), "%s: log: %.256s: %s",
	    pf_err_token(err), c->log, pf_err_text(err, lang == CT_LANG_ZH));

	return complain((struct ct_slice){line, (size_t)len});
}

static int
serve(const struct config *c, enum ct_lang lang, int64_t started)
{
	struct ct_buf fault;
	struct server *sv = NULL;
	struct log *log = NULL;
	enum pf_err err = log_open(c->log, &log);
	int code = exit_ok;

	if (err != PF_OK)
		return no_log(c, err, lang);
	ct_buf_init(&fault, 64 * 1024);
	if (server_new(c, log, lang, &sv, &fault) == CT_OK) {
		server_run(sv, started);
		server_free(sv);
	} else {
		code = complain(ct_buf_slice(&fault));
	}
	ct_buf_fini(&fault);
	log_close(log, log_wait);
	return code;
}

/* crosstalkd VERB FILE */
typedef enum ct_err verb_fn(const struct config *c, const char *file,
    enum ct_lang lang, struct ct_buf *fault);

static const struct {
	const char *name;
	verb_fn *run;
} verbs[] = {{"backup", keep_backup}, {"restore", keep_put_back}};

static verb_fn *
find_verb(size_t count, char *const *args)
{
	for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++)
		if (count > 0 && strcmp(args[0], verbs[i].name) == 0)
			return verbs[i].run;
	return NULL;
}

static int
copy(verb_fn *verb, const struct config *c, const char *file, enum ct_lang lang)
{
	struct ct_buf fault;
	int code = exit_ok;

	ct_buf_init(&fault, 64 * 1024);
	if (verb(c, file, lang, &fault) != CT_OK)
		code = complain(ct_buf_slice(&fault));
	ct_buf_fini(&fault);
	return code;
}

/* --help and --version. */
static int
tell(const struct config *c, enum ct_lang lang)
{
	struct ct_buf text;

	ct_buf_init(&text, 64 * 1024);
	if (c->version)
		ct_buf_add_str(&text, "crosstalkd " CT_VERSION "\n");
	else
		config_help(lang, &text);
	pf_console_write(false, text.data, text.len);
	ct_buf_fini(&text);
	return exit_ok;
}

static int
run(size_t count, char *const *args)
{
	verb_fn *verb = find_verb(count, args);
	const char *file = NULL;
	int64_t started = pf_clock_mono();
	enum ct_lang lang;
	struct config config;
	struct opt_set set;
	struct ct_buf fault;
	enum ct_err err;
	int code;

	ct_buf_init(&fault, 4096);
	err = verb != NULL
		  ? config_read_backup(&config, &set, count - 1, args + 1,
			&file, &lang, &fault)
		  : config_read(&config, &set, count, args, &lang, &fault);
	if (err != CT_OK)
		code = complain(ct_buf_slice(&fault));
	else if (config.help || config.version)
		code = tell(&config, lang);
	else if (verb != NULL)
		code = copy(verb, &config, file, lang);
	else
		code = serve(&config, lang, started);
	ct_buf_fini(&fault);
	config_fini(&set);
	return code;
}

int
main(int argc, char **argv)
{
	char **args = NULL;
	int count = 0, code = exit_system;

	pf_stdio_binary();
	if (pf_args(argc, argv, &count, &args) != PF_OK)
		return exit_system;
	if (pf_net_start() == PF_OK) {
		code = run(count > 0 ? (size_t)count - 1 : 0, args + 1);
		pf_net_stop();
	}
	pf_args_free(count, args);
	return code;
}
