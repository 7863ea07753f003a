/* How a link gets its connection, and another one when it is lost. */
#include "link.h"

#include <stdio.h>

#include "platform/clock.h"
#include "platform/process.h"

static enum ct_err
say_hello(struct link *l)
{
	struct ct_frame f = {.type = CT_FRAME_HELLO};
	char agent[64];

	snprintf(agent, sizeof(agent), "crosstalk/%s", l->app.version);
	f.num[0] = CT_PROTOCOL_VERSION;
	f.str[0] = (struct ct_slice){(const char *)l->hello.id, LINK_ID_BYTES};
	f.str[1] =
	    l->me.len > 0 ? ct_buf_slice(&l->me) : ct_slice_str(l->hello.nick);
	f.str[2] = ct_slice_str(l->app.lang == CT_LANG_ZH ? "zh" : "en");
	f.str[3] = ct_slice_str("utf-8");
	f.str[4] = ct_slice_str(agent);
	return conn_add(&l->conn, &f);
}

void
link_dial(struct link *l, ct_ms now)
{
	conn_fini(&l->conn);
	conn_init(&l->conn);
	ct_buf_clear(&l->why, false);
	l->mute = l->asked = false;
	l->state = LINK_DIALING;
	l->end = dialer_begin(&l->dialer, &l->where, DIAL_WAIT, l->poller);
	l->next = now;
}

void
link_dial_on(struct link *l, ct_ms now)
{
	enum pf_err err;

	if (l->state == LINK_AWAY && now >= l->next)
		link_dial(l, now);
	if (l->state != LINK_DIALING || l->end != PF_OK)
		return;
	err = dialer_next(&l->dialer, now, &l->sock);
	l->next = dialer_deadline(&l->dialer);
	if (err == PF_AGAIN)
		return;
	l->end = err;
	dialer_end(&l->dialer);
	if (err != PF_OK)
		return;
	l->state = LINK_GREETING;
	l->next = now + LINK_WAIT;
	l->heard = now;
	if (say_hello(l) != CT_OK)
		l->end = PF_ENOMEM;
}

bool
link_lose(struct link *l, ct_ms now)
{
	uint32_t chance = 0;

	dialer_end(&l->dialer);
	if (l->state == LINK_HERE)
		l->lost = now;
	if (l->final || l->patience == 0 ||
	    (l->patience != CT_NEVER && now - l->lost >= l->patience))
		return false;
	pf_poller_remove(l->poller, l->sock);
	pf_close(&l->sock);
	outbox_again(&l->outbox);
	pf_random(&chance, sizeof(chance));
	l->state = LINK_AWAY;
	l->last = l->end;
	l->end = PF_OK;
	l->next = now + backoff_next(&l->backoff, chance);
	return true;
}
