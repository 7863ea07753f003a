/* crosstalk lesson: either side of each of the lesson's three systems. */
#include "app.h"

#include <stdio.h>

int
lesson_main(const struct app *app, int argc, char **argv)
{
	(void)argv;
	(void)argc;
	fputs(
	    app->lang == CT_LANG_ZH
		? "用法：crosstalk lesson chat|sticky|length connect|serve\n"
		: "usage: crosstalk lesson chat|sticky|length connect|serve\n",
	    stderr);
	return APP_USAGE;
}
