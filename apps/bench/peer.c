/* A simulated person: both doors, one set of checks. */
#include "peer.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "core/frame.h"

enum {
	buffer_max = 1 << 26,
	read_size = 65536,
	text_max = 4096,
};

static void
gone(struct peer *p, struct pf_poller *poller)
{
	if (p->state == PEER_GONE)
		return;
	p->state = PEER_GONE;
	p->tally->gone++;
	pf_poller_remove(poller, p->sock);
	pf_close(&p->sock);
}

static void
watch(struct peer *p, struct pf_poller *poller)
{
	unsigned events = PF_POLL_READ | (p->out.len > 0 ? PF_POLL_WRITE : 0u);

	if (p->state == PEER_GONE || events == p->interest)
		return;
	p->interest = events;
	if (pf_poller_set(poller, p->sock, events, p) != PF_OK)
		gone(p, poller);
}

static void
put_frame(struct peer *p, const struct ct_frame *f)
{
	if (ct_frame_add(&p->out, f) != CT_OK)
		p->tally->wrong++;
}

/* Asks to come in; the line door does not need it. */
static void
greet(struct peer *p)
{
	static const char nobody[16];
	struct ct_frame hello = {.type = CT_FRAME_HELLO,
	    .num = {CT_PROTOCOL_VERSION},
	    .str = {{nobody, sizeof(nobody)}, {"", 0}, {"en", 2}, {"utf-8", 5},
		{"crosstalk-bench", 15}}};

	if (p->door == PEER_NATIVE)
		put_frame(p, &hello);
}

enum pf_err
peer_open(struct peer *p, enum peer_door door, const struct pf_addr *to,
    struct tally *tally, struct pf_poller *poller)
{
	enum pf_err err;

	*p = (struct peer){.door = door, .tally = tally, .sock = PF_SOCK_NONE};
	ct_buf_init(&p->in, buffer_max);
	ct_buf_init(&p->out, buffer_max);
	err = pf_connect(to, &p->sock);
	if (err != PF_OK && err != PF_AGAIN)
		return err;
	greet(p);
	p->interest = PF_POLL_READ | PF_POLL_WRITE;
	err = pf_poller_set(poller, p->sock, p->interest, p);
	if (err != PF_OK) {
		ct_buf_fini(&p->out);
		pf_close(&p->sock);
	}
	return err;
}

void
peer_close(struct peer *p, struct pf_poller *poller)
{
	if (p->sock.id != PF_SOCK_NONE.id) {
		pf_poller_remove(poller, p->sock);
		pf_close(&p->sock);
	}
	ct_buf_fini(&p->in);
	ct_buf_fini(&p->out);
}

void
peer_flush(struct peer *p, struct pf_poller *poller)
{
	while (p->out.len > 0 && p->state != PEER_GONE) {
		struct pf_slice v = {.data = p->out.data, .len = p->out.len};
		size_t n = 0;
		enum pf_err err = pf_sendv(p->sock, &v, 1, &n);

		if (err == PF_AGAIN || err == PF_ENOTCONN)
			break;
		if (err != PF_OK) {
			gone(p, poller);
			return;
		}
		ct_buf_consume(&p->out, n);
	}
	watch(p, poller);
}

void
peer_join(struct peer *p, const char *room, uint32_t *next, uint32_t senders,
    struct pf_poller *poller)
{
	struct ct_frame join = {
	    .type = CT_FRAME_JOIN, .str = {ct_slice_str(room)}};
	char line[128];

	p->next = next;
	p->senders = senders;
	p->state = PEER_JOINING;
	snprintf(line, sizeof(line), "/join %s\n", room);
	if (p->door == PEER_NATIVE)
		put_frame(p, &join);
	else if (ct_buf_add_str(&p->out, line) != CT_OK)
		p->tally->wrong++;
	peer_flush(p, poller);
}

void
peer_say(
    struct peer *p, const char *room, uint32_t me, uint32_t number, size_t size)
{
	char text[text_max + 2];
	int n = snprintf(
	    text, sizeof(text), "@%" PRIu32 ".%" PRIu32 " ", me, number);
	struct ct_frame say = {.type = CT_FRAME_SAY, .num = {number + 1}};

