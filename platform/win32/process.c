/* What the program gets from the system at its start, and files. */
#include "sys.h"

#include "../process.h"
#include "wide.h"

#include <bcrypt.h>
#include <errno.h>
#include <io.h>
#include <shellapi.h>
#include <string.h>

enum { PATH_CAP = 4096, MODE_CAP = 8, NAME_CAP = 257 };

static char *
utf8_copy(const wchar_t *w)
{
	int n = WideCharToMultiByte(CP_UTF8, 0, w, -1, NULL, 0, NULL, NULL);
	char *s = n > 0 ? malloc((size_t)n) : NULL;

	if (s)
		wide_to_utf8(w, s, (size_t)n);
	return s;
}

enum pf_err
pf_args(int argc, char **argv, int *count, char ***out)
{
	int n = 0;
	wchar_t **wide = CommandLineToArgvW(GetCommandLineW(), &n);
	char **args = calloc((size_t)n + 1, sizeof *args);
	bool ok = wide && args;

	(void)argc; /* in the code page of the system, with losses */
	(void)argv;
	for (int i = 0; ok && i < n; i++) {
		args[i] = utf8_copy(wide[i]);
		ok = args[i] != NULL;
	}
	LocalFree(wide);
	if (!ok) {
		pf_args_free(n, args);
		return PF_ENOMEM;
	}
	*count = n;
	*out = args;
	return PF_OK;
}

void
pf_args_free(int count, char **args)
{
	for (int i = 0; args && i < count; i++)
		free(args[i]);
	free(args);
}

bool
pf_env(const char *name, char *out, size_t size)
{
	wchar_t *wname = wide_from_utf8(name);
	wchar_t *value = NULL;
	DWORD n = wname ? GetEnvironmentVariableW(wname, NULL, 0) : 0;
	bool ok = false;

	if (n > 0)
		value = malloc(n * sizeof *value);
	if (value && GetEnvironmentVariableW(wname, value, n) < n)
		ok = wide_to_utf8(value, out, size);
	free(value);
	free(wname);
	return ok;
}

enum pf_err
pf_env_set(const char *name, const char *value)
{
	wchar_t *wname = wide_from_utf8(name);
	wchar_t *wvalue = wide_from_utf8(value);
	enum pf_err err = wname && wvalue ? PF_OK : PF_ENOMEM;

	if (err == PF_OK && !SetEnvironmentVariableW(wname, wvalue))
		err = pf_err_from_os((int)GetLastError());
	free(wname);
	free(wvalue);
	return err;
}

bool
pf_lang_is_zh(void)
{
	return PRIMARYLANGID(GetUserDefaultUILanguage()) == LANG_CHINESE;
}

void
pf_user_name(char *out, size_t size)
{
	wchar_t name[NAME_CAP];
	DWORD n = NAME_CAP;

	if (size == 0)
		return;
	if (!GetUserNameW(name, &n) || !wide_to_utf8(name, out, size))
		out[0] = '\0';
}

/* The mode in UTF-16 and binary, since bytes are to stay what they are. */
static bool
binary_mode(const char *mode, wchar_t *out)
{
	size_t n = strlen(mode);

	if (n + 2 > MODE_CAP)
		return false;
	for (size_t i = 0; i < n; i++)
		out[i] = (wchar_t)mode[i];
	if (!strchr(mode, 'b'))
		out[n++] = L'b';
	out[n] = L'\0';
	return true;
}

static enum pf_err
crt_error(void)
{
	/* The C library has a limit of its own, which Windows knows not. */
	if (errno == EMFILE)
		return PF_EMFILE;
	return _doserrno != 0 ? pf_err_from_os((int)_doserrno) : PF_EOTHER;
}

enum pf_err
pf_fopen(const char *path, const char *mode, FILE **out)
{
	wchar_t wmode[MODE_CAP];
	wchar_t *wpath;
	enum pf_err err = PF_OK;

	*out = NULL;
	if (!binary_mode(mode, wmode))
		return PF_EINVAL;
	wpath = wide_from_utf8(path);
	if (!wpath)
		return PF_ENOMEM;
	*out = _wfopen(wpath, wmode);
	if (!*out)
		err = crt_error();
	else
		SetHandleInformation((HANDLE)_get_osfhandle(_fileno(*out)),
		    HANDLE_FLAG_INHERIT, 0);
	free(wpath);
	return err;
}

enum pf_err
pf_state_dir(char *out, size_t size)
{
	char base[PATH_CAP];
	wchar_t *path;
	enum pf_err err = PF_OK;
	int len;

	if (!pf_env("LOCALAPPDATA", base, sizeof base) || !*base)
		return PF_ENOENT;
	len = snprintf(out, size, "%s\\crosstalk", base);
	if (len < 0 || (size_t)len >= size)
		return PF_EFULL;
	path = wide_from_utf8(out);
	if (!path)
		return PF_ENOMEM;
	if (!CreateDirectoryW(path, NULL) &&
	    GetLastError() != ERROR_ALREADY_EXISTS)
		err = pf_err_from_os((int)GetLastError());
	free(path);
	return err;
}

enum pf_err
pf_random(void *out, size_t n)
{
	unsigned char *p = out;

	while (n > 0) {
		ULONG part = n < 0x10000000 ? (ULONG)n : 0x10000000;

		if (BCryptGenRandom(
			NULL, p, part, BCRYPT_USE_SYSTEM_PREFERRED_RNG) != 0)
			return PF_EOTHER;
		p += part;
		n -= part;
	}
	return PF_OK;
}

long
pf_process_id(void)
{
	return (long)GetCurrentProcessId();
}
