/*
 * Keys out of what a terminal sends (xterm's sequences, ECMA-48) and out of
 * the key events of a Windows console. Pure: bytes or events in, keys out, so
 * that both are tested on both systems.
 */
#ifndef PF_KEYS_H
#define PF_KEYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "console.h"

struct key_event {
	enum pf_key key;
	uint32_t code; /* as in pf_input_event */
};

/* What one byte, one event or the end of waiting can produce at most. */
enum { KEYS_MOST = 2, KEYS_PENDING_MAX = 16 };

/* A terminal's state between bytes; zeroed at the beginning. */
struct keys {
	unsigned char pending[KEYS_PENDING_MAX];
	size_t len;
	bool paste;   /* between the brackets of a paste: no key is a command */
	bool newline; /* a CR of a paste came last */
};

/* Feeds one byte; returns how many keys it completed. Modifiers are ignored,
 * unknown sequences are swallowed, bytes that are no UTF-8 give U+FFFD. */
size_t keys_feed(
    struct keys *k, unsigned char byte, struct key_event out[KEYS_MOST]);

/* A lone ESC is the Escape key when nothing follows it for this long. */
enum { KEYS_ESCAPE_MS = 50 };

/* True while such an ESC waits. */
bool keys_is_waiting(const struct keys *k);

/* Nothing followed in time. */
size_t keys_timeout(struct keys *k, struct key_event out[KEYS_MOST]);

/* A console's state between events; zeroed at the beginning. */
struct keys_console {
	uint16_t high; /* the first half of a surrogate pair, or 0 */
};

/*
 * One KEY_EVENT_RECORD: pressed or released, wVirtualKeyCode, UnicodeChar.
 * What an input method commits comes as several events with a character each;
 * what Alt and digits compose comes when Alt is released.
 */
size_t keys_console_feed(struct keys_console *v, bool down, uint16_t key,
    uint16_t unit, struct key_event out[KEYS_MOST]);

#endif
