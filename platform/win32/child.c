/* Programs that this one starts: each in a job of its own. */
#include "sys.h"

#include "../child.h"
#include "wide.h"

#include <string.h>

enum { KILLED = 1, KILL_MS = 10000 };

struct pf_child {
	HANDLE job, process;
};

static char *
put_slashes(char *out, size_t n)
{
	memset(out, '\\', n);
	return out + n;
}

/* An argument, so that CommandLineToArgvW reads it as it is: backslashes mean
 * themselves unless a quote follows. At most two bytes for one, and three. */
static char *
put_arg(char *out, const char *arg)
{
	bool quotes = *arg == '\0' || strpbrk(arg, " \t\n\v\"") != NULL;
	size_t slashes = 0; /* in front of this place */

	if (quotes)
		*out++ = '"';
	for (; *arg != '\0'; arg++) {
		if (*arg == '"')
			out = put_slashes(out, slashes + 1);
		slashes = *arg == '\\' ? slashes + 1 : 0;
		*out++ = *arg;
	}
	if (quotes) {
		out = put_slashes(out, slashes);
		*out++ = '"';
	}
	return out;
}

/* In UTF-16, for free(); NULL: no memory. */
static wchar_t *
command_line(char *const *args)
{
	size_t size = 1;
	char *text, *end;
	wchar_t *wide;

	for (char *const *arg = args; *arg; arg++)
		size += 2 * strlen(*arg) + 3;
	text = end = malloc(size);
	if (!text)
		return NULL;
	for (char *const *arg = args; *arg; arg++) {
		if (arg != args)
			*end++ = ' ';
		end = put_arg(end, *arg);
	}
	*end = '\0';
	wide = wide_from_utf8(text);
	free(text);
	return wide;
}

/* A copy of one of ours that the program gets; NULL: there is none. */
static HANDLE
inheritable(DWORD which)
{
	HANDLE self = GetCurrentProcess(), out = NULL;

	if (!DuplicateHandle(self, GetStdHandle(which), self, &out, 0, TRUE,
		DUPLICATE_SAME_ACCESS))
		return NULL;
	return out;
}

static HANDLE
open_nothing(void)
{
	SECURITY_ATTRIBUTES sa = {sizeof sa, NULL, TRUE};
	HANDLE h = CreateFileW(L"NUL", GENERIC_READ,
	    FILE_SHARE_READ | FILE_SHARE_WRITE, &sa, OPEN_EXISTING, 0, NULL);

	return h != INVALID_HANDLE_VALUE ? h : NULL;
}

static void
close_handle(HANDLE h)
{
	if (h)
		CloseHandle(h);
}

/* A job whose programs end with its last handle, which is ours. */
static HANDLE
open_job(void)
{
	JOBOBJECT_EXTENDED_LIMIT_INFORMATION limit;
	HANDLE job = CreateJobObjectW(NULL, NULL);

	memset(&limit, 0, sizeof limit);
	limit.BasicLimitInformation.LimitFlags =
	    JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE;
	if (job && SetInformationJobObject(job,
		       JobObjectExtendedLimitInformation, &limit, sizeof limit))
		return job;
	close_handle(job);
	return NULL;
}

static enum pf_err
last_error(void)
{
	return pf_err_from_os((int)GetLastError());
}

/* Begins it in the job: nothing that it starts can be outside. */
static enum pf_err
begin(struct pf_child *c, wchar_t *line, STARTUPINFOW *how)
{
	PROCESS_INFORMATION info;
	enum pf_err err = PF_OK;

	c->job = open_job();
	if (!c->job || !CreateProcessW(NULL, line, NULL, NULL, TRUE,
			   CREATE_SUSPENDED | CREATE_NEW_PROCESS_GROUP, NULL,
			   NULL, how, &info))
		return last_error();
	c->process = info.hProcess;
	if (!AssignProcessToJobObject(c->job, c->process) ||
	    ResumeThread(info.hThread) == (DWORD)-1) {
		err = last_error();
		TerminateProcess(c->process, KILLED);
	}
	CloseHandle(info.hThread);
	return err;
}

static void
close_child(struct pf_child *c)
{
	close_handle(c->process);
	close_handle(c->job);
	free(c);
}

enum pf_err
pf_child_start(char *const *args, bool keyboard, struct pf_child **out)
{
	STARTUPINFOW how = {.cb = sizeof how, .dwFlags = STARTF_USESTDHANDLES};
	struct pf_child *c = calloc(1, sizeof *c);
	wchar_t *line = command_line(args);
	enum pf_err err = c && line ? PF_OK : PF_ENOMEM;

	how.hStdInput =
	    keyboard ? inheritable(STD_INPUT_HANDLE) : open_nothing();
	how.hStdOutput = how.hStdError = inheritable(STD_ERROR_HANDLE);
	if (err == PF_OK)
		err = begin(c, line, &how);
	close_handle(how.hStdInput);
	close_handle(how.hStdError);
	free(line);
	if (err != PF_OK && c)
		close_child(c);
	*out = err == PF_OK ? c : NULL;
	return err;
}

enum pf_err
pf_child_wait(struct pf_child *c, int64_t timeout_ms, uint32_t *code)
{
	DWORD ms = timeout_ms < INT32_MAX ? (DWORD)timeout_ms : INT32_MAX;
	DWORD n;

	*code = 0;
	if (WaitForSingleObject(c->process, ms) != WAIT_OBJECT_0)
		return PF_AGAIN;
	if (!GetExitCodeProcess(c->process, &n))
		return last_error();
	*code = n == (DWORD)STATUS_CONTROL_C_EXIT ? PF_CHILD_INTERRUPTED : n;
	return PF_OK;
}

void
pf_child_end(struct pf_child *c, int64_t grace_ms)
{
	(void)grace_ms; /* there is nothing that could be asked */
	if (!c)
		return;
	TerminateJobObject(c->job, KILLED);
	WaitForSingleObject(c->process, KILL_MS);
	close_child(c);
}
