/* crosstalk: finds the subcommand, and starts and stops what all of them need.
 */
#include "app.h"

#include <string.h>

#include "platform/console.h"
#include "platform/net.h"
#include "platform/process.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

struct command {
	const char *name;
	app_main_fn *run;
};

static const struct command commands[] = {
    {"talk", talk_main},
    {"send", send_main},
    {"tail", tail_main},
    {"export", export_main},
    {"lesson", lesson_main},
    {"charset", charset_main},
    {"lab", lab_main},
};

static const struct command *
find(const char *name)
{
	for (size_t i = 0; i < COUNT(commands); i++)
		if (strcmp(commands[i].name, name) == 0)
			return &commands[i];
	return NULL;
}

/* Without the name of a subcommand, it is talk. */
static int
run(const struct app *app, int argc, char **argv)
{
	const struct command *c = argc > 1 ? find(argv[1]) : NULL;

	if (c != NULL)
		return c->run(app, argc - 1, argv + 1);
	return talk_main(app, argc, argv);
}

int
main(int argc, char **argv)
{
	struct app app = {.lang = CT_LANG_EN, .version = CT_VERSION};
	char **args = NULL;
	int count = 0, code = APP_SYSTEM;

	pf_stdio_binary();
	if (pf_lang_is_zh())
		app.lang = CT_LANG_ZH;
	if (pf_args(argc, argv, &count, &args) != PF_OK)
		return APP_SYSTEM;
	if (pf_net_start() == PF_OK) {
		code = run(&app, count, args);
		pf_net_stop();
	}
	pf_args_free(count, args);
	return code;
}
