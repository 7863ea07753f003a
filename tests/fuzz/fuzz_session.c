/*
 * Any bytes at any door, cut anywhere: the first byte chooses the door and how
 * the rest is cut; a second peer listens and must be sent valid text only.
 */
#include "core/hub.h"
#include "core/text.h"

#include <stdlib.h>

static const struct ct_door doors[] = {
    {"line", &ct_dialect_line, "auto", CT_LANG_EN, 5},
    {"line", &ct_dialect_line, "gbk", CT_LANG_ZH, 5},
    {"classic", &ct_dialect_classic, "gbk", CT_LANG_ZH, 5},
    {"length", &ct_dialect_length, "utf-8", CT_LANG_ZH, 5},
    {"native", &ct_dialect_native, "utf-8", CT_LANG_EN, 5},
};

/* Flushes everybody; the listener (no owner) must be sent UTF-8. */
static void
flush(struct ct_hub *h, ct_ms now, struct ct_session **speaker)
{
	struct ct_session *s;
	struct ct_slice vec[4];

	while ((s = ct_hub_next_dirty(h)) != NULL) {
		while (ct_session_send_vec(s, now, vec, 4) > 0) {
			if (s != *speaker && !ct_utf8_valid(vec[0]))
				abort();
			ct_session_send_ack(s, vec[0].len);
		}
		if (ct_session_state(s) != CT_SESSION_DONE)
			continue;
		if (s == *speaker)
			*speaker = NULL;
		ct_hub_close(h, s, now);
	}
}

static void
feed(struct ct_hub *h, struct ct_session **s, const uint8_t *data, size_t n,
    size_t step)
{
	ct_ms now = 0;

	while (n > 0 && *s != NULL) {
		size_t cap = 0, take = n < step ? n : step;
		char *buf = ct_session_recv_buf(*s, &cap);

		if (buf == NULL)
			return;
		take = take < cap ? take : cap;
		for (size_t i = 0; i < take; i++)
			buf[i] = (char)data[i];
		ct_session_recv_ack(*s, take, now);
		now += 20;
		ct_hub_run(h, *s, now, now);
		flush(h, now, s);
		data += take;
		n -= take;
	}
	if (*s == NULL)
		return;
	ct_session_recv_end(*s);
	ct_hub_run(h, *s, now, now);
	flush(h, now, s);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct ct_hub_config cfg = {
	    .caps = CT_CAPS_DEFAULT, .lobby = "lobby", .server_name = "fuzz"};
	struct ct_session *speaker, *listener;
	struct ct_hub *h;

	if (size < 1 || ct_hub_new(&cfg, &h) != CT_OK)
		return 0;
	if (ct_hub_open(h, &doors[0], NULL, 0, &listener) == CT_OK &&
	    ct_hub_open(h, &doors[data[0] % 5], NULL, 0, &speaker) == CT_OK) {
		flush(h, 0, &speaker);
		feed(h, &speaker, data + 1, size - 1, 1 + data[0] / 5u);
	}
	ct_hub_free(h);
	return 0;
}
