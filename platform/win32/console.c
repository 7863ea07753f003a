/* The console as output: wide calls, so that no code page matters. */
#include "sys.h"

#include "../console.h"
#include "../console_os.h"

#include <fcntl.h>
#include <io.h>
#include <stdio.h>
#include <stdlib.h>

enum {
	/* Older consoles fail on more than 64 KiB at once, and share them with
	 * others; so many UTF-16 units always go. */
	UNITS_MAX = 8000,
};

/* For atexit, which gives no argument. */
static DWORD output_mode;
static LONG output_changed;

static bool
is_console(DWORD which)
{
	DWORD mode;

	return GetConsoleMode(GetStdHandle(which), &mode) != 0;
}

bool
pf_stdin_is_console(void)
{
	return is_console(STD_INPUT_HANDLE);
}

bool
pf_stdout_is_console(void)
{
	return is_console(STD_OUTPUT_HANDLE);
}

void
pf_stdio_binary(void)
{
	_setmode(_fileno(stdin), _O_BINARY);
	_setmode(_fileno(stdout), _O_BINARY);
	_setmode(_fileno(stderr), _O_BINARY);
}

static enum pf_err
write_error(void)
{
	switch (GetLastError()) {
	case ERROR_BROKEN_PIPE:
	case ERROR_NO_DATA:
	case ERROR_PIPE_NOT_CONNECTED:
		return PF_END;
	default:
		return PF_EIO;
	}
}

static enum pf_err
write_bytes(HANDLE out, const char *text, size_t len)
{
	while (len > 0) {
		DWORD part = len < 0x10000 ? (DWORD)len : 0x10000;
		DWORD n = 0;

		if (!WriteFile(out, text, part, &n, NULL))
			return write_error();
		text += n;
		len -= n;
	}
	return PF_OK;
}

static enum pf_err
write_units(HANDLE out, const wchar_t *units, DWORD len)
{
	while (len > 0) {
		DWORD n = 0;

		if (!WriteConsoleW(out, units, len, &n, NULL) || n == 0)
			return PF_EIO;
		units += n;
		len -= n;
	}
	return PF_OK;
}

/* At most UNITS_MAX bytes, not ending inside a character: never more units
 * than that, and no pair of surrogates is torn. */
static size_t
piece(const char *text, size_t len)
{
	size_t n = UNITS_MAX;

	if (len <= n)
		return len;
	while (n > UNITS_MAX - 4 && (text[n] & 0xC0) == 0x80)
		n--;
	return n;
}

static enum pf_err
write_text(HANDLE out, const char *text, size_t len)
{
	wchar_t *units = malloc(UNITS_MAX * sizeof *units);
	enum pf_err err = units ? PF_OK : PF_ENOMEM;

	while (len > 0 && err == PF_OK) {
		size_t n = piece(text, len);
		int made = MultiByteToWideChar(
		    CP_UTF8, 0, text, (int)n, units, UNITS_MAX);

		err = made > 0 ? write_units(out, units, (DWORD)made) : PF_EIO;
		text += n;
		len -= n;
	}
	free(units);
	return err;
}

enum pf_err
pf_console_write(bool to_stderr, const char *text, size_t len)
{
	DWORD which = to_stderr ? STD_ERROR_HANDLE : STD_OUTPUT_HANDLE;
	HANDLE out = GetStdHandle(which);

	if (is_console(which))
		return write_text(out, text, len);
	return write_bytes(out, text, len);
}

static void
restore_output(void)
{
	if (InterlockedExchange(&output_changed, 0))
		SetConsoleMode(GetStdHandle(STD_OUTPUT_HANDLE), output_mode);
}

enum pf_err
pf_console_vt(void)
{
	HANDLE out = GetStdHandle(STD_OUTPUT_HANDLE);
	DWORD wanted =
	    ENABLE_PROCESSED_OUTPUT | ENABLE_VIRTUAL_TERMINAL_PROCESSING;
	DWORD mode;

	if (!GetConsoleMode(out, &mode))
		return PF_ENOTTY;
	if ((mode & wanted) == wanted)
		return PF_OK;
	if (!SetConsoleMode(out, mode | wanted))
		return PF_ENOTSUP;
	output_mode = mode;
	if (!InterlockedExchange(&output_changed, 1))
		atexit(restore_output);
	return PF_OK;
}

bool
console_os_size(int *columns, int *rows)
{
	CONSOLE_SCREEN_BUFFER_INFO info;

	if (!GetConsoleScreenBufferInfo(GetStdHandle(STD_OUTPUT_HANDLE), &info))
		return false;
	*columns = info.srWindow.Right - info.srWindow.Left + 1;
	*rows = info.srWindow.Bottom - info.srWindow.Top + 1;
	return true;
}

enum pf_err
pf_console_cursor(int *column)
{
	CONSOLE_SCREEN_BUFFER_INFO info;

	if (!GetConsoleScreenBufferInfo(GetStdHandle(STD_OUTPUT_HANDLE), &info))
		return PF_ENOTTY;
	*column = info.dwCursorPosition.X;
	return PF_OK;
}

int
pf_console_ambiguous_width(void)
{
	static const UINT wide[] = {936, 932, 949, 950};
	UINT page = GetConsoleOutputCP();

	/* Windows Terminal sets this, and gives them one cell. */
	if (!pf_stdout_is_console() ||
	    GetEnvironmentVariableW(L"WT_SESSION", NULL, 0) > 0)
		return 1;
	for (size_t i = 0; i < sizeof wide / sizeof *wide; i++) {
		if (page == wide[i])
			return 2;
	}
	return 1;
}
