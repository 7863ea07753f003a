/*
 * Standard input, read by a thread of its own: keys or lines of a console by
 * wide calls, or the bytes of a file or pipe.
 */
#include "sys.h"

#include "../console.h"
#include "../inputq.h"
#include "../thread.h"

#include <stdlib.h>
#include <string.h>

/* What the thread owns together with us. */
struct reader {
	struct inputq *q;
	HANDLE in;
	HANDLE stop; /* an event */
	LONG refs;
	struct keys_console state;
	wchar_t high; /* the first half of a pair that a read tore */
};

struct pf_input {
	struct reader *r;
	bool keys;
};

/* For atexit and the console's handler, which get no argument. */
static DWORD input_mode;
static LONG input_changed;
static LONG registered;
static SRWLOCK lock = SRWLOCK_INIT;
static struct inputq *keys_of; /* where a Ctrl-C goes; under the lock */

static void
reader_unref(struct reader *r)
{
	if (InterlockedDecrement(&r->refs) > 0)
		return;
	if (r->stop)
		CloseHandle(r->stop);
	if (r->q)
		inputq_unref(r->q);
	free(r);
}

static void
restore_input(void)
{
	if (InterlockedExchange(&input_changed, 0))
		SetConsoleMode(GetStdHandle(STD_INPUT_HANDLE), input_mode);
}

/*
 * Some consoles make an event of Ctrl-C even when it should be a key: make it
 * one. Anything else ends the process, so the console gets its mode back.
 */
static BOOL WINAPI
on_event(DWORD event)
{
	struct key_event c = {PF_KEY_CTRL, 'c'};
	BOOL taken = FALSE;

	AcquireSRWLockShared(&lock);
	if (keys_of && event == CTRL_C_EVENT)
		taken = inputq_put_keys(keys_of, &c, 1);
	else if (keys_of)
		restore_input();
	ReleaseSRWLockShared(&lock);
	return taken;
}

static bool
put_key(struct reader *r, const KEY_EVENT_RECORD *e)
{
	struct key_event out[KEYS_MOST];

	for (WORD i = 0; i < e->wRepeatCount || i == 0; i++) {
		size_t n = keys_console_feed(&r->state, e->bKeyDown,
		    e->wVirtualKeyCode, (uint16_t)e->uChar.UnicodeChar, out);

		if (n > 0 && !inputq_put_keys(r->q, out, n))
			return false;
	}
	return true;
}

static bool
put_record(struct reader *r, const INPUT_RECORD *rec)
{
	struct key_event resized = {PF_KEY_RESIZE, 0};

	switch (rec->EventType) {
	case KEY_EVENT:
		return put_key(r, &rec->Event.KeyEvent);
	case WINDOW_BUFFER_SIZE_EVENT:
		return inputq_put_keys(r->q, &resized, 1);
	default:
		return true;
	}
}

static enum pf_err
read_keys(struct reader *r)
{
	HANDLE both[2] = {r->stop, r->in};
	INPUT_RECORD recs[64];
	DWORD n = 0;

	if (WaitForMultipleObjects(2, both, FALSE, INFINITE) !=
	    WAIT_OBJECT_0 + 1)
		return PF_END;
	if (!ReadConsoleInputW(r->in, recs, 64, &n))
		return PF_EIO;
	for (DWORD i = 0; i < n; i++) {
		if (!put_record(r, &recs[i]))
			return PF_END;
	}
	return PF_OK;
}

/* Drops the CR of CR LF, as a terminal elsewhere has it. */
static int
drop_returns(wchar_t *units, int n)
{
	int kept = 0;

	for (int i = 0; i < n; i++) {
		if (units[i] != L'\r')
			units[kept++] = units[i];
	}
	return kept;
}

static bool
put_units(struct reader *r, wchar_t *units, int n)
{
	char bytes[4096];
	int made;

	r->high = 0;
	if (n > 0 && (units[n - 1] & 0xFC00) == 0xD800)
		r->high = units[--n];
	n = drop_returns(units, n);
	if (n == 0)
		return true;
	made = WideCharToMultiByte(
	    CP_UTF8, 0, units, n, bytes, sizeof bytes, NULL, NULL);
	return inputq_put_bytes(r->q, bytes, (size_t)made);
}

/* A line that the console itself let the user edit. */
static enum pf_err
read_line(struct reader *r)
{
	enum { UNITS = 1024, CTRL_Z = 0x1A }; /* at most 3 bytes each */
	wchar_t units[UNITS];
	DWORD held = r->high != 0;
	DWORD n = 0;

	units[0] = r->high;
	SetLastError(0);
	if (!ReadConsoleW(r->in, units + held, UNITS - held, &n, NULL))
		return PF_EIO;
	/* Ctrl-C and Ctrl-Break end a read, but not the input. */
	if (n == 0)
		return GetLastError() == ERROR_OPERATION_ABORTED ? PF_OK
								 : PF_END;
	if (units[held] == CTRL_Z)
		return PF_END;
	return put_units(r, units, (int)(n + held)) ? PF_OK : PF_END;
}

