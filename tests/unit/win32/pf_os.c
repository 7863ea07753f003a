/* What the tests of platform/ do to Windows. */
#ifndef _WIN32_WINNT
#define _WIN32_WINNT 0x0A00
#endif
#ifndef WIN32_LEAN_AND_MEAN
#define WIN32_LEAN_AND_MEAN
#endif
#include <winsock2.h>

#include <windows.h>

#include "tests/unit/pf_os.h"

#include <io.h>
#include <stdlib.h>
#include <string.h>

const struct pf_os_code *
pf_os_codes(size_t *count)
{
	static const struct pf_os_code codes[] = {
	    {"success", 0},
	    {"would block", WSAEWOULDBLOCK},
	    {"in progress", WSAEINPROGRESS},
	    {"in progress", WSAEALREADY},
	    {"in progress", WSA_IO_PENDING},
	    {"interrupted", WSAEINTR},
	    {"no memory", WSAENOBUFS},
	    {"no memory", ERROR_NOT_ENOUGH_MEMORY},
	    {"no memory", ERROR_OUTOFMEMORY},
	    {"no memory", ERROR_NO_SYSTEM_RESOURCES},
	    {"no descriptors", WSAEMFILE},
	    {"no descriptors", WSAEPROCLIM},
	    {"no descriptors", ERROR_TOO_MANY_OPEN_FILES},
	    {"disk full", ERROR_DISK_FULL},
	    {"disk full", ERROR_HANDLE_DISK_FULL},
	    {"disk full", ERROR_INSUFFICIENT_BUFFER},
	    {"port in use", WSAEADDRINUSE},
	    {"not our address", WSAEADDRNOTAVAIL},
	    {"no permission", WSAEACCES},
	    {"no permission", ERROR_ACCESS_DENIED},
	    {"no permission", ERROR_SHARING_VIOLATION},
	    {"no permission", ERROR_LOCK_VIOLATION},
	    {"no permission", ERROR_WRITE_PROTECT},
	    {"refused", WSAECONNREFUSED},
	    {"reset", WSAECONNRESET},
	    {"reset", WSAECONNABORTED},
	    {"reset", WSAENETRESET},
	    {"reset", ERROR_NETNAME_DELETED},
	    {"sent after the end", WSAESHUTDOWN},
	    {"sent after the end", WSAEDISCON},
	    {"sent after the end", ERROR_BROKEN_PIPE},
	    {"sent after the end", ERROR_NO_DATA},
	    {"timed out", WSAETIMEDOUT},
	    {"unreachable", WSAEHOSTUNREACH},
	    {"unreachable", WSAENETUNREACH},
	    {"unreachable", WSAEHOSTDOWN},
	    {"unreachable", WSAENETDOWN},
	    {"no such host", WSAHOST_NOT_FOUND},
	    {"no such host", WSATRY_AGAIN},
	    {"no such host", WSANO_RECOVERY},
	    {"no such host", WSANO_DATA},
	    {"not connected", WSAENOTCONN},
	    {"not connected", WSAEDESTADDRREQ},
	    {"wrong argument", WSAEINVAL},
	    {"wrong argument", WSAEBADF},
	    {"wrong argument", WSAEFAULT},
	    {"wrong argument", WSAEMSGSIZE},
	    {"wrong argument", WSANOTINITIALISED},
	    {"wrong argument", ERROR_INVALID_HANDLE},
	    {"wrong argument", ERROR_INVALID_PARAMETER},
	    {"wrong argument", ERROR_INVALID_NAME},
	    {"wrong argument", ERROR_FILENAME_EXCED_RANGE},
	    {"not a socket", WSAENOTSOCK},
	    {"connected already", WSAEISCONN},
	    {"no such file", ERROR_FILE_NOT_FOUND},
	    {"no such file", ERROR_PATH_NOT_FOUND},
	    {"no such file", ERROR_INVALID_DRIVE},
	    {"no such file", ERROR_ENVVAR_NOT_FOUND},
	    {"not a program", ERROR_BAD_EXE_FORMAT},
	    {"not a program", ERROR_EXE_MACHINE_TYPE_MISMATCH},
	    {"no such character", ERROR_NO_UNICODE_TRANSLATION},
	    {"not supported", WSAEAFNOSUPPORT},
	    {"not supported", WSAEPFNOSUPPORT},
	    {"not supported", WSAEPROTONOSUPPORT},
	    {"not supported", WSAEPROTOTYPE},
	    {"not supported", WSAENOPROTOOPT},
	    {"not supported", WSAESOCKTNOSUPPORT},
	    {"not supported", WSAEOPNOTSUPP},
	    {"not supported", WSASYSNOTREADY},
	    {"not supported", WSAVERNOTSUPPORTED},
	    {"not supported", ERROR_NOT_SUPPORTED},
	    {"not supported", ERROR_CALL_NOT_IMPLEMENTED},
	    {"device failed", ERROR_IO_DEVICE},
	    {"device failed", ERROR_READ_FAULT},
	    {"device failed", ERROR_WRITE_FAULT},
	    {"device failed", ERROR_GEN_FAILURE},
	    {"device failed", ERROR_CRC},
	};

	*count = sizeof codes / sizeof *codes;
	return codes;
}