	memset(text + n, 'x', text_max - (size_t)n);
	if (p->door == PEER_NATIVE) {
		say.str[0] = ct_slice_str(room);
		say.str[1] = (struct ct_slice){text, size};
		put_frame(p, &say);
		return;
	}
	text[size] = '\n';
	if (ct_buf_add(&p->out, text, size + 1) != CT_OK)
		p->tally->wrong++;
}

/* "@7.42 xxx": the 43rd of sender 7. */
static void
check_text(struct peer *p, struct ct_slice text)
{
	char head[32] = "";
	uint32_t sender, number;

	memcpy(head, text.data,
	    text.len < sizeof(head) ? text.len : sizeof(head) - 1);
	if (p->next == NULL ||
	    sscanf(head, "@%" SCNu32 ".%" SCNu32 " ", &sender, &number) != 2)
		return;
	if (sender >= p->senders || p->next[sender] != number)
		p->tally->wrong++;
	if (sender < p->senders)
		p->next[sender] = number + 1;
	p->tally->delivered++;
}

static void
enter(struct peer *p, enum peer_state state)
{
	if (p->state >= state)
		return;
	p->state = state;
	if (state == PEER_IN)
		p->tally->in++;
	else if (state == PEER_READY)
		p->tally->ready++;
}

static void
hear_frame(struct peer *p, const struct ct_frame *f)
{
	switch (f->type) {
	case CT_FRAME_WELCOME:
		enter(p, PEER_IN);
		break;
	case CT_FRAME_JOINED:
		if (p->state == PEER_JOINING)
			enter(p, PEER_READY);
		break;
	case CT_FRAME_ERROR:
	case CT_FRAME_GOODBYE:
		p->tally->wrong++;
		break;
	case CT_FRAME_ACK:
		p->seq = f->num[1] > p->seq ? f->num[1] : p->seq;
		break;
	case CT_FRAME_MESSAGE:
		if (f->num[0] != CT_KIND_SAY || f->num[1] != 0)
			break;
		check_text(p, f->str[2]);
		/* A hole in the room's numbers is a message that is missing. */
		if (f->num[3] > p->seq && p->seq != 0)
			p->tally->wrong++;
		p->seq = f->num[2];
		break;
	default:
		break;
	}
}

static void
hear_line(struct peer *p, struct ct_slice line)
{
	const char *at = memchr(line.data, '@', line.len);

	if (at != NULL && p->state == PEER_READY) {
		check_text(p,
		    (struct ct_slice){at, (size_t)(line.data + line.len - at)});
	} else if (line.len > 2 && line.data[0] == '*') {
		/* The welcome is the first of them; "you are in ROOM" is the
		 * next after a join. */
		if (p->state == PEER_OUT)
			enter(p, PEER_IN);
		else if (p->state == PEER_JOINING &&
			 strncmp(line.data, "* you are in", 12) == 0)
			enter(p, PEER_READY);
	}
}

/* The whole frames or lines that are there. */
static void
hear(struct peer *p)
{
	struct ct_slice in = ct_buf_slice(&p->in);
	struct ct_frame f;
	const char *lf;

	if (p->door == PEER_NATIVE) {
		while (ct_frame_take(&in, CT_FRAME_MAX + 4, &f) == CT_OK)
			hear_frame(p, &f);
	} else {
		while (in.len > 0 &&
		       (lf = memchr(in.data, '\n', in.len)) != NULL) {
			size_t n = (size_t)(lf - in.data) + 1;

			hear_line(p, (struct ct_slice){in.data, n - 1});
			in.data += n;
			in.len -= n;
		}
	}
	if (p->in.len > in.len)
		ct_buf_consume(&p->in, p->in.len - in.len);
}

void
peer_ready(struct peer *p, unsigned events, struct pf_poller *poller)
{
	size_t n = 0;
	enum pf_err err;

	if (p->state == PEER_GONE)
		return;
	if (events & PF_POLL_WRITE)
		peer_flush(p, poller);
	if (!(events & PF_POLL_READ) || p->state == PEER_GONE)
		return;
	if (ct_buf_reserve(&p->in, read_size) != CT_OK) {
		gone(p, poller);
		return;
	}
	err = pf_recv(p->sock, p->in.data + p->in.len, read_size, &n);
	if (err == PF_OK) {
		p->in.len += n;
		hear(p);
	}
	if (p->in.len == 0)
		ct_buf_clear(&p->in, true);
	if (err != PF_OK && err != PF_AGAIN)
		gone(p, poller);
}
