/* The lesson's chat: both sides, turn by turn, in GBK. */
#include "lesson_roles.h"

void
lesson_chat_client_begin(struct lesson *l)
{
	lesson_ask(l);
}

/* The answer is there: what the person's line left goes out, or they are asked
 * for the next. */
void
lesson_chat_client_feed(struct lesson *l)
{
	if (lesson_is_turn(l)) {
		lesson_show(l, lesson_turn_len(l));
		if (!lesson_say_more(l))
			lesson_ask(l);
	} else if (l->ended) {
		lesson_fail(l, LESSON_NOTE_CLOSED);
	}
}

void
lesson_chat_client_line(struct lesson *l, struct ct_slice utf8)
{
	if (utf8.len == 0)
		l->state = LESSON_ENDS;
	else
		lesson_say(l, utf8);
}

void
lesson_chat_server_feed(struct lesson *l)
{
	if (lesson_is_turn(l)) {
		lesson_show(l, lesson_turn_len(l));
		if (!lesson_say_more(l))
			lesson_ask(l);
	} else if (l->ended) {
		l->state = LESSON_HANGS;
	}
}

void
lesson_chat_server_line(struct lesson *l, struct ct_slice utf8)
{
	if (utf8.len > 0) {
		lesson_say(l, utf8);
		return;
	}
	lesson_note(l, LESSON_NOTE_EMPTY);
	lesson_ask(l);
}
