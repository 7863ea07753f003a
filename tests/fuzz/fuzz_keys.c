/* A terminal's bytes: any of them, with pauses anywhere, never more keys than
 * promised, only real characters, and no byte ever waits for ever. */
#include "platform/keys.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check(const struct key_event *ev, size_t n)
{
	if (n > KEYS_MOST)
		abort();
	for (size_t i = 0; i < n; i++) {
		if (ev[i].key > PF_KEY_CURSOR)
			abort();
		if (ev[i].key == PF_KEY_CHAR &&
		    (ev[i].code < 0x20 || ev[i].code > 0x10FFFF ||
			(ev[i].code >= 0xD800 && ev[i].code < 0xE000)))
			abort();
		if (ev[i].key == PF_KEY_CURSOR && ev[i].code > 100000)
			abort();
		if (ev[i].key == PF_KEY_CTRL &&
		    (ev[i].code < 'a' || ev[i].code > 'z'))
			abort();
	}
}

/* Whatever came before: Enter is a key again. */
static void
recovers(struct keys *k)
{
	static const char tail[] = "\x1b[201~\r";
	struct key_event ev[KEYS_MOST];
	size_t n = 0;

	for (size_t i = 0; i < sizeof tail - 1; i++)
		n = keys_feed(k, (unsigned char)tail[i], ev);
	if (n != 1 || ev[0].key != PF_KEY_ENTER)
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct keys k = {0};
	struct keys_console v = {0};
	struct key_event ev[KEYS_MOST];

	for (size_t i = 0; i < size; i++) {
		check(ev, keys_feed(&k, data[i], ev));
		if (data[i] == 0)
			check(ev, keys_timeout(&k, ev));
		if (k.len > KEYS_PENDING_MAX)
			abort();
	}
	recovers(&k);
	for (size_t i = 0; i + 3 < size; i += 4)
		check(ev, keys_console_feed(&v, data[i] & 1, data[i + 1],
			      (uint16_t)(data[i + 2] << 8 | data[i + 3]), ev));
	return 0;
}
