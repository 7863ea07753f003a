/* The lesson's sticky demonstration: two sends that arrive as they like. */
#include "lesson_roles.h"

static const char *const words[] = {"hello", "kniom"};
static const size_t reads[] = {2, 10};

enum { STEPS = 2 };

static void
send_word(struct lesson *l)
{
	lesson_say(l, ct_slice_str(words[l->step]));
}

void
lesson_sticky_client_begin(struct lesson *l)
{
	send_word(l);
}

void
lesson_sticky_client_feed(struct lesson *l)
{
	(void)l; /* it never reads */
}

void
lesson_sticky_client_sent(struct lesson *l)
{
	if (l->state != LESSON_READS)
		return;
	if (++l->step < STEPS)
		send_word(l);
	else
		l->state = LESSON_ENDS;
}

size_t
lesson_sticky_server_read_max(const struct lesson *l)
{
	return l->in.len == 0 && l->step < STEPS ? reads[l->step] : 0;
}

/* Each call is one read: shown as it came, whatever it cut. */
static void
show_read(struct lesson *l)
{
	if (ct_coding_tail(&l->coding, ct_buf_slice(&l->in)) > 0)
		lesson_note(l, LESSON_NOTE_CUT);
	lesson_show_str(l, "====> ");
	lesson_show(l, l->in.len);
	l->step++;
}

void
lesson_sticky_server_feed(struct lesson *l)
{
	if (l->in.len > 0)
		show_read(l);
	while (l->ended && l->step < STEPS)
		show_read(l);
	if (l->step == STEPS)
		l->state = LESSON_ENDS;
}