static enum pf_err
read_bytes(struct reader *r)
{
	char bytes[4096];
	DWORD n = 0;

	if (!ReadFile(r->in, bytes, sizeof bytes, &n, NULL)) {
		DWORD code = GetLastError();

		return code == ERROR_BROKEN_PIPE || code == ERROR_HANDLE_EOF
			   ? PF_END
			   : PF_EIO;
	}
	return n > 0 && inputq_put_bytes(r->q, bytes, n) ? PF_OK : PF_END;
}

static void
run(struct reader *r, enum pf_err (*read)(struct reader *))
{
	enum pf_err err;

	do
		err = read(r);
	while (err == PF_OK);
	inputq_finish(r->q, err);
	reader_unref(r);
}

static void
run_keys(void *arg)
{
	run(arg, read_keys);
}

static void
run_lines(void *arg)
{
	run(arg, read_line);
}

static void
run_bytes(void *arg)
{
	run(arg, read_bytes);
}

static enum pf_err
make_raw(HANDLE in)
{
	DWORD mode;

	if (!GetConsoleMode(in, &mode))
		return PF_ENOTTY;
	input_mode = mode;
	/* What the user set for selecting with the mouse stays. */
	mode &= ~(DWORD)(ENABLE_LINE_INPUT | ENABLE_ECHO_INPUT |
			 ENABLE_PROCESSED_INPUT | ENABLE_MOUSE_INPUT |
			 ENABLE_VIRTUAL_TERMINAL_INPUT);
	if (!SetConsoleMode(in, mode | ENABLE_WINDOW_INPUT))
		return PF_EIO;
	InterlockedExchange(&input_changed, 1);
	if (!InterlockedExchange(&registered, 1))
		atexit(restore_input);
	SetConsoleCtrlHandler(on_event, TRUE);
	return PF_OK;
}

static void
aim_ctrl_c(struct inputq *q)
{
	AcquireSRWLockExclusive(&lock);
	keys_of = q;
	ReleaseSRWLockExclusive(&lock);
}

static enum pf_err
begin(struct pf_input *in, struct pf_poller *p)
{
	void (*fn)(void *) = pf_stdin_is_console() ? run_lines : run_bytes;
	struct reader *r = in->r;
	struct pf_thread *thread;
	enum pf_err err = inputq_new(p, in->keys, &r->q);

	if (err != PF_OK)
		return err;
	r->in = GetStdHandle(STD_INPUT_HANDLE);
	r->stop = CreateEventW(NULL, TRUE, FALSE, NULL);
	if (!r->stop)
		return pf_err_from_os((int)GetLastError());
	if (in->keys) {
		fn = run_keys;
		err = make_raw(r->in);
	}
	if (err != PF_OK)
		return err;
	if (in->keys)
		aim_ctrl_c(r->q);
	InterlockedIncrement(&r->refs);
	err = pf_thread_start(fn, r, &thread);
	if (err != PF_OK)
		InterlockedDecrement(&r->refs);
	else
		pf_thread_detach(thread);
	return err;
}

enum pf_err
pf_input_open(struct pf_poller *p, bool keys, struct pf_input **out)
{
	struct pf_input *in;
	enum pf_err err;

	*out = NULL;
	if (keys && !pf_stdin_is_console())
		return PF_ENOTTY;
	in = calloc(1, sizeof *in);
	if (in)
		in->r = calloc(1, sizeof *in->r);
	if (!in || !in->r) {
		free(in);
		return PF_ENOMEM;
	}
	in->keys = keys;
	in->r->refs = 1;
	err = begin(in, p);
	if (err != PF_OK) {
		pf_input_close(in);
		return err;
	}
	*out = in;
	return PF_OK;
}

enum pf_err
pf_input_next(struct pf_input *in, struct pf_input_event *ev)
{
	return inputq_next(in->r->q, ev);
}

void
pf_input_close(struct pf_input *in)
{
	if (!in)
		return;
	/* First, so that nobody holds the lock in wait for room. */
	if (in->r->q)
		inputq_close(in->r->q);
	if (in->keys) {
		aim_ctrl_c(NULL);
		SetConsoleCtrlHandler(on_event, FALSE);
		restore_input();
	}
	if (in->r->stop)
		SetEvent(in->r->stop);
	reader_unref(in->r);
	free(in);
}