bool
pf_os_limit(size_t more)
{
	(void)more;
	return false;
}

void
pf_os_unlimit(void)
{
}

bool
pf_os_is_inherited(struct pf_sock s)
{
	DWORD flags;

	return !GetHandleInformation((HANDLE)s.id, &flags) ||
	       (flags & HANDLE_FLAG_INHERIT);
}

bool
pf_os_in_child(void (*fn)(void))
{
	(void)fn;
	return false;
}

/* The thread in which Windows tells a process of Ctrl-C begins here; so begun,
 * it is told to nobody else at this console. */
bool
pf_os_interrupt(void)
{
	FARPROC begin =
	    GetProcAddress(GetModuleHandleW(L"kernelbase"), "CtrlRoutine");
	LPTHREAD_START_ROUTINE routine;
	HANDLE thread;

	if (!begin)
		return false;
	memcpy(&routine, &begin, sizeof routine);
	thread = CreateThread(NULL, 0, routine, CTRL_C_EVENT, 0, NULL);
	if (thread)
		CloseHandle(thread);
	return thread != NULL;
}

/* A console of our own when we have none. */
static bool
own_console(void)
{
	return AllocConsole() || GetLastError() == ERROR_ACCESS_DENIED;
}

static wchar_t *
widen(const char *s)
{
	static wchar_t w[1024];

	MultiByteToWideChar(CP_UTF8, 0, s, -1, w, 1024);
	return w;
}

void
pf_os_setenv(const char *name, const char *value)
{
	wchar_t *copy = _wcsdup(widen(name));

	SetEnvironmentVariableW(copy, widen(value));
	free(copy);
}

void
pf_os_delete(const char *path)
{
	if (!DeleteFileW(widen(path)))
		RemoveDirectoryW(widen(path));
}

static HANDLE stdin_before, stdout_before;
static HANDLE reader, typist; /* the two ends of standard input */
static bool at_console;

bool
pf_os_stdin_pipe(void)
{
	at_console = false;
	stdin_before = GetStdHandle(STD_INPUT_HANDLE);
	return CreatePipe(&reader, &typist, NULL, 0) &&
	       SetStdHandle(STD_INPUT_HANDLE, reader);
}

bool
pf_os_stdin_console(void)
{
	at_console = true;
	typist = NULL;
	stdin_before = GetStdHandle(STD_INPUT_HANDLE);
	if (!own_console())
		return false;
	reader = CreateFileW(L"CONIN$", GENERIC_READ | GENERIC_WRITE,
	    FILE_SHARE_READ | FILE_SHARE_WRITE, NULL, OPEN_EXISTING, 0, NULL);
	return reader != INVALID_HANDLE_VALUE &&
	       SetStdHandle(STD_INPUT_HANDLE, reader);
}

