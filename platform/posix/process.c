/* What the program gets from the system at its start, and files. */
#include "sys.h"

#include "../process.h"

#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PATH_CAP = 4096 };

enum pf_err
pf_args(int argc, char **argv, int *count, char ***out)
{
	*count = argc;
	*out = argv;
	return PF_OK;
}

void
pf_args_free(int count, char **args)
{
	(void)count;
	(void)args; /* main's own */
}

static bool
copy(const char *from, char *out, size_t size)
{
	size_t len = from ? strlen(from) : 0;

	if (!from || len >= size)
		return false;
	memcpy(out, from, len + 1);
	return true;
}

bool
pf_env(const char *name, char *out, size_t size)
{
	return copy(getenv(name), out, size);
}

enum pf_err
pf_env_set(const char *name, const char *value)
{
	return setenv(name, value, 1) == 0 ? PF_OK : pf_err_from_os(errno);
}

bool
pf_lang_is_zh(void)
{
	static const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		const char *value = getenv(names[i]);

		if (value && *value)
			return strncmp(value, "zh", 2) == 0;
	}
	return false;
}

void
pf_user_name(char *out, size_t size)
{
	char buf[PATH_CAP];
	struct passwd pw, *found = NULL;

	if (size == 0)
		return;
	if (getpwuid_r(geteuid(), &pw, buf, sizeof buf, &found) == 0 && found &&
	    copy(pw.pw_name, out, size))
		return;
	if (!copy(getenv("LOGNAME"), out, size))
		out[0] = '\0';
}

enum pf_err
pf_fopen(const char *path, const char *mode, FILE **out)
{
	*out = fopen(path, mode);
	if (!*out)
		return pf_err_from_os(errno);
	fcntl(fileno(*out), F_SETFD, FD_CLOEXEC);
	return PF_OK;
}

/* mkdir -p, for this user only, as XDG asks. */
static bool
make_dirs(char *path)
{
	for (char *p = strchr(path + 1, '/'); p; p = strchr(p + 1, '/')) {
		*p = '\0';
		mkdir(path, 0700);
		*p = '/';
	}
	return mkdir(path, 0700) == 0 || errno == EEXIST;
}

enum pf_err
pf_state_dir(char *out, size_t size)
{
	const char *state = getenv("XDG_STATE_HOME");
	const char *home = getenv("HOME");
	int len;

	/* The XDG specification wants relative paths ignored. */
	if (state && state[0] == '/')
		len = snprintf(out, size, "%s/crosstalk", state);
	else if (home && home[0] == '/')
		len = snprintf(out, size, "%s/.local/state/crosstalk", home);
	else
		return PF_ENOENT;
	if (len < 0 || (size_t)len >= size)
		return PF_EFULL;
	return make_dirs(out) ? PF_OK : pf_err_from_os(errno);
}

enum pf_err
pf_random(void *out, size_t n)
{
	enum { MOST = 256 }; /* what getentropy(3) gives at once */
	char *p = out;

	while (n > 0) {
		size_t part = n < MOST ? n : MOST;

		if (getentropy(p, part) != 0)
			return pf_err_from_os(errno);
		p += part;
		n -= part;
	}
	return PF_OK;
}

long
pf_process_id(void)
{
	return getpid();
}