static void
press(WORD key, wchar_t unit, DWORD state)
{
	INPUT_RECORD rec[2];
	DWORD n;

	memset(rec, 0, sizeof rec);
	for (int i = 0; i < 2; i++) {
		rec[i].EventType = KEY_EVENT;
		rec[i].Event.KeyEvent.bKeyDown = i == 0;
		rec[i].Event.KeyEvent.wRepeatCount = 1;
		rec[i].Event.KeyEvent.wVirtualKeyCode = key;
		rec[i].Event.KeyEvent.uChar.UnicodeChar = unit;
		rec[i].Event.KeyEvent.dwControlKeyState = state;
	}
	WriteConsoleInputW(reader, rec, 2, &n);
}

void
pf_os_type(const char *text, size_t len)
{
	wchar_t units[1024];
	DWORD n;
	int made;

	if (!at_console) {
		WriteFile(typist, text, (DWORD)len, &n, NULL);
		return;
	}
	made = MultiByteToWideChar(CP_UTF8, 0, text, (int)len, units, 1024);
	for (int i = 0; i < made; i++)
		press(0, units[i], 0); /* as an input method commits */
}

void
pf_os_press(enum pf_key key, char letter)
{
	static const WORD keys[] = {
	    [PF_KEY_ENTER] = VK_RETURN,
	    [PF_KEY_BACKSPACE] = VK_BACK,
	    [PF_KEY_DELETE] = VK_DELETE,
	    [PF_KEY_LEFT] = VK_LEFT,
	    [PF_KEY_RIGHT] = VK_RIGHT,
	    [PF_KEY_UP] = VK_UP,
	    [PF_KEY_DOWN] = VK_DOWN,
	    [PF_KEY_HOME] = VK_HOME,
	    [PF_KEY_END] = VK_END,
	    [PF_KEY_PAGE_UP] = VK_PRIOR,
	    [PF_KEY_PAGE_DOWN] = VK_NEXT,
	    [PF_KEY_TAB] = VK_TAB,
	    [PF_KEY_ESCAPE] = VK_ESCAPE,
	};
	wchar_t unit = 0;

	if (key == PF_KEY_CTRL) {
		press((WORD)(letter & ~0x20), letter & 0x1F, LEFT_CTRL_PRESSED);
		return;
	}
	if (key == PF_KEY_ENTER)
		unit = L'\r';
	if (key == PF_KEY_BACKSPACE)
		unit = L'\b';
	if (key == PF_KEY_TAB)
		unit = L'\t';
	if (key == PF_KEY_ESCAPE)
		unit = 0x1B;
	press(keys[key], unit, 0);
}

void
pf_os_hang_up(void)
{
	if (typist)
		CloseHandle(typist);
	typist = NULL;
}

void
pf_os_stdin_restore(void)
{
	pf_os_hang_up();
	SetStdHandle(STD_INPUT_HANDLE, stdin_before);
	if (reader && at_console)
		CloseHandle(reader);
	reader = NULL;
}

bool
pf_os_console_cooked(void)
{
	DWORD wanted =
	    ENABLE_LINE_INPUT | ENABLE_ECHO_INPUT | ENABLE_PROCESSED_INPUT;
	DWORD mode;

	return GetConsoleMode(reader, &mode) && (mode & wanted) == wanted;
}

bool
pf_os_stdout_broken(void)
{
	HANDLE in, out;

	stdout_before = GetStdHandle(STD_OUTPUT_HANDLE);
	if (!CreatePipe(&in, &out, NULL, 0))
		return false;
	CloseHandle(in);
	return SetStdHandle(STD_OUTPUT_HANDLE, out);
}

bool
pf_os_stdout_console(void)
{
	HANDLE out;

	stdout_before = GetStdHandle(STD_OUTPUT_HANDLE);
	if (!own_console())
		return false;
	out = CreateFileW(L"CONOUT$", GENERIC_READ | GENERIC_WRITE,
	    FILE_SHARE_READ | FILE_SHARE_WRITE, NULL, OPEN_EXISTING, 0, NULL);
	return out != INVALID_HANDLE_VALUE &&
	       SetStdHandle(STD_OUTPUT_HANDLE, out);
}

bool
pf_os_stdout_read_to(const char *end)
{
	(void)end;
	return false;
}

void
pf_os_stdout_restore(void)
{
	CloseHandle(GetStdHandle(STD_OUTPUT_HANDLE));
	SetStdHandle(STD_OUTPUT_HANDLE, stdout_before);
}
